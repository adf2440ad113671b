"""The replay, 29 November to 14 December: data first, services later, back-entry, review."""

from sqlmodel import select

from bot.domain.models import Department, Exhibit, System
from bot.domain.words import Stage
from bot.operations import aiims
from tests.slack.replaying import (
    IMRAN,
    KABIR,
    LEELA,
    LEGAL,
    MEERA,
    MRD,
    NISHA,
    RAVI,
    SURESH,
    Story,
)

BACKUP = 'backup=job-7 taken="20 nov 02:00"'
SHOWN = 'rows="as on 22 Nov" last="23 nov 07:07" recon="bank total agrees"'
CLIMB = (
    f"backup_selected {BACKUP}", "backup_verified scan=clean test=ok", "restored_clean",
    f"integrity_checked {SHOWN}",
)  # fmt: skip


async def _climbs(story: Story, name: str, *stages: str) -> None:
    await story.all_say(KABIR, (f"/restore stage {name} {stage}" for stage in stages))


async def _is_cleared(story: Story, name: str) -> None:
    for who in (LEELA, RAVI):
        await story.says(who, f"/restore clear {name}")
    await _climbs(story, name, "security_cleared secrets=SMS,payment,ABDM")


async def _is_piloted(story: Story, name: str) -> None:
    """Bring a system whose integrity is shown to its pilot."""
    await _is_cleared(story, name)
    await story.says(KABIR, f'/restore set "{name}" owner=<@{MEERA}> rollback="snapshot of 4 Dec"')
    await _climbs(story, name, f"uat_passed superuser=<@{NISHA}>")
    await story.says(MEERA, f"/restore sign {name}")
    await _climbs(story, name, "pilot")


def of(story: Story, name: str) -> System:
    return story.counter.query(lambda s: s.exec(select(System).where(System.name == name)).one())


def mode(story: Story, slug: str) -> str:
    wanted = select(Department).where(Department.slug == slug)
    return story.counter.query(lambda session: session.exec(wanted).one()).mode


async def the_data_is_back_and_the_service_is_not(story: Story) -> None:
    """29 November: e-Hospital's data stands on four new servers; its pilot is refused (3, 16)."""
    story.at(29, "10:00")
    for number in range(1, 5):
        line = f"/server add ehosp-new-{number:02d} kind=physical tier=1 segment=OPD"
        await story.says(LEELA, f"{line} replaces=SRV-{number:03d}")
    for name, said in aiims.SYSTEMS:
        await story.says(KABIR, f"/restore add {name} {said}")
    for name in ("Network core", "Identity"):
        await _climbs(story, name, "scoped", *CLIMB)
        await _is_cleared(story, name)
    targets = ",".join(f"SRV-{number}" for number in range(101, 105))
    await story.says(KABIR, f'/restore set "e-Hospital DB" targets={targets}')
    await _climbs(story, "e-Hospital DB", "scoped", *CLIMB)
    await story.says(IMRAN, '/server endpoints "OPD PCs" total=5000 scanned=1500 segment=OPD')
    await story.says(RAVI, '/server endpoints "OPD PCs" verified=1500')
    refused = str((await story.refused(KABIR, "/restore stage e-Hospital DB pilot"))["text"])
    for why in (
        "a super-user", "a roll-back point", "the clinical owner&#39;s sign",
        "SRV-101 stands in OPD, which is not open", "1500 of 5000", "rule 3",
    ):  # fmt: skip
        assert why in refused.replace("'", "&#39;"), why
    assert of(story, "e-Hospital DB").stage == "integrity_checked"
    await story.says(
        KABIR, "/incident eta OPD registration 5 dec 09:00 because the OPD VLAN is not verified"
    )


async def the_digest_of_day_seven_says_it(story: Story) -> None:
    """What a manager reads on the seventh day."""
    story.at(29, "18:00")
    shown = await story.counter.types("/incident digest preview", by=SURESH)
    text = "\n".join(
        str(block["text"]["text"]) for block in shown["blocks"] if "text" in block
    ).replace("*", "")
    for said in (
        "day 7",
        "5/100 infiltrated or encrypted (60 virtual, 40 physical)",
        "new in the place of others: 4 unassessed",
        "e-Hospital DB (tier 1): integrity checked, data restored, service not restored",
        "service not restored; next gate: OPD VLAN verified",
        "no return yet (manual): OPD registration",
        "(manual): Laboratory",
        "1500/5000 verified",
        "isolated: SRV-",
        "OPD registration: 5 Dec 09:00",
        "1 Dec 09:00",
    ):
        assert said in text, f"{said}\n---\n{text}"
    assert "200 crore" not in str(shown), "the sum stays in the private channel"


