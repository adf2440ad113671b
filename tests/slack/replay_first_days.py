"""The replay, 23 to 28 November: report, isolation, paper, evidence, suspension, ransom."""

import hashlib

from sqlmodel import col, select

from bot.domain.models import Deadline, Exhibit, Task, Transfer
from bot.domain.words import DeadlineState, Stage
from bot.grammar import cells
from bot.operations import aiims
from tests.slack.replaying import (
    ANAND,
    BIMAL,
    IMRAN,
    KABIR,
    LAB,
    LEELA,
    LEGAL,
    MEERA,
    NISHA,
    PRESS,
    RAVI,
    ROLES,
    SURESH,
    Story,
)

IO = '"Insp. R. Singh" designation=IO organisation="IFSO, Special Cell"'


async def a_technician_reports_and_a_responder_takes_over(story: Story) -> None:
    """07:07 report, 07:20 triage, 07:35 severity 1; CERT-In's six hours run from 07:07."""
    await story.says(LAB, "/incident declare Lab reports do not open, names end in .locked")
    assert story.incident.stage is Stage.TRIAGE
    cannot = await story.refused(LAB, "/incident sev 1 everything is down")
    assert "responder" in str(cannot["text"])
    story.at(23, "07:20")
    await story.says(KABIR, "/incident claim")
    await story.says(KABIR, "/incident note billing and OPD counters report the same")
    story.at(23, "07:35")
    await story.says(KABIR, "/incident sev 1 patient care systems are down hospital-wide")
    await story.says(KABIR, "/incident stage active")
    await story.all_say(KABIR, (f"/incident role {role} <@{who}>" for role, who in ROLES))
    listed = await story.says(LEELA, "/deadline list")
    assert "due 23 Nov 2022 13:07 IST" in listed
    story.at(23, "12:40")
    await story.says(LEELA, "/deadline met D1 CERTIn-2022-118 via e-mail")


async def five_are_held_and_the_others_cut_off(story: Story) -> None:
    """Five servers go from suspect to encrypted and are held by themselves; 95 are isolated."""
    begun = await story.says(BIMAL, f"/server import {cells.written(*_estate())}")
    assert "100 rows" in begun
    story.imports()
    assert "*done*, 100 rows: 100 entered." in await story.says(BIMAL, "/server imported")
    await story.says(BIMAL, "/server suspect SRV-001..SRV-005 their files do not open")
    await story.says(BIMAL, "/server encrypted SRV-001..SRV-005 names end in .locked")
    cut_off = await story.says(IMRAN, "/server isolate SRV-001..SRV-100 precaution")
    asked = story.servers(life_support=True)
    assert asked == ["icu-gw-01"]
    assert "it supports life" in cut_off
    number = story.number("icu-gw-01")
    await story.counter.presses("server.isolate", f"{story.incident.ref} {number}", by=MEERA)
    assert story.servers(state="held") == list(aiims.HIT)
    assert len(story.servers(state="isolated", precaution=True)) == 95
    refused = await story.refused(BIMAL, "/server reboot SRV-001")
    assert "replaces=SRV-001" in str(refused["text"])


def _estate() -> tuple[list[str], list[list[str]]]:
    """Return the hospital's own list of servers: headings, and a row for each."""
    rows = list(aiims.servers())
    heads = list(dict.fromkeys(key for each in rows for key in each))
    return heads, [[each.get(key, "") for key in heads] for each in rows]


async def departments_go_on_paper(story: Story) -> None:
    """24 November: everything by hand, numbers for who has none, the FIR."""
    story.at(24, "09:00")
    for slug, name, block, _, mode in aiims.DEPARTMENTS:
        await story.says(KABIR, f'/dept add {slug} name="{name}" block="{block}" head=<@{MEERA}>')
        await story.says(MEERA, f"/dept {mode} {slug}")
    await story.says(MEERA, "/dept tempids opd 1000-4999")
    overlap = await story.refused(MEERA, "/dept tempids emergency 4999-5998")
    assert "5000-5999" in str(overlap["text"])
    await story.says(MEERA, "/dept tempids emergency 5000-5999")
    await story.says(LAB_LINE[0], LAB_LINE[1])
    patient = await story.refused(MEERA, "/dept return lab seen=3 UHID 103456789 waits")
    assert "Patient data" in str(patient["text"])
    police = story.counter.query(
        lambda s: s.exec(select(Deadline).where(Deadline.item == "in.police.complaint")).one()
    )
    await story.says(LEGAL, f"/deadline met D{police.number} FIR-349/2022 late: drafted at night")
    await story.says(LEGAL, "/incident fact fir.no 349/2022 confirmed source IFSO")
    sent = story.counter.query(lambda s: s.get(Deadline, police.id))
    assert sent is not None
    assert (sent.state, sent.receipt_no) == (DeadlineState.SUBMITTED, "FIR-349/2022")


