"""Lists of legal deadlines, ten to a page, and the menu that narrows them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.models import Deadline
from bot.language.catalogue import later, say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.deadlines import named, row_block, state, when
from bot.slack.views.page import Page
from bot.slack.views.said import Said
from bot.slack.views.tasks import pager

OPEN, MINE, OVERDUE, ALL = "open", "mine", "overdue", "all"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        OPEN: later("Open deadlines"), MINE: later("Open and mine"),
        OVERDUE: later("Overdue deadlines"), ALL: later("All deadlines"),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of deadlines, the most urgent first, how many there are, and of which kind.

    `over` counts those that no kind but `all` shows.
    """

    rows: Sequence[Deadline]
    total: int
    offset: int
    words: str = OPEN
    over: int = 0


def listing(found: Listing, ref: str, page: Page) -> Said:
    """Return a page of deadlines, the most urgent first."""
    if not found.rows:
        return _none(found, ref)
    head = say(
        "*Legal deadlines* of {ref}: {first}-{last} of {total}",
        ref=ref,
        first=found.offset + 1,
        last=found.offset + len(found.rows),
        total=found.total,
    )
    told = "; ".join(f"{named(row)} ({state(row, page)}, {when(row, page)})" for row in found.rows)
    blocks = [kit.section(head), *(row_block(row, ref, page) for row in found.rows)]
    if found.over:
        blocks.append(
            kit.context(say("{count} more are over: `/deadline list all`", count=found.over))
        )
    return Said(f"{head}: {told}", (*blocks, _menu(found, ref))).with_buttons(
        *pager(ids.DEADLINE_LIST, ref, found.words, found.offset, found.total)
    )


def _menu(found: Listing, ref: str) -> kit.Block:
    options = [kit.option(say(label), f"{ref} {words}") for words, label in KINDS.items()]
    now = f"{ref} {found.words}"
    return kit.actions(kit.select(ids.DEADLINE_LIST, say("Which ones"), options, initial=now))


def _none(found: Listing, ref: str) -> Said:
    if found.words in {MINE, OVERDUE}:
        kind = say(KINDS[found.words])
        text = say("No legal deadlines of {ref} here: {kind}.", ref=ref, kind=kind.lower())
        return Said(text, (kit.section(text), _menu(found, ref)))
    if found.over:
        text = say(
            "No legal deadline of {ref} is open; {count} are over.", ref=ref, count=found.over
        )
        return Said(text, (kit.section(text),)).with_buttons(
            kit.button(say("All deadlines"), ids.DEADLINE_LIST, f"{ref} {ALL}")
        )
    text = say(
        "{ref} has no legal deadlines: nothing in the profile of this installation applies to its "
        "kind and severity. They open by themselves when that changes.",
        ref=ref,
    )
    return Said(text, (kit.section(text),))
