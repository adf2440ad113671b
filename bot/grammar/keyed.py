"""Reads a wish of a few named parts in any order: `at 08:00 zone Asia/Kolkata cut clinical`.

What the parts mean is their readers' business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.grammar.lines import split


@dataclass(frozen=True, slots=True)
class Keyed:
    """What stood behind each word, and what stood before the first of them."""

    found: Mapping[str, str]
    before: str = ""


def keyed(text: str, words: Mapping[str, str]) -> Keyed:
    """Read *text* by *words*, typed word → its part; `at=08:00` counts as `at 08:00`.

    Of a part given twice the last counts.
    """
    pieces: dict[str, list[str]] = {}
    part = ""
    for word in split(text):
        if word.key is not None and word.key in words:
            part = words[word.key]
            pieces[part] = [word.value or ""]
        elif not word.quoted and word.folded in words:
            part = words[word.folded]
            pieces[part] = []
        else:
            pieces.setdefault(part, []).append(word.text)
    before = " ".join(pieces.pop("", ()))
    found = {name: " ".join(each).strip() for name, each in pieces.items()}
    return Keyed(MappingProxyType(found), before)
