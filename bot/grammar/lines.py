"""Reads one command line into noun, verb, words and free text.

Never refuses: what the words mean, and whether they are allowed, is the reader's business.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.grammar.suggest import Vocabulary
from bot.grammar.text import fold, tidy

INCIDENT: Final = "incident"

_ATOM = r"(?:<(?:[@#]|[A-Za-z]+:)[^<>\n]*>|\S)+"  # A reference may hold spaces in its label.
_DOUBLE = '"“”„‟«»\uff02'
_SINGLE = "'‘’‚‛"
# A single quote closes only at the end of a word: `the ward's` is not quoted.
_QUOTED = (
    rf"(?:[{_DOUBLE}](?P<double>[^{_DOUBLE}]*)[{_DOUBLE}]"
    rf"|[{_SINGLE}](?P<single>[^{_SINGLE}]*)[{_SINGLE}](?=\s|$))"
)
_KEY = r"(?P<key>[^\W\d_][\w.-]{0,39})[=\uff1d]"
_WORD = re.compile(rf"(?:{_KEY})?(?:{_QUOTED}|(?P<bare>{_ATOM})|(?(key)|(?!)))")
_PAIR = re.compile(rf"{_KEY}(?P<value>.*)", re.DOTALL)
_SPACE = re.compile(r"\s*")
_INCIDENT_REF = re.compile(r"[(\[]?INC-([0-9]{4})-([0-9]{1,9})[)\].,:;!?]*", re.IGNORECASE)
_PAGE = re.compile(r"\d{1,4}")
_AFTER_VERB = ".,:;!?"
_AROUND_FLAG = "-.,:;!()[]*_"  # `--drill`, `Drill:`, `[DRILL]`
_LONGEST_CLAUSE = 200  # A due time or a list of tasks is short; longer is prose.


@dataclass(frozen=True, slots=True)
class Word:
    """One word, quoted string, `key=value` pair or Slack reference; `start:end` is its place."""

    text: str  # As typed, quotes taken off; a pair keeps its `key=`.
    start: int
    end: int
    quoted: bool = False
    key: str | None = None  # Folded and lower-case: `kind` of `Kind=ransomware`.
    value: str | None = None  # As typed, quotes taken off.

    @property
    def folded(self) -> str:
        """The command form: plain digits and dashes, lower case."""
        return fold(self.text).lower()


@dataclass(frozen=True, slots=True)
class Options:
    """What `options` took from a text, and what it left."""

    flags: frozenset[str]
    pairs: Mapping[str, str]
    rest: str


@dataclass(frozen=True, slots=True)
class Clauses:
    """What `clauses` cut from one end of a text, and the text that is left."""

    head: str
    found: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One command as typed: `/task done #12 fixed` or `@wardroom task done #12 fixed`."""

    noun: str  # Lower case, without the slash.
    raw: str  # All that was typed after the noun, tidied: whole, and safe to repeat.
    verb: str  # Canonical, lower case; "" when nothing was typed.
    words: tuple[Word, ...]  # Of `rest`.
    rest: str  # Free text after the verb, tidied, references in wire form, incident taken out.
    incident_ref: str | None = None  # `INC-2022-001`, also typed `inc-2022-1`, wherever it stood.
    rest_with_ref: str = ""  # `rest` with the incident left where it was typed.

    @property
    def typed(self) -> str:
        """The whole line as a person would type it again: `/task done #12 fixed`."""
        return f"/{self.noun} {self.raw}".rstrip()


def split(text: str) -> tuple[Word, ...]:
    """Split tidied text into words; quotes of every kind group, references stay whole."""
    words: list[Word] = []
    position = _skip_space(text, 0)
    while match := _WORD.match(text, position):
        words.append(_word(match))
        position = _skip_space(text, match.end())
    return tuple(words)


def read(noun: str, raw: str, *, verbs: Vocabulary | None = None) -> Line:
    """Read what came after a slash command; with `verbs`, synonyms become the canonical verb.

    The first `INC-2022-001` in the line says which incident; further ones stay in the text.
    """
    return _read(noun, tidy(raw), verbs)


def read_mention(
    raw: str,
    *,
    bot_user_id: str,
    nouns: Collection[str],
    verbs: Mapping[str, Vocabulary] | None = None,
) -> Line:
    """Read a message that mentions the bot; a first word that is no noun means `incident`."""
    text = tidy(raw)
    mention = re.compile(rf"<@{re.escape(bot_user_id)}(?:\|[^<>]*)?>[:,]?")
    before, *after = mention.split(text, maxsplit=1)
    text = mention.sub(" ", after[0] if after and after[0].strip() else before).strip()
    first = next(iter(split(text)), None)
    noun = first.folded.removeprefix("/") if first else INCIDENT
    if first and noun in nouns:
        text = text[first.end :]
    else:
        noun = INCIDENT
    return _read(noun, text, (verbs or {}).get(noun))


