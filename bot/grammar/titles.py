"""Finds which titles are meant by words of them: `backups off the wire`. Pure."""

import re
from collections.abc import Mapping

from bot.grammar.text import fold

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset(
    {"a", "an", "and", "at", "for", "from", "in", "of", "off", "on", "task", "the", "to"}
)
# A word alone says enough from so many letters on.
_LONG = 5


def meant(text: str, titles: Mapping[int, str], *, most: int) -> tuple[list[int], str]:
    """Return the numbers of the titles that hold the first words of a text, and what follows.

    The most words that any title holds count; when more than *most* hold them, none is meant.
    """
    words = list(_WORD.finditer(text))
    told = [fold(each[0]).lower() for each in words]
    known = {number: _words(title) for number, title in titles.items()}
    for count in range(len(words), 0, -1):
        wanted = [word for word in told[:count] if word not in _SMALL]
        if not wanted or (len(wanted) == 1 and len(wanted[0]) < _LONG):
            return [], text
        found = [number for number, its in known.items() if _holds(its, wanted)]
        if found:
            rest = text[words[count - 1].end() :].lstrip(" .,:;-–—")
            return (found, rest) if len(found) <= most else ([], text)
    return [], text


def _words(title: str) -> list[str]:
    return [fold(each).lower() for each in _WORD.findall(title)]


def _holds(title: list[str], wanted: list[str]) -> bool:
    """Tell whether each word stands in a title, be it as its beginning or in the plural."""
    return all(any(each.startswith(word.removesuffix("s")) for each in title) for word in wanted)
