"""Declaring from wherever people are: a message, a reaction, a thread, a talk with the bot alone."""

import json

import pytest

from tests.e2e.conftest import Hall, Start
from tests.e2e.records import rows
from tests.e2e.response import ASHA, DESK, IMRAN, REF
from tests.e2e.slackside import TEAM, Signed, SlackSide
from tests.screen import Said
from tests.workspace import Person, Place, eventually

BOT = "U0WARDROOM"


def _sent(person: Person, text: str, where: str = DESK) -> Said:
    sent = person.types(text, in_=where)
    return next(each for each in Place(person, where).messages if each.ts == sent.ts)


def _whisper(person: Person, words: str) -> Said:
    return eventually(lambda: [one for one in person.whispers if words in one.words][-1], within=20)


def test_a_siren_on_a_message_becomes_an_incident_whose_thread_is_told(hall: Hall) -> None:
    hall.clears(DESK)
    imran, asha = hall.workspace.person(IMRAN), hall.workspace.person(ASHA)
    message = _sent(imran, "All screens in radiology are red")
    asha.reacts("rotating_light", on=message)
    asked = _whisper(asha, "Declare an incident from it?")
    assert not [one for one in imran.whispers if "Declare an incident from it?" in one.words]
    asha.clicks("Declare an incident", on=asked)
    form = asha.form("Declare an incident")
    title = next(each for each in form.fields["blocks"] if each.get("block_id") == "title")
    assert title["element"]["initial_value"] == "All screens in radiology are red"
    asha.submits(form, {"severity": "1", "kind": "ransomware"})
    done = asha.form("Declared")
    ref = REF.search(done.words)
    assert ref
    asha.closes(done)
    told = eventually(lambda: Place(imran, DESK).thread(message)[1], within=20)
    assert f"declared *{ref[0]}*" in told.text
    link = eventually(lambda: rows(
        hall.database_url, "SELECT after FROM timeline_entry WHERE action = 'source.linked' AND "
        "subject = :ref", ref=ref[0])[0][0], within=20)  # fmt: skip
    assert message.ts.replace(".", "") in link
    asha.reacts("rotating_light", on=message, add=False)
    asha.reacts("rotating_light", on=message)
    assert ref[0] in _whisper(asha, "declared already").words


def test_other_playbooks_are_proposed_when_it_is_worse_or_of_another_kind(hall: Hall) -> None:
    imran = hall.workspace.person(IMRAN)
    imran.shortcut("declare")
    form = imran.form("Declare an incident")

    def proposed() -> set[str]:
        blocks = imran.form("Declare an incident").fields["blocks"]
        menu = next(one for one in blocks if one.get("block_id", "").startswith("playbooks"))
        return {each["value"] for each in menu["element"].get("initial_options", ())}

    assert "isolate-servers" in proposed()
    imran.chooses("declare.refit", "4", on=form)
    eventually(lambda: "isolate-servers" not in proposed())
    imran.closes(imran.form("Declare an incident"))


def test_in_a_thread_and_in_a_talk_with_the_bot_alone_the_same_words_work(hall: Hall) -> None:
    hall.clears(DESK)
    imran = hall.workspace.person(IMRAN)
    message = _sent(imran, "The lab printers print pages of skulls")
    imran.types("@wardroom declare sev4 Printers print skulls", in_=DESK, thread=message.ts)
    answer = eventually(lambda: Place(imran, DESK).thread(message)[2], within=20)
    ref = REF.search(answer.text)
    assert ref
    talk = imran.post("open", user=BOT)["channel"]["id"]
    imran.types(f"status {ref[0]}", in_=talk)
    assert ref[0] in Place(imran, talk).message("Printers print skulls", within=20).words
    imran.types(f"standdown {ref[0]} a joke of the night shift", in_=talk)
    assert "stood down" in Place(imran, talk).message("stood down", within=20).text


@pytest.fixture
def http(slack: SlackSide, start: Start, sqlite_url: str) -> Signed:
    """A bot behind the HTTP door, and Slack's side of it."""
    bot = start(slack.http_environment(sqlite_url))
    eventually(lambda: bot.ready, within=30)
    return slack.signed(bot.url)


def _told(http: Signed, event: dict[str, object], event_id: str) -> None:
    """Tell the bot of an event as often as Slack would if it had heard no answer."""
    body = {"type": "event_callback", "team_id": TEAM, "event_id": event_id, "event": event}
    for number in range(4):
        status, _, seconds = http.post(
            json.dumps(body).encode(), "application/json",
            x_slack_retry_num=str(number), x_slack_retry_reason="http_timeout",
        )  # fmt: skip
        assert (status, seconds < 3) == (200, True)


def test_by_signed_http_a_siren_asks_once_and_a_talk_declares_once(
    http: Signed, slack: SlackSide, sqlite_url: str
) -> None:
    asha = slack.workspace.person(ASHA)
    message = _sent(asha, "All screens in radiology are red")
    item = {"type": "message", "channel": DESK, "ts": message.ts}
    siren = {"type": "reaction_added", "user": ASHA, "reaction": "rotating_light", "item": item}
    _told(http, {**siren, "item_user": ASHA}, "Ev7")
    _whisper(asha, "Declare an incident from it?")
    bot = slack.bot_user
    talk = asha.post("open", user=bot)["channel"]["id"]
    said = {"type": "message", "channel_type": "im", "user": ASHA, "channel": talk,
            "text": "declare sev4 Red screens", "ts": message.ts}  # fmt: skip
    _told(http, said, "Ev8")
    assert "Red screens" in Place(asha, talk).message("INC-", within=20).words
    assert rows(sqlite_url, "SELECT title FROM incident") == [("Red screens",)]
    asked = [one for one in asha.whispers if "Declare an incident from it?" in one.words]
    assert len(asked) == 1
