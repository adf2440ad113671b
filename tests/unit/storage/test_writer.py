import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest
from sqlmodel import Session, select

from bot.domain.models import Setting
from bot.storage.database import Database


@pytest.fixture
def database(sqlite_url: str) -> Database:
    return Database(sqlite_url)


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
    database.close()


def test_a_broken_constraint_touches_no_neighbour(database: Database) -> None:
    database.write_now(keeps("taken"))
    one, twice, two = together(database, keeps("one"), keeps("taken"), keeps("two"))
    one.result(5)
    two.result(5)
    with pytest.raises(Exception, match="UNIQUE"):
        twice.result(5)
    assert kept(database) == {"taken", "one", "two"}
    database.close()


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
    database.close()
