"""Commands against the floor: one that commits, one that only reads, at both of Slack's doors."""

import itertools
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.bench import processes, seed
from bot.bench.bench import Bench, Size, callers
from bot.bench.fake_slack import FakeSlack
from bot.bench.figures import Bar, Figure, Row
from bot.bench.load import Form, form, volley
from bot.bench.processes import Running
from bot.clock import SystemClock
from bot.storage.database import Database

DOORS = {"http": "HTTP", "socket": "Socket Mode"}
# At one in flight people feel the median, at fifty the tail.
MEDIAN, TAIL, READING = Bar(2.0), Bar(2.5, "p99/floor"), Bar(4.0)


def seeded(bench: Bench, count: int) -> str:
    """Return a database with *count* incidents whose tasks are all to be done."""
    url = bench.ground.database()
    database, now = Database(url), SystemClock().now()
    numbers = range(1, count + 1)
    database.write_now(lambda session: seed.incidents(session, numbers, now=now))
    database.write_now(
        lambda session: seed.tasks(session, numbers, bench.size.tasks, now=now, worked=False)
    )
    database.close()
    return url


@dataclass(frozen=True, slots=True)
class Doors:
    """Wardroom and the bare app, both running, behind one kind of door."""

    door: str
    slack: FakeSlack
    ours: Running
    bare: Running
    incidents: int
    size: Size

    async def of_ours(
        self, forms: Iterator[Form], count: int, flight: int, say: str
    ) -> list[float]:
        """Send up to *count* commands to Wardroom."""
        async with callers(flight, self.ours, self.slack, self.door) as made:
            some = itertools.islice(forms, count)
            return await volley(made, some, say, within_s=self.size.volley_s)

    async def of_bare(self, forms: Iterator[Form], count: int, flight: int) -> list[float]:
        """Send up to *count* commands to the bare app."""
        async with callers(flight, self.bare, self.slack, self.door, processes.BARE) as made:
            some = itertools.islice(forms, count)
            return await volley(made, some, "ok", within_s=self.size.volley_s)

    def everywhere(self, line: str) -> Iterator[Form]:
        """Yield a line again and again, in one incident's channel after the other."""
        for number in itertools.cycle(range(1, self.incidents + 1)):
            yield form(line, seed.channel(number))

    def every_task(self, line: str) -> Iterator[Form]:
        """Yield a line about each task of each incident, once; `{}` is where it is named."""
        for task, number in itertools.product(
            range(1, self.size.tasks + 1), range(1, self.incidents + 1)
        ):
            channel = seed.channel(number)
            yield form(line.format(task=task, channel=channel), channel)


async def _opened(bench: Bench, stack: AsyncExitStack, door: str, incidents: int) -> Doors:
    url = seeded(bench, incidents)
    floor_url = bench.ground.copy(url)
    slack = await stack.enter_async_context(FakeSlack())
    ours = await stack.enter_async_context(bench.wardroom(url, slack, door))
    bare = await stack.enter_async_context(bench.bare(floor_url, slack, door))
    opened = Doors(door, slack, ours, bare, incidents, bench.size)
    # What is done for the first time (connections, compiled statements) is no part of a command.
    await opened.of_ours(opened.everywhere("/task list"), 20, 2, "tasks")
    await opened.of_bare(opened.everywhere("/ack"), 20, 2)
    return opened


async def commands(bench: Bench) -> list[Row]:
    """Measure `/task done` and `/incident note` at both doors."""
    rows: list[Row] = []
    most = sum(bench.size.flights.values()) * bench.size.rounds
    incidents = max(10, most // bench.size.tasks + 1)
    for door in bench.size.doors:
        async with AsyncExitStack() as stack:
            opened = await _opened(bench, stack, door, incidents)
            work = _Work(opened.every_task("/task done #{task}"),
                         opened.every_task("/raw {channel} {task}"))  # fmt: skip
            for flight, count in bench.size.flights.items():
                bench.say(f"commands at {DOORS[door]}, {flight} in flight")
                rows += await _changing(bench, opened, work, flight, count)
    return rows


@dataclass(frozen=True, slots=True)
class _Work:
    """Tasks to finish, here and on the floor; a task is finished once."""

    done: Iterator[Form]
    raw: Iterator[Form]


async def _changing(bench: Bench, doors: Doors, work: _Work, flight: int, count: int) -> list[Row]:
    """Measure one level, the four kinds taking turns within each round."""
    notes = doors.everywhere("/incident note guard posted")
    acks = doors.everywhere("/ack")
    taken: dict[str, list[list[float]]] = {"done": [], "note": [], "ack": [], "raw": []}
    for _ in range(bench.size.rounds):
        taken["ack"].append(await doors.of_bare(acks, count, flight))
        taken["raw"].append(await doors.of_bare(work.raw, count, flight))
        taken["done"].append(await doors.of_ours(work.done, count, flight, "is done"))
        taken["note"].append(await doors.of_ours(notes, count, flight, "Noted"))
    figures = {name: Figure.of_rounds(rounds) for name, rounds in taken.items()}
    bar = {1: MEDIAN, 50: TAIL}.get(flight)
    where = f"{DOORS[doors.door]}, {flight} in flight"
    note = f"only acked: {figures['ack'].p50:.2f}/{figures['ack'].p99:.2f} ms"
    return [
        Row("commands", f"{line}, {where}", figures[kind], figures["raw"], bar, note=note)
        for line, kind in (("/task done", "done"), ("/incident note", "note"))
    ]


async def reading(bench: Bench) -> list[Row]:
    """Measure `/task list` and `/incident status` at 200 tasks, at both doors."""
    rows: list[Row] = []
    for door in bench.size.doors:
        async with AsyncExitStack() as stack:
            opened = await _opened(bench, stack, door, 10)
            for flight, count in bench.size.flights.items():
                bench.say(f"reading at {DOORS[door]}, {flight} in flight")
                rows += await _looking(bench, opened, flight, count)
    return rows


async def _looking(bench: Bench, doors: Doors, flight: int, count: int) -> list[Row]:
    lines = {"/task list": "tasks", "/incident status": "INC-"}
    taken: dict[str, list[list[float]]] = {line: [] for line in lines}
    acks: list[list[float]] = []
    for _ in range(bench.size.rounds):
        acks.append(await doors.of_bare(doors.everywhere("/ack"), count, flight))
        for line, say in lines.items():
            taken[line].append(await doors.of_ours(doors.everywhere(line), count, flight, say))
    floor = Figure.of_rounds(acks)
    return [
        Row(
            "reading", f"{line}, {DOORS[doors.door]}, {flight} in flight",
            Figure.of_rounds(rounds), floor, READING if flight == 1 else None,
        )
        for line, rounds in taken.items()
    ]  # fmt: skip
