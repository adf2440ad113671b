import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.room.serving import Caller, Running, request
from tests.workspace import Person, RefusalError, Workspace, eventually

Json = dict[str, Any]


@pytest.fixture
def ravi(workspace: Workspace) -> Person:
    return workspace.person("U0RAVI")


def test_boot_has_everything_to_start_with(asha: Person) -> None:
    found = asha.get("boot")
    assert (found["me"], found["team"]["id"], found["zone"]) == ("U0ASHA", "T0ROOM", "Asia/Kolkata")
    names = {row["name"]: row for row in found["channels"]}
    assert set(names) == {"general", "incident-desk", "managers"}
    assert all(row["is_member"] and len(row["members"]) == 9 for row in names.values())
    people = {row["id"]: row for row in found["people"]}
    assert people["U0ASHA"]["presence"] == "active"
    assert people["U0WARDROOM"]["is_bot"]


def test_without_a_name_boot_alone_answers(room: Running) -> None:
    status, found, _ = request("GET", f"{room.url}/room/api/boot")
    assert (status, found["me"]) == (200, "U0ASHA")
    status, found, _ = request("GET", f"{room.url}/room/api/history?channel=C0DESK")
    assert (status, found["error"]) == (401, "unknown_user")


@pytest.mark.parametrize("who", ["U0NOBODY", "U0WARDROOM", "USLACKBOT"])
def test_nobody_acts_as_a_stranger_or_a_bot(room: Running, who: str) -> None:
    status, found, _ = request("GET", f"{room.url}/room/api/boot", headers={"X-Room-User": who})
    assert (status, found["error"]) == (401, "unknown_user")
    with (
        pytest.raises(InvalidStatus),
        connect(f"ws://127.0.0.1:{room.port}/room/live?as={who}", proxy=None),
    ):
        pass


def test_what_one_writes_the_others_see_at_once(asha: Person, ravi: Person) -> None:
    sent = asha.types("see #general and @ravi: https://x.example/a?b=1&c=2. `@ravi` <!channel>")
    seen = eventually(
        lambda: next(event["message"] for event in ravi.events if event["type"] == "message")
    )
    assert seen["ts"] == sent.ts
    assert seen["text"] == (
        "see <#C0GENERAL|general> and <@U0RAVI>: <https://x.example/a?b=1&amp;c=2>. `@ravi` "
        "&lt;!channel&gt;"
    )


def test_unread_counts_what_others_wrote_since(asha: Person, ravi: Person) -> None:
    def unread(person: Person) -> int:
        rows = person.get("boot")["channels"]
        return next(int(row["unread"]) for row in rows if row["id"] == "C0DESK")

    asha.types("one")
    last = asha.types("two").ts
    assert (unread(asha), unread(ravi)) == (0, 2)
    ravi.post("read", channel="C0DESK", ts=last)
    assert unread(ravi) == 0


def test_history_pages_backwards(asha: Person) -> None:
    stamps = [asha.types(str(number)).ts for number in range(5)]
    last = asha.get("history", channel="C0DESK", limit=2)
    before = asha.get("history", channel="C0DESK", limit=2, before=stamps[3])
    assert ([row["text"] for row in last["messages"]], last["has_more"]) == (["3", "4"], True)
    assert [row["text"] for row in before["messages"]] == ["1", "2"]


def test_threads_edit_delete(asha: Person, ravi: Person, workspace: Workspace) -> None:
    parent = asha.types("parent").ts
    reply = ravi.types("reply", thread=parent).ts
    desk = workspace.channel("#incident-desk", seen_by="U0ASHA")
    assert [one.text for one in desk.thread(parent)] == ["parent", "reply"]
    assert desk.messages[-1].fields["reply_count"] == 1
    ravi.post("edit", channel="C0DESK", ts=reply, text="better @asha")
    edited = desk.thread(parent)[1]
    assert (edited.text, edited.fields["edited"]) == ("better <@U0ASHA>", True)
    with pytest.raises(RefusalError) as refused:
        asha.post("edit", channel="C0DESK", ts=reply, text="mine now")
    assert refused.value.code == "not_yours"
    ravi.post("delete", channel="C0DESK", ts=reply)
    assert [one.text for one in desk.thread(parent)] == ["parent"]


def test_reactions_and_pins(asha: Person, ravi: Person, workspace: Workspace) -> None:
    asha.types("board")
    desk = workspace.channel("#incident-desk", seen_by="U0ASHA")
    ravi.reacts("eyes", on=desk.message("board"))
    ravi.post("pin", channel="C0DESK", ts=desk.message("board").ts, add=True)
    seen = desk.message("board").fields
    assert seen["reactions"] == [{"name": "eyes", "users": ["U0RAVI"], "count": 1}]
    assert seen["pinned"]
    assert [one.text for one in desk.pins] == ["board"]
    ravi.reacts("eyes", on=desk.message("board"), add=False)
    assert desk.message("board").fields["reactions"] == []


