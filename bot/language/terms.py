"""The words for states, kinds and modes, which code keeps as data and says by `say`.

They are listed here so that each has a translation; which states there are is the domain's.
"""

from typing import Final

from bot.language.catalogue import later

STAGES: Final = (
    later("reported"), later("triage"), later("active"), later("contained"), later("eradication"),
    later("recovery"), later("monitoring"), later("review"), later("closed"), later("stood down"),
)  # fmt: skip
MODES: Final = (
    later("normal"), later("degraded"), later("manual"), later("hybrid"), later("suspended"),
    later("back-entry"), later("back entry"),
)  # fmt: skip
INCIDENTS: Final = (
    later("ransomware"), later("intrusion"), later("data leak"), later("outage"),
    later("insider"),
)  # fmt: skip
NETWORKS: Final = (
    later("connected"), later("vlan quarantine"), later("unplugged"), later("powered off"),
    later("clean room"),
)  # fmt: skip
GLANCES: Final = (
    later("being rebuilt or cleaned"), later("cut off, not hit"), later("cleared or back"),
)  # fmt: skip
SERVERS: Final = (
    later("in service"), later("isolated"), later("held"), later("acquired"), later("in custody"),
    later("released"), later("rebuilding"), later("rebuilt"), later("failed"),
    later("sanitising"), later("sanitised"), later("verified"), later("reconnected"),
    later("retired"),
)  # fmt: skip
VERDICTS: Final = (
    later("unassessed"), later("cleared"), later("suspect"), later("infiltrated"),
    later("encrypted"),
)  # fmt: skip
KINDS: Final = (
    later("physical"), later("virtual"), later("storage"), later("network"), later("appliance"),
    later("medical"), later("endpoint"),
)  # fmt: skip
LADDER: Final = (
    later("not started"), later("scoped"), later("backup selected"), later("backup verified"),
    later("restored clean"), later("integrity checked"), later("security cleared"),
    later("uat passed"), later("pilot"), later("live"), later("stable"), later("rolled back"),
)  # fmt: skip
TRANSFERS: Final = (
    later("offered"), later("in transit"), later("received"), later("disputed"), later("returned"),
    later("cancelled"), later("lost"),
)  # fmt: skip
WAIVERS: Final = (
    later("requested"), later("half signed"), later("granted"), later("refused"),
    later("revoked"), later("expired"),
)  # fmt: skip
GROUNDS: Final = (
    later("life safety"), later("court or police"), later("hardware lost"),
    later("not evidential"), later("other"),
)  # fmt: skip
FACTS: Final = (later("confirmed"), later("denied"))
DEADLINES: Final = (
    later("not assessed"), later("not applicable"), later("armed"), later("running"),
    later("drafting"), later("approved"), later("submitted"), later("acknowledged"),
    later("follow-up due"),
)  # fmt: skip
AUDIENCES: Final = (later("public"), later("internal"))
TASKS: Final = (
    later("to do"), later("in progress"), later("waiting for approval"), later("blocked"),
    later("done"), later("skipped"),
)  # fmt: skip
# What a register calls one row, in refusals.
NOUNS: Final = (
    later("server"), later("segment"), later("exhibit"), later("transfer"), later("department"),
    later("system"), later("interface"), later("waiver"), later("statement"), later("entry"),
    later("task"),
)  # fmt: skip
# What was tried, where a refusal names it in words and not by the verb that was typed.
VERBS: Final = (
    later("claim"), later("assign"), later("start"), later("finish"), later("block"),
    later("unblock"), later("skip"), later("reopen"), later("approve"), later("refuse"),
    later("note"), later("change the due time of"), later("decide on"), later("send back"),
    later("meet"), later("confirm"), later("close"), later("extend"), later("rule out"),
    later("draft the report of"), later("correct"), later("verify"), later("change"),
    later("report for"), later("restore"), later("clear"), later("sign for"), later("promise"),
)  # fmt: skip
# How a refusal calls the rule behind it; the number in front is the same everywhere.
RULES: Final = (
    later("evidence"), later("seal"), later("custody"), later("receipt"),
    later("outside receiver"), later("working copy"), later("custodian"), later("dependencies"),
    later("pilot"), later("backup"), later("integrity"), later("hybrid"), later("normal"),
    later("acquisition"), later("suspension"), later("back-entry"), later("clock anchors"),
    later("submitted"), later("closing"), later("ransom"), later("what is withheld"),
    later("public text"), later("names"),
    later("patient data"), later("reconnection"), later("two people"), later("verified"),
    later("triage"), later("isolation"), later("verdict"), later("hash"), later("legal"),
    later("not waivable"), later("approval"), later("cadence"), later("command"),
    later("deadline states"), later("endpoints"), later("eta"), later("extension"),
    later("facts"), later("guests"), later("handover"), later("managers"), later("one demo"),
    later("one holder"), later("one message, one entry"), later("one request, one effect"),
    later("one window, one state"),
    later("one row for a host"), later("one row for a system"),
    later("one row for a department"),
    later("one run of a playbook"), later("one waiver"), later("own workspace"),
    later("private playbooks"), later("promise"), later("proof"), later("responders"),
    later("restore, blocked"),
    later("restore, security"), later("restore, stable"), later("gate F"),
    later("gate H, live"), later("roles"), later("severity"),
    later("stages"), later("states"), later("subscriptions"), later("task order"),
    later("task states"), later("temporary numbers"), later("two persons"),
    later("visibility"), later("waivers"), later("acceptance"),
    later("a playbook is opened whole"), later("each is looked at"), later("register"),
    later("private incidents"),
)  # fmt: skip
PLURALS: Final = (
    later("exhibits"), later("transfers"), later("servers"), later("systems"),
    later("departments"), later("waivers"),
)  # fmt: skip
EXHIBITS: Final = (
    later("identified"), later("collecting"), later("collected"), later("hashed"),
    later("sealed"), later("stored"), later("retained"), later("with the authority"),
    later("disposed"), later("returned to its owner"), later("unobtainable"),
)  # fmt: skip
SEGMENTS: Final = (later("open"), later("closed"))
STATEMENTS: Final = (
    later("draft"), later("approved"), later("published"), later("withdrawn"),
)  # fmt: skip
SPOKEN: Final = (later("English"), later("English (India)"), later("Hindi"))
# Where exhibits are, as the register counts them.
SHELVES: Final = (later("register"), later("shelf"))
