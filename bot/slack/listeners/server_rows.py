"""The rows of `/server`."""

from functools import partial

from bot.slack.listeners import network, server, server_lists
from bot.slack.listeners.registers import verb
from bot.slack.registry import Verb

_server = partial(Verb, "server")


def _moves(name: str, usage: str, summary: str, example: str, *also: str) -> Verb:
    return _server(name, verb(server.COUNTER, name), usage, summary, example, also)


SERVER = (
    _server(
        "list", server.list_, "[filter]",
        "shows servers by state, verdict, kind, host name or key=value, ten to a page",
        "infiltrated kind=physical", ("ls", "servers"), writes=False,
    ),
    _server("show", server.show, "X", "shows one server in full", "SRV-017", ("info",),
            writes=False),
    _server(
        "add", server.add, "<hostname> [key=value …]", "enters a server",
        "lis-db-01 kind=physical tier=2 ip=10.2.0.11", ("new",),
    ),
    _server(
        "set", server.set_, "X key=value …", "corrects what is said of a server",
        "SRV-017 segment=OPD detections=0 patched=yes rotated=yes monitored=yes",
    ),
    _server(
        "board", server_lists.board, "[page=2]",
        "shows every server at a glance, as a picture and as a table", "", ("map", "picture"),
    ),
    _server(
        "import", server_lists.import_, "[dry] [CSV rows]",
        "enters a list of servers: a CSV file, or rows that are pasted", "", ("upload",),
    ),
    _server(
        "imported", server_lists.imported, "[n] [refused|entered|updated|unchanged]",
        "shows row by row what became of an import, or of a verb on many", "1 refused",
        ("imports",), writes=False,
    ),
    _server(
        "export", server_lists.export, "", "sends you the list of servers as CSV", "", ("csv",),
    ),
    _server(
        "segment", network.segment, "[<name> open|closed <basis>]",
        "opens or closes a part of the network, or shows them", "OPD open all hosts verified",
        ("segments", "vlan"),
    ),
    _server(
        "endpoints", network.endpoints, "[<batch> total=… scanned=… verified=… k=v…]",
        "counts PCs by batch, with rate and forecast", "OPD total=1200 scanned=800 infected=12",
        ("pcs", "batch"),
    ),
    _moves("suspect", "X… [reason]", "says that a server may be hit", "lis-* beacons at 03:00"),
    _moves("infiltrated", "X… [reason]", "says that somebody was inside", "SRV-001..SRV-005"),
    _moves("encrypted", "X… [reason]", "says that its files are encrypted", "ehosp-db-01"),
    _moves("clear", "X… <basis>", "says that a server is clean", "SRV-031 swept, nothing found"),
    _moves(
        "isolate", "X… [to=vlan] [reason]",
        "takes servers off the network, powered on; evidence is held by itself",
        "SRV-001..SRV-095", "disconnect", "quarantine",
    ),
    _moves("hold", "X…", "keeps an isolated server as evidence", "SRV-003"),
    _moves("acquired", "X…", "says that memory and disk are imaged", "SRV-003"),
    _moves("custody", "X… <receipt>", "says that the original was taken", "SRV-003 R-7"),
    _moves(
        "release", "X… [noc=<number>]",
        "lets a server go: by written no-objection, or custodian and forensics lead both sign",
        "SRV-003 noc=CFSL/117",
    ),
    _moves("rebuild", "X…", "begins to rebuild a released server", "SRV-003"),
    _moves("rebuilt", "X…", "says that the rebuild is done", "SRV-003"),
    _moves("failed", "X… <reason>", "says that the rebuild failed", "SRV-003 controller is dead"),
    _moves("sanitise", "X…", "begins to sanitise a server", "SRV-031", "sanitize"),
    _moves("sanitised", "X…", "says that a server is sanitised", "SRV-031", "sanitized"),
    _moves("verify", "X…", "confirms it, as another than who sanitised it", "SRV-031", "verified"),
    _moves("reconnect", "X…", "brings a server back onto the network", "SRV-031", "connect"),
    _moves("retire", "X…", "takes a server out of service for good", "SRV-088"),
    _moves("clean", "X…", "records an antivirus clean; refused on evidence", "SRV-031"),
    _moves("patch", "X…", "records a patch; refused on evidence", "SRV-031"),
    _moves("reboot", "X…", "records a restart; refused on evidence", "SRV-031", "restart"),
    _moves("restoreover", "X…", "records a restore over it; refused on evidence", "SRV-031"),
)  # fmt: skip
