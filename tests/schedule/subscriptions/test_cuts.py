"""The short cuts of a digest: what stands in them, and what never does."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from bot.domain.words import DigestCut, Kind
from bot.operations import digests, incidents, reports, tasks
from tests.schedule.conftest import ANA, BOSS, Ward
from tests.schedule.subscriptions.wishes import known, subscribe

HOSTILE_TITLE = "<@U0VIP> <!channel> Aadhaar of Ravi Kumar *leaked* C2 at 203.0.113.9"


def test_the_ministry_s_cut_has_no_name_and_no_word_that_was_typed(ward: Ward) -> None:
    """Everything that people can type is typed; of all of it only numbers and stages remain."""
    known(ward, ANA, name="ana", real_name="Ana Pérez")
    known(ward, BOSS, name="boss", real_name="Boss of All")
    ref = ward.declare(HOSTILE_TITLE, kind=Kind.RANSOMWARE, severity=2)
    ward.on(ref, partial(incidents.update, text=f"{HOSTILE_TITLE} update"))
    ward.on(ref, lambda turn, it: incidents.note(turn, it, f"{HOSTILE_TITLE} note"))
    ward.on(ref, lambda turn, it: incidents.change_severity(turn, it, 1, reason=HOSTILE_TITLE))
    ward.on(ref, lambda turn, it: tasks.add(turn, it, title=HOSTILE_TITLE, assignee=ANA))
    ward.on(ref, lambda turn, it: tasks.block(turn, it, 1, reason=HOSTILE_TITLE))
    ward.on(ref, lambda turn, it: tasks.skip(turn, it, 4, reason=HOSTILE_TITLE))
    ward.on(ref, lambda turn, it: tasks.claim(turn, it, 3), by=ANA)
    ward.appoint(ref, "scribe", ANA)
    message = ward.desk(BOSS, lambda turn: digests.preview(turn, cut=DigestCut.MINISTRY))
    shown = json.dumps(message, ensure_ascii=False)
    typed = [*HOSTILE_TITLE.split(), "<@", "<#", "<!", "&lt;", "Ana", "Boss", "U4ANA", "U1BOSS",
             "Small playbook", "Open the log", "Tell the neighbours", "note", "scribe", "Scribe"]  # fmt: skip
    # Words of ours that happen to be in it as well.
    ours = {"of", "at"}
    assert [each for each in typed if each not in ours and each in shown] == []
    assert f"{ref}, SEV1 · active · day 1." in message["text"]
    assert "severity 2 → 1" in message["text"]
    assert "Course: 07:07 declared" in message["text"]


def test_the_clinical_cut_is_care_decisions_and_what_is_overdue_there(ward: Ward) -> None:
    """Every decision that is wanted; of the work only what is care's own."""
    ref = ward.declare("Servers encrypted", kind=Kind.RANSOMWARE)
    for title, role, hours in (("Read back results", "lab-lead", 1), ("Patch", "it-lead", 1),
                               ("Count blood", "blood-bank-lead", 9)):  # fmt: skip
        due_at = ward.clock.now() + timedelta(hours=hours)
        ward.on(ref, partial(tasks.add, title=title, role=role, due_at=due_at))
    ward.clock.advance(hours=2)
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 1, proof="opened"))
    ward.on(ref, lambda turn, it: tasks.claim(turn, it, 2), by=ANA)
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 2, proof="24"), by=ANA)
    message = ward.desk(BOSS, lambda turn: digests.preview(turn, cut=DigestCut.CLINICAL))
    text = message["text"]
    assert text.startswith("Clinical digest, 23 Nov 2022.")
    for words in (
        "Asked of you: #2 Cut the edge: approval of",
        "Overdue and blocked in care: #5 Read back results — due 08:07",
        "Next 24 hours in care: 16:07 #7 Count blood",
    ):
        assert words in text
    for words in ("What changed", "Tasks by owner", "Nobody holds", "Patch"):
        assert words not in text


def test_a_failing_section_of_a_short_cut_says_so(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(session: Session, _asked: reports.Asked) -> Any:
        session.connection().exec_driver_sql("SELECT * FROM nowhere")

    sections = tuple(
        replace(each, gather=broken) if each.name == "course" else each for each in reports.SECTIONS
    )
    monkeypatch.setattr(reports, "SECTIONS", sections)
    ward.declare()
    subscribe(ward, ANA, at="07:30", cut="ministry")
    ward.clock.advance(minutes=23)
    ward.tick(beat=1)
    (text,) = ward.texts("subscription")
    assert "Course: could not be computed (reference " in text
