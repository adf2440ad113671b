"""In which language somebody is spoken to: what they chose, else their Slack's, else the house's.

And in which a place is: a person's messages in theirs, a channel in the house's. What is said in a
language is the catalogue's; choosing one is `languages`.
"""

from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session

from bot.domain.words import Language
from bot.storage import people


class Why(StrEnum):
    """Who decided a person's language."""

    CHOSEN = "chosen"
    SLACK = "slack"
    HOUSE = "house"


class Spoken(NamedTuple):
    """A person's language, and who decided it."""

    language: Language
    why: Why


def of_locale(locale: str) -> Language | None:
    """Return the language of a locale such as `hi-IN`, None for one that is not spoken here."""
    tag = locale.replace("_", "-").lower()
    known = {language.value.lower(): language for language in Language}
    return known.get(tag) or known.get(tag.partition("-")[0])


def to_person(session: Session, user_id: str, house: Language) -> Spoken:
    """Return in which language a person is spoken to, and who decided it."""
    chosen, locale = people.tongue(session, user_id, setting(user_id))
    if chosen in set(Language):
        return Spoken(Language(chosen), Why.CHOSEN)
    theirs = of_locale(locale) if locale else None
    return Spoken(theirs, Why.SLACK) if theirs else Spoken(house, Why.HOUSE)


def at(session: Session, target: str, house: Language) -> Language:
    """Return the language of whoever reads at the *target* of a call to Slack."""
    kind, _, user_id = target.partition(":")
    return to_person(session, user_id, house).language if kind == "user" else house


def setting(user_id: str) -> str:
    """Return the key under which a person's choice is kept."""
    return f"language:{user_id}"
