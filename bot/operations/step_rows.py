"""Makes tasks' rows of a playbook's steps: what they say, when they are due, what shows it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain import conditional, recurrence
from bot.domain import due as due_rules
from bot.domain.models import Incident, PlaybookRun
from bot.domain.report import USER_ID
from bot.domain.words import Proof, TaskStatus
from bot.grammar.times import written
from bot.operations.turn import Turn
from bot.playbook import fields
from bot.playbook.model import Playbook, Step
from bot.playbook.registers import REGISTERS

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Planned:
    """A step that becomes a task; `subject` is what is said of the row that it is about."""

    step: Step
    subject_noun: str | None = None
    subject_id: str | None = None
    subject: Mapping[str, str] = field(default_factory=dict)


def rows(
    turn: Turn,
    incident: Incident,
    run: PlaybookRun,
    playbook: Playbook,
    planned: Mapping[int, Planned],
) -> list[Row]:
    """Return the columns of the tasks that steps become, under the given numbers."""
    words = _spoken(turn, incident, playbook)
    known = due_rules.anchors(incident, run.started_at or turn.now)
    return [
        {
            "incident_id": incident.id,
            "number": number,
            "run_id": run.id,
            "playbook": playbook.slug,
            "position": number,
            "status": TaskStatus.TODO,
            "subject_noun": each.subject_noun,
            "subject_id": each.subject_id,
            "proof_round": 0,
            "created_at": turn.now,
            "created_by": turn.actor.user_id,
            **_asked(each.step, known["start"]),
            **_said(each.step, words | _row_words(each)),
            **_due(each, playbook, known, turn.house.zone),
        }
        for number, each in planned.items()
    ]


def _asked(step: Step, started_at: datetime) -> Row:
    """Return what a step asks of whoever does it."""
    return {
        "ref": step.ref,
        "role": step.role,
        "proof_required": Proof(step.proof),
        "approve": conditional.kept(step.approve, step.approve_when),
        "critical": step.critical,
        "gate": step.gate,
        "each": str(step.each) if step.each else None,
        "sets": step.sets,
        "every": due_rules.every_text(step, started_at),
    }


def _said(step: Step, words: dict[str, str]) -> Row:
    """Return a step's texts with their placeholders filled."""
    lines = [fields.fill(line, words) for line in step.checklist]
    return {
        "section": step.section,
        "title": fields.fill(step.title, words),
        "instruction": fields.fill(step.instruction, words),
        "checklist": json.dumps(lines, ensure_ascii=False),
    }


def _due(
    planned: Planned, playbook: Playbook, known: Mapping[str, datetime], zone: ZoneInfo
) -> Row:
    """Return when a step is due, as written and as a moment if its anchor has happened."""
    step = planned.step
    kept = due_rules.written(step.due.of(planned.subject), playbook.slug) if step.due else None
    due_at = due_rules.moment(kept, known) if kept else None
    # What recurs after other work begins to recur when that is done (`recurring.begin`).
    if step.every is not None and kept is None and not step.after:
        every = due_rules.every_text(step, known["start"]) or ""
        due_at = recurrence.rhythm(every, zone).after(known["start"])
    return {"due": kept, "due_at": due_at}


def _spoken(turn: Turn, incident: Incident, playbook: Playbook) -> dict[str, str]:
    """Return what the placeholders say that every step may use."""
    zone = turn.house.zone
    return {
        "incident.id": incident.ref,
        "incident.title": incident.title,
        "incident.kind": incident.kind.value,
        "incident.severity": f"SEV{incident.severity}",
        "incident.stage": incident.stage.value,
        "incident.noticed_at": written(incident.noticed_at, zone),
        "incident.declared_at": written(incident.declared_at, zone),
        "playbook.slug": playbook.slug,
        "playbook.title": playbook.title,
    }


def _row_words(planned: Planned) -> dict[str, str]:
    """Return what the placeholders about a register's row say."""
    if planned.step.each is None:
        return {}
    noun = planned.step.each.noun
    names = fields.FIELDS[noun]
    if planned.subject_id is None:
        # A register that is not kept yet: "each segment".
        return {f"{noun}.{name}": f"each {noun}" for name in names}
    told = {name: planned.subject.get(name) or f"{name} not known" for name in names}
    # An account says nothing to who is to phone that person: a mention is a name to every reader.
    told |= {name: _person(told[name]) for name in REGISTERS[noun].people}
    return {f"{noun}.{name}": value for name, value in told.items()}


def _person(kept: str) -> str:
    """Return an account as a mention; who has none is kept by name."""
    return f"<@{kept}>" if USER_ID.fullmatch(kept) else kept
