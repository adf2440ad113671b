import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.room import sockets, triggers
from tests.browser.app import COMMANDS, Desk
from tests.browser.chromium import Launched, Profiles, Visitor, find_chromium, launched
from tests.browser.place import Place
from tests.requirements import require_or_skip
from tests.room.serving import Running, manifest, running

NUMBERS = itertools.count(1)
# What comes at once on an idle machine is waited for on a busy one.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """Let the Room wait for its apps: a busy machine is not what the tests of a page are about."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sockets, "ACK_WITHIN", 30.0)
        patched.setattr(triggers, "LIFE", 30.0)
        yield


@pytest.fixture(scope="session")
def started() -> Iterator[Launched]:
    """One browser for all tests; they are skipped where there is none."""
    executable = find_chromium()
    if executable is None:
        require_or_skip(
            "browser",
            "no chromium-headless-shell, chromium, chromium-browser or google-chrome on the PATH",
        )
    with launched(executable) as found:
        yield found


@pytest.fixture(scope="module")
def chromium(started: Launched) -> Iterator[Browser]:
    """That browser, awake for the tests of a file."""
    with started.awake():
        yield started.browser


@pytest.fixture(scope="module")
def profiles(started: Launched, chromium: Browser) -> Profiles:
    """That browser's profiles."""
    return started.profiles


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One Room for all tests, whose own app has the command `/desk`."""
    path = tmp_path_factory.mktemp("room") / "room.db"
    with running(
        path,
        manifest=manifest("Desk", commands={"/desk": True}),
        commands=lambda: COMMANDS,
    ) as found:
        yield found


@pytest.fixture(scope="session")
def connected(room: Running) -> Iterator[Desk]:
    """The app, connected once: leaving takes Slack's client two seconds."""
    app = Desk(room.own)
    yield app
    app.close()


@pytest.fixture
def desk(connected: Desk) -> Desk:
    """The app, which has heard nothing yet."""
    connected.forget()
    return connected


@pytest.fixture
def place(room: Running, desk: Desk) -> Place:
    """A channel of this test alone, with three people and the app in it."""
    return Place.make(room.own, f"place-{next(NUMBERS)}")


@pytest.fixture
def visitor(profiles: Profiles, room: Running, place: Place, tmp_path: Path) -> Iterator[Visitor]:
    """Who opens the page; fails the test for an error on it or a request to another host."""
    profile = profiles.lend(viewport={"width": 1280, "height": 800})
    found = Visitor(profile, room.url, place.name, tmp_path)
    yield found
    found.leave()
