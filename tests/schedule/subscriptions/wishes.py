"""Subscribing to a digest, and what came of it."""

from typing import Any

from sqlmodel import select

from bot.domain.models import Person, Schedule
from bot.operations import subscriptions
from bot.operations.subscriptions import Subscription, Wish
from bot.operations.turn import Turn
from bot.storage import incidents as incident_queries
from tests.schedule.conftest import ANA, Ward


def subscribe(ward: Ward, by: str = ANA, ref: str = "", **wish: Any) -> Subscription:
    """Subscribe; the keywords are a wish's."""

    def act(turn: Turn) -> Subscription:
        about = incident_queries.by_ref(turn.session, ref) if ref else None
        return subscriptions.subscribe(turn, Wish(incident=about, **wish))

    return ward.desk(by, act)


def known(ward: Ward, user_id: str, **fields: Any) -> None:
    """Let Slack have told of a person."""
    person = Person(user_id=user_id, seen_at=ward.clock.now(), **fields)
    ward.database.write_now(lambda session: session.merge(person))


def delivered(ward: Ward) -> list[tuple[str, str]]:
    """Return to whom digests went, and the day and hour that each was for."""
    return [(post.target, post.key.rsplit(":2022-", 1)[-1]) for post in ward.posts("subscription")]


def rows(ward: Ward) -> list[str]:
    wanted = select(Schedule.key).where(Schedule.kind == "subscription").order_by(Schedule.key)
    return ward.database.read_now(lambda session: list(session.exec(wanted)))