def test_a_private_channel_shows_nowhere_to_a_non_member(
    asha: Person, ravi: Person, room: Running
) -> None:
    """No route names it, no live event comes from it, until one is invited."""
    made = asha.post("channels", name="inc-2022-001-secret", is_private=True)["channel"]
    where = {"channel": made["id"]}
    secret = asha.types("the secret", in_=made["id"]).ts
    refused = []
    for method, path, args in (
        ("GET", "history", where),
        ("GET", "thread", where | {"ts": secret}),
        ("GET", "pins", where),
        ("GET", "bookmarks", where),
        ("POST", "send", where | {"text": "x"}),
        ("POST", "join", where),
        ("POST", "react", where | {"ts": secret, "name": "eyes"}),
        ("POST", "pin", where | {"ts": secret}),
        ("POST", "read", where | {"ts": secret}),
        ("POST", "invite", where | {"user": "U0RAVI"}),
        ("POST", "leave", where),
        ("POST", "delete", where | {"ts": secret}),
    ):
        with pytest.raises(RefusalError) as error:
            ravi.get(path, **args) if method == "GET" else ravi.post(path, **args)
        refused.append(error.value.code)
    assert set(refused) == {"channel_not_found"}
    everything = json.dumps([ravi.get("boot"), ravi.events])
    assert "secret" not in everything
    assert made["id"] not in everything
    asha.post("invite", channel=made["id"], user="U0RAVI")
    eventually(lambda: any(event.get("type") == "channel" for event in ravi.events))
    assert ravi.get("history", **where)["messages"][1]["text"] == "the secret"


def test_direct_messages_are_between_two(asha: Person, ravi: Person, workspace: Workspace) -> None:
    first = asha.post("open", user="U0RAVI")["channel"]
    again = ravi.post("open", user="U0ASHA")["channel"]
    assert (first["id"], first["user"], again["user"]) == (again["id"], "U0RAVI", "U0ASHA")
    asha.types("only you", in_=first["id"])
    eventually(lambda: any("only you" in json.dumps(event) for event in ravi.events))
    leela = workspace.person("U0LEELA")
    assert first["id"] not in json.dumps(leela.get("boot"))


def test_channels_are_joined_and_left(asha: Person, ravi: Person) -> None:
    made = asha.post("channels", name="ward-5")["channel"]
    with pytest.raises(RefusalError) as refused:
        ravi.types("x", in_=made["id"])
    assert refused.value.code == "not_in_channel"
    assert ravi.post("join", channel=made["id"])["channel"]["is_member"]
    assert not ravi.post("leave", channel=made["id"])["channel"]["is_member"]
    with pytest.raises(RefusalError) as taken:
        ravi.post("channels", name="ward-5")
    assert str(taken.value).endswith("'There is a channel of this name already.'}")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Host": "evil.example"}, "foreign_host"),
        ({"Origin": "http://evil.example"}, "foreign_origin"),
        ({"Origin": "null"}, "foreign_origin"),
        ({"Sec-Fetch-Site": "cross-site"}, "foreign_origin"),
    ],
)
def test_other_sites_may_not_act(room: Running, headers: dict[str, str], code: str) -> None:
    body = json.dumps({"channel": "C0DESK", "text": "x"}).encode()
    asked = {"X-Room-User": "U0ASHA", "Content-Type": "application/json", **headers}
    status, found, _ = request("POST", f"{room.url}/room/api/send", body, asked)
    assert (status, found["error"]) == (403, code)


def test_our_own_page_may_act(room: Running) -> None:
    body = json.dumps({"channel": "C0DESK", "text": "x"}).encode()
    asked = {"X-Room-User": "U0ASHA", "Origin": room.url, "Sec-Fetch-Site": "same-origin"}
    assert request("POST", f"{room.url}/room/api/send", body, asked)[0] == 200


def test_a_live_feed_from_another_site_is_refused(room: Running) -> None:
    address = f"ws://127.0.0.1:{room.port}/room/live?as=U0ASHA"
    foreign = {"Origin": "http://evil.example"}
    with pytest.raises(InvalidStatus), connect(address, additional_headers=foreign, proxy=None):
        pass


