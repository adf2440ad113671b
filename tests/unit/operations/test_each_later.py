"""Playbooks over very many rows: what is opened at once, what later, and that nothing differs by it."""

from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Incident, Post, ServerImport, ServerImportRow, Task, TaskAfter
from bot.domain.words import Door, Kind, Stage
from bot.errors import Refused
from bot.operations import background, each_later, incidents, playbooks, servers, tasks
from bot.operations.step_rows import Planned
from bot.operations.turn import Actor, House, Turn
from bot.playbook.model import Step
from bot.schedule.beat import Beat
from bot.schedule.importing import importing
from bot.schedule.quarantine import Quarantine
from bot.storage import estate, timeline
from bot.storage import tasks as task_queries
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh, make_house
from tests.unit.operations.wide import WIDE, all_opened, beat, filled, shape

ANA = "U1ANA"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a dozen rows be very many."""
    monkeypatch.setattr(each_later, "AT_ONCE", 6)
    monkeypatch.setattr(each_later, "PART", 7)


@pytest.fixture
def desk(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    return Desk(database, make_house(tmp_path / "playbooks", WIDE), clock)


def test_in_the_background_becomes_what_one_transaction_makes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(turn: Turn) -> tuple[int, int]:
        started = playbooks.run(turn, filled(turn), "wide")
        return len(started.added), started.later

    shapes = []
    for at_once in (1_000, 6):
        monkeypatch.setattr(each_later, "AT_ONCE", at_once)
        monkeypatch.setattr(each_later, "PART", 7)
        now, later = desk(ANA, start)
        # What is small and waits for nothing comes at once: a name, and the one memory.
        assert (now, later) == ((27, 0) if at_once == 1_000 else (2, 25))
        all_opened(desk)
        shapes.append(desk.database.read_now(shape))
        desk(ANA, _away)
    assert shapes[0] == shapes[1]
    assert shapes[0]["tell"][-1] == {f"close SRV-{number:03d}" for number in range(1, 13)}
    # What recurs waits for its turn: nobody is reminded of it before.
    assert shapes[0]["look"][3] == "None"


def _away(turn: Turn) -> None:
    """Take the tasks and the rows away, so that the same can be asked again."""
    for model in (TaskAfter, Task, ServerImportRow, ServerImport):
        for row in turn.session.exec(select(model)).all():
            turn.session.delete(row)
        turn.session.flush()


def test_a_small_run_stays_in_the_one_transaction(desk: Desk) -> None:
    def story(turn: Turn) -> None:
        started = playbooks.run(turn, filled(turn), "wide")
        assert (len(started.added), started.later) == (27, 0)
        assert turn.session.exec(select(ServerImport)).all() == []

    desk(ANA, story)


@pytest.mark.usefixtures("few")
def test_what_happens_to_a_row_meanwhile_finds_its_tasks(desk: Desk) -> None:
    def start(turn: Turn) -> Incident:
        incident = filled(turn)
        playbooks.run(turn, incident, "wide")
        return incident

    incident = desk(ANA, start)

    def meanwhile(turn: Turn) -> None:
        here = fresh(turn, incident)
        servers.perform(turn, here, "h0005", "isolate", "precaution")
        servers.perform(turn, here, "h0006", "suspect", "odd logins")
        servers.add(turn, here, [{"hostname": "late"}])

    desk(ANA, meanwhile)
    found = desk.database.read_now(shape)
    assert len(found) == 2 + 3 * 2
    assert found["clean SRV-005"][1] == "done"
    # The due time that counts from it is there as well, though both were opened in that moment.
    assert found["close SRV-005"][3] != "None"
    assert found["clean SRV-006"][1] == "skipped"
    all_opened(desk)
    found = desk.database.read_now(shape)
    assert len(found) == 27 + 2
    assert found["tell"][-1] == {f"close SRV-{number:03d}" for number in range(1, 14)}


@pytest.mark.usefixtures("few")
def test_what_was_done_before_the_rest_was_opened_counts(desk: Desk) -> None:
    def start(turn: Turn) -> Incident:
        incident = filled(turn)
        playbooks.run(turn, incident, "wide")
        tasks.done(turn, incident, 1)
        return incident

    incident = desk(ANA, start)
    beat_of_one = Beat(
        desk.database,
        desk.house,
        desk.clock.now(),
        Quarantine(),
        iter([False, False, True]).__next__,
    )
    importing(beat_of_one)

    def finish(turn: Turn) -> int:
        cleaned = select(Task).where(Task.ref == "clean").order_by(col(Task.number))
        first = turn.session.exec(cleaned).first()
        assert first is not None
        assert turn.session.exec(select(Task.id).where(Task.ref == "close")).first() is None
        tasks.done(turn, fresh(turn, incident), first.number)
        return first.number

    desk(ANA, finish)
    all_opened(desk)
    found = desk.database.read_now(shape)
    dues = {name: each[3] for name, each in found.items() if name.startswith("close")}
    assert sum(due != "None" for due in dues.values()) == 1
    assert dues["close SRV-001"] != "None"


@pytest.mark.usefixtures("few")
def test_what_would_overtake_it_waits_with_a_word(desk: Desk, tmp_path: Path) -> None:
    def start(turn: Turn) -> Incident:
        incident = filled(turn)
        playbooks.run(turn, incident, "wide")
        return incident

    incident = desk(ANA, start)
    newer = make_house(tmp_path / "newer", WIDE + "- [ ] One more {#more}\n")

    def again(turn: Turn) -> None:
        with pytest.raises(Refused, match=r"25 tasks of Wide are still being opened") as refused:
            playbooks.run(_in(turn, newer), fresh(turn, incident), "wide")
        assert "Try again in a minute" in refused.value.next_step
        here = fresh(turn, incident)
        with pytest.raises(Refused, match=r"so this step must wait"):
            incidents.move_stage(turn, here, Stage.CONTAINED)
        here.stage = Stage.REVIEW
        with pytest.raises(Refused, match=r"so closing must wait"):
            incidents.close(turn, here, reason="all is well")
        here.stage = Stage.ACTIVE

    desk(ANA, again)
    all_opened(desk)
    desk(ANA, lambda turn: playbooks.run(_in(turn, newer), fresh(turn, incident), "wide"))
    assert "more" in desk.database.read_now(shape)


def test_a_critical_task_behind_thousands_keeps_the_incident_open(desk: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = incidents.declare(turn, title="Wide", severity=3, kind=Kind.OTHER)
        row = {"incident_id": incident.row, "status": "todo", "created_at": turn.now,
               "created_by": ANA, "title": "x", "proof_round": 0}  # fmt: skip
        rows = [
            {**row, "number": n, "position": n, "critical": n == 2_100} for n in range(1, 2_101)
        ]
        task_queries.add_all(turn.session, rows)
        incident.stage = Stage.REVIEW
        with pytest.raises(Refused, match=r"1 critical or unapproved tasks are open \(#2100\)"):
            incidents.close(turn, incident, reason="all is well")

    desk(ANA, story)


def _in(turn: Turn, house: House) -> Turn:
    return Turn(turn.session, turn.now, turn.actor, house)


@pytest.mark.usefixtures("few")
def test_it_goes_on_whatever_became_of_the_incident_and_is_written_down_once(desk: Desk) -> None:
    def start(turn: Turn) -> Incident:
        incident = filled(turn)
        playbooks.run(turn, incident, "wide")
        incidents.stand_down(turn, incident, reason="a drill that nobody had told")
        return incident

    incident = desk(ANA, start)
    all_opened(desk)

    def read(session: Session) -> tuple[int, list[str]]:
        entries = timeline.every_entry(session, incident.row)
        said = [f"{each['action']}: {each['text']}" for each in entries]
        return len(session.exec(select(Task)).all()), [
            each for each in said if each.startswith("playbook.")
        ]

    assert desk.database.read_now(read) == (27, [
        "playbook.started: Wide: 2 tasks, #1-#2; 25 more are being opened",
        "playbook.opened: Wide: 25 more tasks",
    ])  # fmt: skip
    # Another process that had it in hand at the same moment finds that it is done.
    desk(ANA, lambda turn: _late(turn, incident))
    assert desk.database.read_now(read)[0] == 27


def _late(turn: Turn, incident: Incident) -> None:
    job = turn.session.exec(select(ServerImport).order_by(col(ServerImport.id))).one()
    machine = Turn(turn.session, turn.now, Actor(job.by, Door(job.door)), turn.house)
    assert job.state == estate.DONE
    assert not background.go_on(machine, fresh(turn, incident), job)


def test_parting_keeps_steps_whole_and_orders_them() -> None:
    def rows(ref: str, count: int, *after: str) -> list[Planned]:
        step = Step(ref=ref, title=ref, after=after)
        return [Planned(step, "server", f"SRV-{number}") for number in range(count)]

    wanted = [*rows("z", 1, "b"), *rows("b", 400, "a"), *rows("a", 90), *rows("c", 20, "other/b")]
    now, later = each_later.apart("p", wanted)
    assert [each.step.ref for each in now] == ["a"] * 90 + ["b"] * 400 + ["z"]
    assert [each.step.ref for each in later] == ["c"] * 20


@pytest.mark.usefixtures("few")
def test_a_text_that_cannot_be_read_any_more_ends_it_with_a_word_and_stops_nobody(
    desk: Desk,
) -> None:
    def start(turn: Turn) -> Incident:
        incident = filled(turn)
        row = playbooks.run(turn, incident, "wide").run
        row.source, row.source_sha256 = "---\nslug: wide\nnonsense: 1\n---\n", "other"
        turn.session.add(row)
        return incident

    incident = desk(ANA, start)
    assert importing(beat(desk)) == 1
    assert importing(beat(desk)) == 0, "nobody tries again"

    def read(session: Session) -> tuple[str, list[str]]:
        job = session.exec(select(ServerImport)).one()
        told = session.exec(select(Post.payload).where(Post.kind == "event")).all()
        return job.state, [each for each in told if "could not be opened" in each]

    state, told = desk.database.read_now(read)
    assert state == "failed"
    assert len(told) == 1
    assert "25 tasks of *Wide*" in told[0]
    assert f"<@{ANA}>" in told[0]
    assert "/playbook run wide" in told[0]

    def go_on(turn: Turn) -> int:
        servers.perform(turn, fresh(turn, incident), "h0001", "isolate", "")
        started = playbooks.run(turn, fresh(turn, incident), "wide")
        return len(started.added) + started.later

    assert desk(ANA, go_on) == 25
