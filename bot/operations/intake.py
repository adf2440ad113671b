"""What programs report: it opens an incident, belongs to one that is open, or is of no concern.

How a report is read from what a program sends is `bot.web.intake`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.models import Alert, Incident
from bot.domain.words import ENDED, AlertState, Kind
from bot.errors import Refused
from bot.language.catalogue import say
from bot.operations import people, rooms
from bot.operations.incidents import declare
from bot.operations.turn import Turn
from bot.slack.views import alerts as views
from bot.storage import alerts, incidents
from bot.storage.posts import ALERT, Call


@dataclass(frozen=True, slots=True)
class Report:
    """What a program says. Reports of one `key` are about one thing; `over`: it has ended."""

    title: str
    severity: int = 2
    kind: Kind = Kind.INTRUSION
    private: bool = False
    drill: bool = False
    noticed_at: datetime | None = None
    occurred_at: datetime | None = None
    details: str = ""
    source: str = ""
    link: str = ""
    key: str = ""
    over: bool = False


class Outcome(StrEnum):
    """What became of a report."""

    DECLARED = "declared"
    REPEATED = "repeated"
    RESOLVED = "resolved"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a report, and the incident that it belongs to."""

    outcome: Outcome
    incident: Incident | None = None


def receive(turn: Turn, report: Report) -> Taken:
    """Take a report: of one key one incident is open at a time."""
    if report.over:
        return _over(turn, report)
    if not report.key:
        return Taken(Outcome.DECLARED, _open(turn, report))
    row = alerts.held(turn.session, report.key, source=report.source, now=turn.now)
    known = _still_open(turn, row)
    if known is not None:
        _again(turn, known, row, report)
        return Taken(Outcome.REPEATED, known)
    incident = _open(turn, report)
    row.incident_id = incident.id
    _seen(turn, row, report)
    return Taken(Outcome.DECLARED, incident)


def _still_open(turn: Turn, row: Alert) -> Incident | None:
    incident = incidents.by_id(turn.session, row.incident_id) if row.incident_id else None
    return incident if incident is not None and incident.stage not in ENDED else None


def _seen(turn: Turn, row: Alert, report: Report) -> None:
    row.times, row.last_at, row.said = row.times + 1, turn.now, report.details
    row.state = AlertState.RESOLVED if report.over else AlertState.FIRING
    turn.session.add(row)
    turn.session.flush()


def _open(turn: Turn, report: Report) -> Incident:
    """Open the incident, and ask who takes command of it."""
    told = people.keepers(turn) if report.private else []
    if report.private and not told:
        raise Refused(
            say("Nobody could be told of a private incident: there are no admins and no managers."),
            rule="visibility",
            next_step=say("Set WARDROOM_ADMINS, or report it without `private`."),
        )
    incident = declare(
        turn, title=report.title, severity=report.severity, kind=report.kind,
        private=report.private, drill=report.drill, noticed_at=report.noticed_at,
        occurred_at=report.occurred_at,
        # What cannot be said in its own channel yet is said where it is announced.
        origin_channel_id=turn.house.announce_channel or None,
    )  # fmt: skip
    _let_in(turn, incident, told, report)
    _record(turn, incident, report, "alert.received")
    turn.say(
        incident,
        lambda: views.opened(
            incident, source=report.source, details=report.details, link=report.link
        ),
    )
    turn.refresh_board(incident)
    return incident


def _let_in(turn: Turn, incident: Incident, told: list[str], report: Report) -> None:
    """Bring those who may know into a private incident, and ask them in private."""
    for user_id in told:
        incidents.joined(turn.session, incident, user_id, now=turn.now)
        turn.call(
            Call(
                key=f"asked:{incident.ref}:{user_id}", kind="alert", target=f"user:{user_id}",
                incident_id=incident.id, priority=ALERT,
                said=lambda: views.private(incident, source=report.source).message,
            )
        )  # fmt: skip
    if told:
        rooms.invite(turn, incident, told)


def _record(turn: Turn, incident: Incident, report: Report, action: str) -> None:
    turn.record(
        incident, action, subject=report.source, text=report.details or report.title,
        after=report.link or None,
    )  # fmt: skip


def _again(turn: Turn, incident: Incident, row: Alert, report: Report) -> None:
    """Count what came again; it is said only when it says something new."""
    incidents.lock(turn.session, incident)
    news = report.details != row.said or row.state is AlertState.RESOLVED
    _seen(turn, row, report)
    if news:
        _tell(turn, incident, report, "alert.repeated")


def _over(turn: Turn, report: Report) -> Taken:
    row = alerts.known(turn.session, report.key) if report.key else None
    incident = _still_open(turn, row) if row is not None else None
    if row is None or incident is None:
        return Taken(Outcome.IGNORED)
    incidents.lock(turn.session, incident)
    before = row.state
    _seen(turn, row, report)
    if before is not AlertState.RESOLVED:
        _tell(turn, incident, report, "alert.resolved")
    return Taken(Outcome.RESOLVED, incident)


def _tell(turn: Turn, incident: Incident, report: Report, action: str) -> None:
    _record(turn, incident, report, action)
    turn.say(
        incident,
        lambda: views.again(
            incident, source=report.source, details=report.details, link=report.link,
            over=report.over,
        ),
    )  # fmt: skip
    turn.refresh_board(incident)
