"""Gathers what stands in the registers before the response moves on. The rules are the domain's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.departments import DEPARTMENT
from bot.domain.ending import BEFORE_CONTAINED, BEFORE_RECOVERY, Standing
from bot.domain.models import Department, Incident, Server, System, Task
from bot.domain.models import TimelineEntry as Entry
from bot.domain.restore_guards import LADDER
from bot.domain.restores import SYSTEM, is_cleared
from bot.domain.server_guards import BAD
from bot.domain.servers import SERVER
from bot.domain.words import FINISHED
from bot.storage import recurrences

VERDICTS = ("server.suspect", "server.infiltrated", "server.encrypted")
NOT_DONE = ("isolated", "held", "acquired", "rebuilding")
LIVE = ("live", "stable")
BACKED = LADDER[LADDER.index("backup_verified") :]
CARE_TIERS = 3


def standing(session: Session, incident: Incident, now: datetime) -> Standing:
    """Return everything that the rules of moving on look at."""
    servers = select(Server).where(Server.incident_id == incident.id)
    bad = session.exec(servers.where(col(Server.verdict).in_(BAD))).all()
    systems = session.exec(select(System).where(System.incident_id == incident.id)).all()
    return Standing(
        ref=incident.ref, now=now,
        connected=[SERVER.name(row) for row in bad if row.network == "connected"],
        undone=_undone(session, incident, BEFORE_CONTAINED),
        unready=_undone(session, incident, BEFORE_RECOVERY),
        last_suspect_at=_last(session, incident, col(Entry.action).in_(VERDICTS)),
        without_basis=[SERVER.name(row) for row in bad if not row.verdict_basis],
        undecided=[SERVER.name(row) for row in bad if not row.decision],
        untrusted=_untrusted(systems),
        systems=len(systems),
        verified_backups=sum(row.stage in BACKED for row in systems),
        not_live=[
            SYSTEM.title(row)
            for row in systems
            if row.tier <= CARE_TIERS and row.stage not in LIVE
        ],
        not_normal=_not_normal(session, incident),
        monitoring_since=_last(
            session, incident, Entry.action == "incident.stage", Entry.after == "monitoring"
        ),
        was_hit=bool(bad),
        held=[
            SERVER.name(row)
            for row in session.exec(servers.where(col(Server.state).in_(NOT_DONE)))
        ],
        unowned=_unowned(session, incident),
    )  # fmt: skip


def _untrusted(systems: Sequence[System]) -> list[str]:
    """Say what everything authenticates through and is not cleared yet (gate C)."""
    return [row.name for row in systems if row.tier == 0 and not is_cleared(row.stage)]


def _undone(
    session: Session, incident: Incident, rests_on: Sequence[tuple[str, str, str]]
) -> list[str]:
    """Say which tasks that a stage rests on are open, where their playbook runs."""
    found = []
    for playbook, ref, what in rests_on:
        wanted = select(Task.number).where(
            Task.incident_id == incident.id, Task.playbook == playbook, Task.ref == ref,
            col(Task.status).not_in(FINISHED),
        )  # fmt: skip
        number = session.exec(wanted).first()
        if number is not None:
            found.append(f"{what} (#{number})")
    return found


def _last(session: Session, incident: Incident, *conditions: Any) -> datetime | None:
    wanted = sa.select(sa.func.max(col(Entry.recorded_at))).where(
        col(Entry.incident_id) == incident.id, *conditions
    )
    found: datetime | None = session.execute(wanted).scalar()
    return found


def _not_normal(session: Session, incident: Incident) -> Sequence[str]:
    wanted = select(Department).where(
        Department.incident_id == incident.id, Department.mode != "normal"
    )
    rows = session.exec(wanted.order_by(col(Department.number)))
    return [DEPARTMENT.title(row) for row in rows]


def _unowned(session: Session, incident: Incident) -> Sequence[str]:
    """Return the open tasks that nobody holds or that have no date; what recurs ends by itself."""
    wanted = select(Task.number).where(
        Task.incident_id == incident.id,
        col(Task.status).not_in(FINISHED),
        recurrences.is_to_be_done(),
        sa.or_(col(Task.assignee).is_(None), col(Task.due_at).is_(None)),
    )
    return [f"#{number}" for number in session.exec(wanted.order_by(col(Task.number)))]
