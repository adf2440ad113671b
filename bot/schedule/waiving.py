"""What ends waivers by the clock: their time, or a second signature that did not come.

People's verbs are `bot.operations.waivers`.
"""

from functools import partial

from sqlmodel import Session, col, select

from bot.domain.models import Incident, Waiver
from bot.domain.waivers import DIRECTOR, LASTING, WAIVER, Attempt
from bot.domain.words import Door
from bot.operations import register
from bot.operations.turn import SYSTEM, Actor, House, Turn
from bot.schedule.beat import Beat
from bot.slack.views import waivers as views
from bot.slack.views.said import Said
from bot.storage import incidents, posts, roles


def waivers_due(beat: Beat) -> int:
    """End what is over and call for what is overdue; each waiver is a transaction of its own."""
    wanted = select(Waiver.id).where(
        col(Waiver.state).in_(LASTING),
        (col(Waiver.expires_at) <= beat.now)
        | ((col(Waiver.state) == "half") & (col(Waiver.second_due_at) <= beat.now)),
    )
    found = beat.database.read_now(lambda session: list(session.exec(wanted)))
    return sum(
        beat.guarded(f"waiver:{each}", partial(_write, beat, each)) for each in found if each
    )


def _write(beat: Beat, waiver_id: int) -> int:
    return beat.database.write_now(lambda session: settle(session, beat.house, waiver_id, beat))


def settle(session: Session, house: House, waiver_id: int, beat: Beat) -> int:
    """End one waiver that is over, or call the director to one whose second signature is due."""
    row = session.get(Waiver, waiver_id)
    incident = incidents.by_id(session, row.incident_id) if row else None
    if row is None or incident is None:
        return 0
    incident = incidents.lock(session, incident)
    session.refresh(row)
    turn = Turn(session, beat.now, Actor(SYSTEM, Door.SYSTEM), house)
    if row.state not in LASTING:
        return 0
    if row.expires_at is not None and row.expires_at <= beat.now:
        return _expire(turn, incident, row)
    if row.state == "half" and row.second_due_at is not None and row.second_due_at <= beat.now:
        return _call_director(turn, incident, row)
    return 0


def _expire(turn: Turn, incident: Incident, row: Waiver) -> int:
    register.transition(turn, incident, WAIVER, row, "expire", Attempt(WAIVER.name(row), row.state))
    turn.say(incident, lambda: views.expired(row, incident.ref))
    turn.refresh_board(incident)
    return 1


def _call_director(turn: Turn, incident: Incident, row: Waiver) -> int:
    """Tell the channel and the director, once, that it is out of force until it is signed."""
    due, row.second_due_at = row.second_due_at, None
    turn.session.add(row)
    turn.session.flush()
    turn.record(
        incident, "waiver.unsigned", subject=WAIVER.name(row), text=row.label,
        reason="the second signature did not come in time", happened_at=due,
    )  # fmt: skip
    directors = roles.holders(turn.session, incident).get(DIRECTOR, ())

    def said() -> Said:
        return views.unsigned(row, incident.ref, directors)

    turn.say(incident, said, kind="alert")
    for user_id in directors:
        turn.call(
            posts.Call(
                key=f"waiver:{row.id}:unsigned:{user_id}", kind="alert", target=f"user:{user_id}",
                incident_id=incident.id, priority=posts.ALERT, said=lambda: said().message,
            )
        )  # fmt: skip
    return 1
