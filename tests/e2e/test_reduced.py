"""Scopes that were not granted, methods that are not there: one feature less, never the bot."""

import json
from pathlib import Path

from bot.slack.features import FEATURES
from tests.e2e.conftest import Start
from tests.e2e.product import wardroom
from tests.e2e.records import rows
from tests.e2e.response import ASHA, KABIR, declared, said
from tests.e2e.slackside import slack_side
from tests.workspace import Place, eventually

# All but what commands and speaking need: an admin who granted the least that can be granted.
LEAST = {"commands", "chat:write", "channels:manage", "channels:read"}
WITHOUT = {scope for feature in FEATURES for scope in feature.scopes} - LEAST
DEAD = "SELECT kind, error FROM post WHERE state = 'dead' ORDER BY kind"


def test_with_the_least_scopes_the_main_job_is_done_and_the_doctor_names_the_rest(
    tmp_path: Path, start: Start, sqlite_url: str
) -> None:
    with slack_side(tmp_path, without=WITHOUT) as slack:
        env = slack.environment(sqlite_url, WARDROOM_RESPONDERS="S0RESP",
                                WARDROOM_ANNOUNCE_CHANNEL="", WARDROOM_MANAGERS_CHANNEL="")  # fmt: skip
        bot = start(env)
        eventually(lambda: bot.ready, within=30)
        kabir = slack.workspace.person(KABIR)
        answer = said(kabir, "/incident declare sev1 kind=ransomware With the least")
        assert "INC-" in answer.text
        row = "SELECT channel_id, board_ts FROM incident"
        eventually(lambda: all(rows(sqlite_url, row)[0]), within=20)
        place = Place(kabir, str(rows(sqlite_url, row)[0][0]))
        assert "I could not pin the board" in place.message("pin the board", within=20).text
        assert "could not bookmark" in place.message("bookmark", within=20).text
        assert "You hold task #1" in said(kabir, "/task claim #1", place.id).text, (
            "The responders' group is not known, so every member is one."
        )
        kabir.types("/incident declare", in_=place.id)
        kabir.closes(kabir.form("Declare an incident"))
        lacking = dict(rows(sqlite_url, DEAD))
        assert lacking == {"bookmark": "missing_scope", "pin": "missing_scope"}
        assert bot.troubles == []
        assert bot.ready
        _doctor_names(env, tmp_path)
        assert bot.stop()[0] == 0


def _doctor_names(env: dict[str, str], folder: Path) -> None:
    told = wardroom("doctor", "--json", env=env, folder=folder)
    lines = [each for each in json.loads(told.out) if each["what"] == "scopes"]
    named = " ".join(each["found"] for each in lines)
    assert (told.code, {each["ok"] for each in lines}) == (1, {False})
    for feature in FEATURES:
        assert (feature.name in named) == bool(set(feature.scopes) & WITHOUT), feature.name
    assert all("reinstall" in each["cure"] for each in lines)


def test_a_method_that_is_not_there_costs_one_step(
    tmp_path: Path, start: Start, sqlite_url: str
) -> None:
    with slack_side(tmp_path) as slack:
        for method in ("bookmarks.add", "chat.getPermalink", "usergroups.users.list"):
            slack.room.room.trouble.always(method, error="unknown_method")
        bot = start(slack.environment(sqlite_url, WARDROOM_RESPONDERS="S0RESP"))
        eventually(lambda: bot.ready, within=30)
        response = declared(slack.workspace, "sev3 kind=outage A server of another kind",
                            joined=(ASHA,))  # fmt: skip
        asha = response.person(ASHA)
        sent = asha.types("Guard posted", in_=response.channel)
        message = next(each for each in response.place().messages if each.ts == sent.ts)
        asha.reacts("pushpin", on=message)
        eventually(lambda: response.place().thread(message)[1], within=20)
        noted = "SELECT after FROM timeline_entry WHERE action = 'message.noted'"
        assert rows(sqlite_url, noted) == [(None,)], "Noted, without the address."
        told = response.place().message("does not know this call", within=20)
        assert "bookmark" in told.text
        assert dict(rows(sqlite_url, DEAD)) == {"bookmark": "unknown_method"}
        assert bot.troubles == []
        assert bot.stop()[0] == 0
