"""Every error that the Room answers as Slack does: one row, one call each."""

from collections.abc import Iterator

import pytest

from tests.room.serving import Caller, running
from tests.room.test_strictness import Json, section


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """An app in #incident-desk of a Room that many refusals share: they change nothing."""
    with running(tmp_path_factory.mktemp("refused") / "room.db") as room:
        app = room.install(name="Echo")
        app("conversations.join", channel="C0DESK")
        yield app


REFUSED: list[tuple[str, Json, str]] = [
    ("chat.postMassage", {}, "unknown_method"),
    ("api.test", {"error": "my_error"}, "my_error"),
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0DESK"}, "no_text"),
    ("chat.postMessage", {"channel": "C0DESK", "text": "  "}, "no_text"),
    ("chat.postMessage", {"channel": "C0DESK", "blocks": "{"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "C0DESK", "blocks": {"a": 1}}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "C0DESK", "blocks": [section("")]}, "invalid_blocks"),
    ("chat.postMessage", {"channel": "C0DESK", "blocks": [section()] * 51}, "invalid_blocks"),
    (
        "chat.postMessage",
        {"channel": "C0DESK", "text": "x", "thread_ts": "1.000001"},
        "cannot_reply_to_message",
    ),
    (
        "chat.postMessage",
        {"channel": "C0DESK", "text": "x", "metadata": {"event_type": "x"}},
        "invalid_metadata_schema",
    ),
    (
        "chat.postMessage",
        {"channel": "C0DESK", "text": "x", "metadata": "{"},
        "invalid_metadata_format",
    ),
    (
        "chat.postMessage",
        {
            "channel": "C0DESK",
            "text": "x",
            "metadata": {"event_type": "x", "event_payload": {"k": "v" * 9000}},
        },
        "metadata_too_large",
    ),
    (
        "chat.postMessage",
        {"channel": "C0DESK", "text": "x", "markdown_text": "y"},
        "markdown_text_conflict",
    ),
    (
        "chat.postMessage",
        {"channel": "C0DESK", "attachments": [{"text": "x"}] * 101},
        "too_many_attachments",
    ),
    (
        "chat.postMessage",
        {"channel": "C0DESK", "text": "x", "username": "Somebody else"},
        "missing_scope",
    ),
    ("chat.update", {"channel": "C0DESK", "ts": "1.000001", "text": "x"}, "message_not_found"),
    ("chat.delete", {"channel": "C0DESK", "ts": "1.000001"}, "message_not_found"),
    (
        "chat.postEphemeral",
        {"channel": "C0DESK", "user": "U0NOBODY", "text": "x"},
        "user_not_in_channel",
    ),
    ("chat.postEphemeral", {"channel": "C0DESK", "text": "x"}, "invalid_arguments"),
    (
        "chat.scheduleMessage",
        {"channel": "C0DESK", "text": "x", "post_at": 1},
        "time_in_past",
    ),
    (
        "chat.scheduleMessage",
        {"channel": "C0DESK", "text": "x", "post_at": 9999999999},
        "time_too_far",
    ),
    (
        "chat.deleteScheduledMessage",
        {"channel": "C0DESK", "scheduled_message_id": "Q0"},
        "invalid_scheduled_message_id",
    ),
    ("conversations.create", {"name": ""}, "invalid_name_required"),
    ("conversations.create", {"name": "general"}, "name_taken"),
    ("conversations.create", {"name": "Ward 5"}, "invalid_name_specials"),
    ("conversations.create", {"name": "---"}, "invalid_name_punctuation"),
    ("conversations.create", {"name": "x" * 81}, "invalid_name_maxlength"),
    ("conversations.rename", {"channel": "C0DESK", "name": "general"}, "name_taken"),
    ("conversations.info", {}, "invalid_arguments"),
    ("conversations.info", {"channel": "C0NOWHERE"}, "channel_not_found"),
    ("conversations.history", {"channel": "C0GENERAL"}, "not_in_channel"),
    ("conversations.history", {"channel": "C0DESK", "oldest": "soon"}, "invalid_ts_oldest"),
    ("conversations.history", {"channel": "C0DESK", "limit": "many"}, "invalid_arguments"),
    ("conversations.history", {"channel": "C0DESK", "cursor": "?"}, "invalid_cursor"),
    ("conversations.replies", {"channel": "C0DESK", "ts": "1.000001"}, "thread_not_found"),
    ("conversations.list", {"types": "secret"}, "invalid_types"),
    ("conversations.list", {"limit": 5000}, "invalid_limit"),
    ("conversations.members", {"channel": "C0DESK", "limit": 5000}, "invalid_limit"),
    ("users.list", {"cursor": "?"}, "invalid_cursor"),
    ("chat.getPermalink", {"channel": "C0DESK", "message_ts": "1.000001"}, "message_not_found"),
    ("conversations.invite", {"channel": "C0DESK", "users": "U0ASHA"}, "already_in_channel"),
    ("conversations.invite", {"channel": "C0DESK", "users": "U0NOBODY"}, "user_not_found"),
    ("conversations.invite", {"channel": "C0DESK"}, "no_user"),
    ("conversations.invite", {"channel": "C0GENERAL", "users": "U0ASHA"}, "not_in_channel"),
    ("conversations.kick", {"channel": "C0DESK", "user": "U0NOBODY"}, "user_not_found"),
    ("conversations.setTopic", {"channel": "C0DESK", "topic": "x" * 251}, "too_long"),
    ("conversations.setTopic", {"channel": "C0GENERAL", "topic": "x"}, "not_in_channel"),
    ("conversations.archive", {"channel": "C0GENERAL"}, "not_in_channel"),
    ("conversations.unarchive", {"channel": "C0DESK"}, "not_archived"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("users.conversations", {"user": "U0NOBODY"}, "user_not_found"),
    ("users.lookupByEmail", {"email": "nobody@x.example"}, "users_not_found"),
    ("usergroups.users.list", {"usergroup": "S0"}, "no_such_subteam"),
    ("bots.info", {"bot": "B0NOBODY"}, "bot_not_found"),
    ("pins.add", {"channel": "C0DESK"}, "no_item_specified"),
    ("pins.add", {"channel": "C0DESK", "timestamp": "1.000001"}, "message_not_found"),
    ("pins.add", {"channel": "C0GENERAL", "timestamp": "1.000001"}, "not_in_channel"),
    (
        "bookmarks.add",
        {"channel_id": "C0DESK", "title": "x", "type": "link", "link": "file:///etc"},
        "invalid_link",
    ),
    (
        "bookmarks.add",
        {"channel_id": "C0DESK", "title": "x", "type": "folder"},
        "invalid_bookmark_type",
    ),
    ("bookmarks.remove", {"channel_id": "C0DESK", "bookmark_id": "Bk0"}, "not_found"),
    (
        "reactions.add",
        {"channel": "C0DESK", "timestamp": "1.000001", "name": "eyes"},
        "message_not_found",
    ),
    ("views.open", {"view": {"type": "modal", "blocks": []}}, "invalid_arguments"),
    ("views.update", {"view": {}}, "invalid_arguments"),
    ("files.getUploadURLExternal", {"filename": "x", "length": 0}, "invalid_arguments"),
    (
        "files.getUploadURLExternal",
        {"filename": "x", "length": 5, "alt_txt": "x" * 1001},
        "alt_txt_too_large",
    ),
    (
        "files.completeUploadExternal",
        {"files": [{"id": "F0NOTHING"}], "channel_id": "C0DESK"},
        "file_not_found",
    ),
    (
        "files.completeUploadExternal",
        {"files": [{"id": "F0NOTHING"}], "channel_id": "C0GENERAL"},
        "not_in_channel",
    ),
    ("files.info", {"file": "F0NOTHING"}, "file_not_found"),
]


@pytest.mark.parametrize(("method", "args", "code"), REFUSED, ids=lambda value: str(value)[:60])
def test_refusals(refused: Caller, method: str, args: Json, code: str) -> None:
    found = refused(method, **args)
    assert (found["ok"], found["error"]) == (False, code)
