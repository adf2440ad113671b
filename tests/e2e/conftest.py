"""Running products for the stories: one that many share for each engine, or one for oneself."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from tests.e2e.product import INTAKE_TOKEN, STOPS_WITHIN_S, Product, environment
from tests.e2e.records import rows
from tests.e2e.response import Response
from tests.e2e.slackside import SlackSide, slack_side
from tests.postgres import run, sibling
from tests.turns import ENGINES
from tests.workspace import Workspace, eventually


@dataclass(frozen=True, slots=True)
class Hall:
    """A product that runs, and the people who use it; `kept` are incidents that tests share."""

    product: Product
    workspace: Workspace
    database_url: str
    kept: dict[str, Response] = field(default_factory=dict)

    def clears(self, *channels: str) -> None:
        """Wait until what others post in these channels stands there: each takes one a second.

        For a test that waits for its own post in a channel which the whole hall shares.
        """
        query = "SELECT DISTINCT lane FROM post WHERE state = 'pending'"
        lanes = {f"channel:{channel}" for channel in channels}

        def waiting() -> set[str]:
            return lanes & {lane for (lane,) in rows(self.database_url, query)}

        eventually(lambda: not waiting(), within=45)


def opened(folder: Path, database_url: str) -> Hall:
    """Start a product with its Room open."""
    env = environment(database_url, WARDROOM_INTAKE_TOKEN=INTAKE_TOKEN)
    product = Product(folder, env, "--room")
    return Hall(product, Workspace(product.url), database_url)


def closed(hall: Hall) -> None:
    """Stop a product; it must end well, in time, and have logged no error in all its life."""
    hall.workspace.close()
    code, seconds = hall.product.stop()
    assert (code, hall.product.troubles) == (0, [])
    assert seconds < STOPS_WITHIN_S


@dataclass
class Halls:
    """The halls that are open, one for each engine; opened by the first who comes."""

    folder: Path
    stack: ExitStack
    open: dict[str, Hall] = field(default_factory=dict)

    def hall(self, engine: str, make_url: Callable[[], str]) -> Hall:
        """Return the hall of that engine."""
        if engine not in self.open:
            self.open[engine] = opened(self.folder / engine, make_url())
            self.stack.callback(closed, self.open[engine])
        return self.open[engine]


@pytest.fixture(scope="package")
def halls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Halls]:
    """The shared products."""
    with ExitStack() as stack:
        yield Halls(tmp_path_factory.mktemp("halls"), stack)


@pytest.fixture
def hall(request: pytest.FixtureRequest, halls: Halls) -> Hall:
    """A running product on SQLite, shared by many: declare an incident of your own."""

    def make_url() -> str:
        path = halls.folder / "hall.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"

    return halls.hall("sqlite", make_url)


@pytest.fixture
def postgres_hall(request: pytest.FixtureRequest, halls: Halls) -> Hall:
    """The same on PostgreSQL."""

    def make_url() -> str:
        server = request.getfixturevalue("postgres_server")
        template = request.getfixturevalue("postgres_template")
        name = f"wr_hall_{uuid.uuid4().hex[:12]}"
        run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        halls.stack.callback(run, server, f"DROP DATABASE {name} WITH (FORCE)")
        return sibling(server, name)

    return halls.hall("postgres", make_url)


@pytest.fixture(params=ENGINES)
def either_hall(request: pytest.FixtureRequest) -> Hall:
    """A shared running product on either engine, for the main job and for races.

    What a story needs of the database beyond that is tested nearer to it, on both engines.
    """
    found: Hall = request.getfixturevalue("hall" if request.param == "sqlite" else "postgres_hall")
    return found


@pytest.fixture
def room(sqlite_url: str, tmp_path: Path) -> Iterator[Hall]:
    """A running product of one's own, in which nothing has happened yet."""
    hall = opened(tmp_path / "run", sqlite_url)
    yield hall
    closed(hall)


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[SlackSide]:
    """A workspace that stands for Slack, with Wardroom installed and nobody connected."""
    with slack_side(tmp_path) as side:
        yield side


class Start(Protocol):
    """Starts `wardroom run` with an environment and more words."""

    def __call__(self, env: dict[str, str], *words: str) -> Product:
        """Return the product, which need not be up yet."""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts products; those still running at the end are stopped."""
    started: list[Product] = []

    def run(env: dict[str, str], *words: str) -> Product:
        started.append(Product(tmp_path / "run", env, *words))
        return started[-1]

    yield run
    for product in started:
        product.stop()
