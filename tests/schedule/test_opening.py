"""A playbook over many servers: an answer at once, the rest in the background, also after kill -9."""

from functools import partial
from pathlib import Path
from threading import Event

import pytest
from sqlmodel import Session, col, func, select

from bot.domain import server_csv
from bot.domain.models import Incident, Post, ServerImport, Task, TaskAfter
from bot.operations import background, playbooks, server_import, servers
from bot.operations.playbooks import Started
from bot.operations.turn import Turn
from bot.schedule.beat import Beat
from bot.schedule.importing import importing
from bot.schedule.quarantine import Quarantine
from bot.slack.renderers import renderers
from bot.storage import board, estate
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import make_house
from tests.forks import FORKS
from tests.schedule.conftest import Ward
from tests.schedule.opened import WIDE, opens

# As many as make more tasks than one beat opens.
SERVERS = 800
PAUSE = Event()
ALL = 2 + 3 * SERVERS


@pytest.fixture
def wide(database: Database, clock: StoppedClock, tmp_path: Path) -> Ward:
    return Ward(database, make_house(tmp_path / "playbooks", WIDE), clock)


def _filled(ward: Ward) -> str:
    ref = ward.declare(severity=3)
    rows = [{"hostname": f"h{number:05d}"} for number in range(1, SERVERS + 1)]
    ward.on(ref, lambda turn, incident: servers.add(turn, incident, rows))
    return ref


def _start(ward: Ward, ref: str) -> Started:
    return ward.on(ref, lambda turn, incident: playbooks.run(turn, incident, "wide"))


def _count(ward: Ward) -> int:
    return ward.database.read_now(
        lambda session: session.exec(select(func.count(col(Task.id)))).one()
    )


def _twice(session: Session) -> list[tuple[str | None, str | None]]:
    many = (
        select(Task.ref, Task.subject_id)
        .group_by(col(Task.ref), col(Task.subject_id))
        .having(func.count() > 1)
    )
    return list(session.exec(many))


def _told(ward: Ward) -> list[tuple[str, str]]:
    """Return the messages about it: how they are sent, and what they would say now."""
    draw = renderers(lambda: ward.house, ward.clock)["import"]
    return ward.database.read_now(
        lambda session: [
            (post.method, str(draw(session, post)["text"]))
            for post in session.exec(
                select(Post).where(Post.kind == "import").order_by(col(Post.id))
            )
        ]
    )


def _beat(ward: Ward) -> Beat:
    return Beat(ward.database, ward.house, ward.clock.now(), Quarantine(), lambda: False)


def _is_whole(ward: Ward, ref: str) -> None:
    """Assert that every task is there once, tied to what it comes after, and shown as complete."""
    assert _count(ward) == ALL
    assert ward.database.read_now(_twice) == []

    def ties(session: Session) -> tuple[int, int]:
        found = select(func.count()).select_from(TaskAfter)
        open_ended = found.where(col(TaskAfter.after_number).is_(None))
        return session.exec(found).one(), session.exec(open_ended).one()

    # Isolate after lead, clean after isolate, check after clean, tell after every clean.
    assert ward.database.read_now(ties) == (4 * SERVERS, 0)
    shown = ward.on(ref, lambda turn, here: board.gather(turn.session, here, now=turn.now))
    assert [(each.slug, each.done, each.total) for each in shown.progress] == [("wide", 0, ALL)]


def test_the_answer_does_not_wait_and_one_message_tells_how_far_it_is(wide: Ward) -> None:
    ref = _filled(wide)
    started = _start(wide, ref)
    assert (started.added, started.later) == ((1,), ALL - 1)
    assert _count(wide) == 1
    [(method, text)] = _told(wide)
    assert (method, text) == (
        "chat.postMessage", f"*Wide*: 0 of {ALL - 1:,} more tasks are open; the rest follows by itself."
    )  # fmt: skip
    wide.tick()
    # One beat does a bounded part: what else falls due comes in between.
    assert 1 < _count(wide) < ALL
    while importing(_beat(wide)):
        pass
    _is_whole(wide, ref)
    told = _told(wide)
    assert [method for method, _ in told] == ["chat.postMessage", "chat.update"]
    assert told[-1][1] == f"*Wide*: *all are open*, {ALL - 1:,} more tasks."


@pytest.mark.both_engines
def test_kill_9_in_the_middle_loses_nothing_and_opens_nothing_twice(
    wide: Ward, database_url: str, tmp_path: Path
) -> None:
    ref = _filled(wide)
    _start(wide, ref)
    last = _count(wide)
    for _ in range(2):
        child = FORKS.Process(target=opens, args=(database_url, str(tmp_path / "playbooks")))
        child.start()
        while _count(wide) <= last and child.is_alive():
            PAUSE.wait(0.01)
        child.kill()
        child.join()
        assert last < _count(wide)
        last = _count(wide)
    assert last < ALL
    while importing(_beat(wide)):
        pass
    _is_whole(wide, ref)


def test_rows_that_come_while_it_goes_on_and_after_have_their_tasks_once(wide: Ward) -> None:
    ref = wide.declare(severity=3)

    def give(name: str, first: int, last: int) -> None:
        lines = "".join(f"\nh{number:05d}" for number in range(first, last + 1))
        table = server_csv.table(f"hostname{lines}")
        wide.on(ref, lambda turn, here: server_import.lay(turn, here, table, name, dry=False))

    give("first.csv", 1, 400)
    while importing(_beat(wide)):
        pass
    assert _start(wide, ref).later == 801
    # Half of the second list is known, and its rows come between those of the playbook.
    give("second.csv", 300, 500)
    _between(wide)
    while importing(_beat(wide)):
        pass
    assert _count(wide) == 2 + 3 * 500
    assert wide.database.read_now(_twice) == []


def _between(ward: Ward) -> None:
    """Let the jobs take turns, one part each."""

    def part(turn: Turn, job_id: int) -> bool:
        job = estate.import_by_id(turn.session, job_id)
        assert job is not None
        incident = turn.session.get(Incident, job.incident_id)
        assert incident is not None
        return background.go_on(turn, incident, job)

    ids = ward.database.read_now(estate.running_imports)
    assert len(ids) == 2
    for each in ids * 3:
        ward.desk("U1BOSS", partial(part, job_id=each))
    assert ward.database.read_now(
        lambda session: {job.state for job in session.exec(select(ServerImport))}
    ) == {"done", "running"}
