"""How long Wardroom takes to start and how much memory it keeps, against the bare app."""

import itertools
from contextlib import AsyncExitStack

from bot.bench import seed
from bot.bench.bench import Bench, callers
from bot.bench.commands import seeded
from bot.bench.fake_slack import FakeSlack
from bot.bench.figures import Bar, Figure, Row
from bot.bench.load import form, volley

IN_FLIGHT = 20
LINES = ("/task list", "/incident status", "/task show #7", "/incident note guard posted")


async def starting(bench: Bench) -> list[Row]:
    """Measure start to ready and resident memory, idle and after many commands."""
    url, door = seeded(bench, 10), "http"
    ready, bare_ready = [], []
    async with FakeSlack() as slack:
        for again in reversed(range(min(3, bench.size.rounds))):
            bench.say("starting and stopping")
            async with bench.bare(url, slack, door) as bare:
                bare_ready.append(bare.ready_s)
                bare_mb = bare.resident_mb
            # The last one stays, and is measured at work below.
            if again:
                async with bench.wardroom(url, slack, door) as ours:
                    ready.append(ours.ready_s)
        async with AsyncExitStack() as stack:
            ours = await stack.enter_async_context(bench.wardroom(url, slack, door))
            ready.append(ours.ready_s)
            made = await stack.enter_async_context(callers(IN_FLIGHT, ours, slack, door))
            await volley(made, (form("/task list", seed.channel(1)) for _ in range(40)))
            idle = ours.resident_mb
            bench.say(f"{bench.size.commands:,} commands, for memory")
            count = itertools.cycle(itertools.product(LINES, range(1, 11)))
            forms = (form(line, seed.channel(number)) for line, number in count)
            some = itertools.islice(forms, bench.size.commands)
            sent = len(await volley(made, some, within_s=bench.size.busy_s * 6))
            after = ours.resident_mb
    floor = Figure(bare_mb)
    return [
        Row("start", "start to ready", Figure.of(ready), Figure.of(bare_ready), Bar(1500, "p50")),
        Row("start", "resident memory, idle", Figure(idle), floor, Bar(150, "p50"), unit="MB"),
        Row("start", f"memory that {sent:,} commands added", Figure(max(0.0, after - idle)),
            bar=Bar(20, "p50"), unit="MB", note=f"{after:.0f} MB then"),
    ]  # fmt: skip
