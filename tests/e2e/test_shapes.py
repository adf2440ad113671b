"""Payloads of every kind with any one part spoilt: the HTTP door answers, and stays whole."""

import copy
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from tests.e2e.conftest import Start
from tests.e2e.product import Product
from tests.e2e.records import rows
from tests.e2e.response import ASHA, DESK, KABIR
from tests.e2e.slackside import TEAM, SlackSide
from tests.workspace import eventually

WHO = {"team": {"id": TEAM}, "user": {"id": KABIR, "team_id": TEAM}, "trigger_id": "1.2.3"}
VIEW = {
    "id": "V1", "type": "modal", "callback_id": "incident.update", "private_metadata": "{}",
    "state": {"values": {"text": {"value": {"type": "plain_text_input", "value": ""}}}},
}  # fmt: skip
MESSAGE = {"ts": "1669167420.000100", "text": "x", "user": ASHA}
INTERACTIONS: tuple[dict[str, Any], ...] = (
    {"type": "view_submission", **WHO, "view": VIEW},
    {"type": "shortcut", **WHO, "callback_id": "none", "action_ts": "1.2"},
    {
        "type": "message_action",
        **WHO,
        "callback_id": "none",
        "channel": {"id": DESK},
        "message": MESSAGE,
    },
    {"type": "block_suggestion", **WHO, "action_id": "a", "block_id": "b", "value": "x"},
)
EVENTS: tuple[dict[str, Any], ...] = tuple(
    {
        "type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event,
        "authorizations": [{"team_id": TEAM, "user_id": "U1", "is_bot": True}],
    }
    for event in (
        {"type": "app_mention", "user": KABIR, "text": "<@U1> help", "ts": "1.000100", "channel": DESK},
        {"type": "member_joined_channel", "user": KABIR, "channel": DESK},
        {"type": "user_change", "user": {"id": KABIR, "name": "kabir", "profile": {"real_name": "K"}}},
        {"type": "app_home_opened", "user": KABIR, "channel": "D0X", "tab": "home"},
    )
)  # fmt: skip
SPOILT: tuple[Any, ...] = (7, [], None, "GONE")


def paths(node: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every part of *node* but itself."""
    inner = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, part in inner:
        yield (*before, key)
        yield from paths(part, (*before, key))


def spoilt(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield *payload* with each part in turn replaced by what it never is, or left out."""
    for path in paths(payload):
        for value in SPOILT:
            made = copy.deepcopy(payload)
            parent: Any = made
            for key in path[:-1]:
                parent = parent[key]
            if value == "GONE":
                del parent[path[-1]]
            else:
                parent[path[-1]] = value
            yield made


@pytest.fixture
def bot(slack: SlackSide, start: Start, sqlite_url: str) -> Product:
    found = start(slack.http_environment(sqlite_url))
    eventually(lambda: found.ready, within=30)
    return found


def test_no_spoilt_payload_breaks_the_door(slack: SlackSide, bot: Product, sqlite_url: str) -> None:
    http = slack.signed(bot.url)
    click = json.loads(parse_qs(http.click("task.claim", "#1").decode())["payload"][0])
    for payload in (*INTERACTIONS, click):
        for made in spoilt(payload):
            status, _, _ = http.post(urlencode({"payload": json.dumps(made)}).encode())
            assert status < 500, made
    for payload in EVENTS:
        for made in spoilt(payload):
            status, _, _ = http.post(json.dumps(made).encode(), "application/json")
            assert status < 500, made
    assert bot.troubles == []
    assert rows(sqlite_url, "SELECT count(*) FROM incident") == [(0,)]
    assert "No incident is open" in http.types("/task list")["text"]
