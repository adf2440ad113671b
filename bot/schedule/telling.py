"""Tells each reader what waits for them, in one message an hour; what is urgent goes at once.

What waits is written by `reminding` and `repeating`; when it is told is `bot.domain.gathering`, in
which words `wording`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlmodel import Session

from bot.domain.gathering import Share, Waiting, helps_still, told_now
from bot.domain.models import Reminder
from bot.domain.reminders import Rung
from bot.domain.words import Door, TaskStatus
from bot.faults import reach
from bot.operations.turn import SYSTEM, Actor, House, Turn
from bot.schedule.beat import Beat
from bot.schedule.wording import About, Mail, message
from bot.storage import reminders
from bot.storage.reminders import Held

REMINDERS: Final = "reminders"
TELLING: Final = "telling"
# So long the telling may take in one beat; who was not reached is told in the next.
TELL_S: Final = 1.0
# So long it is kept what people were told.
KEPT = timedelta(days=90)
# So many letters are looked at in one transaction, for everybody else's writing waits behind it.
# Whoever is to hear of more hears of them in one message all the same: the rest is only counted.
AT_ONCE: Final = 100
# These are said to whoever has the task in hand.
HOLDERS = frozenset({Rung.HEADS_UP, Rung.DUE})


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

    def look(session: Session) -> int:
        count, waiting = reminders.waiting(session, reader)
        heard = reminders.heard(session, reader, now=beat.now)
        share = told_now(waiting, heard, beat.now, beat.house.quiet)
        return 0 if share is Share.NOTHING else count

    count = beat.database.browse_now(look)
    if not count:
        return 0
    if count > AT_ONCE:
        _clear(beat, reader)
    return beat.database.write_now(lambda session: tell(session, beat.house, reader, beat.now))


def _clear(beat: Beat, reader: str) -> None:
    """Drop what need not be said to a reader for whom very much waits, a part at a time.

    A process that ends between two parts has lost nothing: the next one looks again.
    """
    after: int | None = 0
    while after is not None and not beat.stopping():
        after, gone = beat.database.browse_now(
            partial(_part, reader=reader, after=after, now=beat.now)
        )
        if gone:
            beat.database.write_now(partial(_drop, reader=reader, ids=gone, now=beat.now))


def _part(
    session: Session, *, reader: str, after: int, now: datetime
) -> tuple[int | None, list[int]]:
    """Return where the next part begins, and which letters of this one need not be said."""
    letters = reminders.part(session, reader, after=after, most=AT_ONCE)
    about = reminders.tasks_of(session, letters)
    standing = {each.id for each in _standing(session, reader, letters, about, now)}
    gone = [each.id or 0 for each in letters if each.id not in standing]
    return (letters[-1].id if len(letters) == AT_ONCE else None), gone


def _drop(session: Session, *, reader: str, ids: Sequence[int], now: datetime) -> None:
    letters = reminders.those(session, ids)
    about = reminders.tasks_of(session, letters)
    standing = _standing(session, reader, letters, about, now)
    reminders.drop(session, [each for each in letters if each not in standing])


def tell(session: Session, house: House, reader: str, now: datetime) -> int:
    """Write the one message that this reader gets now, if any; return how many were written."""
    held = reminders.held(session, reader)
    front = reminders.front(session, reader, most=AT_ONCE)
    about = reminders.tasks_of(session, front)
    first = _standing(session, reader, front, about, now)
    gone = {each.id for each in front} - {each.id for each in first}
    reminders.drop(session, [each for each in front if each.id in gone])
    told = _told([each for each in held if each.id not in gone], session, house, reader, now)
    ids = {each.id for each in told}
    first = [each for each in first if each.id in ids]
    if not first:
        return 0
    late_since = None
    if any(each.late for each in told):
        urgent = len(told) < len(held) - len(gone)
        late_since = reminders.late_since(session, reader, urgent=urgent)
    turn = Turn(session, now, Actor(SYSTEM, Door.SYSTEM), house)
    reach("reader.before_post")
    turn.call(message(turn, Mail(reader, told, first, about, late_since)))
    reminders.tell(session, [each.id for each in told], now=now)
    reach("reader.after_post")
    return 1


def _told(
    held: Sequence[Held], session: Session, house: House, reader: str, now: datetime
) -> list[Held]:
    """Return what of all that waits is told now: all of it, what is urgent, or nothing yet."""
    waiting = Waiting(
        any(each.urgent for each in held), any(each.rung is not Rung.HEADS_UP for each in held)
    )
    heard = reminders.heard(session, reader, now=now)
    share = told_now(waiting, heard, now, house.quiet)
    if share is Share.NOTHING:
        return []
    return [each for each in held if each.urgent or share is Share.ALL]


def _standing(
    session: Session, reader: str, letters: Sequence[Reminder], about: About, now: datetime
) -> list[Reminder]:
    """Return what need still be said: the task is open, due then, and the reader's matter."""
    user_id = reminders.user_of(reader)
    here = [each for each in letters if _stands(each, user_id, about, now)]
    if user_id is None:
        return here
    incidents = {about[each.task_id][1].row: about[each.task_id][1] for each in here}
    seen = reminders.readable(session, user_id, incidents.values())
    return [each for each in here if about[each.task_id][1].row in seen]


def _stands(letter: Reminder, user_id: str | None, about: About, now: datetime) -> bool:
    if letter.task_id not in about:
        return False
    task, _incident = about[letter.task_id]
    if task.due_at != letter.due_at:
        return False
    if letter.rung is Rung.HEADS_UP and not helps_still(letter.due_at, now):
        return False
    held = task.status is TaskStatus.PROOF_REVIEW or task.assignee == user_id
    return user_id is None or held or letter.rung not in HOLDERS
