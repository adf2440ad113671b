"""The rows of `/dept`."""

from functools import partial

from bot.language.catalogue import later
from bot.slack.listeners import dept, dept_count
from bot.slack.listeners.registers import verb
from bot.slack.registry import Verb

_dept = partial(Verb, "dept")

DEPT = (
    _dept(
        "list", dept.list_, "[mode]", later("shows the departments, ten to a page"), "manual",
        ("ls", "departments"), writes=False,
    ),
    _dept("show", dept.show, "D",
        later("shows one department in full"), "lab", ("info",), writes=False),
    _dept(
        "add", dept.add,
        "<slug> [name=…] [block=…] [head=@who] [deputy=@who] [superusers=@a,@b] [apps=…] [kit=…]",
        later("enters a department"), "lab name=Lab",
    ),
    _dept(
        "set", dept.set_, "D key=value …",
        later("corrects who heads it, its super-users, its systems, its days of forms"),
        "lab head=@asha superusers=@ravi,@meera apps=LIS kit=5", ("change", "edit"),
    ),
    _dept(
        "return", verb(dept.COUNTER, "return"), "D seen=… waiting=… [k=v…] [one line]",
        later("reports a department's counts of the day"),
        "lab seen=120 waiting=14 reagents for 3 days",
        ("report",),
    ),
    _dept(
        "backlog", dept.backlog, "D [p1=… p2=… p3=… p4=… oldest=…]",
        later("says how much paper waits to be keyed in, by priority"), "lab p1=120 p2=300",
    ),
    _dept("entered", dept.entered, "D [p1=…]",
        later("says how many sheets were keyed in"), "lab p1=50"),
    _dept(
        "verified", dept.verified, "D [p1=… error=%]",
        later("says how many sheets another person compared with the paper"), "lab p1=50 error=1",
    ),
    _dept(
        "reconcile", dept_count.reconcile, "[D p1=… [p2=…]]",
        later("compares the sheets that lie in the boxes with what is booked"),
        "lab p1=40 p2=300", ("count", "recount"),
    ),
    _dept(
        "tempids", dept.tempids, "D <from>-<to> [used=… merged=…]",
        later("gives a counter temporary patient numbers, or says what became of them"),
        "opd 1000-1999",
    ),
    _dept(
        "degraded", verb(dept.COUNTER, "degraded"), "D [reason]",
        later("works, but slowly or in part"),
        "pharmacy labels print late",
    ),
    _dept("manual", verb(dept.COUNTER, "manual"), "D [reason]",
        later("works on paper"), "lab LIS is off"),
    _dept(
        "hybrid", verb(dept.COUNTER, "hybrid"), "D [reason]", later("works on both at once"), "opd"
    ),
    _dept(
        "suspended", verb(dept.COUNTER, "suspended"), "D to=<where> told=yes <reason>",
        later("stopped, its patients go elsewhere"), "mri to=Safdarjung told=yes no staff",
        ("suspend",),
    ),
    _dept(
        "backentry", verb(dept.COUNTER, "backentry"), "D [reason]",
        later("keys the paper in"), "opd",
        ("back-entry", "back_entry"),
    ),
    _dept("normal", verb(dept.COUNTER, "normal"), "D [reason]", later("works as before"), "opd"),
)  # fmt: skip
