"""Patient data is kept out: all that people type or enter goes through here before anything else.

What is said about a ransom is `bot.domain.ransom_words`.
"""

import re

from bot.errors import PatientDataRefused
from bot.grammar import patient
from bot.language.catalogue import say

_PLACE = re.compile(r"<(?:[@#!][^<>]*|https?:[^<>]*)>")


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
        next_step=say("Send the rest with counts and wards only, or say what it is: `serial …`."),
    )
