"""What a playbook's text becomes when it is run, and run again after an edit."""

from pathlib import Path

import pytest

from bot.domain.models import Incident, Task
from bot.domain.words import Kind, TaskStatus
from bot.errors import NotFound, Refused
from bot.operations import approvals, incidents, playbooks, tasks
from bot.storage import tasks as task_queries
from bot.storage import timeline
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh, make_house

ANA = "U1ANA"
TICKED = """---
slug: used
title: Used before
---
- [x] Capture memory {#mem proof=file approve=legal-lead critical=true}
- [x] Call the director
"""
DEMO = "---\nslug: demo\ntitle: Demo\n---\n- [ ] Look\n"


@pytest.fixture
def desk(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    return Desk(database, make_house(tmp_path / "playbooks", DEMO), clock)


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return desk(ANA, lambda turn: incidents.declare(turn, title="Paper", kind=Kind.OTHER))


def run(desk: Desk, incident: Incident, slug: str, text: str, folder: Path) -> None:
    """Run a playbook as its file is now."""
    desk.house = make_house(folder, text)
    desk(ANA, lambda turn: playbooks.run(turn, fresh(turn, incident), slug))


def test_what_is_ticked_in_the_file_opens_as_to_do(
    desk: Desk, incident: Incident, tmp_path: Path
) -> None:
    """A file that was saved after its last use has none of the next incident's work done."""
    run(desk, incident, "used", TICKED, tmp_path / "used")

    def opened() -> list[Task]:
        return desk(ANA, lambda turn: task_queries.every_task(turn.session, incident.row))

    assert [(task.status, task.done_at) for task in opened()] == [(TaskStatus.TODO, None)] * 2


def test_the_timeline_counts_one_task_as_one(
    desk: Desk, incident: Incident, tmp_path: Path
) -> None:
    text = DEMO
    for more in ("", "- [ ] Listen\n", "- [ ] Write\n- [ ] Tell\n", "\n<!-- read -->\n"):
        text += more
        run(desk, incident, "demo", text, tmp_path / "demo")
    entries = desk(ANA, lambda turn: list(timeline.every_entry(turn.session, incident.row)))
    assert [each["text"] for each in entries if each["action"].startswith("playbook.")] == [
        "Demo: 1 task, #1", "Demo: 1 new task", "Demo: 2 new tasks", "Demo: no new tasks",
    ]  # fmt: skip


def test_two_bare_signatures_are_asked_of_two_others(
    desk: Desk, incident: Incident, tmp_path: Path
) -> None:
    text = DEMO.replace("Look", "Look {#look approve=2}")
    run(desk, incident, "demo", text, tmp_path / "two")
    desk(ANA, lambda turn: tasks.done(turn, fresh(turn, incident), 1, None))

    def refused(user_id: str) -> str:
        with pytest.raises(Refused) as no:
            desk(user_id, lambda turn: approvals.approve(turn, fresh(turn, incident), 1))
        return str(no.value.who)

    assert refused(ANA) == "two other responders"
    desk("U2BEN", lambda turn: approvals.approve(turn, fresh(turn, incident), 1))
    assert refused(ANA) == refused("U2BEN") == "any other responder"


def test_a_file_without_a_task_is_said_to_be_none(
    desk: Desk, incident: Incident, tmp_path: Path
) -> None:
    """It is a mere warning in a plain file, and yet the file is not used."""
    with pytest.raises(NotFound, match=r"its file has an error: small\.md:1: no line is a task"):
        run(desk, incident, "small", "Only words.\n", tmp_path / "none")
