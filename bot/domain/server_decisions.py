"""What becomes of a server that was hit: seized, kept, or let go. Says who agreed. Pure."""

import re
from typing import Any, Final

from bot.errors import Mistyped
from bot.language.catalogue import say

# The original goes to the investigator; it is imaged and kept; it is imaged and may be rebuilt.
DECISIONS: Final = ("seize", "keep", "release")
_DECIDED: Final = re.compile(
    rf"\s*(?:image[d]?\s+and\s+)?(?P<what>{'|'.join(DECISIONS)})\b(?P<basis>.*)",
    re.DOTALL | re.IGNORECASE,
)


def decided(text: str) -> tuple[str, str]:
    """Return what `image and keep, IO by phone 14:20` decides and on which word; else ("", "")."""
    read = _DECIDED.fullmatch(text)
    if read is None:
        return "", ""
    return read["what"].lower(), read["basis"].strip(" \n,;:.-")


def decision_is_recorded(tried: Any) -> None:
    """Raise Mistyped unless a decision is named, and who agreed to it."""
    what, basis = decided(tried.reason)
    if what and basis:
        return
    raise Mistyped(
        say("What becomes of {name}, and who agreed?", name=tried.name),
        next_step=say(
            "`/server decide {name} seize|keep|release <who agreed, by which letter or call>`; "
            "when in doubt it is imaged and kept, and the service comes back on new hardware.",
            name=tried.name,
        ),
    )
