"""Recognises the shapes of patient data, so that it is refused before it is kept.

What was found is named by kind only: the number itself leaves this module in no form.
"""

import re
from collections.abc import Callable
from typing import Final

from bot.grammar.text import REFERENCE, fold, unescape
from bot.language.catalogue import later, say

KINDS: Final = {
    "aadhaar": later("an Aadhaar number"),
    "abha": later("an ABHA number or address"),
    "phone": later("a phone number"),
    "uhid": later("a hospital number (UHID, MRN, CR No)"),
}

# What is full of digits and belongs to the incident, not to a patient.
_HARMLESS = re.compile(
    r"https?://\S+"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"  # UUID
    r"|\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b"  # MAC address
    r"|\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b(?:[:/][0-9]{1,5})?"  # IPv4, port or prefix
    r"|\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[t ][0-9]{2}:?[0-9]{2}(?::?[0-9]{2})?)?"
    r"|\b[0-9]{10}\.[0-9]{6}\b",  # A message's stamp in Slack
    re.IGNORECASE,
)
# What chats put around a word to set it off; inside of one, as in `AIIMS_9876543210`, it stays.
_SET_OFF = re.compile(r"(?<![0-9a-z])[_*~`#]+(?=[0-9a-z(+])|(?<=[0-9a-z)])[_*~`]+(?![0-9a-z])")
_START = r"(?<![0-9a-z_#/])(?<![0-9]\.)(?<![0-9]-)"
_END = r"(?![0-9a-z_])(?![-./:][0-9])"
_ABHA = re.compile(
    rf"{_START}(?:[0-9]{{2}}([-\s.])[0-9]{{4}}\1[0-9]{{4}}\1[0-9]{{4}}|[1-9][0-9]{{13}}){_END}"
)
_ABHA_ADDRESS = re.compile(r"(?<![a-z0-9._])[a-z0-9._]{3,64}@(?:abdm|sbx)\b")
_AADHAAR = re.compile(rf"{_START}[2-9][0-9]{{3}}(?P<gap>[-\s.]?)[0-9]{{4}}(?P=gap)[0-9]{{4}}{_END}")
_MOBILE = (
    r"(?:[6-9][0-9]{9}|[6-9][0-9]{4}\)?[-\s.][0-9]{5}|[6-9][0-9]{3}[-\s.][0-9]{6}"
    r"|[6-9][0-9]{2}([-\s.])[0-9]{3}\1[0-9]{4}|[6-9][0-9]{3}([-\s.])[0-9]{3}\2[0-9]{3})"
)
_PHONE = re.compile(rf"{_START}(?:(?:00|\+)?91[-\s.]*|0[-\s]?)?\(?{_MOBILE}{_END}")
# Two numbers with a stroke between them, as a form has them: neither is part of a longer one.
_PAIR = re.compile(rf"{_START}[6-9][0-9]{{9}}\s?[-/]\s?[6-9][0-9]{{9}}{_END}")
_ABROAD = re.compile(r"(?<![0-9a-z])\+(?!91[^0-9]*1)(?:[0-9][-\s.()]{0,2}){9,14}[0-9](?![0-9a-z:])")
# A label in front says what a number is: then its shape, or its check digit, need not.
_LABELLED = {
    "aadhaar": re.compile(
        r"\b(?:a{1,2}dh?aa?r(?![a-z])|uid(?:ai)?(?![a-z]))"
        r"[^0-9\n]{0,16}[0-9]{4}[-\s.]?[0-9]{4}[-\s.]?[0-9]{4}(?![0-9])"
    ),
    "abha": re.compile(r"\babha(?![a-z])[^0-9\n]{0,16}[0-9]{2}[-\s.]?[0-9]{4}[-\s.]?[0-9]{4}"),
    "phone": re.compile(
        r"\b(?:mob(?:ile)?|ph(?:one)?|cell|whats\s?app|contact)(?![a-z])[^0-9a-z\n]{0,3}"
        rf"(?:n(?:o|umber|os)\b[^0-9a-z\n]{{0,3}}|is\s|was\s)?\+?(?:91[-\s.]*|0)?{_MOBILE}"
    ),
    "uhid": re.compile(
        r"\b(?:uhid|mrn|mrd\s?n(?:o|umber)|c\.?r\.?\s?n(?:o|umber)"
        r"|(?:opd|ipd|patient|hospital)\s?(?:id|n(?:o|umber)|card)|ip\s?n(?:o|umber)"
        r"|reg(?:istration|n)?\.?\s?n(?:o|umber))(?![a-z])"
        r"(?:[^0-9a-z\n]{0,3}(?:n(?:o|umber)|id|is|was)\b)?[^0-9a-z\n]{0,3}"
        r"(?:[a-z]{1,6}[-/\s]?)?(?:[0-9]{1,4}[-/]){0,3}[0-9]{4,}"
        r"|\bpatient[:#\s-]{1,3}[0-9]{5,}|\b(?:opd|ipd)\s(?:19|20)[0-9]{2}/[0-9]{4,}"
    ),
}
_OTHER_LABEL = re.compile(
    r"(?:\b(?:seals?|serials?|s/n|sn|asset|imei|imsi|ticket|case|fir|exhibit|exh|tag|invoice|order"
    r"|txn|transaction|receipt|noc|batch|lot|part|pid|inode|offset|sector|block|barcode|rs|inr|usd|toll"
    r"|helpline|port|build|version|md5|sha[0-9]{1,3}|parcels?|certificate|consignment|awb|wwn|lun"
    r"|ack(?:nowledge?ment)?|complaint|ncrp|memo)\b(?:\s?no)?\.?|[₹$])[^.,;\n]{0,16}$"
    r"|[a-z][0-9]*[-_]$"
)
_UNIT = re.compile(r"\s?(?:bytes|rows|records|files|packets|[kmgt]i?b|ms|ns|sec(?:onds)?)\b")
_STAMP = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?"
)
_BEFORE = 32  # Letters in front of a number that may hold its label.

