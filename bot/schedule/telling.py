"""Tells each reader what waits for them, in one message an hour; what is urgent goes at once.

What waits is written by `reminding` and `repeating`; when it is told is `bot.domain.gathering`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlmodel import Session

from bot.domain.gathering import helps_still, looks_ahead, to_tell
from bot.domain.models import Incident, Occurrence, Reminder, Task
from bot.domain.quiet import Quiet
from bot.domain.reminders import Rung
from bot.domain.words import Door, TaskStatus
from bot.faults import reach
from bot.language.catalogue import speaking
from bot.operations import spoken
from bot.operations.turn import SYSTEM, Actor, House, Turn
from bot.schedule.beat import Beat
from bot.slack.views import reminders as view
from bot.slack.views.page import Page
from bot.storage import reminders, schedules, watch
from bot.storage.posts import ALERT, Call

REMINDERS: Final = "reminders"
TELLING: Final = "telling"
# So long the telling may take in one beat; who was not reached is told in the next.
TELL_S: Final = 1.0
# So long it is kept what people were told.
KEPT = timedelta(days=90)
# These are said to whoever has the task in hand.
HOLDERS = frozenset({Rung.HEADS_UP, Rung.DUE})
# These are said besides the steps of the task's own ladder.
BESIDES = frozenset({Rung.WAITING, Rung.MISSED})

About = Mapping[int, tuple[Task, Incident]]
Told = tuple[Reminder, Task, Incident]


def telling(beat: Beat) -> int:
    """Tell every reader for whom something waits and whose hour has come.

    While not all is written down that is due, only what is urgent is told: the rest of it shall
    stand in the same message.
    """
    urgent = REMINDERS in beat.pace.left
    if urgent:
        beat.pace.left.add(TELLING)
    found = beat.database.read_now(partial(reminders.readers, urgent=urgent))
    return sum(
        beat.guarded(f"reader:{each}", partial(_serve, beat, each))
        for each in beat.in_time(TELLING, found, TELL_S)
    )


def forgetting(beat: Beat) -> int:
    """Drop what was told long ago."""
    beat.database.write_now(partial(reminders.forget, before=beat.now - KEPT))
    return 0


def _serve(beat: Beat, reader: str) -> int:
    """Look without a lock first: most readers have heard within the hour."""
    quiet = beat.house.quiet

    def look(session: Session) -> bool:
        letters = reminders.waiting(session, reader)
        return bool(_now(session, reader, letters, beat.now, quiet))

    if not beat.database.read_now(look):
        return 0
    return beat.database.write_now(lambda session: tell(session, beat.house, reader, beat.now))


def _now(
    session: Session, reader: str, letters: Sequence[Reminder], now: datetime, quiet: Quiet | None
) -> tuple[Reminder, ...]:
    return to_tell(letters, reminders.heard(session, reader, now=now), now, quiet)


def tell(session: Session, house: House, reader: str, now: datetime) -> int:
    """Write the one message that this reader gets now, if any; return how many were written."""
    waiting = reminders.waiting(session, reader, hold=True)
    about = reminders.tasks_of(session, waiting)
    standing = [each for each in waiting if _stands(session, reader, each, about, now)]
    reminders.drop(session, [each for each in waiting if each not in standing])
    chosen = _now(session, reader, standing, now, house.quiet)
    if not chosen:
        return 0
    turn = Turn(session, now, Actor(SYSTEM, Door.SYSTEM), house)
    reach("reader.before_post")
    turn.call(_message(turn, reader, chosen, about))
    reminders.tell(session, chosen, now=now)
    reach("reader.after_post")
    return 1


def _stands(session: Session, reader: str, letter: Reminder, about: About, now: datetime) -> bool:
    """Tell whether it need still be said: the task is open, due then, and the reader's matter."""
    if letter.task_id not in about:
        return False
    task, incident = about[letter.task_id]
    if task.due_at != letter.due_at:
        return False
    if letter.rung is Rung.HEADS_UP and not helps_still(letter.due_at, now):
        return False
    user_id = reminders.user_of(reader)
    if user_id is None:
        return True
    held = task.status is TaskStatus.PROOF_REVIEW or task.assignee == user_id
    mine = held or letter.rung not in HOLDERS
    return mine and reminders.may_read(session, user_id, incident)


def _message(turn: Turn, reader: str, chosen: Sequence[Reminder], about: About) -> Call:
    """Return what the reader is told: a person in their language, a channel in the house's."""
    with speaking(spoken.at(turn.session, reader, turn.house.language)):
        return _worded(turn, reader, chosen, about)


def _worded(turn: Turn, reader: str, chosen: Sequence[Reminder], about: About) -> Call:
    user_id = reminders.user_of(reader)
    page = Page(turn.now, turn.house.zone)
    at = min((each.at for each in chosen if each.late), default=None)
    late = view.late_since(at, page) if at is not None else ""
    shown: list[Told] = [(each, *about[each.task_id]) for each in _newest(chosen)]
    incident_id = None
    if user_id is None:
        incident_id = shown[0][2].id
        message = view.to_channel(_items(turn.session, shown, ""), page, late=late)
    else:
        shown += _coming(turn, user_id, chosen)
        items = _items(turn.session, shown, user_id)
        message = view.to_person(user_id, items, page, late=late)
    return Call(
        key=f"told:{reader}:{chosen[-1].id}", kind="reminder", target=reader,
        incident_id=incident_id, priority=ALERT, payload=message,
    )  # fmt: skip


def _newest(letters: Sequence[Reminder]) -> list[Reminder]:
    """Return the newest step of each task, the critical first, then by their due times."""
    by_task = {(each.task_id, each.rung in BESIDES): each for each in letters}
    return sorted(by_task.values(), key=lambda each: (not each.urgent, each.due_at, each.id))


def _coming(turn: Turn, user_id: str, chosen: Sequence[Reminder]) -> list[Told]:
    """Return what falls due for the person before their next message, told with this one."""
    if not looks_ahead(chosen, turn.now, turn.house.quiet):
        return []
    named = {each.task_id for each in chosen}
    reader, found = reminders.person(user_id), []
    for task, incident in reminders.ahead(turn.session, user_id, now=turn.now):
        if task.due_at is None or task.id is None:
            continue
        key = schedules.occurrence_key(f"task:{task.id}", task.due_at, Rung.DUE)
        claim = Occurrence(
            key=key, kind="task", incident_id=incident.id, due_at=task.due_at, fired_at=turn.now
        )
        if schedules.claim(turn.session, claim) and task.id not in named:
            letter = Reminder(
                key=f"{key}:{reader}", reader=reader, incident_id=incident.row, task_id=task.id,
                rung=Rung.DUE, due_at=task.due_at, at=task.due_at, people=user_id,
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
