"""Who, or which task, is meant where a name was typed without its @, a title for a number.

Nothing is done on a guess: what is meant is offered, one press away.
"""

import re
from collections.abc import Sequence

from sqlmodel import Session

from bot.domain.models import Incident, Person
from bot.domain.words import FINISHED
from bot.errors import Mistyped
from bot.grammar import titles
from bot.grammar.text import fold
from bot.language.catalogue import say
from bot.storage import people, tasks

_WORD = re.compile(r"[^\s,;:()]+")
# They stand in front of many names.
_FORMS = frozenset({"dr", "mr", "mrs", "ms", "prof", "shri", "smt"})
MOST_TASKS = 3


def person_meant(session: Session, text: str) -> tuple[str, str, str] | None:
    """Return the words that call the one member of that name, how to name them, and the handle.

    Two people of one name, or none, are None.
    """
    words = [(fold(each[0]).lower().strip(".!?"), each) for each in _WORD.finditer(text)]
    told = [word for word, _ in words if word not in _FORMS]
    found = {each.user_id: each for each in people.called(session, told)}
    ranked = sorted(((_shared(each, told), each.user_id) for each in found.values()), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    person = found[ranked[0][1]]
    own = {person.name, *person.real_name.lower().split()} | _FORMS
    places = [match for word, match in words if word in own]
    typed = text[places[0].start() : places[-1].end()].rstrip(".!?")
    return typed, f"<@{person.user_id}>", person.name


def _shared(person: Person, told: Sequence[str]) -> int:
    own = {person.name, *person.real_name.lower().split()}
    return len(own & set(told))


def nobody_named(session: Session, text: str, message: str, next_step: str = "") -> Mistyped:
    """Return the error that a line names nobody, with the member who is probably meant."""
    meant = person_meant(session, text)
    if meant is None:
        return Mistyped(message, next_step=next_step)
    typed, mention, handle = meant
    close = say("Did you mean `{close}`?", close=f"@{handle}")
    return Mistyped(message, next_step=f"{close} {next_step}".rstrip(), instead=(typed, mention))


def tasks_meant(session: Session, incident: Incident, text: str) -> tuple[dict[int, str], str]:
    """Return the few tasks whose titles hold the first words of a text, and what follows.

    Open ones go before: of what is finished there is hardly anything left to do.
    """
    known = tasks.titles(session, incident.row)
    unfinished = {number: title for number, title, status in known if status not in FINISHED}
    for among in (unfinished, {number: title for number, title, _ in known}):
        numbers, rest = titles.meant(text, among, most=MOST_TASKS)
        if numbers:
            return {number: among[number] for number in numbers}, rest
    return {}, text
