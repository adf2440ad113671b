"""Tells whether a text that a reader of Hindi gets is Hindi, but for what keeps its letters."""

import re

DEVANAGARI = re.compile("[\u0900-\u097f]")
_KEPT = re.compile(r"`[^`]*`|<[@#!][^>]*>|\{\w+\}|https?://\S+")
_WORD = re.compile(r"[A-Za-z]{4,}")
# Names of products and of things that nobody in Delhi translates.
NAMES = frozenset({"Wardroom", "Slack", "Excel", "Room", "UHID", "ABHA", "Save", "UTC"})


def english(text: str, *typed: str) -> list[str]:
    """Return the English words of a text outside commands, mentions, names and what was typed."""
    for words in typed:
        text = text.replace(words, " ")
    return [word for word in _WORD.findall(_KEPT.sub(" ", text)) if word not in NAMES]


def is_hindi(text: str, *typed: str) -> bool:
    """Tell whether a text is Hindi from its first word to its last."""
    return bool(DEVANAGARI.search(text)) and english(text, *typed) == []
