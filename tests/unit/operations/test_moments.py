"""When playbooks start by themselves or are offered, each at the moment that it names."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Incident, PlaybookRun, Post, Task
from bot.domain.words import ENDED, Kind, RunState, Stage
from bot.errors import Refused
from bot.operations import facts, incidents, noting, playbooks, suspensions, tasks
from bot.operations.turn import Turn
from bot.playbook.frontmatter import KINDS, STAGES
from bot.playbook.library import Library
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh, make_house
from tests.shelf import book

ASHA = "U0ASHA"
SHELF = {
    "first": "when: {kind: [intrusion], severity: [1, 2]}\nstart: auto",
    "worst": "when: {kind: [intrusion], severity: [1]}\nstart: auto",
    "clean": "when: {kind: [intrusion], stage: [contained, eradication]}\nstart: offer",
    "watch": "when: {stage: [eradication]}\nstart: auto",
    "learn": "when: {stage: [monitoring, review]}\nstart: offer",
    "note": "when: {said: [ransom note, bitcoin]}\nstart: offer",
    "leaving": "when: {said: [suspension order]}\nstart: offer",
    "bad-note": "when: {severity: [1], said: [bitcoin]}\nstart: offer",
    "hidden": "when: {said: [wallet]}\nstart: offer\nprivate: true",
    "quiet": "when: {stage: [contained], said: [bitcoin]}\nstart: manual",
}
NOW_THERE = {
    "contained": {"clean": "offered"},
    "eradication": {"clean": "offered", "watch": "running"},
    "monitoring": {"clean": "offered", "watch": "running", "learn": "offered"},
}


@pytest.fixture
def desk(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    """A desk whose shelf holds one playbook for each kind of moment."""
    folder = tmp_path / "playbooks"
    folder.mkdir()
    for slug, front in SHELF.items():
        text = f"---\nslug: {slug}\ntitle: The {slug}\n{front}\n---\n- [ ] Begin {{#begin}}\n"
        (folder / f"{slug}.md").write_text(text, encoding="utf-8")
    house = make_house(tmp_path / "unused", library=Library.load(folder))
    return Desk(database, house, clock)


def declared(
    desk: Desk, title: str = "e-Hospital is down", severity: int = 2, *, private: bool = False
) -> Incident:
    return desk(
        ASHA,
        lambda turn: incidents.declare(turn, title=title, severity=severity, private=private),
    )


def there(desk: Desk, incident: Incident) -> dict[str, str]:
    """Return each playbook of the incident with its state."""

    def read(session: Session) -> dict[str, str]:
        runs = session.exec(select(PlaybookRun).where(PlaybookRun.incident_id == incident.id))
        return {run.slug: run.state.value for run in runs}

    return desk.database.read_now(read)


def told(desk: Desk, key: str = "begun:") -> list[str]:
    """Return what the channel was told of playbooks, in order."""

    def read(session: Session) -> list[str]:
        wanted = select(Post.payload).where(col(Post.key).startswith(key))
        return [json.loads(each)["text"] for each in session.exec(wanted.order_by(col(Post.id)))]

    return desk.database.read_now(read)


def moves(desk: Desk, incident: Incident, stage: str, reason: str = "") -> None:
    desk(
        ASHA,
        lambda turn: incidents.move_stage(turn, fresh(turn, incident), Stage(stage), reason=reason),
    )


def test_a_declaration_starts_only_what_names_no_other_moment(desk: Desk) -> None:
    incident = declared(desk)
    assert there(desk, incident) == {"first": "running"}
    assert told(desk) == [], "The board and the answer say it; a message would be the third."


def test_a_stage_starts_and_offers_what_waits_for_it_once(desk: Desk) -> None:
    incident = declared(desk)
    for stage in ("contained", "eradication", "recovery", "monitoring", "review", "monitoring"):
        moves(desk, incident, stage, "step by step")
        if stage in NOW_THERE:
            assert there(desk, incident) == {"first": "running", **NOW_THERE[stage]}
    assert told(desk) == [
        "Offered now: *The clean*. Start it with its button.",
        "Started by itself: *The watch*, 1 task (#2).",
        "Offered now: *The learn*. Start it with its button.",
    ]


def test_a_stage_of_its_own_does_not_start_what_belongs_to_the_declaration(desk: Desk) -> None:
    """A playbook that was written in the meantime starts by hand, not in the middle of the night."""
    incident = declared(desk, severity=3)
    text = "---\nwhen: {kind: [intrusion], severity: [3]}\n---\n- [ ] Begin {#begin}\n"
    (desk.house.library.folder / "late.md").write_text(text, encoding="utf-8")
    later = replace(desk.house, library=desk.house.library.reload())
    moves(Desk(desk.database, later, desk.clock), incident, "contained")
    assert there(desk, incident) == {"clean": "offered"}


def test_a_worse_severity_starts_more_and_says_so(desk: Desk) -> None:
    incident = declared(desk, severity=3)
    assert there(desk, incident) == {}
    for level in (1, 4, 1):
        desk(
            ASHA,
            lambda turn, level=level: incidents.change_severity(  # type: ignore[misc]  # in a loop.
                turn, fresh(turn, incident), level, reason="the laboratory"
            ),
        )
    assert there(desk, incident) == {"first": "running", "worst": "running"}
    assert told(desk) == [
        "Started by itself: *The first*, 1 task (#1).\nStarted by itself: *The worst*, 1 task (#2)."
    ]


@pytest.mark.parametrize(
    ("how", "words", "offered"),
    [
        ("title", "A Ransom  Note on a screen of the lab", ["note"]),
        ("note", "they want BITCOIN", ["note"]),
        ("update", "_ransom note_ found on two PCs", ["note"]),
        ("task note", "a ransom note, photographed", ["note"]),
        ("proof", "saw a ransom note at 07:10", ["note"]),
        ("fact", "bitcoin", ["note"]),
        ("message", "look, a ransom note", ["note"]),
        ("note", "ransomware, the notes say", []),
        ("note", "no bitcoins", []),
    ],
)
def test_a_word_that_is_written_offers_what_listens_for_it(
    desk: Desk, how: str, words: str, offered: list[str]
) -> None:
    """Also a second time, once; a playbook for a worse incident does not listen."""
    incident = declared(desk, title=words if how == "title" else "e-Hospital is down")
    acts = {
        "note": lambda turn: incidents.note(turn, fresh(turn, incident), words),
        "update": lambda turn: incidents.update(turn, fresh(turn, incident), words),
        "task note": lambda turn: tasks.note(turn, fresh(turn, incident), 1, words),
        "message": lambda turn: noting.note(
            turn, fresh(turn, incident), noting.Words("C0WARD", "1.000001", text=words)
        ),
        "fact": lambda turn: facts.enter(turn, fresh(turn, incident), "asked-in", words),
        "proof": lambda turn: tasks.done(turn, fresh(turn, incident), 1, words),
    }
    for _ in range(2 if how in {"note", "update", "task note", "fact"} else 1):
        if how in acts:
            desk(ASHA, acts[how])
    assert [slug for slug, state in there(desk, incident).items() if state == "offered"] == offered
    said = ["Offered now: *The note*. Start it with its button."] if offered else []
    assert told(desk) == ([] if how == "title" else said)


def test_an_order_that_is_entered_offers_what_belongs_to_it(desk: Desk) -> None:
    incident = declared(desk)

    def serve(turn: Turn) -> None:
        suspensions.serve(
            turn, fresh(turn, incident), "U0RAVI", order_no="HR/117", authority="MS", deputy=None
        )

    desk(ASHA, serve)
    assert there(desk, incident) == {"first": "running", "leaving": "offered"}
    assert told(desk) == ["Offered now: *The leaving*. Start it with its button."]


def test_what_is_on_offer_starts_by_one_order(desk: Desk) -> None:
    incident = declared(desk)
    desk(ASHA, lambda turn: incidents.note(turn, fresh(turn, incident), "bitcoin"))
    begun = desk(ASHA, lambda turn: playbooks.run(turn, fresh(turn, incident), "note"))
    assert (begun.run.state, begun.added) == (RunState.RUNNING, (2,))


@pytest.mark.parametrize("how", ["title", "note"])
@pytest.mark.parametrize("private", [False, True])
def test_what_is_private_is_offered_and_run_in_a_private_incident_alone(
    desk: Desk, how: str, *, private: bool
) -> None:
    """In a public one the channel is told once where it runs, also after the word fell again."""
    title = "A wallet on the screen" if how == "title" else "e-Hospital is down"
    incident = declared(desk, title, private=private)
    for _ in range(2):
        desk(ASHA, lambda turn: incidents.note(turn, fresh(turn, incident), "the wallet again"))
    offered = [slug for slug, state in there(desk, incident).items() if state == "offered"]
    assert offered == (["hidden"] if private else [])
    where = (
        "*The hidden* is wanted now. It runs in a private incident alone: type `/incident declare "
        "private sev3 kind=other The hidden`, invite who must know, then `/playbook run hidden` "
        "there."
    )
    assert told(desk, "elsewhere:") == ([] if private else [where])
    if private:
        assert desk(ASHA, lambda turn: playbooks.run(turn, fresh(turn, incident), "hidden")).added
        return
    with pytest.raises(Refused, match="runs in a private incident alone, and") as refused:
        desk(ASHA, lambda turn: playbooks.run(turn, fresh(turn, incident), "hidden"))
    assert "`/incident declare private sev3 kind=other The hidden`" in refused.value.next_step
    assert desk(ASHA, lambda turn: playbooks.run(turn, fresh(turn, incident), "quiet")).added


def test_a_private_playbook_is_not_chosen_for_a_public_incident(desk: Desk) -> None:
    """Nothing of the incident stays; its private neighbour is declared with it."""

    def declare(turn: Turn, *, private: bool) -> Incident:
        return incidents.declare(turn, title="x-ray", private=private, playbooks=["hidden"])

    with pytest.raises(Refused, match="runs in a private incident alone"):
        desk(ASHA, lambda turn: declare(turn, private=False))
    incident = desk(ASHA, lambda turn: declare(turn, private=True))
    assert incident.number == 1
    assert there(desk, incident)["hidden"] == "running"


def test_an_ended_incident_offers_nothing(desk: Desk) -> None:
    incident = declared(desk, severity=4)
    moves(desk, incident, "stood_down", "a printer")
    desk(ASHA, lambda turn: incidents.note(turn, fresh(turn, incident), "no ransom note at all"))
    assert there(desk, incident) == {}


def test_the_numbers_of_tasks_go_on_where_they_were(desk: Desk) -> None:
    incident = declared(desk)
    desk(ASHA, lambda turn: tasks.add(turn, fresh(turn, incident), "Call the vendor"))
    moves(desk, incident, "contained")
    moves(desk, incident, "eradication")

    def read(session: Session) -> list[tuple[int, str | None]]:
        rows = session.exec(select(Task).order_by(col(Task.number)))
        return [(task.number, task.playbook) for task in rows]

    assert desk.database.read_now(read) == [(1, "first"), (2, None), (3, "watch")]


def test_the_playbook_on_access_listens_for_what_an_order_says() -> None:
    when = book("revoke-access").when
    assert when is not None
    assert when.heard(suspensions.SAID)


def test_playbooks_know_the_kinds_and_stages_that_incidents_have() -> None:
    assert set(KINDS) == set(Kind)
    assert [stage for stage in Stage if stage not in ENDED] == list(STAGES)
