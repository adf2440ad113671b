"""`/deadline` as people type, press and fill it in, on both engines; and who is told what."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Deadline, Incident
from bot.obligations.house import chosen
from bot.slack import ids
from bot.slack.listeners.deadline_rows import DEADLINE
from tests.hostile import HOSTILE
from tests.limits import problems
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_both_engines, until

Json = dict[str, Any]
CERTIN = "in.certin.initial"
REF = "INC-2022-001"


@pytest.fixture
def counter(counter: Counter) -> Counter:
    """The app in a hospital in India."""
    counter.runtime.house = replace(counter.runtime.house, profile=chosen("in-hospital"))
    return counter


async def declared(counter: Counter) -> None:
    """Asha declares and commands; Ravi is the legal lead."""
    await counter.types("/incident declare sev1 kind=ransomware e-Hospital is encrypted")
    await counter.types("/incident role legal-lead <@U2RAVI>")


def row(counter: Counter, number: int = 1) -> Deadline:
    """Return a deadline as it stands."""
    wanted = select(Deadline).where(Deadline.number == number, Deadline.incident_id == 1)
    return counter.query(lambda session: session.exec(wanted).one())


def state(counter: Counter, number: int = 1) -> str:
    """Return where a deadline stands."""
    return str(row(counter, number).state)


async def said(counter: Counter, line: str, **how: Any) -> str:
    """Type a line and return what answers it."""
    text: str = (await counter.types(line, **how))["text"]
    return text


def channel(counter: Counter) -> str:
    """Return what the incident's channel was told last."""
    text: str = counter.posts()[-1]["text"]
    return text


def labels(shown: Json) -> list[str]:
    """Return the labels of every button of a message."""
    inner = [
        element
        for block in shown["blocks"]
        for element in (*block.get("elements", ()), block.get("accessory"))
    ]
    return [each["text"]["text"] for each in inner if each and each.get("type") == "button"]


# --- Every verb of the contract, typed exactly so.


@on_both_engines
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


@on_both_engines
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


@on_both_engines
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


# --- What cannot be done is answered with why, who and what next.


MISTAKES = [
    ("/deadline met", "Which deadline?"),
    ("/deadline show", "`/deadline list` shows them"),
    ("/deadline draft", "Which deadline?"),
    ("/deadline met D1", "a receipt number, or where the copy is"),
    ("/deadline met D99 x", "has no deadline `d99`; they go from D1 to D11"),
    ("/deadline met in.certin.initail x", "Did you mean `in.certin.initial`?"),
    ("/deadline show in.dpdp", "could be D5 `in.dpdp.board.1`, D6 `in.dpdp.board.2`"),
    ("/deadline met D1 x at tomorrow 9am", "ahead; type when it was"),
    ("/deadline met D7 x", "`/deadline anchor D7 &lt;time&gt;` sets it going"),
    ("/deadline extend D1", "No time was given"),
    ("/deadline extend D1 soon letter", "soon"),
    ("/deadline extend D8 23 nov 06:00 letter", "23 Nov 2022 06:00"),
    ("/deadline extend D8 12:00 letter", "is no later"),
    ("/deadline extend D8 18:00", "needs a reason"),
    ("/deadline extend D7 18:00 letter", "there is nothing to extend"),
    ("/deadline na D8", "needs a reason"),
    ("/deadline applies D1", "`applies` does not go from there"),
    ("/deadline approve D1", "`/deadline draft D1` begins it"),
    ("/deadline sendback D1 x", "`sendback` does not go from there"),
    ("/deadline ack D1", "`ack` does not go from there"),
    ("/deadline close D1", "`close` does not go from there"),
    ("/deadline anchor", "Which deadline?"),
    ("/deadline anchor noticed", "time"),
    ("/deadline anchor noticed 24 nov 06:00", "ahead; type when it was"),
    ("/deadline anchor D1 06:00", "corrects those"),
    ("/deadline mte D1 x", "Did you mean `met`?"),
    ("/deadline met D1 UHID 12345678", "a hospital number"),
    ("/deadline na D8 patient 98765 43210 complained", "a phone number"),
]  # fmt: skip


async def test_what_cannot_be_done_says_why_and_changes_nothing(counter: Counter) -> None:
    await declared(counter)
    before = counter.query(_everything), len(counter.posts())
    for line, answer in MISTAKES:
        shown = await said(counter, line)
        assert answer in shown, (line, shown)
        assert (counter.query(_everything), len(counter.posts())) == before, line


