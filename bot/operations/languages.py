"""Chooses a person's language and tells it; the rule by which it is found is in `spoken`."""

from sqlmodel import Session

from bot.domain.models import Setting
from bot.domain.words import Language
from bot.errors import Mistyped
from bot.language.catalogue import say
from bot.operations.spoken import Spoken, setting, to_person
from bot.operations.turn import House, Turn

OWN_LANGUAGE = frozenset({"auto", "slack", "mine"})


def meant(text: str, *, next_step: str) -> Language | None:
    """Return the language that is meant, None for the reader's own; or raise Mistyped."""
    typed = text.strip().lower()
    if typed in OWN_LANGUAGE:
        return None
    known = {language.value.lower(): language for language in Language}
    known |= {language.called.lower(): language for language in Language}
    if typed in known:
        return known[typed]
    raise Mistyped(say("Wardroom does not speak that language yet."), next_step=next_step)


def spoken_to(session: Session, user_id: str, house: House) -> Spoken:
    """Return in which language a person is spoken to, and who decided it."""
    return to_person(session, user_id, house.language)


def of(session: Session, user_id: str | None, house: House) -> Language:
    """Return the language of a reader; what everybody reads is in the house's."""
    return spoken_to(session, user_id, house).language if user_id else house.language


def choose(turn: Turn, text: str) -> Spoken:
    """Keep which language the acting person wants, or forget it for the one set in Slack."""
    me = turn.actor.user_id
    wanted = meant(text, next_step=say("Type {offered}.", offered=_offered()))
    if wanted is not None:
        turn.session.merge(Setting(key=setting(me), value=wanted.value))
    elif (kept := turn.session.get(Setting, setting(me))) is not None:
        turn.session.delete(kept)
    turn.session.flush()
    return spoken_to(turn.session, me, turn.house)


def _offered() -> str:
    codes = ", ".join(f"`/incident language {language.value}`" for language in Language)
    return say("{codes} or `/incident language auto`, which follows your Slack", codes=codes)
