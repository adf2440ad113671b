"""Windows of the registers' verbs: what a button asks before it acts. Pure.

What is entered becomes the line that a person would have typed, so a verb is written once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from bot.domain.models import Incident
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import inputs, kit

REST: Final = "rest"


@dataclass(frozen=True, slots=True)
class Blank:
    """One field: `name` is its key in the typed line, or `rest` for the free text at its end."""

    name: str
    label: str
    kind: Literal["line", "text", "person", "choice"] = "line"
    hint: str = ""
    optional: bool = False
    choices: Sequence[tuple[str, str]] = ()
    placeholder: str = ""
    longest: int = 1000


@dataclass(frozen=True, slots=True)
class Window:
    """What a verb asks when its button is pressed."""

    title: str
    submit: str
    blanks: Sequence[Blank]


def why(title: str, question: str, submit: str) -> Window:
    """Return a window that asks for the reason alone."""
    return Window(title, submit, (Blank(REST, question, "text"),))


def opened(
    window: Window, action: str, incident: Incident, name: str, channel: str, head: str,
    given: Mapping[str, str] | None = None,
) -> kit.Block:  # fmt: skip
    """Return the window for one row, prefilled with what is *given* by the fields' names.

    It carries back the mark of that: another one once somebody changed any of it.
    """
    known = given or {}
    fields = [
        inputs.field(
            blank.name, say(blank.label), _element(blank, known.get(blank.name, "")),
            hint=said(blank.hint), optional=blank.optional,
        )
        for blank in window.blanks
    ]  # fmt: skip
    return kit.modal(
        action, say(window.title), [kit.section(head), *fields], submit=say(window.submit),
        metadata={"incident": incident.ref, "row": name, "channel": channel, "stamp": stamp(known)},
    )  # fmt: skip


def stamp(given: Mapping[str, str]) -> str:
    """Return a short mark of what a window was filled with, nothing if with nothing."""
    filled = json.dumps(dict(given), sort_keys=True)
    return sha256(filled.encode()).hexdigest()[:16] if given else ""


def said(words: str) -> str:
    """Say words, or nothing: there is no sentence without any."""
    return say(words) if words else ""


def _element(blank: Blank, value: str) -> kit.Block:
    if blank.kind == "person":
        return inputs.person(ids.FIELD, initial=value)
    if blank.kind == "choice":
        options = [kit.option(say(label), key) for key, label in blank.choices]
        return inputs.choice(ids.FIELD, options, initial=value)
    return inputs.line(
        ids.FIELD, value=value, placeholder=said(blank.placeholder), multiline=blank.kind == "text",
        longest=blank.longest,
    )  # fmt: skip


def typed(window: Window, name: str, entered: Mapping[str, str]) -> str:
    """Return what was entered as the text behind the verb."""
    pairs = [
        f'{blank.name}="{entered[blank.name].replace(chr(34), "”")}"'
        for blank in window.blanks
        if blank.name != REST and entered.get(blank.name, "").strip()
    ]
    return " ".join(part for part in (name, *pairs, entered.get(REST, "").strip()) if part)
