"""An incident as one document: every register's rows with ids as people know them.

The shape is `docs/export.schema.json`; the chain in it can be verified without a database.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain import chain, recurrence
from bot.domain.models import (
    Approval,
    Deadline,
    Eta,
    Fact,
    Incident,
    Post,
    RoleHolder,
    Task,
    TaskAfter,
)
from bot.domain.words import PostState, RunState
from bot.export.registers import exported
from bot.storage import deadlines, facts, playbook_runs, posts, roles, tasks, timeline

SCHEMA_VERSION = 1
SHOWN_STATE = {PostState.SENT: "sent", PostState.DEAD: "dead"}


def when(at: datetime | None) -> str | None:
    """Return a moment as RFC 3339 in UTC, or None."""
    return None if at is None else chain.stamp(at)


def document(session: Session, incident: Incident) -> dict[str, Any]:
    """Return the whole incident as plain data; keys in the order of the schema."""
    return {
        "schema_version": SCHEMA_VERSION,
        "incident": _incident(incident),
        "roles": [_role(row) for row in roles.history(session, incident)],
        "playbook_runs": _runs(session, incident),
        "tasks": _tasks(session, incident),
        **exported(session, incident.row),
        "deadlines": [_deadline(row) for row in deadlines.of_incident(session, incident.row)],
        "facts": [_fact(row) for row in facts.history(session, incident.row)],
        "etas": [_eta(row) for row in facts.etas(session, [incident.row])],
        "timeline": list(timeline.every_entry(session, incident.row)),
        "posts": [_post(row) for row in posts.of_incident(session, incident.row) if _is_said(row)],
        "chain": {
            "algorithm": chain.ALGORITHM,
            "length": incident.head_seq,
            "head": incident.head_hash,
        },
    }


def _incident(row: Incident) -> dict[str, Any]:
    return {
        "id": row.ref,
        "title": row.title,
        "kind": str(row.kind),
        "severity": row.severity,
        "stage": str(row.stage),
        "private": row.private,
        "drill": row.drill,
        "occurred_at": when(row.occurred_at),
        "noticed_at": when(row.noticed_at),
        "declared_at": when(row.declared_at),
        "contained_at": when(row.contained_at),
        "breach_at": when(row.breach_at),
        "closed_at": when(row.closed_at),
        "declared_by": row.declared_by,
        "channel_id": row.channel_id,
        "last_update_at": when(row.last_update_at),
        "next_update_due": when(row.next_update_due),
    }


def _role(row: RoleHolder) -> dict[str, Any]:
    return {
        "role": row.role,
        "user_id": row.user_id,
        "since": when(row.since),
        "until": when(row.until),
    }


def _runs(session: Session, incident: Incident) -> list[dict[str, Any]]:
    return [
        {
            "slug": run.slug,
            "title": run.title,
            "source_sha256": run.source_sha256,
            "started_at": when(run.started_at),
            "started_by": run.started_by,
        }
        for run in playbook_runs.every(session, incident.row)
        if run.state is RunState.RUNNING
    ]


def _tasks(session: Session, incident: Incident) -> list[dict[str, Any]]:
    signatures = tasks.every_approval(session, incident.row)
    comes_after: dict[int, list[TaskAfter]] = {}
    for link in tasks.afters(session, incident.row):
        comes_after.setdefault(link.number, []).append(link)
    return [
        _task(task, comes_after.get(task.number, []), signatures.get(task.id or 0, []))
        for task in tasks.every_task(session, incident.row)
    ]


def _task(
    task: Task, comes_after: Iterable[TaskAfter], signatures: Iterable[Approval]
) -> dict[str, Any]:
    return {
        "number": task.number,
        "title": task.title,
        "playbook": task.playbook,
        "ref": task.ref,
        "section": task.section,
        "role": task.role,
        "assignee": task.assignee,
        "status": str(task.status),
        "due_at": when(task.due_at),
        "started_at": when(task.started_at),
        "done_at": when(task.done_at),
        "done_by": task.done_by,
        "after": [link.after_number or link.wanted for link in comes_after],
        "proof_required": str(task.proof_required),
        "proof": task.proof,
        "checklist": json.loads(task.checklist),
        "approvals_required": list(tasks.required_roles(task)),
        "approvals": [_approval(signature) for signature in signatures],
        "critical": task.critical,
        "gate": task.gate,
        "each": task.each,
        "sets": task.sets,
        "every": recurrence.told(task.every) if task.every else None,
        "subject": {"noun": task.subject_noun, "id": task.subject_id},
        "reason": task.reason,
    }


def _approval(row: Approval) -> dict[str, Any]:
    return {
        "role": row.role.partition("#")[0],
        "approver": row.approver,
        "verdict": str(row.verdict),
        "round": row.proof_round,
        "reason": row.reason,
        "at": when(row.at),
    }


def _deadline(row: Deadline) -> dict[str, Any]:
    return {
        "id": f"D{row.number}",
        "item": row.item,
        "profile": row.profile,
        "profile_version": row.profile_version,
        "regulator": row.regulator,
        "title": row.title,
        "hard": row.hard,
        "advisory": row.advisory,
        "effective_from": row.effective_from,
        "state": str(row.state),
        "anchor": row.anchor,
        "counted_from": row.counted_from,
        "anchor_at": when(row.anchor_at),
        "within": row.within or None,
        "due_at": when(row.due_at),
        "extended_to": when(row.extended_to),
        "extension_basis": row.extension_basis,
        "owner": row.owner,
        "approvers": [role for role in row.approvers.split(",") if role],
        "drafted_by": row.drafted_by,
        "approved_by": row.approved_by,
        "submitted_at": when(row.submitted_at),
        "submitted_by": row.submitted_by,
        "channel": row.channel,
        "receipt_no": row.receipt_no,
        "late_reason": row.late_reason,
        "acknowledged_at": when(row.acknowledged_at),
        "reason_na": row.reason_na,
        "source": row.source,
    }


def _fact(row: Fact) -> dict[str, Any]:
    return {
        "key": row.key,
        "value": row.value,
        "of": row.of or None,
        "status": row.status,
        "audience": row.audience,
        "as_of": when(row.as_of),
        "source": row.source,
        "said_by": row.said_by,
    }


def _eta(row: Eta) -> dict[str, Any]:
    return {
        "what": row.what,
        "at": when(row.at),
        "said_at": when(row.said_at),
        "said_by": row.said_by,
        "basis": row.basis,
    }


def _is_said(row: Post) -> bool:
    return row.method == "chat.postMessage" and row.state is not PostState.SUPERSEDED


def _post(row: Post) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "channel_id": row.channel_id,
        "key": row.key,
        "status": SHOWN_STATE.get(row.state, "pending"),
        "attempts": row.attempts,
        "slack_ts": row.slack_ts,
        "sent_at": when(row.sent_at),
    }


def whole(session: Session, incident: Incident) -> str:
    """Return an incident whole, as text."""
    return as_json(document(session, incident))


def as_json(content: dict[str, Any]) -> str:
    """Return the document as text; the same incident gives the same bytes."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
