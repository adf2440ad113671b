import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Type
from tests.e2e.product import ROOT

Json = dict[str, Any]
DRAWN = re.compile(r"^Passcode: (\w{4}(?:-\w{4}){3})$", re.MULTILINE)
CHOSEN = {"WARDROOM_ADMINS": "U07LEELA", "WARDROOM_RESPONDERS": "U07LEELA,U07RAVI"}


def test_users_are_added_listed_changed_and_removed(types: Type, database_url: str) -> None:
    def users(*words: str) -> str:
        ended = types("room", "users", *words, DATABASE_URL=database_url, **CHOSEN)
        assert ended.code == 0, ended.err
        return ended.out

    assert "There are no users" in users("list")
    first = DRAWN.search(
        users("add", "Asha", "--real-name", "Asha Rawat", "--title", "Lab technician")
    )
    assert first
    assert "Id: U07LEELA" in users("add", "leela", "--slack", "U07LEELA", "--real-name", "Leela")
    users("add", "officer", "--guest")
    listed: list[Json] = json.loads(users("list", "--json"))
    assert [(row["name"], row["real_name"], row["marks"]) for row in listed] == [
        ("asha", "Asha Rawat", []),
        ("leela", "Leela", ["admin", "responder"]),
        ("officer", "officer", ["guest"]),
    ]
    assert listed[0]["id"].startswith("U0ROOM")
    second = DRAWN.search(users("passcode", "asha"))
    assert second
    assert second[1] != first[1]
    users("remove", "@asha")
    table = users("list")
    assert "asha" not in table
    assert re.search(r"leela +Leela +U07LEELA +admin, responder +never", table)


REFUSED = {
    ("add", "leela"): "There is a user 'leela' already.",
    ("add", "other", "--slack", "U07LEELA"): "is a user already, under another name",
    ("add", "Über"): "no user name",
    ("add", "here"): "means something else",
    ("add", "imran", "--slack", "@imran"): "no Slack user id",
    ("remove", "nobody"): "`wardroom room users list` shows them",
    ("passcode", "nobody"): "`wardroom room users list` shows them",
}


def test_what_cannot_be_done_is_one_line(types: Type, sqlite_url: str) -> None:
    added = types("room", "users", "add", "leela", "--slack", "U07LEELA", DATABASE_URL=sqlite_url)
    assert added.code == 0
    assert "Slack has not told of U07LEELA yet" in added.err
    for words, why in REFUSED.items():
        ended = types("room", "users", *words, DATABASE_URL=sqlite_url)
        assert (ended.code, why in ended.line) == (1, True), (words, ended.err)


@pytest.mark.parametrize(
    ("typed", "why"),
    [("short", "10 to 256 characters"), ("i am leela 2022", "does not hold its own user's name")],
)
def test_a_passcode_of_one_s_own_must_be_worth_it(
    types: Type, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, typed: str, why: str
) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_words, **_how: typed)
    ended = types("room", "users", "add", "leela", "--ask", DATABASE_URL=sqlite_url)
    assert ended.code == 1
    assert why in ended.line


def test_a_name_with_brackets_is_listed_as_it_is(types: Type, sqlite_url: str) -> None:
    added = types(
        "room", "users", "add", "leela", "--title", "Lab [/b] [red]", DATABASE_URL=sqlite_url
    )
    assert added.code == 0
    listed = types("room", "users", "list", DATABASE_URL=sqlite_url, COLUMNS="200")
    assert (listed.code, "Lab [/b] [red]" in listed.out) == (0, True)


def test_a_typed_passcode_is_not_shown(
    types: Type, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_words, **_how: "correct horse battery")
    ended = types("room", "users", "add", "leela", "--ask", DATABASE_URL=sqlite_url)
    assert ended.code == 0
    assert "horse" not in ended.out + ended.err


def test_another_bot_gets_its_tokens(types: Type, sqlite_url: str, tmp_path: Path) -> None:
    page = tmp_path / "manifest.yaml"
    page.write_text(
        "display_information: {name: Echo}\n"
        "features: {bot_user: {display_name: echo},"
        " slash_commands: [{command: /echo, description: Says it again}]}\n"
        "oauth_config: {scopes: {bot: [chat:write, commands]}}\n",
        encoding="utf-8",
    )
    first = types("room", "apps", "add", str(page), DATABASE_URL=sqlite_url, WARDROOM_PORT="8421")
    assert first.code == 0
    bot, app, address = first.out.splitlines()
    assert bot.startswith("SLACK_BOT_TOKEN=xoxb-room-")
    assert app.startswith("SLACK_APP_TOKEN=xapp-room-")
    assert address == "SLACK_API_URL=http://127.0.0.1:8421/slack/api/"
    again = types("room", "apps", "add", str(page), DATABASE_URL=sqlite_url, WARDROOM_PORT="8421")
    assert again.out == first.out
    listed = types("room", "apps", "list", "--json", DATABASE_URL=sqlite_url)
    assert [(row["name"], row["commands"]) for row in json.loads(listed.out)] == [
        ("Echo", ["/echo"])
    ]


def test_no_other_bot_takes_our_commands(types: Type, sqlite_url: str) -> None:
    """Our own manifest, which is there for Slack, would leave nobody to hear what is typed."""
    page = str(ROOT / "docs" / "slack-manifest.json")
    refused = types("room", "apps", "add", page, DATABASE_URL=sqlite_url)
    assert refused.code == 1
    assert "`/incident`" in refused.line
    assert "Wardroom itself is in the Room already" in refused.line
    assert json.loads(types("room", "apps", "list", "--json", DATABASE_URL=sqlite_url).out) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("display_information: {name: ''}", "must be more than 0 characters"),
        ("{", "cannot be read as a manifest"),
        ("- a list", "must be an object"),
    ],
)
def test_a_manifest_that_is_none_is_one_line(
    types: Type, sqlite_url: str, tmp_path: Path, words: str, why: str
) -> None:
    page = tmp_path / "manifest.yaml"
    page.write_text(words, encoding="utf-8")
    refused = types("room", "apps", "add", str(page), DATABASE_URL=sqlite_url)
    assert (refused.code, why in refused.line) == (1, True)
