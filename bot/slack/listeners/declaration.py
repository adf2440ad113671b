"""Reads what a declaration says in one line; what is done with it is `declaring`."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.domain.words import Kind
from bot.errors import Mistyped
from bot.grammar import lines
from bot.grammar import text as texts
from bot.grammar.severities import LeadingSeverity, leading_severity, severity, trailing_severity
from bot.grammar.suggest import nearest
from bot.language.catalogue import say
from bot.slack.ask import Ask
from bot.slack.inbound import Quoted
from bot.slack.listeners import title_words

FLAGS = ("private", "drill")
_BETWEEN = "-–—:, "
SAID = ("kind", "noticed", "occurred", "sev", "severity", *title_words.ELSEWHERE)
KEYS = (*SAID, "from")
_MESSAGE = re.compile(r"([CDG][A-Z0-9]{1,31})/([0-9]{1,12}\.[0-9]{1,9})")
_KINDS = "|".join(kind.replace("_", r"[-_\s]?") for kind in Kind)
_KIND = re.compile(
    rf"kind\s*[=:\uff1d\uff1a–—-]?\s*(?P<kind>{_KINDS})(?=[\s,.:;]|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a declaration says, wherever it was made.

    `playbooks` are those to start, or None for what starts by itself. `message` is the one from
    which it was declared. `notes` say what words of the line were taken for.
    """

    title: str
    severity: int = 2
    kind: Kind = Kind.INTRUSION
    private: bool = False
    drill: bool = False
    noticed_at: datetime | None = None
    occurred_at: datetime | None = None
    playbooks: frozenset[str] | None = None
    message: Quoted | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Front:
    """What stands beside a title, and the title as typed."""

    level: int | None
    flags: frozenset[str]
    pairs: dict[str, str]
    rest: str


def read(ask: Ask) -> Declaration:
    """Read `[sev1] [kind=…] [private] [drill] <title>`, flags and severity in any order.

    Without one in front the severity may come last: `<title> sev1`.
    """
    front = _front(ask.line.rest_with_ref)  # A title may speak of another incident.
    level, text, named = front.level, front.rest, ""
    if level is None and (typed := front.pairs.get("sev") or front.pairs.get("severity")):
        level = severity(typed)
    if level is None:
        last = trailing_severity(text)
        level, text, named = last.level, last.rest, last.named
    if level or front.flags or front.pairs:
        text = text.lstrip(_BETWEEN)
    shown = ask.in_words(text)
    origin = front.pairs.get("from", "")
    message = quoted_in(origin)
    return Declaration(
        title=lines.unquote(text),
        severity=level or 2,
        kind=read_kind(front.pairs.get("kind", "")),
        private="private" in front.flags,
        drill="drill" in front.flags,
        noticed_at=_past(ask, front.pairs.get("noticed")),
        occurred_at=_past(ask, front.pairs.get("occurred")),
        message=message,
        notes=(
            *title_words.elsewhere(ask, front.pairs),
            *(title_words.no_message(ask, origin) if origin and message is None else ()),
            *(title_words.notes(shown, front.flags, named=named, level=level) if text else ()),
            *title_words.spoken_of(ask, shown, front.pairs),
        ),
    )


def _front(text: str) -> _Front:
    """Take severity, kind, flags and pairs off the front; pairs also from further on."""
    level: int | None = None
    flags: frozenset[str] = frozenset()
    pairs: dict[str, str] = {}
    text = _with_equals(text)
    while True:
        # A second one belongs to the title: it takes nothing back from the first.
        found = leading_severity(text) if level is None else LeadingSeverity(None, text)
        rest = found.rest.lstrip(_BETWEEN) if found.level else found.rest
        kind = _KIND.match(rest)
        read = lines.options(rest[kind.end() if kind else 0 :], flags=FLAGS, keys=KEYS)
        level = level or found.level
        flags |= read.flags
        pairs |= {"kind": kind["kind"]} if kind else {}
        pairs |= read.pairs
        if read.rest == text:
            return _Front(level, flags, pairs, text)
        text = read.rest


def _with_equals(text: str) -> str:
    """Spell `kind:ransomware` as `kind=ransomware`, for the keys that people type."""
    for word in reversed(lines.split(text)):
        key, colon, value = word.text.partition(":")
        if colon and value and not word.quoted and key.lower() in SAID:
            text = f"{text[: word.start]}{key}={value}{text[word.end :]}"
    return text


def quoted_in(text: str) -> Quoted | None:
    """Return which message is meant by `C0DESK/1669167420.000100`, or None."""
    found = _MESSAGE.fullmatch(text.strip())
    return Quoted(found[1], found[2]) if found else None


def _past(ask: Ask, text: str | None) -> datetime | None:
    return ask.moment(text, "past").at if text else None


def read_kind(text: str) -> Kind:
    """Return the kind that was typed, intrusion when none was."""
    if not text:
        return Kind.INTRUSION
    folded = text.strip().lower().replace("-", "_").replace(" ", "_")
    try:
        return Kind(folded)
    except ValueError as error:
        known = [kind.value for kind in Kind]
        close = nearest(folded, known)
        listed = ", ".join(f"`{kind}`" for kind in known)
        raise Mistyped(
            say("There is no kind of incident called {kind}.", kind=texts.quoted(folded, 40)),
            instead=(text, close) if close else None,
            next_step=(say("Did you mean `{close}`?", close=close) + " " if close else "")
            + say("The kinds are {listed}.", listed=listed),
        ) from error
