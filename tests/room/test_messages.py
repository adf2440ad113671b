from pathlib import Path
from typing import Any

import pytest

from bot.room.entities import record
from bot.room.models import RoomPerson
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.room.serving import Caller, Running, running
from tests.workspace import Workspace, eventually

Json = dict[str, Any]
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*board*"}}]


@pytest.fixture
def desk(app: Caller) -> Caller:
    app("conversations.join", channel="C0DESK")
    return app


def texts(found: Json) -> list[str]:
    return [row["text"] for row in found["messages"]]


def test_history_pages_newest_first(desk: Caller) -> None:
    stamps = [desk("chat.postMessage", channel="C0DESK", text=str(n))["ts"] for n in range(5)]
    first = desk("conversations.history", channel="C0DESK", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = desk("conversations.history", channel="C0DESK", limit=2, cursor=cursor)
    assert texts(first) + texts(second) == ["4", "3", "2", "1"]
    assert (first["has_more"], "response_metadata" in first) == (True, True)
    window = {"channel": "C0DESK", "oldest": stamps[1], "latest": stamps[3]}
    assert texts(desk("conversations.history", **window)) == ["2"]
    assert texts(desk("conversations.history", **window, inclusive=True)) == ["3", "2", "1"]


def test_timestamps_only_rise(desk: Caller) -> None:
    stamps = [desk("chat.postMessage", channel="C0DESK", text="x")["ts"] for _ in range(20)]
    assert stamps == sorted(set(stamps))
    assert all(len(ts) == len("1669190400.000100") for ts in stamps)


def test_metadata_is_kept_and_returned_only_when_asked_for(desk: Caller) -> None:
    metadata = {"event_type": "outbox", "event_payload": {"key": "abc"}}
    ts = desk("chat.postMessage", channel="C0DESK", text="x", metadata=metadata)["ts"]

    def read(**args: Any) -> Any:
        at = {"channel": "C0DESK", "oldest": ts, "inclusive": True, **args}
        return desk("conversations.history", **at)["messages"][0].get("metadata")

    assert (read(), read(include_all_metadata="true")) == (None, metadata)
    desk("chat.update", channel="C0DESK", ts=ts, text="y")
    assert read(include_all_metadata=True) == metadata
    desk("chat.update", channel="C0DESK", ts=ts, text="y", metadata={})
    assert read(include_all_metadata=True) is None


def test_a_text_only_update_takes_the_blocks_away(desk: Caller) -> None:
    ts = desk("chat.postMessage", channel="C0DESK", text="x", blocks=BLOCKS)["ts"]
    with_blocks = desk("chat.update", channel="C0DESK", ts=ts, text="y", blocks=BLOCKS)["message"]
    with_text = desk("chat.update", channel="C0DESK", ts=ts, text="z")["message"]
    assert ("edited" in with_blocks, "blocks" in with_blocks) == (False, True)
    assert ("edited" in with_text, "blocks" in with_text) == (True, False)


def test_missing_ids_are_given(desk: Caller) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "x"}}
    blocks = [*BLOCKS, {"type": "actions", "elements": [button, button]}]
    made = desk("chat.postMessage", channel="C0DESK", blocks=blocks)["message"]
    ids = [made["blocks"][0]["block_id"], made["blocks"][1]["block_id"]]
    actions = [element["action_id"] for element in made["blocks"][1]["elements"]]
    assert all([*ids, *actions])
    assert len(set(actions)) == 2
    assert made["text"] == "*board* x x"


def test_threads(desk: Caller) -> None:
    """Replies stay out of the channel's history; a reply to a reply joins the same thread."""
    parent = desk("chat.postMessage", channel="C0DESK", text="parent")["ts"]
    reply = desk("chat.postMessage", channel="C0DESK", text="one", thread_ts=parent)["ts"]
    desk("chat.postMessage", channel="C0DESK", text="two", thread_ts=reply)
    loud = {"thread_ts": parent, "reply_broadcast": True}
    desk("chat.postMessage", channel="C0DESK", text="three", **loud)
    history = desk("conversations.history", channel="C0DESK", oldest=parent, inclusive=True)
    thread = desk("conversations.replies", channel="C0DESK", ts=reply)
    assert texts(history) == ["three", "parent"]
    assert history["messages"][1]["reply_count"] == 3
    assert texts(thread) == ["parent", "one", "two", "three"]


