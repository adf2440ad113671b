"""Mentions, membership, people, Home, and what happens when we fail or are slow."""

import threading
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.domain.models import Incident, Person, Post
from bot.slack.app import build_app
from bot.storage import incidents
from tests.limits import problems
from tests.slack.counter import (
    ASHA,
    BOT,
    MEERA,
    RAVI,
    Counter,
    on_both_engines,
    on_either_engine,
    until,
)


def _mention(text: str, *, by: str = ASHA, channel: str = "C0DESK", **more: Any) -> dict[str, Any]:
    return {
        "type": "app_mention", "user": by, "text": text, "ts": "1669167500.000200",
        "channel": channel, "event_ts": "1669167500.000200", **more,
    }  # fmt: skip


@on_either_engine
async def test_a_mention_is_answered_in_its_thread_through_the_outbox(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    status, _ = await counter.send(counter.event(_mention(f"<@{BOT}> task list")))
    assert status == 200
    (answer,) = counter.posts("answer")
    assert answer["thread_ts"] == "1669167500.000200"
    assert "Open tasks" in answer["text"]


@on_both_engines
async def test_a_message_told_twice_is_answered_once(counter: Counter) -> None:
    event = _mention(f"<@{BOT}> declare sev2 printers are down")
    await counter.send(counter.event(event, event_id="Ev1"))
    await counter.send(counter.event(event, event_id="Ev2"))
    found = counter.query(lambda session: session.exec(select(Incident)).all())
    assert [each.title for each in found] == ["printers are down"]


async def test_a_private_incident_is_not_answered_in_public(counter: Counter) -> None:
    await counter.types("/incident declare sev2 private insider at the pharmacy")
    await counter.send(counter.event(_mention(f"<@{BOT}> status")))
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    assert counter.posts("answer") == []


async def test_a_slip_in_a_mention_is_told_to_one_person(counter: Counter) -> None:
    await counter.send(counter.event(_mention(f"<@{BOT}> frobnicate")))
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    told = counter.slack_side.of("chat.postEphemeral")[0]
    assert told["user"] == ASHA
    assert "thread_ts" not in told, "In a thread without replies Slack does not show it."
    await counter.send(counter.event(_mention(f"<@{BOT}> frob", ts="1.2", thread_ts="1.1")))
    await until(lambda: len(counter.slack_side.of("chat.postEphemeral")) == 2)
    assert counter.slack_side.of("chat.postEphemeral")[1]["thread_ts"] == "1.1"


async def test_other_apps_are_not_answered(counter: Counter) -> None:
    event = _mention(f"<@{BOT}> declare loop", bot_id="B9")
    status, _ = await counter.send(counter.event(event))
    assert status == 200
    assert counter.query(lambda session: session.exec(select(Incident)).all()) == []


def _in_channel(session: Session) -> None:
    incident = incidents.by_ref(session, "INC-2022-001")
    assert incident is not None
    incident.channel_id = "C7ROOM"
    session.add(incident)


def _sees(counter: Counter, user_id: str) -> bool:
    def ask(session: Session) -> bool:
        incident = incidents.by_ref(session, "INC-2022-001")
        assert incident is not None
        return incidents.may_see(session, incident, user_id)

    return counter.query(ask)


@on_either_engine
async def test_who_joins_the_channel_sees_a_private_incident(counter: Counter) -> None:
    await counter.types("/incident declare sev2 private insider at the pharmacy")
    counter.database.write_now(_in_channel)
    assert not _sees(counter, MEERA)
    joined = {"type": "member_joined_channel", "user": MEERA, "channel": "C7ROOM"}
    await counter.send(counter.event(joined))
    assert _sees(counter, MEERA)
    await counter.send(counter.event({**joined, "type": "member_left_channel"}))
    assert not _sees(counter, MEERA)


@on_either_engine
async def test_people_are_kept_as_slack_tells(counter: Counter) -> None:
    user = {"id": RAVI, "name": "ravi", "is_restricted": True, "profile": {"real_name": "Ravi"}}
    await counter.send(counter.event({"type": "user_change", "user": user}))
    kept = counter.query(lambda session: session.get(Person, RAVI))
    assert kept is not None
    assert (kept.name, kept.is_guest) == ("ravi", True)


@on_either_engine
async def test_home_shows_what_waits_for_me(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    await counter.types("/task claim #1")
    event = {"type": "app_home_opened", "user": ASHA, "channel": "D1", "tab": "home"}
    await counter.send(counter.event(event))
    await until(lambda: counter.slack_side.of("views.publish"))
    view = counter.slack_side.of("views.publish")[0]["view"]
    assert problems(view) == []
    assert "You hold 1 open task" in str(view)
    pressed = counter.click("task.start~row", "INC-2022-001 #1")
    home = {"type": "view", "view_id": "V1"}
    without = {key: part for key, part in pressed.items() if key not in {"channel", "response_url"}}
    await counter.send({**without, "container": home, "view": {"id": "V1", "type": "home"}})
    await until(lambda: len(counter.slack_side.of("views.publish")) == 2)
    await until(lambda: counter.slack_side.of("chat.postMessage"))
    assert "in progress" in str(counter.slack_side.of("views.publish")[1]["view"])


@pytest.mark.parametrize(
    "event",
    [
        {"type": "reaction_added", "user": ASHA}, {"type": "user_change", "user": {"id": 7}},
        {"type": "member_joined_channel", "user": None, "channel": []}, {"type": "message"},
        {"type": "app_mention", "user": ASHA, "channel": "C1", "text": 7},
        {"type": "app_home_opened", "user": "x y"},
    ],
)  # fmt: skip
async def test_an_event_of_no_use_is_acknowledged(counter: Counter, event: dict[str, Any]) -> None:
    status, _ = await counter.send(counter.event(event))
    assert status == 200


@on_both_engines
async def test_our_own_failure_is_said_with_its_reference(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names a reference, the database is unchanged, no traceback is shown."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(counter.runtime.database, "write", fail)
    shown = await counter.types("/incident declare sev1 e-Hospital encrypted")
    assert "on our side" in shown["text"]
    assert "/incident declare sev1 e-Hospital encrypted" in str(shown["blocks"])
    assert "secret" not in str(shown)
    assert counter.query(lambda session: session.exec(select(Incident)).all()) == []


@on_both_engines
async def test_a_slow_database_is_promised_and_the_answer_follows(
    counter: Counter,
) -> None:
    counter.app = build_app(counter.runtime, patience_s=0.05)
    gate = threading.Event()
    holding = threading.Event()

    def hold(session: Session) -> None:
        session.exec(select(Post)).first()
        holding.set()
        assert gate.wait(10)

    for _ in range(1 if counter.database.is_sqlite else 12):
        counter.database._submit(hold)
    assert holding.wait(5)
    shown = await counter.types("/incident declare sev1 e-Hospital encrypted")
    assert "Still working on `/incident declare" in shown["text"]
    gate.set()
    await until(lambda: counter.slack_side.responses)
    assert "INC-2022-001" in counter.slack_side.responses[0]["text"]
