"""Buttons and windows."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Incident, Task
from bot.domain.words import TaskStatus
from bot.slack.views.task_buttons import value
from tests.slack.counter import ASHA, RAVI, Counter, on_both_engines, on_either_engine, until

REF = "INC-2022-001"


async def _declared(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")


def _task(counter: Counter, number: int) -> Task:
    wanted = select(Task).where(Task.number == number)
    return counter.query(lambda session: session.exec(wanted).one())


async def test_a_button_acts_and_its_card_changes_in_place(counter: Counter) -> None:
    await _declared(counter)
    shown = await counter.presses("task.claim", value(REF, 4))
    assert shown["replace_original"] is True
    assert "You hold task #4" in shown["text"]
    shown = await counter.presses("task.show~row", value(REF, 4))
    assert shown["replace_original"] is False
    shown = await counter.presses("task.start", value(REF, 4), ephemeral=False)
    assert shown["replace_original"] is False
    shown = await counter.presses("task.done", value(REF, 4))
    assert "is done" in shown["text"]


@on_both_engines
async def test_two_presses_at_one_moment_have_one_winner(counter: Counter) -> None:
    await _declared(counter)
    await counter.presses("task.claim", value(REF, 1), by=ASHA)
    shown = await counter.presses("task.claim", value(REF, 1), by=RAVI)
    assert f"<@{ASHA}> holds it" in shown["text"]
    assert _task(counter, 1).assignee == ASHA


@on_both_engines
async def test_of_twenty_presses_at_one_moment_one_wins(counter: Counter) -> None:
    """Everybody is answered; all but one are told who holds it."""
    await _declared(counter)
    people = [f"U7P{at}" for at in range(20)]
    bodies = [counter.click("task.claim", value(REF, 1), by=who) for who in people]
    await asyncio.gather(*(counter.send(body) for body in bodies))
    await until(lambda: len(counter.slack_side.responses) == 20)
    holder = _task(counter, 1).assignee
    texts = [shown["text"] for shown in counter.slack_side.responses]
    assert sum("You hold task #1" in text for text in texts) == 1
    assert sum(f"<@{holder}> holds it" in text for text in texts) == 19
    assert len(counter.posts()) == 1


@on_both_engines
async def test_the_same_press_delivered_twice_acts_once(counter: Counter) -> None:
    await _declared(counter)
    body = counter.click("task.claim", value(REF, 1))
    await counter.send(body)
    await counter.send(body)
    await until(lambda: len(counter.slack_side.responses) == 2)
    one, two = counter.slack_side.responses
    assert one["text"] == two["text"]
    assert len(counter.posts()) == 1


@on_either_engine
async def test_done_asks_for_proof_in_a_window(counter: Counter) -> None:
    await _declared(counter)
    view = await counter.presses("task.done", value(REF, 1))
    assert view["title"]["text"] == "Finish task #1"
    shown = await counter.submits(view, {"proof": ""})
    assert shown["response_action"] == "errors"
    assert "needs proof" in shown["errors"]["proof"]
    shown = await counter.submits(view, {"proof": "relative of 98765 43210"})
    assert "phone number" in shown["errors"]["proof"]
    shown = await counter.submits(view, {"proof": "nurse Anu saw <@U2RAVI> & <!channel>"})
    assert shown == {}
    done = _task(counter, 1)
    assert done.status is TaskStatus.DONE
    assert done.proof == "nurse Anu saw ‹@U2RAVI› & ‹!channel›"
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    assert "<!" not in counter.posts()[-1]["text"].replace("<!date^", "")


async def test_what_would_be_refused_anyway_opens_no_window(counter: Counter) -> None:
    await _declared(counter)
    shown = await counter.presses("task.done", value(REF, 2))
    assert "it comes after #1" in shown["text"]
    await counter.types("/task claim #1", by=RAVI)
    await counter.types("/incident role scribe <@U3MEERA>")
    shown = await counter.presses("task.done", value(REF, 1), by="U3MEERA")
    assert "held by <@U2RAVI>" in shown["text"]


@on_both_engines
async def test_a_window_sent_twice_acts_once(counter: Counter) -> None:
    await _declared(counter)
    view = await counter.presses("task.done", value(REF, 1))
    first = await counter.submits(view, {"proof": "seen"}, view_id="V777")
    second = await counter.submits(view, {"proof": "seen"}, view_id="V777")
    assert first == second == {}
    assert _task(counter, 1).proof_round == 1


@on_either_engine
async def test_a_mistake_in_a_window_can_be_corrected_and_sent_again(counter: Counter) -> None:
    await _declared(counter)
    view = await counter.presses("task.done", value(REF, 1))
    shown = await counter.submits(view, {"proof": ""}, view_id="V778")
    assert shown["response_action"] == "errors"
    assert await counter.submits(view, {"proof": "seen"}, view_id="V778") == {}
    assert _task(counter, 1).status is TaskStatus.DONE


async def test_forged_metadata_reaches_nothing(counter: Counter) -> None:
    await counter.types("/incident declare sev2 private insider", by=RAVI)
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    view = await counter.presses("task.done", value("INC-2022-002", 1))
    for metadata in ('{"incident":"INC-2022-001","task":1}', "[]", "{", '{"task":"x"}', "null"):
        shown = await counter.submits({**view, "private_metadata": metadata}, {"proof": "x"})
        assert shown == {} or shown["response_action"] == "errors"
    first = select(Task).where(Task.incident_id == 1, Task.number == 1)
    assert counter.query(lambda s: s.exec(first).one()).status is TaskStatus.TODO


@pytest.mark.parametrize(
    ("action", "status", "asked", "expected"),
    [
        ("task.block", None, {"reason": "waits for NIC"}, TaskStatus.BLOCKED),
        ("task.skip", None, {"reason": "no such system"}, TaskStatus.SKIPPED),
        ("task.reopen", "/task done #4", {"reason": "not so"}, TaskStatus.TODO),
        ("task.assign", None, {"person": RAVI}, TaskStatus.TODO),
    ],
)
async def test_windows_of_a_task(
    counter: Counter, action: str, status: str | None, asked: dict[str, Any], expected: TaskStatus
) -> None:
    await _declared(counter)
    if status:
        await counter.types(status)
    view = await counter.presses(action, value(REF, 4))
    empty = await counter.submits(view, {})
    assert empty["response_action"] == "errors"
    assert await counter.submits(view, asked) == {}
    assert _task(counter, 4).status is expected


async def test_sending_back_needs_a_reason(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/task done #1 seen")
    await counter.types("/task done #2 24", by=RAVI)
    view = await counter.presses("task.refuse", value(REF, 2))
    assert await counter.submits(view, {"reason": "count again"}) == {}
    assert _task(counter, 2).status is TaskStatus.IN_PROGRESS


def _incidents(session: Session) -> list[Incident]:
    return list(session.exec(select(Incident).order_by(col(Incident.id))))


@on_either_engine
async def test_declaring_in_a_window(counter: Counter) -> None:
    await counter.types("/incident declare")
    view = counter.slack_side.of("views.open")[-1]["view"]
    entered: dict[str, Any] = {"severity": "1", "kind": "ransomware", "title": ""}
    shown = await counter.submits(view, entered)
    assert "needs a title" in shown["errors"]["title"]
    shown = await counter.submits(view, {**entered, "title": "x", "noticed": "tomorrow 9am"})
    assert shown["response_action"] == "errors"
    entered |= {"title": "e-Hospital <down>", "noticed": "06:50", "options": ["private", "drill"]}
    shown = await counter.submits(view, entered)
    assert shown["response_action"] == "update"
    assert "INC-2022-001" in str(shown["view"])
    (made,) = counter.query(_incidents)
    assert (made.title, made.severity, made.private, made.drill) == (
        "e-Hospital <down>", 1, True, True,
    )  # fmt: skip
    assert made.declared_at - made.noticed_at == timedelta(minutes=17)
    assert made.origin_channel_id == "C0DESK"


async def test_a_window_that_slack_does_not_open_is_said_and_one_press_opens_it(
    counter: Counter,
) -> None:
    counter.slack_side.failing["views.open"] = "expired_trigger_id"
    shown = await counter.types("/incident declare sev2")
    assert "The window did not open" in shown["text"]
    again = shown["blocks"][-1]["elements"][0]
    assert again["value"] == "/incident declare sev2"
    # What was pressed can be pressed again where it is told.
    click = counter.click(again["action_id"], again["value"])
    assert await counter.send(click) == (200, {})
    await until(lambda: counter.slack_side.responses)
    told = counter.slack_side.responses[-1]["blocks"][-1]["elements"][0]
    assert (told["action_id"], told["value"]) == (again["action_id"], again["value"])
    del counter.slack_side.failing["views.open"]
    await counter.presses(again["action_id"], again["value"])
    assert len(counter.slack_side.of("views.open")) == 3


async def test_shortcuts_open_the_declaring_window(counter: Counter) -> None:
    body = {
        "type": "message_action", "callback_id": "declare_from_message", "trigger_id": "9.9.x",
        "user": {"id": ASHA, "team_id": "T0TEAM"}, "team": {"id": "T0TEAM"},
        "channel": {"id": "C0DESK"}, "message": {"ts": "1669167420.000100", "text":
        "LIS &amp; PACS are <!here> down\nsince 06:30"}, "response_url": "x",
    }  # fmt: skip
    assert await counter.send(body) == (200, {})
    view = counter.slack_side.of("views.open")[-1]["view"]
    title = next(b for b in view["blocks"] if b.get("block_id") == "title")["element"]
    assert title["initial_value"] == "LIS & PACS are @here down"
    body = {**body, "type": "shortcut", "callback_id": "declare", "trigger_id": "9.9.y"}
    body = {key: part for key, part in body.items() if key not in {"channel", "message"}}
    assert await counter.send(body) == (200, {})
    assert len(counter.slack_side.of("views.open")) == 2


async def test_a_button_that_is_not_ours_harms_nothing(counter: Counter) -> None:
    await _declared(counter)
    for action in ("nothing.known", "task.explode", "x", "line.run", "task.claim"):
        for carried in (
            "", "INC-9999-999 #1", "#0", "/rm -rf /", "<!channel>", "\x00", "page=2 page=x",
        ):  # fmt: skip
            shown = await counter.presses(action, carried)
            assert shown["response_type"] == "ephemeral", (action, carried)
            assert counter.posts() == [], (action, carried)


MISSHAPEN: tuple[dict[str, Any], ...] = (
    {"actions": []}, {"actions": None}, {"actions": [7]}, {"actions": {"a": 1}},
    {"user": None}, {"user": {"id": 7}}, {"team": None, "user": {"id": ASHA}},
    {"actions": [{"action_id": "task.claim", "value": "#1", "action_ts": None}]},
    {"container": "x"}, {"channel": {"id": {}}}, {"trigger_id": 7},
)  # fmt: skip


async def test_a_misshapen_press_is_acknowledged(counter: Counter) -> None:
    for broken in MISSHAPEN:
        body = {**counter.click("task.claim", "#1"), **broken}
        assert await counter.send(body) == (200, {}), broken


async def test_when_response_url_fails_the_answer_still_comes(counter: Counter) -> None:
    await _declared(counter)
    counter.slack_side.hook_status = 404
    await counter.send(counter.click("task.claim", value(REF, 1)))
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    counter.slack_side.failing["chat.postEphemeral"] = "user_not_in_channel"
    await counter.send(counter.click("task.claim", value(REF, 2)))
    await until(lambda: counter.slack_side.of("chat.postMessage"))
    assert counter.slack_side.of("chat.postMessage")[0]["channel"] == "D0DM"


async def test_nobody_waits_for_a_response_url_that_asks_for_an_hour(counter: Counter) -> None:
    await _declared(counter)
    counter.slack_side.hook_status = 429
    counter.slack_side.hook_headers = {"Retry-After": "3600"}
    await counter.send(counter.click("task.claim", value(REF, 1)))
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    assert len(counter.slack_side.responses) == 1


async def test_an_answer_is_sent_to_no_other_address(counter: Counter) -> None:
    await _declared(counter)
    body = counter.click("task.claim", value(REF, 1))
    await counter.send({**body, "response_url": "http://169.254.169.254/latest"})
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    assert counter.slack_side.responses == []
