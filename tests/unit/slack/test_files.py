"""Our token goes to Slack's own host with a file's address, or to the Room, and nowhere else."""

import pytest

from bot.slack.files import is_slacks

SLACK, ROOM = "https://slack.com/api/", "http://127.0.0.1:8080/api/"


@pytest.mark.parametrize(
    ("url", "base", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/list.csv", SLACK, True),
        ("https://files.slack-gov.com/files-pri/T1-F1/list.csv", SLACK, True),
        ("http://files.slack.com/files-pri/T1-F1/list.csv", SLACK, False),
        ("https://files.slack.com.evil.example/list.csv", SLACK, False),
        ("https://files.slack.com@evil.example/list.csv", SLACK, False),
        ("https://evil.example/?files.slack.com", SLACK, False),
        ("https://files.slack.com:8443/list.csv", SLACK, False),
        ("http://169.254.169.254/latest/meta-data", SLACK, False),
        ("https://docs.google.com/spreadsheets/d/1", SLACK, False),
        ("https://[bad/list.csv", SLACK, False),
        ("", SLACK, False),
        ("http://127.0.0.1:8080/slack/files/F1/list.csv", ROOM, True),
        ("http://127.0.0.1:8081/slack/files/F1/list.csv", ROOM, False),
        ("https://files.slack.com/list.csv", ROOM, False),
    ],
)
def test_only_slacks_own_address_of_a_file_is_asked(url: str, base: str, *, ours: bool) -> None:
    assert is_slacks(url, base) is ours
