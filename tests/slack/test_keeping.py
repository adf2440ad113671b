"""Who settles a dispute, takes evidence back and lets it go (rules 11 and 12)."""

from collections.abc import Iterable

from sqlmodel import col, select

from bot.domain.models import Task, Transfer
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine
from tests.slack.exhibits import OTHER, SHA, begun, one, sealed

NISHA, OMAR = "U4NISHA", "U5OMAR"
IO = '"Insp. R. Singh" designation=IO organisation=IFSO'


async def _kept(counter: Counter) -> None:
    await begun(counter)
    await counter.types(f"/incident role evidence-custodian <@{NISHA}>")
    await sealed(counter)


async def _signed(counter: Counter, name: str, by: Iterable[str] = (MEERA, RAVI)) -> None:
    for who in by:
        await counter.types(f"/evidence except {name} the label was misread", by=who)


@on_either_engine
async def test_a_new_break_takes_new_signatures(counter: Counter) -> None:
    await _kept(counter)
    await counter.types(f"/evidence verify EXH-001 sha256={OTHER}")
    await _signed(counter, "EXH-001")
    await counter.types(f"/evidence verify EXH-001 sha256={OTHER}")
    again = await counter.types("/evidence release EXH-001 order=IO/1")
    assert "EXH-001 is broken" in again["text"]
    await _signed(counter, "EXH-001")
    fine = await counter.types("/evidence release EXH-001 order=IO/1")
    assert "EXH-001 is released now." in fine["text"]


@on_either_engine
async def test_a_dispute_is_settled_by_its_sides_or_the_custodian(counter: Counter) -> None:
    await _kept(counter)

    async def disputed(number: int) -> str:
        await counter.types(f"/evidence offer EXH-001 to <@{RAVI}> purpose examination")
        name = f"TRF-{number:03d}"
        await counter.types(f"/evidence receive {name} seal=S-9 sha256={SHA}", by=RAVI)
        await _signed(counter, "EXH-001")
        return name

    def state(number: int) -> str:
        return counter.query(
            lambda s: s.exec(select(Transfer.state).where(Transfer.number == number)).one()
        )

    name = await disputed(1)
    for by, line in ((OMAR, "accept {}"), (ASHA, "accept {}"), (OMAR, "return {} wrong parcel")):
        refused = await counter.types(f"/evidence {line.format(name)}", by=by)
        assert "or the evidence custodian" in refused["text"], line
        assert state(1) == "disputed"
    await counter.types(f"/evidence return {name} wrong parcel")
    assert (state(1), one(counter).custodian) == ("returned", ASHA)
    name = await disputed(2)
    await counter.types(f"/evidence accept {name}", by=NISHA)
    assert (state(2), one(counter).custodian) == ("received", RAVI)


async def test_what_is_on_its_way_is_called_lost_by_its_sides(counter: Counter) -> None:
    await _kept(counter)
    await counter.types(f"/evidence offer EXH-001 to <@{RAVI}> purpose examination")
    await counter.types("/evidence send TRF-001 mode=courier")
    refused = await counter.types("/evidence lost TRF-001 robbed", by=OMAR)
    assert f"<@{ASHA}>, <@{RAVI}>, or the evidence custodian" in refused["text"]
    assert not one(counter).broken
    await counter.types("/evidence lost TRF-001 robbed", by=RAVI)
    assert one(counter).broken


async def _with_authority(counter: Counter) -> None:
    await _kept(counter)
    await counter.types(f"/evidence offer EXH-001 to {IO} purpose examination")
    slip = f"paper=https://files/slip witness=<@{RAVI}>"
    await counter.types(f"/evidence receive TRF-001 seal=S-1 sha256={SHA} {slip}")
    assert one(counter).state == "with_authority"


