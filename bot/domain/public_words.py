"""Words that no public text holds, and figures that it takes from facts alone. Pure.

Money, the attacker and VIPs are rule 27, names rule 29; what facts may be said is `facts`.
"""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from bot.errors import Refused
from bot.language.catalogue import say

# Shapes of addresses to which somebody might pay, or where stolen data is offered.
WALLETS: Final = re.compile(
    r"\b(?:bc1[02-9ac-hj-np-z]{11,71}|(?=\w*[A-HJ-NP-Z])[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40}"
    r"|[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93})\b|\b[a-z2-7]{16,56}\.onion\b"
)
SUMS: Final = re.compile(
    r"(?:₹|\$|€|£|\b(?:rs|inr|usd|eur|btc|xmr|bitcoins?|monero|rupees?|dollars?))\.?\s*\d"
    # Only where a number begins: from every digit on, a long one would be read again and again.
    r"|(?<!\d)(?<!\d[,.])\d[\d,.]*+\s*(?:(?:crores?|lakhs?|btc|xmr|bitcoins?|rupees?|dollars?|usd|inr)\b"
    r"|करोड़|लाख|रुपय|रुपए|डॉलर)",
    re.IGNORECASE,
)
_RANSOM_WORDS: Final = re.compile(
    r"\b(?:ransom\w*|extort\w*|crypto\w*|bitcoins?|monero|decrypt\w*|negotiat\w*|hackers?|gang"
    r"|attackers?|intruders?|culprits?|criminals?|state[- ]sponsored|apt\d*|chin(?:a|ese)|russian?"
    r"|pakistani?|iran(?:ian)?|(?:north )?korean?|dprk|lockbit|blackcat|alphv|conti|ryuk"
    r"|hive|clop|akira|royal|black basta|rhysida|wannacry|prime minister|minister|president|vip)\b"
    # No boundary behind these: a vowel sign is no letter to `\b`, and Hindi words are inflected.
    r"|फिरौती|फ़िरौती|हैकर|हैकिंग|हमलावर|बिटकॉइन|बिटकॉयन|क्रिप्टो|रैनसम|रैंसम|डिक्रिप्ट|लॉकबिट"
    r"|वसूली|अपराधी|चीनी हमल|रूसी|पाकिस्तान|उत्तर कोरिया|मंत्री|राष्ट्रपति|वीआईपी",
    re.IGNORECASE,
)
_PAYING: Final = re.compile(r"\b(?:pa(?:y|ys|id|ying|yments?|youts?))\b|भुगतान", re.IGNORECASE)
# What patients and staff pay or are paid, or a figure's unit, is no word about a ransom.
_ORDINARY: Final = re.compile(
    r"\b(?:cash|counters?|bills?|billing|fees?|upi|cards?|challan|salar(?:y|ies)|wages)\b"
    r"|नकद|काउंटर|बिल|शुल्क|वेतन",
    re.IGNORECASE,
)
_MONTHS: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
    r"|जनवरी|फ़रवरी|फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|अक्तूबर|नवंबर|दिसंबर"
)
# A figure in a public text comes from a fact; hours, dates and "24x7" are no figures.
_HARMLESS: Final = re.compile(
    rf"\b\d{{1,2}}:\d{{2}}\b|\b24\s*[x×/]\s*7\b|\b\d{{1,2}} (?:{_MONTHS})"
    r"|\b(?:twenty[- ]four hours|seven days) an? \w+",
    re.IGNORECASE,
)
_FIGURES: Final = re.compile(
    r"\d[\d,.]*"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven"
    r"|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|(?:hundred|thousand|lakh|crore"
    r"|million|dozen)s?)\b",
    re.IGNORECASE,
)
SHORTEST_PART: Final = 4


def check_words(text: str, masked: Collection[str]) -> None:
    """Raise Refused when a text names money, the attacker, a VIP or somebody in *masked*."""
    read = unicodedata.normalize("NFKC", text)
    for pattern, what in (
        (WALLETS, say("a wallet or hidden address")), (SUMS, say("a sum of money")),
        (_RANSOM_WORDS, say("a word about ransom, actor or VIPs")),
    ):  # fmt: skip
        found = pattern.search(read)
        if found:
            raise _never_said(what, found[0])
    for sentence in re.split(r"[.!?।\n]", read):
        paying = _PAYING.search(sentence)
        if paying and not _ORDINARY.search(sentence):
            raise _never_said(say("a word about ransom, actor or VIPs"), paying[0])
    if any(_names(read.casefold(), name) for name in masked):
        raise Refused(
            say("The text names a person whose access was suspended."),
            rule="29, names",
            who=say("nobody"),
            next_step=say("Leave the name out; a suspension proves nothing."),
        )


def _never_said(what: str, found: str) -> Refused:
    return Refused(
        say(
            "The text holds {what} (`{found}`), which is never said in public.",
            what=what,
            found=found[:40],
        ),
        rule="27, ransom",
        who=say("nobody"),
        next_step=say("Say what works, what does not, and when the next update comes."),
    )


def _names(low: str, name: str) -> bool:
    """Tell whether a text holds a name, whole or a part of it that is long enough to tell."""
    whole = unicodedata.normalize("NFKC", name).casefold().strip()
    parts = [part for part in re.split(r"[\s._,-]+", whole) if len(part) >= SHORTEST_PART]
    return any(
        re.search(rf"(?<!\w){re.escape(each)}(?!\w)", low) for each in (whole, *parts) if each
    )


def figure_in(bare: str) -> str | None:
    """Return the first figure that a text itself says, in digits or words, or None."""
    found = _FIGURES.search(_HARMLESS.sub(" ", unicodedata.normalize("NFKC", bare)))
    return found[0] if found else None
