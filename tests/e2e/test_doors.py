"""The same commands through Slack's own doors: Socket Mode, and signed HTTP."""

import json
from urllib.parse import parse_qs, urlencode

import pytest

from tests.e2e.conftest import Start
from tests.e2e.records import rows
from tests.e2e.response import ASHA, DESK, KABIR, MANAGERS, Response, declared
from tests.e2e.slackside import Signed, SlackSide
from tests.shelf import numbers, opened
from tests.workspace import Place, eventually


def test_by_socket_mode_the_main_job_is_done_in_a_workspace_that_is_not_ours(
    slack: SlackSide, start: Start, database_url: str
) -> None:
    bot = start(slack.environment(database_url))
    eventually(lambda: bot.ready, within=30)
    assert bot.said == "", "Nothing is printed for a page that is not there."
    line = "sev1 kind=ransomware e-Hospital servers encrypted"
    response = declared(slack.workspace, line, joined=(ASHA,))
    announced = Place(response.person(), DESK).message(response.ref, within=20)
    assert response.channel in announced.text
    _work_a_task(response)
    response.types("/incident summary now")
    eventually(lambda: response.place().thread(response.board)[1:], within=20)
    response.types("/incident digest now")
    Place(response.person(), MANAGERS).message(response.ref, within=20)
    _speak_to_the_bot(response)
    kept = rows(database_url, "SELECT DISTINCT door FROM timeline_entry")
    assert {row[0] for row in kept} <= {"slack", "system"}
    assert slack.tokens.bot not in bot.raw_log
    assert slack.tokens.app not in bot.raw_log
    assert bot.stop()[0] == 0
    assert bot.troubles == []


def _work_a_task(response: Response) -> None:
    started = response.presses("Start", on=response.board)
    assert "Restore e-Hospital" in started.text
    assert "You hold task #1" in response.types("/task claim #1").text
    assert f"<@{KABIR}> holds it" in response.types("/task claim #1", ASHA).text
    response.person().clicks("Done", on=response.task(1))
    form = response.person().form("Finish task #1")
    response.person().submits(form, {form.labels[0]: "the log is open"})
    eventually(lambda: ": done" in response.task(1).text)


def _speak_to_the_bot(response: Response) -> None:
    """Mention it in the channel; what others may read stands in the message's thread."""
    sent = response.person(ASHA).types("@wardroom task show #1", in_=response.channel)
    thread = eventually(lambda: response.place(ASHA).thread(sent.ts)[1:], within=15)
    assert "*#1*" in thread[-1].text


@pytest.fixture
def http(slack: SlackSide, start: Start, sqlite_url: str) -> Signed:
    """A bot behind the HTTP door, and Slack's side of it."""
    bot = start(slack.http_environment(sqlite_url))
    eventually(lambda: bot.ready, within=30)
    return slack.signed(bot.url)


def test_by_signed_http_the_acknowledgement_carries_the_answer(
    http: Signed, slack: SlackSide, sqlite_url: str
) -> None:
    answer = http.types("/incident declare sev1 kind=ransomware By HTTP")
    assert "INC-" in answer["text"]
    assert answer["blocks"]
    for line, expected in {
        "/task list": f"of {len(numbers())}", "/task claim #1": "You hold task #1",
        "/task start #1": "in progress", "/task done #1 the log is open": "is done",
        "/incident note the guard is posted": "Noted", "/incident update all quiet next 45m": "is out",
        "/incident summary now": "on its way", "/incident status": f"1 of {len(numbers())} tasks",
        "/task dnoe #1": "Did you mean `done`?", "/playbook run restore-e-hospital": f"{len(opened('restore-e-hospital'))} tasks",
    }.items():  # fmt: skip
        assert expected in http.types(line)["text"], line
    status, body, _ = http.post(http.click("task.claim", _value(http, 2)))
    assert (status, body) in [(200, {}), (200, {"text": ""})]
    holder = "SELECT assignee FROM task WHERE number = 2"
    assert rows(sqlite_url, holder) == [(KABIR,)]
    row = "SELECT channel_id, board_ts FROM incident"
    eventually(lambda: all(rows(sqlite_url, row)[0]), within=20)
    channel = rows(sqlite_url, row)[0][0]
    eventually(lambda: [m for m in slack.messages(channel) if "By HTTP" in m["text"]], within=20)


def _value(http: Signed, number: int) -> str:
    """Return what the button of a task carries."""
    shown = http.types(f"/task show #{number}")
    buttons = [each for block in shown["blocks"] for each in block.get("elements", [])]
    return next(str(each["value"]) for each in buttons if each.get("action_id") == "task.claim")