# Verhoeff's scheme closes every Aadhaar number: multiplication in D5, and a permutation by place.
_PRODUCTS = (
    *("0123456789", "1234067895", "2340178956", "3401289567", "4012395678"),
    *("5987604321", "6598710432", "7659821043", "8765932104", "9876543210"),
)
_PLACES = (
    *("0123456789", "1576283094", "5803796142", "8916043527"),
    *("9453126870", "4286573901", "2793806415", "7046913258"),
)


def found(text: str) -> tuple[str, ...]:
    """Return the kinds of patient data in a text, in a fixed order: aadhaar, abha, phone, uhid."""
    plain = _plain(text)
    return tuple(kind for kind, is_there in _CHECKS.items() if is_there(plain))


def holds_address(text: str) -> bool:
    """Tell whether an ABHA address stands in a text: its letters are as telling as a number."""
    return _ABHA_ADDRESS.search(_plain(text)) is not None


def named(kind: str) -> str:
    """Say a kind for people: `an Aadhaar number`."""
    return say(KINDS[kind])


def _plain(text: str) -> str:
    """Return a text as the shapes are looked for in it: folded, without what is harmless."""
    plain = _HARMLESS.sub("|", fold(REFERENCE.sub(_without_address, text)).lower())
    return _SET_OFF.sub(" ", plain)


def _without_address(match: re.Match[str]) -> str:
    """Keep of a reference what people read: its label, and the number that a phone would dial."""
    address = match["address"] or ""
    number = address.removeprefix("tel:") if address.startswith("tel:") else ""
    return f"|{number}|{unescape(match['label'] or '')}|"


def _aadhaar(text: str) -> bool:
    return _labelled("aadhaar", text) or _any_unlabelled(_AADHAAR, text, _closes)


def _abha(text: str) -> bool:
    unlabelled = _ABHA_ADDRESS.search(text) or _any_unlabelled(_ABHA, text)
    return bool(unlabelled) or _labelled("abha", text)


def _phone(text: str) -> bool:
    shaped = any(_any_unlabelled(shape, text) for shape in (_PHONE, _PAIR, _ABROAD))
    return shaped or _labelled("phone", text)


def _uhid(text: str) -> bool:
    return _labelled("uhid", text)


def _labelled(kind: str, text: str) -> bool:
    return _LABELLED[kind].search(text) is not None


def _any_unlabelled(
    shape: re.Pattern[str], text: str, passes: Callable[[str], bool] = bool
) -> bool:
    """Tell whether a number of this shape stands where nothing says that it is something else."""
    for match in shape.finditer(text):
        digits = re.sub(r"[^0-9]", "", match[0])
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        something_else = (
            _STAMP.fullmatch(digits)
            or _OTHER_LABEL.search(before)
            or _UNIT.match(text, match.end())
        )
        if not something_else and passes(digits):
            return True
    return False


def _closes(digits: str) -> bool:
    """Tell whether the last digit is the right check digit."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_PRODUCTS[check][int(_PLACES[place % len(_PLACES)][int(digit)])])
    return check == 0


_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "aadhaar": _aadhaar,
    "abha": _abha,
    "phone": _phone,
    "uhid": _uhid,
}
