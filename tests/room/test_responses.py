import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.room.serving import Caller, Running, Wire, request
from tests.screen import Said
from tests.workspace import Person, RefusalError, Workspace, eventually

Json = dict[str, Any]
BUTTON = {
    "type": "actions",
    "block_id": "b",
    "elements": [
        {
            "type": "button",
            "action_id": "claim",
            "value": "12",
            "text": {"type": "plain_text", "text": "Claim"},
        }
    ],
}


def command(wire: Wire, asha: Person, ack: Any = None) -> Json:
    with ThreadPoolExecutor() as pool:
        typing = pool.submit(asha.types, "/echo hi")
        frame = wire.next("slash_commands")
        wire.ack(frame, ack)
        typing.result(5)
    payload: Json = frame["payload"]
    return payload


def click(wire: Wire, person: Person, on: Said) -> Json:
    with ThreadPoolExecutor() as pool:
        clicking = pool.submit(person.clicks, "Claim", on=on)
        frame = wire.next("interactive")
        wire.ack(frame)
        clicking.result(5)
    payload: Json = frame["payload"]
    return payload


def respond(url: str, **body: Any) -> tuple[int, Any]:
    status, found, _ = request(
        "POST", url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    return status, found.get("error", found.get("text"))


def test_five_answers_and_no_more(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        url = command(wire, asha)["response_url"]
    answers = [respond(url, text=f"answer {number}") for number in range(6)]
    assert answers == [(200, "ok")] * 5 + [(404, "used_url")]
    assert respond(f"{url}x", text="x") == (404, "expired_url")
    eventually(lambda: [one.text for one in asha.whispers][-1:] == ["answer 4"])


def test_answers_are_checked_like_messages(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        url = command(wire, asha)["response_url"]
    assert respond(url) == (400, "no_text")
    assert respond(url, blocks=[{"type": "nonsense"}]) == (400, "invalid_blocks")


@pytest.mark.parametrize(
    ("ack", "shown"),
    [
        ("plain", "plain"),
        ({"text": "object"}, "object"),
        ({"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "H"}}]}, "H"),
    ],
)
def test_the_ack_of_a_command_answers_the_asker(
    echo: Caller, asha: Person, ack: Any, shown: str
) -> None:
    with echo.socket() as wire:
        command(wire, asha, ack)
    assert eventually(lambda: asha.whispers[-1]).text == shown


def test_an_unusable_ack_is_said(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        command(wire, asha, {"blocks": [{"type": "nonsense"}]})
    said = eventually(lambda: asha.whispers[-1]).text
    assert said == "`/echo` failed with the error invalid_command_response (invalid_blocks)."


def test_an_answer_in_the_channel_shows_the_question_too(
    echo: Caller, asha: Person, workspace: Workspace
) -> None:
    with echo.socket() as wire:
        command(wire, asha, {"text": "for all", "response_type": "in_channel"})
    desk = workspace.channel("#incident-desk", seen_by="U0RAVI")
    assert desk.message("for all").fields["user"] == echo("auth.test")["user_id"]
    assert [one.text for one in desk.messages[-2:]] == ["/echo hi", "for all"]


def test_a_click_carries_the_message_and_can_replace_it(
    echo: Caller, asha: Person, workspace: Workspace
) -> None:
    echo("chat.postMessage", channel="C0DESK", text="task", blocks=[BUTTON])
    desk = workspace.channel("#incident-desk", seen_by="U0ASHA")
    card = desk.message("task")
    with echo.socket() as wire:
        payload = click(wire, asha, card)
    action = payload["actions"][0]
    assert (action["value"], action["action_id"], action["block_id"]) == ("12", "claim", "b")
    assert payload["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": "C0DESK",
        "is_ephemeral": False,
    }
    assert payload["message"]["text"] == "task"
    respond(payload["response_url"], text="claimed", replace_original=True)
    assert desk.messages[-1].text == "claimed"
    assert desk.messages[-1].buttons == []
    respond(payload["response_url"], delete_original=True)
    assert [one for one in desk.messages if one.ts == card.ts] == []


def test_an_ephemeral_can_be_clicked_replaced_and_deleted(
    echo: Caller, asha: Person, workspace: Workspace
) -> None:
    ravi = workspace.person("U0RAVI")
    with echo.socket() as wire:
        command(wire, asha, {"text": "mine", "blocks": [BUTTON]})
        card = eventually(lambda: asha.whispers[-1])
        payload = click(wire, asha, card)
        with pytest.raises(RefusalError):
            ravi.clicks("Claim", on=card)
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    respond(payload["response_url"], text="done", replace_original=True)
    eventually(lambda: [one.text for one in asha.whispers] == ["done"])
    respond(payload["response_url"], delete_original=True)
    eventually(lambda: asha.whispers == [])


def test_the_button_that_is_gone_is_refused(
    echo: Caller, asha: Person, workspace: Workspace
) -> None:
    ts = echo("chat.postMessage", channel="C0DESK", text="task", blocks=[BUTTON])["ts"]
    card = workspace.channel("#incident-desk", seen_by="U0ASHA").message("task")
    echo("chat.update", channel="C0DESK", ts=ts, text="task")
    with pytest.raises(RefusalError) as refused:
        asha.clicks("Claim", on=card)
    assert (refused.value.status, refused.value.code) == (409, "gone")


def test_choices_in_a_message_are_remembered(
    echo: Caller, asha: Person, workspace: Workspace
) -> None:
    """A choice is sent at once, and is still in the state of the next click."""
    options = [
        {"text": {"type": "plain_text", "text": name}, "value": name.lower()}
        for name in ("Red", "Blue")
    ]
    select = {
        "type": "static_select",
        "action_id": "colour",
        "options": options,
        "placeholder": {"type": "plain_text", "text": "Colour"},
        "initial_option": options[1],
    }
    blocks = [{"type": "actions", "block_id": "c", "elements": [select]}, BUTTON]
    echo("chat.postMessage", channel="C0DESK", text="pick", blocks=blocks)
    card = workspace.channel("#incident-desk", seen_by="U0ASHA").message("pick")
    with echo.socket() as wire:
        before = click(wire, asha, card)["state"]["values"]["c"]["colour"]
        with ThreadPoolExecutor() as pool:
            choosing = pool.submit(asha.chooses, "Colour", "Red", on=card)
            frame = wire.next("interactive")
            wire.ack(frame)
            choosing.result(5)
        after = click(wire, asha, card)["state"]["values"]["c"]["colour"]
    assert frame["payload"]["actions"][0]["selected_option"]["value"] == "red"
    chosen = [row["selected_option"]["value"] for row in (before, after)]
    assert chosen == ["blue", "red"]


def test_shortcuts(room: Running, asha: Person, workspace: Workspace) -> None:
    rows = [
        {"name": "Declare", "type": "global", "callback_id": "declare", "description": "-"},
        {"name": "Add", "type": "message", "callback_id": "add", "description": "-"},
    ]
    app = room.install(name="Short", shortcuts=rows)
    asha.types("something happened")
    note = workspace.channel("#incident-desk", seen_by="U0ASHA").message("something happened")
    with app.socket() as wire, ThreadPoolExecutor() as pool:
        seen = []
        for callback_id, on in (("declare", None), ("add", note)):
            using = pool.submit(asha.shortcut, callback_id, on=on)
            frame = wire.next("interactive")
            wire.ack(frame)
            using.result(5)
            seen.append(frame["payload"])
    assert [payload["type"] for payload in seen] == ["shortcut", "message_action"]
    assert seen[1]["message"]["text"] == "something happened"
    assert "channel" not in seen[0]
    with pytest.raises(RefusalError) as refused:
        asha.shortcut("declare", on=note)
    assert refused.value.code == "unknown_shortcut"
