"""Paper logs as people type them in: headings, days and times, what is no line of a log."""

from datetime import UTC, datetime

import pytest

from bot.domain import csv_files, paper_log
from bot.errors import Mistyped
from tests.factories import DELHI

NOW = datetime(2022, 11, 24, 12, 0, tzinfo=UTC)
SEVEN = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)


def _read(text: str) -> paper_log.Log:
    return paper_log.read(text, now=NOW, zone=DELHI)


@pytest.mark.parametrize(
    "typed",
    [
        "2022-11-23 07:07", "2022-11-23T07:07:00+05:30", "2022-11-23T01:37Z", "23/11/2022 07:07",
        "23-11-2022 7:07 am", "23.11.2022 07:07 IST", "23 Nov 2022 0707 hrs", "23 nov 7.07am",
        "२३/११/२०२२ ०७:०७",
    ],
)  # fmt: skip
def test_a_day_and_a_time_are_read_as_people_write_them(typed: str) -> None:
    [entry] = _read(f"when|who|what\n{typed}|Asha|x\n").entries
    assert (entry.at, entry.wrong) == (SEVEN, "")


def test_a_line_keeps_who_what_and_where_and_its_sheet() -> None:
    log = _read(
        "Date,Time,Reported by,Entry,Ward,Page No,Initials\n"
        '23/11/2022,07:07,Asha,"No link, analyser 2",Emergency,4,AR\n,,,,,,\n'
        "23/11/2022,07:07,,Door locked,,,\n"
    )
    assert log.left_out == ("Initials",)
    assert log.entries == (
        paper_log.Entry(2, SEVEN, "Asha: No link, analyser 2 (Emergency)", "4"),
        paper_log.Entry(4, SEVEN, "Door locked"),
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("07:07,A,x", "“07:07” names no day"),
        ("yesterday 07:07,A,x", "names no day"),
        ("20m ago,A,x", "names no day"),
        ("23/11/2022,A,x", "has no time of day"),
        ("25/11/2022 07:07,A,x", "ahead"),
        ("11/23/2022 07:07,A,x", "on no calendar"),
        ("23/11/2012 07:07,A,x", "more than 400 days away"),
        (",A,x", "It does not say when it happened"),
        ("23/11/2022 07:07,A,", "It does not say what happened"),
        ("23/11/2022 07:07,A,=1+1", "formula"),
        ("23/11/2022 07:07,A,x,y,z", "5 cells"),
        (f"23/11/2022 07:07,{'A' * 121},x", "`who` has 121 characters; 120 are the most"),
    ],
)
def test_what_is_no_line_of_a_log_is_named_with_its_reason(line: str, why: str) -> None:
    refused, kept = _read(f"happened_at,who,what\n{line}\n23/11/2022 07:07,A,- x\n").entries
    assert (refused.line, refused.text, refused.at) == (2, "", None)
    assert why in refused.wrong
    # Its neighbour stands; on paper a line may well begin with a dash.
    assert (kept.line, kept.text) == (3, "A: - x")


def test_a_patients_number_is_refused_and_never_repeated() -> None:
    [entry] = _read("when,who,what\n23/11/2022 07:07,A,mother of 9876543210 called\n").entries
    assert entry.wrong == (
        "`what` holds what looks like a phone number. Patient data does not belong here"
    )
    assert "9876543210" not in repr(entry)


def test_nothing_in_it_becomes_a_mention() -> None:
    [entry] = _read("when,who,what\n23/11/2022 07:07,<@U0BOSS>,<!channel> a & b\n").entries
    assert (entry.text.count("<"), "a & b" in entry.text) == (0, True)


@pytest.mark.parametrize("head", ["who,what", "when,who", "time,what"])
def test_headings_that_lack_what_is_needed_are_named(head: str) -> None:
    with pytest.raises(Mistyped) as refused:
        _read(f"{head}\na,b\n")
    assert "when it happened and what" in refused.value.message
    assert "`happened_at`, `who`, `what`" in refused.value.next_step


def test_too_many_lines_are_refused() -> None:
    lines = "23/11/2022 07:07,x\n" * (csv_files.MOST_ROWS + 1)
    with pytest.raises(Mistyped, match="20,001 rows"):
        _read(f"when,what\n{lines}")
