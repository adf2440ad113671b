"""Patient data is kept out: all that people type or enter goes through here before anything else.

What is said about a ransom is `bot.domain.ransom_words`.
"""

import re

from bot.errors import PatientDataRefused
from bot.grammar import patient
from bot.grammar.lines import Line
from bot.grammar.text import fold
from bot.language.catalogue import say

# An authority's acknowledgement has as many digits as a telephone or an ABHA number, and stands
# where those would not: behind the deadline, bare. What has a label or a check digit of a patient,
# or is written as a telephone number is, is refused there too.
_RECEIPT = re.compile(r"[0-9]{10,14}")
_WITH_RECEIPT = frozenset({("deadline", "met"), ("deadline", "ack")})
_PLACE = re.compile(r"<(?:[@#!][^<>]*|https?:[^<>]*)>")


def is_receipt(text: str) -> bool:
    """Tell whether the field of a receipt holds nothing but a number that an authority may give."""
    number = fold(text.strip())
    return _RECEIPT.fullmatch(number) is not None and "aadhaar" not in patient.found(number)


def check_line(line: Line) -> None:
    """Refuse what looks like a patient's data in what was typed; a receipt in its place is none."""
    text = line.raw
    if (line.noun, line.verb) in _WITH_RECEIPT:
        receipt = "".join(each.text for each in line.words[1:2])
        text = text.replace(receipt, " ", 1) if is_receipt(receipt) else text
    check_text(text)


def check_text(text: str) -> None:
    """Refuse what looks like a patient's data; the text goes no further than this."""
    found = patient.found(_PLACE.sub(" ", text))
    if not found:
        return
    what = f" {say('and')} ".join(patient.named(kind) for kind in found)
    raise PatientDataRefused(
        say(
            "Your text holds what looks like {what}. Patient data does not belong in a "
            "chat, so nothing of it was kept.",
            what=what,
        ),
        rule="29, patient data",
        next_step=say(
            "Send the rest with counts and wards only, or say what it is: `receipt …`, `serial …`."
        ),
    )
