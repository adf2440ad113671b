"""The daily digest as people plan it, and the previews of what will be posted.

When it is due is `bot.domain.cadence`; what it says is `bot.operations.reports`.
"""

import json
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import Session

from bot.domain import cadence
from bot.domain.models import Incident, Post, Schedule
from bot.domain.people import check_responder
from bot.domain.words import DigestCut
from bot.errors import Mistyped, NotFound, Refused
from bot.grammar.times import clock, say_moment
from bot.grammar.zones import is_known
from bot.grammar.zones import zone as zone_meant
from bot.language.catalogue import say
from bot.operations import languages, posting, reports
from bot.operations.people import standing
from bot.operations.posting import Plan
from bot.operations.turn import House, Turn
from bot.storage import homes, outbox, posts, schedules

log = structlog.get_logger(__name__)


def ensure_digest(session: Session, house: House, now: datetime) -> str:
    """Lay down the daily digest at start and return a line for the log on when it comes.

    What people changed in the chat stays; else the settings hold. What fell due while nothing
    ran is left due, so that it is posted late.
    """
    _settle_zones(session, house)
    row = schedules.by_key(session, schedules.DAILY_DIGEST, hold=True)
    if row is None:
        row = Schedule(key=schedules.DAILY_DIGEST, kind=schedules.DIGEST)
    if not row.by_hand:
        replan(row, f"{clock(house.digest_at):%H:%M}", house.zone.key, now)
    elif row.next_due_at is None:
        row.next_due_at = daily(row).after(now)
    session.add(row)
    session.flush()
    whose = "as set in the chat" if row.by_hand else "as set by WARDROOM_DIGEST_AT"
    return f"{_digest_sentence(row, house, now)} ({row.at_local} {row.zone}, {whose})"


def _settle_zones(session: Session, house: House) -> None:
    """Let what goes by the clocks of a zone that this machine does not know go by the hospital's.

    The data on zones are the machine's: the database may come from another, or a zone be renamed.
    """
    unknown = [name for name in schedules.zones(session) if not is_known(name)]
    if unknown:
        log.warning("schedule.zones_unknown", zones=unknown, now=house.zone.key)
        schedules.move_zones(session, unknown, house.zone.key)


def replan(row: Schedule, at: str, zone: str, now: datetime) -> None:
    """Let a digest come at a local time; what fell due before stays due, so the tick posts it."""
    moved = (row.at_local, row.zone) != (at, zone)
    row.at_local, row.zone = at, zone
    if row.next_due_at is None or (moved and row.next_due_at > now):
        row.next_due_at = daily(row).after(now)


def turn_on(row: Schedule, now: datetime) -> None:
    """Let a digest come again; what fell due while it was off was not wanted."""
    if not row.enabled:
        row.enabled, row.next_due_at = True, daily(row).after(now)


def daily(row: Schedule) -> cadence.Daily:
    """Return the rhythm of a schedule that is kept by a local time and a zone."""
    return cadence.Daily((time.fromisoformat(row.at_local or "07:30"),), ZoneInfo(row.zone))


def _digest_sentence(row: Schedule, house: House, now: datetime) -> str:
    if not row.enabled:
        return say("The daily digest is off. `/incident digest on` turns it on.")
    if not house.managers_channel and not house.mail_to:
        return say(
            "The daily digest has nowhere to go: set WARDROOM_MANAGERS_CHANNEL; until then "
            "`/incident digest preview` shows it."
        )
    if row.next_due_at is None:
        return say("The daily digest is not planned yet.")
    parts = [_next_said(row, row.next_due_at, now)]
    rhythm = daily(row)
    if row.zone != house.zone.key:
        parts.append(say("It comes by the clocks of {zone}.", zone=row.zone))
    odd = cadence.odd_day(rhythm.times[0], rhythm.zone, now)
    return " ".join([*parts, cadence.odd_said(odd, row.at_local or "")]).strip()


