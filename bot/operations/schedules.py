"""What people and the course of an incident change about summaries and the daily digest.

When they are due is `bot.domain.cadence`; what they say is `bot.operations.reports`.
"""

from datetime import timedelta
from typing import Literal

from bot.domain import cadence
from bot.domain.models import Incident, Schedule
from bot.domain.people import check_command, check_responder
from bot.domain.words import ENDED
from bot.errors import Refused
from bot.grammar.times import say_moment, say_span
from bot.language.catalogue import kept, say
from bot.operations import lapses, posting, reports
from bot.operations.digests import (
    digest_at,
    digest_now,
    digest_off,
    digest_on,
    digest_plan,
    ensure_digest,
    preview,
    summary_preview,
)
from bot.operations.people import command_of, standing
from bot.operations.posting import Plan
from bot.operations.turn import House, Turn
from bot.storage import incidents, schedules

__all__ = [
    "AUTO", "Plan", "after_update", "begin", "digest_at", "digest_now", "digest_off", "digest_on",
    "digest_plan", "end", "ensure_digest", "preview", "resume", "rhythm_of", "severity_changed",
    "summary_every", "summary_now", "summary_plan", "summary_preview",
]  # fmt: skip

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=7)
AUTO: Literal["auto"] = "auto"


def rhythm_of(row: Schedule, incident: Incident, house: House) -> cadence.Rhythm:
    """Return the rhythm of an incident's summaries as it stands."""
    by_hand = timedelta(seconds=row.every_s) if row.by_hand and row.every_s else None
    return cadence.of_summary(
        severity=incident.severity,
        declared_at=incident.declared_at,
        by_hand=by_hand,
        every=house.summary_every,
        zone=house.zone,
    )


def begin(turn: Turn, incident: Incident) -> None:
    """Lay down the incident's summaries when it is declared; a second time changes nothing."""
    key = schedules.summary_key(incident.ref)
    if schedules.by_key(turn.session, key) is not None:
        return
    row = Schedule(
        key=key, kind=schedules.SUMMARY, incident_id=incident.row, zone=turn.house.zone.key
    )
    row.next_due_at = rhythm_of(row, incident, turn.house).after(turn.now)
    turn.session.add(row)
    turn.session.flush()


def _held(turn: Turn, incident: Incident) -> Schedule:
    """Return the incident's schedule, held for this transaction; made if it was not there."""
    begin(turn, incident)
    row = schedules.by_key(turn.session, schedules.summary_key(incident.ref), hold=True)
    if row is None:
        raise LookupError(f"{incident.ref} has no schedule")
    return row


def end(turn: Turn, incident: Incident) -> None:
    """Let summaries and people's own digests rest when the incident ends; their plans are kept."""
    row = _held(turn, incident)
    row.next_due_at = None
    turn.session.add(row)
    lapses.rest(turn, incident)


def resume(turn: Turn, incident: Incident) -> None:
    """Let all that rested go on when an ended incident is reopened."""
    _plan_anew(turn, incident, _held(turn, incident))
    lapses.resume(turn, incident)


def after_update(turn: Turn, incident: Incident) -> None:
    """Count anew from a manual update: it said what the summary would have said."""
    _plan_anew(turn, incident, _held(turn, incident))


def _plan_anew(turn: Turn, incident: Incident, row: Schedule) -> None:
    open_now = row.enabled and incident.stage not in ENDED
    rhythm = rhythm_of(row, incident, turn.house)
    row.next_due_at = rhythm.after(turn.now) if open_now else None
    turn.session.add(row)


def severity_changed(turn: Turn, incident: Incident) -> None:
    """Follow a new severity; the summary that was announced never comes later for it."""
    row = _held(turn, incident)
    if row.by_hand or row.next_due_at is None:
        return
    rhythm = rhythm_of(row, incident, turn.house)
    row.next_due_at = cadence.sooner(rhythm, row.next_due_at, turn.now)
    turn.session.add(row)


