"""Whole numbers as a reader's language groups them, by CLDR: `1,234,567` or `12,34,567`.

Lakh and crore come with Hindi, and with the English of India (`en-IN`). What is typed and what is
exported has digits alone.
"""

from babel.numbers import format_decimal

from bot.language.catalogue import spoken


def grouped(value: int) -> str:
    """Return a whole number with its groups."""
    return format_decimal(value, locale=spoken().replace("-", "_"))
