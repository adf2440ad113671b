"""What is said of legal deadlines unasked: when they open, when the clock warns, in reports.

When the clock warns is `bot.domain.alarms`; what people ask for is `deadlines`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.cadence import LATE_AFTER
from bot.domain.deadlines import SAID
from bot.domain.models import Deadline
from bot.domain.report import Listing
from bot.domain.words import DeadlineState
from bot.grammar.spans import say_due
from bot.language.catalogue import later, say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.deadlines import buttons, named, state, value, waits_for, weight, when
from bot.slack.views.page import SPOKEN, Page, cut, fitted, more_by
from bot.slack.views.said import Said
from bot.slack.views.words import counted, role

SHOWN = 8
# A clock of an exercise rings like a real one; nobody may send a real report because of it.
DRILL = later("*DRILL: nothing is sent to anybody outside.*")


@dataclass(frozen=True, slots=True)
class Item:
    """A deadline that is said now: who holds it, when it was to be said, what went unsaid."""

    row: Deadline
    planned_at: datetime
    people: tuple[str, ...] = ()
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A deadline as a report lists it."""

    deadline: Deadline

    @property
    def people(self) -> tuple[str, ...]:
        """Nobody: a report names roles here."""
        return ()


def opened(rows: Sequence[Deadline], ref: str, page: Page, *, drill: bool = False) -> Said:
    """Return what the channel is told when clocks are opened: which run, which need a decision."""
    running = [row for row in rows if row.state is DeadlineState.RUNNING]
    undecided = [row for row in rows if row.state is DeadlineState.NOT_ASSESSED]
    waiting = [row for row in rows if row.state is DeadlineState.ARMED]
    parts = [
        _part(
            say("Running"), [f"{named(row)}, {weight(row)}, {when(row, page)}" for row in running]
        ),
        _part(
            say("To decide"), [f"{named(row)}: {kit.one_line(row.ask, 200)}" for row in undecided]
        ),
        _part(
            say("Waiting"),
            [
                f"{named(row)}, {say('starts when {event}', event=waits_for(row))}"
                for row in waiting
            ],
        ),
    ]
    head = say("*{deadlines}* of {ref}", deadlines=counted(len(rows), "legal deadline"), ref=ref)
    head += f". {say(DRILL)}" if drill else ""
    shown = [part for part in parts if part]
    blocks = [kit.section(head), *(block for part in shown for block in kit.paragraphs(part))]
    spoken = head if drill else f"{head}."
    text = fitted([spoken, *(part.replace("\n", " ") for part in shown)], SPOKEN)
    return Said(text, tuple(blocks)).with_buttons(_list(ref))


def _part(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return "\n".join([f"*{title}*", *(f"• {line}" for line in cut(lines, limit=12))])


def _list(ref: str) -> kit.Block:
    return kit.button(say("Deadlines"), ids.DEADLINE_LIST, ref)


def told(item: Item, page: Page) -> str:
    """Return one warning: what is due, how much time is left, how far the report is."""
    row = item.row
    due_at = row.due_at or page.now
    left = say_due(due_at, now=page.now)
    lead = _lead(due_at, page.now)
    stage = say(SAID[row.state])
    return say(
        "{lead}: {deadline} ({weight}), due {at}, {span}; {stage}. Owner: {owner}.",
        lead=lead, deadline=named(row), weight=weight(row), at=kit.said_date(due_at, page.zone),
        span=left, stage=stage, owner=_owner(item),
    )  # fmt: skip


def _lead(due_at: datetime, now: datetime) -> str:
    if now > due_at:
        return f"*{say('Overdue')}*"
    return f"*{say('Due now')}*" if now == due_at else say("Due")


def _owner(item: Item) -> str:
    who = kit.mentions(item.people) if item.people else say("nobody holds that role")
    return f"{role(item.row.owner)} ({who})"


def _note(items: Sequence[Item], page: Page) -> str:
    """Say that a warning leaves later than it should, and how many went unsaid before it."""
    first = min(item.planned_at for item in items)
    missed = sum(item.missed for item in items)
    words = []
    if page.now - first > LATE_AFTER:
        words.append(
            say("Late: this should have been said {at}.", at=kit.said_date(first, page.zone))
        )
    if missed:
        words.append(
            say(
                "It also stands for {warnings} that fell due while Wardroom was not running.",
                warnings=counted(missed, "warning"),
            )
        )
    return " ".join(words)


def warning(
    items: Sequence[Item], ref: str, place: str, page: Page, *, drill: bool = False
) -> Said:
    """Return one message for everything that is said of an incident's deadlines now.

    *place* names the incident where its channel does not; it may be empty.
    """
    place = " ".join(each for each in (place, say(DRILL) if drill else "") if each)
    lines = [told(item, page) for item in items]
    note = _note(items, page)
    small = " · ".join(each for each in (place, note) if each)
    blocks: list[kit.Block] = []
    for line, item in zip(lines[:SHOWN], items, strict=False):
        blocks += [kit.section(line), kit.actions(*buttons(item.row, ref)[:5])]
    left = len(items) - SHOWN
    more = ""
    if left > 0:
        named_ = counted(left, "deadline")
        more = say("… and {deadlines} more: `/deadline list`", deadlines=named_)
    blocks.append(kit.context(*(each for each in (more, small) if each)))
    text = fitted([*lines, *([small] if small else [])], SPOKEN)
    return Said(text, tuple(block for block in blocks if block))


def section(found: Listing[Row], page: Page) -> tuple[str, ...]:
    """Say which deadlines are owed, the most urgent first; what does not bind yet comes last."""
    lines = [brief(row.deadline, page) for row in found.rows]
    return tuple(cut(lines, of=found.total, more=more_by("`/deadline list`")))


def brief(row: Deadline, page: Page) -> str:
    """Return a deadline in one line of a board or a report."""
    end = say("end not fixed")
    if row.due_at is not None:
        due = say("due {at}", at=page.clock(row.due_at))
        end = f"{due}, {say_due(row.due_at, now=page.now)}"
    soft = "" if row.hard and not row.advisory else f", {weight(row)}"
    what = f"{kit.one_line(row.regulator, 40)}, {kit.one_line(row.title, 60)}"
    return f"D{row.number} {what}: {end} ({state(row, page)}{soft})"


def buttons_for(row: Deadline, ref: str) -> kit.Block:
    """Return the button of a deadline in somebody's Home."""
    return kit.button(say("Details"), ids.DEADLINE_SHOW, value(ref, row.number))
