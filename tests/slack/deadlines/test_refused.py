"""What cannot be done with a deadline is answered with why, who and what next."""

from dataclasses import replace

from sqlmodel import Session, select

from bot.domain.models import Incident
from bot.obligations.house import chosen
from bot.slack import ids
from bot.slack.listeners.deadline_rows import DEADLINE
from tests.hostile import HOSTILE
from tests.limits import problems
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine
from tests.slack.deadlines.asking import REF, declared, everything, labels, row, said, state

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
    before = counter.query(everything), len(counter.posts())
    for line, answer in MISTAKES:
        shown = await said(counter, line)
        assert answer in shown, (line, shown)
        assert (counter.query(everything), len(counter.posts())) == before, line


RECEIPT, AADHAAR = "91123456789012", "234567890124"


NO_RECEIPTS = (
    "met D1 98765 43210",
    "met D1 9876543210 of patient 9876543211",
    "na D1 9876543210",
    f"met D1 {RECEIPT} late: patient 98765 43210 complained",
    f"met D1 {RECEIPT} and {RECEIPT}",
    f"met D1 {AADHAAR}",
    "met D1 91-1234-5678-9012",
    f"met D1 abha {RECEIPT}",
    f"met D1 UHID {RECEIPT}",
    f"na D8 {RECEIPT}",
    f"met {RECEIPT} D1",
)


async def test_a_receipt_in_its_place_is_no_patients_number(counter: Counter) -> None:
    """Ten to fourteen digits behind the deadline, and nothing else of a patient in the line."""
    await declared(counter)
    for line in NO_RECEIPTS:
        answer = await said(counter, f"/deadline {line}")
        assert "Patient data does not belong" in answer, line
        assert "`receipt …`" in answer, line
        assert state(counter) == "running", line
    assert "`/deadline met D1 +••••••••••••`" in await said(
        counter, "/deadline met D1 +919876543210"
    )
    await said(counter, "/deadline met D8 9876543210 via portal")
    assert row(counter, 8).receipt_no == "9876543210"
    answer = await said(counter, f"/deadline met D1 {RECEIPT} via portal")
    assert "Patient data does not belong" not in answer
    assert "`receipt …`" not in answer
    assert state(counter) == "submitted"


async def test_the_window_of_a_receipt_takes_what_the_line_takes(counter: Counter) -> None:
    await declared(counter)
    view = await counter.presses(ids.DEADLINE_NA, f"{REF} D8")
    assert "errors" in await counter.submits(view, {"reason": f"it is {RECEIPT}"})
    for receipt, number in (
        (AADHAAR, 1),
        (f"ABHA {RECEIPT}", 1),
        (RECEIPT, 1),
        (f" {RECEIPT} ", 8),
        ("+91 98765 43210", 2),
        ("9876543210", 2),
    ):
        kept = receipt.strip() in {RECEIPT, "9876543210"}
        view = await counter.presses(ids.DEADLINE_MET, f"{REF} D{number}")
        wrong = await counter.submits(view, {"receipt": receipt, "channel": "portal", "reason": ""})
        assert ("patient" in str(wrong).lower()) is not kept, (receipt, wrong)
        assert (state(counter, number) == "submitted") is kept, (receipt, wrong)


@on_either_engine
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
    kept = str(counter.query(everything)) + str([each.answer for each in counter.inbox()])
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
