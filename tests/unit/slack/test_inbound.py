"""Payloads into values; anything else is Mistyped, never another error."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Mistyped
from bot.slack import happenings, inbound

COMMAND = {
    "command": "/Task", "text": "done #1", "user_id": "U1", "team_id": "T1", "channel_id": "C1",
    "trigger_id": "1.2.a", "response_url": "https://hooks.slack.com/commands/x",
}  # fmt: skip
CLICK = {
    "type": "block_actions", "user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T1"},
    "channel": {"id": "C1"}, "trigger_id": "1.2.b", "response_url": "https://x",
    "container": {"type": "message", "message_ts": "1.2", "is_ephemeral": True},
    "actions": [{"action_id": "task.claim~2", "value": "INC-2022-001 #1", "action_ts": "1.3"}],
}  # fmt: skip
VIEW = {
    "type": "view_submission", "user": {"id": "U1"}, "team": {"id": "T1"}, "trigger_id": "1.2.c",
    "view": {
        "id": "V1", "callback_id": "task.done", "private_metadata": '{"task":1,"channel":"C1"}',
        "state": {
            "values": {
                "proof": {"value": {"type": "plain_text_input", "value": "seen"}},
                "boxes": {"value": {"selected_options": [{"value": "1"}, {"value": "3"}]}},
                "level": {"value": {"selected_option": {"value": "2"}}},
                "who": {"value": {"selected_user": "U2"}},
                "files": {"value": {"files": [{"id": "F1"}]}},
                "none": {"value": {"type": "plain_text_input", "value": None}},
            }
        },
    },
}  # fmt: skip
EVENT = {
    "team_id": "T1", "event_id": "Ev1",
    "event": {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "5.6", "text": "hi"},
}  # fmt: skip


def test_a_command() -> None:
    read = inbound.read_invocation(COMMAND)
    assert (read.noun, read.raw, read.origin.key) == ("task", "done #1", "cmd:1.2.a")


def test_a_press_is_known_by_who_pressed_what_where_and_when() -> None:
    read = inbound.read_click(CLICK)
    assert read.action_id == "task.claim"
    assert read.on_ephemeral
    assert read.origin.key == "act:T1:U1:C1:1.2:task.claim~2:1.3"


def test_a_window() -> None:
    read = inbound.read_submission(VIEW)
    assert read.origin.key == "view:V1"
    assert read.origin.channel_id == "C1"
    assert read.metadata == {"task": "1", "channel": "C1"}
    assert read.fields == {
        "proof": ("seen",), "boxes": ("1", "3"), "level": ("2",), "who": ("U2",),
        "files": ("F1",), "none": (),
    }  # fmt: skip


def test_a_mention_is_known_by_its_message() -> None:
    one = happenings.read_mention(EVENT)
    two = happenings.read_mention({**EVENT, "event_id": "Ev2"})
    assert one == two
    assert one is not None
    assert (one.origin.key, one.origin.thread_ts) == ("msg:T1:C1:5.6", "5.6")


def test_the_fingerprint_is_of_what_was_asked_and_not_of_how_it_came() -> None:
    read = inbound.read_invocation(COMMAND)
    again = inbound.read_invocation({**COMMAND, "response_url": "y", "trigger_id": "9"})
    assert inbound.fingerprint(read) == inbound.fingerprint(again)
    assert inbound.fingerprint(read) != inbound.fingerprint(replace(read, raw="done #2"))
    other = replace(read, origin=replace(read.origin, user_id="U2"))
    assert inbound.fingerprint(read) != inbound.fingerprint(other)


def test_a_long_number_is_kept_short() -> None:
    read = inbound.read_click({**CLICK, "container": {"message_ts": "1" * 2000}})
    assert len(read.origin.key) <= 255


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)
READERS: list[tuple[Callable[[Any], object], dict[str, Any]]] = [
    (inbound.read_invocation, COMMAND), (inbound.read_click, CLICK),
    (inbound.read_submission, VIEW), (happenings.read_mention, EVENT), (happenings.read_event, EVENT),
    (inbound.read_shortcut, {**CLICK, "callback_id": "declare", "message": {"text": "x"}}),
]  # fmt: skip


def _paths(given: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = given.items() if isinstance(given, dict) else enumerate(given)
    found = [path] if path else []
    if isinstance(given, dict | list):
        for key, part in items:
            found += _paths(part, (*path, key)) if isinstance(part, dict | list) else [(*path, key)]
    return found


def _with(given: Any, path: tuple[Any, ...], what: Any) -> Any:
    if not path:
        return what
    copy = dict(given) if isinstance(given, dict) else list(given)
    copy[path[0]] = _with(copy[path[0]], path[1:], what)
    return copy


@given(data=st.data(), junk=JSON)
def test_a_payload_with_a_part_replaced_is_read_or_mistyped(data: st.DataObject, junk: Any) -> None:
    reader, payload = data.draw(st.sampled_from(READERS))
    path = data.draw(st.sampled_from(_paths(payload)))
    try:
        reader(_with(payload, path, junk))
    except Mistyped as error:
        assert "cannot be read" in str(error)  # noqa: PT017 - both ways are right, no third.


@pytest.mark.parametrize("reader", [reader for reader, _ in READERS])
@pytest.mark.parametrize("body", [None, [], 7, "x", {}, {"payload": None}, {"event": []}])
def test_what_is_no_payload_is_mistyped(reader: Callable[[Any], object], body: Any) -> None:
    with pytest.raises(Mistyped):
        reader(body)
