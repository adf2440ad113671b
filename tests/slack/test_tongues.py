"""Everybody reads their own language: the asker an answer, a channel the house's, the rest English.

The reference incident is told by people who read Hindi in an English hospital, and the other way
round: what others read and what is kept never follows the language of whoever asked.
"""

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from bot.domain.models import Post
from bot.domain.words import Language
from bot.language.catalogue import HINDI, speaking
from bot.outbox import dead
from bot.schedule.tick import tick
from bot.slack.app import build_app
from tests.hindi import DEVANAGARI, english, is_hindi
from tests.limits import problems
from tests.slack.counter import ASHA, RAVI, Counter, Json, until
from tests.slack.replaying import KABIR, LEELA, Story, hospital
from tests.slack.test_noting import HERE, begun
from tests.slack.tongues import posts, reads, rows

# Working an incident from its first task to its end: who types what in its channel.
WORK = (
    (ASHA, f"/incident role security-lead <@{RAVI}>"),
    (ASHA, "/incident sev 2 wards went dark"), (ASHA, "/task add cables due 2h"),
    (RAVI, "/task claim #5"), (RAVI, "/task start #5"), (RAVI, "/task block #5 no key"),
    (RAVI, "/task unblock #5"), (RAVI, "/task due #5 3h"), (RAVI, "/task note #5 no key yet"),
    (RAVI, "/task done #5 cables fine"), (ASHA, "/task reopen #5 no key"),
    (RAVI, f"/task assign #5 <@{ASHA}>"), (ASHA, "/task skip #5 no key"),
    (RAVI, "/task claim 1 2"), (ASHA, "/task"), (ASHA, "/task list open"), (RAVI, "/task mine"),
    (ASHA, "/incident update wards went dark next 45m"), (ASHA, "/incident snooze 2h no key"),
    (ASHA, "/incident fact servers.hit 5/100 reported source logs"),
    (ASHA, "/incident eta OPD 5 dec 09:00 because logs"), (ASHA, "/incident note wards went dark"),
    (ASHA, "/incident summary every 2h"), (ASHA, "/incident status"), (ASHA, "/incident timeline"),
    (ASHA, "/incident roles"), (ASHA, "/server add db-01 kind=virtual"),
    (ASHA, "/server suspect SRV-001 logs"), (ASHA, "/server list"), (ASHA, "/server show SRV-001"),
    (ASHA, '/dept add lab name="Lab"'), (ASHA, "/dept manual lab"), (ASHA, "/dept show lab"),
    (ASHA, "/restore add LIS tier=1"), (ASHA, "/restore show LIS"), (ASHA, "/restore list"),
    (ASHA, "/waiver ask 1 SRV-001 life_safety no key"), (ASHA, "/waiver list"),
    (ASHA, f"/incident handover <@{RAVI}> wards went dark"), (RAVI, "/incident ack"),
    (RAVI, "/incident"), (RAVI, "/playbook list"),
)  # fmt: skip
TYPED = ("e-Hospital encrypted", "wards went dark", "cables fine", "cables", "no key yet", "no key",
         "servers.hit", "logs", "db-01", "Lab", "OPD", "LIS")  # fmt: skip
# Roles are named by their slugs, and the house's playbook is written in English.
KEPT = ("(CISO)", "security-lead", "incident-commander", "deputy-ic", "scribe", "evidence-custodian",
        "it-lead", "network-lead", "Open the log", "Cut the edge", "Seal it", "Tell the neighbours",
        "small/cut", "Small playbook", "life_safety")  # fmt: skip


async def worked(counter: Counter) -> list[str]:
    """Work an incident in its channel; return the answers."""
    await begun(counter)
    answers = []
    for who, line in WORK:
        shown = await counter.types(line, by=who, channel=HERE)
        assert problems({k: v for k, v in shown.items() if k in {"text", "blocks"}}) == []
        answers.append(str(shown["text"]))
    return answers


async def test_work_is_answered_in_hindi_and_told_in_english(counter: Counter) -> None:
    reads(counter, frozenset({ASHA, RAVI}), "hi")
    answers = await worked(counter)
    left = [(line, words) for (_, line), text in zip(WORK, answers, strict=True)
            if line != "/incident timeline" and (words := english(text, *TYPED, *KEPT))]  # fmt: skip
    assert left == [], "the timeline alone shows what was written down, in English"
    assert [text for text in answers if not DEVANAGARI.search(text)] == []
    told = [each.payload for each in posts(counter, to="channel")]
    assert len(told) > 30
    assert [each for each in told if DEVANAGARI.search(each)] == []
    (brief,) = [each for each in posts(counter, to="person") if each.key.startswith("brief:")]
    assert DEVANAGARI.search(brief.payload), "Ravi reads Hindi"
    assert [
        row for found in rows(counter).values() for row in found if DEVANAGARI.search(row)
    ] == []


