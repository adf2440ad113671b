"""`wardroom seed aiims`: fills once, says so the second time, and keeps out of Slack."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.cli import export, seed
from bot.domain.models import Incident, Server
from bot.operations import demo
from bot.storage.database import Database
from tests.cli.conftest import Type
from tests.clocks import StoppedClock
from tests.conftest import NIGHT


def test_it_fills_once_and_says_where_it_is(
    types: Type, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Seven hours after the first symptom: what is due within six is past its time.
    for module in (seed, export):
        monkeypatch.setattr(module, "SystemClock", lambda: StoppedClock(NIGHT + timedelta(hours=7)))
    filled = types(
        "seed", "aiims", "--incident-title", "The morning of a drill", DATABASE_URL=database_url
    )
    assert (filled.code, filled.err) == (0, "")
    database = Database(database_url)
    incident = database.read_now(lambda session: session.exec(select(Incident)).one())
    assert f"{incident.ref} is filled." in filled.out
    assert incident.title == "The morning of a drill"
    assert len(database.read_now(lambda session: session.exec(select(Server.id)).all())) == 100
    _reads_well(types("export", incident.ref, "--format", "md", DATABASE_URL=database_url).out)
    again = types("seed", "aiims", DATABASE_URL=database_url)
    assert (again.code, f"is there already: {incident.ref}" in again.line) == (1, True)
    there = database.read_now(demo.filled)
    database.close()
    assert there is not None
    assert there.whole


def _reads_well(report: str) -> None:
    """Look for every register in the report, and for where it stands at its beginning."""
    sections = dict(re.findall(r"(?ms)^## (.+?)\n\n(.*?)(?=^## |\Z)", report))
    assert list(sections)[:3] == ["In short", "Charts", "Roles"]
    assert "- Servers: 100: " in sections["In short"]
    assert " overdue, " in sections["In short"]
    assert "past their time: D1" in sections["In short"]
    rows = {name: body.count("\n| ") for name, body in sections.items()}
    for name in ("Facts", "Departments", "Endpoints", "Evidence", "Custody", "Restore",
                 "Promised times"):  # fmt: skip
        assert rows[name] > 1, name
    assert rows["Servers"] == 101
    assert "5 of 100" in sections["Facts"]
    assert "120 seen, 14 waiting" in sections["Departments"]
    assert sections["Waivers"] == "None.\n\n"


def test_slack_and_a_room_with_users_have_no_people_for_it(types: Type, sqlite_url: str) -> None:
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    refused = types("seed", "aiims", DATABASE_URL=sqlite_url, **slack)
    assert (refused.code, "this is Slack" in refused.line) == (1, True)
    types("room", "users", "add", "leela", DATABASE_URL=sqlite_url)
    refused = types("seed", "aiims", DATABASE_URL=sqlite_url)
    assert (refused.code, "people log in to this Room" in refused.line) == (1, True)


def test_without_playbooks_it_says_so_in_one_line(types: Type, sqlite_url: str) -> None:
    refused = types("seed", "aiims", DATABASE_URL=sqlite_url, WARDROOM_PLAYBOOKS="nowhere")
    assert (refused.code, "WARDROOM_PLAYBOOKS: " in refused.line) == (1, True)
