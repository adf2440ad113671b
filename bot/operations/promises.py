"""Putting a promised update off: by whoever promised it, twice at the most, and on the record.

Giving and promising one is `incidents`; who is reminded of it is `bot.domain.reminders`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.models import Incident
from bot.domain.people import Standing
from bot.domain.stages import check_open
from bot.errors import Refused
from bot.grammar.times import say, say_span
from bot.operations.people import command_of, standing
from bot.operations.turn import Turn
from bot.storage import incidents, watch

# So often whoever promised puts it off; after that those who command decide.
OWN, LONGEST = 2, timedelta(hours=4)
# A second press of the same button a moment later moves nothing.
SMALLEST = timedelta(minutes=1)
GIVE = "`/incident update <text> next 45m` gives the update and promises the next one."


@dataclass(frozen=True, slots=True)
class Snoozed:
    """A promise that was put off: from when until when, and how often now."""

    before: datetime
    after: datetime
    times: int


def snooze(turn: Turn, incident: Incident, until: datetime, reason: str = "") -> Snoozed:
    """Move the promised update to *until*, and write down who did and why."""
    incidents.lock(turn.session, incident)
    check_open(incident, "put an update off")
    before = incident.next_update_due
    if before is None:
        raise Refused(f"No update on {incident.ref} is promised.", rule="promise", next_step=GIVE)
    _check_moment(turn, before, until)
    times = watch.snoozes(turn.session, incident)
    _check_may(turn, incident, times)
    incident.next_update_due = until
    zone = turn.house.zone
    turn.record(
        incident, watch.SNOOZED, subject=incident.ref,
        text=f"promised update put off from {say(before, zone)} to {say(until, zone)}",
        before=before.isoformat(), after=until.isoformat(), reason=reason.strip() or None,
    )  # fmt: skip
    return Snoozed(before, until, times + 1)


def _check_moment(turn: Turn, before: datetime, until: datetime) -> None:
    zone = turn.house.zone
    if until - before < SMALLEST:
        raise Refused(
            f"The update is promised for {say(before, zone)} already.",
            rule="promise",
            next_step=f"Name a later time, or give it now: {GIVE}",
        )
    if until - turn.now > LONGEST:
        raise Refused(
            f"A promised update is put off by {say_span(LONGEST)} at the most.",
            rule="promise",
            next_step=f"Say what is known, and promise the next one: {GIVE}",
        )


def _check_may(turn: Turn, incident: Incident, times: int) -> None:
    who = standing(turn, incident)
    if who.commands or who.is_admin:
        return
    promised_by = watch.promiser(turn.session, incident)
    mine = promised_by == who.user_id or not _reachable(turn, incident, promised_by)
    if mine and _works_here(who) and times < OWN:
        return
    command = command_of(turn, incident).said
    why = (
        f"This update was put off {times} times already, so command decides now."
        if mine and _works_here(who)
        else "Whoever promised an update, or command, puts it off."
    )
    people = [f"<@{promised_by}>"] if promised_by and not mine else []
    people += [command] if command else []
    asked = " or ".join(people) or "a responder who takes command with `/incident lead @you`"
    raise Refused(why, rule="promise", who=asked, next_step=GIVE)


def _reachable(turn: Turn, incident: Incident, user_id: str | None) -> bool:
    return bool(watch.staff(turn.session, incident, [user_id]).here([user_id] if user_id else []))


def _works_here(who: Standing) -> bool:
    return who.is_responder or bool(who.roles)
