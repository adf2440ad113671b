"""Fills the demo incident by the very operations that people use, one short transaction each.

How far it came is kept, so that one that was stopped goes on. Who does what is `aiims_acts`.
"""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session

from bot.domain.models import Incident, Setting
from bot.domain.words import ENDED, Door, Kind
from bot.errors import Refused
from bot.language.catalogue import say
from bot.operations import aiims, incidents
from bot.operations.aiims_acts import acts
from bot.operations.turn import Actor, House, Turn
from bot.room import accounts
from bot.storage.incidents import by_ref

SETTING = f"demo:{aiims.KEY}"
ACTS = tuple(acts())


@dataclass(frozen=True, slots=True)
class Filled:
    """How far the demo incident is: its reference, and how many acts of how many are done."""

    ref: str
    done: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything is entered."""
        return self.done >= len(ACTS)


def filled(session: Session, *, hold: bool = False) -> Filled | None:
    """Return how far the demo incident is that is open now, or None; *hold* keeps it so."""
    kept = session.get(Setting, SETTING, with_for_update=hold, populate_existing=hold)
    if kept is None:
        return None
    there = Filled(**json.loads(kept.value))
    incident = by_ref(session, there.ref)
    return None if incident is None or incident.stage in ENDED else there


def check_place(session: Session, *, in_room: bool) -> None:
    """Raise Refused unless this is the Room's demo, where its people are."""
    if in_room and not accounts.everybody(session):
        return
    why = say("people log in to this Room") if in_room else say("this is Slack")
    raise Refused(
        say("The demo incident is played by the people of the Room's demo, and {why}.", why=why),
        rule="one demo",
        next_step=say(
            "`wardroom run --room` on a database of its own has them: set "
            "DATABASE_URL=sqlite:///demo.db, then `wardroom db upgrade`."
        ),
    )


def check_absent(session: Session) -> None:
    """Raise Refused when the demo incident is there, whole and open."""
    there = filled(session)
    if there is not None and there.whole:
        raise Refused(
            say("The demo incident is there already: {ref}.", ref=there.ref),
            rule="one demo",
            next_step=say(
                "`/incident status {ref}` shows it. Once it is over, `/incident standdown "
                "{ref} <why>`, another one can be filled.",
                ref=there.ref,
            ),
        )


def begin(session: Session, house: House, *, now: datetime, title: str = aiims.TITLE) -> Filled:
    """Declare the demo incident, unless it is there; return how far it is."""
    there = filled(session, hold=True)
    if there is not None:
        return there
    turn = _turn(session, house, now, aiims.KABIR)
    return _kept(session, Filled(_declare(turn, title).ref))


def go_on(session: Session, house: House, *, now: datetime) -> Filled:
    """Do the next act of a demo incident, if one is left; return how far it is now."""
    there = filled(session, hold=True)
    incident = by_ref(session, there.ref) if there is not None else None
    if there is None or incident is None:
        raise LookupError("no demo incident was begun")
    if there.whole:
        return there
    user_id, act = ACTS[there.done]
    turn = _turn(session, house, now, user_id)
    act(turn, incident)
    turn.refresh_board(incident)
    return _kept(session, Filled(there.ref, there.done + 1))


def _kept(session: Session, there: Filled) -> Filled:
    session.merge(Setting(key=SETTING, value=json.dumps({"ref": there.ref, "done": there.done})))
    session.flush()
    return there


def _turn(session: Session, house: House, now: datetime, user_id: str) -> Turn:
    return Turn(session, now, Actor(user_id, Door.ROOM), house)


def _declare(turn: Turn, title: str) -> Incident:
    """Declare it as a drill: nobody may take it for an attack on this hospital."""
    return incidents.declare(
        turn, title=title, severity=1, kind=Kind.RANSOMWARE, drill=True,
        noticed_at=_noticed(turn),
    )  # fmt: skip


def _noticed(turn: Turn) -> datetime:
    """Return the last 07:07 on the hospital's clocks."""
    here = turn.now.astimezone(turn.house.zone)
    at = datetime.combine(here.date(), time(*aiims.NOTICED), turn.house.zone)
    return at if at <= here else at - timedelta(days=1)
