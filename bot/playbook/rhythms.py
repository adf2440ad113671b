"""A rhythm as it is kept with a task, in the sixty-four characters that are there for it.

What a kept one means is `bot.domain.recurrence`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.playbook.model import Every

LONGEST = 64
# In front of the spans after which something comes again, a few times and no more.
AGAIN = ">"
# The longest stamps that a moment of this century can have.
_LATE = datetime(2090, 1, 1, tzinfo=UTC)


def kept(every: Every, started_at: datetime) -> str:
    """Return `4h` or `06:30,18:30`; what ends has its last moment behind it: `2h<1669253820`."""
    first = [
        f"{_one(each)}<{int((started_at + until).timestamp())}" for each, until in every.before
    ]
    return " ".join([*first, _one(every)])


def fits(every: Every) -> bool:
    """Tell whether there is room for it, whenever it starts."""
    return len(kept(every, _LATE)) <= LONGEST


def kept_gaps(gaps: Sequence[timedelta]) -> str:
    """Return the spans after which something comes again: `>4h,20h`."""
    return AGAIN + ",".join(map(_span, gaps))


def _one(every: Every) -> str:
    if every.interval is not None:
        return _span(every.interval)
    return ",".join(at.strftime("%H:%M") for at in every.times)


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"
