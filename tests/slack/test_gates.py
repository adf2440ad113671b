"""Rules behind tasks and stages, asked of the registers."""

from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from bot.domain.models import System
from tests.slack.counter import MEERA, RAVI, Counter, on_either_engine

PACK = """---
slug: gated
title: Gated
lead: it-lead
---
# Gated

## Now
- [ ] Decide that it is contained {#decide gate=contained}
- [ ] Put out the holding note {#note gate=public-statement}
- [ ] End roles and channels {#end gate=revocation}
- [ ] Capture memory of {{server.hostname}} {#memory each=server[held] gate=evidence}
- [ ] Isolate {{server.hostname}} {#cut each=server[suspect,infiltrated,encrypted] sets=isolate}
"""


async def _gated(counter: Counter) -> None:
    folder: Path = counter.runtime.house.library.folder
    (folder / "gated.md").write_text(PACK, encoding="utf-8")
    await counter.types("/playbook reload")
    await counter.types("/incident declare sev3 kind=other Gated")
    await counter.types("/server add ehosp-db-01")
    await counter.types("/playbook run gated")


@on_either_engine
async def test_a_task_behind_a_rule_is_refused_by_number_and_sentence(counter: Counter) -> None:
    await _gated(counter)
    await counter.types("/server infiltrated ehosp-db-01 beacons")
    refused = await counter.types("/task done #1")
    assert "SRV-001 is suspect and connected" in refused["text"]
    assert "the last new suspect is less than 12 hours ago" in refused["text"]
    assert "25, contained" in str(refused["blocks"])
    assert "28, public text" in str((await counter.types("/task done #2"))["blocks"])
    assert "26, suspension" in str((await counter.types("/task done #3"))["blocks"])


@on_either_engine
async def test_a_verdict_opens_a_task_that_isolates_and_then_one_for_memory(
    counter: Counter,
) -> None:
    await _gated(counter)
    await counter.types("/server infiltrated ehosp-db-01 beacons")
    assert "Isolate ehosp-db-01" in (await counter.types("/task show #4"))["text"]
    done = await counter.types("/task done #4")
    assert "Task #4 is done." in done["text"]
    assert "held" in (await counter.types("/server show SRV-001"))["text"]
    memory = await counter.types("/task show #5")
    assert "Capture memory of ehosp-db-01" in memory["text"]
    refused = await counter.types("/task done #5")
    assert "2, acquisition" in str(refused["blocks"])
    await counter.types('/evidence add SRV-001 memory tool="WinPmem"')
    assert "Task #5 is done." in (await counter.types("/task done #5"))["text"]


async def test_a_signed_exception_lets_the_response_move_on(counter: Counter) -> None:
    await _gated(counter)
    await counter.types("/server suspect ehosp-db-01 beacons")
    refused = await counter.types("/incident stage contained all off")
    assert "SRV-001 is suspect and connected" in refused["text"]
    for role, who in (("director", MEERA), ("legal-lead", RAVI)):
        await counter.types(f"/incident role {role} <@{who}>")
    await counter.types("/waiver ask 25 incident other the switch is unmanaged")
    for who in (MEERA, RAVI):
        await counter.types("/waiver approve WVR-001", by=who)
    assert "is contained now" in (await counter.types("/incident stage contained all off"))["text"]
    undecided = await counter.types("/incident stage eradication clean it")
    assert "nobody recorded what becomes of SRV-001" in undecided["text"]
    vague = await counter.types("/server decide SRV-001 we shall see")
    assert "What becomes of SRV-001, and who agreed?" in vague["text"]
    await counter.types("/server decide SRV-001 image and keep, IO by phone 14:20")
    shown = await counter.types("/server show SRV-001")
    assert "imaged and kept (IO by phone 14:20)" in shown["text"]
    moved = await counter.types("/incident stage eradication clean it")
    assert "is in eradication now" in moved["text"]
    await counter.types("/restore add Identity tier=0")
    untrusted = await counter.types("/incident stage recovery begin")
    assert "of tier 0, Identity is not security-cleared" in untrusted["text"]
    asked = await counter.types("/waiver ask 16 incident other the vendor restores identity")
    assert "WVR-002" in asked["text"], "the way that the refusal names is there"


