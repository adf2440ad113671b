"""Figures and how sure they are, promises of a date, and what a public text may hold. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.models import Fact
from bot.domain.signing import Wanted
from bot.errors import Mistyped, Refused
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

# Shapes of addresses to which somebody might pay, or where stolen data is offered.
WALLETS: Final = re.compile(
    r"\b(?:bc1[02-9ac-hj-np-z]{11,71}|(?=\w*[A-HJ-NP-Z])[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40}"
    r"|[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93})\b|\b[a-z2-7]{16,56}\.onion\b"
)
_SUMS: Final = re.compile(
    r"(?:₹|\$|€|£|\b(?:rs|inr|usd|eur|btc|xmr|bitcoins?|monero|rupees?|dollars?))\.?\s*[0-9]"
    r"|[0-9][0-9,.]*\s*(?:crores?|lakhs?|btc|xmr|bitcoins?|rupees?|dollars?|usd|inr)\b",
    re.IGNORECASE,
)
_RANSOM_WORDS: Final = re.compile(
    r"\b(?:ransom\w*|extort\w*|crypto\w*|bitcoins?|monero|decrypt\w*|negotiat\w*|hackers?|gang"
    r"|state[- ]sponsored|chinese|russian|north korean|apt\d*|lockbit|blackcat|alphv|conti|ryuk"
    r"|hive|clop|akira|royal|black basta|rhysida|wannacry|prime minister|minister|president|vip)\b",
    re.IGNORECASE,
)
# A figure in a public text comes from a fact; hours of the day and "24x7" are no figures.
_HARMLESS: Final = re.compile(r"\b\d{1,2}:\d{2}\b|\b24\s*[x×/]\s*7\b|\b\d{1,2} [A-Z][a-z]{2,8}\b")
PLACE: Final = re.compile(r"\{([a-z][a-z0-9._-]{0,63})\}")

SIGNED_BY: Final = Wanted(
    frozenset({"pio", "director", "legal-lead"}), 2, frozenset({"director", "legal-lead"})
)


_NUMBER: Final = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,3}){0,3} ?%?")


def is_secret(key: str) -> bool:
    """Tell whether a fact's value is for the private channel alone."""
    return _SECRET.search(key) is not None


def is_bare_figure(row: Fact) -> bool:
    """Tell whether a fact says nothing but a number, under a key of plain words.

    So much may be read outside: no name, no address, nothing of the ransom.
    """
    numbers = _NUMBER.fullmatch(row.value) and (not row.of or _NUMBER.fullmatch(row.of))
    plain = not any(letter.isdigit() for letter in row.key)
    return bool(numbers) and plain and not is_secret(row.key)


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


def standing(before: Fact | None, wanted: str, source: str) -> str:
    """Return the status that a new value gets: what is disputed stays so until it is settled.

    *wanted* is empty when none was typed. Confirming takes a source.
    """
    if not wanted:
        kept = before is not None and before.status in {DISPUTED, DENIED}
        return before.status if kept and before is not None else REPORTED
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

    *masked* are names of suspended people.
    """
    bare = PLACE.sub(" ", text)
    _check_words(bare, masked)
    for key in keys_in(text):
        _check_fact(key, facts.get(key))
    figure = re.search(r"\d[\d,.]*", _HARMLESS.sub(" ", bare))
    if figure:
        raise Refused(
            say("`{figure}` stands in the text without a fact behind it.", figure=figure[0]),
            rule="28, public text",
            who=say("whoever enters the fact"),
            next_step=say(
                "Enter it, `/incident fact <key> <value> confirmed public source …`, and write "
                "`{key}` in the text."
            ),
        )


def _check_words(bare: str, masked: Collection[str]) -> None:
    for pattern, what in (
        (WALLETS, say("a wallet or hidden address")), (_SUMS, say("a sum of money")),
        (_RANSOM_WORDS, say("a word about ransom, actor or VIPs")),
    ):  # fmt: skip
        found = pattern.search(bare)
        if found:
            raise Refused(
                say(
                    "The text holds {what} (`{found}`), which is never said in public.",
                    what=what,
                    found=found[0][:40],
                ),
                rule="27, ransom",
                who=say("nobody"),
                next_step=say("Say what works, what does not, and when the next update comes."),
            )
    low = bare.lower()
    if any(name.lower() in low for name in masked if name):
        raise Refused(
            say("The text names a person whose access was suspended."),
            rule="29, names",
            who=say("nobody"),
            next_step=say("Leave the name out; a suspension proves nothing."),
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


def latest(rows: Sequence[Fact]) -> dict[str, Fact]:
    """Return the newest row of each key; rows come in order of recording."""
    return {row.key: row for row in rows}
