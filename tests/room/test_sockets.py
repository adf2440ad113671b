import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bot.room import sockets
from tests.room.serving import Caller, Running, Wire
from tests.workspace import Workspace, eventually


def test_each_envelope_goes_to_one_socket(echo: Caller, workspace: Workspace) -> None:
    asha = workspace.person("U0ASHA")
    with echo.socket() as one, echo.socket() as two:
        assert (one.hello["num_connections"], two.hello["num_connections"]) == (1, 2)
        for number in range(4):
            asha.types(f"note {number}")
        seen = [wire.next("message") for wire in (one, one, two, two)]
        assert one.quiet()
        assert two.quiet()
    texts = sorted(frame["payload"]["event"]["text"] for frame in seen)
    assert texts == ["note 0", "note 1", "note 2", "note 3"]


def test_what_is_not_acknowledged_comes_again_elsewhere(
    echo: Caller, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "ACK_WITHIN", 0.2)
    seen: list[tuple[int, str, str]] = []

    def read(wire: Wire, number: int) -> None:
        """Acknowledge nothing but the second retry."""
        with contextlib.suppress(TimeoutError):
            while frame := wire.next("message", within=0.8):
                seen.append((number, frame["retry_reason"], frame["payload"]["event_id"]))
                if frame["retry_attempt"] == 2:
                    wire.ack(frame)

    with echo.socket() as one, echo.socket() as two, ThreadPoolExecutor() as pool:
        reading = [pool.submit(read, wire, number) for number, wire in enumerate((one, two))]
        workspace.person("U0ASHA").types("note")
        for each in reading:
            each.result(10)
    assert [reason for _, reason, _ in seen] == ["", "timeout", "timeout"]
    assert seen[0][0] == seen[2][0] != seen[1][0]
    assert len({event_id for _, _, event_id in seen}) == 1


def test_after_three_retries_an_event_is_given_up(
    echo: Caller, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "ACK_WITHIN", 0.05)
    with echo.socket() as wire:
        workspace.person("U0ASHA").types("note")
        attempts = [wire.next("message")["retry_attempt"] for _ in range(4)]
        assert wire.quiet(0.3)
    assert attempts == [0, 1, 2, 3]


def test_a_broken_socket_hands_its_events_on(echo: Caller, workspace: Workspace) -> None:
    with echo.socket() as two:
        with echo.socket() as one:
            for number in range(2):
                workspace.person("U0ASHA").types(f"note {number}")
            mine = one.next("message")["payload"]["event"]["text"]
        frames = [two.next("message"), two.next("message")]
    again = next(frame for frame in frames if frame["payload"]["event"]["text"] == mine)
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_failed")


def test_acks_answer_only_where_an_answer_is_accepted(echo: Caller, workspace: Workspace) -> None:
    """An event's ack cannot speak; a command's ack speaks to the asker alone by default."""
    asha = workspace.person("U0ASHA")
    with echo.socket() as wire:
        asha.types("note")
        event = wire.next("message")
        wire.ack(event, {"text": "not heard"})
        assert (event["accepts_response_payload"], asha.whispers) == (False, [])


def test_a_command_without_anybody_to_hear_it(echo: Caller, workspace: Workspace) -> None:
    typed = workspace.person("U0ASHA").types("/echo hello")
    assert (typed.ok, typed.restored) == (False, "/echo hello")
    assert "the app is not connected" in typed.reply().text


def test_a_command_not_acknowledged_in_time(
    echo: Caller, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "ACK_WITHIN", 0.1)
    with echo.socket():
        typed = workspace.person("U0ASHA").types("/echo hello")
    assert typed.restored == "/echo hello"
    assert "failed with the error operation_timeout" in typed.reply().text


def test_commands_that_nobody_declared_and_in_threads(echo: Caller, workspace: Workspace) -> None:
    asha = workspace.person("U0ASHA")
    parent = asha.types("note").ts
    unknown = asha.types("/ehco hi")
    threaded = asha.types("/echo hi", thread=parent)
    assert (unknown.restored, threaded.restored) == ("/ehco hi", "/echo hi")
    assert unknown.reply().text == "`/ehco` is not a valid command."
    assert threaded.reply().text == "`/echo` is not supported in threads. Sorry!"


def test_the_last_app_to_declare_a_command_gets_it(
    echo: Caller, room: Running, workspace: Workspace
) -> None:
    newer = room.install(name="Newer", commands={"/echo": False})
    with echo.socket() as old, newer.socket() as new:
        asha = workspace.person("U0ASHA")
        with ThreadPoolExecutor() as pool:
            typing = pool.submit(asha.types, "/echo hi")
            frame = new.next("slash_commands")
            new.ack(frame)
            assert typing.result(5).ok
        assert old.quiet()
    assert frame["payload"]["text"] == "hi"


def test_tickets_open_once(echo: Caller) -> None:
    url = echo("apps.connections.open", token=echo.app_token)["url"]
    with connect(url, proxy=None) as first:
        first.recv(5)
        with pytest.raises(Exception, match="403"), connect(url, proxy=None):
            pass


def test_an_eleventh_socket_is_turned_away(echo: Caller) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(echo.socket())
        extra = stack.enter_context(echo.socket())
        assert extra.hello["reason"] == "too_many_websockets"


def test_a_refresh_is_announced(echo: Caller, room: Running) -> None:
    with echo.socket() as wire:
        hub = room.room.hub
        app_id = wire.hello["connection_info"]["app_id"]
        room.run(lambda: hub.sockets.disconnect(app_id))
        assert wire.next()["reason"] == "refresh_requested"
        with pytest.raises(ConnectionClosed):
            wire.next()
        eventually(lambda: hub.sockets.count(app_id) == 0)


def test_the_page_sees_whether_the_bot_is_there(room: Running, workspace: Workspace) -> None:
    asha = workspace.person("U0ASHA")
    with room.own.socket():
        eventually(lambda: {"type": "bot", "online": True}.items() <= asha.events[-1].items())
        assert asha.get("boot")["notice"] is None
    eventually(lambda: {"type": "bot", "online": False}.items() <= asha.events[-1].items())
    assert asha.get("boot")["notice"]
