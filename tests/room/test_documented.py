"""`docs/room.md` promises what the code has."""

import inspect
import re
from pathlib import Path

from bot.room.room import Room, create_room
from bot.room.trouble import CallLog, Trouble
from tests.workspace import Person, Place, Typed, Workspace

PAGE = (Path(__file__).parents[2] / "docs" / "room.md").read_text(encoding="utf-8")


def test_what_the_page_calls_exists() -> None:
    owners = {
        "room": Room,
        "room.trouble": Trouble,
        "room.calls": CallLog,
        "workspace": Workspace,
        "kabir": Person,
        "channel": Place,
    }
    called = set(re.findall(r"\b(room(?:\.\w+)?|workspace|kabir|channel)\.(\w+)\(", PAGE))
    assert len(called) >= 8
    assert [(owner, name) for owner, name in called if not hasattr(owners[owner], name)] == []
    assert hasattr(Typed, "reply")
    assert "rates" in inspect.signature(create_room).parameters
