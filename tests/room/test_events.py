"""Who is told of what: by subscription, by scope, and by being in the channel."""

from typing import Any

import pytest

from tests.room.serving import Caller, Running, Wire
from tests.workspace import Person

Json = dict[str, Any]


def told(wire: Wire, kind: str) -> Json:
    """Return the next event of *kind*, acknowledging everything on the way."""
    while True:
        frame = wire.next()
        wire.ack(frame)
        event: Json = frame["payload"]["event"]
        if event["type"] == kind:
            return event


def test_the_wrapper(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        asha.types("note")
        payload = wire.next("message")["payload"]
    event = payload["event"]
    assert payload["type"] == "event_callback"
    assert payload["authorizations"][0]["user_id"] == echo("auth.test")["user_id"]
    assert (event["user"], event["channel"], event["channel_type"]) == (
        "U0ASHA",
        "C0DESK",
        "channel",
    )
    assert event["ts"] == event["event_ts"]


def test_mentions_come_twice(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        asha.types("@echo incident status")
        kinds = {told(wire, kind)["type"] for kind in ("message", "app_mention")}
    assert kinds == {"message", "app_mention"}


def test_changes_and_deletions_name_what_was(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        ts = asha.types("first").ts
        told(wire, "message")
        asha.post("edit", channel="C0DESK", ts=ts, text="second")
        changed = told(wire, "message")
        asha.post("delete", channel="C0DESK", ts=ts)
        deleted = told(wire, "message")
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "second")
    assert changed["previous_message"]["text"] == "first"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


def test_reactions_pins_members_channels(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        ts = asha.types("note").ts
        asha.post("react", channel="C0DESK", ts=ts, name="pushpin", add=True)
        reacted = told(wire, "reaction_added")
        asha.post("react", channel="C0DESK", ts=ts, name="pushpin", add=False)
        told(wire, "reaction_removed")
        asha.post("pin", channel="C0DESK", ts=ts, add=True)
        pinned = told(wire, "pin_added")
        asha.post("channels", name="ward-5")
        created = told(wire, "channel_created")
        joined = echo("conversations.join", channel=created["channel"]["id"])
        member = told(wire, "member_joined_channel")
    assert reacted["item"] == {"type": "message", "channel": "C0DESK", "ts": ts}
    assert (reacted["reaction"], reacted["user"]) == ("pushpin", "U0ASHA")
    assert pinned["item"]["message"]["text"] == "note"
    assert created["channel"]["name"] == "ward-5"
    assert member["channel"] == joined["channel"]["id"]


@pytest.mark.parametrize(
    "over",
    [
        {"events": ["app_mention"]},
        {"scopes": ["channels:join", "app_mentions:read"]},
    ],
)
def test_nothing_without_subscription_and_scope(room: Running, asha: Person, over: Json) -> None:
    deaf = room.install(name="Deaf", **over)
    deaf("conversations.join", channel="C0DESK")
    with deaf.socket() as wire:
        asha.types("note")
        assert wire.quiet()
        asha.types("@deaf hello")
        frames = [wire.next("app_mention")]
    assert frames[0]["payload"]["event"]["text"].endswith("hello")


def test_nothing_from_where_the_bot_is_not(echo: Caller, asha: Person) -> None:
    with echo.socket() as wire:
        asha.types("elsewhere", in_="C0GENERAL")
        secret = asha.post("channels", name="secret", is_private=True)["channel"]["id"]
        asha.types("hidden", in_=secret)
        asha.types("here")
        assert told(wire, "message")["text"] == "here"


def test_direct_messages_to_the_bot(echo: Caller, asha: Person) -> None:
    direct = asha.post("open", user=echo("auth.test")["user_id"])["channel"]["id"]
    with echo.socket() as wire:
        asha.types("psst", in_=direct)
        event = told(wire, "message")
    assert (event["channel_type"], event["text"]) == ("im", "psst")
