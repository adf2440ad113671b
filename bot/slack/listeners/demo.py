"""`/incident demo`: begins the demo incident of the Room; the schedule fills the rest."""

from datetime import datetime

from sqlmodel import Session

from bot.domain.words import Door
from bot.errors import Refused
from bot.operations import demo as operations
from bot.operations import people
from bot.operations.turn import Turn
from bot.room.hospital import CHANNELS
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import answered
from bot.slack.views import demo as views
from bot.storage import posts
from bot.storage.incidents import by_ref


def demo(ask: Ask) -> Answer:
    """Declare the demo incident and bring the asker in; what was begun already is shown."""
    turn = ask.turn
    operations.check_place(turn.session, in_room=turn.actor.door is Door.ROOM)
    operations.check_absent(turn.session)
    there = operations.begin(turn.session, turn.house, now=turn.now)
    incident = by_ref(turn.session, there.ref)
    if incident is not None:
        people.bring_in(turn, incident, ask.user_id)
    channel_id = incident.channel_id if incident is not None else None
    return answered(views.begun(there.ref, there.done, len(operations.ACTS), channel_id))


def offers(turn: Turn) -> bool:
    """Tell whether the demo incident can be begun here and now."""
    try:
        operations.check_place(turn.session, in_room=turn.actor.door is Door.ROOM)
    except Refused:
        return False
    return operations.filled(turn.session) is None


def welcome(session: Session, now: datetime, language: str) -> None:
    """Say once, where everybody of the Room's demo is, how to begin; in the house's *language*."""
    try:
        operations.check_place(session, in_room=True)
    except Refused:
        return
    call = posts.Call(
        key="demo:welcome", kind="event", target=f"channel:{CHANNELS[0][0]}", door=Door.ROOM,
        said=lambda: views.welcome().message,
    )  # fmt: skip
    posts.enqueue(session, posts.worded(call, language), now=now)
