"""The tables of an incident: who, what, which tasks, what happened. Declares, never queries.

No relationships: ids and named queries only. Plain `datetime` columns keep aware UTC (SQLModel).
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.columns import words
from bot.domain.words import Door, Kind, Proof, RunState, Stage, TaskStatus, Verdict


class Incident(SQLModel, table=True):
    """One incident, and the head of its hash chain.

    `door` is the workspace of its origin, its channel and its board; others are `incident_place`.
    """

    __table_args__ = (
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name="severity_range"),
        sa.UniqueConstraint("year", "number"),
        sa.Index("ix_incident_open", "stage", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(max_length=24, unique=True)
    year: int
    number: int
    title: str = Field(sa_type=sa.Text)
    kind: Kind = Field(sa_type=words(Kind))
    severity: int
    stage: Stage = Field(sa_type=words(Stage))
    private: bool = False
    drill: bool = False
    occurred_at: datetime | None = None
    noticed_at: datetime
    declared_at: datetime
    contained_at: datetime | None = None
    breach_at: datetime | None = None
    closed_at: datetime | None = None
    declared_by: str = Field(max_length=32)
    door: str = Field(
        default=Door.SLACK, max_length=16, sa_column_kwargs={"server_default": sa.text("'slack'")}
    )
    origin_channel_id: str | None = Field(default=None, max_length=32)
    origin_ts: str | None = Field(default=None, max_length=32)
    channel_id: str | None = Field(default=None, max_length=32, unique=True)
    channel_name: str | None = Field(default=None, max_length=80)
    board_ts: str | None = Field(default=None, max_length=32)
    board_at: datetime | None = None
    last_update_at: datetime | None = None
    last_update: str | None = Field(default=None, sa_type=sa.Text)
    next_update_due: datetime | None = None
    head_seq: int = 0
    head_hash: str = Field(default="0" * 64, max_length=64)

    @property
    def row(self) -> int:
        """The id of the stored row; an incident that is not stored yet has none (ValueError)."""
        if self.id is None:
            raise ValueError("the incident is not stored yet")
        return self.id


class IncidentMember(SQLModel, table=True):
    """Who is in the incident's channel, as far as we were told: they may see a private one."""

    __tablename__ = "incident_member"

    incident_id: int = Field(foreign_key="incident.id", primary_key=True)
    user_id: str = Field(max_length=32, primary_key=True)
    since: datetime


class RoleHolder(SQLModel, table=True):
    """Who holds a role, from when until when."""

    __tablename__ = "role_holder"
    __table_args__ = (sa.Index("ix_role_holder_now", "incident_id", "role", "until"),)

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    role: str = Field(max_length=64)
    user_id: str = Field(max_length=32)
    since: datetime
    until: datetime | None = None


class PlaybookRun(SQLModel, table=True):
    """A playbook at work in an incident, with the very text that it started from."""

    __tablename__ = "playbook_run"
    __table_args__ = (sa.UniqueConstraint("incident_id", "slug"),)

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    slug: str = Field(max_length=64)
    title: str = Field(sa_type=sa.Text)
    state: RunState = Field(sa_type=words(RunState))
    source: str = Field(default="", sa_type=sa.Text)
    source_sha256: str = Field(default="", max_length=64)
    started_at: datetime | None = None
    started_by: str = Field(default="", max_length=32)


