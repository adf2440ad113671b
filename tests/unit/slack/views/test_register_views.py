"""Registers, deadlines and their windows, filled with the worst that people type, fit into Slack."""

import types
import typing
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import SQLModel

from bot.domain.models import (
    Deadline,
    Department,
    Exhibit,
    Incident,
    Server,
    Statement,
    System,
    Transfer,
    Waiver,
)
from bot.domain.words import DeadlineState
from bot.language.catalogue import HINDI, speaking
from bot.slack.listeners.counters import COUNTERS
from bot.slack.views import (
    deadline_lists,
    deadline_modals,
    deadlines,
    facts,
    home,
    registers,
    windows,
)
from bot.slack.views.home_pages import Leaf, Place
from bot.slack.views.lists import leaf
from bot.slack.views.menu import Who
from bot.slack.views.page import Page
from tests.hostile import HOSTILE
from tests.limits import problems
from tests.unit.slack.views.drawn import make_incident

NOW = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
PAGE = Page(NOW, ZoneInfo("Asia/Kolkata"))
REF = "INC-2022-001"
# Every kind of damage, and the longest of each: what is left repeats one of these.
WORST = ("", "<!channel>", "<@U1ABC>", "`it` *b*", *sorted(HOSTILE, key=len)[-6:])
# What is a word of ours in its column; all else is what somebody typed.
OURS: Mapping[type[SQLModel], dict[str, Any]] = {
    Server: {
        "state": "held",
        "verdict": "infiltrated",
        "kind": "physical",
        "decision": "seize",
        "network": "connected",
    },
    Exhibit: {"state": "with_authority", "type": "disk"},
    Transfer: {"state": "offered"},
    Department: {"mode": "manual"},
    System: {"stage": "rebuild"},
    Waiver: {"state": "half", "rule": "19", "ground": "other"},
    Statement: {"state": "draft", "facts": "{}"},
    Deadline: {"state": DeadlineState.DRAFTING, "within": "PT6H", "anchor": "noticed"},
}
TABLES: Mapping[str, type[SQLModel]] = {
    "exhibit": Exhibit, "transfer": Transfer, "server": Server, "department": Department,
    "system": System, "waiver": Waiver,
}  # fmt: skip


def filled(table: type[SQLModel], text: str) -> Any:
    """Return a row with *text* in every column that people write."""
    values = {name: _value(field.annotation, text) for name, field in table.model_fields.items()}
    return table(**{**values, **OURS.get(table, {})})


def _value(annotation: Any, text: str) -> Any:
    options = typing.get_args(annotation)
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        return _value(next(each for each in options if each is not type(None)), text)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return next(iter(annotation))
    given: dict[Any, Any] = {str: text, int: 7, bool: True, datetime: NOW, float: 1.5}
    return given[annotation]


def shown(text: str) -> Iterator[dict[str, Any]]:
    """Yield every message and window about a row."""
    incident: Incident = make_incident(text)
    for command in COUNTERS.values():
        for counter in command:
            face = counter.face
            row = filled(TABLES[face.register.noun], text)
            states = {face.register.state(row): 70, "stored": 10}
            found = registers.Listing([row] * 10, 80, 10, text[:60], text[:200], states=states)
            yield registers.listing(face, found, REF, PAGE).message
            yield registers.listing(face, registers.Listing([], 0, 0, text[:60]), REF, PAGE).message
            yield registers.card(face, row, REF, PAGE, [face.named(row)] * 9).message
            yield registers.changed(face, face.named(row), row, REF).message
            for verb, window in counter.windows.items():
                given = {blank.name: text for blank in window.blanks if blank.kind != "choice"}
                head = face.named(row)
                yield windows.opened(window, face.action(verb), incident, "X-1", "C1", head, given)
    yield from _about_law(incident, text)
    yield _home(incident, text)


def _about_law(incident: Incident, text: str) -> Iterator[dict[str, Any]]:
    row = filled(Deadline, text)
    people = deadlines.People({"legal-lead": ("U1",)})
    yield deadline_lists.listing(
        deadline_lists.Listing([row] * 10, 80, 10, "all"), REF, PAGE
    ).message
    yield deadlines.card(row, REF, people, PAGE).message
    yield deadlines.changed(deadlines.named(row), row, REF, PAGE).message
    yield deadline_modals.met(incident, row, "C1", PAGE)
    yield deadline_modals.extend(incident, row, "C1", PAGE)
    for action in deadline_modals.REASONED:
        yield deadline_modals.reason(action, incident, row, "C1", PAGE)
    statement = filled(Statement, text)
    yield facts.statement(statement, text or "x", [("U1", "pio")], REF, PAGE).message
    yield facts.statements(leaf([statement] * 30, 1), REF, PAGE).message


def _home(incident: Incident, text: str) -> dict[str, Any]:
    nouns = ("waiver", "statement", "transfer", "exhibit", "system", "server")
    tables: dict[str, type[SQLModel]] = {**TABLES, "statement": Statement}
    parts = [
        home.waiting([filled(tables[noun], text)] * 9, Leaf(Place(), REF, noun, 4), PAGE)
        for noun in nouns
    ]
    return home.home([home.Room(incident, parts)] * 3, Who(), open_count=3, place=Place())


@pytest.mark.parametrize("text", WORST)
def test_no_text_in_a_register_makes_a_view_that_slack_refuses(text: str) -> None:
    for payload in shown(text):
        assert problems(payload) == [], str(payload)[:300]


@pytest.mark.parametrize("text", ["", "<!channel>", WORST[-1]])
def test_no_text_in_a_register_makes_a_view_in_hindi_that_slack_refuses(text: str) -> None:
    with speaking(HINDI):
        for payload in shown(text):
            assert problems(payload) == [], str(payload)[:300]
