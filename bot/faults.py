"""Named points at which a test may kill the process. Does nothing unless WARDROOM_FAULT asks."""

import os
import signal
from collections import Counter

VARIABLE = "WARDROOM_FAULT"
_reached: Counter[str] = Counter()

POINTS = (
    "intent.before_commit",
    "intent.after_commit",
    "send.after",
    "mark.before_commit",
    "mark.after_commit",
)

# What the clock does: before and after the row that lets a thing happen once (`storage.schedules`),
# around the message that gathers them for a reader (`schedule.telling`), after the commit
# (`schedule.beat`), and before the sender is woken (`schedule.ticker`).
SCHEDULE_KINDS = (
    "summary", "digest", "subscription", "deadline", "passed", "task", "promise", "recurrence",
    "shift", "handover", "return",
)  # fmt: skip
SCHEDULE_POINTS = (
    *(f"{kind}.{place}_claim" for kind in SCHEDULE_KINDS for place in ("before", "after")),
    "reader.before_post",
    "reader.after_post",
    "schedule.after_commit",
    "tick.before_wake",
)


def reach(name: str) -> None:
    """Kill this process if `WARDROOM_FAULT` is `name` or `name:n` and this is the nth time."""
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    point, _, count = wanted.partition(":")
    if point != name:
        return
    _reached[name] += 1
    if _reached[name] >= int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
