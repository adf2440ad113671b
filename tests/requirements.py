"""What tests need beside Python, and whether its absence may be passed over or is a failure.

`WARDROOM_TEST_REQUIRE=postgres,browser,faketime` turns skipping for want of these into failing.
"""

import os
from typing import NoReturn

import pytest

VARIABLE = "WARDROOM_TEST_REQUIRE"


def required() -> frozenset[str]:
    """Return the names of what must be there on this machine."""
    return frozenset(
        name.strip() for name in os.environ.get(VARIABLE, "").split(",") if name.strip()
    )


def require_or_skip(name: str, reason: str) -> NoReturn:
    """Fail the test if *name* (`postgres`, `browser`, `faketime`) is required here, else skip it, saying why."""
    if name in required():
        pytest.fail(f"{reason}; {VARIABLE} asks for {name}", pytrace=False)
    pytest.skip(f"{name} not tested: {reason}")
