"""`docs/room.md` says how strict the Room is; each row names the tests that show it."""

import re

import pytest

from bot.room.methods import METHODS
from tests.repo.tree import named, python, text

CODE = re.compile(r"`([^`]+)`")
TEST = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
CALLED = re.compile(r"\"((?:[a-z]+\.)+[a-zA-Z]+)\"")
REFUSAL = re.compile(r"[a-z]+(?:_[a-z]+)+")


def _rows() -> list[tuple[str, str, str]]:
    """Return rule, answer and tests of every row, without the headings."""
    chapter = text("docs/room.md").partition("## What is strict")[2].partition("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in chapter.splitlines() if line[:2] == "| "]
    return [(rule, answer, tests) for rule, answer, tests in cells if tests != "shown by"]


ROWS = _rows()


def _around(path: str, name: str) -> str:
    """Return the file of a test: its parameters may stand anywhere in it."""
    source = text(f"tests/room/{path}")
    begin = re.search(rf"^(?:async )?def {name}\(", source, re.MULTILINE)
    assert begin, f"there is no {name} in tests/room/{path}"
    return source


def test_the_chapter_has_rows() -> None:
    assert len(ROWS) > 40


@pytest.mark.parametrize(("rule", "answer", "tests"), ROWS, ids=[row[0][:40] for row in ROWS])
def test_each_row_names_tests_that_speak_of_it(rule: str, answer: str, tests: str) -> None:
    named_tests = TEST.findall(tests)
    assert named_tests, rule
    said = "".join(_around(path, name) for path, name in named_tests)
    codes = [code for code in CODE.findall(answer) if REFUSAL.fullmatch(code)]
    assert [code for code in codes if code not in said] == []


def test_each_method_that_the_bot_calls_has_a_row() -> None:
    source = "".join(
        text(named(path)) for path in python("bot/slack", "bot/outbox", "bot/operations")
    )
    called = set(CALLED.findall(source)) & set(METHODS)
    assert len(called) > 25
    rows = {code for rule, _, _ in ROWS for code in CODE.findall(rule)}
    assert called - rows == set(), "give each a row in docs/room.md"


def test_the_bot_calls_nothing_that_the_room_does_not_know() -> None:
    outbound = text("bot/slack/outbound.py")
    asked = {name for name in CALLED.findall(outbound) if name.split(".")[0] in _families()}
    assert asked <= set(METHODS)


def _families() -> set[str]:
    return {name.split(".")[0] for name in METHODS}
