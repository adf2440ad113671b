"""Servers at the counter: verdicts, isolation, evidence, release, the way back (rules 1 to 7)."""

from typing import Any

from sqlmodel import Session, col, select

from bot.domain.models import Exhibit, Post, Segment, Server, TimelineEntry
from bot.storage.incidents import by_ref
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine


async def estate(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Servers")
    for role, who in (
        ("forensics-lead", MEERA), ("evidence-custodian", RAVI), ("biomed-lead", MEERA),
    ):  # fmt: skip
        await counter.types(f"/incident role {role} <@{who}>")
    for name in ("ehosp-db-01", "ehosp-db-02", "lis-app-01", "icu-gw-01"):
        more = " kind=medical life_support=yes" if name.startswith("icu") else " tier=1 segment=OPD"
        shown = await counter.types(f"/server add {name}{more}")
        assert name in shown["text"]


def of(counter: Counter, name: str) -> Server:
    return counter.query(lambda s: s.exec(select(Server).where(Server.hostname == name)).one())


def keep(counter: Counter, server: str, kind: str, state: str = "stored", **more: Any) -> None:
    def write(session: Session) -> None:
        incident = by_ref(session, "INC-2022-001")
        assert incident is not None
        now, number = counter.clock.now(), len(session.exec(select(Exhibit.id)).all()) + 1
        session.add(
            Exhibit(
                incident_id=incident.row, number=number, since=now, created_at=now,
                created_by=RAVI, exhibit_no=f"WR-{number}", server=server, type=kind,
                state=state, custodian=RAVI, sha256="a" * 64, **more,
            )
        )  # fmt: skip

    counter.database.write_now(write)


def open_segment(counter: Counter) -> None:
    def write(session: Session) -> None:
        incident = by_ref(session, "INC-2022-001")
        assert incident is not None
        now = counter.clock.now()
        session.add(
            Segment(
                incident_id=incident.row, number=1, since=now, created_at=now, created_by=RAVI,
                name="OPD", state="open",
            )
        )  # fmt: skip

    counter.database.write_now(write)


@on_either_engine
async def test_what_is_bad_and_isolated_is_held_by_itself(counter: Counter) -> None:
    await estate(counter)
    await counter.types("/server encrypted ehosp-db-01 extension .locked")
    shown = await counter.types("/server isolate ehosp-db-*, lis-app-01")
    assert "Done: SRV-001, SRV-002, SRV-003." in shown["text"]
    assert (of(counter, "ehosp-db-01").state, of(counter, "ehosp-db-02").state) == (
        "held", "isolated",
    )  # fmt: skip
    assert of(counter, "ehosp-db-01").network == "unplugged"
    await counter.types("/server suspect ehosp-db-02 beacons")
    assert of(counter, "ehosp-db-02").state == "held"
    listed = await counter.types("/server list held kind=physical")
    assert "1-2 of 2" in listed["text"]


@on_either_engine
async def test_what_supports_life_is_isolated_by_clinical_engineering_alone(
    counter: Counter,
) -> None:
    await estate(counter)
    many = await counter.types("/server isolate lis-app-01, icu-gw-01 location=rack-4")
    wanted = select(TimelineEntry.subject).where(TimelineEntry.after == "location=rack-4")
    changed = counter.query(lambda s: list(s.exec(wanted.order_by(col(TimelineEntry.seq)))))
    assert changed == ["SRV-003", "SRV-004"], "what is said with a verb is written down as well"
    assert "Done: SRV-003." in many["text"]
    assert "Not done: SRV-004. Not yet: it supports life" in many["text"]
    assert of(counter, "icu-gw-01").state == "in_service"
    asked = counter.query(
        lambda s: [
            p.target
            for p in s.exec(select(Post).where(Post.kind == "alert").order_by(col(Post.id)))
        ]
    )
    assert asked[-1] == f"user:{MEERA}"
    await counter.presses("server.isolate", "INC-2022-001 SRV-004", by=MEERA)
    assert of(counter, "icu-gw-01").state == "isolated"


async def test_easing_a_verdict_takes_the_forensics_lead_and_a_reason(counter: Counter) -> None:
    await estate(counter)
    await counter.types("/server infiltrated ehosp-db-01")
    assert "needs its basis" in (await counter.types("/server clear SRV-001,SRV-002"))["text"]
    refused = await counter.types("/server clear SRV-001 looks fine")
    assert "only the forensics lead eases that" in refused["text"]
    assert f"<@{MEERA}>" in refused["text"]
    lower = await counter.types("/server suspect SRV-001 not so bad")
    assert "only the forensics lead" in lower["text"]
    await counter.types("/server clear SRV-001 two sweeps", by=MEERA)
    assert of(counter, "ehosp-db-01").verdict == "cleared"


@on_either_engine
async def test_evidence_is_not_wiped_and_the_refusal_names_new_hardware(counter: Counter) -> None:
    await estate(counter)
    await counter.types("/server infiltrated ehosp-db-01")
    for verb in ("clean", "patch", "reboot", "restoreover", "sanitise", "retire"):
        refused = await counter.types(f"/server {verb} SRV-001")
        assert "1, evidence" in str(refused["blocks"]), verb
        assert "replaces=SRV-001" in refused["text"], verb
    await counter.types("/server isolate SRV-001")
    held = await counter.types("/server rebuild SRV-001")
    assert "It is evidence" in held["text"]
    assert "replaces=SRV-001" in held["text"]
    assert "SRV-003 is in service now." not in held["text"]
    fine = await counter.types("/server patch lis-app-01")
    assert "Recorded for SRV-003: a patch; it is still in service and connected." in fine["text"]


@on_either_engine
async def test_from_held_through_acquisition_and_release_to_rebuilt(counter: Counter) -> None:
    await estate(counter)
    await counter.types("/server encrypted ehosp-db-01")
    await counter.types("/server isolate ehosp-db-01")
    keep(counter, "SRV-001", "memory")
    half = await counter.types("/server acquired SRV-001")
    assert "disk is missing" in half["text"]
    assert "2, acquisition" in str(half["blocks"])
    keep(counter, "SRV-001", "disk", state="hashed")
    assert "SRV-001 is acquired now." in (await counter.types("/server acquired SRV-001"))["text"]
    unstored = await counter.types("/server release SRV-001 noc=CFSL/117")
    assert "EXH-002 (disk) is not stored" in unstored["text"]
    counter.database.write_now(lambda s: setattr(s.get(Exhibit, 2), "state", "stored"))
    bare = await counter.types("/server release SRV-001")
    assert "released in writing" in bare["text"]
    first = await counter.types("/server release SRV-001", by=RAVI)
    assert "signed by one" in first["text"]
    assert of(counter, "ehosp-db-01").state == "acquired"
    await counter.types("/server release SRV-001", by=MEERA)
    assert of(counter, "ehosp-db-01").state == "released"
    await counter.types("/server rebuild SRV-001")
    assert "SRV-001 is rebuilt now." in (await counter.types("/server rebuilt SRV-001"))["text"]
    await counter.types("/server suspect SRV-001 beacons again")
    assert of(counter, "ehosp-db-01").state == "rebuilt", (
        "a verdict as bad as before changes nothing"
    )


@on_either_engine
async def test_an_original_is_handed_over_by_who_keeps_evidence(counter: Counter) -> None:
    """So that nobody alone brings a server that was broken into to its rebuild without an image."""
    await estate(counter)
    await counter.types("/server infiltrated ehosp-db-01")
    await counter.types("/server isolate ehosp-db-01")
    refused = await counter.types("/server custody SRV-001 they took it")
    assert "recorded by the evidence custodian or the forensics lead" in refused["text"]
    assert "1, evidence" in str(refused["blocks"])
    assert f"<@{RAVI}>" in refused["text"]
    assert (of(counter, "ehosp-db-01").state, of(counter, "ehosp-db-01").original_seized) == (
        "held", False,
    )  # fmt: skip
    bare = await counter.types("/server custody SRV-001", by=RAVI)
    assert "Handing over originals needs a reason" in bare["text"]
    await counter.types("/server custody SRV-001 CFSL receipt 1182", by=RAVI)
    assert of(counter, "ehosp-db-01").original_seized


@on_either_engine
async def test_a_server_hit_again_is_released_by_two_new_signatures(counter: Counter) -> None:
    await estate(counter)
    await counter.types("/server encrypted ehosp-db-01")
    await counter.types("/server isolate ehosp-db-01")
    for kind in ("memory", "disk"):
        keep(counter, "SRV-001", kind, state="stored")
    await counter.types("/server acquired SRV-001")
    for who in (RAVI, MEERA):
        await counter.types("/server release SRV-001", by=who)
    assert of(counter, "ehosp-db-01").release_basis == "custodian and forensics lead"

    def clean_again(session: Session) -> None:
        row = session.exec(select(Server).where(Server.hostname == "ehosp-db-01")).one()
        row.state, row.verdict, row.network = "reconnected", "cleared", "connected"
        session.add(row)

    counter.database.write_now(clean_again)
    await counter.types("/server encrypted ehosp-db-01")
    row = of(counter, "ehosp-db-01")
    assert (row.state, row.release_basis) == ("held", "")
    await counter.types("/server acquired SRV-001")
    refused = await counter.types("/server release SRV-001")
    assert "released in writing" in refused["text"]


async def test_a_waiver_releases_what_is_held(counter: Counter) -> None:
    await estate(counter)
    await counter.types("/server encrypted ehosp-db-01")
    await counter.types("/server isolate ehosp-db-01")
    refused = await counter.types("/server release SRV-001 noc=1")
    assert "only a waiver releases it" in refused["text"]
    await counter.types("/waiver ask 1 SRV-001 life_safety ICU waits")
    await counter.types("/incident role director <@U9BOSS>")
    await counter.types("/waiver approve WVR-001", by="U9BOSS")
    assert "SRV-001 is released now." in (await counter.types("/server release SRV-001"))["text"]


@on_either_engine
async def test_the_way_back_needs_another_pair_of_eyes_and_an_open_segment(
    counter: Counter,
) -> None:
    await estate(counter)
    await counter.types("/server isolate lis-app-01")
    early = await counter.types("/server reconnect lis-app-01")
    assert "recorded triage result" in early["text"]
    for verb in ("sanitise", "sanitised"):
        await counter.types(f"/server {verb} lis-app-01")
    wanting = await counter.types("/server verify lis-app-01", by=RAVI)
    assert "the way in is not patched" in wanting["text"]
    await counter.types("/server set lis-app-01 patched=yes rotated=yes detections=0")
    own = await counter.types("/server verify lis-app-01", by=ASHA)
    assert "You sanitised SRV-003 yourself" in own["text"]
    await counter.types("/server verify lis-app-01", by=RAVI)
    closed = await counter.types("/server reconnect lis-app-01")
    assert "segment OPD is not open" in closed["text"]
    assert "it is not monitored" in closed["text"]
    open_segment(counter)
    await counter.types("/server set lis-app-01 monitored=yes")
    assert (
        "SRV-003 is reconnected now."
        in (await counter.types("/server reconnect lis-app-01"))["text"]
    )
    await counter.types("/server infiltrated lis-app-01 beacons")
    assert of(counter, "lis-app-01").state == "held", "worse again, so it is evidence"


async def test_a_false_alarm_goes_back_with_its_triage_result(counter: Counter) -> None:
    await estate(counter)
    await counter.types("/server isolate lis-app-01")
    await counter.types('/server set lis-app-01 triage="swept, nothing found"')
    shown = await counter.types("/server reconnect lis-app-01")
    assert "SRV-003 is in service now." in shown["text"]
