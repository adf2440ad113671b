"""Legal deadlines as people see them: a line, a list by urgency, a card. Pure.

What is said of them by the clock, and in reports, is `deadline_news`; a draft `deadline_draft`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.domain.counting import is_overdue
from bot.domain.deadlines import SAID
from bot.domain.models import Deadline
from bot.domain.words import OWED
from bot.domain.words import DeadlineState as S
from bot.grammar.spans import say_due
from bot.language.catalogue import say
from bot.obligations.spans import read_within
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.said import Said
from bot.slack.views.tasks import pager
from bot.slack.views.words import role, sentence

TITLE = 120

ANCHORS: Mapping[str, str] = MappingProxyType(
    {
        "occurred_at": "it occurred",
        "noticed_at": "it was noticed",
        "declared_at": "it was declared",
        "breach_confirmed_at": "the breach was confirmed",
    }
)
LABELS: Mapping[str, str] = MappingProxyType(
    {
        ids.DEADLINE_DRAFT: "Draft",
        ids.DEADLINE_APPROVE: "Approve",
        ids.DEADLINE_SENDBACK: "Send back",
        ids.DEADLINE_MET: "Met",
        ids.DEADLINE_ACK: "Acknowledged",
        ids.DEADLINE_CLOSE: "Close",
        ids.DEADLINE_EXTEND: "Extend",
        ids.DEADLINE_APPLIES: "Applies",
        ids.DEADLINE_NA: "Not applicable",
        ids.DEADLINE_SHOW: "Details",
    }
)
_RUNNING = (ids.DEADLINE_MET, ids.DEADLINE_DRAFT, ids.DEADLINE_EXTEND, ids.DEADLINE_NA)
BUTTONS: Mapping[S, tuple[str, ...]] = MappingProxyType(
    {
        S.NOT_ASSESSED: (
            ids.DEADLINE_APPLIES, ids.DEADLINE_NA, ids.DEADLINE_MET, ids.DEADLINE_DRAFT,
        ),
        S.NOT_APPLICABLE: (ids.DEADLINE_APPLIES,),
        S.ARMED: (ids.DEADLINE_NA, ids.DEADLINE_DRAFT),
        S.RUNNING: (ids.DEADLINE_DRAFT, ids.DEADLINE_MET, ids.DEADLINE_EXTEND, ids.DEADLINE_NA),
        S.DRAFTING: (ids.DEADLINE_APPROVE, *_RUNNING),
        S.APPROVED: (ids.DEADLINE_MET, ids.DEADLINE_SENDBACK, *_RUNNING[1:]),
        S.FOLLOWUP: _RUNNING,
        S.SUBMITTED: (ids.DEADLINE_ACK, ids.DEADLINE_DRAFT),
        S.ACKNOWLEDGED: (ids.DEADLINE_CLOSE, ids.DEADLINE_DRAFT),
        S.CLOSED: (ids.DEADLINE_DRAFT,),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of deadlines, the most urgent first, and how many there are."""

    rows: Sequence[Deadline]
    total: int
    offset: int
    words: str
    over: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """Who holds the roles that a deadline names."""

    holders: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def said(self, slug: str) -> str:
        """Return a role's title with who holds it."""
        held = self.holders.get(slug, ())
        return f"{role(slug)} ({kit.mentions(held) if held else 'vacant'})"


def value(ref: str, number: int, *more: str) -> str:
    """Return what a deadline's button carries: the incident and the number."""
    return " ".join((ref, f"D{number}", *more))


def named(row: Deadline) -> str:
    """Return the deadline as it is spoken of: `*D1* CERT-In: First report`."""
    return f"*D{row.number}* {kit.one_line(row.regulator, 60)}: {kit.one_line(row.title, TITLE)}"


def weight(row: Deadline) -> str:
    """Say whether a law sets it, or that it does not bind yet."""
    if row.advisory:
        return say("advisory, in force from {at}", at=kit.escape(row.effective_from or ""))
    return say("hard") if row.hard else say("soft")


def state(row: Deadline, page: Page) -> str:
    """Say where it stands; lateness is said in words."""
    said = say(SAID[row.state])
    return f"{said}, *{say('overdue')}*" if is_overdue(row, page.now) else said


def when(row: Deadline, page: Page) -> str:
    """Say until when it runs and how far off that is, or what it waits for."""
    if row.submitted_at is not None and row.state not in OWED:
        late = ", late" if row.late_reason else ""
        return f"sent {kit.said_date(row.submitted_at, page.zone)}{late}"
    if row.state is S.NOT_APPLICABLE:
        return "no clock"
    if row.due_at is not None:
        return f"due {kit.said_date(row.due_at, page.zone)} ({say_due(row.due_at, now=page.now)})"
    if row.anchor_at is None:
        return f"starts when {waits_for(row)}"
    return "end not fixed: `/deadline extend` types it in"


def waits_for(row: Deadline) -> str:
    """Say what has to happen before the clock runs."""
    if row.event:
        return kit.one_line(row.event, 100)
    return ANCHORS.get(row.anchor) or f"{kit.escape(row.anchor)} is submitted"


def button(row: Deadline, ref: str, action: str, *, first: bool = False) -> kit.Block:
    """Return one button of a deadline by its action."""
    label = LABELS[action]
    return kit.button(
        label, action, value(ref, row.number), style="primary" if first else "",
        accessibility_label=f"{label}: D{row.number} {row.regulator}",
    )  # fmt: skip


def buttons(row: Deadline, ref: str, *, details: bool = True) -> tuple[kit.Block, ...]:
    """Return the buttons that make sense in its state, the most useful first."""
    wanted = BUTTONS[row.state]
    shown = (*wanted, ids.DEADLINE_SHOW) if details else wanted
    return tuple(button(row, ref, action, first=action == wanted[0]) for action in shown)


