"""Figures and how sure they are, promises of a date, and what a public text may hold. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.models import Fact
from bot.domain.public_words import check_words, figure_in
from bot.domain.signing import Wanted
from bot.errors import Mistyped, Refused
from bot.grammar.text import fold
from bot.language.catalogue import say

REPORTED, CONFIRMED, DISPUTED, DENIED = "reported", "confirmed", "disputed", "denied"
STATUSES: Final = (REPORTED, CONFIRMED, DISPUTED, DENIED)
PUBLIC: Final = "public"
KEY: Final = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
LONGEST_KEY, LONGEST_VALUE = 64, 300

# What is said of a ransom is shown in the private channel alone (rule 27).
_SECRET: Final = re.compile(
    r"(?:^|[._-])(?:ransom|wallet|note|demand|actor|negotiat\w*)(?:$|[._-])"
)
MAY_READ_SECRETS: Final = frozenset(
    {
        "incident-commander", "deputy-ic", "director", "legal-lead", "forensics-lead",
        "security-lead", "agency-liaison", "scribe", "evidence-custodian",
    }
)  # fmt: skip

PLACE: Final = re.compile(r"\{([a-z][a-z0-9._-]{0,63})\}")
# `5`, `1,00,000`, `~40.5`, `about 40`.
_FIGURE: Final = re.compile(r"[^\d,.]*(\d[\d, ]*(?:\.\d+)?)[^\d,.]*")

SPOKESPERSON: Final = "pio"
_HEADS: Final = frozenset({"director", "legal-lead"})


def signed_by(author: Collection[str]) -> Wanted:
    """Return who signs a text of an author with these roles: spokesperson, and director or legal.

    Nobody signs what they wrote: under the spokesperson's own text stand director and legal.
    """
    if SPOKESPERSON in author:
        return Wanted(_HEADS, 2)
    return Wanted(_HEADS | {SPOKESPERSON}, 2, _HEADS, frozenset({SPOKESPERSON}))


def is_secret(key: str) -> bool:
    """Tell whether a fact's value is for the private channel alone."""
    return _SECRET.search(key) is not None


def key_of(typed: str) -> str:
    """Return the key as it is kept, or raise Mistyped."""
    key = typed.strip().lower().rstrip(":=")
    if not KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        raise Mistyped(
            say("A fact has a key of small letters, such as `servers.infiltrated`."),
            next_step=say(
                "Type `/incident fact servers.infiltrated 5/100 confirmed source MoHFW`."
            ),
        )
    return key


def check_part(value: str, of: str) -> None:
    """Raise Mistyped for a part that is more than the whole: `500/100`."""
    part, whole = _number(value), _number(of)
    if part is not None and whole is not None and part > whole:
        raise Mistyped(
            say("{part} of {whole} is more than the whole.", part=value, whole=of),
            next_step=say(
                "The part stands first: `5/100`. What is no part of a whole stands between "
                'quotes: `"{part}/{whole}"`.',
                part=value,
                whole=of,
            ),
        )


def as_kept(value: str) -> str:
    """Return a figure in plain digits, so that `५` and `5` are no change; all else as typed."""
    is_figure = _FIGURE.fullmatch(fold(value)) is not None
    return re.sub(r"\d", lambda digit: fold(digit[0]), value) if is_figure else value


def _number(text: str) -> float | None:
    """Return the number that a figure holds, None when it is not one number alone."""
    found = _FIGURE.fullmatch(fold(text))
    return float(re.sub(r"[, ]", "", found[1])) if found else None


def standing(before: Fact | None, wanted: str, source: str) -> str:
    """Return the status that a new value gets: what is disputed stays so until it is settled.

    *wanted* is empty when none was typed. Confirming takes a source.
    """
    if not wanted:
        kept = before is not None and before.status in {DISPUTED, DENIED}
        return before.status if kept and before is not None else REPORTED
    # A report more settles no dispute: that takes a confirmation, or a denial.
    if wanted == REPORTED and before is not None and before.status == DISPUTED:
        return DISPUTED
    if wanted == CONFIRMED and not source.strip():
        raise Mistyped(
            say("A confirmed figure names who confirmed it."),
            next_step=say("Put the source behind it: `… confirmed source MoHFW press note`."),
        )
    return wanted


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one key now, and what a statement said of it last."""

    value: str
    status: str
    audience: str
    said_before: str = ""


def check_public(text: str, facts: Mapping[str, Known], masked: Collection[str]) -> None:
    """Raise Refused unless a public text holds nothing that must not get out (rules 27, 28).

    *masked* are names of suspended people. What the facts say is read as a reader reads it:
    filled in, with the words around it.
    """
    bare = PLACE.sub(" ", text)
    check_words(bare, masked)
    for key in keys_in(text):
        _check_fact(key, facts.get(key))
    check_words(filled(text, facts), masked)
    figure = figure_in(bare)
    if figure:
        raise Refused(
            say("`{figure}` stands in the text without a fact behind it.", figure=figure),
            rule="28, public text",
            who=say("whoever enters the fact"),
            next_step=say(
                "Enter it, `/incident fact <key> <value> confirmed public source …`, and write "
                "`{key}` in the text."
            ),
        )


def _check_fact(key: str, known: Known | None) -> None:
    if known is None:
        raise Refused(
            say("There is no fact `{key}`.", key=key),
            rule="28, public text",
            next_step=say(
                "Enter it: `/incident fact {key} <value> confirmed public source …`.", key=key
            ),
        )
    if known.status != CONFIRMED or known.audience != PUBLIC:
        raise Refused(
            say(
                "`{key}` is {status} and {audience}; only what is confirmed and public may be "
                "said.",
                key=key,
                status=say(known.status),
                audience=say(known.audience),
            ),
            rule="28, public text",
            who=say("whoever can confirm it"),
            next_step=f"`/incident fact {key} {known.value} confirmed public source …`.",
        )


def keys_in(text: str) -> tuple[str, ...]:
    """Return the keys of the facts that a text uses, each once."""
    return tuple(dict.fromkeys(PLACE.findall(text)))


def filled(text: str, facts: Mapping[str, Known]) -> str:
    """Return the text with its facts; a figure that changed since it was last said shows both."""

    def said(found: re.Match[str]) -> str:
        known = facts[found[1]]
        old = known.said_before
        return f"{known.value} (earlier {old})" if old and old != known.value else known.value

    return PLACE.sub(said, text)


def as_said(text: str, facts: Mapping[str, Known]) -> dict[str, str]:
    """Return what each key of a text reads as now: this is what people sign."""
    return {key: filled(f"{{{key}}}", facts) for key in keys_in(text)}


def as_signed(text: str, signed: Mapping[str, str]) -> str:
    """Return the text with its figures as they were signed."""
    return PLACE.sub(lambda found: signed.get(found[1], found[0]), text)


def check_as_signed(name: str, signed: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Raise Refused when a text no longer reads as the first of two signed it (rule 28)."""
    moved = [key for key, said in now.items() if signed.get(key) != said]
    if moved:
        listed = "; ".join(f"`{key}` {signed.get(key, '?')} → {now[key]}" for key in moved)
        raise Refused(
            say(
                "{name} was signed with other figures than it would say now: {listed}.",
                name=name, listed=listed,
            ),
            rule="28, public text",
            who=say("two others, who sign the new figure"),
            next_step=say(
                "`/incident statement withdraw {name} <reason>`, and draft it anew.", name=name
            ),
        )  # fmt: skip


def latest(rows: Sequence[Fact]) -> dict[str, Fact]:
    """Return the newest row of each key; rows come in order of recording."""
    return {row.key: row for row in rows}
