"""The manifest against Slack's documented limits, and the registry behind it."""

import re

import pytest

from bot.slack.features import FEATURES, SCOPES, reduced
from bot.slack.listeners.clicks import FIRST_A_MODAL
from bot.slack.listeners.commands import COMMANDS
from bot.slack.listeners.happened import EVENTS
from bot.slack.listeners.shortcuts import SHORTCUTS
from bot.slack.listeners.submissions import MISTAKES_UNDER, SUBMISSIONS
from bot.slack.manifest import manifest
from bot.slack.views.lists import LISTED

# What each event needs; https://docs.slack.dev/reference/events.
NEEDED = {
    "app_home_opened": set(), "app_mention": {"app_mentions:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"}, "message.groups": {"groups:history"},
    "message.im": {"im:history"}, "reaction_added": {"reactions:read"},
    "subteam_members_changed": {"usergroups:read"},
    "team_join": {"users:read"}, "user_change": {"users:read"},
}  # fmt: skip


# Every key that we write, as Slack names it; https://docs.slack.dev/reference/app-manifest. Slack
# refuses a manifest with a key that it does not know.
KEYS = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "_metadata": {"major_version", "minor_version"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands"},
    "features.app_home": {
        "home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"
    },
    "features.bot_user": {"display_name", "always_online"},
    "features.shortcuts": {"type", "callback_id", "name", "description"},
    "features.slash_commands": {"command", "description", "usage_hint", "should_escape", "url"},
    "oauth_config": {"scopes"},
    "oauth_config.scopes": {"bot"},
    "settings": {
        "event_subscriptions", "interactivity", "org_deploy_enabled", "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"bot_events", "request_url"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}  # fmt: skip


def _unknown(part: object, at: str = "") -> list[str]:
    """Return the keys that Slack does not know, by their path."""
    if isinstance(part, list):
        return [key for each in part if isinstance(each, dict) for key in _unknown(each, at)]
    if not isinstance(part, dict):
        return []
    here = [f"{at}.{key}" for key in part if key not in KEYS.get(at, ())]
    return here + [
        key for name, each in part.items() for key in _unknown(each, f"{at}.{name}".lstrip("."))
    ]


@pytest.mark.parametrize("url", [None, "https://wardroom.hospital.example/"])
def test_the_manifest_holds_no_key_that_slack_does_not_know(url: str | None) -> None:
    assert _unknown(manifest(url)) == []
    assert _unknown({"features": {"bot_users": {}}}) == ["features.bot_users"]


@pytest.mark.parametrize("url", [None, "https://wardroom.hospital.example/"])
def test_the_manifest_keeps_the_documented_limits(url: str | None) -> None:
    made = manifest(url)
    about = made["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", about["background_color"])
    features = made["features"]
    assert len(features["bot_user"]["display_name"]) <= 80
    assert len(features["slash_commands"]) <= 50
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert 0 < len(command["description"]) <= 2000
        assert 0 < len(command["usage_hint"]) <= 1000
        assert command["should_escape"] is True
        assert command.get("url") == (url and "https://wardroom.hospital.example/slack/events")
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    kinds = [shortcut["type"] for shortcut in features["shortcuts"]]
    assert max(kinds.count("global"), kinds.count("message")) <= 5
    assert len(made["oauth_config"]["scopes"]["bot"]) <= 255
    assert made["settings"]["socket_mode_enabled"] is (url is None)
    interactivity = made["settings"]["interactivity"]
    assert ("request_url" in interactivity) is (url is not None)


def test_every_event_has_its_scopes_and_every_scope_its_reason() -> None:
    for event in EVENTS:
        assert NEEDED[event] <= set(SCOPES), event
    assert all(each.without and each.scopes for each in FEATURES)


def test_there_is_one_command_for_each_noun() -> None:
    commands = [each["command"] for each in manifest()["features"]["slash_commands"]]
    assert commands == [f"/{noun}" for noun in COMMANDS.nouns]
    assert commands[:4] == ["/incident", "/playbook", "/task", "/deadline"]


def test_each_verb_is_reached_by_each_of_its_synonyms() -> None:
    for verb in COMMANDS.rows():
        words = COMMANDS.words[verb.noun]
        for typed in (verb.name, verb.name.upper(), *verb.synonyms):
            assert words.resolve(typed) == verb.name, typed


def test_the_words_of_other_tools_are_understood() -> None:
    wanted = {
        ("incident", word): verb
        for verb, said in {
            "declare": "new declare open create", "sev": "sev severity",
            "lead": "lead ic commander", "list": "ls list",
        }.items()
        for word in said.split()
    } | {
        ("task", word): verb
        for verb, said in {
            "done": "done check resolve close", "list": "ls list", "mine": "me my mine",
        }.items()
        for word in said.split()
    }  # fmt: skip
    for (noun, word), verb in wanted.items():
        assert COMMANDS.words[noun].resolve(word) == verb, (noun, word)


def test_the_contract_s_verbs_are_there() -> None:
    wanted = {
        "incident": "declare list status update sev stage role lead roles handover note timeline "
        "summary digest close reopen standdown claim",
        "playbook": "list show run reload",
        "task": "list mine show add claim assign start done block unblock skip reopen due note "
        "approve refuse",
    }
    for noun, verbs in wanted.items():
        assert set(verbs.split()) <= {verb.name for verb in COMMANDS.verbs(noun)}


def test_whatever_has_a_list_has_a_button_to_it() -> None:
    listed = {noun for noun in COMMANDS.nouns if COMMANDS.find(noun, "list")}
    assert listed <= set(LISTED)


def test_every_window_is_about_a_verb_and_knows_where_its_mistakes_go() -> None:
    for callback in SUBMISSIONS:
        noun, verb = callback.split(".")
        assert COMMANDS.find(noun, verb) is not None
    assert set(MISTAKES_UNDER) <= set(SUBMISSIONS)
    for noun, verb in FIRST_A_MODAL:
        assert f"{noun}.{verb}" in SUBMISSIONS


def test_the_table_and_the_completion_have_every_verb() -> None:
    table, rows = COMMANDS.table(), COMMANDS.completion()
    for verb in COMMANDS.rows():
        assert verb.typed.replace("|", "\\|") in table
        assert any((row["noun"], row["verb"]) == (verb.noun, verb.name) for row in rows)
    assert {row["noun"] for row in rows if row["verb"] == "help"} == set(COMMANDS.nouns)


def test_a_missing_scope_reduces_the_features_that_need_it_alone() -> None:
    assert reduced(SCOPES) == []
    without = [(each.name, missing) for each, missing in reduced(SCOPES - {"pins:write"})]
    assert without == [("the pinned board", ("pins:write",))]
    assert len(reduced([])) == len(FEATURES)


def test_every_scope_that_a_row_needs_is_asked_for_and_every_row_is_in_the_manifest() -> None:
    made = manifest()
    assert {scope for each in EVENTS.values() for scope in each.scopes} <= SCOPES
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)
    assert [each["callback_id"] for each in made["features"]["shortcuts"]] == list(SHORTCUTS)
    assert [each["command"] for each in made["features"]["slash_commands"]] == [
        f"/{noun}" for noun in COMMANDS.nouns
    ]
    assert set(made["oauth_config"]["scopes"]["bot"]) == SCOPES