def _everything(session: Session) -> list[Any]:
    rows = session.exec(select(Deadline).order_by(col(Deadline.id)))
    return [each.model_dump() for each in rows]


@on_both_engines
async def test_a_patients_data_is_neither_kept_nor_repeated(counter: Counter) -> None:
    await declared(counter)
    for line in (
        "/deadline met D1 98765 43210", "/deadline na D8 UHID 1234567 was told",
        "/deadline extend D8 18:00 asked by 98765 43210",
        "/deadline anchor noticed 07:00 call of 98765 43210",
    ):  # fmt: skip
        shown = await said(counter, line)
        assert "Patient data does not belong in a chat" in shown, line
        assert "43210" not in shown, line
        assert "1234567" not in shown, line
    view = await counter.presses(ids.DEADLINE_MET, f"{REF} D1")
    shown_ = await counter.submits(view, {"receipt": "98765 43210"})
    assert "phone number" in shown_["errors"]["receipt"]
    kept = str(counter.query(_everything)) + str([each.answer for each in counter.inbox()])
    assert "43210" not in kept
    assert "1234567" not in kept


async def test_who_may_not_see_it_finds_nothing(
    counter: Counter,
) -> None:
    await counter.types("/incident declare sev1 kind=ransomware private One of our own")
    for line in ("list", "show D1", "draft D1", "met D1 x", "na D1 x", "extend D1 18:00 x"):
        shown = await said(counter, f"/deadline {line} {REF}", by=MEERA)
        assert "no incident INC-2022-001 that you may see" in shown, line
    assert state(counter) == "running"


async def test_only_responders_act_and_everybody_who_sees_it_reads(counter: Counter) -> None:
    counter.runtime.house = replace(counter.runtime.house, responders=frozenset({ASHA, RAVI}))
    await declared(counter)
    for line in ("draft D1", "met D1 x", "na D8 x", "extend D8 18:00 x", "anchor noticed 07:00",
                 "applies D2", "approve D1", "ack D1", "close D1"):  # fmt: skip
        shown = await said(counter, f"/deadline {line}", by=MEERA)
        assert "You are not among the responders" in shown, line
        assert "/incident role" in shown
    assert "*D1*" in await said(counter, "/deadline list", by=MEERA)
    assert "*D1*" in await said(counter, "/deadline show D1", by=MEERA)


async def test_a_hospital_without_profile_says_why_there_is_nothing(counter: Counter) -> None:
    counter.runtime.house = replace(counter.runtime.house, profile=chosen("uk"))
    await counter.types("/incident declare sev1 kind=outage power cut")
    assert "INC-2022-001 has no legal deadlines" in await said(counter, "/deadline list")
    assert "has no legal deadlines" in await said(counter, "/deadline show D1")


async def test_pages_of_the_list_turn(counter: Counter) -> None:
    await declared(counter)
    shown = await counter.types("/deadline list")
    assert len([each for each in shown["blocks"] if each.get("accessory")]) == 10
    row_ = shown["blocks"][-1]["elements"]
    following = next(each for each in row_ if each["text"]["text"] == "Next ›")
    shown = await counter.presses(following["action_id"], following["value"])
    assert "11-11 of 11" in shown["text"]
    assert "11-11 of 11" in await said(counter, "/deadline list page=99")
    await counter.types("/deadline na D8 none")
    assert "of 10" in await said(counter, "/deadline list")
    assert "of 11" in await said(counter, "/deadline list all")


async def test_the_menu_leads_to_the_deadlines(counter: Counter) -> None:
    await declared(counter)
    counter.database.write_now(_give_channel)
    shown = await counter.types("/deadline", channel="C7INC")
    assert "Deadlines" in labels(shown)
    assert "*D1*" in await said(counter, "/deadline list", channel="C7INC")
    for verb in DEADLINE:
        helped = await said(counter, f"/deadline help {verb.name}")
        assert f"/deadline {verb.name}" in helped


def _give_channel(session: Session) -> None:
    incident = session.exec(select(Incident)).one()
    incident.channel_id = "C7INC"
    session.add(incident)


# --- Buttons and windows.


