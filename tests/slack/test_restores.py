"""The restore ladder at the counter: backup, dependencies, integrity, pilot (rules 3, 16 to 18)."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Segment, System, TimelineEntry
from bot.storage.incidents import by_ref
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine

BACKUP = 'backup=job-7 taken="20 nov 02:00"'
SHOWN = 'rows="as on 22 Nov" last="22 nov 07:07" recon="bank total agrees"'


async def _ladder(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Restore")
    for role, who in (("security-lead", MEERA), ("it-lead", RAVI), ("clinical-lead", RAVI)):
        await counter.types(f"/incident role {role} <@{who}>")
    await counter.types("/restore add identity tier=0")
    await counter.types("/server add new-db-01 segment=OPD replaces=SRV-009")
    await counter.types(
        f"/restore add e-Hospital tier=1 after=identity targets=SRV-001 owner=<@{ASHA}>"
    )


async def _up(counter: Counter, name: str, *stages: str) -> None:
    for line in stages:
        shown = await counter.types(f"/restore stage {name} {line}")
        assert "Not" not in shown["text"].split(".")[0], shown["text"]


async def _cleared(counter: Counter, name: str) -> None:
    await _up(
        counter, name, "scoped", f"backup_selected {BACKUP}", "backup_verified scan=clean test=ok",
        "restored_clean", f"integrity_checked {SHOWN}",
    )  # fmt: skip
    for who in (MEERA, RAVI):
        await counter.types(f"/restore clear {name}", by=who)
    await _up(counter, name, "security_cleared secrets=SMS,payment")


def of(counter: Counter, name: str) -> System:
    return counter.query(lambda s: s.exec(select(System).where(System.name == name)).one())


@on_either_engine
async def test_a_backup_is_older_than_the_attacker_scanned_and_tried(counter: Counter) -> None:
    await _ladder(counter)
    scoped = await counter.types("/restore stage identity scoped")
    assert "brought *SYS-001* identity to *scoped*. " in scoped["text"]
    bare = await counter.types("/restore stage identity backup_selected")
    assert "backup=… (which copy)" in bare["text"]
    late = 'backup=job-9 taken="23 nov 07:07"'
    await _up(counter, "identity", f"backup_selected {late}")
    untried = await counter.types("/restore stage identity backup_verified")
    assert "scan=… (result), test=… (test restore)" in untried["text"]
    young = await counter.types("/restore stage identity backup_verified scan=clean test=ok")
    assert "not older than the attacker" in young["text"]
    assert "17, backup" in str(young["blocks"])
    fine = await counter.types(f"/restore stage identity backup_verified {BACKUP} scan=ok test=ok")
    assert "*backup verified*" in fine["text"]
    other = await counter.types("/restore set identity backup=job-8")
    assert "what was proved of it says nothing of another one" in other["text"]


async def test_another_copy_is_proved_anew(counter: Counter) -> None:
    await _ladder(counter)
    await _cleared(counter, "identity")
    counter.database.write_now(lambda session: session.exec(
        sa.update(System).where(col(System.name) == "identity").values(stage="integrity_checked")
    ))  # fmt: skip
    same = await counter.types("/restore stage identity backup_selected rows differ")
    assert "backup=… (which copy), taken=… (when)" in same["text"]
    older = 'backup=job-5 taken="18 nov 02:00"'
    await _up(counter, "identity", f"backup_selected {older} rows differ")
    row = of(counter, "identity")
    kept = (row.backup_id, row.backup_scan, row.test_restore, row.row_counts, row.data_restored_at)
    assert kept == ("job-5", "", "", "", None)
    assert row.secrets_rotated == "", "and who signed for it is asked again"
    await _up(
        counter, "identity", "backup_verified scan=clean test=ok", "restored_clean",
        f"integrity_checked {SHOWN}",
    )  # fmt: skip
    unsigned = await counter.types("/restore stage identity security_cleared secrets=SMS")
    assert "is cleared by two people" in unsigned["text"]
    entry = counter.query(
        lambda s: s.exec(
            select(TimelineEntry).where(
                TimelineEntry.action == "system.changed",
                col(TimelineEntry.after).contains("backup_id=job-5"),
            )
        ).one()
    )
    assert "backup_scan=clean" in str(entry.before), "the timeline keeps what was proved before"


async def test_who_waits_for_whom_is_known_and_no_circle(counter: Counter) -> None:
    await _ladder(counter)
    ghost = await counter.types("/restore add LIS after=identty")
    assert "has no system `identty`" in ghost["text"]
    assert "Did you mean `identity`?" in ghost["text"]
    await counter.types("/restore add LIS after=e-hospital")
    assert of(counter, "LIS").after == "e-Hospital", "as it is called"
    circle = await counter.types("/restore set identity after=LIS")
    assert "would wait for itself: identity → LIS → e-Hospital → identity" in circle["text"]
    assert "16, dependencies" in str(circle["blocks"])


async def test_what_it_waits_for_is_dropped_by_a_reason_or_by_two(
    counter: Counter,
) -> None:
    """Before it was begun a reason is enough; then a waiver of rule 16 is asked, or it is cleared."""
    await _ladder(counter)
    why = await counter.types("/restore set e-Hospital after=none")
    assert "Why does SYS-002 no longer wait for identity?" in why["text"]
    said = await counter.types("/restore set e-Hospital after=none because identity is NIC's")
    assert "after=none (identity is NIC's)" in said["text"]
    entry = counter.query(
        lambda s: s.exec(
            select(TimelineEntry).where(col(TimelineEntry.reason) == "identity is NIC's")
        ).one()
    )
    assert (entry.before, entry.after) == ("after=identity", "after=")
    await counter.types("/restore set e-Hospital after=identity")
    await _up(counter, "e-Hospital", "scoped")
    lines = ("set e-Hospital after=none because we are sure",
             f"stage e-Hospital backup_selected after=none {BACKUP} we are sure")  # fmt: skip
    for line in lines:
        refused = await counter.types(f"/restore {line}")
        assert "SYS-002 waits for identity, not cleared yet" in refused["text"], line
        assert "`/waiver ask 16 SYS-002 other" in refused["text"]
    assert (of(counter, "e-Hospital").after, of(counter, "e-Hospital").stage) == (
        "identity", "scoped",
    )  # fmt: skip
    await counter.types("/restore set e-Hospital after=identity vendor=NIC")
    await counter.types("/incident role director <@U9BOSS>")
    await counter.types("/waiver ask 16 SYS-002 other identity stays with NIC")
    for who in ("U9BOSS", MEERA):
        await counter.types("/waiver approve WVR-001", by=who)
    await counter.types("/restore set e-Hospital after=none")
    assert of(counter, "e-Hospital").after == ""


async def test_what_is_cleared_is_dropped_at_once(counter: Counter) -> None:
    await _ladder(counter)
    await _cleared(counter, "identity")
    await _up(counter, "e-Hospital", "scoped")
    await counter.types("/restore set e-Hospital after=none")
    assert of(counter, "e-Hospital").after == ""


@on_either_engine
async def test_a_system_waits_for_what_it_depends_on(counter: Counter) -> None:
    await _ladder(counter)
    await _up(
        counter, "e-Hospital", "scoped", f"backup_selected {BACKUP}",
        "backup_verified scan=clean test=ok", "restored_clean",
    )  # fmt: skip
    waits = await counter.types(f"/restore stage e-Hospital integrity_checked {SHOWN}")
    assert "identity is not started" in waits["text"]
    assert "16, dependencies" in str(waits["blocks"])
    assert of(counter, "e-Hospital").row_counts == "", "nothing is half written"
    await _cleared(counter, "identity")
    await _up(counter, "e-Hospital", f"integrity_checked {SHOWN}")
    assert of(counter, "e-Hospital").data_restored_at is not None
    assert of(counter, "e-Hospital").service_restored_at is None


async def test_integrity_takes_three_proofs_and_a_failing_check_blocks(counter: Counter) -> None:
    await _ladder(counter)
    await _up(
        counter, "identity", "scoped", f"backup_selected {BACKUP}",
        "backup_verified scan=clean test=ok", "restored_clean",
    )  # fmt: skip
    some = await counter.types('/restore stage identity integrity_checked rows="as on 22 Nov"')
    assert "last=… (last transaction), recon=…" in some["text"]
    failing = await counter.types(
        f'/restore stage identity integrity_checked {SHOWN} failing="trigger changed"'
    )
    assert "A check of SYS-001 fails: trigger changed" in failing["text"]
    await _up(counter, "identity", f"integrity_checked {SHOWN} failing=none")


@on_either_engine
async def test_a_pilot_too_early_is_answered_with_every_reason(counter: Counter) -> None:
    await _ladder(counter)
    await _cleared(counter, "identity")
    await _up(
        counter, "e-Hospital", "scoped", f"backup_selected {BACKUP}",
        "backup_verified scan=clean test=ok", "restored_clean", f"integrity_checked {SHOWN}",
    )  # fmt: skip
    early = (await counter.types("/restore stage e-Hospital pilot"))["text"]
    for why in (
        "a super-user", "a roll-back point", "the clinical owner's sign",
        "SRV-001 stands in OPD, which is not open", "rule 3",
    ):  # fmt: skip
        assert why in early, why
    shown = await counter.types("/restore show e-Hospital")
    assert "*Next gate:* OPD VLAN verified" in shown["text"]
    assert "data restored, service not restored" in shown["text"]


@on_either_engine
async def test_from_cleared_to_live_with_a_day_of_pilot(counter: Counter) -> None:
    await _ladder(counter)
    await _cleared(counter, "identity")
    one = await counter.types("/restore stage e-Hospital security_cleared")
    assert "`security_cleared` does not go from there" in one["text"]
    await _cleared(counter, "e-Hospital")
    unsigned = await counter.types("/restore stage e-Hospital uat_passed")
    assert "superuser=@who" in unsigned["text"]
    await _up(counter, "e-Hospital", f"uat_passed superuser=<@{RAVI}>")
    stranger = await counter.types("/restore sign e-Hospital", by=MEERA)
    assert f"The clinical owner of e-Hospital signs (<@{ASHA}>)" in stranger["text"]
    await counter.types("/restore sign e-Hospital")
    _open_segment(counter)
    await _up(counter, "e-Hospital", "pilot rollback=snapshot-7")
    await _to_live_and_back(counter)


def _open_segment(counter: Counter) -> None:
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


async def _to_live_and_back(counter: Counter) -> None:
    counter.clock.advance(hours=23)
    soon = await counter.types("/restore stage e-Hospital live newbackup=ok")
    assert "after 24 hours of pilot" in soon["text"]
    counter.clock.advance(hours=2)
    unbacked = await counter.types("/restore stage e-Hospital live")
    assert "a backup of the new system was restored" in unbacked["text"]
    await counter.types("/incident declare sev1 kind=other Wards are dark")
    severe = await counter.types("/restore stage e-Hospital live newbackup=job-12 INC-2022-001")
    assert "INC-2022-002 has severity 1" in severe["text"]
    await counter.types("/incident standdown INC-2022-002 a fuse")
    failed = await counter.types("/restore stage e-Hospital live newbackup=failed")
    assert "a backup of the new system was restored" in failed["text"]
    await _up(counter, "e-Hospital", "live newbackup=job-12")
    assert of(counter, "e-Hospital").service_restored_at is not None
    bare = await counter.types("/restore stage e-Hospital rolled_back")
    assert "Why does SYS-002 go back?" in bare["text"]
    await _up(counter, "e-Hospital", "rolled_back beds are counted twice", "restored_clean")
    bare = await counter.types("/restore stage e-Hospital integrity_checked")
    assert "rows=…" in bare["text"], "what was proved before the roll-back counts no more"
    row = of(counter, "e-Hospital")
    assert (row.superuser, row.clinical_sign, row.rollback_point) == (None, None, "")


async def test_the_ladder_shows_the_critical_path_and_what_was_promised(counter: Counter) -> None:
    await _ladder(counter)
    await counter.types("/restore add LIS-link tier=3 kind=interface after=e-Hospital")
    listed = (await counter.types("/restore list"))["text"]
    assert "*Critical path:* identity (not started) → e-Hospital (not started) → LIS-link" in listed
    assert "*Next gate:* identity: scope agreed" in listed
    await counter.types("/restore eta e-Hospital 28 nov 09:00")
    second = await counter.types("/restore eta e-Hospital 5 dec 09:00 because VLAN is not open")
    assert "before it was 28 Nov 2022 09:00 IST" in second["text"]
    assert "before: 28 Nov 09:00" in (await counter.types("/incident eta"))["text"]


async def test_what_is_blocked_or_unknown_says_what_to_do(counter: Counter) -> None:
    await _ladder(counter)
    await counter.types("/restore block e-Hospital vendor waits for a licence")
    cases = {
        "/restore stage e-Hospital scoped": "is blocked: vendor waits for a licence",
        "/restore stage e-Hospital sideways": "There is no stage `sideways`",
        "/restore stage e-Hospital scopd": "Did you mean `scoped`?",
        "/restore stage ghost scoped": "has no system `ghost`",
        "/restore add e-Hospital": "is on the ladder already",
        "/restore add tier=1": "Which system?",
        "/restore add X tier=9": "A tier is 0 to 5. 0 is the network core, 5 research.",
        "/restore eta e-Hospital soon": "When is it expected?",
        "/restore eta e-Hospital 5 dec 09:00 late": "What is `late` behind the time?",
        "/restore eta e-Hospital 5 dec 09:00 vendor is late": "What is `vendor is late` behind",
        "/incident eta OPD 5 dec 09:00 late": "What is `late` behind the time?",
        "/restore clear e-Hospital": "is not started; it is signed for once it is restored",
    }
    for line, why in cases.items():
        assert why in (await counter.types(line))["text"], line
    await counter.types("/restore unblock e-Hospital")
    await _up(counter, "e-Hospital", "scoped")
