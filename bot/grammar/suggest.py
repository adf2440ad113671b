"""Knows which word was meant: synonyms, capitals, and the nearest word to a slip.

What the words do is not here; every noun brings its own table.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType

from bot.grammar.text import fold

_LONGEST = 40  # No command word is longer; a pasted page is no slip of the finger.
_SHORTEST_PREFIX = 3
_SHORTEST_NAME = 4


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, or None when nothing is close.

    Close is one slip in a short word, two in one of five letters, three from nine on; a slip is a
    letter too many, missing, wrong or swapped with its neighbour. The start of a word goes before:
    `stat` is `status` and no slip of `start`.
    """
    typed = fold(word).strip().lower()
    if not typed or len(typed) > _LONGEST:
        return None
    ranked = sorted((_slips(typed, other.lower()), other) for other in known)
    if len(typed) >= _SHORTEST_PREFIX:
        begun = next((other for _, other in ranked if other.lower().startswith(typed)), None)
        if begun is not None:
            return begun
    return next((other for slips, other in ranked if slips <= _allowed(typed, other)), None)


def one_slip(word: str, known: Iterable[str]) -> str | None:
    """Return the known name from which a word is a single slip away, or None.

    Cheap enough for thousands of names. A short word without a digit is a word: `old` is not `opd`.
    """
    typed = fold(word).strip().lower()
    if len(typed) < (2 if re.search("[0-9]", typed) else _SHORTEST_NAME):
        return None
    names = (name for name in known if len(name) > 1)
    return next((name for name in names if _is_one_slip(typed, name.lower())), None)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Canonical words and what people type for them."""

    canonical: Mapping[str, str]

    def resolve(self, word: str) -> str | None:
        """Return the canonical word, whatever the capitals; None for a word that is unknown."""
        return self.canonical.get(fold(word).strip().lower())

    def suggest(self, word: str) -> str | None:
        """Return the canonical word nearest to a slip, for "did you mean `done`?".

        `unclaim` is no slip of `claim`: it is the opposite.
        """
        meant = nearest(word, self.canonical)
        if meant is None or (fold(word).lower().startswith("un") and not meant.startswith("un")):
            return None
        return self.canonical[meant]


def vocabulary(table: Mapping[str, Iterable[str]]) -> Vocabulary:
    """Build a vocabulary from canonical word → synonyms; a word in two rows is a ValueError."""
    canonical: dict[str, str] = {}
    for word, synonyms in table.items():
        for typed in (word, *synonyms):
            if canonical.setdefault(typed.lower(), word) != word:
                raise ValueError(f"{typed!r} means both {canonical[typed.lower()]!r} and {word!r}")
    return Vocabulary(MappingProxyType(canonical))


def _allowed(typed: str, other: str) -> int:
    length = min(len(typed), len(other))
    return 0 if length < 2 else 1 if length < 5 else 2 if length < 9 else 3  # noqa: PLR2004 - Lengths.


def _is_one_slip(one: str, other: str) -> bool:
    """Tell whether what two words do not share at both ends is one letter, or two swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    front = _shared(one, other)
    one, other = one[front:], other[front:]
    back = _shared(one[::-1], other[::-1])
    left, right = one[: len(one) - back], other[: len(other) - back]
    return max(len(left), len(right)) == 1 or (len(left) > 1 and left == right[::-1])


def _shared(one: str, other: str) -> int:
    """Return with how many letters both words begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _slips(one: str, other: str) -> int:
    """Count the slips between two words (Damerau-Levenshtein, neighbours swapped at most once)."""
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, before, row = row, above, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            if before and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
    return row[-1]
