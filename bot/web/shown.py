"""Incidents as the API shows them: ids as people know them, times in UTC. Reads, never changes."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, PlainSerializer
from sqlmodel import Session

from bot.domain import chain
from bot.domain.models import Incident
from bot.domain.words import Kind, Stage
from bot.operations.intake import Outcome
from bot.storage import board, roles

Moment = Annotated[datetime, PlainSerializer(chain.stamp, return_type=str)]


class Summary(BaseModel):
    """An incident in a list."""

    id: str = Field(description="As people call it: INC-2022-001.")
    title: str
    kind: Kind
    severity: int
    stage: Stage
    drill: bool
    occurred_at: Moment | None
    noticed_at: Moment
    declared_at: Moment
    closed_at: Moment | None
    declared_by: str = Field(description="A Slack user id, or `alert` for a program's report.")
    commander: str | None = Field(description="A Slack user id; null when nobody commands.")
    channel_id: str | None
    last_update_at: Moment | None
    next_update_due: Moment | None


class TaskCounts(BaseModel):
    """How the tasks of one playbook stand; without a playbook, those added by hand."""

    playbook: str
    total: int
    finished: int
    overdue: int
    blocked: int


class Full(Summary):
    """An incident with who does what and how far the work is."""

    last_update: str | None
    roles: dict[str, list[str]] = Field(description="Role → Slack user ids.")
    vacant_roles: list[str]
    tasks: list[TaskCounts]


class Listing(BaseModel):
    """Some incidents, newest first; `next` is the `before` of the following page, or null."""

    incidents: list[Summary]
    next: str | None


class Answer(BaseModel):
    """What became of a report. Of a private incident nothing is told, not even its id."""

    outcome: Outcome
    id: str | None = Field(description="Null when it is private, or when nothing was opened.")
    incident: Summary | None
    hidden: list[str] = Field(
        description="Fields whose digits were hidden: a patient's number, or a ransom's sum."
    )


class Problem(BaseModel):
    """Why a request was not carried out."""

    error: str = Field(description="For programs: wrong_token, invalid, not_found, …")
    message: str = Field(description="For people: what happened.")
    next_step: str
    fields: dict[str, str] = Field(default_factory=dict, description="Field → what is wrong.")


def summary(session: Session, incident: Incident) -> Summary:
    """Return an incident as a list shows it."""
    return Summary(**_common(incident, roles.holders(session, incident)))  # type: ignore[arg-type]  # by name.


def _common(incident: Incident, held: dict[str, tuple[str, ...]]) -> dict[str, object]:
    names = set(Summary.model_fields) - {"id", "commander"}
    leading = held.get("incident-commander", ())
    return {
        **{name: getattr(incident, name) for name in names},
        "id": incident.ref,
        "commander": leading[0] if leading else None,
    }


def full(session: Session, incident: Incident, *, now: datetime) -> Full:
    """Return an incident with its roles and counts."""
    data = board.gather(session, incident, now=now)
    return Full(
        **_common(incident, data.roles),  # type: ignore[arg-type]  # by name.
        last_update=incident.last_update,
        roles={role: list(people) for role, people in data.roles.items()},
        vacant_roles=list(data.vacant),
        tasks=[
            TaskCounts(
                playbook=each.slug, total=each.total, finished=each.done, overdue=each.overdue,
                blocked=each.blocked,
            )
            for each in data.progress
        ],
    )  # fmt: skip
