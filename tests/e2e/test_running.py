"""Running and stopping: what machines ask of it, what it logs, and that stopping loses nothing."""

import json
import shutil
import signal
import threading
from pathlib import Path

import pytest

from tests.e2e.conftest import Hall, Start
from tests.e2e.product import ROOT, STOPS_WITHIN_S, environment
from tests.e2e.records import rows
from tests.e2e.response import KABIR, declared, said
from tests.e2e.slackside import SlackSide
from tests.shelf import numbers, shelf
from tests.wire import Wire
from tests.workspace import Workspace, eventually


def test_health_readiness_and_figures(room: Hall) -> None:
    product = room.product
    declared(room.workspace, "sev1 kind=ransomware Counted")
    assert product.get("/healthz")[1].startswith("ok wardroom ")
    status, body = product.get("/readyz")
    told = json.loads(body)
    assert (status, told["ready"]) == (200, True)
    assert set(told["checks"]) >= {"database", "door", "outbox", "schedule"}
    status, figures = product.get("/metrics")
    assert status == 200
    assert 'wardroom_incidents_open{severity="1"} 1.0' in figures
    assert f'wardroom_tasks_open{{state="todo"}} {len(numbers())}.0' in figures
    assert "wardroom_outbox_lag_seconds" in figures
    assert "process_resident_memory_bytes" in figures
    for page in (body, figures):
        assert "Counted" not in page
        assert KABIR not in page


def test_the_room_starts_without_waiting_for_itself(room: Hall) -> None:
    assert room.product.ready
    warned = [each["event"] for each in room.product.log if each["level"] == "warning"]
    assert warned == []


def test_nothing_else_is_served_to_who_asks_without_a_name(room: Hall) -> None:
    for path in ("/docs", "/openapi.json", "/api/docs", "/api/incidents", "/.env", "/slack/events"):
        assert room.product.get(path)[0] in {401, 404, 405}, path


def test_the_log_is_json_and_holds_no_token_and_no_text_of_people(room: Hall) -> None:
    response = declared(room.workspace, "sev2 kind=ransomware Zebra in the server room")
    response.types("/incident note the zebra ate the backup tapes")
    response.types("/task add Feed the zebra")
    response.types("/task dnoe the zebra")
    log = room.product.log
    assert len(log) >= 5
    assert all({"event", "level", "timestamp"} <= set(each) for each in log)
    raw = room.product.raw_log.lower()
    for never in ("zebra", "xoxb-", "xapp-", "/slack/respond/", "ticket="):
        assert never not in raw.replace("/slack/respond/***", ""), never
    assert any(each["event"] == "request.refused" for each in log), "That it was refused is kept."


@pytest.mark.both_engines
def test_sigterm_under_load_stops_in_time_and_loses_nothing(
    slack: SlackSide, database_url: str, start: Start
) -> None:
    env = slack.environment(database_url)
    product = start(env)
    eventually(lambda: product.ready, within=30)
    response = declared(slack.workspace, "sev2 kind=ransomware Stopped in the middle")
    kept: list[str] = []
    enough = threading.Event()

    def work() -> None:
        for number in range(500):
            mark = f"mark-{number:03d}"
            if not response.person().types(f"/incident note {mark}", in_=response.channel).ok:
                return
            kept.append(mark)
            if number == 25:
                enough.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert enough.wait(90)
    code, seconds = product.stop()
    thread.join(60)
    assert (code, product.troubles) == (0, [])
    assert seconds < STOPS_WITHIN_S
    _judge_what_is_left(kept, database_url)
    again = start(env)
    eventually(lambda: again.ready, within=30)
    told = eventually(lambda: _said_of(kept[5], slack, response.channel), within=30)
    assert len(told) == 1
    assert again.stop()[0] == 0


def _said_of(mark: str, slack: SlackSide, channel: str) -> list[str]:
    texts = [each["text"] for each in slack.messages(channel)]
    return [text for text in texts if mark in text]


