"""What Slack tells by itself: kept once each, in one transaction; and the drawing of App Home."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import structlog
from sqlmodel import Session

from bot.errors import WardroomError
from bot.language.catalogue import speaking
from bot.operations import languages
from bot.operations.turn import Actor, Turn
from bot.runtime import Runtime
from bot.slack import happenings
from bot.slack.answer import NOTHING, Answer
from bot.slack.failures import SlackFailure
from bot.slack.happenings import Happened
from bot.slack.inbound import Origin
from bot.slack.listeners.happened import run_of
from bot.slack.listeners.home import home
from bot.slack.listeners.home import turned as turn_home
from bot.slack.retelling import retold
from bot.storage import homes, inbox

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person is told, alone, for something that happened."""

    origin: Origin
    answer: Answer


class Events:
    """Keeps what the events say; a failure is raised, so that Slack tells it again."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def happened(self, body: object) -> Reply | None:
        """Keep one event; what cannot be read, or does not concern us, is dropped."""
        if run_of(happenings.kind_of_event(body)) is None:
            return None
        try:
            event = happenings.read_event(body)
        except WardroomError:
            log.info("event.dropped")
            return None
        run = run_of(event.kind)
        if run is None:
            return None

        def keep(session: Session) -> Answer:
            turn = self._turn(session, event.origin)
            key = event.origin.key
            if inbox.receive(session, key, "", now=turn.now) is not None:
                return NOTHING
            with self._speaking(session, event.origin):
                return run(turn, event)

        answer = await self._runtime.database.write(keep)
        self._runtime.wake()
        return Reply(event.origin, answer) if answer.text else None

    def _speaking(self, session: Session, origin: Origin) -> AbstractContextManager[None]:
        """Speak the language of the one person who is answered."""
        return speaking(languages.of(session, origin.user_id, self._runtime.house))

    def _turn(self, session: Session, origin: Origin) -> Turn:
        runtime = self._runtime
        actor = Actor(origin.user_id, runtime.door, origin.team_id, foreign=origin.foreign)
        return Turn(session, runtime.clock.now(), actor, runtime.house)

    async def home(self, body: object) -> None:
        """Draw the App Home of whoever opened it."""
        try:
            event: Happened = happenings.read_event(body)
        except WardroomError:
            log.info("event.dropped")
            return
        await self.draw_home(event.origin, turned="")

    async def draw_home(self, origin: Origin, turned: str | None = None) -> None:
        """Draw a person's App Home as things stand now, and keep that they have it open.

        *turned* is what the button says that turned a page; it begins anew where that is empty.
        """
        runtime = self._runtime
        several = len(runtime.house.doorways) > 1

        def keep(session: Session) -> None:
            homes.opened(session, origin.user_id, runtime.door, now=runtime.clock.now())
            if turned is not None:
                turn_home(self._turn(session, origin), turned)

        def draw(session: Session) -> dict[str, Any]:
            with self._speaking(session, origin):
                view = home(self._turn(session, origin))
            return retold(session, view, runtime.door, people=several)

        await runtime.database.write(keep)
        view = await runtime.database.read(draw)
        try:
            await self._runtime.slack.publish_home(origin.user_id, view)
        except SlackFailure as failure:
            log.warning("home.not_drawn", reason=type(failure).__name__)