LAB_LINE = (MEERA, "/dept return lab seen=120 waiting=14 stock=6 urgent samples only")


async def evidence_is_sealed_and_handed_over(story: Story) -> None:
    """25 November: memory and disk of the five, sealed before witnesses; two go to the IO."""
    story.at(25, "10:00")
    for number in range(1, 11):
        server, kind = f"SRV-{(number + 1) // 2:03d}", ("disk", "memory")[number % 2]
        await story.all_say(NISHA, _taken(f"EXH-{number:03d}", server, kind, number))
    await story.says(RAVI, "/server acquired SRV-001..SRV-005")
    assert story.servers(state="acquired") == list(aiims.HIT)
    stranger = await story.refused(RAVI, f"/evidence offer EXH-001 to {IO} purpose examination")
    assert f"in the custody of <@{NISHA}>" in str(stranger["text"])
    await story.says(NISHA, f"/evidence offer EXH-001,EXH-002 to {IO} purpose examination at CFSL")
    receive = f"/evidence receive TRF-001 sha256={_sha('EXH-001')},{_sha('EXH-002')}"
    assert "seals that were read" in str((await story.refused(NISHA, f"{receive} {_SLIP}"))["text"])
    await story.says(NISHA, f"{receive} seal=S-01,S-02 {_SLIP}")
    row = story.counter.query(lambda session: session.exec(select(Transfer)).one())
    assert (row.state, row.seal_match, row.hash_match) == ("received", True, True)
    gone = story.counter.query(
        lambda s: s.exec(
            select(Exhibit).where(Exhibit.state == "with_authority").order_by(col(Exhibit.number))
        ).all()
    )
    assert [(each.number, each.custodian) for each in gone] == [
        (1, "Insp. R. Singh"), (2, "Insp. R. Singh"),
    ]  # fmt: skip


_SLIP = f"paper=https://files.example/slip-1 witness=<@{RAVI}>"


def _sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _taken(name: str, server: str, kind: str, number: int) -> tuple[str, ...]:
    sha256, md5 = _sha(name), hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    return (
        f'/evidence add {server} {kind} tool="WinPmem 4.0" blocker="Tableau T8"',
        f"/evidence hash {name} sha256={sha256} md5={md5} source={sha256}",
        f"/evidence seal {name} S-{number:02d} witness <@{RAVI}> <@{LEELA}> photo=album-{number}",
        f"/evidence store {name} evidence room, safe 2",
    )


async def two_analysts_are_suspended(story: Story) -> None:
    """28 November: roles gone, tasks with the deputy, in the minute of the order."""
    story.at(28, "11:00")
    await story.says(KABIR, f"/task add Draw the network by hand <@{ANAND}>")
    number = story.counter.query(
        lambda s: s.exec(select(Task).where(Task.title == "Draw the network by hand")).one()
    ).number
    for who, order in ((ANAND, "HR/2022/117"), (BIMAL, "HR/2022/118")):
        line = f"/incident suspend <@{who}> order={order} authority=Director deputy=<@{LEELA}>"
        await story.says(SURESH, line)
    for who, line in ((ANAND, f"/task claim #{number}"), (BIMAL, "/server hold SRV-006")):
        assert "not among the responders" in str((await story.refused(who, line))["text"])
    assert f"held by <@{LEELA}>" in await story.says(KABIR, f"/task show #{number}")
    roles = await story.says(KABIR, "/incident roles")
    assert ANAND not in roles
    assert BIMAL not in roles


async def the_ransom_is_disputed_and_never_public(story: Story) -> None:
    """28 November: reported, then disputed; a public text that speaks of it is refused (27)."""
    story.at(28, "16:00")
    fact = '/incident fact ransom.sum "Rs 200 crore in crypto"'
    await story.says(LEELA, f"{fact} reported source press")
    shown = await story.says(LEELA, f"{fact} disputed source Delhi Police")
    assert "disputed" in shown
    for text in ("We were asked for Rs 200 crore.", "No ransom was demanded by hackers."):
        refused = await story.refused(PRESS, f"/incident statement draft {text} next 20:00")
        assert "27, ransom" in str(refused["blocks"])
    assert "No statement" in await story.says(PRESS, "/incident statement list")
    await story.says(KABIR, "/incident eta OPD registration 1 dec 09:00 because the first estimate")
