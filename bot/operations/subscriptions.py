"""A person's own digest: of which incidents, in which cut, at which hour on whose clocks.

When it is due is `bot.domain.cadence`; what it says is `bot.operations.reports`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain import cadence
from bot.domain.models import Incident, Person, Schedule
from bot.domain.words import ENDED, DigestCut, Language
from bot.errors import Mistyped, NotFound, Refused
from bot.grammar.suggest import nearest
from bot.grammar.times import clock
from bot.grammar.zones import is_zone
from bot.grammar.zones import zone as zone_meant
from bot.language.catalogue import say
from bot.operations import languages, lapses
from bot.operations.digests import daily, replan, turn_on
from bot.operations.people import standing
from bot.operations.reports import Edition
from bot.operations.turn import House, Turn
from bot.storage import incidents, schedules

MOST, MOST_ZONES = 20, 100
LANGUAGES = ", ".join(f"`lang {each.value}`" for each in Language)
# What else people call the cuts.
CUTS = {"all": DigestCut.COMMAND, "care": DigestCut.CLINICAL, "full": DigestCut.COMMAND}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for; what was left out stays as it was, or as the house has it."""

    at: str = ""
    zone: str = ""
    cut: str = ""
    lang: str = ""
    incident: Incident | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """One digest of one person. `ref` is the incident's, or None for all that are open.

    Without `lang` it comes in the language that its reader set in Slack. `odd` is a day on which
    the clocks show its hour twice (True) or not at all. `late_at` fell due and is on its way.
    """

    ref: str | None
    cut: DigestCut
    at: str
    zone: ZoneInfo
    next_due_at: datetime | None
    lang: Language | None = None
    odd: tuple[date, bool] | None = None
    late_at: datetime | None = None


def cut_meant(text: str) -> DigestCut:
    """Return the cut of that name, or raise Mistyped with the three there are."""
    typed = text.strip().lower()
    known = {cut.value: cut for cut in DigestCut} | CUTS
    if typed in known:
        return known[typed]
    close = nearest(typed, known)
    raise Mistyped(
        say("There is no such cut of the digest: it comes as command, clinical or ministry."),
        next_step=say("Did you mean `{close}`?", close=known[close].value)
        if close
        else say("Type one of them."),
    )


def key_of(user_id: str, incident: Incident | None) -> str:
    """Return the key of a person's digest."""
    return f"digest:{user_id}:{incident.ref if incident else 'open'}"


def zone_of(session: Session, user_id: str, house: House) -> ZoneInfo:
    """Return the zone that the person set in Slack, else the hospital's."""
    person = session.get(Person, user_id)
    known = person is not None and is_zone(person.zone)
    return ZoneInfo(person.zone) if person is not None and known else house.zone


def zones_offered(turn: Turn) -> list[str]:
    """Return the zones to choose from: one's own, the hospital's, and those of its people."""
    own = zone_of(turn.session, turn.actor.user_id, turn.house).key
    wanted = sa.select(col(Person.zone)).distinct().order_by(col(Person.zone)).limit(2 * MOST_ZONES)
    others = [name for name in turn.session.execute(wanted).scalars() if name and is_zone(name)]
    return list(dict.fromkeys([own, turn.house.zone.key, "UTC", *others]))[:MOST_ZONES]


def subscribe(turn: Turn, wish: Wish) -> Subscription:
    """Let the acting person have a digest of their own, or change the one they have."""
    incident, me = wish.incident, turn.actor.user_id
    if incident is not None:
        incidents.lock(turn.session, incident)
    check_may(turn, incident)
    mine = schedules.subscriptions(turn.session, target=f"user:{me}")
    key = key_of(me, incident)
    if len(mine) >= MOST and key not in {row.key for row in mine}:
        raise Refused(
            say("You have {most} digests of your own already.", most=MOST), rule="subscriptions",
            next_step=say("`/incident digest subscriptions` shows them; end one first."),
        )  # fmt: skip
    fresh = Schedule(
        key=key, kind=schedules.SUBSCRIPTION, target=f"user:{me}", by_hand=True,
        incident_id=incident.row if incident else None, cut=DigestCut.COMMAND,
        at_local=f"{clock(turn.house.digest_at):%H:%M}",
        zone=zone_of(turn.session, me, turn.house).key,
    )  # fmt: skip
    row = schedules.laid_down(turn.session, fresh)
    _change(turn, row, wish)
    if incident is not None:
        turn.record(
            incident, "digest.subscribed", subject=me,
            text=f"{row.cut} cut, daily at {row.at_local} {row.zone}", after=me,
        )  # fmt: skip
    return _told(row, incident, turn.now)