def test_the_page_is_served_with_its_policy(room: Running) -> None:
    status, _, headers = request("GET", f"{room.url}/")
    policy = headers["content-security-policy"]
    assert status == 200
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert not set(policy.split()) & {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"}
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    _, _, headers = request("GET", f"{room.url}/room/api/boot")
    assert headers["cache-control"] == "no-store"


def test_permalinks_lead_to_the_page(asha: Person, room: Running, app: Caller) -> None:
    ts = asha.types("look here").ts
    link = app("chat.getPermalink", channel="C0DESK", message_ts=ts)["permalink"]
    status, found, _ = request("GET", link)
    assert (status, "<!doctype html>" in found["text"]) == (200, True)
    assert f"p{ts.replace('.', '')}" in link


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"channel": {"a": 1}, "text": "x"}'])
def test_unreadable_calls_are_refused(room: Running, body: bytes) -> None:
    asked = {"X-Room-User": "U0ASHA", "Content-Type": "application/json"}
    assert request("POST", f"{room.url}/room/api/send", body, asked)[0] == 400


def test_sayings_are_limited(asha: Person) -> None:
    for text, code in (("   ", "no_text"), ("x" * 40_001, "msg_too_long")):
        with pytest.raises(RefusalError) as refused:
            asha.types(text)
        assert refused.value.code == code


def test_presence_is_told(asha: Person, room: Running) -> None:
    other = Workspace(room.url)
    other.person("U0RAVI")
    eventually(lambda: {"user": "U0RAVI", "active": True}.items() <= asha.events[-1].items())
    other.close()
    eventually(lambda: {"user": "U0RAVI", "active": False}.items() <= asha.events[-1].items())


def test_events_carry_a_rising_number(asha: Person) -> None:
    for number in range(3):
        asha.types(str(number))
    eventually(lambda: len(asha.events) >= 3)
    numbers = [event["seq"] for event in asha.events]
    assert numbers == sorted(set(numbers))


def test_the_commands_of_the_host_are_offered(tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = [{"noun": "task", "verb": "claim", "usage": "#n", "summary": "Take it"}]
    room = Running(tmp_path_factory.mktemp("r") / "room.db", commands=lambda: rows)
    try:
        found = request("GET", f"{room.url}/room/api/boot")[1]
    finally:
        room.stop()
    assert found["commands"] == rows


def test_bot_messages_reach_the_page(app: Caller, asha: Person) -> None:
    app("chat.postMessage", channel="C0DESK", text="from the bot")
    seen = eventually(
        lambda: next(event["message"] for event in asha.events if event["type"] == "message")
    )
    assert (seen["bot_name"], seen["text"]) == ("Echo", "from the bot")


def test_what_is_sent_again_by_its_id_is_done_once(
    asha: Person, ravi: Person, room: Running, echo: Caller
) -> None:
    """A message is found by it, a command under way is joined, and both are told of when asked."""
    message, command, other = (f"0000000{n}-0000-4000-8000-000000000000" for n in range(3))
    first = asha.post("send", channel="C0DESK", text="once", id=message)
    again = asha.post("send", channel="C0DESK", text="once", id=message, again=True)
    assert again == first
    ask = {"channel": "C0DESK", "id": message}
    assert (asha.get("sent", **ask)["fate"], ravi.get("sent", **ask)["fate"]) == (
        "taken",
        "unknown",
    )
    with echo.socket() as wire, ThreadPoolExecutor() as pages:
        line = {"channel": "C0DESK", "text": "/echo one", "id": command}
        running = [pages.submit(asha.post, "send", **line, again=bool(n)) for n in range(2)]
        wire.ack(wire.next("slash_commands"))
        assert [one.result()["ok"] for one in running] == [True, True]
        assert asha.get("sent", channel="C0DESK", id=command)["fate"] == "taken"
        assert wire.quiet()
    assert not asha.post("send", channel="C0DESK", text="/echo two", id=other)["ok"]
    assert asha.get("sent", channel="C0DESK", id=other)["fate"] == "refused"
    with pytest.raises(RefusalError) as refused:
        asha.get("sent", channel="C0DESK", id="x" * 36)
    assert refused.value.code == "invalid"


def test_what_is_forgotten_with_the_room_says_so(asha: Person) -> None:
    where = {"channel": "C0DESK", "message_ts": "1669190400.000100", "ephemeral": True}
    with pytest.raises(RefusalError) as refused:
        asha.post("action", **where, block_id="b", action_id="a")
    assert refused.value.code == "message_not_found"
    assert "Ask for it again" in str(refused.value)
    with pytest.raises(RefusalError) as refused:
        asha.post("view/submit", view_id="V0GONE", values={})
    assert "Copy what you wrote" in str(refused.value)
