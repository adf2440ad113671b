"""The rows of `/evidence`."""

from functools import partial

from bot.language.catalogue import later
from bot.slack.listeners import evidence, evidence_add, evidence_count, evidence_offer
from bot.slack.registry import Verb

_evidence = partial(Verb, "evidence")


def _moves(name: str, usage: str, summary: str, example: str, *also: str) -> Verb:
    return _evidence(name, evidence.work(name), usage, summary, example, also)


EVIDENCE = (
    _evidence(
        "add", evidence_add.add, "[X <type> [key=value …]]",
        later(
            "enters an exhibit of a server (`-` for none), by its window if nothing more is "
            "typed; with a tool it counts as collected"
        ),
        'SRV-003 memory tool="WinPmem 4.0" found_state="on, logged in"', ("new",),
    ),
    _evidence(
        "list", evidence.list_, "[state|type|SRV-…|broken|transfers]",
        later("shows exhibits, or who hands what to whom"), "sealed", ("ls", "exhibits"),
        writes=False,
    ),
    _evidence("show", evidence.show, "E",
        later("shows an exhibit or a transfer in full"), "EXH-003",
              ("info",), writes=False),
    _evidence(
        "set", evidence.set_, "E [key=value …]",
        later("writes down what became known: FIR, parcel, keys, certificates, …"),
        "EXH-003 fir=312/2022 parcel=3 part_a=signed", ("change", "edit"),
    ),
    _moves("collect", "E", later("begins to collect"), "EXH-003"),
    _moves("collected", "E tool=… [method=…] [blocker=…] [witness=@a,@b]",
           later("says that it is taken"), 'EXH-003 tool="FTK Imager 4.7"'),
    _moves("failed", "E <reason>",
        later("says that collecting failed"), "EXH-003 disk does not spin"),
    _moves("unobtainable", "E <reason>", later("says that it cannot be had; two sign"),
           "EXH-004 the host was powered off"),
    _moves("hash", "E sha256=… md5=… [source=…] [tool=…]",
        later("keeps both digests"), "EXH-003 …"),
    _moves("seal", "E <seal no> witness @a @b photo=<link> [impression=…]", later("puts a seal on"),
           "EXH-003 S-1117 witness @asha @ravi photo=https://…"),
    _moves("store", "E <place> [conditions=…] [seal=… sha256=…]", later("says where it is kept"),
           "EXH-003 safe 2, shelf B"),
    _evidence(
        "offer", evidence_offer.offer, "E… [to <holder> [designation=… id=…] purpose <why>]",
        later("offers exhibits to somebody; custody changes when they are received"),
        "EXH-003,EXH-004 to @who purpose examination at CFSL", ("handover", "transfer"),
    ),
    _moves(
        "receive", "T seal=… sha256=… [intact=yes] [condition=…] [paper=<link> witness=@who]",
        later("takes exhibits over; seal and hash are compared, a difference is a dispute"),
        "TRF-001 seal=S-1117 sha256=9f86d081", "accepted",
    ),
    _moves("send", "T [mode=courier] [certificate=…]",
        later("gives an offer to a courier"), "TRF-001"),
    _moves("cancel", "T <reason>",
        later("takes an offer back"), "TRF-001 the officer did not come"),
    _evidence("except", evidence.except_, "E|T <what was found>",

        later("signs what was found where something is broken; two sign"), "EXH-003 label torn"),
    _moves("accept", "T", later("accepts a disputed transfer after two signed"), "TRF-001"),
    _moves("return", "T <reason>", later("sends a disputed transfer back"), "TRF-001 wrong parcel"),
    _moves("lost", "T <reason>",
        later("says that it was lost on the way"), "TRF-001 courier robbed"),
    _evidence("verify", evidence.verify, "E [sha256=…]", later("compares a digest that was read"),
              "EXH-003 sha256=…", ("check", "rehash")),
    _moves("examine", "E [order=…]", later("records an examination: of working copies"), "EXH-009"),
    _moves("retain", "E <reason>",
        later("keeps it until a trial ends"), "EXH-003 order of the court"),
    _moves("release", "E order=<number>",
        later("lets it go, by written order"), "EXH-003 order=IO/22"),
    _moves("dispose", "E <reason>", later("records its destruction"), "EXH-003 after the trial"),
    _moves("giveback", "E <reason>",
        later("records its return to the owner"), "EXH-003 to the vendor"),
    _evidence(
        "register", evidence_count.register_, "",
        later("shows the register, and what is booked where"), "", ("books",), writes=False,
    ),
    _evidence(
        "reconcile", evidence_count.reconcile, "E… with @who [seals=EXH-003:S-1,…]",
        later("compares what two people counted on the shelf with the register, by exhibit"),
        "EXH-001..EXH-012 with @ravi", ("count", "recount"),
    ),
)  # fmt: skip
