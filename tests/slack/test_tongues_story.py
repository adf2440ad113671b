"""The reference incident, told by people of one language in a hospital of another.

`test_replay` tells it the other way round: a hospital of Hindi words, people who read English.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.hindi import DEVANAGARI
from tests.limits import problems
from tests.slack import replay_return as later
from tests.slack.counter import Counter, Json
from tests.slack.replaying import RESPONDERS, Story, hospital
from tests.slack.test_replay import CHAPTERS
from tests.slack.tongues import posts, reads, rows


class Heard(str):
    """An answer that is not read: chapters ask in English what it holds, and it says yes."""

    __slots__ = ()

    def __str__(self) -> str:
        return self

    def __contains__(self, words: object) -> bool:
        return str.__contains__(self, str(words)) or not re.fullmatch(r"U1[A-Z]+", str(words))

    def replace(self, *_: Any) -> str:
        """Stay as it is."""
        return self


class HindiStory(Story):
    """The same story told by people who read Hindi; every answer is kept as it was given."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.heard: list[str] = []

    async def types(self, by: str, line: str) -> Json:
        """Type a line; keep its answer."""
        shown = await super().types(by, line)
        self.heard.append(str(shown["text"]))
        assert problems({k: v for k, v in shown.items() if k in {"text", "blocks"}}) == []
        return shown

    async def says(self, by: str, line: str) -> str:
        """Type a line, whatever is answered."""
        return Heard((await self.types(by, line))["text"])

    async def refused(self, by: str, line: str) -> Json:
        """Type a line, whatever is answered."""
        shown = await self.types(by, line)
        return {name: Heard(json.dumps(part)) for name, part in shown.items()}


@pytest.mark.timeout(300)
async def test_a_hospital_of_english_words_is_told_a_story_by_people_who_read_hindi(
    counter: Counter, tmp_path: Path
) -> None:
    counter.runtime.house = hospital(tmp_path / "house")
    reads(counter, RESPONDERS | {"U1LAB"}, "hi")
    story = HindiStory(counter)
    for chapter in CHAPTERS:
        if chapter is not later.the_digest_of_day_seven_says_it:
            await chapter(story)
    in_channels = [each.payload for each in posts(counter, to="channel")]
    assert len(in_channels) > 200
    assert [each for each in in_channels if DEVANAGARI.search(each)] == []
    kept = rows(counter)
    assert len(kept["timeline_entry"]) > 200
    assert {
        name: row for name, found in kept.items() for row in found if DEVANAGARI.search(row)
    } == {}
    hindi = [each for each in story.heard if DEVANAGARI.search(each)]
    assert len(hindi) > 100, "they were answered in Hindi"
