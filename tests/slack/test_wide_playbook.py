"""A playbook over very many servers at the counter: what is answered, what the channel hears, lists."""

from pathlib import Path

import pytest

from bot.operations import each_later
from bot.schedule.importing import importing
from tests.factories import make_house
from tests.slack.counter import RAVI, Counter, on_either_engine
from tests.slack.test_server_import import beat, begun, drawn

SERVERS = 30
WIDE = """---
slug: wide
title: Isolate *all*
---
- [ ] Name a lead {#lead}
- [ ] Isolate {{server.hostname}} {#isolate each=server after=lead sets=isolate}
"""


@pytest.fixture
async def wide(counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counter:
    monkeypatch.setattr(each_later, "AT_ONCE", 12)
    counter.runtime.house = make_house(tmp_path / "wide", WIDE)
    await begun(counter)
    rows = "".join(f"h{number:03d}\n" for number in range(1, SERVERS + 1))
    await counter.types(f"/server import hostname\n{rows}")
    return counter


@on_either_engine
async def test_the_answer_says_what_follows_and_the_lists_are_whole_in_the_end(
    wide: Counter,
) -> None:
    answer = await wide.types("/playbook run wide")
    assert "It begins with: *#1* " in answer["text"]
    assert ". 30 more tasks are being opened; one message tells how far" in answer["text"]
    assert "1-1 of 1" in (await wide.types("/task list wide"))["text"]
    # The title is a file's, and stars in it are no marks of ours.
    [*_, first] = drawn(wide, "chat.postMessage")
    assert "0 of 30 more tasks are open" in first["text"]
    button = first["blocks"][-1]["elements"][0]
    assert (button["text"]["text"], button["value"]) == ("Its tasks", "INC-2022-001 wide")
    # Who isolates one meanwhile finds its task done, and not open a second time.
    await wide.types("/server isolate h007 it beacons")
    while importing(beat(wide)):
        pass
    [*_, last] = drawn(wide, "chat.update")
    assert "*all are open*, 30 more tasks." in last["text"]
    assert "1-10 of 31" in (await wide.types("/task list wide"))["text"]
    assert "31-31 of 31" in (await wide.types("/task list wide page=4"))["text"]
    done = await wide.types("/task list done")
    assert "Isolate h007" in done["text"]
    assert "1-1 of 1" in done["text"]
    assert "*running here*" in str((await wide.types("/playbook list"))["blocks"])
    # What was opened is no list that was imported.
    assert "30 rows: 30 entered" in (await wide.types("/server imported"))["text"]


async def test_the_answer_is_in_the_language_of_who_asks_and_the_channels_in_the_houses(
    wide: Counter,
) -> None:
    await wide.types("/incident language hi", by=RAVI)
    answer = await wide.types("/playbook run wide", by=RAVI)
    assert "30 और टास्क खोले जा रहे हैं" in answer["text"]
    said = [post["text"] for post in wide.posts()]
    assert any("30 more tasks are being opened" in text for text in said)
