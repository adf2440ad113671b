"""`/deadline` as people type it: every verb of the contract."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain.models import Incident
from bot.slack.listeners.deadline_rows import DEADLINE
from tests.slack.counter import ASHA, RAVI, Counter, on_either_engine, until
from tests.slack.deadlines.asking import REF, declared, row, said, state

CERTIN = "in.certin.initial"


def channel(counter: Counter) -> str:
    """Return what the incident's channel was told last."""
    text: str = counter.posts()[-1]["text"]
    return text


@on_either_engine
async def test_the_life_of_a_deadline_typed(counter: Counter) -> None:
    await declared(counter)
    listed = await said(counter, "/deadline list")
    assert listed.startswith(f"*Legal deadlines* of {REF}: 1-10 of 11: *D1* CERT-In: First report")
    assert "(running, due 23 Nov 2022 13:07 IST (in 6 h))" in listed
    shown = await said(counter, "/deadline show D1")
    for part in (
        "*D1* CERT-In: First report of a cyber incident: hard · running · due 23 Nov 2022 13:07 IST",
        "Counted: 6 hours after it was noticed (23 Nov 2022 07:07 IST).",
        "Owner: Security lead (CISO) (vacant). Approval by Legal lead (<@U2RAVI>).",
        "Goes to incident@cert-in.org.in, phone 1800-11-4949, fax 1800-11-6969.",
    ):
        assert part in shown, part
    drafted = await said(counter, f"/deadline draft {CERTIN}")
    assert "*Draft* for *D1* CERT-In" in drafted
    assert "## Noticed\n23 Nov 2022 07:07 IST" in drafted
    assert "## Security products in use\nnot known at time of report" in drafted
    assert state(counter) == "drafting"
    assert channel(counter).startswith(
        "<@U1ASHA> began the report *D1* CERT-In: First report of a cyber incident. Approval by "
        "Legal lead (<@U2RAVI>)."
    )
    assert "somebody else must approve it" in await said(counter, "/deadline approve D1")
    assert "D1 is approved and may be sent." in await said(counter, "/deadline approve d1", by=RAVI)
    counter.clock.advance(hours=5)
    met = await said(counter, "/deadline met D1 CERTIn-2022-118 via e-mail")
    assert met.startswith("D1 is recorded as sent.")
    assert "Sent 23 Nov 2022 12:07 IST by e-mail by <@U1ASHA>, receipt CERTIn-2022-118." in met
    told = channel(counter)
    assert "<@U1ASHA> recorded *D1* CERT-In: First report of a cyber incident as sent" in told
    assert "Now running: *D12* CERT-In: Further information, due 24 Nov 2022 07:07 IST" in told
    assert "No approval was recorded" not in told


async def test_a_gap_is_filled_by_the_fact_that_the_draft_names(counter: Counter) -> None:
    await declared(counter)
    shown = await counter.types("/deadline draft D1")
    assert "`/incident fact report.reporter.name …`" in str(shown["blocks"])
    await counter.types(
        "/incident fact report.reporter.organisation AIIMS confirmed source director"
    )
    await counter.types("/incident fact report.systems.state-of-backups 3/5 source NIC")
    text = await said(counter, "/deadline draft D1")
    assert "- Organisation: AIIMS\n" in text
    assert "- State of backups: 3 of 5 (reported)\n" in text


async def test_a_report_that_was_sent_is_acknowledged_and_closed(counter: Counter) -> None:
    await declared(counter)
    await counter.types("/deadline met D1 CERTIn-2022-118")
    assert "D1 is acknowledged." in await said(counter, "/deadline ack 1 reply of 23 Nov")
    assert "D1 is closed." in await said(counter, "/deadline close D1")
    assert state(counter) == "closed"
    assert "*D1*" not in await said(counter, "/deadline list")
    assert "`/deadline list all`" in str(await counter.types("/deadline list page=2"))


