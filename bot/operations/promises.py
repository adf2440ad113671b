"""Putting a promised update off: by whoever promised it, twice at the most, and on the record.

Giving and promising one is `incidents`; who is reminded of it is `bot.domain.reminders`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.models import Incident
from bot.domain.people import Standing
from bot.domain.stages import check_open
from bot.errors import Refused
from bot.grammar.times import say_moment, say_span, written
from bot.language.catalogue import later, say
from bot.operations.people import command_of, standing
from bot.operations.turn import Turn
from bot.storage import incidents, watch

# So often whoever promised puts it off; after that those who command decide.
OWN, LONGEST = 2, timedelta(hours=4)
# What can be kept, and what is worth waiting for.
SOONEST, LATEST = timedelta(minutes=1), timedelta(days=7)
# A second press of the same button a moment later moves nothing.
SMALLEST = timedelta(minutes=1)
GIVE = later("`/incident update <text> next 45m` gives the update and promises the next one.")


@dataclass(frozen=True, slots=True)
class Snoozed:
    """A promise that was put off: from when until when, and how often now."""

    before: datetime
    after: datetime
    times: int


def check_promise(until: datetime | None, now: datetime) -> None:
    """Raise Refused if an update is promised for a moment that nobody can keep or wait for."""
    if until is None or SOONEST <= until - now <= LATEST:
        return
    limits = {"soonest": say_span(SOONEST), "latest": say_span(LATEST)}
    raise Refused(
        say(
            "That is too soon for the next update: {soonest} to {latest} from now is allowed.",
            **limits,
        )
        if until - now < SOONEST
        else say(
            "That is too far off for the next update: {soonest} to {latest} from now is allowed.",
            **limits,
        ),
        rule="promise",
        next_step=say(
            "Promise one for a time that can be kept, `next 45m` or `next 18:00`, or leave `next` "
            "out: the summaries keep coming."
        ),
        about="next",
    )


def snooze(turn: Turn, incident: Incident, until: datetime, reason: str = "") -> Snoozed:
    """Move the promised update to *until*, and write down who did and why."""
    incidents.lock(turn.session, incident)
    check_open(incident, say("put an update off"))
    before = incident.next_update_due
    if before is None:
        raise Refused(
            say("No update on {ref} is promised.", ref=incident.ref),
            rule="promise",
            next_step=say(GIVE),
        )
    _check_moment(turn, before, until)
    times = watch.snoozes(turn.session, incident)
    _check_may(turn, incident, times)
    incident.next_update_due = until
    zone = turn.house.zone
    turn.record(
        incident, watch.SNOOZED, subject=incident.ref,
        text=f"promised update put off from {written(before, zone)} to {written(until, zone)}",
        before=before.isoformat(), after=until.isoformat(), reason=reason.strip() or None,
    )  # fmt: skip
    return Snoozed(before, until, times + 1)


def _check_moment(turn: Turn, before: datetime, until: datetime) -> None:
    zone = turn.house.zone
    if until - before < SMALLEST:
        raise Refused(
            say(
                "The update is promised for {before} already, and {until} is no later.",
                before=say_moment(before, zone), until=say_moment(until, zone),
            ),
            rule="promise",
            next_step=say(
                "A length counts from now. Name a later time, or give it now: {give}",
                give=say(GIVE),
            ),
        )  # fmt: skip
    if until - turn.now > LONGEST:
        raise Refused(
            say(
                "A promised update is put off by {longest} at the most.", longest=say_span(LONGEST)
            ),
            rule="promise",
            next_step=say("Say what is known, and promise the next one: {give}", give=say(GIVE)),
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
        say("This update was put off {times} times already, so command decides now.", times=times)
        if mine and _works_here(who)
        else say("Whoever promised an update, or command, puts it off.")
    )
    people = [f"<@{promised_by}>"] if promised_by and not mine else []
    people += [command] if command else []
    asked = f" {say('or')} ".join(people) or say(
        "a responder who takes command with `/incident lead @you`"
    )
    raise Refused(why, rule="promise", who=asked, next_step=say(GIVE))


def _reachable(turn: Turn, incident: Incident, user_id: str | None) -> bool:
    return bool(watch.staff(turn.session, incident, [user_id]).here([user_id] if user_id else []))


def _works_here(who: Standing) -> bool:
    return who.is_responder or bool(who.roles)
