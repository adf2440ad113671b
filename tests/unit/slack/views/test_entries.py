"""Entries of the timeline as sentences."""

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.models import TimelineEntry
from bot.domain.words import Door
from bot.language.catalogue import HINDI, speaking
from bot.slack.views.entries import calling, sentence, value
from bot.slack.views.entry_words import SAID
from bot.slack.views.news import WORDING
from bot.slack.views.noting import entry_line
from tests.actions import written
from tests.unit.slack.views.drawn import DELHI, NOW


def entry(action: str, **over: Any) -> TimelineEntry:
    """Return an entry of which every part says something."""
    fields: dict[str, Any] = {
        "incident_id": 1, "seq": 7, "happened_at": NOW, "recorded_at": NOW, "actor": "U1ASHA",
        "role": "", "door": Door.SLACK, "action": action, "subject": "#3", "text": "Guard the rooms",
        "before": None, "after": None, "reason": None, "prev_hash": "0" * 64, "hash": "1" * 64,
    }  # fmt: skip
    return TimelineEntry(**{**fields, **over})


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (entry("task.claimed"), "<@U1ASHA> claimed task #3 Guard the rooms"),
        (entry("task.done", reason="2 guards"), "<@U1ASHA> finished task #3 Guard the rooms (2 guards)"),
        (entry("task.assigned", after="U2RAVI"), "gave task #3 Guard the rooms to <@U2RAVI>"),
        (entry("task.due", after="2022-11-23T01:37:00Z"), "set task #3 Guard the rooms due 23 Nov 2022 07:07 IST"),
        (entry("task.due"), "set another due time for task #3 Guard the rooms"),
        (entry("task.added", after="U2RAVI"), "added task #3 Guard the rooms, for <@U2RAVI>"),
        (entry("task.added", after="it-lead"), "added task #3 Guard the rooms, for IT lead"),
        (entry("incident.update", after="2022-11-23T01:37:00Z"), "gave an update, the next one by 23 Nov 2022 07:07 IST: Guard the rooms"),
        (entry("incident.update"), "<@U1ASHA> gave an update: Guard the rooms"),
        (entry("reminder.escalated", after="U2RAVI", reason="due 23 Nov 2022 07:07 IST"), "told <@U2RAVI> that #3 Guard the rooms is overdue (due 23 Nov 2022 07:07 IST)"),
        (entry("reminder.escalated", after="channel"), "told the channel that #3 Guard the rooms is overdue"),
        (entry("role.taken", subject="it-lead", after="U2RAVI"), "gave the role IT lead to <@U2RAVI>"),
        (entry("role.taken", subject="it-lead", after="U1ASHA"), "took the role IT lead"),
        (entry("role.left", subject="it-lead", before="U2RAVI"), "took the role IT lead from <@U2RAVI>"),
        (entry("incident.stage", before="triage", after="stood_down"), "moved it from triage to stood down"),
        (entry("server.isolated", subject="SRV-1", text="lis-1"), "server isolated SRV-1 lis-1"),
        (entry("note", text="<!channel> {who} *x*", actor="system"), "Wardroom noted: &lt;!channel&gt; {who} ∗x∗"),
    ],
)  # fmt: skip
def test_an_entry_is_a_sentence(made: TimelineEntry, said: str) -> None:
    told = sentence(made, calling(DELHI))
    assert said in told
    assert entry_line(made, DELHI) == f"*7.* 23 Nov 2022 07:07 IST: {told}"


def test_what_happened_earlier_is_marked() -> None:
    made = entry("note", happened_at=NOW - timedelta(hours=1))
    assert entry_line(made, DELHI) == (
        "*7.* 23 Nov 2022 06:07 IST (recorded 23 Nov 2022 07:07 IST): "
        "<@U1ASHA> noted: Guard the rooms"
    )


def test_what_a_report_tells_the_timeline_tells_too() -> None:
    assert set(WORDING) - set(SAID) == set()


def test_every_action_that_is_written_has_its_sentence_and_no_other_has() -> None:
    assert sorted(written() - set(SAID)) == []
    assert sorted(set(SAID) - written()) == []


def test_every_action_is_told_in_hindi() -> None:
    parts = {"subject": "SRV-1", "text": "#9", "before": "U2RAVI", "after": "U3MEERA"}
    with speaking(HINDI):
        told = [sentence(entry(action, **parts), calling(DELHI)) for action in sorted(SAID)]
    # Neither the plumbing's name nor a word of English stands between what was typed.
    english = re.compile(r"(?<![A-Z<@])[a-z]{3}")
    assert [each for each in told if english.search(each.removeprefix("Wardroom"))] == []


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("2022-11-23T01:37:00+00:00", "23 Nov 2022 07:07 IST"),
        ("2022-11-23T01:37:00Z", "23 Nov 2022 07:07 IST"),
        ("U1ASHA,U2RAVI", "<@U1ASHA>, <@U2RAVI>"),
        ("legal-lead", "Legal lead"),
        ("as booked", "as booked"),
        ("<!here>, *b*, c, d, e", "&lt;!here&gt;, ∗b∗, c, d, e"),
        (None, "nobody"),
    ],
)
def test_what_stood_there_is_said_in_words(kept: str | None, said: str) -> None:
    assert value(kept, calling(DELHI)) == said
