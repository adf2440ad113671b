"""Custody at the counter: hand-over, receipt, dispute, the evening count (rules 8 to 15)."""

from sqlmodel import col, select

from bot.domain.models import Task, TimelineEntry, Transfer
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine
from tests.slack.exhibits import MD5, OTHER, SEAL, SHA, begun, one, sealed


@on_either_engine
async def test_only_the_custodian_offers_once_and_to_somebody_else(counter: Counter) -> None:
    await begun(counter)
    await sealed(counter)
    offer = f"/evidence offer EXH-001 to <@{RAVI}> purpose examination"
    stranger = await counter.types(offer, by=MEERA)
    assert f"in the custody of <@{ASHA}>" in stranger["text"]
    own = await counter.types(f"/evidence offer EXH-001 to <@{ASHA}> purpose keeping")
    assert "to themselves" in own["text"]
    await counter.types(offer)
    twice = await counter.types(f"/evidence offer EXH-001 to <@{MEERA}> purpose other")
    assert "is being handed over already: TRF-001" in twice["text"]
    assert one(counter).custodian == ASHA, "custody is never empty, never two"
    wrong = await counter.types(f"/evidence receive TRF-001 seal=S-1 sha256={SHA}", by=MEERA)
    assert f"is for <@{RAVI}>" in wrong["text"]
    await counter.types(f"/evidence receive TRF-001 seal=S-1 sha256={SHA}", by=RAVI)
    assert (one(counter).custodian, one(counter).state) == (RAVI, "stored")


async def test_all_that_a_custody_form_asks_for_is_kept_shown_and_recorded(
    counter: Counter,
) -> None:
    await begun(counter)
    await counter.types(
        f"/evidence add SRV-001 disk tool=FTK witness=<@{RAVI}>,<@{MEERA}> source_serial=WD-1 "
        'target_serial=SG-2 encryption=BitLocker keys="safe 4"'
    )
    await counter.types(f"/evidence hash EXH-001 sha256={SHA} md5={MD5} source={SHA}")
    await counter.types(f'/evidence seal EXH-001 S-1 {SEAL} impression="AIIMS SECURITY 4"')
    await counter.types('/evidence store EXH-001 safe 2 conditions="22 °C" keep="the trial"')
    shown = await counter.types("/evidence set EXH-001 fir=312/2022 parcel=3 part_a=signed")
    for said in (
        "*FIR or case number:* 312/2022", "*Parcel number:* 3", "*Keys are kept at:* safe 4",
        "*Serial of the source medium:* WD-1", "*Seal impression:* AIIMS SECURITY 4",
        "*Storage conditions:* 22 °C", "*Keep until:* the trial", "Part A:* signed",
        f"*Witnesses of the collection:* <@{RAVI}>, <@{MEERA}>",
    ):  # fmt: skip
        assert said in shown["text"], said
    sealed_shut = await counter.types("/evidence set EXH-001 source_serial=WD-2")
    assert "a correction is a new entry" in sealed_shut["text"]
    assert (
        "What is to be changed?"
        in (await counter.types("/evidence set EXH-001 fir=312/2022"))["text"]
    )
    record = counter.query(lambda s: s.exec(select(TimelineEntry)).all())
    told = {each.action: (each.before, each.after, each.text) for each in record}
    assert told["exhibit.changed"][1] == "fir_no=312/2022; parcel_no=3; certificate_a=signed"
    assert f"sha256={SHA}; md5={MD5}; source={SHA}" in told["exhibit.hash"][2]
    assert "seal_impression=AIIMS SECURITY 4; seal=S-1" in told["exhibit.seal"][2]


async def test_a_hand_over_keeps_who_gave_and_took_and_what_was_read(counter: Counter) -> None:
    await begun(counter)
    await sealed(counter)
    await counter.types(
        f"/evidence offer EXH-001 to <@{RAVI}> id=D-4711 from_designation=ISO purpose imaging"
    )
    line = f"/evidence receive TRF-001 seal=S-1 sha256={SHA[:9]}"
    assert "intact or it was not" in (await counter.types(f"{line} intact=hm", by=RAVI))["text"]
    shown = await counter.types(
        f'{line} intact=yes condition="box dented" designation=Analyst', by=RAVI
    )
    for said in (
        "*Receives as:* Analyst, D-4711", "*Gives as:* ISO", "*Condition:* box dented", "intact",
        f"(read: S-1, {SHA[:9]})",
    ):  # fmt: skip
        assert said in shown["text"], said
    await counter.types(f"/evidence offer EXH-001 to <@{ASHA}> purpose back", by=RAVI)
    await counter.types(f"/evidence receive TRF-002 seal=S-1 sha256={SHA} intact=no")
    assert one(counter).broken_reason == "the seal was not intact"


