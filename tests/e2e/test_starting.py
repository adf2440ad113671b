"""Starting: a bad start is one line that names its cure, never a traceback."""

import socket
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.e2e.children import executed
from tests.e2e.conftest import Hall
from tests.e2e.product import environment, wardroom

# A wrong value each, and what the one line must say of it.
WRONG = (
    ("SLACK_API_URL", "https://slack.com/", "ends in /api/"),
    ("SLACK_API_URL", "slack.com/api/", "ends in /api/"),
    ("SLACK_BOT_TOKEN", "xapp-1-A1-2-abc", "not a bot token"),
    ("SLACK_APP_TOKEN", "xoxb-1-2-abc", "not an app token"),
    ("DATABASE_URL", "mysql://root@127.0.0.1/wardroom", "postgresql://"),
    ("DATABASE_URL", "wardroom.db", "sqlite:///"),
    ("DATABASE_URL", "postgresql://postgres@127.0.0.1/wardroom?foo=bar", "foo"),
    ("WARDROOM_TIMEZONE", "Mars/Olympus", "no time zone"),
    ("WARDROOM_TIMEZONE", "Asia/\nKolkata", "`Asia/ Kolkata` is no time zone"),
    ("WARDROOM_HOST", "no such host", "no address of this machine"),
    ("WARDROOM_HOST", "192.0.2.1", "no address of this machine"),
    ("WARDROOM_PORT", "70000", "65535"),
    ("WARDROOM_PORT", "http", "integer"),
    ("WARDROOM_ANNOUNCE_CHANNEL", "#general", "no channel id"),
    ("WARDROOM_MANAGERS_CHANNEL", "managers", "no channel id"),
    ("WARDROOM_DIGEST_AT", "25:00", "like 07:30"),
    ("WARDROOM_DIGEST_AT", "7.30", "like 07:30"),
    ("WARDROOM_SUMMARY_EVERY", "sev9=1h", "not like sev1=2h"),
    ("WARDROOM_SUMMARY_EVERY", "sev1=2h,sev1=3h", "names a severity twice"),
    ("WARDROOM_SUMMARY_EVERY", "sev1=5s", "between 1m and 7d"),
    ("WARDROOM_SUMMARY_EVERY", "sev1=0h", "between 1m and 7d"),
    ("WARDROOM_SUMMARY_EVERY", "sev1=400d", "between 1m and 7d"),
    ("WARDROOM_SUMMARY_EVERY", "hourly", "not like sev1=2h"),
    ("WARDROOM_QUIET", "25:61-06:00", "not like 22:00-06:00"),
    ("WARDROOM_QUIET", "22:00", "not like 22:00-06:00"),
    ("WARDROOM_QUIET", "06:00-06:00", "not like 22:00-06:00"),
    ("WARDROOM_RESPONDERS", "@asha", "no user"),
    ("WARDROOM_MANAGERS", "U0ASHA;U0RAVI", "no user"),
    ("WARDROOM_ADMINS", "everybody", "no user"),
    ("WARDROOM_PROFILE", "mars", "in-hospital"),
    ("WARDROOM_LOG_FORMAT", "xml", "json"),
    ("SLACK_BOT_TOKEN_FILE", "/nowhere/token", "cannot be read"),
    ("SLACK_SIGNING_SECRET_FILE", "/nowhere/secret", "cannot be read"),
)


@pytest.mark.parametrize(("variable", "value", "why"), WRONG)
def test_a_wrong_value_stops_the_start_and_is_named(
    variable: str, value: str, why: str, sqlite_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "WARDROOM_PLAYBOOKS"):
        monkeypatch.setenv(name, environment(sqlite_url)[name])
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr(sys, "argv", ["wardroom", "run"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"wardroom: {variable}")
    assert why in said.err
    assert said.err.count("\n") == 1


def refused(env: dict[str, str], folder: Path, *words: str) -> str:
    """Return the one line with which `wardroom run` refuses to start."""
    ran = wardroom("run", "--port", "0", *words, env=env, folder=folder)
    assert ran.code == 1, ran
    assert ran.out == ""
    assert len(ran.lines) == 1, ran.err
    return ran.err


def test_what_cannot_be_worked_with_stops_the_start(sqlite_url: str, tmp_path: Path) -> None:
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"this is a letter and no database " * 200)
    empty, gone = f"sqlite:///{tmp_path / 'empty.db'}", f"sqlite:///{tmp_path / 'none' / 'w.db'}"
    nobody = "postgresql://postgres:secret@127.0.0.1:1/wardroom"
    secret = refused(environment(nobody), tmp_path)
    assert "DATABASE_URL" in secret
    assert "cannot be reached" in secret
    assert "secret" not in secret.replace("SLACK_SIGNING_SECRET", "")
    assert "wardroom db upgrade" in refused(environment(empty), tmp_path)
    assert "DATABASE_URL" in refused(environment(gone), tmp_path)
    assert "DATABASE_URL" in refused(environment(f"sqlite:///{junk}"), tmp_path)
    nowhere = environment(sqlite_url, WARDROOM_PLAYBOOKS=str(tmp_path / "none"))
    assert "WARDROOM_PLAYBOOKS" in refused(nowhere, tmp_path)
    file = environment(sqlite_url, WARDROOM_PLAYBOOKS=str(junk))
    assert "WARDROOM_PLAYBOOKS" in refused(file, tmp_path)


def test_the_room_opens_on_this_machine_alone(sqlite_url: str, tmp_path: Path) -> None:
    everywhere = refused(environment(sqlite_url, WARDROOM_HOST="0.0.0.0"), tmp_path)
    assert "WARDROOM_HOST" in everywhere
    assert "open to everybody" in everywhere
    assert "listen on 127.0.0.1" in everywhere
    assert everywhere == refused(environment(sqlite_url), tmp_path, "--room", "--host", "0.0.0.0")


def test_a_port_in_use_is_named(sqlite_url: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = wardroom("run", "--port", port, env=environment(sqlite_url), folder=tmp_path)
    assert ran.code == 1
    assert ran.err.startswith(f"wardroom: WARDROOM_PORT: 127.0.0.1:{port}")
    assert len(ran.lines) == 1


def test_half_of_a_door_is_no_door(sqlite_url: str, tmp_path: Path) -> None:
    alone = refused(environment(sqlite_url, SLACK_BOT_TOKEN="xoxb-1"), tmp_path)
    assert "SLACK_APP_TOKEN" in alone
    headless = refused(environment(sqlite_url, SLACK_APP_TOKEN="xapp-1"), tmp_path)
    assert "SLACK_BOT_TOKEN" in headless


def test_help_and_wrong_usage(tmp_path: Path) -> None:
    env = environment("sqlite:///none.db")
    helped = wardroom("--help", env=env, folder=tmp_path, how=executed)
    assert helped.code == 0
    for command in ("run", "db", "playbooks", "manifest", "doctor", "export", "audit", "bench"):
        assert command in helped.out
    wrong = wardroom("runn", env=env, folder=tmp_path, how=executed)
    assert (wrong.code, "Traceback" in wrong.err) == (2, False)


def test_a_bad_playbook_does_not_stop_the_start(room: Hall) -> None:
    folder = room.product.folder / "playbooks"
    assert not folder.exists()
    assert room.product.ready
