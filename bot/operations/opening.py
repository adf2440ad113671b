"""Opens the tasks that steps of a playbook become, each tied to what it comes after.

Which rows of a register a step is about is asked here too; what happens to rows is `each`.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from bot.domain.models import Incident, PlaybookRun
from bot.domain.register import Register
from bot.operations import due_back, recurring, step_rows, task_links
from bot.operations.step_rows import Planned
from bot.operations.turn import Turn
from bot.playbook.model import Playbook, Step
from bot.playbook.parse import parse
from bot.storage import tasks


def open_tasks(
    turn: Turn,
    incident: Incident,
    run: PlaybookRun,
    playbook: Playbook,
    planned: Iterable[Planned],
    *,
    in_parts: bool = False,
) -> tuple[int, ...]:
    """Write planned steps as tasks, tied to what they come after; return their numbers.

    `in_parts`: of the same steps other tasks may be there already, or be opened later.
    """
    wanted = list(planned)
    if not wanted:
        return ()
    first = tasks.highest_number(turn.session, incident.row) + 1
    numbered = dict(enumerate(wanted, start=first))
    tasks.add_all(turn.session, step_rows.rows(turn, incident, run, playbook, numbered))
    task_links.link(turn, incident, playbook.slug, numbered, in_parts=in_parts)
    recurring.begin(turn, incident)
    due_back.settle(turn, incident)
    return tuple(numbered)


def said_of(register: Register, rows: Iterable[Any]) -> list[Mapping[str, str]]:
    """Return what is said of the register's rows: read once, asked by every step."""
    held = (row for row in rows if register.holds(row))
    return [{**register.shows(row), "id": register.name(row)} for row in held]


def planned(register: Register, step: Step, rows: Iterable[Mapping[str, str]]) -> Iterator[Planned]:
    """Yield what a step becomes: one task for every row that it is about."""
    for said in rows:
        if step.each is not None and step.each.matches(said):
            yield about(register, step, said)


def about(register: Register, step: Step, said: Mapping[str, str]) -> Planned:
    """Return what a step becomes for one row, whether the row matches or not."""
    return Planned(step, register.noun, said["id"], said)


class UnreadableError(ValueError):
    """A run keeps a text that was read once and cannot be read any more; says what is wrong."""


def as_started(run: PlaybookRun) -> Playbook:
    """Return the playbook that a run keeps, or raise UnreadableError."""
    return _as_started(run.source_sha256, run.source)


@lru_cache(maxsize=64)
def _as_started(_sha256: str, source: str) -> Playbook:
    playbook, findings = parse(source, "run")
    if playbook is None:
        raise UnreadableError(str(findings[0]) if findings else "it cannot be read")
    return playbook