def options(text: str, *, flags: Collection[str] = (), keys: Collection[str] = ()) -> Options:
    """Take the known flags at the front, and known `key=value` pairs anywhere, out of a text.

    A flag behind the first free word is part of the text: `declare printers in private ward`.
    Of a key given twice the last counts.
    """
    taken: set[str] = set()
    pairs: dict[str, str] = {}
    places: list[Word] = []
    at_front = True
    for word in split(text):
        flag = word.folded.strip(_AROUND_FLAG)
        if word.key in keys:
            pairs[str(word.key)] = word.value or ""
        elif at_front and flag in flags and not word.quoted:
            taken.add(flag)
        else:
            at_front = False
            continue
        places.append(word)
    return Options(frozenset(taken), pairs, cut(text, places))


def page(text: str) -> tuple[int, str]:
    """Return the page that `page=2` asks for (from 1) and the text without it."""
    read = options(text, keys={"page"})
    return page_number(read.pairs.get("page", "")), read.rest


def page_number(typed: str) -> int:
    """Return the page that somebody means; what is no number, or none of ours, is the first."""
    return max(int(typed), 1) if _PAGE.fullmatch(typed) else 1


def clauses(text: str, accepts: Mapping[str, Callable[[str], bool]]) -> Clauses:
    """Cut `due 2h after: #3` from the end: each keyword once, its text accepted by its test.

    What no test accepts stays text: in `met them at the gate` there is no time.
    """
    found: dict[str, str] = {}
    end = len(text)
    for word in reversed(split(text)):
        if end - word.end > _LONGEST_CLAUSE:
            break
        keyword = word.folded.removesuffix(":")
        if keyword not in accepts or keyword in found or word.quoted:
            continue
        clause = text[word.end : end].strip()
        if accepts[keyword](clause):
            found[keyword] = clause
            end = word.start
    return Clauses(text[:end].strip(), found)


def leading_clauses(text: str, reads: Mapping[str, Callable[[str], str | None]]) -> Clauses:
    """Cut `due 2h after #3` from the front: each keyword once, as far as its reader reads.

    A reader returns what is left behind what it read, None for what it does not read. The last of
    a text is never cut: `due 2h` alone is a title.
    """
    found: dict[str, str] = {}
    while first := next(iter(split(text)), None):
        keyword = first.folded.removesuffix(":")
        if keyword not in reads or keyword in found or first.quoted:
            break
        behind = text[first.end :].strip()
        rest = reads[keyword](behind)
        if not rest:
            break
        found[keyword] = behind.removesuffix(rest).strip()
        text = rest
    return Clauses(text, found)


def cut(text: str, places: Iterable[Word]) -> str:
    """Return a text without these of its words, and without the gaps that they leave."""
    pieces: list[str] = []
    position = 0
    for word in sorted(places, key=lambda place: place.start):
        pieces.append(text[position : word.start])
        position = word.end
    left = text[position:]
    for piece in reversed(pieces):
        left = (piece.rstrip(" ") if left[:1] in ("", " ", "\n") else piece) + left
    return left.strip()


def unquote(text: str) -> str:
    """Take the quotes off a text that is one quoted string: `"private ward flooded"`."""
    words = split(text)
    return words[0].text if len(words) == 1 and words[0].quoted else text


def _read(noun: str, text: str, verbs: Vocabulary | None) -> Line:
    words = split(text)
    reference = next((word for word in words if _incident_ref(word)), None)
    # A lone joiner, left behind by a phone's keyboard, is a word to nobody.
    first = next((word for word in words if word is not reference and word.folded), None)
    rest = cut(text, filter(None, (reference, first))) if first else ""
    return Line(
        noun=fold(noun).strip().removeprefix("/").lower(),
        raw=text.strip(),
        verb=_verb(first, verbs) if first else "",
        words=split(rest),
        rest=rest,
        incident_ref=_incident_ref(reference) if reference else None,
        rest_with_ref=text[first.end :].strip() if first else "",
    )


def _verb(word: Word, verbs: Vocabulary | None) -> str:
    typed = word.folded.rstrip(_AFTER_VERB) or word.folded
    return (verbs.resolve(typed) if verbs else None) or typed


def _incident_ref(word: Word) -> str | None:
    match = None if word.quoted else _INCIDENT_REF.fullmatch(fold(word.text))
    return f"INC-{match[1]}-{int(match[2]):03d}" if match else None


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _word(match: re.Match[str]) -> Word:
    key, value = match["key"], _unquoted(match)
    quoted = match["bare"] is None and key is None
    if quoted and (pair := _PAIR.fullmatch(value)):
        key, value = pair["key"], pair["value"]
    return Word(
        text=value if key is None else f"{key}={value}",
        start=match.start(),
        end=match.end(),
        quoted=quoted,
        key=None if key is None else fold(key).lower(),
        value=None if key is None else value,
    )


def _unquoted(match: re.Match[str]) -> str:
    return match["double"] or match["single"] or match["bare"] or ""
