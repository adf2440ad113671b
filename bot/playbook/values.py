"""Reads the values that attributes have: spans, due times, rhythms, approvals, lists of ids.

Each reader returns the value or raises BadValueError with the cure; whether a role or an id
exists is not known here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise
from typing import get_args

from bot.playbook import limits, rhythms
from bot.playbook.findings import BadValueError, quoted
from bot.playbook.model import ANY_ROLE, Anchor, Due, DueKind, Every, ProofKind, RowSpan

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
ANCHORS: tuple[Anchor, ...] = get_args(Anchor)
PROOFS: tuple[ProofKind, ...] = get_args(ProofKind)

MOST_BEFORE, MOST_TIMES = 2, 6
# Behind two roles they are kept in 160 characters.
LONGEST_WORDS = 28
# As long as a task keeps them.
LONGEST_GATES = 64

_SPAN = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?")
_NOTHING = re.compile(r"0+[dhm]")
_WORD = re.compile(r"n/a|[a-z][a-z-]*")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
# Between spans, not between the conditions of the rows that one is for.
_SPANS = re.compile(r"\s+(?=\+)")
_ROW_SPAN = re.compile(r"\+([^\[\]@]+)\[([^\[\]]+=[^\[\]]+)\]")
_BEFORE = re.compile(r"([^\[\]]+)\[([^\[\]]+)\]")
_REFERENCE = re.compile(rf"(?:{SLUG.pattern}/)?{SLUG.pattern}")


def read_span(text: str) -> timedelta:
    """Return the span of `30m`, `6h`, `1h30m` or `2d`: longer than nothing, within ten years."""
    match = _SPAN.fullmatch(text)
    if match is None or not text:
        raise BadValueError(
            f"{quoted(text)} is not a span of time. Write `30m`, `6h`, `1h30m` or `2d`."
        )
    days, hours, minutes = (int(each or 0) for each in match.groups())
    span = timedelta(days=days, hours=hours, minutes=minutes)
    if not timedelta(0) < span <= timedelta(days=limits.LONGEST_DAYS):
        raise BadValueError(
            f"{quoted(text)} is out of range: more than nothing, at most {limits.LONGEST_DAYS}d."
        )
    return span


def read_id(text: str) -> str:
    """Return an id of this playbook."""
    if not SLUG.fullmatch(text):
        raise BadValueError(
            f"{quoted(text)} cannot be an id: at most {limits.NAME} lower-case letters, digits "
            "and hyphens, such as `#disk-image`."
        )
    if text in ANCHORS:
        raise BadValueError(f"`{text}` is the name of a moment (due=+1h@{text}); choose another.")
    return text


def read_role(text: str) -> str:
    """Return a role's slug."""
    if not SLUG.fullmatch(text):
        raise BadValueError(
            f"{quoted(text)} cannot be a role. Write one slug, such as `forensics-lead`."
        )
    return text


def read_due(text: str) -> Due:
    """Return the due time of `+30m`, `+6h@noticed`, `+1h@seal` or `+6h[tier=0,1] +24h`.

    `-24h@go-live` counts back from when that task is due; `+0h,+4h@go-live` comes twice.
    """
    *own, last = _SPANS.split(text.strip())
    due = _read_due(last)
    if own and due.further:
        raise BadValueError(f"{quoted(text)}: what comes again has the same times for every row.")
    return replace(due, rows=tuple(_read_row_span(each) for each in own))


def _read_row_span(text: str) -> RowSpan:
    found = _ROW_SPAN.fullmatch(text)
    if found is None:
        raise BadValueError(
            f"{quoted(text)} is not a due time of some rows. Write theirs first, the others' last, "
            'in quotes: `due="+6h[tier=0,1] +24h"`.'
        )
    return RowSpan(read_span(found[1]), " ".join(found[2].split()))


def _read_due(text: str) -> Due:
    times, at, anchor = text.partition("@")
    first, *further = times.split(",")
    if first[:1] not in {"+", "-"} or not first[1:]:
        raise BadValueError(
            f"{quoted(text)} is not a due time. Write `+30m`, `+6h@noticed` or `+1h@task-id`; for "
            "a time of the day write `every=08:00`."
        )
    kind, step = _read_anchor(anchor) if at else ("start", None)
    due = Due(_read_offset(first, zero=bool(at)), kind, step)
    if due.is_back and step is None:
        raise BadValueError(
            f"{quoted(text)} counts back, which is done from the time at which another task is "
            "due: `due=-24h@task-id`."
        )
    return replace(due, further=_read_further(text, due, further)) if further else due


def _read_offset(text: str, *, zero: bool) -> timedelta:
    if zero and text[0] == "+" and _NOTHING.fullmatch(text[1:]):
        return timedelta(0)
    span = read_span(text[1:])
    return span if text[0] == "+" else -span


def _read_anchor(anchor: str) -> tuple[DueKind, str | None]:
    if anchor == "start" or not _REFERENCE.fullmatch(anchor):
        raise BadValueError(
            f"{quoted(anchor)} is no moment to count from; there are occurred, noticed, declared, "
            "contained, breach, and the ids of tasks. Leave it out to count from the run's start."
        )
    for kind in ANCHORS:
        if kind == anchor:
            return kind, None
    return "step", anchor


