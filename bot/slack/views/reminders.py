"""What people are told when work falls due: in a direct message, or in the incident's channel.

Who is told is `bot.domain.reminders`, when it is told `bot.domain.gathering`. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import Task
from bot.domain.reminders import Rung
from bot.domain.words import TaskStatus
from bot.grammar.spans import say_due
from bot.language.catalogue import later, say, say_many
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.page import SPOKEN, Page, fitted, more_by
from bot.slack.views.task_buttons import buttons, next_button
from bot.slack.views.words import role, signers, stop

SHOWN, TITLE, NAMED, REASON = 10, 150, 5, 120


@dataclass(frozen=True, slots=True)
class Place:
    """The incident that is spoken of and its channel, if it has one yet."""

    ref: str
    channel_id: str | None = None

    @property
    def said(self) -> str:
        """The incident as a reader outside its channel knows it."""
        return f"{self.ref} {kit.channel_ref(self.channel_id)}" if self.channel_id else self.ref


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a reader is told of one task.

    `told` hear it now, `told_before` heard earlier. `waits_for` are the tasks that it still comes
    after; `yours` are the reader's own tasks that come after it.
    """

    task: Task
    place: Place
    rung: Rung
    at: datetime
    told: tuple[str, ...] = ()
    told_before: tuple[str, ...] = ()
    role_holders: tuple[str, ...] = ()
    waits_for: tuple[int, ...] = ()
    yours: tuple[int, ...] = ()


def _task(task: Task) -> str:
    critical = f" ({say('critical')})" if task.critical else ""
    return f"*#{task.number}* {kit.one_line(task.title, TITLE)}{critical}"


def _when(item: Item, page: Page) -> str:
    due_at = item.task.due_at or item.at
    due = say("due {at}", at=kit.said_date(due_at, page.zone))
    return f"{due}, {say_due(due_at, now=page.now)}"


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(f"#{number}" for number in numbers[:NAMED])
    left = len(numbers) - NAMED
    return say("{names} and {left} more", names=shown, left=left) if left > 0 else shown


def _waiting(item: Item) -> str:
    if not item.waits_for:
        return ""
    return " " + say("It waits for {tasks}.", tasks=_numbers(item.waits_for))


def _told(item: Item) -> str:
    if not item.told_before:
        return ""
    return " " + say("Told before: {people}.", people=kit.mentions(item.told_before))


def _missed(item: Item) -> str:
    """Say that what recurs was missed before, to whoever has the next one."""
    if not item.task.missed or item.rung is Rung.MISSED:
        return ""
    return " " + say_many(
        "Missed once before.", "Missed {count} times in a row before.", item.task.missed
    )


def _why(item: Item) -> str:
    reason = item.task.reason
    return f" ({kit.one_line(reason, REASON)})" if reason else ""


def _holder(item: Item) -> str:
    if item.task.status is TaskStatus.PROOF_REVIEW:
        return say("waiting for the approval of {roles}", roles=signers(item.task.approve))
    if item.task.assignee:
        return say("held by {who}", who=kit.mention(item.task.assignee))
    if not item.task.role:
        return say("nobody's yet")
    holders = say("nobody holds that role")
    if item.role_holders:
        holders = kit.mentions(item.role_holders)
    return say(
        "nobody's yet; it is for the {role} ({holders})",
        role=role(item.task.role),
        holders=holders,
    )


def _lead(item: Item, page: Page) -> str:
    """Return why this reader hears of a task that is theirs, or that came up to them."""
    if item.task.status is TaskStatus.PROOF_REVIEW:
        by_rung = {
            Rung.STAND_IN: later("Approval overdue, and you stand in"),
            Rung.COMMANDER: later("Approval overdue, escalated to you"),
        }
        return by_rung.get(item.rung, later("Your approval is due"))
    if item.rung is Rung.DUE and item.task.due_at is not None and item.task.due_at > page.now:
        return later("Soon due")
    return {
        Rung.HEADS_UP: later("Soon due"),
        Rung.DUE: later("Due"),
        Rung.STAND_IN: later("Overdue, and you stand in"),
        Rung.COMMANDER: later("Overdue, escalated to you"),
        Rung.BLOCKED: later("Blocked and due, escalated to you"),
    }[item.rung]


def personal(item: Item, page: Page) -> str:
    """Return what one person is told of one task."""
    if item.rung is Rung.MISSED:
        return _nobody_did(item, page)
    if item.rung is Rung.WAITING:
        return _waited_for(item, page)
    why = f"{_why(item)}, {_holder(item)}" if item.rung is Rung.BLOCKED else ""
    said = stop(f"{say(_lead(item, page))}: {_task(item.task)}, {_when(item, page)}{why}")
    return f"{said}{_waiting(item)}{_missed(item)}{_told(item)}"


def _waited_for(item: Item, page: Page) -> str:
    stuck = item.task.status is TaskStatus.BLOCKED
    blocked = f", {say('blocked')}{_why(item)}" if stuck else ""
    what = f"{_task(item.task)}, {_when(item, page)}{blocked}, {_holder(item)}"
    if not item.yours:
        return say("You wait for {what}.", what=what)
    return say_many(
        "Your {tasks} waits for {what}.", "Your {tasks} wait for {what}.", len(item.yours),
        tasks=_numbers(item.yours), what=what,
    )  # fmt: skip


