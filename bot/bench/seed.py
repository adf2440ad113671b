"""Fills a database with incidents at work, fast: whole tables by one statement each.

Everything goes past the operations, so nothing here tells what the product costs.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from bot.bench.load import PERSON
from bot.domain import chain
from bot.domain.models import (
    Deadline,
    Incident,
    Post,
    RoleHolder,
    Schedule,
    Server,
    Task,
    TimelineEntry,
)
from bot.domain.people import COMMANDER
from bot.domain.words import DeadlineState, Door, Kind, PostState, Proof, Stage, TaskStatus
from bot.storage import timeline

YEAR = 2022
# A million rows at once would not fit into a small machine.
AT_ONCE = 50_000


def channel(number: int) -> str:
    """Return the channel of the incident of that number."""
    return f"C{number:08d}"


def incidents(
    session: Session, numbers: range, *, now: datetime, stage: Stage = Stage.ACTIVE
) -> None:
    """Write incidents with their commander, their schedule and a board that Slack shows."""
    declared = now - timedelta(hours=3)
    session.execute(
        sa.insert(Incident),
        [
            {
                "ref": f"INC-{YEAR}-{number:03d}", "year": YEAR, "number": number,
                "title": f"e-Hospital servers encrypted, site {number}", "kind": Kind.RANSOMWARE,
                "severity": 1 + number % 4, "stage": stage, "private": False, "drill": False,
                "noticed_at": declared, "declared_at": declared, "declared_by": PERSON,
                "channel_id": channel(number), "board_ts": f"1600000000.{number:06d}",
            }
            for number in numbers
        ],
    )  # fmt: skip
    here = (
        col(Incident.year) == YEAR, col(Incident.number) >= numbers.start,
        col(Incident.number) < numbers.stop,
    )  # fmt: skip
    rows = session.execute(sa.select(col(Incident.id), col(Incident.ref)).where(*here)).all()
    session.execute(
        sa.insert(RoleHolder),
        [
            {"incident_id": row.id, "role": COMMANDER, "user_id": PERSON, "since": declared}
            for row in rows
        ],
    )
    session.execute(sa.insert(Schedule), [_schedule(row, now) for row in rows])
    session.execute(sa.insert(Post), [_board(row, declared) for row in rows])


def _schedule(row: Any, now: datetime) -> dict[str, Any]:
    return {
        "key": f"summary:{row.ref}", "kind": "summary", "incident_id": row.id,
        "zone": "Asia/Kolkata", "next_due_at": now + timedelta(hours=1),
    }  # fmt: skip


def _board(row: Any, at: datetime) -> dict[str, Any]:
    return {
        "key": f"board:{row.ref}", "kind": "board", "method": "chat.postMessage",
        "lane": f"incident:{row.id}", "incident_id": row.id, "target": f"incident:{row.id}",
        "state": PostState.SENT, "created_at": at, "sent_at": at, "payload": "{}",
        "channel_id": channel(row.id), "slack_ts": f"1600000000.{row.id:06d}",
    }  # fmt: skip


def _counted(most: int) -> Any:
    """Return SQL that counts from 1 to *most*, as `n`."""
    start = sa.select(sa.literal(1).label("n")).cte("numbers", recursive=True)
    return start.union_all(sa.select(start.c.n + 1).where(start.c.n < most))


def _table(model: type[SQLModel]) -> Any:
    return sa.inspect(model).local_table


def _among(numbers: range) -> Any:
    return col(Incident.number).between(numbers.start, numbers.stop - 1)


def _word(value: Any, column: Any) -> Any:
    return sa.literal(value, column.type)


def tasks(session: Session, numbers: range, each: int, *, now: datetime, worked: bool) -> None:
    """Write *each* tasks into each incident: all to be done, or *worked* on by forty people."""
    table = _table(Task)
    count = _counted(each)
    done, todo = (_word(which, table.c.status) for which in (TaskStatus.DONE, TaskStatus.TODO))
    blocked = _word(TaskStatus.BLOCKED, table.c.status)
    place = count.c.n % 20
    status = sa.case((place < 10, done), (place == 10, blocked), else_=todo) if worked else todo  # noqa: PLR2004 - half of them, and one in twenty.
    owner = sa.literal("U0P").concat(sa.cast(count.c.n % 40, sa.String))
    late = _word(now - timedelta(hours=1), table.c.due_at)
    ahead = _word(now + timedelta(hours=6), table.c.due_at)
    values = {
        "incident_id": col(Incident.id),
        "number": count.c.n,
        "position": count.c.n,
        "section": _word("Within the first hour", table.c.section),
        "title": sa.literal("Isolate the server of rack ").concat(sa.cast(count.c.n, sa.String)),
        "instruction": _word("Pull the cable, photograph the port, write both down.",
                             table.c.instruction),
        "status": status,
        "assignee": sa.case((count.c.n % 3 == 0, sa.null()), else_=owner) if worked else sa.null(),
        "due_at": sa.case((count.c.n % 8 == 0, late), else_=ahead) if worked else sa.null(),
        "proof_required": _word(Proof.NONE, table.c.proof_required),
        "checklist": _word("[]", table.c.checklist),
        "approve": _word("", table.c.approve),
        "proof_round": sa.literal(0),
        "critical": sa.literal(value=False),
        "created_at": _word(now, table.c.created_at),
        "created_by": _word(PERSON, table.c.created_by),
    }  # fmt: skip
    rows = sa.select(*values.values()).select_from(Incident).join(count, sa.true())
    session.execute(sa.insert(table).from_select(list(values), rows.where(_among(numbers))))


def history(session: Session, numbers: range, each: int, *, now: datetime) -> None:
    """Write *each* timeline entries into each incident; unchained, for reports do not verify."""
    table = _table(TimelineEntry)
    count = _counted(each)
    values = {
        "incident_id": col(Incident.id),
        "seq": count.c.n,
        "happened_at": _word(now - timedelta(hours=2), table.c.happened_at),
        "recorded_at": _word(now - timedelta(hours=2), table.c.recorded_at),
        "actor": sa.literal("U0P").concat(sa.cast(count.c.n % 40, sa.String)),
        "role": _word("it-lead", table.c.role),
        "door": _word(Door.SLACK, table.c.door),
        "action": _word("task.done", table.c.action),
        "subject": sa.literal("#").concat(sa.cast(count.c.n % 200 + 1, sa.String)),
        "text": _word("Isolate the server of rack 7", table.c.text),
        "before": _word("todo", table.c.before),
        "after": _word("done", table.c.after),
        "prev_hash": _word("0" * 64, table.c.prev_hash),
        "hash": _word("0" * 64, table.c.hash),
    }
    rows = sa.select(*values.values()).select_from(Incident).join(count, sa.true())
    session.execute(sa.insert(table).from_select(list(values), rows.where(_among(numbers))))
    session.execute(sa.update(Incident).where(_among(numbers)).values(head_seq=each))


def deadlines(session: Session, numbers: range, each: int, *, now: datetime) -> None:
    """Let *each* legal clocks run in each incident, for another two weeks."""
    table = _table(Deadline)
    count = _counted(each)
    begun, ends = (now - timedelta(hours=3), now + timedelta(days=14))
    values = {
        "incident_id": col(Incident.id),
        "number": count.c.n,
        "item": sa.literal("bench.").concat(sa.cast(count.c.n, sa.String)),
        "profile": sa.literal("bench"),
        "state": _word(DeadlineState.RUNNING, table.c.state),
        "anchor": sa.literal("noticed_at"),
        "anchor_at": _word(begun, table.c.anchor_at),
        "opened_at": _word(begun, table.c.opened_at),
        "due_at": _word(ends, table.c.due_at),
        "alarm_at": _word(now + (ends - now) / 2, table.c.alarm_at),
        **{
            column.name: _word(column.default.arg, column)
            for column in table.columns
            if column.default is not None and column.default.is_scalar and not column.primary_key
        },
    }
    rows = sa.select(*values.values()).select_from(Incident).join(count, sa.true())
    session.execute(sa.insert(table).from_select(list(values), rows.where(_among(numbers))))


def servers(session: Session, incident_id: int, count: int, *, now: datetime) -> None:
    """Write so many servers into an incident, every one of them under suspicion."""
    session.execute(
        sa.insert(_table(Server)),
        [
            {
                "incident_id": incident_id, "number": number, "hostname": f"app-{number:05d}",
                "verdict": "suspect", "since": now, "created_at": now, "created_by": PERSON,
            }
            for number in range(1, count + 1)
        ],
    )  # fmt: skip


def stages(session: Session, numbers: range, stage: Stage) -> None:
    """Move incidents to a stage."""
    session.execute(sa.update(Incident).where(_among(numbers)).values(stage=stage))


def chained(session: Session, incident: Incident, count: int, *, now: datetime) -> None:
    """Write *count* entries with a sound chain."""
    rows: list[dict[str, Any]] = []
    previous = chain.GENESIS
    for seq in range(1, count + 1):
        if len(rows) == AT_ONCE:
            session.execute(sa.insert(_table(TimelineEntry)), rows)
            rows.clear()
        entry = {
            "incident_id": incident.row, "seq": seq, "happened_at": now, "recorded_at": now,
            "actor": "U0P1", "role": "it-lead", "door": Door.SLACK, "action": "task.done",
            "subject": f"#{seq}", "text": "Isolate the server of rack 7", "before": "todo",
            "after": "done", "reason": None, "prev_hash": previous,
        }  # fmt: skip
        previous = chain.entry_hash(incident.ref, timeline.as_hashed(entry))
        rows.append({**entry, "hash": previous})
    session.execute(sa.insert(_table(TimelineEntry)), rows)
    incident.head_seq, incident.head_hash = count, previous
    session.add(incident)
