import dataclasses
import itertools
import math
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from bot.bench import bench as sizes
from bot.bench import processes, seed, suite
from bot.bench.bench import Bench, Size
from bot.bench.fake_slack import FakeSlack
from bot.bench.figures import Row
from bot.bench.ground import Ground
from bot.bench.load import WrongAnswerError, form, volley
from bot.bench.processes import Running
from bot.bench.raw import RawRows
from bot.cli.app import app
from bot.config import load
from bot.domain import stages
from bot.domain.models import Inbox, Incident, Post, Task, TimelineEntry
from bot.domain.words import Stage, TaskStatus
from bot.export import verify
from bot.main import running
from bot.storage.database import Database
from tests.conftest import NIGHT

TINY = Size(
    rounds=1, flights={1: 3, 2: 4}, incidents=10, tasks=12, entries=10, declares=2, changes=1,
    posts_each=4, channels=3, commands=20, chain=50,
    servers=60, rows=30, volley_s=5.0, busy_s=0.1, doors=("http",),
)  # fmt: skip


class Here(Bench):
    """Measures a Wardroom that runs in this process; the figures mean nothing, the way does."""

    @asynccontextmanager
    async def wardroom(self, url: str, slack: FakeSlack, door: str) -> AsyncIterator[Running]:
        """Run it behind a door, on a free port."""
        given = processes.environment(url, slack.api_url, door)
        with pytest.MonkeyPatch.context() as patched:
            for name, value in given.items():
                patched.setenv(name, value)
            settings = load(given, env_file=None).model_copy(update={"port": 0})
        async with running(settings) as bot:
            if door == "socket":
                await slack.connected(processes.OURS)
            yield Running(os.getpid(), bot.port, 0.1)


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """A place to measure that is gone afterwards."""
    with Ground() as made:
        yield made
    assert not made.folder.exists()


def sane(rows: list[Row]) -> None:
    """Every figure is a positive number, and a tail is never below its median."""
    for row in rows:
        for figure in (row.ours, row.floor):
            if figure is None:
                continue
            assert math.isfinite(figure.p50), row
            assert figure.p50 >= 0, row
            assert figure.p99 is None or figure.p99 >= figure.p50, row


@pytest.mark.parametrize(
    ("name", "doors", "what"),
    [
        ("commands", ("http",), {"/task done", "/incident note"}),
        ("reading", ("socket",), {"/task list", "/incident status"}),
        ("busy", (), {"any answer while"}),
        ("declare", (), {"answer to the asker", "declares at once", "board, pin"}),
        ("digest", (), {"digest of 1 ", "digest of 10 ", "history", "summary", "board"}),
        ("tick", (), {"the digest falls due", "much is overdue", "all is said", "reminders"}),
        ("registers", (), {"a chunk of", "import of 60 servers", "over 30 servers"}),
        ("board", (), {"chat.update", "shortest time"}),
        ("drain", (), {"12 posts to 3 channels"}),
        ("start", (), {"start to ready", "idle", "commands added"}),
        ("verify", (), {"50 entries"}),
    ],
)
async def test_each_measurement_runs_and_yields_sane_rows(
    ground: Ground, name: str, doors: tuple[str, ...], what: set[str]
) -> None:
    kind = Bench if name == "start" else Here
    bench = kind(ground, dataclasses.replace(TINY, doors=doors))
    rows = await suite.MEASURES[name](bench)
    sane(rows)
    said = " | ".join(row.what for row in rows)
    assert {each for each in what if each not in said} == set()
    assert any(row.bar for row in rows)
    assert {row.name for row in rows} == {name}


def test_the_command_line_writes_what_it_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "QUICK", TINY)
    file = tmp_path / "figures.json"
    told = CliRunner().invoke(app, ["bench", "--quick", "--only", "verify", "--json", str(file)])
    assert told.exit_code == 0, told.output
    assert "verify a chain of 50 entries" in told.output
    assert '"quick": true' in file.read_text(encoding="utf-8")


def test_an_unknown_measurement_is_named_with_those_that_there_are() -> None:
    told = CliRunner().invoke(app, ["bench", "--only", "speed"])
    assert told.exit_code == 2
    assert "speed" in told.output
    assert "commands" in told.output


async def test_a_volley_sends_everything_once_and_stops_at_its_time() -> None:
    got: list[str] = []

    async def answer(sent: dict[str, str]) -> str:
        got.append(sent["text"])
        return "done"

    forms = [form(f"/task done {number}", "C1") for number in range(9)]
    times = await volley([answer] * 3, forms, "done")
    assert (sorted(got), len(times)) == ([f"done {number}" for number in range(9)], 9)
    endless = (form("/task list", "C1") for _ in itertools.count())
    assert len(await volley([answer], endless, within_s=0.0)) == 1
    with pytest.raises(ExceptionGroup) as raised:
        await volley([answer], forms, "another answer")
    assert raised.group_contains(WrongAnswerError)


def test_triggers_are_never_used_twice() -> None:
    assert len({form("/task list", "C1")["trigger_id"] for _ in range(100)}) == 100


def test_seeded_incidents_are_as_the_product_keeps_them(database: Database) -> None:
    numbers = range(1, 4)

    def fill(session: Session) -> None:
        seed.incidents(session, numbers, now=NIGHT, stage=Stage.ACTIVE)
        seed.tasks(session, numbers, 20, now=NIGHT, worked=True)
        seed.history(session, range(2, 3), 7, now=NIGHT)
        seed.stages(session, range(3, 4), Stage.CLOSED)
        first = session.exec(select(Incident).order_by("id")).first()
        assert first is not None
        seed.chained(session, first, 5, now=NIGHT)

    database.write_now(fill)

    def read(session: Session) -> None:
        first, second, third = session.exec(select(Incident).order_by("id")).all()
        assert verify.in_database(session, first).broken is None
        assert (first.head_seq, second.head_seq, third.stage) == (5, 7, Stage.CLOSED)
        tasks = session.exec(select(Task).where(Task.incident_id == second.id)).all()
        assert sorted(task.number for task in tasks) == list(range(1, 21))
        assert {task.status for task in tasks} == {
            TaskStatus.DONE, TaskStatus.TODO, TaskStatus.BLOCKED,
        }  # fmt: skip
        assert stages.SAID[first.stage]

    database.read_now(read)


def test_the_floor_writes_the_rows_of_one_command(database_url: str) -> None:
    with closing(Database(database_url)) as database:
        database.write_now(lambda session: seed.incidents(session, range(1, 2), now=NIGHT))
        database.write_now(
            lambda session: seed.tasks(session, range(1, 2), 3, now=NIGHT, worked=False)
        )
    with closing(RawRows(database_url)) as rows:
        waiting = [rows.write(f"k{number}", f"C00000001 {number}") for number in (1, 2, 3)]
        waiting.append(rows.write("k4", "C00000001"))
        for each in waiting:
            each.result(timeout=20)
    with closing(Database(database_url)) as database:

        def read(session: Session) -> None:
            assert {task.status for task in session.exec(select(Task))} == {TaskStatus.DONE}
            entries = session.exec(select(TimelineEntry).order_by("seq")).all()
            assert [entry.seq for entry in entries] == [1, 2, 3, 4]
            assert len(session.exec(select(Inbox)).all()) == 4
            assert len(session.exec(select(Post).where(Post.kind == "event")).all()) == 4

        database.read_now(read)
