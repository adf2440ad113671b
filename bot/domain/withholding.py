"""Takes the names of suspended people out of a text (rule 29). Pure.

Whose they are is `storage.suspensions`'s; which public texts hold a name is `public_words`'s.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Withheld:
    """Whom a text does not name: their ids, and what they are called, handles and full names."""

    ids: Collection[str] = ()
    names: Collection[str] = ()


NOBODY = Withheld()


def without(text: str, people: Withheld, instead: str) -> str:
    """Return the text with *instead* in the place of everybody who is withheld."""
    for user_id in people.ids:
        text = re.sub(rf"<@{re.escape(user_id)}(?:\|[^<>]*)?>", lambda _: instead, text)
    for name in sorted(people.names, key=len, reverse=True):
        text = re.sub(_whole(name), lambda _: instead, text, flags=re.IGNORECASE)
    return text


def _whole(name: str) -> str:
    """Return the pattern of a name that stands by itself, however its words are spaced."""
    words = map(re.escape, unicodedata.normalize("NFKC", name).split())
    spaced = r"\s+".join(words)
    # Not inside an address: what a link leads to stays as it is.
    return rf"(?<![\w@./])@?{spaced}(?!\w)" if spaced else r"(?!)"