def row_block(row: Deadline, ref: str, page: Page) -> kit.Block:
    """Return one line of a list with its one button."""
    facts = " · ".join((weight(row), state(row, page), when(row, page), role(row.owner)))
    wanted = ids.DEADLINE_DRAFT if row.state is S.RUNNING else ids.DEADLINE_SHOW
    made = button(row, ref, wanted)
    made["action_id"] += ids.ROW
    return kit.section(f"{named(row)}\n{facts}", accessory=made)


def listing(found: Listing, ref: str, page: Page) -> Said:
    """Return a page of deadlines, the most urgent first."""
    if not found.rows:
        return _none(found, ref)
    first, last = found.offset + 1, found.offset + len(found.rows)
    head = f"*Legal deadlines* of {ref}: {first}-{last} of {found.total}"
    told = "; ".join(f"{named(row)} ({state(row, page)}, {when(row, page)})" for row in found.rows)
    blocks = [kit.section(head), *(row_block(row, ref, page) for row in found.rows)]
    if found.over:
        blocks.append(kit.context(f"{found.over} more are over: `/deadline list all`"))
    return Said(f"{head}: {told}", tuple(blocks)).with_buttons(
        *pager(ids.DEADLINE_LIST, ref, found.words, found.offset, found.total)
    )


def _none(found: Listing, ref: str) -> Said:
    if found.over:
        text = f"No legal deadline of {ref} is open; {found.over} are over."
        return Said(text, (kit.section(text),)).with_buttons(
            kit.button("All deadlines", ids.DEADLINE_LIST, f"{ref} all")
        )
    text = (
        f"{ref} has no legal deadlines: nothing in the profile of this installation applies to "
        "its kind and severity. They open by themselves when that changes."
    )
    return Said(text, (kit.section(text),))


def card(row: Deadline, ref: str, people: People, page: Page) -> Said:
    """Return the deadline in full: what, until when and why, who, what was sent, buttons."""
    head = f"{named(row)}\n{weight(row)} · {state(row, page)} · {when(row, page)}"
    details = [*_question(row), *_counting(row, page), *_people(row, people), *_sent(row, page)]
    small = [f"{ref} · {row.item}", f"profile {row.profile} {row.profile_version}".strip()]
    small += [f"source: {row.source}"] if row.source else []
    blocks = [
        kit.section(head),
        *kit.paragraphs("\n".join(details)),
        kit.context(kit.one_line(" · ".join(small), 1000), "Counsel confirms every legal line."),
        kit.actions(*buttons(row, ref, details=False)),
    ]
    text = " ".join([head.replace("\n", ": ") + ".", *details])
    return Said(text, tuple(block for block in blocks if block))


def _question(row: Deadline) -> list[str]:
    if row.state is S.NOT_ASSESSED:
        return [f"*To decide:* {kit.one_line(row.ask, 400)}"]
    return []


def _counting(row: Deadline, page: Page) -> list[str]:
    found = []
    if row.within:
        counted_from = ANCHORS.get(row.counted_from or row.anchor) or waits_for(row)
        at = f" ({kit.said_date(row.anchor_at, page.zone)})" if row.anchor_at else ""
        after = "the end of the year in which " if row.from_year_end else ""
        found.append(f"Counted: {read_within(row.within).said} after {after}{counted_from}{at}.")
    if row.law:
        found.append(f"The law says: {kit.one_line(row.law, 400)}.")
    if row.extended_to is not None:
        basis = sentence(kit.one_line(row.extension_basis or "", 400))
        found.append(f"Extended to {kit.said_date(row.extended_to, page.zone)}: {basis}")
    if row.reason_na:
        what = SAID[row.state] if row.state is S.NOT_APPLICABLE else "no further report"
        found.append(f"{what.capitalize()}: {sentence(kit.one_line(row.reason_na, 600))}")
    return found


def _people(row: Deadline, people: People) -> list[str]:
    found = [f"Owner: {people.said(row.owner)}."]
    asked = approval(row, people)
    if asked or row.approved_by:
        signed = f"Approved by {kit.mention(row.approved_by)}." if row.approved_by else ""
        found.append(f"{asked} {signed}".strip())
    if row.send_to:
        found.append(f"Goes to {kit.one_line(row.send_to, 300)}.")
    return found


def approval(row: Deadline, people: People) -> str:
    """Say who may approve the report, or nothing where the profile names nobody."""
    approvers = [people.said(slug) for slug in row.approvers.split(",") if slug]
    return f"Approval by {' or '.join(approvers)}." if approvers else ""


def _sent(row: Deadline, page: Page) -> list[str]:
    if row.submitted_at is None:
        return []
    way = f" by {kit.one_line(row.channel, 100)}" if row.channel else ""
    at, who = kit.said_date(row.submitted_at, page.zone), kit.mention(row.submitted_by)
    lines = [f"Sent {at}{way} by {who}, receipt {kit.one_line(row.receipt_no or '', 200)}."]
    if row.late_reason:
        lines.append(f"Late: {sentence(kit.one_line(row.late_reason, 600))}")
    if row.acknowledged_at is not None:
        lines.append(f"Acknowledged {kit.said_date(row.acknowledged_at, page.zone)}.")
    return lines


def changed(text: str, row: Deadline, ref: str, page: Page) -> Said:
    """Return what the channel is told of one deadline: the sentence, where it stands, buttons."""
    small = " · ".join((weight(row), state(row, page), when(row, page)))
    blocks = [*kit.paragraphs(text), kit.context(small), kit.actions(*buttons(row, ref))]
    return Said(f"{text} ({small})", tuple(block for block in blocks if block))
