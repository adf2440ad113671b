"""The tiers in which machines and systems come back, read in one place. Pure."""

from typing import Final

from bot.errors import Mistyped
from bot.grammar.figures import whole
from bot.grammar.text import fold
from bot.language.catalogue import say

# From the network core (0) to research (5); playbooks have the same in their registers.
LAST: Final = 5
TIER: Final = "tier"


def read(typed: str) -> int:
    """Return the tier of `1` or `T1`; raise Mistyped saying which there are."""
    tier = whole(fold(typed).strip().upper().removeprefix("T"))
    if tier is not None and tier <= LAST:
        return tier
    raise Mistyped(
        say("A tier is 0 to {last}.", last=LAST),
        next_step=say("0 is the network core, 5 research."),
        about=TIER,
    )
