"""Segments and endpoints at the counter: open with a basis, counts that fit, an honest forecast."""

import pytest
from sqlmodel import select

from bot.domain.models import EndpointBatch
from tests.slack.counter import MEERA, RAVI, Counter, on_either_engine


def of(counter: Counter, name: str = "OPD") -> EndpointBatch:
    return counter.query(
        lambda s: s.exec(select(EndpointBatch).where(EndpointBatch.name == name)).one()
    )


@on_either_engine
async def test_a_segment_opens_with_a_basis(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Network")
    bare = await counter.types("/server segment OPD open")
    assert "Opening a segment needs a reason" in bare["text"]
    assert "No segment is entered" in (await counter.types("/server segment"))["text"]
    await counter.types("/server segment OPD closed not sanitised yet")
    assert "*OPD* closed: not sanitised" in (await counter.types("/server segment"))["text"]
    await counter.types("/server segment OPD open all hosts verified")
    assert "*OPD* open: all hosts verified" in (await counter.types("/server segment"))["text"]
    twice = await counter.types("/server segment OPD open again")
    assert "SEG-001 is open; `open` does not go from there" in twice["text"]
    assert "open or closed" in (await counter.types("/server segment OPD"))["text"]


@on_either_engine
async def test_counts_fit_one_another_and_a_segment_opens_when_all_is_verified(
    counter: Counter,
) -> None:
    await counter.types("/incident declare sev3 kind=other Network")
    cases = {
        "/server endpoints OPD scanned=5": "so it needs its total",
        "/server endpoints OPD total=1000 scanned=1200": "scanned would be more",
        "/server endpoints OPD total=many": "`total` is a count",
        "/server endpoints OPD total=900 scanned=900 verified=900": "You cleaned OPD yourself",
    }
    for line, why in cases.items():
        assert why in (await counter.types(line))["text"], line
    await counter.types("/server endpoints OPD total=1000 scanned=600 infected=12 segment=opd")
    assert of(counter).state == "blocked", "more infected than resolved"
    await counter.types("/server endpoints OPD resolved=12")
    await counter.types("/server endpoints OPD scanned=700", by=MEERA)
    own = await counter.types("/server endpoints OPD verified=500")
    assert "You cleaned OPD yourself" in own["text"], "also when somebody cleaned after them"
    await counter.types("/server endpoints OPD verified=500", by=RAVI)
    early = await counter.types("/server segment OPD open all verified")
    assert "OPD is not opened: OPD is scanning, 500 of 1000 endpoints verified" in early["text"]
    await counter.types("/server endpoints OPD scanned=990")
    await counter.types("/server endpoints OPD verified=990", by=RAVI)
    closed = await counter.types("/server endpoints OPD reconnected=400")
    assert "is not open" in closed["text"]
    await counter.types("/server endpoints OPD off=10")
    await counter.types("/server segment OPD open all verified, ten in a locked room")
    await counter.types("/server endpoints OPD reconnected=400")
    assert of(counter).reconnected == 400
    alarm = await counter.types("/server endpoints OPD infected=13")
    assert "Its segment is open: `/server segment opd closed alarm`" in alarm["text"]


async def test_a_total_changes_with_its_reason_and_no_slip_makes_a_batch(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Network")
    await counter.types("/server endpoints OPD total=1000 segment=campus")
    bare = await counter.types("/server endpoints OPD total=1200")
    assert "why are there 1200 now?" in bare["text"]
    slip = await counter.types("/server endpoints OPD recount of total=1200")
    assert "another batch, or OPD counted again?" in slip["text"]
    await counter.types("/server endpoints OPD total=1200 because hostels came to it")
    assert (of(counter).total, of(counter).denominator_version) == (1200, 2)
    await counter.types('/server endpoints "OPD annex" total=50 segment=campus')
    assert of(counter, "OPD annex").denominator_version == 1
    shown = (await counter.types("/server endpoints campus"))["text"]
    for said in ("v1: 1000 since", "v2: 1200 since", "because hostels came to it", "0/1250"):
        assert said in shown, shown


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            (300, 900, 1500),
            "3500 left at 300 to 600 a day (last 3 days): 6 to 12 days",
        ),
        ((500, 1000), "4000 left at 500 a day (last 2 days): 8 days"),
        ((2500,), "2500 left at 2500 a day (last day): 1 day"),
    ],
)
async def test_the_forecast_is_a_range_of_what_was_done(
    counter: Counter, counts: tuple[int, ...], said: str
) -> None:
    await counter.types("/incident declare sev3 kind=other Network")
    first = await counter.types("/server endpoints ALL total=5000 scanned=3000")
    assert "5000 left, no rate yet" in first["text"]
    for verified in counts:
        counter.clock.advance(hours=24)
        await counter.types(f"/server endpoints ALL verified={verified}", by=RAVI)
    assert said in (await counter.types("/server endpoints"))["text"]


async def test_the_digest_tells_machines_departments_ladder_and_evidence(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Everything")
    for line in (
        "/server add ehosp-db-01 kind=physical", "/server add lis-app-01 kind=virtual",
        "/server infiltrated ehosp-db-01", "/dept add lab name=Lab", "/dept manual lab",
        "/restore add e-Hospital tier=1", '/evidence add SRV-001 memory tool="WinPmem"',
        "/server endpoints ALL total=5000 scanned=1500", "/incident eta OPD 5 dec 09:00",
    ):  # fmt: skip
        assert "Not" not in (await counter.types(line))["text"].split(".")[0], line
    counter.clock.advance(hours=24)
    text = (await counter.types("/incident digest preview"))["text"]
    for said in (
        "1/2 infiltrated or encrypted (1 physical, 1 virtual)", "*no return yet* (manual): Lab",
        "*e-Hospital* (tier 1): not started, data not restored",
        "next gate: scope agreed", "1 exhibit: 0 on the shelf", "*ALL* endpoints: 0/5000 verified",
    ):  # fmt: skip
        assert said in text, said


@on_either_engine
async def test_batches_and_segments_are_paged(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Network")
    for each in range(11, 23):
        await counter.types(f"/server endpoints Ward{each} total=10")
        await counter.types(f"/server segment Ward{each} closed not sanitised yet")
    for what, ends in (("endpoints", "*In all:* 0/120 verified"), ("segment", "not sanitised")):
        first = (await counter.types(f"/server {what}"))["text"]
        assert ": 1-10 of 12" in first
        assert ("Ward20" in first, "Ward21" in first) == (True, False)
        second = await counter.presses(f"server.{what}", "INC-2022-001 page=2")
        assert second["text"] == (await counter.types(f"/server {what} page=2"))["text"]
        assert ("Ward20" in second["text"], "Ward22" in second["text"]) == (False, True)
        assert ends in first
        assert ends in second["text"]


async def test_how_often_a_batch_was_counted_anew_is_paged(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Network")
    for total in range(100, 112):
        await counter.types(f"/server endpoints OPD PCs total={total} because more came to it")
    first = (await counter.types("/server endpoints OPD PCs"))["text"]
    assert ("v9: 108" in first, "v10: 109" in first) == (True, False)
    second = await counter.presses("server.endpoints", "INC-2022-001 OPD PCs page=2")
    assert "v12: 111" in second["text"]
