"""Writes down what the sender itself has to say: each sentence in the language of its readers.

The sender works in the house's language (`Desk.language`); what is kept is English all the same.
"""

from datetime import datetime

from sqlmodel import Session

from bot.domain.words import Language
from bot.language import catalogue
from bot.operations import spoken
from bot.storage import posts


def tell(session: Session, call: posts.Call, *, now: datetime) -> bool:
    """Write the call down; return False when its key was there already."""
    house = Language(catalogue.spoken())
    worded = posts.worded(call, spoken.at(session, call.target, house))
    return posts.enqueue(session, worded, now=now)
