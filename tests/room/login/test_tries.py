"""Tries that failed are counted, by name and by address."""

from datetime import datetime

import pytest

from bot.clock import SystemClock
from bot.room import accounts, passcodes, tries
from bot.room.models import RoomTry
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.room.entering import PASSCODE, Browser
from tests.room.serving import Running
from tests.workspace import log_in


def fail(room: Running, counter: tries.Counter, times: int, now: datetime = NIGHT) -> None:
    """Let tries fail that nobody has to wait for: each real one is slow on purpose."""
    for _ in range(times):
        room.database.write_now(lambda session: tries.count(session, counter, now=now))


def test_ten_wrong_tries_lock_a_name_for_a_quarter_of_an_hour(
    room: Running, clock: StoppedClock
) -> None:
    fail(room, tries.of_name("asha"), tries.FOR_NAME - 1)
    assert log_in(room.url, "asha", "wrong passcode")[0] == 401
    status, body, headers = log_in(room.url, "asha", PASSCODE)
    assert (status, body["error"]) == (429, "too_many_tries")
    assert "Wait 15 minutes" in body["message"]
    assert headers["retry-after"] == "900"
    clock.advance(seconds=14 * 60 + 59)
    assert log_in(room.url, "asha", PASSCODE)[0] == 429
    clock.advance(seconds=1)
    assert log_in(room.url, "asha", PASSCODE)[0] == 200


def test_a_lock_tells_nothing_of_who_is_a_user(room: Running) -> None:
    fail(room, tries.of_name("nobody"), tries.FOR_NAME - 1)
    assert log_in(room.url, "nobody", "wrong passcode")[0] == 401
    assert log_in(room.url, "nobody", "wrong passcode")[0] == 429
    assert log_in(room.url, "asha", PASSCODE)[0] == 200, "Others are not locked with it."


def test_an_address_has_thirty_tries_whatever_the_names(room: Running) -> None:
    fail(room, tries.of_address("127.0.0.1"), tries.FOR_ADDRESS - 1)
    # A success between the guesses gives back its own try and no more.
    assert log_in(room.url, "asha", PASSCODE)[0] == 200
    assert log_in(room.url, "guess", "wrong passcode")[0] == 401
    # What comes from a locked address no longer counts against the names that it tries.
    for _ in range(tries.FOR_NAME + 1):
        assert log_in(room.url, "asha", PASSCODE)[0] == 429
    assert room.database.read_now(lambda s: s.get(RoomTry, tries.of_name("asha").id)) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False), ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)  # fmt: skip
def test_addresses_that_one_person_can_have_are_counted_as_one(
    one: str, other: str, *, same: bool
) -> None:
    assert (tries.of_address(one) == tries.of_address(other)) is same


def test_a_new_passcode_unlocks_and_puts_out_who_is_in(room: Running, browser: Browser) -> None:
    fail(room, tries.of_name("asha"), tries.FOR_NAME + 1)
    assert log_in(room.url, "asha", PASSCODE)[0] == 429
    kept = passcodes.hashed("another one for asha")
    now = SystemClock().now()
    room.database.write_now(lambda s: accounts.set_passcode(s, "asha", kept, now=now))
    assert browser.get("boot")[1]["error"] == "login_needed"
    assert log_in(room.url, "asha", PASSCODE)[0] == 401
    assert log_in(room.url, "asha", "another one for asha")[0] == 200