def test_a_deleted_parent_leaves_a_tombstone(desk: Caller) -> None:
    alone = desk("chat.postMessage", channel="C0DESK", text="alone")["ts"]
    parent = desk("chat.postMessage", channel="C0DESK", text="parent")["ts"]
    desk("chat.postMessage", channel="C0DESK", text="reply", thread_ts=parent)
    for ts in (alone, parent):
        assert desk("chat.delete", channel="C0DESK", ts=ts)["ok"]
    found = desk("conversations.history", channel="C0DESK", oldest=alone, inclusive=True)
    assert [row["subtype"] for row in found["messages"]] == ["tombstone"]
    assert texts(desk("conversations.replies", channel="C0DESK", ts=parent))[1] == "reply"


def test_pins_bookmarks_and_reactions_are_listed(desk: Caller) -> None:
    ts = desk("chat.postMessage", channel="C0DESK", text="board")["ts"]
    desk("pins.add", channel="C0DESK", timestamp=ts)
    desk("reactions.add", channel="C0DESK", timestamp=ts, name="eyes")
    link = {"title": "Runbook", "type": "link", "link": "https://wiki.example/runbook"}
    made = desk("bookmarks.add", channel_id="C0DESK", **link)["bookmark"]
    desk("bookmarks.edit", channel_id="C0DESK", bookmark_id=made["id"], title="Playbook")
    pinned = desk("pins.list", channel="C0DESK")["items"]
    reacted = desk("reactions.get", channel="C0DESK", timestamp=ts)["message"]["reactions"]
    kept = desk("bookmarks.list", channel_id="C0DESK")["bookmarks"]
    assert [item["message"]["pinned_to"] for item in pinned] == [["C0DESK"]]
    assert [(row["name"], row["count"]) for row in reacted] == [("eyes", 1)]
    assert [row["title"] for row in kept] == ["Playbook"]


def test_a_message_to_a_person_opens_a_direct_message(app: Caller, workspace: Workspace) -> None:
    asha = workspace.person("U0ASHA")
    first = app("chat.postMessage", channel="U0ASHA", text="one")
    second = app("chat.postMessage", channel="U0ASHA", text="two")
    opened = app("conversations.open", users="U0ASHA", return_im=True)
    assert first["channel"] == second["channel"] == opened["channel"]["id"]
    rows = asha.get("history", channel=first["channel"])["messages"]
    assert [row["text"] for row in rows] == ["one", "two"]


def test_a_scheduled_message_comes_when_its_time_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.room.room.TICK_SECONDS", 0.02)
    clock = StoppedClock(NIGHT)
    with running(tmp_path / "room.db", clock=clock) as room:
        schedules_and_waits(room, clock)


def schedules_and_waits(room: Running, clock: StoppedClock) -> None:
    desk, soon = room.own, room.room.hub.state.now() + 600
    made = desk("chat.scheduleMessage", channel="C0DESK", text="later", post_at=soon)
    listed = desk("chat.scheduledMessages.list")["scheduled_messages"]
    assert [row["id"] for row in listed] == [made["scheduled_message_id"]]
    assert "later" not in texts(desk("conversations.history", channel="C0DESK"))
    clock.advance(seconds=600)
    eventually(lambda: "later" in texts(desk("conversations.history", channel="C0DESK")))
    assert desk("chat.scheduledMessages.list")["scheduled_messages"] == []


def test_channel_life(app: Caller, workspace: Workspace) -> None:
    """Create, invite, rename, topic and kick, each with Slack's own line in the channel."""
    channel = app("conversations.create", name="inc-2022-001")["channel"]["id"]
    asha = workspace.person("U0ASHA")
    app("conversations.invite", channel=channel, users="U0ASHA,U0RAVI")
    app("conversations.setTopic", channel=channel, topic="SEV1")
    app("conversations.setPurpose", channel=channel, purpose="Restore e-Hospital")
    app("conversations.rename", channel=channel, name="inc-2022-001-ehospital")
    app("conversations.kick", channel=channel, user="U0RAVI")
    seen = workspace.channel("#inc-2022-001-ehospital", seen_by="U0ASHA")
    subtypes = [one.fields.get("subtype") for one in seen.messages]
    assert subtypes == [
        "channel_join",
        "channel_join",
        "channel_join",
        "channel_topic",
        "channel_purpose",
        "channel_name",
        "channel_leave",
    ]
    assert seen.fields["topic"] == "SEV1"
    assert asha.id in seen.fields["members"]
    assert "U0RAVI" not in app("conversations.members", channel=channel)["members"]


