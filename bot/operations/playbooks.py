"""Starting playbooks: their steps become tasks of the incident, with the text they started from."""

import hashlib
from dataclasses import dataclass

from sqlmodel import select

from bot.domain.models import Incident, PlaybookRun, Task
from bot.domain.people import check_responder
from bot.domain.stages import check_open
from bot.domain.words import RunState
from bot.errors import NotFound, Refused
from bot.grammar.suggest import nearest
from bot.grammar.text import quoted
from bot.operations import each, registers
from bot.operations.people import standing
from bot.operations.turn import Turn
from bot.playbook.diff import difference
from bot.playbook.model import ANY_ROLE, Playbook, Step
from bot.playbook.parse import parse
from bot.storage import incidents, tasks


@dataclass(frozen=True, slots=True)
class Started:
    """What starting a playbook did. `summary` tells the difference when it ran before."""

    run: PlaybookRun
    added: tuple[int, ...]
    summary: str = ""


def found(turn: Turn, slug: str) -> Playbook:
    """Return the library's playbook of that name, or raise NotFound with the nearest."""
    wanted = " ".join(slug.split()).lower().removesuffix(".md")
    known = turn.house.library.playbooks
    titled = {playbook.title.lower(): playbook for playbook in known.values()}
    playbook = known.get(wanted) or titled.get(wanted)
    if playbook is not None:
        return playbook
    close = nearest(wanted.replace(" ", "-"), known)
    raise NotFound(
        f"There is no playbook {quoted(wanted)}.",
        instead=(slug.strip(), close) if close else None,
        next_step=f"Did you mean `{close}`?" if close else "`/playbook list` shows them all.",
    )


def run(turn: Turn, incident: Incident, slug: str) -> Started:
    """Start a playbook, or add what a changed file has new; nothing that is there is dropped."""
    incidents.lock(turn.session, incident)
    playbook = found(turn, slug)
    check_responder(standing(turn, incident), "start playbooks")
    check_open(incident, "start a playbook")
    before = tasks.run_of(turn.session, incident, playbook.slug)
    if before is None or before.state is RunState.OFFERED:
        return start(turn, incident, playbook, before)
    return _add_what_is_new(turn, incident, before, playbook)


def offer(turn: Turn, incident: Incident, playbook: Playbook) -> PlaybookRun:
    """Offer a playbook that neither runs nor is offered yet: a button starts it."""
    row = PlaybookRun(
        incident_id=incident.row, slug=playbook.slug, title=playbook.title, state=RunState.OFFERED
    )
    turn.session.add(row)
    turn.session.flush()
    turn.record(incident, "playbook.offered", subject=playbook.slug, text=playbook.title)
    return row


def start(
    turn: Turn, incident: Incident, playbook: Playbook, before: PlaybookRun | None = None
) -> Started:
    """Start a playbook that does not run yet; *before* is its offer, if it was offered."""
    row = before or PlaybookRun(
        incident_id=incident.row, slug=playbook.slug, title=playbook.title, state=RunState.RUNNING
    )
    row.state, row.title = RunState.RUNNING, playbook.title
    row.source, row.source_sha256 = playbook.source, _sha256(playbook)
    row.started_at, row.started_by = turn.now, turn.actor.user_id
    turn.session.add(row)
    turn.session.flush()
    added = _add_steps(turn, incident, row, playbook, playbook.steps)
    turn.record(
        incident, "playbook.started", subject=playbook.slug,
        text=f"{playbook.title}: {len(added)} tasks, #{added[0]}-#{added[-1]}" if added
        else f"{playbook.title}: no tasks",
        after=row.source_sha256,
    )  # fmt: skip
    return Started(row, added)


def _add_what_is_new(
    turn: Turn, incident: Incident, row: PlaybookRun, playbook: Playbook
) -> Started:
    if row.source_sha256 == _sha256(playbook):
        raise Refused(
            f"{playbook.title} runs here already, and its file has not changed since.",
            rule="one run of a playbook",
            next_step=f"`/task list {playbook.slug}` shows its tasks.",
        )
    old, _ = parse(row.source, playbook.path)
    change = difference(old, playbook) if old is not None else None
    there = set(
        turn.session.exec(
            select(Task.ref).where(Task.incident_id == incident.id, Task.playbook == row.slug)
        )
    )
    new_steps = tuple(step for step in playbook.steps if step.ref not in there)
    was = row.source_sha256
    row.source, row.source_sha256, row.title = playbook.source, _sha256(playbook), playbook.title
    turn.session.add(row)
    added = _add_steps(turn, incident, row, playbook, new_steps)
    summary = change.summary() if change is not None else ""
    turn.record(
        incident, "playbook.renewed", subject=row.slug,
        text=f"{playbook.title}: {len(added)} new tasks", before=was, after=row.source_sha256,
    )  # fmt: skip
    return Started(row, added, summary)


def _add_steps(
    turn: Turn, incident: Incident, row: PlaybookRun, playbook: Playbook, steps: tuple[Step, ...]
) -> tuple[int, ...]:
    """Write the steps as tasks, one for each row that a step is about; return their numbers."""
    planned = registers.planned(turn, incident, steps)
    return each.open_tasks(turn, incident, row, playbook, planned)


def _sha256(playbook: Playbook) -> str:
    return playbook.source_sha256 or hashlib.sha256(playbook.source.encode()).hexdigest()


def needs_any(role: str) -> bool:
    """Tell whether a required signature may come from any responder."""
    return role == ANY_ROLE
