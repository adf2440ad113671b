import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait

import pytest
from sqlmodel import Session, select

from bot.domain.models import Setting
from bot.storage import writer
from bot.storage.database import Database


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    opened.close()


def keeps(key: str) -> Callable[[Session], None]:
    return lambda session: session.add(Setting(key=key, value="1"))


def fails_after(key: str, error: BaseException) -> Callable[[Session], None]:
    def work(session: Session) -> None:
        session.add(Setting(key=key, value="1"))
        session.flush()
        raise error

    return work


def together(database: Database, *works: Callable[[Session], None]) -> list[Future[None]]:
    """Queue all of *works* while the writer is busy, so that they share one commit."""
    hold, held = threading.Event(), threading.Event()

    def busy(_session: Session) -> None:
        held.set()
        hold.wait(5)

    first = database._submit(busy)
    held.wait(5)
    futures = [database._submit(work) for work in works]
    hold.set()
    first.result(5)
    return futures


def kept(database: Database) -> set[str]:
    return database.read_now(lambda session: set(session.exec(select(Setting.key))))


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), SystemExit(1)])
def test_one_that_fails_touches_no_neighbour(database: Database, error: BaseException) -> None:
    """Its own rows are undone; what came before and after it in the same commit is kept."""
    before, bad, after = together(
        database, keeps("before"), fails_after("bad", error), keeps("after")
    )
    assert before.result(5) is None
    assert after.result(5) is None
    with pytest.raises(type(error)):
        bad.result(5)
    assert kept(database) == {"before", "after"}


def test_a_broken_constraint_touches_no_neighbour(database: Database) -> None:
    database.write_now(keeps("taken"))
    one, twice, two = together(database, keeps("one"), keeps("taken"), keeps("two"))
    one.result(5)
    two.result(5)
    with pytest.raises(Exception, match="UNIQUE"):
        twice.result(5)
    assert kept(database) == {"taken", "one", "two"}


def test_what_is_queued_is_finished_before_the_end(database: Database, sqlite_url: str) -> None:
    futures = together(database, *(keeps(f"k{n}") for n in range(40)))
    database.close()
    assert all(future.done() for future in futures)
    again = Database(sqlite_url)
    assert len(kept(again)) == 40
    again.close()


def test_a_full_disk_fails_only_what_does_not_fit(database: Database) -> None:
    """SQLite gives up the whole transaction when the disk is full; the neighbours go again."""
    pages = database.write_now(
        lambda session: session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
    )
    database.write_now(
        lambda session: (
            session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages + 4}").close()
        )
    )

    def huge(session: Session) -> None:
        session.add(Setting(key="huge", value="x" * 100_000))

    before, bad, after = together(database, keeps("before"), huge, keeps("after"))
    before.result(5)
    after.result(5)
    with pytest.raises(Exception, match="full"):
        bad.result(5)
    assert kept(database) == {"before", "after"}


def in_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch, **spans: float
) -> tuple[list[Future[None]], list[str]]:
    """Queue patient work before people's while the writer is busy with people's.

    *spans* are the writer's own. Return the futures, and what was done, which grows.
    """
    for name, seconds in spans.items():
        monkeypatch.setattr(writer, name, seconds)
    hold, held = threading.Event(), threading.Event()
    done: list[str] = []

    def busy(_session: Session) -> None:
        held.set()
        hold.wait(5)

    def does(name: str) -> Callable[[Session], None]:
        return lambda _session: done.append(name)

    futures = [database._submit(busy)]
    held.wait(5)
    futures.append(database._submit(does("a post is marked"), patient=True))
    futures.append(database._submit(does("somebody claims"), patient=False))
    hold.set()
    return futures, done


def test_people_go_before_what_nobody_waits_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    futures, done = in_turn(database, monkeypatch, PATIENCE_S=60)
    wait(futures, 5)
    assert done == ["somebody claims", "a post is marked"]


def test_what_nobody_waits_for_is_not_put_off_for_ever(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However busy people are, it is done in the commit that comes when its patience ends."""
    futures, done = in_turn(database, monkeypatch, LULL_S=3600, PATIENCE_S=0)
    wait(futures, 5)
    assert sorted(done) == ["a post is marked", "somebody claims"]


def test_patient_work_is_done_before_the_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    futures, done = in_turn(database, monkeypatch, LULL_S=3600, PATIENCE_S=3600)
    database.close()
    assert [future.result(0) for future in futures] == [None] * 3
    assert done == ["somebody claims", "a post is marked"]
