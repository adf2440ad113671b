"""`make test` brings its own PostgreSQL server, and whatever ends the tests takes it away again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests.repo.tree import ROOT
from tests.requirements import require_or_skip
from tests.workspace import eventually

SAY_WHERE = """
import os, sys
print("at", os.environ.get("WARDROOM_TEST_POSTGRES", "none"), flush=True)
sys.stdin.read()
sys.exit(7)
"""


def beside(**environment: str) -> subprocess.Popen[str]:
    """Start a program beside a server; it says where that is, and ends by 7 when its input ends."""
    kept = {name: value for name, value in os.environ.items() if name != "WARDROOM_TEST_POSTGRES"}
    return subprocess.Popen(
        ["sh", "scripts/with_postgres.sh", sys.executable, "-c", SAY_WHERE],
        cwd=ROOT,
        env={**kept, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def address(program: subprocess.Popen[str]) -> str:
    """Read the address that the program says."""
    assert program.stdout is not None
    lines = iter(program.stdout.readline, "")
    return next(line for line in lines if line.startswith("at ")).split()[1]


def is_gone(server: str) -> bool:
    """Tell whether nobody answers at that address."""
    try:
        psycopg.connect(server, connect_timeout=2).close()
    except psycopg.OperationalError:
        return True
    return False


@pytest.fixture
def program() -> Iterator[subprocess.Popen[str]]:
    started = beside()
    yield started
    started.kill()
    started.communicate()


@pytest.fixture
def server(program: subprocess.Popen[str]) -> str:
    found = address(program)
    if found == "none":
        require_or_skip("postgres", "PostgreSQL's programs are not installed")
    return found


@pytest.mark.postgres
def test_a_command_has_a_server_of_its_own_until_it_ends(
    program: subprocess.Popen[str], server: str
) -> None:
    with psycopg.connect(server) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
    program.communicate()
    assert program.returncode == 7
    eventually(lambda: is_gone(server))


@pytest.mark.postgres
def test_a_command_that_is_killed_leaves_no_server_behind(
    program: subprocess.Popen[str], server: str
) -> None:
    assert not is_gone(server)
    program.send_signal(signal.SIGKILL)
    eventually(lambda: is_gone(server))


def test_a_server_that_was_named_is_taken() -> None:
    named = beside(WARDROOM_TEST_POSTGRES="postgresql://there/test")
    said, _ = named.communicate()
    assert (said, named.returncode) == ("at postgresql://there/test\n", 7)