def test_lists_have_cursors(app: Caller) -> None:
    first = app("users.list", limit=3)
    rest = app("users.list", limit=999, cursor=first["response_metadata"]["next_cursor"])
    ids = [row["id"] for row in first["members"] + rest["members"]]
    assert len(ids) == len(set(ids)) > 8
    assert rest["response_metadata"]["next_cursor"] == ""


def test_who_is_who(app: Caller, room: Running) -> None:
    me = app("auth.test")
    assert app("users.info", user=me["user_id"])["user"]["is_bot"]
    assert app("bots.info", bot=me["bot_id"])["bot"]["user_id"] == me["user_id"]
    email = "asha@city-hospital.example"
    assert app("users.lookupByEmail", email=email)["user"]["id"] == "U0ASHA"
    shy = room.install(name="Shy", scopes=["users:read"])
    assert "email" not in shy("users.info", user="U0ASHA")["user"]["profile"]
    assert "locale" not in app("users.info", user="U0ASHA")["user"]
    assert app("users.info", user="U0ASHA", include_locale=True)["user"]["locale"] == "en-US"
    listed = app("users.list", limit=1, include_locale=True)["members"]
    assert [each["locale"] for each in listed] == ["en-US"]
    assert app("team.info")["team"]["name"] == "City Hospital (Room)"
    assert app("users.getPresence", user="U0ASHA")["presence"] == "away"
    assert app("usergroups.list")["usergroups"] == []
    assert app("api.test", foo="bar")["args"] == {"foo": "bar"}


def test_new_members_and_groups(app: Caller, room: Running, workspace: Workspace) -> None:
    """A guest comes into no channel by himself; a group is mentioned by its handle."""
    room.run(lambda: room.room.add_person("U0GUEST", "guest", "A Guest", guest=True))
    room.run(lambda: room.room.set_group("S0RESP", "responders", ["U0ASHA", "U0RAVI"]))
    assert app("users.info", user="U0GUEST")["user"]["is_restricted"]
    assert "U0GUEST" not in app("conversations.members", channel="C0GENERAL")["members"]
    assert app("usergroups.users.list", usergroup="S0RESP")["users"] == ["U0ASHA", "U0RAVI"]
    listed = app("usergroups.list", include_users=True, include_count=True)["usergroups"]
    assert [(row["handle"], row["user_count"]) for row in listed] == [("responders", 2)]
    workspace.person("U0ASHA").types("@responders come")
    said = workspace.channel("#incident-desk", seen_by="U0RAVI").message("come")
    assert said.text == "<!subteam^S0RESP> come"


def test_permalinks(desk: Caller) -> None:
    parent = desk("chat.postMessage", channel="C0DESK", text="x")["ts"]
    reply = desk("chat.postMessage", channel="C0DESK", text="y", thread_ts=parent)["ts"]
    link = desk("chat.getPermalink", channel="C0DESK", message_ts=reply)["permalink"]
    assert link.endswith(
        f"/archives/C0DESK/p{reply.replace('.', '')}?thread_ts={parent}&cid=C0DESK"
    )


def test_everybody_has_the_locale_of_the_house(tmp_path: Path) -> None:
    """Also who was kept with one of their own by an earlier version."""
    with running(tmp_path / "room.db") as room:
        asha = record(room.room.hub.state.people["U0ASHA"]) | {"locale": "en-US"}
        room.room.hub.journal.keep(RoomPerson, "U0ASHA", asha)
        room.run(room.room.hub.journal.commit)
    with running(tmp_path / "room.db", locale="hi-IN") as room:
        app = room.install(name="Echo")
        shown = app("users.info", user="U0ASHA", include_locale="true")["user"]
        assert (shown["name"], shown["locale"]) == ("asha", "hi-IN")
