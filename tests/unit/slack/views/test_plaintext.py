"""A message without its marks: what people typed is itself again, what we marked is plain."""

import pytest

from bot.slack.views import kit
from bot.slack.views.plaintext import plain, title
from tests.hostile import HOSTILE


def test_a_page() -> None:
    message = kit.message(
        "Daily digest, 23 Nov 2022. One open.",
        [
            kit.header("Daily digest, 23 Nov 2022"),
            kit.section("*1 incident is open.*\nTasks done 2 of 4."),
            kit.divider(),
            kit.section(
                "*INC-2022-001* · SEV1 <#C0123>\n• Ana &lt;!channel&gt; P&amp;R: 2 * 3 * 4"
            ),
            kit.section("see <https://example.org|the page>, <@U012>, <!date^1^{date}|24 Nov>"),
            kit.context("Private incidents are not in the digest."),
        ],
    )
    assert plain(message) == (
        "Daily digest, 23 Nov 2022\n"
        "=========================\n\n"
        "1 incident is open.\nTasks done 2 of 4.\n\n"
        "----------------------------------------\n\n"
        "INC-2022-001 · SEV1\n• Ana <!channel> P&R: 2 * 3 * 4\n\n"
        "see the page (https://example.org), @U012, 24 Nov\n\n"
        "Private incidents are not in the digest.\n"
    )
    assert title(message) == "Daily digest, 23 Nov 2022"


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_was_typed(words: str) -> None:
    message = kit.message("x", [kit.section(f"*Title*\n{kit.one_line(words, 200)}")])
    said = plain(message)
    assert said.startswith("Title\n")
    assert "&lt;" not in said.replace(words, "")
