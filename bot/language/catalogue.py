"""Says sentences in the reader's language: English as written in the code, others from a catalogue.

Whoever makes a page for a reader opens `speaking`; views only call `say`. Which language a reader
has is not decided here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ENGLISH: Final = "en"
# The same sentences; numbers are grouped by lakh and crore.
INDIAN_ENGLISH: Final = "en-IN"
HINDI: Final = "hi"
LANGUAGES: Final = (ENGLISH, INDIAN_ENGLISH, HINDI)

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything inside in *language*; an unknown one is English."""
    token = _spoken.set(language if language in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """Return the language that is spoken now."""
    return _spoken.get()


def in_english() -> bool:
    """Tell whether English is spoken, of whatever country."""
    return spoken() in {ENGLISH, INDIAN_ENGLISH}


def say(sentence: str, **values: object) -> str:
    """Return a sentence in the language that is spoken, its `{names}` filled.

    What has no translation is said in English: a gap must not silence a digest.
    """
    found = _message(sentence) or sentence
    return found.format(**values) if values else found


def later(sentence: str) -> str:
    """Return a sentence as it is, to be said when it is known in which language."""
    return sentence


def kept(sentence: Callable[[], str]) -> str:
    """Return a sentence as it is written down: what is kept is in one language, English."""
    with speaking(ENGLISH):
        return sentence()


def say_many(one: str, many: str, count: int, **values: object) -> str:
    """Return the sentence for one or for many; `{count}` stands for the number."""
    forms = _forms(one)
    chosen = forms or (one, many)
    return chosen[0 if count == 1 else 1].format(count=count, **values)


def _message(sentence: str) -> str:
    if in_english():
        return ""
    found = catalogue(spoken()).get(sentence)
    return str(found.string) if found is not None and found.string else ""


def _forms(one: str) -> tuple[str, str] | None:
    if in_english():
        return None
    found = catalogue(spoken()).get(one)
    if found is None or not isinstance(found.string, tuple | list) or not all(found.string):
        return None
    return str(found.string[0]), str(found.string[-1])


@cache
def catalogue(language: str) -> Catalog:
    """Return the messages of a language, read once."""
    source = resources.files("bot.language").joinpath(f"{language}.po")
    with source.open("rb") as file:
        return read_po(file, locale=language)
