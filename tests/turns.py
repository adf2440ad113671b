"""On which engine a test runs that asks for a database.

What an engine could change runs on both: everything in `tests/unit`, where statements are written,
and what is marked `both_engines`: races, locks, kills, plans, migrations. A story that stands on all
of that runs on one, chosen by its name, so that half of the stories meet either engine and none
costs twice.
"""

import zlib
from pathlib import Path

import pytest

from tests.requirements import required

UNIT = Path(__file__).parent / "unit"
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
ENGINES = ("sqlite", POSTGRES)


def engines(test: pytest.Item, *, postgres: bool) -> list[object]:
    """Return the engines of *test* as parameters; without *postgres* nobody loses their turn."""
    if test.get_closest_marker("both_engines") or test.path.is_relative_to(UNIT):
        return list(ENGINES)
    if not postgres and "postgres" not in required():
        return ["sqlite"]
    return [ENGINES[zlib.crc32(test.nodeid.encode()) % 2]]
