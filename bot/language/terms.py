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
