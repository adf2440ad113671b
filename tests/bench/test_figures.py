import json
import math

import pytest
from rich.console import Console

from bot.bench import table
from bot.bench.figures import Bar, Figure, Row, percentile


@pytest.mark.parametrize(
    ("share", "wanted"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1), (0.0, 1)]
)
def test_a_percentile_is_the_smallest_that_covers_its_share(share: float, wanted: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == wanted


def test_rounds_are_joined_by_their_medians() -> None:
    figure = Figure.of_rounds([[0.001, 0.002, 0.003], [0.010, 0.020, 0.030], [0.005]])
    assert figure == Figure(5.0, 5.0)


def test_figures_add_up_only_where_both_have_a_tail() -> None:
    assert Figure(1, 2).plus(Figure(3, 4)) == Figure(4, 6)
    assert Figure(1, 2).plus(Figure(3)) == Figure(4, None)


@pytest.mark.parametrize(
    ("bar", "met", "ratio"),
    [
        (Bar(2.0), True, 2.0),
        (Bar(1.9), False, 2.0),
        (Bar(3.0, "p99/floor"), True, 3.0),
        (Bar(2.9, "p99/floor"), False, 3.0),
        (Bar(10, "p50"), True, 2.0),
        (Bar(29, "p99"), False, 2.0),
        (None, None, 2.0),
    ],
)
def test_a_bar_is_met_up_to_its_very_edge(bar: Bar | None, met: object, ratio: float) -> None:
    row = Row("name", "what", Figure(10, 30), Figure(5, 10), bar)
    assert (row.met, row.ratio) == (met, ratio)


def test_without_a_floor_a_ratio_promises_nothing() -> None:
    row = Row("name", "what", Figure(10), None, Bar(2.0))
    assert (row.met, row.ratio) == (None, None)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (3, "3"), (0.2549, "0.25"), (12.34, "12.3"), (1234.5, "1,234"), (99.99, "100.0")],
)
def test_numbers_have_the_digits_that_mean_something(value: float, shown: str) -> None:
    assert table.number(value) == shown


ROWS = [
    Row("commands", "/task done", Figure(10, 30), Figure(8, 10), Bar(2.0)),
    Row("declare", "ten at once", Figure(80), bar=Bar(50, "p50"), note="why"),
    Row("digest", "digest of 10", Figure(3), Figure(1), Bar(1.5)),
    Row("digest", "for information", Figure(3), Figure(1)),
]
MACHINE = {"cpus": 2, "python": "3.11", "system": "Linux", "database": "SQLite"}


def test_the_table_says_what_falls_short_and_by_how_much() -> None:
    console = Console(width=140, record=True, file=None, force_terminal=False, quiet=False)
    with console.capture() as said:
        table.show(console, ROWS, MACHINE)
    shown = said.get()
    assert "2 of 3 bars are missed" in shown
    assert "✗ ten at once: 80 ms, promised ≤ 50 ms" in shown
    assert "✗ digest of 10: 3.00×, promised ≤ 1.50×" in shown
    assert "10/30 ms" in shown


def test_what_is_written_is_plain_data() -> None:
    told = json.loads(json.dumps(table.written(ROWS, MACHINE, quick=True), allow_nan=False))
    assert told["machine"]["cpus"] == 2
    assert told["short"] == ["ten at once", "digest of 10"]
    first = told["rows"][0]
    assert (first["p50"], first["floor_p99"], first["met"]) == (10, 10, True)
    assert math.isclose(first["ratio"], 1.25)
