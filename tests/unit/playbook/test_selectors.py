"""Selectors of rows: how they are spelt, and which rows they pick."""

import pytest

from bot.domain.models import Task
from bot.playbook import selectors, values
from bot.playbook.model import Condition, Selector
from tests.unit.playbook.reading import one


def test_smart_quotes_and_a_selector_without_quotes_are_understood() -> None:
    plain = one('- [ ] A {#a each="server[held virtual]"}')
    assert one("- [ ] A {#a each=“server[held virtual]”}") == plain
    assert one("- [ ] A {#a each=server[held virtual]}") == plain


def test_a_register_spelt_with_hyphens_is_the_same() -> None:
    step = one("- [ ] A {each=server[in-service] }")
    assert step.each == Selector("server", (Condition("state", ("in_service",)),))


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"verdict": "infiltrated", "kind": "virtual"}, True),
        ({"verdict": "encrypted", "kind": "virtual"}, True),
        ({"verdict": "suspect", "kind": "virtual"}, False),
        ({"verdict": "encrypted", "kind": "physical"}, False),
        ({"verdict": "encrypted"}, False),
    ],
)
def test_a_selector_picks_rows_that_meet_every_condition(row: dict[str, str], wanted: bool) -> None:  # noqa: FBT001 - a table's column.
    each = one('- [ ] A {each="server[verdict=infiltrated,encrypted kind=virtual]"}').each
    assert each is not None
    assert each.matches(row) is wanted


def test_what_is_read_of_a_task_is_kept_whole() -> None:
    """SQLite keeps anything; PostgreSQL refuses what is longer than its column."""
    kept = {name: Task.__table__.c[name].type.length for name in ("each", "gate")}  # type: ignore[attr-defined]  # SQLModel's own.
    assert kept == {"each": selectors.LONGEST, "gate": values.LONGEST_GATES}