@on_both_engines
async def test_buttons_lead_from_running_to_closed(counter: Counter) -> None:
    await declared(counter)
    card = await counter.types("/deadline show D1")
    assert labels(card) == ["Draft", "Met", "Extend", "Not applicable"]
    shown = await counter.presses(ids.DEADLINE_DRAFT, f"{REF} D1")
    assert "*Draft* for *D1*" in shown["text"]
    shown = await counter.presses(ids.DEADLINE_APPROVE, f"{REF} D1", by=RAVI)
    assert labels(shown) == ["Met", "Send back", "Draft", "Extend", "Not applicable"]
    view = await counter.presses(ids.DEADLINE_MET, f"{REF} D1")
    assert view["title"]["text"] == "Met: D1"
    assert await counter.submits(view, {"receipt": "CERTIn-118", "channel": "e-mail"}) == {}
    assert (state(counter), row(counter).receipt_no) == ("submitted", "CERTIn-118")
    shown = await counter.presses(ids.DEADLINE_ACK, f"{REF} D1")
    assert labels(shown) == ["Close", "Draft"]
    shown = await counter.presses(ids.DEADLINE_CLOSE, f"{REF} D1")
    assert state(counter) == "closed"


@pytest.mark.parametrize(("action", "before", "entered", "wrong", "after"), [
    (ids.DEADLINE_MET, "", {"receipt": "R-1", "at": "07:07"}, {"receipt": " "}, "submitted"),
    (ids.DEADLINE_EXTEND, "", {"at": "18:00", "reason": "letter no. 12"},
     {"at": "12:00", "reason": "x"}, "running"),
    (ids.DEADLINE_NA, "", {"reason": "counsel says so"}, {"reason": ""}, "not_applicable"),
    (ids.DEADLINE_APPLIES, "na D1 x", {"reason": "it does"}, {"reason": " "}, "running"),
    (ids.DEADLINE_SENDBACK, "approve D1", {"reason": "wrong count"}, {"reason": ""}, "drafting"),
])  # fmt: skip
async def test_windows_take_what_fits_and_say_what_does_not(
    counter: Counter, action: str, before: str, entered: Json, wrong: Json, after: str
) -> None:
    await declared(counter)
    if action == ids.DEADLINE_SENDBACK:
        await counter.types("/deadline draft D1")
    if before:
        await counter.types(f"/deadline {before}", by=RAVI)
    view = await counter.presses(action, f"{REF} D1", by=RAVI)
    shown = await counter.submits(view, wrong, by=RAVI)
    assert shown["response_action"] == "errors"
    assert await counter.submits(view, entered, by=RAVI) == {}
    assert state(counter) == after


async def test_the_window_of_a_late_report_asks_why(counter: Counter) -> None:
    await declared(counter)
    counter.clock.advance(hours=7)
    view = await counter.presses(ids.DEADLINE_MET, f"{REF} D1")
    why = next(block for block in view["blocks"] if block.get("block_id") == "reason")
    assert (why["label"]["text"], why.get("optional", False)) == ("Why is it late?", False)
    shown = await counter.submits(view, {"receipt": "R-1", "reason": ""})
    assert "a late report needs its reason" in str(shown["errors"])
    assert await counter.submits(view, {"receipt": "R-1", "reason": "gateway"}) == {}
    view = await counter.presses(ids.DEADLINE_MET, f"{REF} D6")
    why = next(block for block in view["blocks"] if block.get("block_id") == "reason")
    assert why["optional"], "What does not bind yet is never late."


async def test_what_would_be_refused_anyway_opens_no_window(counter: Counter) -> None:
    await declared(counter)
    for action in (ids.DEADLINE_EXTEND, ids.DEADLINE_NA):
        shown = await counter.presses(action, f"{REF} D1")
        assert "Only dpo or legal-lead" in shown["text"]
        assert "<@U2RAVI>" in shown["text"]
    await counter.types("/deadline met D1 R-1")
    shown = await counter.presses(ids.DEADLINE_MET, f"{REF} D1")
    assert "`met` does not go from there" in shown["text"]
    assert not counter.slack_side.of("views.open")


async def test_a_press_by_somebody_else_is_judged_again_when_the_window_comes_back(
    counter: Counter,
) -> None:
    await declared(counter)
    view = await counter.presses(ids.DEADLINE_NA, f"{REF} D1", by=RAVI)
    shown = await counter.submits(view, {"reason": "no"}, by=MEERA)
    assert "Only dpo or legal-lead" in str(shown["errors"])
    assert state(counter) == "running"


@on_both_engines
async def test_ten_who_press_met_at_one_moment_and_one_wins(counter: Counter) -> None:
    await declared(counter)
    view = await counter.presses(ids.DEADLINE_MET, f"{REF} D1")
    answers = await asyncio.gather(*(
        counter.submits(view, {"receipt": f"R-{n}"}, by=f"U7P{n}", view_id=f"V9{n}")
        for n in range(10)
    ))  # fmt: skip
    assert answers.count({}) == 1
    told = [each["text"] for each in counter.posts() if "as sent, receipt" in each["text"]]
    assert len(told) == 1
    assert f"receipt {row(counter).receipt_no}." in told[0]


