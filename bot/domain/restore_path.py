"""In which order systems come back: who waits for whom. Pure; the rungs are `restores`."""

from collections.abc import Mapping

from bot.domain.models import System
from bot.domain.restores import is_cleared


def critical_path(systems: Mapping[str, System]) -> list[System]:
    """Return the longest chain of systems that are not cleared, each waiting for the one before.

    Names that point at nothing, and circles, are passed over.
    """

    def chain(name: str, seen: tuple[str, ...] = ()) -> list[System]:
        row = systems.get(name)
        if row is None or name in seen or is_cleared(row.stage):
            return []
        before = [chain(each, (*seen, name)) for each in names(row.after)]
        return [*max(before, key=len, default=[]), row]

    return max((chain(name) for name in systems), key=len, default=[])


def names(listed: str) -> list[str]:
    """Return the names of a comma-separated list."""
    return [each.strip() for each in listed.split(",") if each.strip()]
