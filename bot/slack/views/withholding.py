"""A message without the names of suspended people, in whichever block they stand. Pure."""

from collections.abc import Mapping
from typing import Any

from bot.domain.withholding import Withheld, without
from bot.language.catalogue import say


def withholding(text: str, people: Withheld) -> str:
    """Return what is read by others than the private channel's people."""
    return without(text, people, say("a person whose name is withheld"))


def message(payload: Mapping[str, Any], people: Withheld) -> dict[str, Any]:
    """Return a message whose text and blocks name nobody of *people*; buttons act as before."""
    read = {name: payload[name] for name in ("text", "blocks") if name in payload}
    return {**payload, **_read(read, people)}


def _read(part: Any, people: Withheld) -> Any:
    if isinstance(part, Mapping):
        return {
            name: withholding(each, people)
            if name == "text" and isinstance(each, str)
            else _read(each, people)
            for name, each in part.items()
        }
    return [_read(each, people) for each in part] if isinstance(part, list | tuple) else part
