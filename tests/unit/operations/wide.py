"""A playbook over many servers, and what became of it."""

from typing import Any

from sqlmodel import Session, select

from bot.domain.models import Incident, Task, TaskAfter
from bot.domain.words import Kind
from bot.operations import incidents, servers
from bot.operations.turn import Turn
from bot.schedule.beat import Beat
from bot.schedule.importing import importing
from bot.schedule.quarantine import Quarantine
from tests.factories import Desk

WIDE = """---
slug: wide
title: Wide
---
# Wide
- [ ] Close {{server.hostname}} {#close each=server after=clean,lead due=+1h@clean}
- [ ] Tell the ministry {#tell after=close}
- [ ] Look after it {#look after=tell every=4h}
- [ ] Name a lead {#lead}
- [ ] Clean {{server.hostname}} {#clean each=server[unassessed] after=lead sets=isolate}
- [ ] Memory of {{server.hostname}} {#memory each=server[encrypted]}
"""


def filled(turn: Turn, count: int = 12) -> Incident:
    incident = incidents.declare(turn, title="Wide", severity=3, kind=Kind.OTHER)
    names = [{"hostname": f"h{number:04d}"} for number in range(1, count + 1)]
    servers.add(turn, incident, names)
    servers.perform(turn, incident, "h0002", "encrypted", "a note lies there")
    return incident


def beat(desk: Desk) -> Beat:
    return Beat(desk.database, desk.house, desk.clock.now(), Quarantine(), lambda: False)


def all_opened(desk: Desk) -> None:
    while importing(beat(desk)):
        pass


def shape(session: Session) -> dict[str, Any]:
    """Return the tasks by step and row, and what each comes after, whatever their numbers are."""
    found = session.exec(select(Task)).all()
    names = {task.number: f"{task.ref} {task.subject_id or ''}".strip() for task in found}
    ties: dict[str, set[str]] = {name: set() for name in names.values()}
    for row in session.exec(select(TaskAfter)):
        ties[names[row.number]].add(names.get(row.after_number or 0, f"? {row.wanted}"))
    assert len(names) == len(ties), "no task is there twice"
    return {
        names[task.number]: (
            task.title, str(task.status), task.due, str(task.due_at), task.each, task.created_by,
            ties[names[task.number]],
        )
        for task in found
    }  # fmt: skip
