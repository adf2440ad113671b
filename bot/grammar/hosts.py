"""Matches host names, globs and ranges against the hosts that are known.

Which hosts are known is asked of the register, elsewhere.
"""

import fnmatch
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.grammar.errors import ReferenceRefused
from bot.grammar.lines import split
from bot.grammar.suggest import one_slip
from bot.grammar.text import REFERENCE, fold, quoted, unescape
from bot.language.catalogue import say

HOST_CAP: Final = 200

# What ties names together, as between the numbers of tasks; Hindi's `and` in both its scripts.
_ALSO: Final = frozenset({"and", "&", "+", "/", "plus", "aur", "और"})
_UP_TO: Final = frozenset({"to", "-", "..", "..."})
_JOINTS: Final = _ALSO | _UP_TO
_MARKS: Final = ".,:;()[]"
_NUMBERED = re.compile(r"[0-9]$")
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
    glob or a range. Commas tie words together; `and` and `to` do where a row is named behind them:
    in `and power is off` and `to stop the spread` none is.
    """
    by_name = {name.lower() for name in known}
    words = split(text)
    front: list[str] = []
    end, at, tied = 0, 0, True
    while at < len(words):
        word, joint = words[at], words[at].folded if front else ""
        if joint in _JOINTS:
            at += 1
            if at == len(words) or not _is_meant(shown(words[at].text), by_name, named):
                break
            word = words[at]
        elif not (tied or all(_is_name(part, by_name, named) for part in _parts(word.text))):
            break
        name = text[word.start : word.end] if word.quoted else shown(word.text)
        if joint in _UP_TO:
            if not (_NUMBERED.search(front[-1]) and _NUMBERED.search(name.rstrip(","))):
                break
            front[-1] += f"..{name}"
        else:
            front.append(name)
        at, end, tied = at + 1, word.end, fold(word.text).endswith(",")
    return " ".join(front), text[end:].strip()


@dataclass(frozen=True, slots=True)
class Overlooked:
    """A row that stands where the reason begins, as typed and as it is called; what is behind."""

    typed: str
    meant: str
    behind: str


def overlooked(text: str, *, known: Iterable[str], named: re.Pattern[str]) -> Overlooked | None:
    """Return the row with which a reason begins, or of which a reason of one word is a slip.

    What stands between quotes is meant as a reason.
    """
    words = [word for word in split(text) if word.folded.strip(_MARKS)]
    first = next((at for at, word in enumerate(words) if word.folded not in _JOINTS), None)
    if first is None or words[first].quoted or words[first].key is not None:
        return None
    typed = shown(words[first].text).strip(_MARKS)
    by_name = {name.lower(): name for name in known}
    meant = by_name.get(typed.lower()) or (typed if named.fullmatch(typed) else None)
    # Behind `and` a number in the word makes it a name: `and a22 odd logins`.
    if meant is None and (len(words) == first + 1 or (first and re.search("[0-9]", typed))):
        meant = one_slip(typed, by_name.values())
    return Overlooked(typed, meant, text[words[first].end :].strip()) if meant else None


def is_joint(word: str) -> bool:
    """Tell whether a word ties names together; no word does."""
    return not word or fold(word).lower() in _JOINTS


def shown(word: str) -> str:
    """Return a word as it was typed: an address that Slack made of a host's name is a name."""
    link = REFERENCE.fullmatch(word)
    if link:
        word = unescape(link["label"] or link["address"] or word)
    name = word.split("://")[-1]
    return fold(name.rstrip("/") or name)


def _parts(word: str) -> list[str]:
    return [part for part in shown(word).split(",") if part]


def _is_name(word: str, known: Iterable[str], named: re.Pattern[str]) -> bool:
    folded = word.lower()
    return folded in known or named.fullmatch(word) is not None or "*" in word or ".." in word[1:-1]


def _is_meant(word: str, known: Collection[str], named: re.Pattern[str]) -> bool:
    """Tell whether a word behind `and` names rows without doubt: `*all*` is only bold."""
    parts = _parts(word)
    return bool(parts) and all(
        part.lower() in known or named.fullmatch(part) or _RANGE.fullmatch(part)
        or ("*" in part and fnmatch.filter(known, part.lower().replace("[", "[[]")))
        for part in parts
    )  # fmt: skip


def _patterns(text: str) -> list[str]:
    """Split on spaces and commas; an address that Slack made of a host name is a name again."""
    patterns: list[str] = []
    for word in split(text):
        patterns += shown(word.text).split(",")
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
