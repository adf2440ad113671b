"""How long a role may be held before somebody says so, and a brief wait unread. Pure."""

from datetime import datetime, timedelta

# Longer than an operational period: tired people decide worse, and do not notice.
LONG = timedelta(hours=12)
# A commander who has not read the brief does not command.
UNREAD, AGAIN, MOST_CALLS = timedelta(minutes=10), timedelta(minutes=20), 3


def spell(since: datetime, now: datetime) -> int:
    """Return how many whole long spells a role has been held: 0, 1 after 12 hours, 2 after 24."""
    return max(int((now - since) / LONG), 0)


def call_due(handed_at: datetime, now: datetime) -> int:
    """Return which call for an unread brief is due: 1 after ten minutes, then every twenty."""
    waited = now - handed_at
    if waited < UNREAD:
        return 0
    return min(1 + int((waited - UNREAD) / AGAIN), MOST_CALLS)
