"""What people do with an incident as a whole: declare, update, steer, end. Posts nothing."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.models import Incident
from bot.domain.people import Standing, check_command
from bot.domain.reasons import reason_given
from bot.domain.stages import SAID, check_open, check_step, needs_reason
from bot.domain.words import ENDED, SEVERITY_MEANING, Kind, Stage
from bot.errors import Refused
from bot.language.catalogue import say
from bot.operations import (
    deadlines,
    each_later,
    gates,
    moments,
    obligations,
    promises,
    recurring,
    rooms,
    schedules,
    task_moves,
)
from bot.operations.given import noticed_given, text_given, title_given
from bot.operations.people import command_of, standing, take_command
from bot.operations.turn import MACHINES, Turn
from bot.storage import incidents
from bot.storage import tasks as task_queries

MOST_NAMED = 12


def declare(  # noqa: PLR0913 - what a declaration is made of, each by name.
    turn: Turn,
    *,
    title: str,
    severity: int = 2,
    kind: Kind = Kind.INTRUSION,
    private: bool = False,
    drill: bool = False,
    noticed_at: datetime | None = None,
    occurred_at: datetime | None = None,
    origin_channel_id: str | None = None,
    origin_ts: str | None = None,
    playbooks: Collection[str] | None = None,
) -> Incident:
    """Open an incident and set all going; of *playbooks* None means those that start anyway."""
    year, number = _next(turn)
    incident = Incident(
        ref=f"INC-{year}-{number:03d}",
        year=year,
        number=number,
        title=title_given(title),
        kind=kind,
        severity=severity,
        stage=Stage.TRIAGE,
        private=private,
        drill=drill,
        occurred_at=occurred_at,
        noticed_at=noticed_given(noticed_at, occurred_at, turn.now, turn.house.zone),
        declared_at=turn.now,
        declared_by=turn.actor.user_id,
        door=turn.home,
        origin_channel_id=origin_channel_id,
        origin_ts=origin_ts,
    )
    turn.session.add(incident)
    turn.session.flush()
    _set_going(turn, incident, playbooks)
    return incident


def _next(turn: Turn) -> tuple[int, int]:
    """Return the hospital's year and the incident's number in it."""
    year = turn.now.astimezone(turn.house.zone).year
    return year, incidents.next_number(turn.session, year)


def _set_going(turn: Turn, incident: Incident, chosen: Collection[str] | None) -> None:
    """Set everything going that a declaration sets going."""
    _record_declaration(turn, incident)
    _settle_command(turn, incident)
    rooms.settle(turn, incident)
    rooms.open_channel(turn, incident)
    moments.declared(turn, incident, chosen)
    if incident.origin_ts:
        rooms.keep_link(turn, incident)
    schedules.begin(turn, incident)
    obligations.walk(turn, incident)
    turn.session.flush()


def _record_declaration(turn: Turn, incident: Incident) -> None:
    turn.record(
        incident,
        "incident.declared",
        subject=incident.ref,
        text=incident.title,
        after=f"sev{incident.severity} {incident.kind}",
        happened_at=incident.noticed_at,
    )


def _settle_command(turn: Turn, incident: Incident) -> None:
    """Let a responder who declares command until handed over; else wait for one to take it."""
    who = standing(turn, incident)
    if not who.is_responder or turn.actor.user_id in MACHINES:
        return
    take_command(turn, incident, turn.actor.user_id)
    incident.stage = Stage.ACTIVE
    turn.record(
        incident, "incident.stage", subject=incident.ref, text=SAID[Stage.ACTIVE],
        before=Stage.TRIAGE, after=Stage.ACTIVE,
    )  # fmt: skip


def begin(turn: Turn, incident: Incident, what: str) -> Standing:
    """Hold an incident that is to be changed; return who acts, or raise Refused if it has ended."""
    incidents.lock(turn.session, incident)
    check_open(incident, what)
    return standing(turn, incident)


def update(
    turn: Turn, incident: Incident, text: str, *, next_due: datetime | None = None
) -> Incident:
    """Write a manual update; it may promise the next one."""
    words = text_given(text, say("update"), "/incident update 40 of 100 servers isolated next 45m")
    begin(turn, incident, say("give an update"))
    promises.check_promise(next_due, turn.now)
    incident.last_update, incident.last_update_at = words, turn.now
    incident.next_update_due = next_due
    turn.record(
        incident, "incident.update", subject=incident.ref, text=words,
        after=next_due.isoformat() if next_due else None,
    )  # fmt: skip
    schedules.after_update(turn, incident)
    moments.heard(turn, incident, words)
    return incident


def change_severity(turn: Turn, incident: Incident, severity: int, *, reason: str) -> Incident:
    """Change how bad it is; worse may start more playbooks."""
    who = begin(turn, incident, say("change the severity"))
    check_command(who, command_of(turn, incident), say("change the severity"))
    if severity == incident.severity:
        raise Refused(
            say(
                "{ref} is severity {severity} already: {meaning}.",
                ref=incident.ref, severity=severity, meaning=say(SEVERITY_MEANING[severity]),
            ),
            rule="severity",
            next_step=say("Name another one, 1 (worst) to 4, with the reason."),
        )  # fmt: skip
    why = reason_given(
        reason, say("Changing the severity"), f"/incident sev {severity} emergency lab is down too"
    )
    before, incident.severity = incident.severity, severity
    turn.record(
        incident, "incident.severity", subject=incident.ref, text=f"severity {severity}",
        before=str(before), after=str(severity), reason=why,
    )  # fmt: skip
    moments.course_changed(turn, incident)
    obligations.walk(turn, incident)
    schedules.severity_changed(turn, incident)
    rooms.say_head(turn, incident)
    return incident


def move_stage(turn: Turn, incident: Incident, stage: Stage, *, reason: str = "") -> Incident:
    """Take the response to another stage; back, closed and stood down need a reason."""
    incidents.lock(turn.session, incident)
    check_step(incident.stage, stage)
    what = say("move the incident to {stage}", stage=say(SAID[stage]))
    who = standing(turn, incident)
    check_command(who, command_of(turn, incident), what)
    if needs_reason(incident.stage, stage):
        ends = {Stage.CLOSED: "close", Stage.STOOD_DOWN: "standdown"}
        verb = "reopen" if incident.stage in ENDED else ends.get(stage, f"stage {stage}")
        reason = reason_given(
            reason,
            say("Moving to {state}", state=say(SAID[stage])),
            f"/incident {verb} {incident.ref} <why>",
        )
    if stage is Stage.ACTIVE:
        _check_commanded(turn, incident)
    if stage in {Stage.CONTAINED, Stage.CLOSED}:
        # Both ask what is done, and what is not open yet cannot be.
        closing = stage is Stage.CLOSED
        each_later.check_none(turn, incident, say("closing") if closing else say("this step"))
    if stage is Stage.CLOSED:
        _check_nothing_critical(turn, incident)
        deadlines.check_nothing_owed(turn, incident)
    if stage not in {Stage.ACTIVE, Stage.TRIAGE, Stage.STOOD_DOWN}:
        gates.check_stage(turn, incident, stage)
    return _move(turn, incident, stage, reason)


def _move(turn: Turn, incident: Incident, stage: Stage, reason: str) -> Incident:
    before, incident.stage = incident.stage, stage
    ended = stage in {Stage.CLOSED, Stage.STOOD_DOWN}
    incident.closed_at = turn.now if ended else None
    if stage is Stage.CONTAINED:
        incident.contained_at = turn.now
        task_moves.settle_due(turn, incident, "contained", turn.now)
    turn.record(
        incident, "incident.stage", subject=incident.ref, text=SAID[stage],
        before=before, after=stage, reason=reason.strip() or None,
    )  # fmt: skip
    if ended or before in ENDED:
        rooms.redraw_announcement(turn, incident)
    if ended:
        schedules.end(turn, incident)
    elif before in {Stage.CLOSED, Stage.STOOD_DOWN}:
        schedules.resume(turn, incident)
        recurring.resume(turn, incident)
    moments.stage_changed(turn, incident)
    return incident


def _check_commanded(turn: Turn, incident: Incident) -> None:
    if command_of(turn, incident).commander is None:
        raise Refused(
            say("{ref} has no incident commander, and an active incident needs one.",
                ref=incident.ref),
            rule="stages", next_step=say("`/incident lead @who` names the commander."),
        )  # fmt: skip


def _check_nothing_critical(turn: Turn, incident: Incident) -> None:
    """Raise Refused while a critical task is open or a proof waits (rule 24)."""
    left = task_queries.unclosable(turn.session, incident.row)
    if not left:
        return
    named = ", ".join(f"#{number}" for number in left[:MOST_NAMED])
    if len(left) > MOST_NAMED:
        named = say("{names} and {left} more", names=named, left=len(left) - MOST_NAMED)
    raise Refused(
        say(
            "{ref} cannot be closed: {left} critical or unapproved tasks are open ({named}).",
            ref=incident.ref,
            left=len(left),
            named=named,
        ),
        rule="24, closing",
        who=say("the incident commander"),
        next_step=say("Finish them, or skip each with a reason."),
    )


def close(turn: Turn, incident: Incident, *, reason: str) -> Incident:
    """End the incident after its review."""
    return move_stage(turn, incident, Stage.CLOSED, reason=reason)


def stand_down(turn: Turn, incident: Incident, *, reason: str) -> Incident:
    """End what turned out to be no incident."""
    return move_stage(turn, incident, Stage.STOOD_DOWN, reason=reason)


def reopen(turn: Turn, incident: Incident, *, reason: str) -> Incident:
    """Open an ended incident again."""
    incidents.lock(turn.session, incident)
    if incident.stage not in {Stage.CLOSED, Stage.STOOD_DOWN}:
        raise Refused(
            say(
                "{ref} is {state}, so there is nothing to reopen.",
                ref=incident.ref,
                state=say(SAID[incident.stage]),
            ),
            rule="stages",
            next_step=say("`/incident stage <stage> [reason]` moves it on."),
        )
    back_to = Stage.ACTIVE if incident.stage is Stage.CLOSED else Stage.TRIAGE
    return move_stage(turn, incident, back_to, reason=reason)


def note(
    turn: Turn, incident: Incident, text: str, *, happened_at: datetime | None = None,
    source: str | None = None,
) -> Incident:  # fmt: skip
    """Write what happened into the timeline, with its own time if it was earlier.

    `source` says where it stood until now, such as a sheet of paper.
    """
    words = text_given(text, say("note"), "/incident note guard posted at the server room at 09:40")
    incidents.lock(turn.session, incident)
    turn.record(
        incident, "note", subject=incident.ref, text=words, happened_at=happened_at, reason=source
    )
    moments.heard(turn, incident, words)
    return incident
