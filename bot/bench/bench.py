"""What every measurement is given: the ground, how large to be, and where to say how it goes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

from bot.bench import processes
from bot.bench.fake_slack import FakeSlack
from bot.bench.figures import Row
from bot.bench.ground import Ground
from bot.bench.load import Caller, HttpCaller, socket_caller
from bot.bench.processes import Running


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done. `flights` is how many commands are in flight, and the most of a round."""

    rounds: int
    flights: dict[int, int]
    incidents: int
    tasks: int
    entries: int
    declares: int
    changes: int
    posts_each: int
    channels: int
    commands: int
    chain: int
    servers: int
    rows: int
    volley_s: float
    busy_s: float
    doors: tuple[str, ...] = ("http", "socket")


USUAL = Size(
    rounds=5, flights={1: 60, 10: 200, 50: 400}, incidents=1000, tasks=200, entries=1000,
    declares=10, changes=5, posts_each=20, channels=50, commands=10_000, chain=100_000,
    servers=10_000, rows=1000, volley_s=0.6, busy_s=4.0,
)  # fmt: skip
# A million entries in one chain; the others are at their full size already.
FULL = replace(USUAL, chain=1_000_000)
QUICK = Size(
    rounds=3, flights={1: 25, 10: 80, 50: 150}, incidents=100, tasks=200, entries=200,
    declares=10, changes=2, posts_each=6, channels=50, commands=1500, chain=20_000,
    servers=1000, rows=200, volley_s=0.3, busy_s=2.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of measurements."""

    ground: Ground
    size: Size
    say: Callable[[str], None] = field(default=lambda _text: None)

    @asynccontextmanager
    async def wardroom(self, url: str, slack: FakeSlack, door: str) -> AsyncIterator[Running]:
        """Run Wardroom on a database, behind a door."""
        env = processes.environment(url, slack.api_url, door)
        async with processes.wardroom(self.ground.folder, env) as running:
            if door == "socket":
                await slack.connected(processes.OURS)
            yield running

    @asynccontextmanager
    async def bare(self, url: str, slack: FakeSlack, door: str) -> AsyncIterator[Running]:
        """Run the bare app on a copy of the database, behind the same door."""
        async with processes.bare(self.ground.folder, door, url, slack.api_url) as running:
            if door == "socket":
                await slack.connected(processes.BARE)
            yield running


Measure = Callable[[Bench], Awaitable[list[Row]]]


@asynccontextmanager
async def callers(
    count: int, running: Running, slack: FakeSlack, door: str, token: str = processes.OURS
) -> AsyncIterator[list[Caller]]:
    """Yield *count* callers at a process's door: connections of their own, or its websocket."""
    if door == "socket":
        yield [socket_caller(slack, token)] * count
        return
    async with AsyncExitStack() as stack:
        made: list[Caller] = []
        for _ in range(count):
            made.append(await stack.enter_async_context(HttpCaller(running.port)))  # noqa: PERF401 - it awaits.
        yield made
