from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.room.serving import Caller, Running, running
from tests.workspace import Workspace


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
