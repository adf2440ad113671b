import asyncio
import json
import os
import signal
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot.clock import SystemClock
from bot.room.errors import SlackError
from bot.room.journal import Journal, NotKeptError
from bot.room.models import RoomSetting
from bot.room.room import Room, create_room
from bot.storage.database import Database
from tests.room.serving import Caller, manifest, running
from tests.workspace import Workspace

SERVER = """
import sys, time
from pathlib import Path
from tests.room.serving import Running
room = Running(Path(sys.argv[1]))
print(room.port, *room.room.tokens, flush=True)
sys.stdin.read()
"""


def test_everything_said_survives_a_restart(tmp_path: Path) -> None:
    """Messages, threads, pins, reactions, topic, members, apps, tokens and files come back."""
    with running(tmp_path / "room.db") as room:
        app = room.install(name="Echo")
        channel = app("conversations.create", name="inc-2022-001", is_private=True)["channel"]["id"]
        app("conversations.invite", channel=channel, users="U0ASHA")
        app("conversations.setTopic", channel=channel, topic="SEV1")
        ts = app("chat.postMessage", channel=channel, text="board")["ts"]
        app("chat.postMessage", channel=channel, text="reply", thread_ts=ts)
        app("pins.add", channel=channel, timestamp=ts)
        app("reactions.add", channel=channel, timestamp=ts, name="eyes")
        before = app("conversations.history", channel=channel)
        own = room.room.tokens
    with running(tmp_path / "room.db") as room:
        again = Caller(room.url, app.bot_token, app.app_token)
        assert again("conversations.history", channel=channel) == before
        assert again("conversations.info", channel=channel)["channel"]["topic"]["value"] == "SEV1"
        assert "U0ASHA" in again("conversations.members", channel=channel)["members"]
        assert room.room.tokens == own
        later = again("chat.postMessage", channel=channel, text="later")["ts"]
        assert later > before["messages"][0]["ts"]


def test_what_was_answered_ok_survives_kill_nine(tmp_path: Path) -> None:
    path, said = tmp_path / "room.db", list[str]()
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    ) as process:
        assert process.stdout is not None
        port, bot_token, app_token = process.stdout.readline().split()
        app = Caller(f"http://127.0.0.1:{port}", bot_token, app_token)
        for text in (f"note {number}" for number in range(30)):
            assert app("chat.postMessage", channel="C0DESK", text=text)["ok"]
            said += [text]
        process.send_signal(signal.SIGKILL)
    with running(path) as room:
        rows = room.own("conversations.history", channel="C0DESK")["messages"]
        found = [row["text"] for row in rows if row["text"].startswith("note")]
    assert found[::-1] == said


async def test_on_both_engines(database: Database) -> None:
    """A workspace written on SQLite or PostgreSQL is read back whole."""
    first = await _started(database)
    assert first.hub.state.people["U0ASHA"].real_name == "Asha Rawat"
    await first.stop()
    second = await _started(database)
    assert second.hub.state.people == first.hub.state.people
    assert second.hub.state.channels == first.hub.state.channels
    assert second.tokens == first.tokens
    await second.stop()


async def _started(database: Database) -> Room:
    SQLModel.metadata.create_all(database.engine)
    room = create_room(
        database, clock=SystemClock(), base_url="http://127.0.0.1:1", manifest=manifest()
    )
    await room.start()
    return room


async def test_a_journal_settles_in_order_and_once(database: Database) -> None:
    SQLModel.metadata.create_all(database.engine)
    journal, told = Journal(database), list[int]()

    async def change(number: int) -> None:
        journal.keep(RoomSetting, "counter", {"value": number})
        journal.afterwards(lambda: told.append(number))
        await journal.commit()

    await asyncio.gather(*(change(number) for number in range(20)))
    kept = await database.read(lambda session: session.get(RoomSetting, "counter"))
    assert told == list(range(20))
    assert kept is not None
    assert json.loads(kept.payload) == {"value": 19}


async def test_a_refused_change_is_told_to_nobody(tmp_path: Path) -> None:
    """Without its tables the database refuses; the caller learns, effects do not run."""
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    journal, told = Journal(database), list[str]()
    journal.keep(RoomSetting, "key", {})
    journal.afterwards(lambda: told.append("told"))
    with pytest.raises(NotKeptError):
        await journal.commit()
    assert told == []
    await journal.commit()
    database.close()


def test_slack_errors_carry_their_messages() -> None:
    assert SlackError("invalid_blocks", "bad", errors=["bad"]).answer() == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": ["bad"],
        "response_metadata": {"messages": ["[ERROR] bad"]},
    }


def test_a_command_that_comes_again_after_a_restart_has_the_same_trigger(tmp_path: Path) -> None:
    """By it an app that lost its answer with the Room knows what it has done already."""
    line = {"channel": "C0DESK", "text": "/echo one", "id": str(uuid.UUID(int=7))}
    app, triggers = None, []
    for _ in range(2):
        with running(tmp_path / "room.db") as room:
            app = app or room.install(name="Echo")
            app.url, app.api_url = room.url, f"{room.url}/slack/api/"
            asha = Workspace(room.url).person("U0ASHA")
            with app.socket() as wire, ThreadPoolExecutor() as pages:
                sent = pages.submit(asha.post, "send", **line)
                frame = wire.next("slash_commands")
                wire.ack(frame)
                assert sent.result()["ok"]
                triggers.append(frame["payload"]["trigger_id"])
    assert triggers[0] == triggers[1]
