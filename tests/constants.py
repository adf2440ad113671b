"""Keeps Hypothesis from reading all of our source before it draws its first example.

It looks there for constants to try, in one draw of twenty: seconds of parsing in every process that
tests. What means something somewhere is given to it by the tests that draw.
"""

from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants


def leave_unread() -> None:
    """Let it know of no constants but its own."""
    # Not a part that it promises: a version without it reads, and is slower.
    if "_get_local_constants" in vars(providers):
        vars(providers)["_get_local_constants"] = Constants