def _judge_what_is_left(kept: list[str], url: str) -> None:
    query = "SELECT text FROM timeline_entry WHERE action = 'note'"
    assert set(kept) <= {row[0] for row in rows(url, query)}
    lanes = rows(url, "SELECT lane FROM lane WHERE owner IS NOT NULL")
    assert lanes == [], "What was held is given back."


@pytest.mark.postgres
def test_a_database_that_is_silent_does_not_keep_it_from_stopping(
    postgres_url: str, start: Start
) -> None:
    """Threads that wait for an answer cannot be ended; the process can."""
    with Wire(postgres_url) as wire:
        product = start(environment(wire.url), "--room")
        eventually(lambda: product.ready, within=30)
        wire.fall_silent()
        eventually(lambda: not product.ready, within=30)
        code, seconds = product.stop()
    assert code == 0
    assert seconds < STOPS_WITHIN_S + 1, "A busy machine may be slow to start a process's end."


def test_sigint_stops_it_too(sqlite_url: str, start: Start) -> None:
    product = start(environment(sqlite_url), "--room")
    eventually(lambda: product.said == f"Wardroom's Room is open at {product.url}\n", within=30)
    product.tell(signal.SIGINT)
    assert product.ended(within=STOPS_WITHIN_S) == 0


def test_a_slack_that_is_away_does_not_keep_it_from_stopping(sqlite_url: str, start: Start) -> None:
    env = environment(
        sqlite_url, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1",
        SLACK_API_URL="http://127.0.0.1:9/api/",
    )  # fmt: skip
    product = start(env)
    eventually(lambda: "not_reached" in product.raw_log or "onnect" in product.raw_log, within=30)
    code, seconds = product.stop()
    assert code in {0, 1}
    assert seconds < STOPS_WITHIN_S
    assert "Traceback" not in product.raw_log.replace('"exception": "Traceback', "")


def test_the_workspace_outlives_a_restart(sqlite_url: str, start: Start) -> None:
    product = start(environment(sqlite_url), "--room")
    workspace = Workspace(product.url)
    response = declared(workspace, "sev3 kind=outage Before the restart")
    response.types("/task add Look at the UPS")
    workspace.close()
    product.stop()
    product = start(environment(sqlite_url), "--room")
    workspace = Workspace(product.url)
    kabir = workspace.person(KABIR)
    assert "Look at the UPS" in said(kabir, "/task list", response.channel).text
    pins = kabir.get("pins", channel=response.channel)["messages"]
    assert len(pins) == 1
    workspace.close()
    product.stop()


def test_playbooks_are_read_again_and_a_bad_one_is_named(
    sqlite_url: str, start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "playbooks"
    shutil.copytree(ROOT / "playbooks", folder)
    (folder / "broken.md").write_text("---\nslug: [\n---\n- [ ] x\n")
    env = environment(sqlite_url, WARDROOM_PLAYBOOKS=str(folder))
    product = start(env, "--room")
    workspace = Workspace(product.url)
    kabir = workspace.person(KABIR)
    assert "broken" in said(kabir, "/playbook reload").text
    (folder / "broken.md").write_text(
        "# A plain list\n\n- [ ] Call the vendor\n- [ ] Write it down\n"
    )
    told = said(kabir, "/playbook reload").text
    assert f"*{len(shelf().playbooks) + 1} playbooks are loaded.*" in told
    response = declared(workspace, "sev3 kind=outage With a plain list")
    assert "2" in response.types("/playbook run broken").text
    assert "Call the vendor" in response.types("/task list").text
    workspace.close()
    assert product.stop()[0] == 0


def test_a_token_that_slack_does_not_accept_is_said_in_one_line(
    slack: SlackSide, start: Start, sqlite_url: str
) -> None:
    for variable, value in (("SLACK_BOT_TOKEN", "xoxb-wrong"), ("SLACK_APP_TOKEN", "xapp-wrong")):
        product = start(slack.environment(sqlite_url, **{variable: value}))
        assert product.ended() == 1
        lines = [line for line in product.raw_log.splitlines() if not line.startswith("{")]
        assert len(lines) == 1
        assert lines[0].startswith(f"wardroom: {variable}")
