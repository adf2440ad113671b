"""When a note happened is read from its words, and `this` is the message above it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.slack.counter import ASHA, MEERA, Counter
from tests.slack.test_declaring import mention
from tests.slack.test_noting import AT, HERE, WORDS, begun, deliver, entries

MOMENTS = (
    ("at 06:40 guard posted", "guard posted", "06:40", ""),
    ("at 06:40 - guard posted", "guard posted", "06:40", ""),
    ("guard posted at 06:40", "guard posted", "06:40", ""),
    ("guard posted 20 min ago", "guard posted 20 min ago", "-20", ""),
    ("at 2 h intervals the nurses read the pumps", "", "", ""),
    ("at the gate two guards were posted", "", "", ""),
    ("the last backup was taken 3 days ago", "", "", ""),
    ("police come at 13:00", "", "", "`at 13:00` is still to come today"),
    ("at 13:00 police come", "", "", ""),
    ("guard posted at yesterday 13:00", "guard posted", "13:00", ""),
)


@pytest.mark.parametrize(("typed", "kept", "at", "said"), MOMENTS)
async def test_a_note_happened_when_it_says_and_not_a_day_too_early(
    counter: Counter, typed: str, kept: str, at: str, said: str
) -> None:
    await begun(counter)
    shown = await counter.types(f"/incident note {typed}")
    (entry,) = entries(counter, "note")
    assert entry.text == (kept or typed)
    now = counter.clock.now()
    happened = entry.happened_at.astimezone(ZoneInfo("Asia/Kolkata"))
    assert f"{happened:%H:%M}" == at if ":" in at else now - entry.happened_at == span(at)
    assert said in shown["text"]
    assert bool(said) == ("still to come" in shown["text"])


def span(minutes: str) -> timedelta:
    return timedelta(minutes=-int(minutes or 0))


async def test_note_this_takes_the_message_on_top_of_the_thread(counter: Counter) -> None:
    await begun(counter)
    asked = mention("<@U0BOT> note this", channel=HERE, thread_ts=AT)
    await counter.send(counter.event(asked))
    assert entries(counter, "note") == [], "“this” tells nothing to who reads it later."
    assert deliver(counter, {"user": MEERA, "text": WORDS}) == 1
    (entry,) = entries(counter)
    assert (entry.actor, entry.text) == (ASHA, f"<@{MEERA}>: {WORDS}")
    assert entry.happened_at.timestamp() == pytest.approx(float(AT))
    shown = await counter.types("/incident note this")
    assert "says nothing to whoever reads it later" in shown["text"]
    assert entries(counter, "note") == []
