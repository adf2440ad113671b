"""How the registers moved since the report before, in one line. Pure."""

from typing import Final

from bot.domain.report import Listing, TrendLine
from bot.language.catalogue import later, say
from bot.slack.views.page import Page, delta

# In the order of the numbers of a Standing.
WORDS: Final = (
    later("servers hit {number}"),
    later("servers off the network {number}"),
    later("endpoints verified {number}"),
    later("departments on paper {number}"),
    later("exhibits {number}"),
    later("systems live {number}"),
)


def trend(found: Listing[TrendLine], _page: Page) -> tuple[str, ...]:
    """Say the numbers that are others than in the report before, each with its difference."""
    lines = []
    for each in found.rows:
        moved = [
            say(word, number=delta(now, before))
            for word, now, before in zip(WORDS, each.now, each.before, strict=True)
            if now != before
        ]
        if moved:
            lines.append(say("in numbers: {numbers}", numbers=", ".join(moved)))
    return tuple(lines)
