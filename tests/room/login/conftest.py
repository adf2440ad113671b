"""A Room with one user, Asha, and her browser, logged in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.room.entering import Browser, add_user, hurry
from tests.room.serving import Running, running


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NIGHT)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@pytest.fixture
def room(tmp_path: Path, clock: StoppedClock) -> Iterator[Running]:
    """A Room with one user, Asha, whose clock is moved by hand."""
    with running(tmp_path / "room.db", clock=clock) as found:
        add_user(found, "asha", real_name="Asha Rawat", title="Lab technician")
        yield found


@pytest.fixture
def browser(room: Running) -> Browser:
    found = Browser(room.url)
    assert found.log_in()[0] == 200
    return found
