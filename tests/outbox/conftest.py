"""A pretend Slack, a sender whose clock stands still, and rows to send."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select, update

from bot.domain.models import Incident, Lane, Post
from bot.domain.words import PostState
from bot.outbox.saga import EFFECTS
from bot.outbox.sender import Sender
from bot.outbox.timing import Timing
from bot.slack.outbound import Slack
from bot.storage.database import Database
from bot.storage.posts import Call, enqueue
from tests.clocks import StoppedClock
from tests.outbox.fake_slack import FakeSlack
from tests.outbox.smtp_server import MailServer
from tests.turns import ENGINES

# For what the engine could change; everything else is tested on SQLite alone.
both_engines = pytest.mark.parametrize(
    "database_url",
    ENGINES,
    indirect=True,
)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh SQLite database, or the engine that a test asks for."""
    url: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    return url


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    """A pretend Slack on a free port."""
    server = FakeSlack()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def slack(fake: FakeSlack) -> AsyncIterator[Slack]:
    """Our door to it."""
    opened = Slack("xoxb-good", fake.url, timeout_s=2.0)
    yield opened
    await opened.close()


class Outbox:
    """Writes rows, sends them, and reads what became of them."""

    def __init__(self, database: Database, slack: Slack, clock: StoppedClock) -> None:
        self.database, self.slack, self.clock = database, slack, clock
        self.drawn = "board"
        self.sender = self.another()

    def another(self, **over: Any) -> Sender:
        """Return one more sender on the same rows, as another process has."""
        fields: dict[str, Any] = {
            "renderers": {
                "board": self._board,
                "announce": lambda _s, p: {"text": f"new: {p.key}"},
            },
            "effects": EFFECTS,
            "timing": Timing(),
            "jitter": lambda: 1.0,
        }
        return Sender(self.database, self.slack, self.clock, **{**fields, **over})

    def _board(self, _session: Session, _post: Post) -> dict[str, Any]:
        if self.drawn == "broken":
            raise KeyError("nothing to draw")
        return {"text": self.drawn}

    def put(self, key: str, target: str = "channel:C0DESK", **over: Any) -> None:
        """Write one call down; by default a message that says its key."""
        over.setdefault("payload", {"text": key})
        call = Call(key=key, kind=over.pop("kind", "event"), target=target, **over)
        self.database.write_now(lambda s: enqueue(s, call, now=self.clock.now()))

    def change(self, work: Callable[[Session], Any]) -> Any:
        """Do something in a transaction."""
        return self.database.write_now(work)

    def post(self, key: str) -> Post:
        """Return the row of that key."""
        return self.database.read_now(lambda s: s.exec(select(Post).where(Post.key == key)).one())

    def states(self) -> dict[str, str]:
        """Return every row's state by its key."""
        rows = self.database.read_now(lambda s: s.exec(select(Post).order_by(col(Post.id))).all())
        return {row.key: str(row.state) for row in rows}

    def incident(self, incident_id: int = 1) -> Incident:
        """Return an incident as it stands."""
        found = self.database.read_now(lambda s: s.get(Incident, incident_id))
        assert found is not None
        return found

    def as_after_a_crash(self, key: str, state: PostState = PostState.SENDING) -> None:
        """Leave the row as a process leaves it that died between the intent and the mark."""

        def leave(session: Session) -> None:
            session.exec(
                update(Post)
                .where(col(Post.key) == key)
                .values(state=state, owner="dead:1", attempts=1, first_try_at=self.clock.now())
            )

        self.change(leave)

    def expire_leases(self) -> None:
        """Let every lease have run out."""
        gone = self.clock.now() - timedelta(days=1)
        self.change(lambda s: s.exec(update(Lane).values(lease_until=gone)))

    async def drain(self, **span: float) -> None:
        """Let time pass, then send all that can be sent."""
        if span:
            self.clock.advance(**span)
        await self.sender.drain()


@pytest.fixture
async def outbox(database: Database, slack: Slack, clock: StoppedClock) -> AsyncIterator[Outbox]:
    """An outbox on either engine."""
    made = Outbox(database, slack, clock)
    yield made
    await made.sender.stop()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    """A mail server that takes everything."""
    made = MailServer()
    await made.start()
    yield made
    await made.stop()
