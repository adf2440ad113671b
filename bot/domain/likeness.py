"""Tells whether two titles probably speak of one incident. Pure; nothing is decided by it."""

import re
from difflib import SequenceMatcher

from bot.grammar.text import fold

_WORD = re.compile(r"\w+")
_ENOUGH = 0.8
_FEWEST_WORDS = 2


def alike(one: str, other: str) -> bool:
    """Tell whether two titles differ by slips, by the order of words, or by words that came to it.

    Two people who declare at one moment rarely type the same: `e-Hospital encrypted`, `ehospital
    servers encrypted`. A remark too many costs a glance, one too few a second response.
    """
    first, second = (_WORD.findall(fold(title).lower()) for title in (one, other))
    shorter, longer = sorted((set(first), set(second)), key=len)
    if len(shorter) >= _FEWEST_WORDS and shorter <= longer:
        return True
    in_order = "".join(first), "".join(second)
    return _close(*in_order) or _close(" ".join(sorted(first)), " ".join(sorted(second)))


def _close(one: str, other: str) -> bool:
    both = SequenceMatcher(None, one, other, autojunk=False)
    return bool(one and other) and both.ratio() >= _ENOUGH