@on_either_engine
async def test_what_is_received_is_compared_and_a_difference_is_a_dispute(counter: Counter) -> None:
    await begun(counter)
    await sealed(counter)
    await counter.types(f"/evidence offer EXH-001 to <@{RAVI}> purpose examination")
    unread = await counter.types("/evidence receive TRF-001 intact=yes", by=RAVI)
    assert "1 exhibit; seals that were read: 0." in unread["text"]
    unhashed = await counter.types("/evidence receive TRF-001 seal=S-1", by=RAVI)
    assert "moves 1 digital exhibit; its SHA-256 is read" in unhashed["text"]
    assert "`/evidence receive TRF-001 seal=S-1 sha256=…`" in unread["text"]
    short = await counter.types("/evidence receive TRF-001 seal=S-1 sha256=aaaa", by=RAVI)
    assert "of eight digits or more" in short["text"]
    await counter.types(f"/evidence receive TRF-001 seal=S-9 sha256={SHA[:8]}", by=RAVI)
    row = counter.query(lambda s: s.exec(select(Transfer)).one())
    assert (row.state, row.seal_match, row.hash_match) == ("disputed", False, True)
    broken = one(counter)
    assert (broken.broken, broken.custodian, broken.state) == (True, ASHA, "in_transit")
    task = counter.query(lambda s: s.exec(select(Task).where(Task.subject_id == "EXH-001")).one())
    assert task.critical
    assert "EXH-001 is broken" in task.title
    early = await counter.types("/evidence accept TRF-001", by=RAVI)
    assert "two people sign what was found" in early["text"]
    for who in (MEERA, RAVI):
        await counter.types("/evidence except TRF-001 the label was misread", by=who)
    await counter.types("/evidence accept TRF-001", by=RAVI)
    kept = one(counter)
    assert (kept.custodian, kept.state, kept.broken) == (RAVI, "stored", True)
    assert "*BROKEN:*" in (await counter.types("/evidence show EXH-001"))["text"]


@on_either_engine
async def test_a_receiver_from_outside_signs_on_paper_before_a_second_witness(
    counter: Counter,
) -> None:
    await begun(counter)
    await sealed(counter)
    shown = await counter.types(
        '/evidence offer EXH-001 to "Insp. R. Singh" designation=IO organisation=IFSO '
        "purpose examination at CFSL"
    )
    assert "Insp. R. Singh" in shown["text"]
    line = f"/evidence receive TRF-001 seal=S-1 sha256={SHA}"
    assert "signs on paper" in (await counter.types(line))["text"]
    line += " paper=https://files/slip"
    assert "A second person of the hospital" in (await counter.types(line))["text"]
    own = await counter.types(f"{line} witness=<@{ASHA}>")
    assert "A second person of the hospital" in own["text"]
    other = await counter.types(f"{line} witness=<@{RAVI}>", by=MEERA)
    assert f"<@{ASHA}>, who hands it over" in other["text"]
    await counter.types(f"{line} witness=<@{RAVI}>")
    row = one(counter)
    assert (row.state, row.custodian, row.external) == ("with_authority", "Insp. R. Singh", True)
    listed = await counter.types("/evidence register")
    assert "register 1 · shelf 0 · in transit 0 · with the authority 1" in listed["text"]


async def test_the_evening_count_says_what_is_missing_and_what_is_too_many(
    counter: Counter,
) -> None:
    await begun(counter)
    await sealed(counter, "S-1")
    await sealed(counter, "S-2")
    await counter.types("/evidence add SRV-001 disk")
    listed = await counter.types("/evidence register")
    assert "register 3 · shelf 2 · in transit 0 · with the authority 0 · not coll" in listed["text"]
    asked = await counter.types("/evidence reconcile")
    assert "*To be counted:* EXH-001, EXH-002" in asked["text"]
    alone = await counter.types("/evidence reconcile EXH-001")
    assert "Who counted with you?" in alone["text"]
    none = await counter.types(f"/evidence reconcile with <@{RAVI}>")
    assert "counted 0 exhibits on the shelf; 2 are booked" in none["text"]
    assert "*Missing:* EXH-001, EXH-002" in none["text"]
    own = await counter.types("/evidence reconcile EXH-001 with @me")
    assert "Evidence is counted by two people" in own["text"]
    fine = await counter.types(
        f"/evidence reconcile exh-1..exh-2 with <@{RAVI}> seals=EXH-001:S-1,EXH-002:s-2"
    )
    assert "It agrees." in fine["text"]
    for _ in range(2):
        wrong = await counter.types(f"/evidence reconcile EXH-001,EXH-003,EXH-9 with <@{RAVI}>")
        assert "*Missing:* EXH-002" in wrong["text"]
        assert "EXH-003 (booked: not collected yet), EXH-009 (in no register)" in wrong["text"]
    tasks = counter.query(lambda s: s.exec(select(Task).order_by(col(Task.number))).all())
    assert [(each.critical, each.role, each.subject_id) for each in tasks] == [
        (True, "forensics-lead", "EXH-001"), (True, "forensics-lead", "EXH-002"),
    ]  # fmt: skip
    await counter.types(f"/evidence reconcile EXH-001,EXH-002 with <@{RAVI}> seals=EXH-002:S-9")
    assert one(counter, 2).broken_reason == "seal S-9 was read at the count, S-2 was put on"