@on_either_engine
async def test_what_comes_back_is_read_by_the_custodian_and_compared(counter: Counter) -> None:
    await _with_authority(counter)
    line = "/evidence store EXH-001 safe 9"
    refused = await counter.types(f"{line} seal=S-1 sha256={SHA}")
    assert "is taken by the evidence custodian" in refused["text"]
    assert f"<@{NISHA}>" in refused["text"]
    for words in ("", " seal=S-1", f" sha256={SHA}", " seal=S-1 sha256=aaaa"):
        unread = await counter.types(f"{line}{words}", by=NISHA)
        assert "its seal is read" in unread["text"], words
        assert one(counter).state == "with_authority"
    await counter.types(f"{line} seal=s-1 sha256={SHA[:8]}", by=NISHA)
    row = one(counter)
    assert (row.state, row.custodian, row.external, row.broken) == ("stored", NISHA, False, False)
    assert row.place == "safe 9"


async def test_what_is_too_long_for_a_register_is_refused_and_never_cut(counter: Counter) -> None:
    """A seal that is cut is another seal; a reason that is cut is half a reason."""
    await _kept(counter)
    await counter.types('/evidence add - memory tool="WinPmem 4.0"')
    await counter.types(f"/evidence hash EXH-002 sha256={OTHER} md5={'c' * 32}")
    await counter.types("/restore add LIS tier=2")
    await counter.types("/dept add lab name=Lab")
    witnesses = f"witness <@{OMAR}> <@U9BOSS> photo=https://f/1"
    for line, key in (
        (f"/evidence seal EXH-002 {'S' * 65} {witnesses}", "seal"),
        (f"/evidence release EXH-001 order={'R' * 129}", "order"),
        (f"/evidence offer EXH-001 to {'R' * 201} purpose CFSL", "to"),
        (f"/restore block LIS {'x' * 501}", "reason"),
        (f"/dept backlog lab p1=1 oldest={'x' * 33}", "oldest"),
    ):
        refused = await counter.types(line)
        assert f"`{key}` has" in refused["text"], line
    assert one(counter).state == "stored"
    await counter.types(f"/evidence offer EXH-001 to <@{OMAR}> purpose cupboard")
    receive = f"/evidence receive TRF-001 seal=S-1 sha256={SHA} "
    for key, longest in (("certificate", 64), ("condition", 500)):
        refused = await counter.types(f"{receive}{key}={'x' * (longest + 1)}", by=OMAR)
        assert f"`{key}` has" in refused["text"]
    assert one(counter).state == "stored"


async def test_what_comes_back_otherwise_is_broken(counter: Counter) -> None:
    """Also by way of keeping it for a trial, which does not bring it home."""
    await _with_authority(counter)
    await counter.types("/evidence retain EXH-001 until the trial ends")
    refused = await counter.types("/evidence store EXH-001 safe 9")
    assert "is taken by the evidence custodian" in refused["text"]
    await counter.types(f"/evidence store EXH-001 safe 9 seal=S-1 sha256={OTHER}", by=NISHA)
    row = one(counter)
    assert (row.state, row.custodian, row.broken) == ("stored", NISHA, True)
    assert "another SHA-256" in row.broken_reason
    task = counter.query(lambda s: s.exec(select(Task).where(col(Task.critical))).all())[-1]
    assert "EXH-001 is broken: back from outside" in task.title


async def test_evidence_is_let_go_by_who_keeps_it(counter: Counter) -> None:
    await _kept(counter)
    refused = await counter.types("/evidence release EXH-001 order=IO/1", by=OMAR)
    assert "Only who keeps EXH-001 or the evidence custodian" in refused["text"]
    assert one(counter).state == "stored"
    await counter.types("/evidence release EXH-001 order=IO/1")
    for line in ("dispose EXH-001 thrown away", "giveback EXH-001 to the vendor"):
        refused = await counter.types(f"/evidence {line}", by=OMAR)
        assert "Only who keeps EXH-001" in refused["text"], line
        assert one(counter).state == "released"
    await counter.types("/evidence dispose EXH-001 order of the court", by=NISHA)
    assert one(counter).state == "disposed"
