"""Reads a severity the way people write it.

What each level means for a hospital belongs to the domain.
"""

import re
from dataclasses import dataclass

from bot.grammar.errors import ReferenceRefused
from bot.grammar.lines import split
from bot.grammar.text import fold, quoted
from bot.language.catalogue import say

_WORDS = {
    "critical": 1,
    "major": 2,
    "high": 2,
    "moderate": 3,
    "medium": 3,
    "minor": 3,
    "low": 4,
    "info": 4,
    "information": 4,
}
_LEVELS = range(1, 5)
_SEVERITY = re.compile(r"(?:sev(?:erity)?|[sp])?[-\s:=_]*(?P<level>[0-9]{1,9})")
_NAMED = re.compile(r"sev(?:erity)?[-:=_]*[0-9]{1,9}")
_SHORT = re.compile(r"[sp]-?[1-4]")
_SEPARATE = frozenset({"sev", "severity"})
_AFTER = ".,:;"
# Before these a severity is part of a sentence: `looks like a sev1`, `down from sev1`.
_IN_A_SENTENCE = frozenset(
    {
        "a", "an", "the", "this", "that", "another", "no", "not", "is", "was", "be", "like", "as",
        "to", "from", "of", "than", "or", "into", "maybe", "perhaps", "probably", "possibly",
        "call", "called", "above", "below", "over", "under",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeadingSeverity:
    """The severity at one end of a text, if there is one, and the rest of the text.

    `named` is how it stands at the end, also where it is only spoken of and not taken.
    """

    level: int | None  # 1 to 4
    rest: str
    named: str = ""


def severity(text: str) -> int:
    """Read a severity, 1 (worst) to 4: `sev1`, `SEV 1`, `s1`, `p1`, `1`, `critical`."""
    typed = fold(text).strip().lower()
    level = _WORDS.get(typed)
    if level is None and (match := _SEVERITY.fullmatch(typed)):
        level = int(match["level"])
    if level is None or level not in _LEVELS:
        raise ReferenceRefused(
            say("{text} is not a severity", text=quoted(text))
            if typed
            else say("No severity was named"),
            say("they go from 1, the worst, to 4"),
            say("type `sev1`, `sev2`, `sev3` or `sev4`"),
        )
    return level


def leading_severity(text: str, *, bare: bool = False) -> LeadingSeverity:
    """Take a severity off the front of a text; `bare` also takes `1` and words like `critical`.

    Without `bare`, `1 server is down` and `P5 is dark` keep their first word: it is the title.
    """
    words = split(text)
    typed = [word.folded.rstrip(_AFTER) for word in words[:2]]
    if len(typed) > 1 and typed[0] in _SEPARATE and typed[1].isdecimal():
        return LeadingSeverity(severity(typed[1]), text[words[1].end :].strip())
    if not typed or not _means_severity(typed[0], bare=bare):
        return LeadingSeverity(None, text.strip())
    return LeadingSeverity(severity(typed[0]), text[words[0].end :].strip())


def trailing_severity(text: str) -> LeadingSeverity:
    """Take a severity off the end of a text, when it is called one: `Disk full, sev1`.

    At the end of a sentence that speaks of one it stays: `looks like a sev1`.
    """
    words = split(text)
    typed = [word.folded.rstrip(_AFTER) for word in words[-3:]]
    if len(typed) > 1 and typed[-2] in _SEPARATE and typed[-1].isdecimal():
        count = 2
    elif typed and _NAMED.fullmatch(typed[-1]):
        count = 1
    else:
        return LeadingSeverity(None, text.strip())
    named = " ".join(word.text.rstrip(_AFTER) for word in words[-count:])
    if typed[-count - 1 : -count] and typed[-count - 1] in _IN_A_SENTENCE:
        return LeadingSeverity(None, text.strip(), named)
    before = text[: words[-count].start].rstrip(f"{_AFTER} \n\t")
    return LeadingSeverity(severity(" ".join(typed[-count:])), before, named)


def is_named(word: str) -> bool:
    """Tell whether a folded word calls a severity by its name: `sev1`, not `s1` or `high`."""
    return _NAMED.fullmatch(word) is not None


def _means_severity(typed: str, *, bare: bool) -> bool:
    if bare and (typed in _WORDS or typed.isdecimal()):
        return True
    return bool(_NAMED.fullmatch(typed) or _SHORT.fullmatch(typed))
