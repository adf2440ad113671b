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
from bot.language.catalogue import later, say
from bot.obligations.model import CUSTOM
from bot.obligations.spans import read_within
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.rows import in_row
from bot.slack.views.said import Said
from bot.slack.views.words import OR, role, sentence

TITLE = 120

ANCHORS: Mapping[str, str] = MappingProxyType(
    {
        "occurred_at": later("it occurred"), "noticed_at": later("it was noticed"),
        "declared_at": later("it was declared"),
        "breach_confirmed_at": later("the breach was confirmed"),
    }
)  # fmt: skip
LABELS: Mapping[str, str] = MappingProxyType(
    {
        ids.DEADLINE_DRAFT: later("Draft"), ids.DEADLINE_APPROVE: later("Approve"),
        ids.DEADLINE_SENDBACK: later("Send back"), ids.DEADLINE_MET: later("Met"),
        ids.DEADLINE_ACK: later("Acknowledged"), ids.DEADLINE_CLOSE: later("Close"),
        ids.DEADLINE_EXTEND: later("Extend"), ids.DEADLINE_APPLIES: later("Applies"),
        ids.DEADLINE_NA: later("Not applicable"), ids.DEADLINE_SHOW: later("Details"),
    }
)  # fmt: skip
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
class People:
    """Who holds the roles that a deadline names."""

    holders: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def said(self, slug: str) -> str:
        """Return a role's title with who holds it."""
        held = self.holders.get(slug, ())
        return f"{role(slug)} ({kit.mentions(held) if held else say('vacant')})"


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
        at = kit.said_date(row.submitted_at, page.zone)
        return say("sent {at}, late", at=at) if row.late_reason else say("sent {at}", at=at)
    if row.state is S.NOT_APPLICABLE:
        return say("no clock")
    if row.due_at is not None:
        return say(
            "due {at} ({span})",
            at=kit.said_date(row.due_at, page.zone),
            span=say_due(row.due_at, now=page.now),
        )
    if row.anchor_at is None:
        return say("starts when {event}", event=waits_for(row))
    return say("end not fixed: `/deadline extend` types it in")


def waits_for(row: Deadline) -> str:
    """Say what has to happen before the clock runs."""
    if row.anchor in ANCHORS:
        return say(ANCHORS[row.anchor])
    event = kit.one_line(row.event or row.anchor, 100)
    return event if row.anchor == CUSTOM else say("{anchor} is submitted", anchor=event)


def button(row: Deadline, ref: str, action: str, *, first: bool = False) -> kit.Block:
    """Return one button of a deadline by its action."""
    label = say(LABELS[action])
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
    return kit.section(f"{named(row)}\n{facts}", accessory=in_row(button(row, ref, wanted)))


def card(row: Deadline, ref: str, people: People, page: Page) -> Said:
    """Return the deadline in full: what, until when and why, who, what was sent, buttons."""
    head = f"{named(row)}\n{weight(row)} · {state(row, page)} · {when(row, page)}"
    details = [*_question(row), *_counting(row, page), *_people(row, people), *_sent(row, page)]
    small = [
        f"{ref} · {row.item}",
        say("profile {profile}", profile=f"{row.profile} {row.profile_version}".strip()),
    ]
    small += [say("source: {source}", source=row.source)] if row.source else []
    blocks = [
        kit.section(head),
        *kit.paragraphs("\n".join(details)),
        kit.context(
            kit.one_line(" · ".join(small), 1000), say("Counsel confirms every legal line.")
        ),
        kit.actions(*buttons(row, ref, details=False)),
    ]
    text = " ".join([head.replace("\n", ": ") + ".", *details])
    return Said(text, tuple(block for block in blocks if block))


def _question(row: Deadline) -> list[str]:
    if row.state is S.NOT_ASSESSED:
        return [say("*To decide:* {ask}", ask=kit.one_line(row.ask, 400))]
    return []


def _counting(row: Deadline, page: Page) -> list[str]:
    found = []
    if row.within:
        anchor = row.counted_from or row.anchor
        moment = say(ANCHORS[anchor]) if anchor in ANCHORS else waits_for(row)
        moment += f" ({kit.said_date(row.anchor_at, page.zone)})" if row.anchor_at else ""
        if row.from_year_end:
            moment = say("the end of the year in which {moment}", moment=moment)
        found.append(
            say("Counted: {span} after {moment}.", span=read_within(row.within).said, moment=moment)
        )
    if row.law:
        found.append(say("The law says: {law}.", law=kit.one_line(row.law, 400)))
    if row.extended_to is not None:
        basis = sentence(kit.one_line(row.extension_basis or "", 400))
        found.append(
            say(
                "Extended to {at}: {basis}",
                at=kit.said_date(row.extended_to, page.zone),
                basis=basis,
            )
        )
    if row.reason_na:
        why = sentence(kit.one_line(row.reason_na, 600))
        over = later("No further report: {why}")
        ruled_out = later("Not applicable: {why}")
        found.append(say(ruled_out if row.state is S.NOT_APPLICABLE else over, why=why))
    return found


def _people(row: Deadline, people: People) -> list[str]:
    found = [say("Owner: {who}.", who=people.said(row.owner))]
    asked = approval(row, people)
    if asked or row.approved_by:
        signed = (
            say("Approved by {who}.", who=kit.mention(row.approved_by)) if row.approved_by else ""
        )
        found.append(f"{asked} {signed}".strip())
    if row.send_to:
        found.append(say("Goes to {where}.", where=kit.one_line(row.send_to, 300)))
    return found


def approval(row: Deadline, people: People) -> str:
    """Say who may approve the report, or nothing where the profile names nobody."""
    approvers = [people.said(slug) for slug in row.approvers.split(",") if slug]
    return say("Approval by {people}.", people=f" {say(OR)} ".join(approvers)) if approvers else ""


def _sent(row: Deadline, page: Page) -> list[str]:
    if row.submitted_at is None:
        return []
    receipt = kit.one_line(row.receipt_no or "", 200)
    at, who = kit.said_date(row.submitted_at, page.zone), kit.mention(row.submitted_by)
    lines = [
        say(
            "Sent {at} by {way} by {who}, receipt {receipt}.",
            at=at, way=kit.one_line(row.channel, 100), who=who, receipt=receipt,
        )
        if row.channel
        else say("Sent {at} by {who}, receipt {receipt}.", at=at, who=who, receipt=receipt)
    ]  # fmt: skip
    if row.late_reason:
        lines.append(say("Late: {why}", why=sentence(kit.one_line(row.late_reason, 600))))
    if row.acknowledged_at is not None:
        lines.append(say("Acknowledged {at}.", at=kit.said_date(row.acknowledged_at, page.zone)))
    return lines


def changed(text: str, row: Deadline, ref: str, page: Page) -> Said:
    """Return what the channel is told of one deadline: the sentence, where it stands, buttons."""
    small = " · ".join((weight(row), state(row, page), when(row, page)))
    blocks = [*kit.paragraphs(text), kit.context(small), kit.actions(*buttons(row, ref))]
    return Said(f"{text} ({small})", tuple(block for block in blocks if block))
