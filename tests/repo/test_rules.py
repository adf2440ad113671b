"""The rule book says where each invariant is enforced, and by which tests it is shown."""

import ast
import importlib
import re
from collections.abc import Callable

import pytest

from bot.domain.gate_places import LETTERS
from bot.domain.rule_places import PLACES, Place
from bot.domain.rulebook import RULES
from scripts import mutants
from tests.repo.tree import ROOT

each_rule = pytest.mark.parametrize("rule", PLACES.values(), ids=[str(each) for each in PLACES])


def test_there_are_thirty_four() -> None:
    assert list(RULES) == list(range(1, 35))


def test_every_one_has_its_place() -> None:
    assert list(PLACES) == list(RULES)
    assert all(place.enforced for place in PLACES.values())


@each_rule
def test_where_it_is_enforced_is_there(rule: Place) -> None:
    for place in rule.enforced:
        module, _, name = place.partition(":")
        assert hasattr(importlib.import_module(module), name), place


def test_every_gate_has_its_place_and_its_rules() -> None:
    assert "".join(LETTERS) == "ABCDEFGHIJ"
    for gate in LETTERS.values():
        assert set(gate.rules) <= set(RULES)
        for place in gate.enforced:
            module, _, name = place.partition(":")
            assert hasattr(importlib.import_module(module), name), place


@each_rule
def test_the_tests_that_show_it_are_there(rule: Place) -> None:
    assert rule.tests, "a rule without a test is a wish"
    for test in rule.tests:
        path, _, name = test.partition("::")
        source = (ROOT / "tests" / path).read_text(encoding="utf-8")
        assert re.search(rf"^ *(?:async )?def {name}\(", source, re.MULTILINE), test


def test_refusals_name_rules_that_there_are() -> None:
    """A refusal that begins with a number means one of these."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for number in re.findall(r'rule="(\d+)[,"]', path.read_text(encoding="utf-8")):
            assert int(number) in RULES, f"{path}: {number}"


def test_a_guard_taken_away_lets_everything_pass() -> None:
    text = 'def guard(row: int) -> None:\n    """Raise."""\n    raise ValueError(row)\n'
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    found: dict[str, Callable[[int], None]] = {}
    exec(mutants.disarmed(text, node), {}, found)  # noqa: S102 - the text above.
    found["guard"](1)


def test_most_invariants_have_a_guard_that_can_be_taken_away() -> None:
    assert len({rule for rule, *_ in mutants.guards(set())}) > 20
