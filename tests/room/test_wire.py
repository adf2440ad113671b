from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.room.wire import escape, plain_text, to_wire, unescape, words

PEOPLE = {"asha": "<@U0ASHA>", "dr.rao": "<@U0RAO>"}
CHANNELS = {"general": "<#C0GENERAL|general>"}


def wire(text: str, *, mails: bool = True) -> str:
    return to_wire(text, mention=PEOPLE.get, channel=CHANNELS.get, mails=mails)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("hello", "hello"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("@asha", "<@U0ASHA>"),
        ("(@Asha)", "(<@U0ASHA>)"),
        ("@asha, @dr.rao.", "<@U0ASHA>, <@U0RAO>."),
        ("@nobody", "@nobody"),
        ("x@asha", "x@asha"),
        ("#general #nowhere", "<#C0GENERAL|general> #nowhere"),
        ("#3,#5-9", "#3,#5-9"),
        ("@channel @here", "<!channel> <!here>"),
        ("<!channel> <@U0ASHA>", "&lt;!channel&gt; &lt;@U0ASHA&gt;"),
        ("see https://x.example/a?b=1&c.", "see <https://x.example/a?b=1&amp;c>."),
        ("https://x.example|fake", "<https://x.example>|fake"),
        ("a@b.example", "<mailto:a@b.example|a@b.example>"),
        ("`@asha` @asha", "`@asha` <@U0ASHA>"),
        ("```\n@asha < b\n```", "```\n@asha &lt; b\n```"),
        ("नमस्ते @asha 🙂", "नमस्ते <@U0ASHA> 🙂"),
    ],
)
def test_typed_text_in_wire_form(typed: str, sent: str) -> None:
    assert wire(typed) == sent


def test_commands_keep_mail_addresses_as_typed() -> None:
    assert wire("a@b.example", mails=False) == "a@b.example"


@given(st.text())
def test_escapes_come_back(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text(alphabet="@#<>&`a:/.| \n"))
def test_nothing_typed_makes_markup_of_its_own(text: str) -> None:
    sent = to_wire(text, mention=lambda _name: None, channel=lambda _name: None)
    assert all(part.startswith(("http", "mailto:", "!")) for part in sent.split("<")[1:])


def test_words_of_blocks() -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": "SEV1"}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Lead* Asha"}]},
        {"type": "image", "alt_text": "A screen"},
    ]
    assert plain_text(blocks) == "SEV1 *Lead* Asha"
    assert [*words(blocks, ("text", "alt_text"))] == ["SEV1", "*Lead* Asha", "A screen"]
    cell = {"type": "rich_text", "elements": [{"type": "text", "text": "in a cell"}]}
    assert plain_text([{"type": "table", "rows": [[cell]]}]) == "in a cell"