def test_what_slack_sends_again_acts_once_and_is_answered_the_same(
    http: Signed, slack: SlackSide, sqlite_url: str
) -> None:
    body = http.command("/incident declare sev3 kind=outage Once and once only")
    first = http.post(body)
    again = [
        http.post(body, x_slack_retry_num=str(number), x_slack_retry_reason="http_timeout")
        for number in (1, 2, 3)
    ]
    assert [each[:2] for each in again] == [first[:2]] * 3
    assert rows(sqlite_url, "SELECT count(*) FROM incident") == [(1,)]
    http.types("/task add Look at the UPS")
    click = http.click("task.claim", _value(http, 1))
    for _ in range(3):
        assert http.post(click)[0] == 200
    entries = "SELECT count(*) FROM timeline_entry WHERE action = 'task.claimed'"
    assert rows(sqlite_url, entries) == [(1,)]
    other = body.replace(b"Once+and+once+only", b"Another+one+entirely")
    status, answer, _ = http.post(other)
    assert (status, rows(sqlite_url, "SELECT count(*) FROM incident")) == (200, [(1,)])
    assert "another" in answer["text"]


def test_what_slack_did_not_sign_now_is_refused_and_does_nothing(
    http: Signed, sqlite_url: str
) -> None:
    body = http.command("/incident declare Not from Slack")
    form = "application/x-www-form-urlencoded"
    refused = {
        "wrong signature": http.post(body, x_slack_signature="v0=" + "0" * 64),
        "another secret": Signed(http.url, http.hook, "another secret").post(body),
        "no signature": http.post(body, x_slack_signature=""),
        "odd signature": http.post(body, x_slack_signature="v1=zzz"),
        "no time": http.post(body, x_slack_request_timestamp=""),
        "odd time": http.post(body, x_slack_request_timestamp="soon"),
        "six minutes old": http.post(body, age=360),
        "six minutes ahead": http.post(body, age=-360),
        "too large": http.post(b"text=" + b"x" * 1_100_000, form),
    }
    assert {name: each[0] for name, each in refused.items()} == dict.fromkeys(refused, 401) | {
        "too large": 413
    }
    assert rows(sqlite_url, "SELECT count(*) FROM incident") == [(0,)]
    assert http.post(body, age=240)[0] == 200, "Four minutes are within the window."


def test_misshapen_bodies_are_answered_and_do_nothing(http: Signed, sqlite_url: str) -> None:
    fields = {
        name: each[0]
        for name, each in parse_qs(http.command("/incident declare X").decode()).items()
    }
    without = [
        urlencode({name: value for name, value in fields.items() if name != gone}).encode()
        for gone in ("command", "user_id", "team_id", "channel_id", "trigger_id")
    ]
    wrong = [
        urlencode({**fields, "user_id": "<!channel>"}).encode(),
        urlencode({**fields, "team_id": "T9OTHER"}).encode(),
        urlencode({**fields, "channel_id": "../../etc"}).encode(),
        urlencode({**fields, "command": "/rm -rf"}).encode(),
        b"", b"%%%", b"\xff\xfe\x00", b"payload=", b"payload={", b"payload=[]", b"payload=null",
        b"payload=" + b"[" * 100_000,
        urlencode({"payload": json.dumps({"type": "block_actions"})}).encode(),
        urlencode({"payload": json.dumps({"type": "view_submission", "view": 7})}).encode(),
        urlencode({"payload": json.dumps({"type": "nonsense"})}).encode(),
        b"&".join([b"a=1"] * 5_000),
    ]  # fmt: skip
    for body in [*without, *wrong]:
        status, _, seconds = http.post(body)
        assert status in {200, 400, 404, 413}, (status, body[:80])
        assert seconds < 3
    for body in (b"{", b"[]", b"null", b'{"type": 7}', b'{"type": "event_callback"}',
                 b'{"type": "event_callback", "event": {"type": "app_mention"}}'):  # fmt: skip
        status, _, _ = http.post(body, "application/json")
        assert status in {200, 400, 404}, (status, body)
    assert rows(sqlite_url, "SELECT count(*) FROM incident") == [(0,)]
    assert "No incident is open" in http.types("/task list")["text"], "It still works."


def test_the_address_is_verified_with_its_challenge(http: Signed) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aBm2rZgRNFdxV"}).encode()
    status, answer, _ = http.post(body, "application/json")
    assert status == 200
    assert "3eZbrw1aBm2rZgRNFdxV" in str(answer)