def summary_plan(turn: Turn, incident: Incident) -> Plan:
    """Return how often the incident's summaries come and when the next one does."""
    row = schedules.by_key(turn.session, schedules.summary_key(incident.ref))
    if row is None:
        row = Schedule(key="", kind=schedules.SUMMARY)
    rhythm = _said(rhythm_of(row, incident, turn.house))
    if not row.enabled:
        sentence = say("Status summaries are off. `/incident summary every auto` turns them on.")
    elif row.next_due_at is None:
        sentence = say("{ref} has ended: no more status summaries.", ref=incident.ref)
    else:
        why = (
            say("as set here")
            if row.by_hand
            else say("as severity {level} asks", level=incident.severity)
        )
        when = say_moment(row.next_due_at, turn.house.zone, turn.now)
        sentence = say(
            "Status summaries {rhythm}, {why}. The next one: {when}.",
            rhythm=rhythm, why=why, when=when,
        )  # fmt: skip
    return Plan(row.enabled, row.by_hand, rhythm, row.next_due_at, sentence)


def _said(rhythm: cadence.Rhythm) -> str:
    if isinstance(rhythm, cadence.Tapering):
        return say("every {span}, fewer from the second day on", span=say_span(rhythm.first))
    if isinstance(rhythm, cadence.Interval):
        return say("every {span}", span=say_span(rhythm.span))
    return say("daily")


def summary_every(
    turn: Turn, incident: Incident, choice: timedelta | Literal["auto"] | None
) -> Plan:
    """Set how often the summaries come: a span, `auto` for what severity asks, None for never."""
    incidents.lock(turn.session, incident)
    _check_open(incident)
    check_command(standing(turn, incident), command_of(turn, incident), say("change the summaries"))
    if isinstance(choice, timedelta):
        _check_span(choice)
    row = _held(turn, incident)
    before = _kept(row)
    row.enabled = choice is not None
    row.by_hand = isinstance(choice, timedelta)
    row.every_s = int(choice.total_seconds()) if isinstance(choice, timedelta) else None
    _plan_anew(turn, incident, row)
    turn.session.flush()
    turn.record(
        incident, "summary.every", subject=incident.ref, text=f"status summaries: {_kept(row)}",
        before=before, after=_kept(row),
    )  # fmt: skip
    return summary_plan(turn, incident)


def _kept(row: Schedule) -> str:
    if not row.enabled:
        return "off"
    if not (row.by_hand and row.every_s):
        return AUTO
    span = timedelta(seconds=row.every_s)
    return kept(lambda: say("every {span}", span=say_span(span)))


def _check_span(span: timedelta) -> None:
    if SHORTEST <= span <= LONGEST:
        return
    shown = say_span(span) if span > timedelta() else say("that")
    limits = {"shortest": say_span(SHORTEST), "longest": say_span(LONGEST)}
    raise Refused(
        say(
            "{shown} is too short between two summaries: {shortest} to {longest} is allowed.",
            shown=shown,
            **limits,
        )
        if span < SHORTEST
        else say(
            "{shown} is too long between two summaries: {shortest} to {longest} is allowed.",
            shown=shown,
            **limits,
        ),
        rule="cadence",
        next_step=say("Type `/incident summary every 2h`, or `/incident summary off`."),
    )


def _check_open(incident: Incident) -> None:
    if incident.stage in ENDED:
        raise Refused(
            say("{ref} has ended, so it has no status summaries.", ref=incident.ref),
            rule="stages",
            next_step=say("`/incident reopen <reason>` opens it again."),
        )


def summary_now(turn: Turn, incident: Incident) -> Plan:
    """Post a summary into the board's thread at once, and count anew from it."""
    incidents.lock(turn.session, incident)
    _check_open(incident)
    check_responder(standing(turn, incident), say("ask for a summary"))
    row = _held(turn, incident)
    _plan_anew(turn, incident, row)
    report = reports.summary(turn.session, turn.house, incident.row, now=turn.now, row=row)
    key = f"{row.key}:asked:{turn.now:%Y-%m-%dT%H:%M:%SZ}"
    posting.post_summary(turn, incident, row, posting.Posting(key, turn.now), report)
    turn.session.flush()
    return summary_plan(turn, incident)
