"""Deadlines by button and window, and in App Home."""

import asyncio

import pytest
from sqlmodel import Session

from bot.slack import ids
from bot.slack.listeners.deadline_rows import DEADLINE
from tests.limits import problems
from tests.slack.counter import (
    ASHA,
    MEERA,
    RAVI,
    Counter,
    chosen,
    on_both_engines,
    on_either_engine,
    until,
)
from tests.slack.deadlines.asking import REF, Json, declared, everything, labels, row, state
from tests.slack.test_lists import menu_of


@on_either_engine
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
    before = counter.query(everything), len(counter.posts())
    for verb in DEADLINE:
        for value in carried:
            shown = await counter.presses(f"deadline.{verb.name}", value)
            assert shown["response_type"] == "ephemeral", (verb.name, value)
    assert (counter.query(everything), len(counter.posts())) == before
    shown = await counter.presses("deadline.draft", f"{REF} D1 page=99999")
    assert "*Draft* for *D1*" in shown["text"]


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


async def test_what_a_clock_waits_for_is_said_by_its_title(counter: Counter) -> None:
    """A duty that counts from the sending of another is for people, not for the profile's file."""
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    shown = str(await counter.types("/deadline list all"))
    assert "starts when Police: Written complaint (FIR) is submitted" in shown
    assert "in.police" not in shown


async def test_deadlines_are_narrowed_in_place(counter: Counter) -> None:
    async def choose(value: str) -> str:
        before = len(counter.slack_side.responses)
        await counter.send(chosen(counter.click("deadline.list", value), value))
        await until(lambda: len(counter.slack_side.responses) > before)
        answer = counter.slack_side.responses[-1]
        assert answer["replace_original"]
        assert problems({key: answer[key] for key in ("text", "blocks")}) == []
        return str(answer["text"])

    await declared(counter)
    offered = menu_of(await counter.types(f"/deadline list {REF}"))
    assert [value.split()[1] for value in offered] == ["open", "mine", "overdue", "all"]
    assert "here: overdue deadlines" in await choose(f"{REF} overdue")
    assert "CERT-In" in await choose(f"{REF} mine")
    counter.clock.advance(hours=7)
    overdue = await choose(f"{REF} overdue")
    assert "CERT-In" in overdue
    assert "FIR" not in overdue
    assert "no kind of list" in (await counter.types(f"/deadline list {REF} soon"))["text"]
    nothing = await counter.types(f"/deadline list {REF} mine", by=MEERA)
    assert "here: open and mine" in nothing["text"]
