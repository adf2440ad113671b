from datetime import timedelta
from itertools import pairwise

import pytest

from bot.room import accounts, sessions, tries
from bot.room.accounts import Facts
from bot.storage.database import Database
from tests.conftest import NIGHT

ASHA = Facts("Asha Rawat", "Lab technician")


@pytest.fixture
def asha_id(database: Database) -> str:
    """The id of a user on either engine."""
    return database.write_now(lambda s: accounts.add(s, "asha", ASHA, "hash", now=NIGHT))


def test_tries_are_counted_within_a_quarter_of_an_hour(database: Database) -> None:
    counter = tries.Counter("c" * 64, most=2)

    def count(minutes: float) -> int:
        now = NIGHT + timedelta(minutes=minutes)
        return database.write_now(lambda s: tries.count(s, counter, now=now))

    assert [count(0), count(1), count(2), count(14)] == [0, 0, 780, 60]
    assert count(15) == 0, "The quarter of an hour began with the first."
    database.write_now(lambda s: tries.forgive(s, counter))
    assert [count(16), count(17), count(18)] == [0, 0, 720]
    database.write_now(lambda s: tries.forget(s, counter))
    assert count(19) == 0


def test_sessions_end_by_themselves_and_by_hand(database: Database, asha_id: str) -> None:
    later = NIGHT + sessions.LIFE
    first, second = (
        database.write_now(lambda s: sessions.begin(s, asha_id, now=NIGHT)) for _ in range(2)
    )
    assert first != second
    keys = {sessions.key_of(first), sessions.key_of(second)}
    assert database.read_now(lambda s: sessions.holder(s, first, now=NIGHT)) == asha_id
    assert database.read_now(lambda s: sessions.holder(s, first, now=later)) is None
    assert database.read_now(lambda s: sessions.counts(s, now=NIGHT)) == {asha_id: 2}
    database.write_now(lambda s: sessions.end(s, first))
    assert database.read_now(lambda s: sessions.still_open(s, keys, now=NIGHT)) == {
        sessions.key_of(second)
    }
    database.write_now(lambda s: accounts.remove(s, "asha"))
    assert database.read_now(lambda s: sessions.holder(s, second, now=NIGHT)) is None


def test_every_change_of_an_account_shows_in_one_question(database: Database, asha_id: str) -> None:
    def state() -> object:
        return database.read_now(accounts.state_of)

    seen = [state()]
    for change in (
        lambda s: accounts.set_passcode(s, "asha", "other", now=NIGHT + timedelta(seconds=1)),
        lambda s: accounts.change(
            s, "asha", real_name="Asha R. Rawat", now=NIGHT + timedelta(seconds=2)
        ),
        lambda s: accounts.add(s, "ravi", Facts("Ravi Nair"), "hash", now=NIGHT),
        lambda s: accounts.remove(s, "ravi"),
    ):
        database.write_now(change)
        seen.append(state())
    assert all(one != other for one, other in pairwise(seen))


def test_the_list_says_who_is_locked_and_who_is_in(database: Database, asha_id: str) -> None:
    database.write_now(lambda s: sessions.begin(s, asha_id, now=NIGHT))
    for _ in range(tries.FOR_NAME + 1):
        database.write_now(lambda s: tries.count(s, tries.of_name("asha"), now=NIGHT))
    (row,) = database.read_now(lambda s: accounts.listed(s, now=NIGHT))
    assert (row.id, row.facts, row.sessions, row.locked) == (asha_id, ASHA, 1, True)
