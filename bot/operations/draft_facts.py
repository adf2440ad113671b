"""Gathers what an incident knows at the moment of drafting a report.

How it is said is `draft_fills`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.domain.facts import CONFIRMED, MAY_READ_SECRETS, is_secret
from bot.domain.models import (
    Deadline,
    Department,
    Exhibit,
    Fact,
    Incident,
    Server,
    Task,
    TimelineEntry,
)
from bot.domain.people import Standing
from bot.domain.server_guards import BAD
from bot.domain.words import TaskStatus
from bot.grammar.times import written
from bot.obligations.fields import PREFIX
from bot.operations.turn import Turn
from bot.storage import deadlines, facts, news, roles

MOST_NOTES = 10


@dataclass(frozen=True, slots=True)
class Known:
    """What the incident knows: who reports, what was done and seen, what is hit, who was told.

    `servers` are those that are suspect or worse, out of `kept` on record. `typed` are the facts
    whose key is that of a line of a report.
    """

    incident: Incident
    row: Deadline
    now: datetime
    zone: ZoneInfo
    reporter: str
    declarer: str
    done: Sequence[tuple[datetime | None, str]]
    notes: Sequence[tuple[datetime, str]]
    told: Sequence[Deadline]
    servers: Sequence[Server]
    kept: int
    departments: Sequence[Department]
    exhibits: Sequence[Exhibit]
    typed: Mapping[str, str]

    def at(self, moment: datetime | None) -> str:
        """Say a moment in the hospital's zone, nothing when it is not known."""
        return written(moment, self.zone) if moment else ""


def known(turn: Turn, incident: Incident, row: Deadline, who: Standing) -> Known:
    """Return what the incident knows now that a report may ask for, and that *who* may read."""
    session = turn.session
    owner = next(iter(roles.holders(session, incident).get(row.owner, ())), "")
    names = news.names(session, [owner, incident.declared_by])
    rows = deadlines.of_incident(session, incident.row)
    servers = _servers(session, incident)
    return Known(
        incident=incident, row=row, now=turn.now, zone=turn.house.zone,
        reporter=names.get(owner, ""), declarer=names.get(incident.declared_by, ""),
        done=_done(session, incident), notes=_notes(session, incident),
        told=[each for each in rows if each.submitted_at and each.item != row.item],
        servers=[each for each in servers if each.verdict in BAD], kept=len(servers),
        departments=_departments(session, incident), exhibits=_logs(session, incident),
        typed=_typed(session, incident, secrets=_may_read_secrets(incident, who)),
    )  # fmt: skip


def _done(session: Session, incident: Incident) -> list[tuple[datetime | None, str]]:
    wanted = (
        select(Task.done_at, Task.title)
        .where(Task.incident_id == incident.id, Task.status == TaskStatus.DONE)
        .order_by(col(Task.done_at), col(Task.number))
    )
    return list(session.exec(wanted))


def _notes(session: Session, incident: Incident) -> list[tuple[datetime, str]]:
    """Return what people wrote into the timeline first: it says what was seen."""
    wanted = (
        select(TimelineEntry.happened_at, TimelineEntry.text)
        .where(TimelineEntry.incident_id == incident.id, TimelineEntry.action == "note")
        .order_by(col(TimelineEntry.seq))
        .limit(MOST_NOTES)
    )
    return list(session.exec(wanted))


def _servers(session: Session, incident: Incident) -> list[Server]:
    wanted = select(Server).where(Server.incident_id == incident.id)
    return list(session.exec(wanted.order_by(col(Server.number))))


def _departments(session: Session, incident: Incident) -> list[Department]:
    wanted = select(Department).where(
        Department.incident_id == incident.id, Department.mode != "normal"
    )
    return list(session.exec(wanted.order_by(col(Department.number))))


def _logs(session: Session, incident: Incident) -> list[Exhibit]:
    wanted = select(Exhibit).where(Exhibit.incident_id == incident.id, Exhibit.type == "logs")
    return list(session.exec(wanted.order_by(col(Exhibit.number))))


def _may_read_secrets(incident: Incident, who: Standing) -> bool:
    """Tell whether what is said of a ransom may stand in this person's draft (rule 27)."""
    return incident.private or who.is_admin or bool(who.roles & MAY_READ_SECRETS)


def _typed(session: Session, incident: Incident, *, secrets: bool) -> dict[str, str]:
    """Return the newest value of each fact that fills a line, with how sure it is."""
    newest = {each.key: each for each in facts.history(session, incident.row)}
    return {
        key: _said(fact)
        for key, fact in newest.items()
        if key.startswith(PREFIX) and (secrets or not is_secret(key))
    }


def _said(fact: Fact) -> str:
    of = f" of {fact.of}" if fact.of else ""
    unit = f" {fact.unit}" if fact.unit else ""
    doubt = "" if fact.status == CONFIRMED else f" ({fact.status})"
    return f"{fact.value}{of}{unit}{doubt}"
