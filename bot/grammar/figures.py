"""Reads whole numbers as people type them, in the digits of whatever script their keyboard has."""

from typing import Final

from bot.grammar.text import fold

_MOST_DIGITS: Final = 12  # More is a slip or a page of digits; neither is made a number.


def whole(typed: str) -> int | None:
    """Return the whole number that a text is, `1,20,000` and `१२` too; None when it is none."""
    word = fold(typed).strip().replace(",", "")
    if word.isascii() and word.isdecimal() and len(word) <= _MOST_DIGITS:
        return int(word)
    return None
