"""Opens the tasks that steps of a playbook become, each tied to what it comes after.

Which rows of a register a step is about is asked here too; what happens to rows is `each`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.models import Incident, PlaybookRun
from bot.domain.register import Register
from bot.operations import due_back, recurring, step_rows, task_links
from bot.operations.step_rows import Planned
from bot.operations.turn import Turn
from bot.playbook.model import Playbook, Step
from bot.storage import tasks


@dataclass(frozen=True, slots=True)
class Opening:
    """The tasks that are to be opened for one run of a playbook."""

    run: PlaybookRun
    playbook: Playbook
    planned: Sequence[Planned]


def open_tasks(
    turn: Turn,
    incident: Incident,
    run: PlaybookRun,
    playbook: Playbook,
    planned: Iterable[Planned],
    *,
    in_parts: bool = False,
) -> tuple[int, ...]:
    """Open the tasks of one run, as `open_all` does; return their numbers."""
    opening = Opening(run, playbook, list(planned))
    return open_all(turn, incident, [opening], in_parts=in_parts)[0]


def open_all(
    turn: Turn, incident: Incident, openings: Sequence[Opening], *, in_parts: bool = False
) -> list[tuple[int, ...]]:
    """Write planned steps as tasks, tied to what they come after; return each run's numbers.

    All of them are asked for and written together, so that five playbooks cost hardly more than
    one. `in_parts`: of the same steps other tasks may be there already, or be opened later.
    """
    if not any(each.planned for each in openings):
        return [() for _ in openings]
    rows: list[step_rows.Row] = []
    named: dict[int, tuple[str, Planned]] = {}
    found: list[tuple[int, ...]] = []
    first = tasks.highest_number(turn.session, incident.row) + 1
    for each in openings:
        numbered = dict(enumerate(each.planned, start=first + len(rows)))
        rows += step_rows.rows(turn, incident, each.run, each.playbook, numbered)
        named |= {number: (each.playbook.slug, step) for number, step in numbered.items()}
        found.append(tuple(numbered))
    tasks.add_all(turn.session, rows)
    task_links.link(turn, incident, named, in_parts=in_parts)
    recurring.begin(turn, incident)
    due_back.settle(turn, incident)
    return found


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
