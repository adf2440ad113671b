"""What a reason must be, wherever one is asked for. Pure."""

from typing import Final

from bot.errors import Mistyped

LONGEST_REASON: Final = 1000


def reason_given(reason: str, what: str, example: str) -> str:
    """Return the reason as kept, or raise Mistyped when there is none or it is too long."""
    given = reason.strip()
    if not given:
        raise Mistyped(f"{what} needs a reason.", next_step=f"Type `{example}`.")
    if len(given) > LONGEST_REASON:
        raise Mistyped(
            f"The reason has {len(given)} characters; {LONGEST_REASON} are the most.",
            next_step="Say it shorter, and put the rest into a note.",
        )
    return given