async def test_what_is_broken_neither_travels_nor_is_released(counter: Counter) -> None:
    await begun(counter)
    await sealed(counter)
    differs = await counter.types(f"/evidence verify EXH-001 sha256={OTHER}")
    assert "*differs*" in differs["text"]
    for line in (
        f"/evidence offer EXH-001 to <@{RAVI}> purpose x", "/evidence release EXH-001 order=IO/1",
    ):  # fmt: skip
        assert "EXH-001 is broken" in (await counter.types(line))["text"], line
    for who in (MEERA, RAVI):
        await counter.types("/evidence except EXH-001 wrong tool setting", by=who)
    bare = await counter.types("/evidence release EXH-001")
    assert "in writing" in bare["text"]
    assert (
        "EXH-001 is released now."
        in (await counter.types("/evidence release EXH-001 order=IO/1"))["text"]
    )


async def test_a_hand_over_is_offered_in_a_window(counter: Counter) -> None:
    await begun(counter)
    await sealed(counter)
    shown = await counter.types("/evidence show EXH-001")
    assert "evidence.offer" in str(shown["blocks"])
    window = await counter.presses("evidence.offer", "INC-2022-001 EXH-001")
    assert "EXH-001" in str(window["blocks"])
    given = {"exhibits": "EXH-001, EXH-9", "purpose": "CFSL", "name": "Insp. Singh", "to": RAVI}
    errors = (await counter.submits(window, given))["errors"]
    assert sorted(errors) == ["exhibits", "name"]
    mended = {"exhibits": "exh-1", "purpose": "CFSL", "name": "Insp. Singh", "id": "D-4711"}
    assert "errors" not in await counter.submits(window, mended)
    row = counter.query(lambda s: s.exec(select(Transfer)).one())
    assert (row.to_name, row.to_id, row.external, row.purpose) == (
        "Insp. Singh", "D-4711", True, "CFSL",
    )  # fmt: skip


@on_either_engine
async def test_an_exhibit_under_hand_over_names_the_hand_over_that_is_meant(
    counter: Counter,
) -> None:
    await begun(counter)
    await sealed(counter)
    idle = await counter.types("/evidence send EXH-001")
    assert "EXH-001 is not being handed over, and `send` takes a hand-over." in idle["text"]
    assert "has no transfer `1`" in (await counter.types("/evidence receive 1"))["text"]
    await counter.types(f"/evidence offer e1 to <@{MEERA}> purpose examination")
    for named in ("1", "E1", "EXH-001"):
        shown = await counter.types(f"/evidence receive {named} seal=S-1", by=MEERA)
        assert "EXH-001 is being handed over by TRF-001" in shown["text"], named
        assert "Type `/evidence receive TRF-001`." in shown["text"], named
        button = shown["blocks"][-1]["elements"][0]
        assert button["value"] == "/evidence receive TRF-001 seal=S-1", named
    await counter.types(f"/evidence receive T1 seal=S-1 sha256={SHA}", by=MEERA)
    assert one(counter).custodian == MEERA


@on_either_engine
async def test_rows_go_by_the_letters_of_the_usage(counter: Counter) -> None:
    await begun(counter)
    await sealed(counter)
    await sealed(counter, seal="S-2")
    for line, shows in (
        ("evidence show E01", "*EXH-001*"), ("evidence show e2", "*EXH-002*"),
        ("evidence hash E1..E2 sha256=x", "Not done: EXH-002."),
        (f"evidence offer E1 E2 to <@{RAVI}> purpose keeping", "EXH-001"),
        ("evidence show T1", "*TRF-001*"), ("evidence cancel T1 wrong", "TRF-001 is cancelled"),
        ("evidence retain E1, E2 order of the court", "Done: EXH-001, EXH-002."), ("evidence add E1 memory", "`E1`"),
        ("waiver show W1", "has no waiver `WVR-001`"),
    ):  # fmt: skip
        shown = await counter.types(f"/{line}")
        assert shows in shown["text"], (line, shown["text"])
    await counter.types("/waiver ask 1 SRV-001 life_safety ICU waits for this server")
    assert "*WVR-001*" in (await counter.types("/waiver show W1"))["text"]
