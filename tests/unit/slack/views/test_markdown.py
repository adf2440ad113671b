"""Markdown of playbooks as Slack shows it."""

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playbook.library import Library
from bot.slack.views import kit, markdown
from tests.hostile import HOSTILE
from tests.limits import problems
from tests.repo.tree import ROOT

CASES = {
    "**Yes** and __yes__": "*Yes* and *yes*",
    "*it* and _it_": "_it_ and _it_",
    "***both***": "_*both*_",
    "**all `of` it**": "*all `of` it*",
    "a**b**c and db_server_01": "abc and db_server_01",
    "(**so**), **so**: yes": "(*so*), *so*: yes",
    "2 * 3 * 4": "2 ∗ 3 ∗ 4",
    "`a*b <c> & d`": "`a*b &lt;c&gt; &amp; d`",
    "[CFSL](https://cfsl.gov.in/a_b?x=1&y=2)": "<https://cfsl.gov.in/a_b?x=1&amp;y=2|CFSL>",
    "[a | b](https://x.example)": "<https://x.example|a ¦ b>",
    "[write](mailto:io@police.example)": "<mailto:io@police.example|write>",
    "<https://x.example>": "<https://x.example>",
    "See https://x.example/a_b.": "See <https://x.example/a_b>.",
    "[other](other.md), [here](#x)": "other (other.md), here",
    "[ftp](ftp://x.example/y)": "ftp (ftp://x.example/y)",
    "[bad](javascript:alert)": "[bad](javascript:alert)",
    "![plan](https://x.example/p.png)": "<https://x.example/p.png|plan>",
    "one\ntwo": "one two",
    "one  \ntwo": "one\ntwo",
    "**one<br>two**": "*one*\n*two*",
    "one\n\ntwo": "one\n\ntwo",
    "## Why **not**\nSo.": "*Why not*\n\nSo.",
    "Title\n=====": "*Title*",
    "- a\n- b\n  wrapped": "• a\n• b wrapped",
    "- a\n  - b\n    - c\n      - d": "• a\n    ◦ b\n        ▪ c\n            ▪ d",
    "3. a\n4. b": "3. a\n4. b",
    "1. a\n   - b\n\n   more": "1. a\n    ◦ b\n    more",
    "- [ ] a\n- [x] b": "☐ a\n☑ b",
    "> a **b**\n> c": "> a *b* c",
    "```sh\na & b\n  *c*\n```": "```\na &amp; b\n  *c*\n```",
    "```\n\n```": "```\n–\n```",
    "| a | b |\n|---|---|\n| x | **y** |": "• *x*: *y*",
    "| n | b | c |\n|---|---|---|\n| x | y | |\n| z | | w |": "• *x*: b: y\n• *z*: c: w",
    "<!-- hidden --> shown": "shown",
    "a <!-- hidden --> b": "a b",
    "ssh <host> &amp; go": "ssh &lt;host&gt; &amp; go",
    "&lt;!channel&gt; <!channel> <@U1ABC>": "&lt;!channel&gt; &lt;!channel&gt; <@U1ABC>",
    "a\n\n---\n\nb": "a\n\n—\n\nb",
    "{{server.hostname}}": "{{server.hostname}}",
    "\\*not bold\\*": "∗not bold∗",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize(("written", "shown"), CASES.items(), ids=list(CASES))
def test_markdown_is_shown_as_slack_s_own(written: str, shown: str) -> None:
    assert markdown.mrkdwn(written) == shown


def test_who_listens_hears_words_without_marks() -> None:
    text = "**Why.** See [CFSL](https://x.example):\n\n- a\n- `b`"
    assert markdown.plainly(text, 200) == "Why. See CFSL (https://x.example): • a • b"
    assert markdown.plainly(text, 10) == "Why. See…"


def test_who_is_to_be_called_is_a_person_to_every_reader_and_never_cut_in_two() -> None:
    text = "Call <@U0MEERA> of **OPD**"
    assert markdown.plainly(text, 200) == "Call <@U0MEERA> of OPD"
    assert [markdown.plainly(text, limit) for limit in (12, 16, 18)] == [
        "Call…", "Call <@U0MEERA>…", "Call <@U0MEERA>…",
    ]  # fmt: skip
    assert markdown.mrkdwn(f"{text} {'x' * 90}", 12) == "Call…"


def test_a_long_text_is_cut_between_marks_not_in_them() -> None:
    text = "**bold** words &amp;\n\n" + "**very bold words** <&> " * 40
    for limit in range(30, 400, 7):
        short = markdown.mrkdwn(text, limit)
        assert len(short) <= limit
        assert short.endswith("…")
        assert short.count("*") % 2 == 0
        assert not re.search(r"&(?!(?:amp|lt|gt);)", short)
    assert markdown.mrkdwn(text, 9_000) == markdown.mrkdwn(text)


def test_code_that_goes_over_two_sections_is_code_in_both() -> None:
    text = "Type:\n\n```\n" + "echo one two three\n" * 60 + "```\n\nThen stop."
    pieces = markdown.sections(text, 400)
    assert len(pieces) >= 3
    for piece in pieces:
        assert len(piece) <= 400
        assert piece.count("```") in {0, 2}
    assert "".join(pieces).count("echo one two three") == 60


def _sound(pieces: list[str]) -> None:
    for piece in pieces:
        assert problems({"text": "x", "blocks": [kit.section(piece)]}) == []
        assert kit.section(piece)["text"]["text"] == piece.strip(), "Nothing is left to repair."


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_does_nothing(text: str) -> None:
    for wrapped in (text, f"- **{text}**", f"> [{text}]({text})", f"| a |\n|---|\n| {text} |"):
        _sound(markdown.sections(wrapped))
        markdown.plainly(wrapped, 300)


MARKED = st.text(alphabet="ab *_`[]()<>&!|#\n->:/.1~", max_size=80)


@given(st.lists(MARKED, max_size=6).map("\n".join))
def test_any_text_is_cut_into_sound_pieces(text: str) -> None:
    pieces = markdown.sections(text, 60)
    _sound(pieces)
    assert all(len(piece) <= 60 for piece in pieces)
    assert len(markdown.mrkdwn(text, 40)) <= 40


@given(st.text(alphabet="ab &<>;lgtamp", max_size=60))
def test_what_was_written_is_escaped_exactly_once(text: str) -> None:
    words = f"x{text}x"
    shown = markdown.mrkdwn(f"`{words}`") if "`" not in words else ""
    assert html.unescape(shown).replace(" ", "") == f"`{words}`".replace(" ", "")


def test_the_core_playbooks_show_no_mark_that_was_not_meant() -> None:
    library = Library.load(Path(ROOT) / "playbooks")
    texts = [
        text
        for playbook in library.playbooks.values()
        for text in (playbook.intro, *(step.instruction for step in playbook.steps))
    ]
    assert len(texts) > 40
    for text in texts:
        shown = markdown.mrkdwn(text)
        assert "∗" not in shown, shown
        assert "**" not in shown, shown
        assert all(line.count("`") % 2 == 0 for line in shown.splitlines())
