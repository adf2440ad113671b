"""In which order systems come back: who waits for whom. Pure; the rungs are `restores`."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from bot.domain.models import System
from bot.domain.restores import is_cleared
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say

RULE: Final = 16


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


def check_dropped(
    row: System, name: str, left: Sequence[System], reason: str, waived: Collection[int]
) -> None:
    """Raise Refused when a system would no longer wait for what is not cleared (rule 16).

    The map is one person's while nothing was begun, with a reason that the timeline keeps. From
    then on others rely on it, and to drop what lacks is to set the rule aside: two people do that.
    """
    behind = [each.name for each in left if not is_cleared(each.stage)]
    if not behind or RULE in waived:
        return
    named = ", ".join(behind)
    if row.stage != "not_started":
        raise Refused(
            say("{name} waits for {systems}, not cleared yet.", name=name, systems=named),
            rule="16, dependencies",
            who=say("two people, by a waiver"),
            next_step=say(
                "Bring that on first, or ask: "
                "`/waiver ask 16 {name} other <why it need not wait>`.",
                name=name,
            ),
            about="after",
        )  # fmt: skip
    if not reason.strip():
        raise Mistyped(
            say("Why does {name} no longer wait for {systems}?", name=name, systems=named),
            next_step=say("Type `/restore set {name} after=… because <why>`.", name=name),
            about="after",
        )


def names(listed: str) -> list[str]:
    """Return the names of a comma-separated list."""
    return [each.strip() for each in listed.split(",") if each.strip()]
