"""Words about a ransom that only a private incident keeps: a wallet, a sum, paying it. Pure.

That files are encrypted or a note was found is said anywhere; public texts are `public_words`'s.
"""

import re
import unicodedata
from typing import Final

from bot.domain.public_words import SUMS, WALLETS
from bot.errors import RansomRefused
from bot.language.catalogue import later, say

_Orders = tuple[tuple[re.Pattern[str], ...], ...]


def _orders(*given: tuple[str, ...]) -> _Orders:
    return tuple(tuple(re.compile(each, re.IGNORECASE) for each in steps) for steps in given)


def _says(orders: _Orders, text: str) -> bool:
    """Tell whether a sentence has all of one order's words, one after the other."""
    return any(_in_order(steps, text) for steps in orders)


def _in_order(steps: tuple[re.Pattern[str], ...], text: str) -> bool:
    at = 0
    for step in steps:
        met = step.search(text, at)
        if met is None:
            return False
        at = met.end()
    return True


WALLET: Final = later("a wallet or a hidden address")
SUM: Final = later("the sum of a ransom")
PAYING: Final = later("words about paying a ransom")

# Patterns begin where a word or number does and never say `.*`: a long text is read but once.
_NUMBER = r"(?<!\d)(?<!\d[,.])\d[\d,.]*+"
_COIN = r"(?:btc|xmr|bitcoins?|monero|crypto(?:currency)?)"
_COINS: Final = re.compile(
    rf"{_NUMBER}\s*(?:[km]|million|lakhs?|crores?)?\s*(?:in\s+)?{_COIN}\b|\b{_COIN}\s*\d"
    rf"|{_NUMBER}\s*(?:बिटकॉइन|बिटकॉयन)",
    re.IGNORECASE,
)
# Ransomware is what happened, and may be said.
_RANSOM: Final = re.compile(r"\b(?:ransoms?|extort\w*|blackmail\w*)\b|फ\u093c?िरौती", re.IGNORECASE)
_ATTACKER = r"(?:attackers?|hackers?|intruders?|criminals?|gang|extortionists?|lockbit)"
_ASKED: Final = _orders(
    (rf"\b(?:{_ATTACKER}|they)\b", r"\b(?:want|ask|demand|offer|threat)\w*"),
    (r"\b(?:demand|ask)\w*", r"\bby\b", rf"\b{_ATTACKER}\b"),
    (r"हैकर|हमलावर", r"माँग|मांग"),
)
# "2 lakh files" is no money.
_COUNTED: Final = re.compile(
    r"(?<![\w,.])[\w,.]{1,40}?\s*(?:crores?|lakhs?|millions?)\s+"
    r"(?:files?|records?|rows?|patients?|people|users?|e?mails?|messages?|packets?|events?|lines?)\b",
    re.IGNORECASE,
)
_MUCH: Final = re.compile(
    r"\b(?:crores?|lakhs?|millions?)\b|\d\s*(?:cr|mn)\b|करोड\u093c?|लाख", re.IGNORECASE
)
_PAY = r"\bpa(?:y|ys|id|ying)\b"
_PAYMENT = (
    r"\bpay(?:ment|out)s?\s+(?:of|for|to)\s+(?:\w+\s+){0,2}"
    rf"(?:ransoms?|decrypt\w*|{_ATTACKER})\b"
)
_PAID: Final = _orders(
    (_PAY, rf"\b(?:ransoms?|extort\w*|decrypt(?:or|ion)\w*|{_COIN})\b"),
    (r"\bransoms?\b", _PAY),
    (rf"{_PAY}\s+(?:\w+\s+){{0,3}}{_ATTACKER}\b",),
    (r"\bransoms?\s+pay(?:ment|out)s?\b",),
    (_PAYMENT,),
    (r"फ\u093c?िरौती", r"भुगतान|चुका"),
)
_MARKS: Final = re.compile(r"[_*~`]")
_RUPEES: Final = re.compile(r"\brs\.\s*", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[.!?।;])\s+|\n")


def found(text: str) -> str:
    """Return what a text holds that only a private incident keeps, in English, or nothing."""
    read = _MARKS.sub(" ", unicodedata.normalize("NFKC", text))
    if WALLETS.search(read):
        return WALLET
    read = _RUPEES.sub("rs ", _COUNTED.sub(" ", read))
    if _COINS.search(read) or (_RANSOM.search(read) and _is_money(read)):
        return SUM
    sentences = _SENTENCE.split(read)
    if any(_says(_ASKED, each) and _is_money(each) for each in sentences):
        return SUM
    return PAYING if any(_says(_PAID, each) for each in sentences) else ""


def told(text: str) -> str:
    """Return why a row of a file is not entered into a public incident, in English, or nothing."""
    what = found(text)
    return f"it holds {what}, which only a private incident keeps" if what else ""


def _is_money(text: str) -> bool:
    return bool(SUMS.search(text) or _MUCH.search(text))


def check(text: str, *, private: bool) -> None:
    """Raise RansomRefused when only a private incident keeps this, and the incident is none."""
    what = "" if private else found(text)
    if not what:
        return
    raise RansomRefused(
        say("Your text holds {what}, which only a private incident keeps.", what=say(what)),
        rule="27, ransom",
        who=say("the people of the private channel"),
        next_step=say(
            "Say that a note was found, photograph it and enter the photo as an exhibit. A sum is "
            "entered by `/incident fact ransom.sum <sum> reported source <who>`, which command "
            "and legal alone read; all else belongs into `/incident declare private <title>`."
        ),
    )


def check_address(text: str, *, private: bool) -> None:
    """Raise RansomRefused for a wallet or hidden address alone, where sums are kept apart."""
    if found(text) == WALLET:
        check(text, private=private)
