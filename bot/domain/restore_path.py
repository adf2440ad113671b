"""In which order systems come back: who waits for whom. Pure; the rungs are `restores`."""

from collections.abc import Mapping, Sequence

from bot.domain.models import System
from bot.domain.restores import is_cleared
from bot.errors import Refused
from bot.language.catalogue import say


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


def check_no_circle(
    after: Mapping[str, Sequence[str]], name: str, before: Sequence[System]
) -> None:
    """Raise Refused when a system would wait for itself, by way of others or straight."""

    def way(here: str, seen: tuple[str, ...]) -> tuple[str, ...]:
        if here == name:
            return (*seen, here)
        if here in seen:
            return ()
        ways = (way(each, (*seen, here)) for each in after.get(here, ()))
        return next(filter(None, ways), ())

    for each in before:
        if found := way(each.name, (name,)):
            raise Refused(
                say("{name} would wait for itself: {way}.", name=name, way=" → ".join(found)),
                rule="16, dependencies",
                who=say("the leads of those systems"),
                next_step=say("`/restore set {last} after=…` breaks the circle.", last=found[-2]),
            )


def names(listed: str) -> list[str]:
    """Return the names of a comma-separated list."""
    return [each.strip() for each in listed.split(",") if each.strip()]
