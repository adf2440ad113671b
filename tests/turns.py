"""Whose turn it is: what is begun first, and on which engine a test runs.

What an engine could change runs on both: everything in `tests/unit`, where statements are written,
and what is marked `both_engines`: races, locks, kills, plans, migrations. A story that stands on all
of that runs on one, chosen by its name, so that half of the stories meet either engine and none
costs twice.
"""

import zlib
from pathlib import Path

import pytest

from tests.requirements import required

TESTS = Path(__file__).parent
UNIT = TESTS / "unit"
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
ENGINES = ("sqlite", POSTGRES)


def engines(test: pytest.Item, *, postgres: bool) -> list[object]:
    """Return the engines of *test* as parameters; without *postgres* nobody loses their turn."""
    if test.get_closest_marker("both_engines") or test.path.is_relative_to(UNIT):
        return list(ENGINES)
    if not postgres and "postgres" not in required():
        return ["sqlite"]
    return [ENGINES[zlib.crc32(test.nodeid.encode()) % 2]]


def rank(test: pytest.Item) -> int:
    """Return how early *test* is begun: what takes long, mostly by waiting, waits beside others' work.

    Stories share a running product and pages a browser, which work on while nobody asks them; so
    they follow each other, and both are closed after the last.
    """
    if test.get_closest_marker("long"):
        return 0
    if test.path.is_relative_to(TESTS / "e2e"):
        return 1
    return 2 if test.path.is_relative_to(TESTS / "browser") else 3