async def test_work_is_answered_in_english_and_told_in_hindi(counter: Counter) -> None:
    counter.runtime.house = replace(counter.runtime.house, language=Language.HINDI)
    reads(counter, frozenset({ASHA, RAVI}), "en")
    answers = await worked(counter)
    assert [text for text in answers if DEVANAGARI.search(text)] == []
    assert [text for text in answers if text.startswith("*Not")] == [], "all of it was done"
    told = [json.loads(each.payload).get("text", "") for each in posts(counter, to="channel")]
    said = [text for text in told if text]
    assert len(said) > 30
    assert [(text, words) for text in said if (words := english(text, *TYPED, *KEPT))] == []
    (brief,) = [each for each in posts(counter, to="person") if each.key.startswith("brief:")]
    assert not DEVANAGARI.search(brief.payload), "Ravi reads English"
    assert [
        row for found in rows(counter).values() for row in found if DEVANAGARI.search(row)
    ] == []


async def test_a_window_opens_in_the_language_of_whoever_pressed(counter: Counter) -> None:
    reads(counter, frozenset({ASHA}), "hi")
    await begun(counter)
    ref = "INC-2022-001"
    window = await counter.presses("task.block", f"{ref} #1", by=ASHA)
    assert window["title"]["text"] == "टास्क #1 अटका"
    window = await counter.presses("task.block", f"{ref} #1", by=RAVI)
    assert window["title"]["text"] == "Block task #1"
    window = await counter.presses("incident.declare", "", by=ASHA)
    assert window["submit"]["text"] == "घोषित करें"
    # What is chosen and sent are values, whatever the labels say.
    done = await counter.submits(window, {"title": "cables", "severity": "2", "kind": "other"})
    assert "INC-2022-002" in json.dumps(done, ensure_ascii=False)
    assert DEVANAGARI.search(json.dumps(done, ensure_ascii=False))


def mention(text: str, by: str) -> Json:
    return {"type": "app_mention", "user": by, "text": f"<@U0BOT> {text}", "channel": "C0DESK",
            "ts": f"1669167500.{len(text):06d}"}  # fmt: skip


async def test_an_answer_in_a_thread_is_in_the_house_s_language_and_a_refusal_in_the_asker_s(
    counter: Counter,
) -> None:
    reads(counter, frozenset({ASHA}), "hi")
    await counter.types("/incident declare sev2 printers", by=RAVI)
    await counter.types("/task add check the cables due 2h", by=RAVI)
    await counter.send(counter.event(mention("task show #5", ASHA)))
    (shown,) = counter.posts("answer")
    assert "in 2 h" in shown["text"]
    assert not DEVANAGARI.search(json.dumps(shown, ensure_ascii=False))
    counter.runtime.house = replace(counter.runtime.house, language=Language.HINDI)
    reads(counter, frozenset({RAVI}), "en")
    await counter.send(counter.event(mention("task show 5", RAVI)))
    assert "2 घंटे में" in counter.posts("answer")[-1]["text"]
    await counter.send(counter.event(mention("incident language", RAVI)))
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    told = counter.slack_side.of("chat.postEphemeral")[-1]
    assert not DEVANAGARI.search(told["text"])
    assert len(counter.posts("answer")) == 2, "what is for one person alone is not in the thread"


async def held(counter: Counter, gate: threading.Event) -> None:
    """Keep whoever writes waiting until the gate opens."""
    holding = threading.Event()

    def hold(session: Session) -> None:
        session.exec(select(Post)).first()
        holding.set()
        assert gate.wait(10)

    counter.database._submit(hold)
    assert holding.wait(5)


