"""What people say becomes the record: by emoji and by shortcut, followed when it is edited."""

import json

import pytest

from tests.e2e.conftest import Hall, Start
from tests.e2e.records import rows
from tests.e2e.response import ASHA, DESK, KABIR, declared
from tests.e2e.slackside import TEAM, Signed, SlackSide
from tests.screen import Said
from tests.workspace import Person, Place, eventually

NOTED = "SELECT action, text, subject FROM timeline_entry WHERE action LIKE 'message.%'"
OF_ONE = (
    "SELECT e.action, e.text, e.subject FROM timeline_entry e JOIN incident i ON "
    "i.id = e.incident_id WHERE e.action LIKE 'message.%' AND i.ref = :ref ORDER BY e.seq"
)


def _sent(person: Person, text: str, where: str) -> Said:
    sent = person.types(text, in_=where)
    return next(each for each in Place(person, where).messages if each.ts == sent.ts)


def test_a_message_is_marked_edited_deleted_and_the_timeline_tells(hall: Hall) -> None:
    response = declared(hall.workspace, "sev3 kind=outage Marked messages", joined=(ASHA,))
    asha, kabir = response.person(ASHA), response.person(KABIR)
    message = _sent(asha, "Guard posted at the server room", response.channel)
    for person in (kabir, asha):
        person.reacts("pushpin", on=message)
    told = eventually(lambda: response.place().thread(message)[1], within=20)
    assert f"put this into the timeline of {response.ref}" in told.text
    asha.post("edit", channel=response.channel, ts=message.ts, text="Two guards posted")

    def found() -> list[tuple[str, str, str]]:
        return [tuple(each) for each in rows(hall.database_url, OF_ONE, ref=response.ref)]

    eventually(lambda: len(found()) == 2, within=20)
    asha.post("delete", channel=response.channel, ts=message.ts)
    eventually(lambda: len(found()) == 3, within=20)
    actions, texts, subjects = zip(*found(), strict=True)
    assert actions == ("message.noted", "message.edited", "message.deleted")
    assert texts[:2] == (
        f"<@{ASHA}>: Guard posted at the server room", f"<@{ASHA}>: Two guards posted",
    )  # fmt: skip
    assert subjects[1] == subjects[2]
    shown = response.types("/incident timeline messages")
    assert "3 of 3 entries" in shown.text
    assert "Two guards posted" in shown.text
    chosen = response.presses("‹ Older", on=response.types("/incident timeline 2 messages"))
    assert "Guard posted at the server room" in chosen.text


def test_from_any_channel_a_message_goes_into_a_timeline_by_shortcut(hall: Hall) -> None:
    response = declared(hall.workspace, "sev4 Shortcut to the timeline", joined=(ASHA,))
    asha = response.person(ASHA)
    message = _sent(asha, "NIC says: change every password", DESK)
    asha.shortcut("add_to_timeline", on=message)
    form = asha.form("Add to the timeline")
    asha.submits(form, {"scope": response.ref})
    said = response.place(ASHA).message("into the timeline, entry", within=20)
    assert "message" in said.text
    shown = response.types("/incident timeline messages", ASHA)
    assert "NIC says: change every password" in shown.text
    asha.shortcut("add_to_timeline", on=message)
    form = asha.form("Add to the timeline")
    refused = asha.submits(form, {"scope": response.ref})
    assert "already" in refused["errors"]["text"]
    asha.closes(form)


@pytest.fixture
def http(slack: SlackSide, start: Start, database_url: str) -> Signed:
    """A bot behind the HTTP door, and Slack's side of it."""
    bot = start(slack.http_environment(database_url))
    eventually(lambda: bot.ready, within=30)
    return slack.signed(bot.url)


def test_by_signed_http_a_mark_told_four_times_is_one_entry(
    http: Signed, slack: SlackSide, database_url: str
) -> None:
    http.types("/incident declare sev4 Marked by HTTP", by=ASHA)
    row = "SELECT channel_id FROM incident"
    channel = eventually(lambda: rows(database_url, row)[0][0], within=20)
    asha = slack.workspace.person(ASHA)
    eventually(lambda: Place(asha, channel).pins, within=20)
    message = _sent(asha, "Guard posted at the server room", channel)
    event = {
        "type": "reaction_added", "user": ASHA, "reaction": "pushpin", "item_user": ASHA,
        "item": {"type": "message", "channel": channel, "ts": message.ts},
    }  # fmt: skip
    body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev7", "event": event}
    for number in range(4):
        status, _, seconds = http.post(
            json.dumps(body).encode(), "application/json",
            x_slack_retry_num=str(number), x_slack_retry_reason="http_timeout",
        )  # fmt: skip
        assert status == 200
        assert seconds < 3
    eventually(lambda: rows(database_url, NOTED), within=20)
    texts = [each[1] for each in rows(database_url, NOTED)]
    assert texts == [f"<@{ASHA}>: Guard posted at the server room"]
