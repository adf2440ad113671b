"""`/deadline list`: which deadlines are meant, and a page of them."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.counting import is_overdue
from bot.domain.models import Deadline
from bot.domain.words import OWED, DeadlineState
from bot.language.catalogue import say
from bot.operations import waiting
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.deadline import page
from bot.slack.listeners.saying import answered, kind_meant
from bot.slack.views import deadline_lists as views
from bot.slack.views.deadline_lists import ALL, MINE, OPEN, OVERDUE
from bot.slack.views.registers import offset_of
from bot.slack.views.tasks import PAGE
from bot.storage import deadlines

OVER = frozenset(DeadlineState) - OWED - {DeadlineState.ARMED}
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "": OPEN, **dict.fromkeys(("open", "running"), OPEN),
        **dict.fromkeys(("mine", "me", "my"), MINE), **dict.fromkeys(("overdue", "late"), OVERDUE),
        **dict.fromkeys(("all", "any", "everything", "done", "over"), ALL),
    }
)  # fmt: skip


def list_(ask: Ask) -> Answer:
    """Show the deadlines, the most urgent first: what is open, `mine`, `overdue`, or `all`."""
    number, words = ask.page()
    kind = kind_meant(
        words, WORDS, say("Type `/deadline list`, `mine`, `overdue` or `all` behind it.")
    )
    rows = deadlines.by_urgency(ask.turn.session, ask.incident.row)
    shown = _of(ask, kind, rows)
    offset = offset_of(number, len(shown))
    over = sum(row.state in OVER for row in rows) if kind == OPEN else 0
    listing = views.Listing(shown[offset : offset + PAGE], len(shown), offset, kind, over)
    return answered(views.listing(listing, ask.incident.ref, page(ask)))


def _of(ask: Ask, kind: str, rows: list[Deadline]) -> list[Deadline]:
    if kind == ALL:
        return rows
    if kind == MINE:
        mine = {row.id for row in waiting.deadlines(ask.turn, ask.incident)}
        return [row for row in rows if row.id in mine]
    if kind == OVERDUE:
        return [row for row in rows if is_overdue(row, ask.turn.now)]
    return [row for row in rows if row.state not in OVER]
