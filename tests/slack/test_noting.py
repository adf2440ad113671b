"""Messages in the timeline: by emoji, by shortcut, once; what becomes of them is followed."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Incident, NotedMessage, Post, TimelineEntry
from bot.domain.words import PostState
from bot.outbox import fetching
from bot.slack import ids
from tests.limits import problems
from tests.slack.counter import (
    ASHA,
    MEERA,
    RAVI,
    TEAM,
    Counter,
    Json,
    chosen,
    on_both_engines,
    on_either_engine,
    until,
)
from tests.slack.test_declaring import block, mention, opened, reaction, shortcut

HERE, AT = "C7ROOM", "1669167300.000100"
WORDS = "Guard posted at the server room"


async def begun(counter: Counter, *words: str) -> None:
    """Declare an incident whose channel stands."""

    def stands(session: Session) -> None:
        incident = session.exec(select(Incident)).one()
        incident.channel_id = HERE
        session.add(incident)

    await counter.types(f"/incident declare sev1 {' '.join(words)} e-Hospital encrypted")
    counter.database.write_now(stands)


def pinned(by: str = RAVI, name: str = "pushpin") -> Json:
    return {**reaction(name, by), "item": {"type": "message", "channel": HERE, "ts": AT}}


def changed(text: str, **more: Any) -> Json:
    return {
        "type": "message", "subtype": "message_changed", "channel": HERE, "channel_type": "channel",
        "ts": "1669167700.1", "message": {"user": MEERA, "ts": AT, "text": text, **more},
        "previous_message": {"user": MEERA, "ts": AT, "text": WORDS},
    }  # fmt: skip


def removed() -> Json:
    return {
        "type": "message", "subtype": "message_deleted", "channel": HERE, "channel_type": "channel",
        "ts": "1669167800.1", "deleted_ts": AT,
        "previous_message": {"user": MEERA, "ts": AT, "text": WORDS},
    }  # fmt: skip


def deliver(
    counter: Counter, message: Mapping[str, Any], link: str = "https://x.example/p1"
) -> int:
    """Let the sender fetch what waits, as if Slack had answered with *message*."""

    def mark(session: Session) -> int:
        waiting = select(Post).where(Post.kind == "note", col(Post.state) == PostState.PENDING)
        found = list(session.exec(waiting))
        for post in found:
            post.state, post.channel_id = PostState.SENT, HERE
            answer = {"ok": True, "message": {"ts": AT, **message}, "permalink": link}
            fetching.fetched(session, post, answer, counter.clock.now())
        return len(found)

    return counter.database.write_now(mark)


def entries(counter: Counter, beginning: str = "message.") -> list[TimelineEntry]:
    wanted = select(TimelineEntry).where(col(TimelineEntry.action).startswith(beginning))
    ordered = wanted.order_by(col(TimelineEntry.seq))
    return counter.query(lambda session: list(session.exec(ordered)))


async def note(counter: Counter, text: str = WORDS, **more: Any) -> None:
    await counter.send(counter.event(pinned()))
    deliver(counter, {"user": MEERA, "text": text, **more})


@on_either_engine
async def test_a_pin_puts_the_message_into_the_timeline_with_both_times(counter: Counter) -> None:
    await begun(counter)
    photo = {"name": "door.jpg", "permalink": "https://x.example/files/door"}
    await note(counter, files=[photo])
    (entry,) = entries(counter)
    assert (entry.actor, entry.after) == (RAVI, "https://x.example/p1")
    assert entry.text == f"<@{MEERA}>: {WORDS}\nFile: door.jpg https://x.example/files/door"
    assert entry.happened_at.timestamp() == pytest.approx(float(AT))
    assert entry.recorded_at == counter.clock.now()
    (told,) = (each for each in counter.posts() if each.get("thread_ts") == AT)
    assert f"entry {entry.seq}" in told["text"]


@on_both_engines
async def test_the_same_message_is_noted_once_whoever_marks_it(counter: Counter) -> None:
    await begun(counter)
    await note(counter)
    for event in (pinned(), pinned(by=ASHA), pinned(by=ASHA, name="round_pushpin")):
        await counter.send(counter.event(event))
    assert deliver(counter, {"user": MEERA, "text": WORDS}) == 0
    assert len(entries(counter)) == 1
    await counter.send(shortcut(counter, ids.SHORTCUT_NOTE, WORDS))
    view = opened(counter)
    meta = json.loads(view["private_metadata"])
    forged = {**view, "private_metadata": json.dumps({**meta, "channel": HERE})}
    shown = await counter.submits(forged, {ids.SCOPE: "INC-2022-001", ids.TEXT: WORDS})
    assert "already, as entry" in shown["errors"][ids.TEXT]


@on_either_engine
async def test_edits_and_deletions_are_new_entries_that_point_back(counter: Counter) -> None:
    await begun(counter)
    await note(counter)
    (first,) = entries(counter)
    edit = counter.event(changed("Two guards posted"), event_id="Ev7")
    for event in (edit, edit, counter.event(changed("Two guards posted", attachments=[]))):
        await counter.send(event)
    await counter.send(counter.event(removed()))
    await counter.send(counter.event(removed()))
    found = entries(counter)
    assert [each.action for each in found] == ["message.noted", "message.edited", "message.deleted"]
    assert [each.subject for each in found[1:]] == [f"entry {first.seq}"] * 2
    assert (found[1].before, found[1].text) == (first.text, f"<@{MEERA}>: Two guards posted")
    assert (found[1].actor, found[2].actor) == (MEERA, "system")
    assert "stands" in found[2].text


async def test_of_a_threads_first_message_a_gravestone_is_a_deletion(counter: Counter) -> None:
    await begun(counter)
    await note(counter)
    await counter.send(counter.event(changed("This message was deleted.", subtype="tombstone")))
    assert [each.action for each in entries(counter)][-1] == "message.deleted"


async def test_what_nobody_marked_is_not_followed(counter: Counter) -> None:
    await begun(counter)
    for event in (changed("Two guards posted"), removed()):
        status, _ = await counter.send(counter.event(event))
        assert status == 200
    plain = {"type": "message", "channel": HERE, "channel_type": "channel", "user": ASHA,
             "text": "hello", "ts": "1669167900.1"}  # fmt: skip
    before = len(counter.inbox())
    await counter.send(counter.event(plain))
    assert len(counter.inbox()) == before, "What people just say costs no transaction."
    assert entries(counter) == []


@on_either_engine
async def test_patient_data_is_not_kept_and_the_marker_is_told(counter: Counter) -> None:
    await begun(counter)
    await note(counter, "patient called from 98765 43210")
    assert entries(counter) == []
    assert counter.query(lambda session: list(session.exec(select(NotedMessage)))) == []
    (told,) = counter.posts("notice")
    assert "patient" in told["text"]
    assert "43210" not in told["text"]
    counter.clock.advance(seconds=5)
    await note(counter)
    await counter.send(counter.event(changed("call 98765 43210")))
    found = entries(counter)
    assert "were not kept" in found[-1].text
    assert not [each for each in found if "43210" in f"{each.text}{each.before}"]


async def test_what_is_said_of_a_ransom_is_kept_by_a_private_incident_alone(
    counter: Counter,
) -> None:
    await begun(counter)
    await note(counter, "the ransom is 200 crore")
    assert entries(counter) == []
    (told,) = counter.posts("notice")
    assert "only a private incident keeps" in told["text"]
    counter.clock.advance(seconds=5)
    await note(counter)
    await counter.send(counter.event(changed("the ransom is 200 crore")))
    found = entries(counter)
    assert found[-1].text.endswith("hold the sum of a ransom, so they were not kept.")
    assert not [each for each in found if "200 crore" in f"{each.text}{each.before}"]
    counter.clock.advance(seconds=5)
    await counter.send(shortcut(counter, ids.SHORTCUT_NOTE, "a screen"))
    filled = {ids.SCOPE: "INC-2022-001", ids.TEXT: "the ransom is 200 crore"}
    shown = await counter.submits(opened(counter), filled)
    assert "only a private incident keeps" in str(shown["errors"])


async def test_what_holds_nothing_is_told(counter: Counter) -> None:
    await begun(counter)
    await note(counter, "  ")
    assert "no words and no file" in counter.posts("notice")[0]["text"]


async def test_what_could_not_be_fetched_may_be_asked_for_again(counter: Counter) -> None:
    await begun(counter)
    await counter.send(counter.event(pinned()))
    await counter.send(counter.event(pinned(by=ASHA)))
    assert len(counter.posts("note")) == 1
    counter.clock.advance(minutes=2)
    await counter.send(counter.event(pinned(by=ASHA)))
    assert [each["user"] for each in counter.posts("note")] == [RAVI, ASHA]
    deliver(counter, {"user": MEERA, "text": WORDS})
    assert len(entries(counter)) == 1, "Both came, one wrote."


async def test_pins_elsewhere_mean_nothing(counter: Counter) -> None:
    await begun(counter)
    await counter.send(counter.event(reaction("pushpin")))
    assert counter.posts("note") == []


@on_either_engine
async def test_the_shortcut_asks_which_incident_what_and_when(counter: Counter) -> None:
    await begun(counter)
    body = shortcut(counter, ids.SHORTCUT_NOTE, f"{WORDS} &amp; doors locked")
    await counter.send(body)
    view = opened(counter)
    assert block(view, ids.TEXT)["element"]["initial_value"] == f"{WORDS} & doors locked"
    assert block(view, ids.AT)["element"]["initial_value"] == "23 Nov 2022 07:05"
    values = {ids.SCOPE: "INC-2022-001", ids.TEXT: "Guard at the door", ids.AT: "23 Nov 2022 07:05"}
    await counter.submits(view, values)
    (entry,) = entries(counter)
    assert entry.text == f"<@{RAVI}>: Guard at the door"
    assert entry.happened_at.timestamp() == pytest.approx(float(AT)), "Untouched, to the second."
    assert entry.recorded_at - entry.happened_at < timedelta(minutes=3)


async def test_the_shortcut_offers_only_what_the_person_may_see(counter: Counter) -> None:
    await begun(counter, "private")
    body = shortcut(counter, ids.SHORTCUT_NOTE, WORDS)
    await counter.send({**body, "user": {"id": MEERA, "team_id": TEAM}})
    await until(lambda: counter.slack_side.responses)
    assert "No incident is open" in counter.slack_side.responses[0]["text"]
    assert "e-Hospital" not in str(counter.slack_side.responses)
    assert counter.slack_side.of("views.open") == []
    await counter.send(body)
    shown = await counter.submits(
        opened(counter), {ids.SCOPE: "INC-2022-001", ids.TEXT: WORDS}, by=MEERA
    )
    assert "no incident INC-2022-001 that you may see" in shown["errors"][ids.SCOPE]


async def test_a_note_can_be_written_in_a_window(counter: Counter) -> None:
    await begun(counter)
    view = await counter.presses(ids.INCIDENT_NOTE, "INC-2022-001")
    assert "initial_value" not in block(view, ids.TEXT)["element"]
    wrong = await counter.submits(view, {ids.SCOPE: "INC-2022-001", ids.TEXT: "x", ids.AT: "soon"})
    assert wrong["errors"]
    await counter.submits(
        view, {ids.SCOPE: "INC-2022-001", ids.TEXT: "UPS checked", ids.AT: "07:00"}
    )
    assert [each.text for each in entries(counter, "note")] == ["UPS checked"]


@on_either_engine
async def test_the_timeline_is_paged_and_filtered_by_person_and_kind(counter: Counter) -> None:
    await begun(counter)
    for number in range(12):
        await counter.types(f"/incident note thing {number}", by=RAVI if number % 2 else ASHA)
    shown = await counter.types("/incident timeline 5 notes")
    assert "5 of 12 entries" in shown["text"]
    assert "thing 11" in shown["text"]
    older = button(shown, "‹ Older")
    assert "Newer ›" not in str(shown["blocks"])
    shown = await counter.presses(ids.INCIDENT_TIMELINE, older)
    assert "thing 6" in shown["text"]
    assert "thing 7" not in shown["text"]
    newer = await counter.presses(ids.INCIDENT_TIMELINE, button(shown, "Newer ›"))
    assert "thing 7" in newer["text"]
    assert "thing 6" not in newer["text"]
    shown = await counter.types(f"/incident timeline <@{RAVI}> notes")
    assert f"(<@{RAVI}> notes), 6 of 6 entries" in shown["text"]
    shown = await counter.types("/incident timeline me tasks")
    assert "Nothing of this kind yet" in shown["text"]
    shown = await counter.types("/incident timeline tsaks")
    assert "Did you mean `tasks`" in shown["text"]


async def test_a_kind_is_chosen_from_the_menu_below(counter: Counter) -> None:
    await begun(counter)
    for number in range(12):
        await counter.types(f"/incident note thing {number}")
    before = len(counter.slack_side.responses)
    pressed = counter.click(ids.INCIDENT_TIMELINE, "")
    await counter.send(chosen(pressed, "INC-2022-001 5 notes"))
    await until(lambda: len(counter.slack_side.responses) > before)
    assert "5 of 12 entries" in counter.slack_side.responses[-1]["text"]


def button(shown: Json, label: str) -> str:
    rows = [each["elements"] for each in shown["blocks"] if each["type"] == "actions"]
    assert problems({"text": shown["text"], "blocks": shown["blocks"]}) == []
    return next(
        str(one["value"]) for row in rows for one in row if one.get("text", {}).get("text") == label
    )


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
