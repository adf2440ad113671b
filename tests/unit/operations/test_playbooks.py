"""What a playbook's text becomes when it is run, and run again after an edit."""

from pathlib import Path

from bot.domain.models import Task
from bot.domain.words import Kind, TaskStatus
from bot.operations import incidents, playbooks
from bot.storage import tasks as task_queries
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


def test_what_is_ticked_in_the_file_opens_as_to_do(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    """A file that was saved after its last use has none of the next incident's work done."""
    desk = Desk(database, make_house(tmp_path / "playbooks", TICKED), clock)
    incident = desk(ANA, lambda turn: incidents.declare(turn, title="Paper", kind=Kind.OTHER))
    desk(ANA, lambda turn: playbooks.run(turn, fresh(turn, incident), "used"))

    def opened() -> list[Task]:
        return desk(ANA, lambda turn: task_queries.every_task(turn.session, incident.row))

    assert [(task.status, task.done_at) for task in opened()] == [(TaskStatus.TODO, None)] * 2