async def test_what_is_late_or_went_wrong_is_told_in_the_asker_s_language(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads(counter, frozenset({ASHA}), "hi")
    await begun(counter)
    counter.slack_side.failing["views.open"] = "expired_trigger_id"
    await counter.presses("task.block", "INC-2022-001 #1", by=ASHA)
    await until(lambda: counter.slack_side.responses)
    assert is_hindi(counter.slack_side.responses[-1]["text"]), "the window did not open"
    counter.app = build_app(counter.runtime, patience_s=0.05)
    gate = threading.Event()
    await held(counter, gate)
    shown = await counter.types("/incident declare sev2 cables", by=ASHA)
    assert is_hindi(shown["text"]), "still working on it"
    gate.set()
    await until(lambda: "INC-2022-002" in str(counter.slack_side.responses[-1]))
    assert DEVANAGARI.search(counter.slack_side.responses[-1]["text"])

    async def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(counter.runtime.database, "write", fail)
    shown = await counter.types("/incident declare sev1 cables", by=ASHA)
    assert is_hindi(shown["text"], "cables"), "our fault, with its reference"


async def test_what_cannot_wait_for_the_database_has_something_else_to_say(
    counter: Counter,
) -> None:
    gate = threading.Event()

    def wait(_session: Session) -> str:
        assert gate.wait(10)
        return "told too late"

    try:
        assert await counter.database.read_soon(wait, "in time", 0.05) == "in time"
    finally:
        gate.set()

    def broken(_session: Session) -> str:
        raise OperationalError("", None, Exception("gone"))

    assert await counter.database.read_soon(broken, "in time", 5.0) == "in time"
    assert await counter.database.read_soon(lambda _: "told", "in time", 5.0) == "told"


async def test_home_is_in_the_language_of_whoever_opens_it(counter: Counter) -> None:
    reads(counter, frozenset({ASHA}), "hi")
    await begun(counter)
    for who in (ASHA, RAVI):
        event = {"type": "app_home_opened", "user": who, "tab": "home", "channel": "D0HOME"}
        await counter.send(counter.event(event))
    await until(lambda: len(counter.slack_side.of("views.publish")) == 2)
    shown = {each["user_id"]: json.dumps(each["view"], ensure_ascii=False)
             for each in counter.slack_side.of("views.publish")}  # fmt: skip
    assert "घटना घोषित करें" in shown[ASHA]
    assert not DEVANAGARI.search(shown[RAVI])


async def test_a_clock_warns_each_reader_in_their_language_and_the_channel_in_the_house_s(
    counter: Counter, tmp_path: Path
) -> None:
    counter.runtime.house = hospital(tmp_path / "house")
    reads(counter, frozenset({KABIR}), "hi")
    reads(counter, frozenset({LEELA}), "en")
    story = Story(counter)
    await story.says(LEELA, "/incident declare sev1 Lab reports do not open")
    await story.says(LEELA, f"/incident role deputy-ic <@{KABIR}>")
    await story.says(LEELA, f"/incident role security-lead <@{KABIR}>")
    await story.says(LEELA, "/incident update reports do not open next 30m")
    for hours in (0.75, 5, 3, 4):
        counter.clock.advance(hours=hours)
        while tick(counter.database, counter.runtime.house, counter.clock.now()):
            pass
    kinds = {"deadline", "reminder"}
    told = [each for each in posts(counter, to="person") if each.kind in kinds]
    hindi = [each.payload for each in told if each.target == f"user:{KABIR}"]
    english_ = [each.payload for each in told if each.target == f"user:{LEELA}"]
    assert len(hindi) > 2
    assert [each for each in hindi if not DEVANAGARI.search(each)] == []
    assert len(english_) > 0
    assert [each for each in english_ if DEVANAGARI.search(each)] == []
    in_channel = [each for each in posts(counter, to="channel") if each.kind in kinds]
    assert {each.kind for each in in_channel} == kinds
    assert [each.payload for each in in_channel if DEVANAGARI.search(each.payload)] == []
    assert [
        row for found in rows(counter).values() for row in found if DEVANAGARI.search(row)
    ] == []


async def test_what_slack_refused_is_told_in_the_house_s_language_and_kept_in_english(
    counter: Counter,
) -> None:
    reads(counter, frozenset({ASHA}), "en")
    await begun(counter)

    def refused(session: Session) -> None:
        for kind in ("topic", "board"):
            post = session.exec(select(Post).where(Post.kind == kind)).first()
            assert post is not None
            with speaking(HINDI):
                dead.bury(session, post, "restricted_action", now=counter.clock.now())

    counter.database.write_now(refused)
    told = {each["text"]: DEVANAGARI.search(each["text"]) for each in counter.posts("alert")}
    (topic,) = [text for text in told if told[text]]
    assert is_hindi(topic, "INC"), "the channel of a hospital that reads Hindi"
    (board,) = [text for text in told if not told[text]]
    assert "Ask a workspace admin to allow it to the app." in board, "Asha commands, in English"
    assert [row for row in rows(counter)["timeline_entry"] if DEVANAGARI.search(row)] == []