async def a_block_comes_back(story: Story) -> None:
    """5 December: the VLAN is verified and open, RAK OPD is piloted, its counters go hybrid."""
    story.at(5, "07:00", month=12)
    early = await story.refused(MEERA, "/dept hybrid opd")
    assert "e-Hospital OPD is not started" in str(early["text"])
    await story.says(IMRAN, '/server endpoints "OPD PCs" scanned=5000')
    await story.says(RAVI, '/server endpoints "OPD PCs" verified=5000')
    await story.says(IMRAN, "/server segment OPD open all hosts verified, default deny")
    await _is_piloted(story, "e-Hospital DB")
    await _climbs(story, "e-Hospital OPD", "scoped", *CLIMB)
    await story.says(KABIR, '/restore set "e-Hospital OPD" targets=SRV-103,SRV-104')
    await _is_piloted(story, "e-Hospital OPD")
    await story.says(MEERA, "/dept hybrid opd")
    assert (mode(story, "opd"), mode(story, "lab")) == ("hybrid", "manual")


async def the_laboratory_works_both_ways(story: Story) -> None:
    """12 December: the link of the laboratory is piloted; paper and computer side by side."""
    story.at(12, "10:00", month=12)
    await _climbs(story, "LIS", "scoped", *CLIMB)
    await _is_piloted(story, "LIS")
    await _climbs(story, "LIS link", "scoped", *CLIMB)
    await _is_piloted(story, "LIS link")
    assert of(story, "LIS link").kind == "interface"
    await story.says(MEERA, "/dept hybrid lab")
    assert mode(story, "lab") == "hybrid"


async def the_originals_go_to_the_laboratory_of_the_state(story: Story) -> None:
    """14 December: CFSL takes the five servers against a receipt; they are not ours to rebuild."""
    story.at(14, "10:00", month=12)
    await story.says(RAVI, "/server decide SRV-001..SRV-005 seize, IO's letter of 13 December")
    await story.says(NISHA, "/server custody SRV-001..SRV-005 CFSL receipt 1182/2022")
    assert story.servers(state="in_custody") == list(aiims.HIT)
    refused = await story.refused(IMRAN, "/server rebuild SRV-001")
    assert "It is with the investigator" in str(refused["text"])
    kept = story.counter.query(lambda session: session.exec(select(Exhibit)).all())
    assert all(each.custodian for each in kept)
    assert len(kept) == 10


async def paper_is_keyed_in_and_read_by_another(story: Story) -> None:
    """14 December: back-entry of the OPD, normal only when P1 is verified and numbers merged."""
    await story.says(MEERA, "/dept backentry opd")
    await story.says(MRD, "/dept backlog opd p1=40 p3=9000 oldest=24-nov")
    await story.says(MRD, "/dept tempids opd used=3000 merged=2990")
    await story.says(MRD, "/dept entered opd p1=40")
    own = await story.refused(MRD, "/dept verified opd p1=40")
    assert "21, back-entry" in str(own["blocks"])
    early = str((await story.refused(MEERA, "/dept normal opd"))["text"])
    assert "40 P1 sheets are not verified" in early
    assert "10 temporary numbers are not merged" in early
    await story.says(MEERA, "/dept verified opd p1=40")
    await story.says(MRD, "/dept tempids opd merged=3000")
    await story.says(MEERA, "/dept normal opd")
    assert mode(story, "opd") == "normal"


async def the_response_goes_into_review(story: Story) -> None:
    """14 December: stage by stage, what is not so is set aside by two who sign, never skipped."""
    story.at(14, "16:00", month=12)
    walk = (
        (Stage.CONTAINED, "25"), (Stage.ERADICATION, ""), (Stage.RECOVERY, "16"),
        (Stage.MONITORING, "24"), (Stage.REVIEW, ""),
    )  # fmt: skip
    waiver = 0
    for stage, rule in walk:
        line = f"/incident stage {stage} as the registers say"
        if rule:
            refused = await story.refused(KABIR, line)
            assert f"/waiver ask {rule} incident" in str(refused["text"]).replace("`", "")
            waiver += 1
            await story.says(KABIR, f"/waiver ask {rule} incident other agreed with the agencies")
            for who in (SURESH, LEGAL):
                await story.says(who, f"/waiver approve WVR-{waiver:03d}")
        await story.says(KABIR, line)
    assert story.incident.stage is Stage.REVIEW
