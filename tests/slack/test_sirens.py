"""A siren under a message asks whoever set it whether this is an incident."""

import pytest

from bot.slack import ids
from tests.slack.counter import ASHA, RAVI, Counter, on_either_engine, until
from tests.slack.test_declaring import AT, block, incidents, reaction


@on_either_engine
async def test_a_siren_asks_the_reactor_and_the_button_opens_the_window(counter: Counter) -> None:
    event = counter.event(reaction("rotating_light"), event_id="Ev7")
    await counter.send(event)
    await counter.send(event)
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    (asked,) = counter.slack_side.of("chat.postEphemeral")
    assert (asked["user"], asked["channel"]) == (ASHA, "C0DESK")
    button = asked["blocks"][-1]["elements"][0]
    counter.slack_side.messages = [{"ts": AT, "user": RAVI, "text": "Red screens in radiology"}]
    view = await counter.presses(button["action_id"], button["value"])
    assert block(view, ids.TITLE)["element"]["initial_value"] == "Red screens in radiology"
    await counter.submits(
        view, {ids.TITLE: "Red screens", ids.SEVERITY: "2", ids.KIND: "ransomware"}
    )
    (incident,) = incidents(counter)
    assert incident.origin_ts == AT
    await counter.send(counter.event(reaction("rotating_light")))
    await until(lambda: len(counter.slack_side.of("chat.postEphemeral")) == 2)
    assert "declared already" in counter.slack_side.of("chat.postEphemeral")[1]["text"]


async def test_without_the_right_to_read_the_window_opens_empty(counter: Counter) -> None:
    counter.slack_side.failing["conversations.history"] = "missing_scope"
    view = await counter.presses(ids.INCIDENT_DECLARE, f"from=C0DESK/{AT}")
    assert "initial_value" not in block(view, ids.TITLE)["element"]


@pytest.mark.parametrize("name", ["thumbsup", "eyes", "fire"])
async def test_other_reactions_ask_nothing(counter: Counter, name: str) -> None:
    await counter.send(counter.event(reaction(name)))
    await counter.app.settle()
    assert counter.slack_side.of("chat.postEphemeral") == []