@on_either_engine
async def test_two_hours_more_than_the_end_are_offered_for_a_span(counter: Counter) -> None:
    await declared(counter)
    shown = await counter.types("/deadline extend D1 2h letter no. 12 of CERT-In", by=RAVI)
    assert "so 2 h end at 23 Nov 2022 09:07 IST; D1 is due 23 Nov 2022 13:07 IST" in shown["text"]
    assert "anchor" not in shown["text"]
    send = shown["blocks"][-1]["elements"][0]
    assert send["value"] == "/deadline extend D1 15:07 letter no. 12 of CERT-In"
    sent = await counter.presses(send["action_id"], send["value"], by=RAVI)
    assert "D1 is due 23 Nov 2022 15:07 IST" in sent["text"]
    shorter = await said(counter, "/deadline extend D1 in 7 hours letter no. 13", by=RAVI)
    assert "`/deadline extend D1 22:07 &lt;basis&gt;`" in shorter, "it would be an hour less"
    await said(counter, "/deadline extend D1 23:30 letter no. 13", by=RAVI)
    next_day = await said(counter, "/deadline extend D1 2h letter no. 14", by=RAVI)
    assert "`/deadline extend D1 24 nov 2022 01:30 &lt;basis&gt;`" in next_day
    moment = await said(counter, "/deadline extend D1 12:00 letter no. 12", by=RAVI)
    assert "`/deadline anchor noticed &lt;time&gt;` corrects it" in moment


async def test_extend_rule_out_and_apply_typed(counter: Counter) -> None:
    await declared(counter)
    refused = await said(counter, "/deadline extend D1 18:00 letter no. 12")
    assert (
        "Only dpo or legal-lead may extend D1: a law sets it (<@U2RAVI>). Ask <@U2RAVI>" in refused
    )
    assert "You typed: `/deadline extend D1 18:00 letter no. 12`" in refused
    given = await said(counter, "/deadline extend D1 18:00 letter no. 12 of CERT-In", by=RAVI)
    assert given.startswith("D1 is due 23 Nov 2022 18:00 IST, in 10 h 53 min.")
    assert "Extended to 23 Nov 2022 18:00 IST: letter no. 12 of CERT-In." in given
    assert "<@U2RAVI> extended *D1*" in channel(counter)
    refused = await said(counter, f"/deadline na {CERTIN} no critical system")
    assert (
        "Only dpo or legal-lead may mark D1 as not applicable: a law sets it (<@U2RAVI>)" in refused
    )
    assert "D1 does not apply." in await said(counter, "/deadline na D1 counsel says so", by=RAVI)
    assert channel(counter).startswith("<@U2RAVI> marked *D1* CERT-In: First report of a cyber")
    assert "counsel says so" in channel(counter)
    assert "D1 applies." in await said(counter, "/deadline applies D1 the LIS is hit")
    assert "D2 does not apply." in await said(
        counter, "/deadline na D2 no protected system was hit"
    )
    assert (state(counter), state(counter, 2)) == ("running", "not_applicable")


@pytest.mark.parametrize("name", ["D1", "1", "d1", "#1", CERTIN, CERTIN.upper(), "certin",
                                  "\uff24\uff11", f"`{CERTIN}`", f"<http://{CERTIN}|{CERTIN}>"])  # fmt: skip
async def test_each_way_to_name_it_works_with_each_verb(counter: Counter, name: str) -> None:
    await declared(counter)
    for line, expected in (
        ("show {}", "*D1* CERT-In"),
        ("draft {}", "*Draft* for *D1*"),
        ("extend {} 18:00 letter no. 12", "D1 is due 23 Nov 2022 18:00 IST"),
        ("na {} an exercise of counsel", "D1 does not apply."),
        ("applies {} not at all", "D1 applies."),
        ("met {} CERTIn-2022-118", "D1 is recorded as sent."),
    ):
        assert expected in await said(counter, f"/deadline {line.format(name)}", by=RAVI), line


