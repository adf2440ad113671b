"""`wardroom doctor`: a line for each thing, what is ill with its cure; and `wardroom manifest`."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import room_checks
from bot.clock import SystemClock
from bot.slack.manifest import manifest
from bot.storage import tables
from bot.storage.database import Database
from tests import certificates
from tests.cli.conftest import Type, sql
from tests.clocks import StoppedClock
from tests.e2e.product import ROOT
from tests.e2e.response import DESK
from tests.e2e.slackside import SlackSide, slack_side

DEAD = (
    "INSERT INTO post (key, kind, method, lane, priority, target, payload, state, attempts, error,"
    " created_at) VALUES ('board:INC-2022-001', 'board', 'chat.postMessage', 'l', 5, 'channel:C1',"
    " '{}', 'dead', 1, 'not_in_channel', '2022-11-23 01:37:00+00:00')"
)


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackSide]:
    """A workspace that stands for Slack, with the app installed."""
    with slack_side(tmp_path_factory.mktemp("slack")) as side:
        yield side


def _lines(out: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in out.splitlines():
        mark, what = line.split(":", 1)[0].split(" ", 1)
        found.setdefault(what, []).append(mark)
    return found


def test_a_room_that_is_well(types: Type, sqlite_url: str) -> None:
    well = types("doctor", DATABASE_URL=sqlite_url)
    assert (well.code, well.err) == (0, "")
    marks = _lines(well.out)
    assert {"door", "time zone", "database", "migrations", "outbox", "playbooks", "token"} <= set(
        marks
    )
    assert {mark for each in marks.values() for mark in each} == {"✓"}


def test_a_database_that_takes_no_writes_is_ill(types: Type, sqlite_url: str) -> None:
    """What refuses them here is a trigger; a disk would have to be filled or taken away."""
    sql(
        sqlite_url,
        "CREATE TRIGGER shut BEFORE INSERT ON setting BEGIN SELECT RAISE(ABORT, 'no room'); END",
    )
    ill = types("doctor", DATABASE_URL=sqlite_url)
    assert ill.code == 1
    assert "but takes no writes: no room → make room on its disk" in ill.out


def test_an_installation_in_slack_that_is_well(
    types: Type, slack: SlackSide, sqlite_url: str
) -> None:
    env = slack.environment(sqlite_url)
    well = types("doctor", **env)
    ill = [line for line in well.out.splitlines() if line.startswith("✗")]
    # The bot was never invited: that is the one thing wrong.
    assert all("the bot is not in it → type /invite @wardroom" in line for line in ill), well.out
    marks = _lines(well.out)
    assert marks["token"] == marks["scopes"] == marks["clock"] == ["✓"]
    assert len(marks["channel"]) == 2
    assert "xoxb-" not in well.out


def test_each_ill_thing_has_its_cure(types: Type, slack: SlackSide, sqlite_url: str) -> None:
    sql(sqlite_url, DEAD)
    cases: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, {"token": "check SLACK_BOT_TOKEN"}),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, {"token": "the network"}),
        (
            {"WARDROOM_MANAGERS_CHANNEL": "C0NOWHERE", "WARDROOM_ANNOUNCE_CHANNEL": "",
             "WARDROOM_PLAYBOOKS": "/nowhere"},
            {"channel": "give the id of a channel", "playbooks": "set WARDROOM_PLAYBOOKS"},
        ),
        ({"DATABASE_URL": "sqlite:////nowhere/w.db"}, {"database": "Correct the path"}),
        ({"WARDROOM_ANNOUNCE_CHANNEL": DESK}, {"outbox": "Invite the app to the channel."}),
    )  # fmt: skip
    for wrong, told in cases:
        found = types("doctor", **{**slack.environment(sqlite_url), **wrong})
        assert found.code == 1
        assert found.err == ""
        for what, cure in told.items():
            (line,) = [each for each in found.out.splitlines() if each.startswith(f"✗ {what}: ")]
            assert cure in line.partition(" → ")[2], line


@pytest.mark.both_engines
def test_a_dead_letter_can_be_tried_again(types: Type, database_url: str) -> None:
    url = database_url
    sql(url, DEAD)
    key = "board:INC-2022-001"
    ill = types("doctor", DATABASE_URL=url)
    assert f"Then `wardroom doctor --resend {key}`" in ill.out
    unknown = types("doctor", "--resend", key, "--resend", "nothing", DATABASE_URL=url)
    assert (unknown.code, "no dead letter 'nothing'" in unknown.line) == (1, True)
    well = types("doctor", "--resend", key, DATABASE_URL=url)
    assert (well.code, "✓ outbox: no dead letters" in well.out) == (0, True)
    assert sql(url, "SELECT state, attempts, error FROM post") == [("pending", 0, None)]


def _of_the_room(out: str) -> list[str]:
    return [line for line in out.splitlines() if line[2:].startswith("Room")]


def test_a_room_on_this_machine_alone_needs_nothing(types: Type, sqlite_url: str) -> None:
    users, secured, network = _of_the_room(types("doctor", DATABASE_URL=sqlite_url).out)
    assert users.startswith("✓ Room users: none, so on this machine one is whom one says")
    assert secured == "✓ Room TLS: no certificate is set"
    assert network == "✓ Room: it would listen on 127.0.0.1, this machine alone"


def test_a_room_that_faces_a_network_lacks_nothing(
    types: Type, sqlite_url: str, tmp_path: Path
) -> None:
    def said(**more: str) -> tuple[int, list[str]]:
        ended = types("doctor", DATABASE_URL=sqlite_url, WARDROOM_HOST="0.0.0.0", **more)
        return ended.code, _of_the_room(ended.out)

    code, lines = said()
    assert (code, [line[0] for line in lines]) == (1, ["✗"] * 3)
    assert "→ `wardroom room users add <name>`" in lines[0]
    assert "→ set WARDROOM_TLS_CERT and WARDROOM_TLS_KEY" in lines[1]
    assert "it would not open on 0.0.0.0 → add users" in lines[2]
    types("room", "users", "add", "asha", DATABASE_URL=sqlite_url)
    made = certificates.make(tmp_path, days=400)
    code, lines = said(**made.environment)
    assert (code, [line[0] for line in lines]) == (0, ["✓"] * 3)
    assert lines[0] == "✓ Room users: 1 may log in"
    assert re.search(r"cert\.pem is good until \d\d \w{3} \d{4}, 399 days", lines[1])
    made.key.chmod(0o644)
    assert f"others can read {made.key} → chmod 600" in said(**made.environment)[1][1]


@pytest.mark.parametrize(
    ("after", "why"), [(392, "8 days → bring a new"), (401, "browsers refuse the page → bring")]
)
def test_a_certificate_that_ends_is_said_in_time(
    types: Type,
    sqlite_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
    why: str,
) -> None:
    made = certificates.make(tmp_path, days=401)
    later = StoppedClock(SystemClock().now() + timedelta(days=after))
    monkeypatch.setattr(room_checks, "SystemClock", lambda: later)
    lines = _of_the_room(types("doctor", DATABASE_URL=sqlite_url, **made.environment).out)
    assert lines[1].startswith("✗ Room TLS: ")
    assert why in lines[1]


def test_half_a_pair_is_no_tls(types: Type, sqlite_url: str, tmp_path: Path) -> None:
    made = certificates.make(tmp_path)
    env = {"WARDROOM_TLS_CERT": str(made.cert)}
    lines = _of_the_room(types("doctor", DATABASE_URL=sqlite_url, **env).out)
    assert lines[1].startswith("✗ Room TLS: WARDROOM_TLS_KEY: it is not set")


def test_a_playbook_with_an_error_is_counted(types: Type, sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "bad.md").write_text("- [ ] A {rol=x}\n", encoding="utf-8")
    found = types("doctor", "--json", DATABASE_URL=sqlite_url, WARDROOM_PLAYBOOKS=str(folder))
    assert found.code == 1
    (row,) = [row for row in json.loads(found.out) if not row["ok"]]
    assert (row["what"], row["found"]) == ("playbooks", "0 loaded, 1 error")
    assert "playbooks lint" in row["cure"]


def test_a_wrong_setting_is_one_line_here_too(types: Type) -> None:
    wrong = types("doctor", WARDROOM_TIMEZONE="Mars/Olympus")
    assert (wrong.code, wrong.line.startswith("wardroom: WARDROOM_TIMEZONE: ")) == (1, True)


def test_the_manifest_is_printed_for_either_door(types: Type) -> None:
    socket = types("manifest")
    assert (socket.code, json.loads(socket.out)) == (0, manifest())
    assert socket.out == (ROOT / "docs" / "slack-manifest.json").read_text(encoding="utf-8")
    http = types("manifest", "--url", "https://wardroom.example.org/")
    assert json.loads(http.out) == manifest("https://wardroom.example.org/")


def test_a_table_that_slack_refused_is_said(types: Type, sqlite_url: str) -> None:
    assert "✓ tables: WARDROOM_TABLES is not set" in types("doctor", DATABASE_URL=sqlite_url).out
    asked = {"DATABASE_URL": sqlite_url, "WARDROOM_TABLES": "true"}
    assert "✓ tables: shown on boards" in types("doctor", **asked).out
    database = Database(sqlite_url)
    now = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
    database.write_now(lambda session: tables.refuse(session, "room", "invalid_blocks", now=now))
    database.close()
    ill = types("doctor", **asked)
    assert ill.code == 1
    assert "✗ tables: Slack refused one (invalid_blocks 23 Nov 2022" in ill.out
    assert "unset WARDROOM_TABLES" in ill.out