def _next_said(row: Schedule, due_at: datetime, now: datetime) -> str:
    rhythm = daily(row)
    if due_at > now:
        return say("The next daily digest: {at}.", at=say_moment(due_at, rhythm.zone))
    return say(
        "The daily digest that was due {due} is on its way; the next one: {at}.",
        due=say_moment(due_at, rhythm.zone), at=say_moment(rhythm.after(now), rhythm.zone),
    )  # fmt: skip


def digest_plan(turn: Turn) -> Plan:
    """Return when the daily digest comes."""
    row = _digest_row(turn)
    sentence = _digest_sentence(row, turn.house, turn.now)
    return Plan(row.enabled, row.by_hand, f"daily at {row.at_local}", row.next_due_at, sentence)


def _digest_row(turn: Turn) -> Schedule:
    row = schedules.by_key(turn.session, schedules.DAILY_DIGEST, hold=True)
    if row is None:
        ensure_digest(turn.session, turn.house, turn.now)
        row = schedules.by_key(turn.session, schedules.DAILY_DIGEST, hold=True)
    if row is None:
        raise LookupError("the daily digest has no schedule")
    return row


def _check_may_plan(turn: Turn) -> None:
    who, house = standing(turn), turn.house
    if who.is_manager or who.is_admin:
        return
    if not house.managers and not house.admins and who.is_responder:
        return
    raise Refused(
        say("Only managers and admins plan the daily digest."),
        rule="managers",
        who=say("a manager or an admin of this installation"),
        next_step=say("`/incident digest preview` shows it to you now."),
    )


def digest_at(turn: Turn, at: time | str, zone: str = "") -> Plan:
    """Move the daily digest to another time of the day, on the clocks of *zone* or the hospital's.

    It holds from now on, for a hospital whose own zone would take a restart to change.
    """
    _check_may_plan(turn)
    wanted = clock(at) if isinstance(at, str) else at
    where = zone_meant(zone) if zone else turn.house.zone
    row = _digest_row(turn)
    before = _plan_of(row)
    replan(row, f"{wanted:%H:%M}", where.key, turn.now)
    turn_on(row, turn.now)
    row.by_hand = True
    return _planned(turn, row, before)


def digest_off(turn: Turn) -> Plan:
    """Stop the daily digest until somebody turns it on again."""
    return _switch(turn, on=False)


def digest_on(turn: Turn) -> Plan:
    """Let the daily digest come again."""
    return _switch(turn, on=True)


def _switch(turn: Turn, *, on: bool) -> Plan:
    _check_may_plan(turn)
    row = _digest_row(turn)
    before = _plan_of(row)
    if on:
        turn_on(row, turn.now)
    else:
        row.enabled = False
    return _planned(turn, row, before)


def _plan_of(row: Schedule) -> tuple[bool, str | None, str]:
    return row.enabled, row.at_local, row.zone


def _planned(turn: Turn, row: Schedule, before: tuple[bool, str | None, str]) -> Plan:
    """Keep another plan, and tell those who wait for the digest who made it."""
    turn.session.add(row)
    turn.session.flush()
    channel = turn.house.managers_channel
    if channel and _plan_of(row) != before:
        turn.call(
            posts.Call(
                key=f"digest:planned:{turn.now:%Y-%m-%dT%H:%M:%SZ}:{row.enabled}:{row.at_local}",
                kind="notice", target=f"channel:{channel}",
                said=lambda: {"text": _who_planned(turn, row)},
            )
        )  # fmt: skip
    return digest_plan(turn)


def _who_planned(turn: Turn, row: Schedule) -> str:
    who = say("<@{user_id}> planned the digest anew.", user_id=turn.actor.user_id)
    return f"{who} {_digest_sentence(row, turn.house, turn.now)}"


