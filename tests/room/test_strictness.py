"""What Slack refuses, the Room refuses: by memberships, scopes, tokens and bodies."""

import json
from typing import Any

import pytest

from tests.room.serving import BOT_SCOPES, Caller, Running

Json = dict[str, Any]


def section(text: str = "x", **over: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **over}


@pytest.fixture
def desk(app: Caller) -> Caller:
    """An app that is in #incident-desk."""
    app("conversations.join", channel="C0DESK")
    return app


NOT_A_MEMBER = {"scopes": [scope for scope in BOT_SCOPES if scope != "chat:write.public"]}


def test_blocks_are_refused_by_json_pointer(desk: Caller) -> None:
    found = desk("chat.postMessage", channel="C0DESK", blocks=[section(), section("")])
    assert found["response_metadata"] == {
        "messages": ["[ERROR] must be more than 0 characters [json-pointer:/blocks/1/text/text]"]
    }


def test_own_message_rules(desk: Caller, room: Running) -> None:
    """Update and delete reach only the app's own messages; update refuses 4,001 characters."""
    other = room.own("chat.postMessage", channel="C0DESK", text="not yours")
    own = desk("chat.postMessage", channel="C0DESK", text="x" * 4001)
    assert own["ok"]
    refused = [
        desk("chat.update", channel="C0DESK", ts=other["ts"], text="x"),
        desk("chat.delete", channel="C0DESK", ts=other["ts"]),
        desk("chat.update", channel="C0DESK", ts=own["ts"], text="x" * 4001),
        desk("chat.update", channel="C0DESK", ts=own["ts"]),
    ]
    assert [found["error"] for found in refused] == [
        "cant_update_message",
        "cant_delete_message",
        "msg_too_long",
        "no_text",
    ]


def test_text_is_cut_at_forty_thousand(desk: Caller) -> None:
    found = desk("chat.postMessage", channel="C0DESK", text="x" * 40_001)
    assert len(found["message"]["text"]) == 40_000


def test_archived_channels(app: Caller) -> None:
    channel = app("conversations.create", name="old")["channel"]["id"]
    posted = app("chat.postMessage", channel=channel, text="x")
    assert app("conversations.archive", channel=channel)["ok"]
    refused = [
        app("conversations.archive", channel=channel),
        app("chat.postMessage", channel=channel, text="x"),
        app("chat.update", channel=channel, ts=posted["ts"], text="y"),
        app("conversations.invite", channel=channel, users="U0ASHA"),
        app("conversations.setTopic", channel=channel, topic="x"),
        app("conversations.create", name="old"),
    ]
    assert [found["error"] for found in refused] == [
        "already_archived",
        "is_archived",
        "is_inactive",
        "is_archived",
        "is_archived",
        "name_taken",
    ]


def test_doubles_are_refused(desk: Caller) -> None:
    ts = desk("chat.postMessage", channel="C0DESK", text="x")["ts"]
    at = {"channel": "C0DESK", "timestamp": ts}
    for method, args, code in (
        ("pins.add", at, "already_pinned"),
        ("reactions.add", at | {"name": "eyes"}, "already_reacted"),
        ("pins.remove", at, "no_pin"),
        ("reactions.remove", at | {"name": "eyes"}, "no_reaction"),
    ):
        assert desk(method, **args)["ok"]
        assert desk(method, **args)["error"] == code


def test_the_bot_cannot_invite_itself(desk: Caller) -> None:
    me = desk("auth.test")["user_id"]
    assert desk("conversations.invite", channel="C0DESK", users=me)["error"] == "cant_invite_self"
    mixed = desk("conversations.invite", channel="C0DESK", users=f"{me},U0ASHA", force=True)
    assert mixed["errors"][0]["user"] == me


def test_posting_needs_membership_without_the_public_scope(room: Running) -> None:
    shy = room.install(name="Shy", **NOT_A_MEMBER)
    refused = shy("chat.postMessage", channel="C0DESK", text="x")
    shy("conversations.join", channel="C0DESK")
    assert refused["error"] == "not_in_channel"
    assert shy("chat.postMessage", channel="C0DESK", text="x")["ok"]


