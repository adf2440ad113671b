"""What a reason must be, wherever one is asked for. Pure."""

from typing import Final

from bot.errors import Mistyped
from bot.language.catalogue import say

LONGEST_REASON: Final = 1000


def reason_given(reason: str, what: str, example: str) -> str:
    """Return the reason as kept, or raise Mistyped when there is none or it is too long."""
    given = reason.strip()
    if not given:
        raise Mistyped(
            say("{what} needs a reason.", what=what),
            next_step=say("Type `{example}`.", example=example),
            about="reason",
        )
    if len(given) > LONGEST_REASON:
        raise Mistyped(
            say(
                "The reason has {given} characters; {longest_reason} are the most.",
                given=len(given),
                longest_reason=LONGEST_REASON,
            ),
            next_step=say("Say it shorter, and put the rest into a note."),
            about="reason",
        )
    return given