MET = [
    ("CERTIn-2022-118", ("CERTIn-2022-118", None, 0)),
    ("CERTIn 2022 118", ("CERTIn 2022 118", None, 0)),
    ("“mail of 23 Nov”", ("mail of 23 Nov", None, 0)),
    ("receipt=CERTIn-118 via courier", ("CERTIn-118", "courier", 0)),
    ("CERTIn-118 at 12:50 via e-mail", ("CERTIn-118", "e-mail", 17)),
    ("CERTIn-118 via e-mail at 12:50", ("CERTIn-118", "e-mail", 17)),
    ("CERTIn-118 at 20m ago", ("CERTIn-118", None, 20)),
    ("seen at the counter", ("seen at the counter", None, 0)),
    ("receipt 9812345678", ("receipt 9812345678", None, 0)),
]


@pytest.mark.parametrize(("typed", "expected"), MET)
async def test_ways_to_record_a_submission(
    counter: Counter, typed: str, expected: tuple[str, str | None, int]
) -> None:
    await declared(counter)
    counter.clock.advance(hours=6)
    await counter.types(f"/deadline met D1 {typed}")
    found = row(counter)
    assert found.submitted_at is not None
    ago = int((counter.clock.now() - found.submitted_at) / timedelta(minutes=1))
    assert (found.receipt_no, found.channel, ago) == expected


async def test_late_is_said_asked_for_and_kept(counter: Counter) -> None:
    await declared(counter)
    counter.clock.advance(hours=7)
    shown = await said(counter, "/deadline show D1")
    assert "running, *overdue* · due 23 Nov 2022 13:07 IST (1 h late)" in shown
    refused = await said(counter, "/deadline met D1 CERTIn-118")
    assert "a late report needs its reason" in refused
    assert "`/deadline met D1 &lt;receipt no&gt; late: &lt;reason&gt;`" in refused
    assert state(counter) == "running"
    done = await said(counter, "/deadline met D1 CERTIn-118 at 14:00 late: the gateway was down")
    assert "Late: the gateway was down." in done
    assert "It is late: the gateway was down." in channel(counter)
    assert "No approval was recorded before it was sent." in channel(counter)
    assert row(counter).receipt_no == "CERTIn-118"


@on_either_engine
async def test_moments_are_corrected_typed(counter: Counter) -> None:
    counter.clock.advance(hours=1)
    await declared(counter)
    shown = await said(counter, "/deadline anchor noticed 07:07 call from the emergency lab")
    assert "set *noticed* to 23 Nov 2022 07:07 IST" in shown
    assert "(was 23 Nov 2022 08:07 IST" in shown
    assert "*D1* CERT-In: First report of a cyber incident, due 23 Nov 2022 13:07 IST" in shown
    refused = await said(counter, "/deadline anchor noticed 07:30 the log's clock was wrong")
    assert "Only legal-lead may move a moment later" in refused
    assert "<@U2RAVI>" in refused
    assert "needs a reason" in await said(counter, "/deadline anchor noticed 07:30", by=RAVI)
    moved = await said(counter, "/deadline anchor noticed 07:30 the log's clock was wrong", by=RAVI)
    assert "due 23 Nov 2022 13:30 IST" in moved
    shown = await said(counter, "/deadline anchor occurred 02:15")
    assert "No clock changed." in shown
    shown = await said(counter, "/deadline anchor in.records.request 06:00")
    assert "D11 counts from 23 Nov 2022 06:00 IST" in shown
    found = counter.query(lambda session: session.exec(select(Incident)).one())
    assert found.occurred_at is not None


async def test_a_mention_does_the_same(counter: Counter) -> None:
    await declared(counter)
    event = {
        "type": "app_mention", "user": ASHA, "channel": "C0DESK", "ts": "1669167420.000200",
        "text": f"<@U0BOT> deadline met D1 CERTIn-118 {REF}",
    }  # fmt: skip
    await counter.send(counter.event(event))
    await until(lambda: state(counter) == "submitted")
    assert row(counter).receipt_no == "CERTIn-118"


def test_every_verb_has_an_example_that_reads_as_itself() -> None:
    def shown() -> Iterator[str]:
        for verb in DEADLINE:
            yield verb.shown

    assert {line.split()[1] for line in shown()} == {verb.name for verb in DEADLINE}
    promised = {"list", "show", "met", "extend", "na", "draft"}
    assert promised <= {verb.name for verb in DEADLINE}