async def _begun(counter: Counter, tasks: str) -> None:
    """Write the playbook `net` with these tasks, and declare an incident in which it can be run."""
    folder: Path = counter.runtime.house.library.folder
    pack = "---\nslug: net\ntitle: Net\nlead: it-lead\n---\n# Net\n\n" + tasks
    (folder / "net.md").write_text(pack, encoding="utf-8")
    await counter.types("/playbook reload")
    await counter.types("/incident declare sev3 kind=other Network")


async def test_a_task_before_the_network_asks_batch_and_segment(counter: Counter) -> None:
    await _begun(
        counter,
        "- [ ] Verify {{batch.name}} {#verify each=batch gate=reconnect}\n"
        "- [ ] Open {{segment.name}} {#open each=segment gate=reconnect}\n",
    )
    await counter.types("/server endpoints PCs total=10 scanned=10 segment=OPD")
    await counter.types("/server segment OPD closed not sanitised yet")
    await counter.types("/playbook run net")
    for line in ("/task done #1", "/task done #2"):
        refused = await counter.types(line)
        assert "PCs is clean, 0 of 10 endpoints verified" in refused["text"], line
    await counter.types("/server endpoints PCs verified=10", by=RAVI)
    for number in (1, 2):
        assert "is done." in (await counter.types(f"/task done #{number}"))["text"]


@on_either_engine
async def test_a_segment_is_cleaned_only_after_a_triage(counter: Counter) -> None:
    """Rule 5, for the sample that is taken before anything in a segment is cleaned."""
    await _begun(
        counter, "- [ ] Look into {{segment.name}} {#look each=segment gate=triage-recorded}\n"
    )
    await counter.types("/server endpoints PCs total=10 segment=OPD")
    for name in ("OPD", "Stores"):
        await counter.types(f"/server segment {name} closed not sanitised yet")
    await counter.types("/playbook run net")
    refused = await counter.types("/task done #1")
    assert "10 machines of OPD are known, and none has a triage result" in refused["text"]
    assert "5, triage" in str(refused["blocks"])
    assert "is done." in (await counter.types("/task done #2"))["text"], "None of it is known."
    await counter.types("/server endpoints PCs triaged=3")
    assert "is done." in (await counter.types("/task done #1"))["text"]


async def test_the_decision_to_go_live_waits_for_a_system_that_may_be_piloted(
    counter: Counter,
) -> None:
    """None has passed its test, then one lacks its way back; then it is decided (rule 16)."""
    folder: Path = counter.runtime.house.library.folder
    pack = "---\nslug: go\ntitle: Go\n---\n- [ ] Go {#go gate=reconnect,restore-dependencies}\n"
    (folder / "go.md").write_text(pack, encoding="utf-8")
    await counter.types("/playbook reload")
    await counter.types("/incident declare sev3 kind=other Restore")
    await counter.types("/playbook run go")
    await counter.types("/restore add LIS tier=2")
    early = await counter.types("/task done #1")
    assert "No system has passed its user test" in early["text"]
    assert "16, pilot" in str(early["blocks"])

    def tested(session: Session) -> None:
        session.execute(sa.update(System).values(stage="uat_passed"))

    counter.database.write_now(tested)
    lacking = await counter.types("/task done #1")
    assert "SYS-001 does not go pilot: it lacks a super-user" in lacking["text"]
    await counter.types("/incident role clinical-lead @me")
    await counter.types(f"/restore set LIS superuser=<@{RAVI}> rollback=snapshot-7")
    await counter.types("/restore sign LIS")
    assert "is done." in (await counter.types("/task done #1"))["text"]