async def test_the_same_press_delivered_twice_acts_once(counter: Counter) -> None:
    await declared(counter)
    body = counter.click(ids.DEADLINE_DRAFT, f"{REF} D1")
    await counter.send(body)
    await counter.send(body)
    await until(lambda: len(counter.slack_side.responses) == 2)
    one, two = counter.slack_side.responses
    assert one["text"] == two["text"]
    assert len([each for each in counter.posts() if "began the report" in each["text"]]) == 1


async def test_a_button_that_is_not_ours_harms_nothing(counter: Counter) -> None:
    """A window that opens was checked where it was opened."""
    await declared(counter)
    carried = ("", f"{REF} D99", f"{REF} <!channel>", f"{REF} \x00", "INC-9999-999 D1", "/rm -rf /")
    before = counter.query(_everything), len(counter.posts())
    for verb in DEADLINE:
        for value in carried:
            shown = await counter.presses(f"deadline.{verb.name}", value)
            assert shown["response_type"] == "ephemeral", (verb.name, value)
    assert (counter.query(_everything), len(counter.posts())) == before
    shown = await counter.presses("deadline.draft", f"{REF} D1 page=99999")
    assert "*Draft* for *D1*" in shown["text"]


# --- Mentions, hostile words, Home.


async def test_a_mention_does_the_same(counter: Counter) -> None:
    await declared(counter)
    event = {
        "type": "app_mention", "user": ASHA, "channel": "C0DESK", "ts": "1669167420.000200",
        "text": f"<@U0BOT> deadline met D1 CERTIn-118 {REF}",
    }  # fmt: skip
    await counter.send(counter.event(event))
    await until(lambda: state(counter) == "submitted")
    assert row(counter).receipt_no == "CERTIn-118"


async def test_hostile_words_stay_words(counter: Counter) -> None:
    """In a basis, a reason and a receipt; every answer and post stays within Slack's limits."""
    await declared(counter)
    for number, text in enumerate(HOSTILE):
        counter.clock.advance(minutes=1)
        await counter.types(f"/deadline extend D8 {30 + number}d {text}")
        await counter.types(f"/deadline na D2 {text}")
        await counter.types("/deadline anchor D11 06:00")
        await counter.types(f"/deadline met D11 {text}")
        for line in ("show D2", "show D8", "show D11", "draft D2"):
            await counter.types(f"/deadline {line}")
        await counter.types("/deadline list all")
        await counter.types(f"/deadline applies D2 {text}")
    assert row(counter, 11).receipt_no
    assert row(counter, 8).extension_basis
    for kind in ("event", "deadline"):
        for post in counter.posts(kind):
            assert problems(post) == []
            assert "<!channel>" not in str(post)


def _home(counter: Counter, user: str) -> str:
    from bot.domain.words import Door
    from bot.operations.turn import Actor, Turn
    from bot.slack.listeners.home import home

    def read(session: Session) -> Json:
        return home(
            Turn(session, counter.clock.now(), Actor(user, Door.SLACK), counter.runtime.house)
        )

    view = counter.query(read)
    assert problems(view) == []
    return str(view)


async def test_home_shows_what_waits_for_each(counter: Counter) -> None:
    """Nobody owns CERT-In's report: command does. Once drafted, whoever may sign it sees it too."""
    await declared(counter)
    assert "*D1* CERT-In" in _home(counter, ASHA)
    assert "*D3* Police" in _home(counter, RAVI)
    assert "*D1*" not in _home(counter, RAVI)
    assert "legal deadline" not in _home(counter, MEERA)
    await counter.types("/incident role security-lead <@U3MEERA>")
    assert "*D1*" not in _home(counter, ASHA)
    assert "*D1*" in _home(counter, MEERA)
    await counter.types("/deadline draft D1", by=MEERA)
    assert "*D1*" in _home(counter, RAVI)
    await counter.types("/deadline met D1 R-1", by=MEERA)
    assert "*D1*" not in _home(counter, MEERA) + _home(counter, RAVI)


def test_every_verb_has_an_example_that_reads_as_itself() -> None:
    def shown() -> Iterator[str]:
        for verb in DEADLINE:
            yield verb.shown

    assert {line.split()[1] for line in shown()} == {verb.name for verb in DEADLINE}
    promised = {"list", "show", "met", "extend", "na", "draft"}
    assert promised <= {verb.name for verb in DEADLINE}
