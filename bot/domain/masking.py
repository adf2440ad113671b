"""What of a text that may not be repeated is shown: no figure and no address of it. Pure."""

import re
from typing import Final

from bot.domain.public_words import WALLETS
from bot.grammar.patient import holds_address

_WORD: Final = re.compile(r"\S+")
_DIGIT: Final = re.compile(r"\d")
# What belongs to a command and to no patient or sum, so that the line need not be typed anew.
_OF_COMMANDS: Final = re.compile(
    r"(?<!\S)(?:sev-?[1-4]|#\d{1,3}(?:[,.-]+#?\d{1,3})*|inc-\d{4}-\d{1,4}|d\d{1,3}"
    r"|(?:[01]?\d|2[0-3]):[0-5]\d)(?!\S)",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """Return *text* with wallets, hidden and ABHA addresses and digits replaced by `•`.

    Severities, tasks, deadlines, incidents and times of day, each a word of its own, stay.
    """
    text = WALLETS.sub("•••", text)
    text = _WORD.sub(lambda word: "•••" if holds_address(word[0]) else word[0], text)
    shown, position = [], 0
    for kept in _OF_COMMANDS.finditer(text):
        shown += [_DIGIT.sub("•", text[position : kept.start()]), kept[0]]
        position = kept.end()
    return "".join((*shown, _DIGIT.sub("•", text[position:])))
