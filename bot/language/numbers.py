"""Whole numbers as a reader's language groups them, by CLDR: `1,234,567` or `12,34,567`.

Lakh and crore come with Hindi, and with the English of India (`en-IN`). What is typed and what is
exported has digits alone.
"""

from babel.numbers import format_decimal

from bot.language.catalogue import spoken


def kept_count(count: int, noun: str) -> str:
    """Return so many of a noun as records keep them, in one language: `1 new task`, `no tasks`."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def grouped(value: int) -> str:
    """Return a whole number with its groups."""
    return format_decimal(value, locale=spoken().replace("-", "_"))
