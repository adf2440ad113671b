"""Matches host names, globs and ranges against the hosts that are known.

Which hosts are known is asked of the register, elsewhere.
"""

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.grammar.errors import ReferenceRefused
from bot.grammar.lines import split
from bot.grammar.text import REFERENCE, fold, quoted, unescape
from bot.language.catalogue import say

HOST_CAP: Final = 200

_LONGEST = 255  # RFC 1035 ends a name there; a longer glob only costs time.
_RANGE = re.compile(
    r"(?P<stem>.*?)(?P<first>[0-9]{1,6})\.{2,3}(?P<again>.*?)(?P<last>[0-9]{1,6})", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Hosts:
    """The known hosts that a text names, in order, and the words that match none."""

    found: tuple[str, ...]
    unknown: tuple[str, ...]


def hosts(text: str, *, known: Iterable[str], cap: int = HOST_CAP) -> Hosts:
    """Match names, globs (`lis-*`) and ranges (`SRV-001..SRV-020`) against the known hosts.

    Capitals do not matter. More than `cap` hosts, or a range that runs backwards, is refused.
    """
    by_name = {name.lower(): name for name in known}
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for pattern in _patterns(text):
        for name in _names(pattern, by_name, cap):
            host = by_name.get(name.lower())
            (found if host else unknown)[host or name] = None
            if len(found) + len(unknown) > cap:
                raise _too_many(text, cap)
    return Hosts(tuple(found), tuple(unknown))


def leading(text: str, *, known: Iterable[str], named: re.Pattern[str]) -> tuple[str, str]:
    """Return the words at the front that name rows, and the text behind them.

    The first word always does; of the others those that are known, look like *named*, or are a
    glob or a range. Commas tie words together.
    """
    by_name = {name.lower() for name in known}
    end, tied = 0, True
    for word in split(text):
        shown = fold(word.text)
        if not (tied or all(_is_name(part, by_name, named) for part in _parts(shown))):
            break
        end, tied = word.end, shown.endswith(",")
    return text[:end].strip(), text[end:].strip()


def _parts(word: str) -> list[str]:
    return [part for part in word.split(",") if part]


def _is_name(word: str, known: Iterable[str], named: re.Pattern[str]) -> bool:
    folded = word.lower()
    return folded in known or named.fullmatch(word) is not None or "*" in word or ".." in word[1:-1]


def _patterns(text: str) -> list[str]:
    """Split on spaces and commas; an address that Slack made of a host name is a name again."""
    patterns: list[str] = []
    for word in split(text):
        link = REFERENCE.fullmatch(word.text)
        shown = unescape(link["label"] or link["address"] or word.text) if link else word.text
        patterns += fold(shown.split("://")[-1]).split(",")
    return [pattern.strip() for pattern in patterns if pattern.strip()]


def _names(pattern: str, by_name: Mapping[str, str], cap: int) -> list[str]:
    """Spell a pattern out; one that matches nothing stands for itself, to be called unknown."""
    if len(pattern) > _LONGEST:
        raise ReferenceRefused(
            say("{pattern} is no host name", pattern=quoted(pattern)),
            say("a name has at most {longest} letters", longest=_LONGEST),
            say("type a name, `lis-*` or `SRV-001..SRV-020`"),
        )
    if match := _RANGE.fullmatch(pattern):
        return _range(match, cap)
    if "*" in pattern or "?" in pattern:
        glob = pattern.lower().replace("[", "[[]")
        return [name for name in by_name if fnmatch.fnmatchcase(name, glob)] or [pattern]
    return [pattern]


def _range(match: re.Match[str], cap: int) -> list[str]:
    first, last, stem = int(match["first"]), int(match["last"]), match["stem"]
    same_stem = match["again"].lower() in ("", stem.lower())
    if not same_stem or last < first:
        why = say("it runs backwards") if same_stem else say("its two ends have different names")
        raise ReferenceRefused(
            say("{match} is no range", match=quoted(match[0])),
            why,
            say("type the lower number first: `SRV-001..SRV-020`"),
        )
    if last - first >= cap:
        raise _too_many(match[0], cap)
    width = len(match["first"])
    return [f"{stem}{number:0{width}}" for number in range(first, last + 1)]


def _too_many(text: str, cap: int) -> ReferenceRefused:
    return ReferenceRefused(
        say("{text} names more than {cap} hosts", text=quoted(text), cap=cap),
        say("so many at once are easily a slip"),
        say("name fewer, or narrow the pattern"),
    )
