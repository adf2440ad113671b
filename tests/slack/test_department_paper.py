"""Paper of the departments: sheets keyed in and verified, temporary numbers, the evening count."""

from sqlmodel import select

from bot.domain.models import Backlog, Task
from tests.slack.counter import RAVI, Counter, on_both_engines, on_either_engine
from tests.slack.test_departments import paper


@on_either_engine
async def test_nobody_verifies_their_own_sheets_though_another_keyed_in_since(
    counter: Counter,
) -> None:
    await paper(counter)
    await counter.types("/dept backlog lab p1=10")
    await counter.types("/dept entered lab p1=6")
    none = await counter.types("/dept verified lab p1=0")
    assert "You keyed in 6 of the 6 P1 sheets" in none["text"]
    await counter.types("/dept entered lab p1=4", by=RAVI)
    refused = await counter.types("/dept verified lab p1=5")
    assert "You keyed in 6 of the 10 P1 sheets" in refused["text"]
    assert "4 verified" in (await counter.types("/dept verified lab p1=4"))["text"]
    assert "You keyed in 6" in (await counter.types("/dept verified lab p1=1"))["text"]
    assert "You keyed in 4" in (await counter.types("/dept verified lab p1=7", by=RAVI))["text"]
    await counter.types("/dept verified lab p1=6", by=RAVI)
    kept = counter.query(lambda s: s.exec(select(Backlog)).one())
    assert (kept.entered, kept.verified) == (10, 10)


async def test_more_than_two_in_a_hundred_wrong_stops_the_keying_in(counter: Counter) -> None:
    await paper(counter)
    await counter.types("/dept backlog lab p2=100")
    await counter.types("/dept entered lab p2=40")
    await counter.types("/dept verified lab p2=20 error=2", by=RAVI)
    assert counter.query(lambda s: s.exec(select(Task)).all()) == []
    vague = await counter.types("/dept verified lab p2=10 error=some", by=RAVI)
    assert "`error` is per cent" in vague["text"]
    await counter.types("/dept verified lab p2=10 error=2.1", by=RAVI)
    task = counter.query(lambda s: s.exec(select(Task)).one())
    assert (task.critical, task.role) == (True, "mrd-lead")
    assert "Stop keying in for Lab: 2.1 %" in task.title


@on_both_engines
async def test_temporary_numbers_are_given_once(counter: Counter) -> None:
    await paper(counter)
    await counter.types("/dept tempids opd 1000-1999")
    overlap = await counter.types("/dept tempids lab 1500-1600")
    assert "overlaps 1000-1999" in overlap["text"]
    assert "Take the next free: 2000-2100" in overlap["text"]
    backwards = await counter.types("/dept tempids lab 3000-2000")
    assert "Type the lower one first" in backwards["text"]
    many = await counter.types("/dept tempids opd used=2000")
    assert "holds 1000 numbers" in many["text"]


async def test_each_range_of_temporary_numbers_is_counted_for_itself(counter: Counter) -> None:
    await paper(counter)
    await counter.types("/dept tempids opd 1000-1099")
    await counter.types("/dept tempids opd used=100")
    await counter.types("/dept tempids opd 2000-2099")
    which = await counter.types("/dept tempids opd merged=100")
    assert "OPD has the numbers 1000-1099, 2000-2099" in which["text"]
    other = await counter.types("/dept tempids opd 3000-3099 merged=1")
    assert "OPD has the numbers" in other["text"]
    await counter.types("/dept tempids opd 1000-1099 merged=100")
    shown = await counter.types("/dept tempids opd 2000-2099 used=3 merged=1")
    assert "1000-1099 (100 used, 100 merged); 2000-2099 (3 used, 1 merged)" in shown["text"]


async def test_the_evening_count_names_lost_sheets_and_piles_that_nobody_booked(
    counter: Counter,
) -> None:
    await paper(counter)
    for line in (
        "backlog lab p1=10 p2=60", "entered lab p1=4 p2=10", "return lab sheets=60",
        "tempids lab 1000-1099", "tempids lab used=3 merged=1",
    ):  # fmt: skip
        await counter.types(f"/dept {line}")
    shown = (await counter.types("/dept reconcile"))["text"]
    assert "Lab: P1 6 left, 4 not verified; P2 50 left, 10 not verified" in shown
    assert "2 temporary numbers are not merged" in shown
    assert "says 60 sheets wait, 56 are booked*" in shown
    assert "OPD: *its paper was never counted*" in shown
    fine = await counter.types("/dept reconcile lab p1=6")
    assert "P1 6 counted, 6 booked. It agrees." in fine["text"]
    assert counter.query(lambda s: s.exec(select(Task)).all()) == []
    for _ in range(2):
        wrong = await counter.types("/dept reconcile lab p1=4 p2=53 p3=7")
        assert "P1 4 counted, 6 booked, *2 missing*; P2 53 counted, 50 booked, *3" in wrong["text"]
        assert "P3 7 counted, *never booked*" in wrong["text"]
        assert "`/dept backlog lab p2=63 p3=7`" in wrong["text"]
    task = counter.query(lambda s: s.exec(select(Task)).one())
    assert (task.critical, task.role, task.subject_id) == (True, "mrd-lead", "DEP-001")
    assert "Sheets of Lab are missing: 2 of P1" in task.title


async def test_paper_is_never_counted_below_what_was_done(counter: Counter) -> None:
    await paper(counter)
    await counter.types("/dept backlog lab p1=10")
    assert "are too many" in (await counter.types("/dept entered lab p1=11"))["text"]
    await counter.types("/dept entered lab p1=6")
    assert "are too many" in (await counter.types("/dept verified lab p1=7", by=RAVI))["text"]
    assert "are fewer" in (await counter.types("/dept backlog lab p1=5"))["text"]
    assert "of which priority" in (await counter.types("/dept backlog lab 5"))["text"]
