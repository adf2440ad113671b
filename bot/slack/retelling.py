"""Turns words written for one workspace into another's: channels by incident, people by name.

Done last, just before something leaves. What is no text for people, such as values, stays.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from sqlmodel import Session

from bot.slack.answer import Answer
from bot.slack.views import kit
from bot.storage import places
from bot.storage.places import Spot

CHANNEL = re.compile(r"<#([CG][A-Z0-9]{1,31})(?:\|[^<>]*)?>")
PERSON = re.compile(r"<@([UW][A-Z0-9]{1,31})(?:\|[^<>]*)?>")
# Ids in these are for programs; a person who is not here cannot be chosen beforehand either.
FOR_PROGRAMS = frozenset({"value", "private_metadata", "metadata", "action_id", "block_id"})
CHOSEN = "initial_user"
# The smallest limit that a text with mentions has; a longer one is kept at its own length.
ROOM_TO_GROW = 1_900

T = TypeVar("T")


def retold(session: Session, payload: T, door: str, *, people: bool = True) -> T:
    """Return the message or view as it is to be read in the workspace *door*."""
    if not door:
        return payload
    texts = _texts(payload)
    channels = {found for text in texts for found in CHANNEL.findall(text)}
    ids = {found for text in texts for found in PERSON.findall(text)} if people else set()
    spots = places.spots(session, channels, door) if channels else {}
    names = places.strangers(session, ids, door) if ids else {}
    if not spots and not names:
        return payload
    changed: T = _changed(payload, lambda text: _said(text, spots, names), names)
    return changed


def here(session: Session, answer: Answer, door: str, *, people: bool) -> Answer:
    """Return the answer as it is to be read in the workspace *door*."""
    shown: dict[str, Any] = {
        "text": answer.text, "blocks": list(answer.blocks), "modal": answer.modal,
        "update": answer.update, "errors": dict(answer.errors),
    }  # fmt: skip
    told = retold(session, shown, door, people=people)
    if told is shown:
        return answer
    return replace(answer, **{**told, "blocks": tuple(told["blocks"])})


def _texts(payload: Any) -> list[str]:
    """Return every text with something in `<…>`, where ids may stand."""
    # A stack: every answer passes here, and generators in each other took a quarter of a list.
    found: list[str] = []
    left = [payload]
    while left:
        node = left.pop()
        if isinstance(node, str):
            if "<" in node:
                found.append(node)
        elif isinstance(node, Mapping):
            left.extend([part for name, part in node.items() if name not in FOR_PROGRAMS])
            if CHOSEN in node:
                found.append(f"<@{node[CHOSEN]}>")
        elif isinstance(node, list | tuple):
            left.extend(node)
    return found


def _changed(node: Any, say: Callable[[str], str], gone: Mapping[str, str]) -> Any:
    if isinstance(node, str):
        return say(node) if "<" in node else node
    if isinstance(node, Mapping):
        return {
            name: part if name in FOR_PROGRAMS else _changed(part, say, gone)
            for name, part in node.items()
            if not (name == CHOSEN and part in gone)
        }
    if isinstance(node, list | tuple):
        return [_changed(part, say, gone) for part in node]
    return node


def _said(text: str, spots: Mapping[str, Spot], names: Mapping[str, str]) -> str:
    def channel(match: re.Match[str]) -> str:
        spot = spots.get(match[1])
        if spot is None:
            return match[0]
        return f"<#{spot.channel_id}>" if spot.channel_id else f"#{kit.escape(spot.name)}"

    def person(match: re.Match[str]) -> str:
        return f"@{kit.escape(names[match[1]])}" if match[1] in names else match[0]

    told = PERSON.sub(person, CHANNEL.sub(channel, text))
    return told if len(told) <= len(text) else kit.clip(told, max(len(text), ROOM_TO_GROW))
