"""Segments and endpoints at the counter: open with a basis, counts that fit, an honest forecast."""

from sqlmodel import select

from bot.domain.models import EndpointBatch
from tests.slack.counter import RAVI, Counter, on_both_engines


def of(counter: Counter, name: str = "OPD") -> EndpointBatch:
    return counter.query(
        lambda s: s.exec(select(EndpointBatch).where(EndpointBatch.name == name)).one()
    )


@on_both_engines
async def test_a_segment_opens_with_a_basis(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Network")
    bare = await counter.types("/server segment OPD open")
    assert "Opening a segment needs a reason" in bare["text"]
    assert "No segment is entered" in (await counter.types("/server segment"))["text"]
    await counter.types("/server segment OPD open all hosts verified")
    assert "*OPD* open: all hosts verified" in (await counter.types("/server segment"))["text"]
    twice = await counter.types("/server segment OPD open again")
    assert "SEG-001 is open; `open` does not go from there" in twice["text"]
    assert "open or closed" in (await counter.types("/server segment OPD"))["text"]


@on_both_engines
async def test_counts_fit_one_another_and_a_new_total_is_a_new_version(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Network")
    cases = {
        "/server endpoints OPD scanned=5": "so it needs its total",
        "/server endpoints OPD total=1000 scanned=1200": "scanned would be more",
        "/server endpoints OPD total=many": "`total` is a count",
    }
    for line, why in cases.items():
        assert why in (await counter.types(line))["text"], line
    await counter.types("/server endpoints OPD total=1000 scanned=600 infected=12 segment=OPD")
    assert of(counter).state == "blocked", "more infected than resolved"
    await counter.types("/server endpoints OPD resolved=12 total=1200")
    assert (of(counter).state, of(counter).denominator_version) == ("scanning", 2)
    own = await counter.types("/server endpoints OPD verified=500")
    assert "You cleaned OPD yourself" in own["text"]
    await counter.types("/server endpoints OPD verified=500", by=RAVI)
    closed = await counter.types("/server endpoints OPD reconnected=400")
    assert "is not open" in closed["text"]
    await counter.types("/server segment OPD open all verified")
    many = await counter.types("/server endpoints OPD reconnected=600")
    assert "Only what is verified is reconnected" in many["text"]
    await counter.types("/server endpoints OPD reconnected=400")
    assert of(counter).reconnected == 400


async def test_the_forecast_is_a_range_of_what_was_done(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Network")
    first = await counter.types("/server endpoints ALL total=5000 scanned=1000")
    assert "5000 left, no rate yet" in first["text"]
    for verified in (300, 900, 1500):
        counter.clock.advance(hours=24)
        await counter.types(f"/server endpoints ALL verified={verified}", by=RAVI)
    shown = (await counter.types("/server endpoints"))["text"]
    assert "*ALL* scanning: 1500/5000 verified" in shown
    assert "3500 left at 300 to 600 a day (last 3 days): 6 to 12 days" in shown


async def test_a_steady_pace_is_said_once(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Network")
    await counter.types("/server endpoints ALL total=5000 scanned=1000")
    for verified in (500, 1000):
        counter.clock.advance(hours=24)
        await counter.types(f"/server endpoints ALL verified={verified}", by=RAVI)
    shown = (await counter.types("/server endpoints"))["text"]
    assert "4000 left at 500 a day (last 2 days): 8 days" in shown


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
