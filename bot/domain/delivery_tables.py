"""The tables of coming and going: deliveries, posts, schedules, people. Declares, never queries."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.columns import words
from bot.domain.words import PostState


class Setting(SQLModel, table=True):
    """A value that the installation made for itself or people changed while it runs."""

    key: str = Field(primary_key=True, max_length=64)
    value: str = Field(sa_type=sa.Text)


class Person(SQLModel, table=True):
    """What Slack last told us of a member of the workspace, and in which ones they are."""

    user_id: str = Field(primary_key=True, max_length=32)
    team_id: str = Field(default="", max_length=32)
    name: str = Field(default="", max_length=80, index=True)
    real_name: str = Field(default="", max_length=200)
    zone: str = Field(default="", max_length=64)
    locale: str = Field(
        default="", max_length=16, sa_column_kwargs={"server_default": sa.text("''")}
    )
    is_bot: bool = False
    is_guest: bool = False
    is_gone: bool = False
    in_slack: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    in_room: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    seen_at: datetime


class Inbox(SQLModel, table=True):
    """What was delivered to us once, with the answer it got: a second delivery gets the same."""

    key: str = Field(primary_key=True, max_length=255)
    body_sha256: str = Field(max_length=64)
    received_at: datetime = Field(index=True)
    answer: str = Field(default="", sa_type=sa.Text)


class Post(SQLModel, table=True):
    """The outbox: one call to Slack, a row before it is made.

    `door` is the workspace in which it is to be made; mail has none.
    """

    __tablename__ = "post"
    __table_args__ = (
        sa.Index(
            "ix_post_unfinished",
            "lane",
            "priority",
            "id",
            sqlite_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
            postgresql_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
        ),
        sa.Index("ix_post_coalesce", "coalesce_key", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=200, unique=True)
    kind: str = Field(max_length=32)
    method: str = Field(max_length=64)
    lane: str = Field(max_length=64)
    door: str = Field(default="", max_length=16, sa_column_kwargs={"server_default": sa.text("''")})
    priority: int = 5
    incident_id: int | None = Field(default=None, foreign_key="incident.id", index=True)
    target: str = Field(default="", max_length=64)
    channel_id: str | None = Field(default=None, max_length=32)
    thread_key: str | None = Field(default=None, max_length=200)
    after_key: str | None = Field(default=None, max_length=200)
    coalesce_key: str | None = Field(default=None, max_length=200)
    payload: str = Field(default="{}", sa_type=sa.Text)
    state: PostState = Field(default=PostState.PENDING, sa_type=words(PostState))
    attempts: int = 0
    created_at: datetime
    not_before: datetime | None = None
    first_try_at: datetime | None = None
    sent_at: datetime | None = None
    owner: str | None = Field(default=None, max_length=64)
    slack_ts: str | None = Field(default=None, max_length=64)
    error: str | None = Field(default=None, sa_type=sa.Text)


class Lane(SQLModel, table=True):
    """Who may send to a channel now. A lane is leased, not a message: so order is kept."""

    lane: str = Field(primary_key=True, max_length=64)
    owner: str | None = Field(default=None, max_length=64)
    epoch: int = 0
    lease_until: datetime | None = None
    not_before: datetime | None = None


class Schedule(SQLModel, table=True):
    """Something that recurs: a summary, the daily digest, a person's own digest.

    `next_due_at` is the truth. `cut` is for whom a digest is made, `lang` in which language; empty
    means the one that its reader set in Slack.
    """

    key: str = Field(primary_key=True, max_length=120)
    kind: str = Field(max_length=32)
    incident_id: int | None = Field(default=None, foreign_key="incident.id", index=True)
    target: str = Field(default="", max_length=64)
    every_s: int | None = None
    at_local: str | None = Field(default=None, max_length=5)
    cut: str | None = Field(default=None, max_length=16)
    lang: str = Field(default="", max_length=8, sa_column_kwargs={"server_default": sa.text("''")})
    zone: str = Field(default="UTC", max_length=64)
    enabled: bool = True
    by_hand: bool = False
    next_due_at: datetime | None = Field(default=None, index=True)
    last_key: str | None = Field(default=None, max_length=200)


class Occurrence(SQLModel, table=True):
    """One due moment that was acted on. The key is what makes it happen once."""

    key: str = Field(primary_key=True, max_length=200)
    kind: str = Field(max_length=32)
    incident_id: int | None = Field(default=None, foreign_key="incident.id")
    due_at: datetime
    fired_at: datetime
    missed: int = 0
    late: bool = False


class DigestFigures(SQLModel, table=True):
    """The numbers of a digest that was posted, so that the next one can say what changed."""

    __tablename__ = "digest_figures"

    key: str = Field(primary_key=True, max_length=200)
    scope: str = Field(max_length=64, index=True)
    at: datetime
    figures: str = Field(sa_type=sa.Text)