class Task(SQLModel, table=True):
    """A piece of work that somebody owns.

    One that recurs (`every`) is a row each time; `occurrence` counts them, and `missed` says how
    many in a row were missed before this one.
    """

    __table_args__ = (
        sa.UniqueConstraint("incident_id", "number"),
        sa.Index("ix_task_incident_id_status_due_at", "incident_id", "status", "due_at"),
        sa.Index("ix_task_subject", "incident_id", "subject_id"),
        sa.Index("ix_task_ref", "incident_id", "ref"),
        sa.Index(
            "ix_task_open_due",
            "due_at",
            sqlite_where=sa.text("status NOT IN ('done', 'skipped')"),
            postgresql_where=sa.text("status NOT IN ('done', 'skipped')"),
        ),
        sa.Index(
            "ix_task_recurring",
            "due_at",
            sqlite_where=sa.text("every IS NOT NULL AND status NOT IN ('done', 'skipped')"),
            postgresql_where=sa.text("every IS NOT NULL AND status NOT IN ('done', 'skipped')"),
        ),
        sa.Index(
            "ix_task_open_assignee",
            "assignee",
            "due_at",
            sqlite_where=sa.text("status NOT IN ('done', 'skipped')"),
            postgresql_where=sa.text("status NOT IN ('done', 'skipped')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    number: int
    run_id: int | None = Field(default=None, foreign_key="playbook_run.id")
    playbook: str | None = Field(default=None, max_length=64)
    ref: str | None = Field(default=None, max_length=128)
    position: int = 0
    section: str = Field(default="", sa_type=sa.Text)
    title: str = Field(sa_type=sa.Text)
    instruction: str = Field(default="", sa_type=sa.Text)
    role: str | None = Field(default=None, max_length=64)
    assignee: str | None = Field(default=None, max_length=32)
    status: TaskStatus = Field(default=TaskStatus.TODO, sa_type=words(TaskStatus))
    due: str | None = Field(default=None, max_length=128)
    due_at: datetime | None = None
    started_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str | None = Field(default=None, max_length=32)
    proof_required: Proof = Field(default=Proof.NONE, sa_type=words(Proof))
    proof: str | None = Field(default=None, sa_type=sa.Text)
    checklist: str = Field(default="[]", sa_type=sa.Text)
    approve: str = Field(default="", max_length=160)
    proof_round: int = 0
    critical: bool = False
    gate: str | None = Field(default=None, max_length=64)
    each: str | None = Field(default=None, max_length=200)
    sets: str | None = Field(default=None, max_length=32)
    every: str | None = Field(default=None, max_length=64)
    occurrence: int = Field(default=1, sa_column_kwargs={"server_default": sa.text("1")})
    missed: int = Field(default=0, sa_column_kwargs={"server_default": sa.text("0")})
    subject_noun: str | None = Field(default=None, max_length=32)
    subject_id: str | None = Field(default=None, max_length=64)
    reason: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime
    created_by: str = Field(default="", max_length=32)


class TaskAfter(SQLModel, table=True):
    """That one task of an incident waits for another, both by their numbers.

    `wanted` is what was written: `#4`, or `playbook/id`, which may name a task that is not there
    yet; `after_number` is empty until it is.
    """

    __tablename__ = "task_after"

    incident_id: int = Field(foreign_key="incident.id", primary_key=True)
    number: int = Field(primary_key=True)
    wanted: str = Field(max_length=200, primary_key=True)
    after_number: int | None = None


class Approval(SQLModel, table=True):
    """One signature under a task's proof. The database itself refuses the doer's own."""

    __table_args__ = (
        sa.UniqueConstraint("task_id", "proof_round", "role"),
        sa.UniqueConstraint("task_id", "proof_round", "approver"),
        sa.CheckConstraint("approver <> doer", name="other_person"),
    )

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    proof_round: int
    role: str = Field(max_length=64)
    approver: str = Field(max_length=32)
    doer: str = Field(max_length=32)
    verdict: Verdict = Field(sa_type=words(Verdict))
    reason: str | None = Field(default=None, sa_type=sa.Text)
    at: datetime


class TimelineEntry(SQLModel, table=True):
    """One thing that happened. Append-only: triggers refuse every change and deletion."""

    __tablename__ = "timeline_entry"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "seq"),
        sa.Index("ix_timeline_entry_recorded", "incident_id", "recorded_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    seq: int
    happened_at: datetime
    recorded_at: datetime
    actor: str = Field(max_length=64)
    role: str = Field(default="", max_length=200)
    door: Door = Field(sa_type=words(Door))
    action: str = Field(max_length=64)
    subject: str = Field(default="", max_length=200)
    text: str = Field(default="", sa_type=sa.Text)
    before: str | None = Field(default=None, sa_type=sa.Text)
    after: str | None = Field(default=None, sa_type=sa.Text)
    reason: str | None = Field(default=None, sa_type=sa.Text)
    prev_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
