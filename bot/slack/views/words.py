"""Small words that many views need: numbers with their nouns, lists, roles by titles. Pure."""

from collections.abc import Sequence

from bot.language.catalogue import later, say
from bot.playbook.roles import ROLES
from bot.slack.views.mrkdwn import escape

AND, OR = later("and"), later("or")


def counted(number: int, noun: str, several: str = "") -> str:
    """Return a number with its noun: `1 task`, `3 tasks`, `2 entries` (*several* says the odd)."""
    return f"{number} {noun if number == 1 else several or noun + 's'}"


def verb(number: int, one: str = "is", several: str = "are") -> str:
    """Return the verb that goes with a number of things."""
    return one if number == 1 else several


def listed(parts: Sequence[str], last: str = AND) -> str:
    """Return words as a list: `a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:  # noqa: PLR2004 - one needs no joining word.
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {say(last)} {parts[-1]}"


def sentence(words: str) -> str:
    """Return words that somebody typed with an end, so that what follows stands apart."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def stop(words: str) -> str:
    """Return words as a sentence that ends as its language ends one."""
    return say("{words}.", words=words)


def role(slug: str) -> str:
    """Return a role's title, or its slug where only a playbook knows it, escaped."""
    known = ROLES.get(slug)
    return say(known.title) if known else escape(slug)