def test_private_channels_do_not_exist_for_others(room: Running, app: Caller) -> None:
    secret = app("conversations.create", name="inc-2022-001", is_private=True)["channel"]["id"]
    other = room.install(name="Other")
    for method, args in (
        ("conversations.info", {}),
        ("conversations.history", {}),
        ("conversations.members", {}),
        ("chat.postMessage", {"text": "x"}),
        ("pins.list", {}),
        ("bookmarks.list", {"channel_id": secret}),
    ):
        assert other(method, channel=secret, **args)["error"] == "channel_not_found"
    listed = other("conversations.list", types="public_channel,private_channel")["channels"]
    assert secret not in {row["id"] for row in listed}
    assert app("conversations.history", channel=secret)["ok"]


def test_scopes_by_the_kind_of_channel(room: Running, app: Caller) -> None:
    """A method that public scopes open stays closed in a private channel."""
    secret = app("conversations.create", name="secret", is_private=True)["channel"]["id"]
    public = room.install(name="Public", scopes=["channels:history", "channels:manage"])
    app("conversations.invite", channel=secret, users=public("auth.test")["user_id"])
    found = public("conversations.history", channel=secret)
    assert found["error"] == "missing_scope"
    assert (found["needed"], found["provided"]) == (
        "groups:history",
        "channels:history,channels:manage",
    )
    refused = public("conversations.create", name="more", is_private=True)
    assert refused["needed"] == "groups:write"


def test_missing_scope_says_what_is_needed(room: Running) -> None:
    poor = room.install(name="Poor", scopes=["commands"])
    body = json.dumps({"channel": "C0DESK", "text": "x"}).encode()
    _, found, headers = poor.raw("chat.postMessage", body, "application/json")
    assert found == {
        "ok": False,
        "error": "missing_scope",
        "needed": "chat:write",
        "provided": "commands",
    }
    _, _, headers = poor.raw("auth.test", b"", "application/x-www-form-urlencoded")
    assert headers["x-oauth-scopes"] == "commands"


def test_tokens(app: Caller) -> None:
    assert app("auth.test", token="")["error"] == "not_authed"
    assert app("auth.test", token="xoxb-wrong")["error"] == "invalid_auth"
    assert app("auth.test", token="é")["error"] == "invalid_auth"
    assert app("auth.test", token=app.app_token)["error"] == "not_allowed_token_type"
    assert app("apps.connections.open")["error"] == "not_allowed_token_type"
    form = f"token={app.bot_token}".encode()
    kind = "application/x-www-form-urlencoded"
    assert app.raw("auth.test", form, kind, token="")[1]["ok"]


def test_bodies_that_are_neither(app: Caller) -> None:
    assert app.raw("auth.test", b"<x/>", "text/xml")[1]["error"] == "invalid_post_type"
    assert app.raw("auth.test", b"{", "application/json")[1]["error"] == "invalid_json"
    assert app.raw("auth.test", b"[]", "application/json")[1]["error"] == "json_not_object"


@pytest.mark.parametrize("deep", [b"[" * 300 + b"]" * 300, b"[" * 50_000])
def test_json_that_is_nested_too_deep_is_none(desk: Caller, deep: bytes) -> None:
    whole = b'{"channel": "C0DESK", "text": "x", "metadata": ' + deep + b"}"
    form = b"channel=C0DESK&text=x&blocks=" + deep
    kind = "application/x-www-form-urlencoded"
    assert desk.raw("chat.postMessage", whole, "application/json")[1]["error"] == "invalid_json"
    assert desk.raw("chat.postMessage", form, kind)[1]["error"] == "invalid_blocks_format"


def test_unpaired_surrogates_do_no_harm(desk: Caller) -> None:
    body = b'{"channel": "C0DESK", "text": "a\\ud800b"}'
    posted = desk.raw("chat.postMessage", body, "application/json")[1]
    assert posted["message"]["text"] == "a\ufffdb"
