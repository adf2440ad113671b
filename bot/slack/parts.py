"""The pieces of which Slack's payloads are made, read one by one; pure.

Which payload has which pieces is `inbound`'s.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.errors import Mistyped

USER = re.compile(r"[UW][A-Z0-9]{1,31}")
TEAM = re.compile(r"[TE][A-Z0-9]{0,31}")
CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,31}")
GROUP = re.compile(r"S[A-Z0-9]{1,31}")
NAME = re.compile(r"[A-Za-z0-9_.:~-]{1,255}")
LINK = re.compile(r"https?://[^\s<>|\"]{1,1000}")
STAMP = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")


def mapping(given: Any) -> Mapping[str, Any]:
    """Return *given* if it is a mapping."""
    if not isinstance(given, Mapping):
        raise unreadable("its parts")
    return given


def items(given: Any) -> list[Any] | tuple[Any, ...]:
    """Return *given* if it is a list, the first hundred of it."""
    if given is not None and not isinstance(given, list | tuple):
        raise unreadable("its parts")
    return (given or ())[:100]


def text(given: Mapping[str, Any], name: str, *, limit: int = 3000) -> str:
    """Return a text of the payload, empty when there is none."""
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit:
        raise unreadable(f"`{name}`")
    return value


def stamp(given: Mapping[str, Any], name: str) -> str:
    """Return a message's stamp, empty when there is none or it is none."""
    value = text(given, name, limit=64)
    return value if STAMP.fullmatch(value) else ""


def ident(given: Any, shape: re.Pattern[str], what: str) -> str:
    """Return *given* if it is an id of that shape; *what* says whose."""
    if not isinstance(given, str) or shape.fullmatch(given) is None:
        raise unreadable(what)
    return given


def optional(given: Any, shape: re.Pattern[str]) -> str:
    """Return *given* if it is an id of that shape, else nothing."""
    return given if isinstance(given, str) and shape.fullmatch(given) else ""


def unreadable(what: str) -> Mistyped:
    """Return the error that says what is missing."""
    return Mistyped(
        f"This request cannot be read: {what} is missing or misshapen. Nothing was done.",
        next_step="Type the command again; `/incident help` lists them.",
    )