def _read_further(text: str, first: Due, times: Sequence[str]) -> tuple[timedelta, ...]:
    """Return the later times of something that comes again at them, and then no more."""
    if any(each[:1] != "+" for each in times) or first.is_back or len(times) >= MOST_TIMES:
        raise BadValueError(
            f"{quoted(text)} does not list times after one moment. Write two to {MOST_TIMES} of "
            "them with a plus before each: `due=+0h,+4h,+24h@task-id`."
        )
    spans = tuple(read_span(each[1:]) for each in times)
    if any(later <= earlier for earlier, later in pairwise((first.offset, *spans))):
        raise BadValueError(f"{quoted(text)}: each time comes later than the one before it.")
    return spans


def read_after(text: str) -> tuple[str, ...]:
    """Return the ids, each of this playbook or `other-playbook/id`, without repeats."""
    references = _listed(text)
    for each in references:
        if not _REFERENCE.fullmatch(each):
            raise BadValueError(
                f"{quoted(each)} is not an id. Write `after=hold,other-playbook/seal`."
            )
    return references


def read_every(text: str) -> Every:
    """Return the rhythm of `4h`, `08:00`, `06:30,18:30` or `2h[24h] 6h`."""
    *first, last = text.split() or [text]
    before = tuple(_read_before(each) for each in first)
    spans = [until for _, until in before]
    if len(first) > MOST_BEFORE:
        raise BadValueError(
            f"{quoted(text)} is too long: at most {MOST_BEFORE} rhythms before the last."
        )
    if spans != sorted(set(spans)):
        raise BadValueError(f"{quoted(text)}: each rhythm lasts longer than the one before it.")
    every = replace(_read_every(last), before=before)
    if not rhythms.fits(every):
        raise BadValueError(
            f"{quoted(text)} is too long to be kept: at most ten times of the day, fewer after "
            "another rhythm."
        )
    return every


def _read_before(text: str) -> tuple[Every, timedelta]:
    found = _BEFORE.fullmatch(text)
    if found is None:
        raise BadValueError(
            f"{quoted(text)} does not say until when. Write what holds first in front, in quotes: "
            '`every="2h[24h] 6h"`.'
        )
    return _read_every(found[1]), read_span(found[2])


def _read_every(text: str) -> Every:
    if ":" not in text:
        return Every(interval=read_span(text))
    matches = [_TIME.fullmatch(part) for part in _listed(text)]
    times = {time(int(match[1]), int(match[2])) for match in matches if match}
    if not all(matches):
        raise BadValueError(
            f"{quoted(text)} is not a rhythm. Write `4h`, `08:00` or `06:30,18:30` (24-hour clock)."
        )
    return Every(times=tuple(sorted(times)))


def read_proof(text: str) -> ProofKind:
    """Return the kind of proof."""
    for kind in PROOFS:
        if kind == text:
            return kind
    raise BadValueError(
        f"{quoted(text)} is not a kind of proof; there are {', '.join(PROOFS)}.", text, PROOFS
    )


def read_approve(text: str) -> tuple[str, ...]:
    """Return one or two roles; "any" stands for each person of a bare 1 or 2."""
    if text in {"1", "2"}:
        return (ANY_ROLE,) * int(text)
    roles = text.split("+")
    if text.isdecimal() or len(roles) > 2 or not all(map(SLUG.fullmatch, roles)):  # noqa: PLR2004 - two people, two roles.
        raise BadValueError(
            f"{quoted(text)} is not an approval. Write `legal-lead`, `legal-lead+director`, `1` or "
            "`2`."
        )
    if len(set(roles)) != len(roles):
        raise BadValueError("two approvals come from two roles; this names the same one twice.")
    return tuple(roles)


def read_approve_when(text: str) -> tuple[str, ...]:
    """Return the words of the proof upon which the approval is needed; `n/a` is one of them."""
    words = _listed(text)
    if not all(map(_WORD.fullmatch, words)) or len(text) > LONGEST_WORDS:
        raise BadValueError(
            f"{quoted(text)} are not words of a proof: small letters, commas between, at most "
            f"{LONGEST_WORDS} characters. Write `n/a`, or `cleared,clean`."
        )
    return words


def read_gate(text: str) -> str:
    """Return the name of a rule, or the names with a comma between."""
    names = _listed(text)
    if not all(map(SLUG.fullmatch, names)):
        raise BadValueError(f"{quoted(text)} is not the name of a rule, such as `evidence`.")
    if len(text) > LONGEST_GATES:
        raise BadValueError(
            f"{quoted(text)} is too long to be kept: at most {LONGEST_GATES} characters. Make two "
            "tasks of it."
        )
    return ",".join(names)


def read_word(text: str) -> str:
    """Return one verb; hyphens are written as underscores, as the registers spell it."""
    word = text.replace("-", "_")
    if not re.fullmatch(r"[a-z][a-z_]{0,63}", word):
        raise BadValueError(f"{quoted(text)} is not a verb, such as `isolate`.")
    return word


def read_yes_no(text: str) -> bool:
    """Return the truth of `true` or `false`."""
    if text not in {"true", "false"}:
        raise BadValueError(f"{quoted(text)} is neither `true` nor `false`.")
    return text == "true"


def _listed(text: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(text.split(",")))
    if len(parts) > limits.NAMES_IN_A_LIST:
        raise BadValueError(f"a list holds at most {limits.NAMES_IN_A_LIST} names.")
    return parts
