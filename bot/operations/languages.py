"""In which language a person reads: what they chose, else what they set in Slack, else the house's.

What is said in it is the catalogue's.
"""

from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session

from bot.domain.models import Person, Setting
from bot.domain.words import Language
from bot.errors import Mistyped
from bot.operations.turn import House, Turn

OWN_LANGUAGE = frozenset({"auto", "slack", "mine"})


class Why(StrEnum):
    """Who decided a person's language."""

    CHOSEN = "chosen"
    SLACK = "slack"
    HOUSE = "house"


class Spoken(NamedTuple):
    """A person's language, and who decided it."""

    language: Language
    why: Why


def meant(text: str, *, next_step: str) -> Language | None:
    """Return the language that is meant, None for the reader's own; or raise Mistyped."""
    typed = text.strip().lower()
    if typed in OWN_LANGUAGE:
        return None
    known = {language.value: language for language in Language}
    known |= {language.name.lower(): language for language in Language}
    if typed in known:
        return known[typed]
    raise Mistyped("Wardroom does not speak that language yet.", next_step=next_step)


def of_locale(locale: str) -> Language | None:
    """Return the language of a locale such as `hi-IN`, None for one that is not spoken here."""
    code = locale.replace("_", "-").partition("-")[0].lower()
    return Language(code) if code in set(Language) else None


def spoken_to(session: Session, user_id: str, house: House) -> Spoken:
    """Return in which language a person is spoken to, and who decided it."""
    kept = session.get(Setting, _key(user_id))
    if kept is not None and kept.value in set(Language):
        return Spoken(Language(kept.value), Why.CHOSEN)
    person = session.get(Person, user_id)
    theirs = of_locale(person.locale) if person is not None else None
    return Spoken(theirs, Why.SLACK) if theirs else Spoken(house.language, Why.HOUSE)


def of(session: Session, user_id: str | None, house: House) -> Language:
    """Return the language of a reader; what everybody reads is in the house's."""
    return spoken_to(session, user_id, house).language if user_id else house.language


def choose(turn: Turn, text: str) -> Spoken:
    """Keep which language the acting person wants, or forget it for the one set in Slack."""
    me = turn.actor.user_id
    wanted = meant(text, next_step=f"Type {_offered()}.")
    if wanted is not None:
        turn.session.merge(Setting(key=_key(me), value=wanted.value))
    elif (kept := turn.session.get(Setting, _key(me))) is not None:
        turn.session.delete(kept)
    turn.session.flush()
    return spoken_to(turn.session, me, turn.house)


def _offered() -> str:
    codes = ", ".join(f"`/incident language {language.value}`" for language in Language)
    return f"{codes} or `/incident language auto`, which follows your Slack"


def _key(user_id: str) -> str:
    return f"language:{user_id}"
