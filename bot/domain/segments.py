"""Parts of the network: closed until sanitised, opened with a basis (gate F). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.domain.models import Segment
from bot.domain.register import ANY, Machine, Register, Step
from bot.errors import Refused
from bot.language.catalogue import later, say

MOST_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Opening:
    """What is tried on a segment; `unready` says what in it is neither verified nor off."""

    name: str
    state: str
    reason: str = ""
    segment: str = ""
    unready: tuple[str, ...] = ()
    waived: frozenset[int] = frozenset()


def everything_is_verified(tried: Opening) -> None:
    """Raise Refused while something in the segment is neither verified nor off (rule 3)."""
    if tried.unready and 3 not in tried.waived:  # noqa: PLR2004 - the rule's number.
        left = len(tried.unready) - MOST_NAMED
        named = list(tried.unready[:MOST_NAMED])
        named += [say("{count} more", count=left)] if left > 0 else []
        raise Refused(
            say("{name} is not opened: {wanting}.", name=tried.segment, wanting="; ".join(named)),
            rule="3, gate F",
            who=say("whoever verifies"),
            next_step=say(
                "Verify each, or count what hangs on no wire with `off=…`. Else keep it as it is, "
                "`/server segment {segment} closed <why>`, and let two sign "
                "`/waiver ask 3 {name} <why>`.",
                name=tried.name,
                segment=tried.segment,
            ),
        )


def shows(row: Any) -> Mapping[str, str]:
    """Return what a playbook may say of a segment."""
    return {"name": row.name, "state": row.state}


SEGMENT = Register(
    noun="segment", command="server", prefix="SEG", table=Segment, column="state", key="name",
    machine=Machine(
        (
            Step("open", frozenset({"closed"}), "open", (everything_is_verified,),
                 later("Opening a segment")),
            # One that was never open is entered so, before anything in it is cleaned.
            Step("closed", ANY, "closed", (), later("Closing a segment")),
        )
    ),
    shows=shows,
)  # fmt: skip
