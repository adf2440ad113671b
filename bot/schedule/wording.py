"""Puts into words what one reader is told: the first of it in full, the rest as a number.

Who is told what, and when, is `telling`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from bot.domain.gathering import looks_ahead
from bot.domain.models import Incident, Occurrence, Reminder, Task
from bot.domain.reminders import Rung
from bot.language.catalogue import speaking
from bot.operations import spoken
from bot.operations.turn import Turn
from bot.slack.views import reminders as view
from bot.slack.views.page import Page
from bot.storage import reminders, schedules, watch
from bot.storage.posts import ALERT, Call
from bot.storage.reminders import Held

# These are said besides the steps of the task's own ladder.
BESIDES = frozenset({Rung.WAITING, Rung.MISSED})
# More lines fit into no message: of the rest its number is told.
LINES: Final = 30

About = Mapping[int, tuple[Task, Incident]]
Told = tuple[Reminder, Task, Incident]


@dataclass(frozen=True, slots=True)
class Mail:
    """What one reader is told now: all of it, its first letters in full, and since when it is late.

    `about` are the tasks of those first letters.
    """

    reader: str
    told: Sequence[Held]
    first: Sequence[Reminder]
    about: About
    late_since: datetime | None = None


def message(turn: Turn, mail: Mail) -> Call:
    """Return what the reader is told: a person in their language, a channel in the house's."""
    with speaking(spoken.at(turn.session, mail.reader, turn.house.language)):
        return _worded(turn, mail)


def _worded(turn: Turn, mail: Mail) -> Call:
    user_id = reminders.user_of(mail.reader)
    page = Page(turn.now, turn.house.zone)
    late = view.late_since(mail.late_since, page) if mail.late_since is not None else ""
    shown: list[Told] = [(each, *mail.about[each.task_id]) for each in _newest(mail.first)]
    incident_id = None
    if user_id is None:
        incident_id = shown[0][2].id
        items = _items(turn.session, shown[:LINES], "")
        said = view.to_channel(items, page, late=late, all_of=_all_of(mail.told, ()))
    else:
        coming = _coming(turn, user_id, mail.told)
        items = _items(turn.session, (shown + coming)[:LINES], user_id)
        all_of = _all_of(mail.told, coming)
        said = view.to_person(user_id, items, page, late=late, all_of=all_of)
    return Call(
        key=f"told:{mail.reader}:{mail.told[-1].id}", kind="reminder", target=mail.reader,
        incident_id=incident_id, priority=ALERT, payload=said,
    )  # fmt: skip


def _all_of(told: Sequence[Held], coming: Sequence[Told]) -> view.AllOf:
    """Return how much is told, what is not shown included: each task once, by its newest step."""
    newest = {(each.task_id, each.rung in BESIDES): each.rung for each in told}
    soon = sum(1 for rung in newest.values() if rung is Rung.HEADS_UP)
    places = {each.incident_id for each in told} | {incident.row for _, _, incident in coming}
    return view.AllOf(len(newest) - soon, soon + len(coming), len(places))


def _newest(letters: Sequence[Reminder]) -> list[Reminder]:
    """Return the newest step of each task, the critical first, then by their due times."""
    by_task = {(each.task_id, each.rung in BESIDES): each for each in letters}
    return sorted(by_task.values(), key=lambda each: (not each.urgent, each.due_at, each.id))


def _coming(turn: Turn, user_id: str, chosen: Sequence[Held]) -> list[Told]:
    """Return what falls due for the person before their next message, told with this one."""
    if not looks_ahead(chosen, turn.now, turn.house.quiet):
        return []
    named = {each.task_id for each in chosen}
    reader, found = reminders.person(user_id), []
    for task, incident in reminders.ahead(turn.session, user_id, now=turn.now):
        if task.due_at is None or task.id is None:
            continue
        key = schedules.occurrence_key(f"task:{task.id}", task.due_at, Rung.HEADS_UP)
        claim = Occurrence(
            key=key, kind="task", incident_id=incident.id, due_at=task.due_at, fired_at=turn.now
        )
        if schedules.claim(turn.session, claim) and task.id not in named:
            letter = Reminder(
                key=f"{key}:{reader}", reader=reader, incident_id=incident.row, task_id=task.id,
                rung=Rung.HEADS_UP, due_at=task.due_at, at=turn.now, people=user_id,
                told_at=turn.now,
            )  # fmt: skip
            reminders.write(turn.session, letter)
            found.append((letter, task, incident))
    return found


def _items(session: Session, shown: Iterable[Told], user_id: str) -> list[view.Item]:
    """Return what is said of each task, with who holds its role and what waits for what."""
    told = list(shown)
    around = {
        at: _around(session, incident, [task for _, task, its in told if its is incident])
        for at, incident in {incident.id: incident for _, _, incident in told}.items()
    }
    return [
        _item(letter, task, incident, around[incident.id], user_id)
        for letter, task, incident in told
    ]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around some tasks of one incident."""

    who: watch.Staff
    waits_for: Mapping[int, Sequence[int]]
    waiters: Mapping[int, Sequence[watch.Waiter]]


def _around(session: Session, incident: Incident, tasks: Sequence[Task]) -> Around:
    numbers = [task.number for task in tasks]
    return Around(
        watch.staff(session, incident),
        watch.waiting(session, incident, numbers),
        watch.waiters(session, incident, numbers),
    )


def _item(
    letter: Reminder, task: Task, incident: Incident, around: Around, user_id: str
) -> view.Item:
    waiters = around.waiters.get(task.number, ())
    return view.Item(
        task=task,
        place=view.Place(incident.ref, incident.channel_id),
        rung=letter.rung,
        at=letter.at,
        told=tuple(each for each in letter.people.split(",") if each),
        told_before=tuple(each for each in letter.told_before.split(",") if each),
        role_holders=around.who.of(task.role),
        waits_for=tuple(around.waits_for.get(task.number, ())),
        yours=tuple(each.number for each in waiters if each.user_id == user_id),
    )