def public(item: Item, page: Page) -> str:
    """Return what the incident's channel is told of one task."""
    what, when, held = _task(item.task), _when(item, page), _holder(item)
    if item.rung is Rung.MISSED:
        return _nobody_did(item, page)
    if item.rung is Rung.BLOCKED:
        return say(
            "Blocked and due: {task}, {when}{why}, {holder}. Nobody commands here.",
            task=what, when=when, why=_why(item), holder=held,
        )  # fmt: skip
    if item.rung is not Rung.COMMANDER:
        said = say("{task} is {when}. It is {holder}.", task=what, when=when, holder=held)
        return f"{said}{_waiting(item)}{_missed(item)}"
    said = say("Overdue: {task}, {when}, {holder}.", task=what, when=when, holder=held)
    told = say("Escalated to {people}.", people=kit.mentions(item.told)) if item.told else ""
    return f"{said}{_waiting(item)}{_missed(item)}{_told(item)} {told}".rstrip()


def _nobody_did(item: Item, page: Page) -> str:
    missed = item.task.missed
    times = f", {say('{count} times in a row', count=missed)}" if missed > 1 else ""
    return say(
        "Missed: nobody did {title} at {at}{times}. Now {task} is {when}, {holder}.",
        title=kit.one_line(item.task.title, TITLE), at=page.hour(item.at), times=times,
        task=f"*#{item.task.number}*", when=_when(item, page), holder=_holder(item),
    )  # fmt: skip


def late_since(at: datetime, page: Page) -> str:
    """Say that this is told later than it should have been."""
    return say("Late: this should have been said {at}.", at=kit.said_date(at, page.zone))


@dataclass(frozen=True, slots=True)
class AllOf:
    """How much is told, what is not shown included: how much is due, and soon due, and where."""

    due: int
    coming: int
    places: int

    @property
    def count(self) -> int:
        """How many lines there would be."""
        return self.due + self.coming


def _counted(items: Sequence[Item], page: Page) -> AllOf:
    coming = sum(1 for each in items if each.task.due_at and each.task.due_at > page.now)
    return AllOf(len(items) - coming, coming, len({item.place for item in items}))


def _message(
    first: str,
    lines: Sequence[str],
    rows: Sequence[kit.Block],
    last: str,
    more: kit.Block,
    *,
    count: int,
) -> kit.Block:
    left = count - len(rows)
    tail = ""
    if left > 0:
        tail = say("… and {left} {more}", left=left, more=more_by("`/task list overdue`"))
    blocks = [
        kit.section(first) if first else {},
        *rows,
        kit.context(*(each for each in (tail, last) if each)),
        kit.actions(more) if more else {},
    ]
    return kit.message(fitted([each for each in (first, *lines, last) if each], SPOKEN), blocks)


def to_person(
    user_id: str, items: Sequence[Item], page: Page, *, late: str = "", all_of: AllOf | None = None
) -> kit.Block:
    """Return one direct message for all that this person is told now; too much is counted."""
    all_of = _counted(items, page) if all_of is None else all_of
    lines = [personal(item, page) for item in items]
    if all_of.count == 1:
        task, place = items[0].task, items[0].place
        small = " · ".join(each for each in (place.said, late) if each)
        blocks = [kit.section(lines[0]), kit.actions(*buttons(task, place.ref)), kit.context(small)]
        return kit.message(f"{lines[0]} ({small})", blocks)
    alone = items[0].place if all_of.places == 1 else None
    if alone is None:
        lines = [f"{item.place.ref} · {line}" for item, line in zip(items, lines, strict=True)]
    rows = [
        kit.section(line, accessory=next_button(item.task, item.place.ref, user_id))
        for line, item in zip(lines[:SHOWN], items, strict=False)
    ]
    mine = kit.button(say("My tasks"), ids.TASK_MINE, alone.ref) if alone else {}
    return _message(_first(all_of, alone), lines, rows, late, mine, count=all_of.count)


def _first(all_of: AllOf, alone: Place | None) -> str:
    where = say_many("{count} incident", "{count} incidents", all_of.places)
    if alone is not None:
        where = alone.said
    due, coming = all_of.due, all_of.coming
    if not due:
        return say_many(
            "{count} task of {where} will soon be due:",
            "{count} tasks of {where} will soon be due:", coming, where=where,
        )  # fmt: skip
    soon = ""
    if coming:
        soon = ", " + say_many(
            "and {count} more is soon due", "and {count} more are soon due", coming
        )
    return say_many(
        "{count} task of {where} needs you{soon}:", "{count} tasks of {where} need you{soon}:",
        due, where=where, soon=soon,
    )  # fmt: skip


def to_channel(
    items: Sequence[Item], page: Page, *, late: str = "", all_of: AllOf | None = None
) -> kit.Block:
    """Return one message to the incident's channel for all that everybody is told now."""
    lines = [public(item, page) for item in items]
    rows = [
        kit.section(line, accessory=next_button(item.task, item.place.ref, ""))
        for line, item in zip(lines[:SHOWN], items, strict=False)
    ]
    count = len(items) if all_of is None else all_of.count
    several = count > 1
    overdue = kit.button(say("Overdue tasks"), ids.TASK_LIST, f"{items[0].place.ref} overdue")
    first = say("{count} tasks are due or overdue:", count=count) if several else ""
    return _message(first, lines, rows, late, overdue if several else {}, count=count)