def _change(turn: Turn, row: Schedule, wish: Wish) -> None:
    at = f"{clock(wish.at):%H:%M}" if wish.at else row.at_local or ""
    zone = zone_meant(wish.zone).key if wish.zone else row.zone
    if wish.cut:
        row.cut = cut_meant(wish.cut)
    if wish.lang:
        meant = languages.meant(
            wish.lang, next_step=say("Type {languages}, or leave it out.", languages=LANGUAGES)
        )
        row.lang = meant or ""
    replan(row, at, zone, turn.now)
    turn_on(row, turn.now)
    turn.session.add(row)
    turn.session.flush()


def check_may(turn: Turn, incident: Incident | None = None) -> None:
    """Raise Refused unless the acting person may have a digest of this."""
    who = standing(turn)
    if not who.is_member:
        raise Refused(
            say("Guests and apps read what they were invited to, and get no digest."),
            rule="guests",
            next_step=say("Type `/incident status` in the incident's channel."),
        )
    if incident is not None and incident.stage in ENDED:
        raise Refused(
            say("{ref} has ended, so it has no digest.", ref=incident.ref), rule="stages",
            next_step=say("`/incident reopen <reason>` opens it again."),
        )  # fmt: skip


def _told(row: Schedule, incident: Incident | None, now: datetime) -> Subscription:
    rhythm, due_at = daily(row), row.next_due_at
    late = due_at is not None and due_at <= now
    return Subscription(
        ref=incident.ref if incident else None,
        cut=cut_of(row),
        at=row.at_local or "",
        zone=rhythm.zone,
        next_due_at=rhythm.after(now) if late else due_at,
        late_at=due_at if late else None,
        lang=lang_of(row),
        odd=cadence.odd_day(rhythm.times[0], rhythm.zone, now),
    )


def cut_of(row: Schedule) -> DigestCut:
    """Return the cut of a digest; what is not known counts as everything."""
    return DigestCut(row.cut) if row.cut in set(DigestCut) else DigestCut.COMMAND


def lang_of(row: Schedule) -> Language | None:
    """Return the language of a digest, None for the one that its reader set in Slack."""
    return Language(row.lang) if row.lang in set(Language) else None


def edition(row: Schedule) -> Edition:
    """Return for whom the digest is made."""
    return Edition(
        cut=cut_of(row),
        zone=daily(row).zone,
        lang=lang_of(row),
        reader=lapses.reader(row),
        only=row.incident_id,
    )


def mine(turn: Turn) -> list[Subscription]:
    """Return the digests of the acting person."""
    rows = schedules.subscriptions(turn.session, target=f"user:{turn.actor.user_id}")
    return [
        _told(row, incidents.by_id(turn.session, row.incident_id or 0), turn.now) for row in rows
    ]


def unsubscribe(
    turn: Turn, *, ref: str | None = None, everything: bool = False
) -> list[Subscription]:
    """End digests of the acting person and return them: the only one, one by name, or all.

    *ref* is an incident's reference, or "" for the digest of all open incidents.
    """
    found = {each.ref or "": each for each in mine(turn)}
    if not found:
        raise NotFound(
            say("You have no digest of your own."),
            next_step=say("`/incident digest subscribe at 08:00` starts one."),
        )
    if not everything and ref is None and len(found) > 1:
        raise Mistyped(
            say("You have {found} digests of your own.", found=len(found)),
            next_step=say("Type `/incident digest unsubscribe of INC-…`, `of open` or `all`."),
        )
    if ref is not None and ref not in found:
        raise NotFound(
            say("You have no digest of {ref}.", ref=ref or say("all open incidents")),
            next_step=say("`/incident digest subscriptions` shows those that you have."),
        )
    chosen = [each for each in found.values() if ref is None or (each.ref or "") == ref]
    for each in chosen:
        incident = incidents.by_ref(turn.session, each.ref) if each.ref else None
        row = schedules.by_key(turn.session, key_of(turn.actor.user_id, incident), hold=True)
        if row is not None:
            lapses.remove(turn, row, incident, lapses.Why.ASKED)
    return chosen