def _check_may_post(turn: Turn) -> None:
    who = standing(turn)
    if not who.is_manager:
        check_responder(who, say("post the digest"))
    if not turn.house.managers_channel:
        raise Mistyped(
            say("There is no managers' channel, so the digest has nowhere to go."),
            next_step=say(
                "Set WARDROOM_MANAGERS_CHANNEL; `/incident digest preview` shows it to you."
            ),
        )


def digest_made(turn: Turn) -> reports.Report:
    """Return the digest as it would be posted now; it is long to read and changes nothing."""
    _check_may_post(turn)
    row = schedules.by_key(turn.session, schedules.DAILY_DIGEST)
    return reports.digest(turn.session, turn.house, now=turn.now, row=row)


def digest_now(turn: Turn, made: reports.Report | None = None) -> str:
    """Post the digest to the managers' channel at once; the daily one comes all the same.

    *made* is what `digest_made` returned a moment ago, on a connection that kept nobody waiting.
    """
    _check_may_post(turn)
    row = _digest_row(turn)
    report = made or reports.digest(turn.session, turn.house, now=turn.now, row=row)
    key = f"digest:asked:{turn.now:%Y-%m-%dT%H:%M:%SZ}"
    posting.post_digest(turn, row, posting.Posting(key, turn.now), report)
    turn.session.flush()
    return say(
        "The digest is on its way to {place}.", place=posting.place(turn.house.managers_channel)
    )


def summary_preview(turn: Turn, incident: Incident) -> dict[str, Any]:
    """Return the summary of an incident as it would be posted now, for the asker alone."""
    row = schedules.by_key(turn.session, schedules.summary_key(incident.ref))
    mine = languages.of(turn.session, turn.actor.user_id, turn.house)
    house = replace(turn.house, language=mine)
    report = reports.summary(turn.session, house, incident.row, now=turn.now, row=row)
    return report.message


def preview(
    turn: Turn, incident: Incident | None = None, cut: DigestCut = DigestCut.COMMAND
) -> dict[str, Any]:
    """Return a cut of the digest, of one incident or of all that are open, for the asker alone."""
    if standing(turn).is_guest:
        raise Refused(
            say("Guests read the incidents that they were invited to, not the digest."),
            rule="guests",
            next_step=say("Type `/incident status` in the incident's channel."),
        )
    row = schedules.by_key(turn.session, schedules.DAILY_DIGEST)
    only = incident.row if incident is not None else None
    me = turn.actor.user_id
    lang = languages.of(turn.session, me, turn.house)
    edition = reports.Edition(cut=cut, lang=lang, reader=me if only else None, only=only)
    return reports.digest(turn.session, turn.house, now=turn.now, row=row, edition=edition).message


def last_posted(turn: Turn) -> Post | None:
    """Return the daily digest that was posted last into the managers' channel, as it was sent."""
    newest = homes.newest_report(turn.session, schedules.DIGEST_SCOPE)
    if newest is None:
        return None
    door = turn.actor.door
    copy = posts.marked(newest, door, posts.LONGEST_KEY)
    found = [outbox.by_key(turn.session, key) for key in (newest, copy)]
    sent = [each for each in found if each is not None and each.sent_at is not None]
    return next((each for each in sent if each.door == door), next(iter(sent), None))


def text_of(post: Post) -> str:
    """Return what a post says, as mrkdwn."""
    return str(json.loads(post.payload).get("text", ""))


def shown_again(turn: Turn) -> dict[str, Any]:
    """Return the last daily digest as a message, for a manager alone."""
    who = standing(turn)
    if not (who.is_manager or who.is_admin):
        raise Refused(
            say("The daily digest is posted to the managers."), rule="managers",
            who=say("a manager or an admin of this installation"),
            next_step=say("`/incident digest preview` shows it to you now."),
        )  # fmt: skip
    post = last_posted(turn)
    if post is None:
        raise NotFound(
            say("No daily digest was posted yet."),
            next_step=say("`/incident digest preview` shows it to you now."),
        )
    message = json.loads(post.payload)
    return {"text": message.get("text", ""), "blocks": message.get("blocks", [])}
