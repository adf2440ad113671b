"""The rows of `/server`."""

from functools import partial

from bot.language.catalogue import later
from bot.slack.listeners import network, server, server_lists
from bot.slack.listeners.registers import verb
from bot.slack.registry import Verb

_server = partial(Verb, "server")


def _moves(name: str, usage: str, summary: str, example: str, *also: str) -> Verb:
    return _server(name, verb(server.COUNTER, name), usage, summary, example, also)


SERVER = (
    _server(
        "list", server.list_, "[filter]",
        later("shows servers by state, verdict, kind, host name or key=value, ten to a page"),
        "infiltrated kind=physical", ("ls", "servers"), writes=False,
    ),
    _server("show", server.show, "X", later("shows one server in full"), "SRV-017", ("info",),
            writes=False),
    _server(
        "add", server.add, "[<hostname> [key=value …]]", later("enters a server"),
        "lis-db-01 kind=physical tier=2 ip=10.2.0.11", ("new",),
    ),
    _server(
        "set", server.set_, "X [key=value …]", later("corrects what is said of a server"),
        "SRV-017 segment=OPD detections=0 patched=yes rotated=yes monitored=yes",
    ),
    _server(
        "board", server_lists.board, "[page=2]",
        later("shows every server at a glance, as a picture and as a table"), "", ("map",
        "picture"),
    ),
    _server(
        "import", server_lists.import_, "[dry] [CSV rows]",
        later("enters a list of servers: a CSV file, or rows that are pasted"), "", ("upload",),
    ),
    _server(
        "imported", server_lists.imported, "[n] [refused|entered|updated|unchanged]",
        later("shows row by row what became of an import, or of a verb on many"), "1 refused",
        ("imports",), writes=False,
    ),
    _server(
        "export", server_lists.export, "",
        later("sends you the list of servers as CSV"), "", ("csv",),
    ),
    _server(
        "segment", network.segment, "[<name> open|closed <basis>]",
        later("opens or closes a part of the network, or shows them"),
        "OPD open all hosts verified",
        ("segments", "vlan"),
    ),
    _server(
        "endpoints", network.endpoints, "[<batch> k=v… [because …]]",
        later("counts PCs by batch, with rate and forecast; a total changes with its why"),
        "OPD total=1200 scanned=800 infected=12 because hostels came to it",
        ("pcs", "batch"),
    ),
    _moves("suspect", "X… [reason]",
        later("says that a server may be hit"), "lis-* beacons at 03:00"),
    _moves("infiltrated", "X… [reason]",
        later("says that somebody was inside"), "SRV-001..SRV-005"),
    _moves("encrypted", "X… [reason]", later("says that its files are encrypted"), "ehosp-db-01"),
    _moves("clear", "X… <basis>",
        later("says that a server is clean"), "SRV-031 swept, nothing found"),
    _moves("decide", "X… seize|keep|release <who agreed>",
        later("records what becomes of a server that was hit"),
        "SRV-003 keep IO and owner by phone 14:20"),
    _moves(
        "isolate", "X… [to=vlan] [reason]",
        later("takes servers off the network, powered on; evidence is held by itself"),
        "SRV-001..SRV-095", "disconnect", "quarantine",
    ),
    _moves("hold", "X…", later("keeps an isolated server as evidence"), "SRV-003"),
    _moves("acquired", "X…", later("says that memory and disk are imaged"), "SRV-003"),
    _moves("custody", "X… <receipt>", later("says that the original was taken"), "SRV-003 R-7"),
    _moves(
        "release", "X… [noc=<number>]",
        later("lets a server go: by written no-objection, or custodian and forensics lead both "
              "sign"),
        "SRV-003 noc=CFSL/117",
    ),
    _moves("rebuild", "X…", later("begins to rebuild a released server"), "SRV-003"),
    _moves("rebuilt", "X…", later("says that the rebuild is done"), "SRV-003"),
    _moves("failed", "X… <reason>",
        later("says that the rebuild failed"), "SRV-003 controller is dead"),
    _moves("sanitise", "X…", later("begins to sanitise a server"), "SRV-031", "sanitize"),
    _moves("sanitised", "X…", later("says that a server is sanitised"), "SRV-031", "sanitized"),
    _moves("verify", "X…",
        later("confirms it, as another than who sanitised it"), "SRV-031", "verified"),
    _moves("reconnect", "X…", later("brings a server back onto the network"), "SRV-031", "connect"),
    _moves("retire", "X…", later("takes a server out of service for good"), "SRV-088"),
    _moves("clean", "X…", later("records an antivirus clean; refused on evidence"), "SRV-031"),
    _moves("patch", "X…", later("records a patch; refused on evidence"), "SRV-031"),
    _moves("reboot", "X…", later("records a restart; refused on evidence"), "SRV-031", "restart"),
    _moves("restoreover", "X…", later("records a restore over it; refused on evidence"), "SRV-031"),
)  # fmt: skip
