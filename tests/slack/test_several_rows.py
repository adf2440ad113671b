"""Lines that name several rows of a register: none of them is taken for the reason in silence."""

import pytest
from sqlmodel import select

from bot.domain.models import Department, Server
from tests.slack.counter import Counter, on_either_engine


async def _rows(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Several")
    for name in ("a1", "a2", "a3", "lis-db-01"):
        await counter.types(f"/server add {name}")
    for name in ("lab", "opd"):
        await counter.types(f"/dept add {name}")


def _isolated(counter: Counter) -> list[str]:
    rows = counter.query(lambda s: list(s.exec(select(Server).order_by(Server.hostname))))
    return [row.hostname for row in rows if row.network == "unplugged"]


@pytest.mark.parametrize(
    ("typed", "done"),
    [
        ("a1 and a2", ["a1", "a2"]),
        ("a1 & a2", ["a1", "a2"]),
        ("a1 / a2", ["a1", "a2"]),
        ("a1 a2 and a3 odd logins", ["a1", "a2", "a3"]),
        ("a1 to a3", ["a1", "a2", "a3"]),
        ("SRV-001 - SRV-003", ["a1", "a2", "a3"]),
        ("a1 and lis-* beacons", ["a1", "lis-db-01"]),
    ],
)
async def test_rows_are_tied_as_people_tie_them(
    counter: Counter, typed: str, done: list[str]
) -> None:
    await _rows(counter)
    shown = await counter.types(f"/server isolate {typed}")
    assert _isolated(counter) == done, shown["text"]


@on_either_engine
async def test_what_is_left_as_the_reason_is_read_back(counter: Counter) -> None:
    await _rows(counter)
    one = await counter.types("/server isolate lis-db-01 location=rack-4 to stop the spread")
    assert one["text"].startswith("SRV-004 is isolated now. Reason: to stop the spread. ")
    many = await counter.types("/server suspect a1 and a2, odd logins")
    assert "Done: SRV-001, SRV-002." in many["text"], "behind a comma stand names"
    many = await counter.types("/server isolate a1 a2 and power is off")
    assert many["text"] == "Done: SRV-001, SRV-002. Reason: and power is off."
    bare = await counter.types("/dept manual lab")
    assert bare["text"].startswith("DEP-001 is manual now. *DEP-001*")
    basis = await counter.types("/server clear lis-db-01 swept, nothing found")
    assert "Basis: swept, nothing found." in basis["text"]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("a1 a22", "a1, a2"),
        ("a1 ; a2 beacons", "a1, a2 beacons"),
        ("a1 (a2)", "a1, a2"),
        ("a1 and a22 odd logins", "a1, a2 odd logins"),
        ("lis-db-01 lis-db-05", "lis-db-01, lis-db-05"),
        ("1 2", "1, 2"),
        ("SRV-001 to 002", "SRV-001, 002"),
    ],
)
async def test_half_a_line_is_not_done(counter: Counter, typed: str, line: str) -> None:
    await _rows(counter)
    shown = await counter.types(f"/server isolate {typed}")
    assert "*Not understood.*" in shown["text"]
    assert "othing was done yet." in shown["text"]
    assert f"/server isolate {typed}" in shown["text"], "it is repeated, ready to correct"
    assert f"Send /server isolate {line}" in str(shown["blocks"])
    assert _isolated(counter) == []


@on_either_engine
async def test_between_quotes_a_name_is_a_reason(counter: Counter) -> None:
    await _rows(counter)
    refused = await counter.types("/server isolate a1 a22")
    assert 'As a reason it stands between quotes: `/server isolate a1 "a22"`.' in refused["text"]
    shown = await counter.types('/server isolate a1 "a22"')
    assert "SRV-001 is isolated now." in shown["text"]


@on_either_engine
async def test_departments_are_tied_alike(counter: Counter) -> None:
    await _rows(counter)
    await counter.types("/dept manual lab and opd")
    rows = counter.query(lambda s: list(s.exec(select(Department).order_by(Department.slug))))
    assert [(row.slug, row.mode) for row in rows] == [("lab", "manual"), ("opd", "manual")]


@on_either_engine
async def test_an_answer_says_what_came_of_a_verb_that_moves_nothing(counter: Counter) -> None:
    await _rows(counter)
    for line, told in (
        ("/server suspect a1 odd logins",
         "SRV-001 is marked as suspect; it is still in service and connected. Reason: odd logins."),
        ("/server infiltrated a1 note seen",
         "SRV-001 is marked as infiltrated; it is still in service and connected. Reason: note seen."),
        ("/server decide a1 keep IO by phone 14:20",
         "Decided for SRV-001: imaged and kept; it is still in service and connected. "),
        ("/server isolate a1", "SRV-001 is held now."),
        ("/server encrypted a1",
         "SRV-001 is marked as encrypted; it is held and unplugged."),
        ("/server patch a2 KB5005573",
         "Recorded for SRV-002: a patch; it is still in service and connected. "),
        ("/dept manual lab", "DEP-001 is manual now."),
        ("/dept return lab seen=30 reagents for 3 days",
         "The return of DEP-001 is taken down; its mode stays manual. Line: reagents for 3 days."),
    ):  # fmt: skip
        shown = await counter.types(line)
        assert shown["text"].startswith(told), line
