"""Rules behind tasks and stages, asked of the registers."""

from pathlib import Path

from tests.slack.counter import MEERA, RAVI, Counter, on_both_engines

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


@on_both_engines
async def test_a_task_behind_a_rule_is_refused_by_number_and_sentence(counter: Counter) -> None:
    await _gated(counter)
    await counter.types("/server infiltrated ehosp-db-01 beacons")
    refused = await counter.types("/task done #1")
    assert "SRV-001 is suspect and connected" in refused["text"]
    assert "the last new suspect is less than 12 hours ago" in refused["text"]
    assert "25, contained" in str(refused["blocks"])
    assert "28, public text" in str((await counter.types("/task done #2"))["blocks"])
    assert "26, suspension" in str((await counter.types("/task done #3"))["blocks"])


@on_both_engines
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
