from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.room.serving import Caller, Running, running
from tests.workspace import Person, Workspace


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "room.db", retry_after=(0.0, 0.0, 0.0)) as found:
        yield found


@pytest.fixture
def workspace(room: Running) -> Iterator[Workspace]:
    found = Workspace(room.url)
    yield found
    found.close()


@pytest.fixture
def app(room: Running) -> Caller:
    return room.install(name="Echo")


@pytest.fixture
def asha(workspace: Workspace) -> Person:
    """Asha, who has the Room's page open."""
    return workspace.person("U0ASHA")


@pytest.fixture
def echo_command() -> str:
    """The one command of the app `echo`; a file that wants another one says so."""
    return "/echo"


@pytest.fixture
def echo(room: Running, echo_command: str) -> Caller:
    """A bot that is not ours, in the channel of the desk."""
    app = room.install(name="Echo", commands={echo_command: False})
    app("conversations.join", channel="C0DESK")
    return app
