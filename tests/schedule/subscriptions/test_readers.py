"""People's own digests end with whoever may not have them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.domain.models import IncidentMember, Post, TimelineEntry
from bot.domain.words import Kind, PostState
from bot.errors import Mistyped, Refused
from bot.grammar.errors import TimeRefused
from bot.operations import incidents, subscriptions, tasks
from bot.operations.turn import Turn
from bot.storage import incidents as incident_queries
from tests.schedule.conftest import ANA, BOSS, NET, Ward
from tests.schedule.subscriptions.wishes import delivered, known, rows, subscribe


def test_private_incidents_are_for_those_inside(ward: Ward) -> None:
    """The rule of visibility is asked when the digest is made, not when it was wished for."""
    secret = ward.declare("Two analysts suspended", private=True)
    ward.declare("Printer down", severity=4)
    for user in (BOSS, ANA):
        subscribe(ward, user, at="07:30")
    ward.clock.advance(minutes=23)
    ward.tick()
    by_reader = dict(ward.said("subscription"))
    assert "2 incidents are open." in by_reader[f"user:{BOSS}"]
    assert "Two analysts suspended" in by_reader[f"user:{BOSS}"]
    assert "1 incident is open." in by_reader[f"user:{ANA}"]
    assert all(secret not in text for who, text in by_reader.items() if who != f"user:{BOSS}")


@pytest.mark.both_engines
def test_the_rule_as_sql_is_the_rule(ward: Ward) -> None:
    """Whoever declared, holds a role or is in the channel sees a private one; nobody else does."""
    mine = ward.declare("One", private=True)
    ward.declare("Two")
    inside = ward.declare("Three", private=True)
    ward.appoint(inside, "scribe", NET)

    def join(turn: Turn, incident: Any) -> None:
        incident_queries.joined(turn.session, incident, ANA, now=turn.now)

    ward.on(mine, join)

    def compare(session: Session, user: str) -> tuple[list[str], list[str]]:
        every = incident_queries.open_incidents(session)
        slow = [each.ref for each in every if incident_queries.may_see(session, each, user)]
        wanted = select(type(every[0])).where(incident_queries.visible_to(user))
        return sorted(slow), sorted(each.ref for each in session.exec(wanted))

    for user, seen in ((BOSS, 3), (NET, 2), (ANA, 2), ("U9OTHER", 1)):
        slow, fast = ward.database.read_now(partial(compare, user=user))
        assert slow == fast
        assert len(fast) == seen


def gone(ward: Ward, _ref: str) -> None:
    known(ward, ANA, is_gone=True)


def guest(ward: Ward, _ref: str) -> None:
    known(ward, ANA, is_guest=True)


def shut_out(ward: Ward, ref: str) -> None:
    def leave(turn: Turn, incident: Any) -> None:
        incident.private = True
        turn.session.add(incident)
        member = turn.session.get(IncidentMember, (incident.id, ANA))
        if member is not None:
            turn.session.delete(member)

    ward.on(ref, leave)


@pytest.mark.parametrize(
    ("what", "reason", "told"),
    [
        (gone, "left the workspace", []),
        (guest, "is a guest now", ["guests get no digest"]),
        (shut_out, "may not see it any more", ["you may not see it any more"]),
    ],
)
def test_who_may_not_have_it_any_more(
    ward: Ward, what: Callable[[Ward, str], None], reason: str, told: list[str]
) -> None:
    """It ends with a line in the incident's timeline; everybody else's comes."""
    ref = ward.declare()
    subscribe(ward, ANA, ref, at="07:30")
    subscribe(ward, NET, at="07:30")
    what(ward, ref)
    ward.clock.advance(minutes=23)
    ward.tick(beat=1)
    assert [target for target, _ in delivered(ward)] == [f"user:{NET}"]
    assert rows(ward) == [f"digest:{NET}:open"]

    def ended(session: Session) -> list[str | None]:
        wanted = select(TimelineEntry.reason).where(TimelineEntry.action == "digest.ended")
        return list(session.exec(wanted))

    assert ward.database.read_now(ended) == [reason]
    notices = [text for _, text in ward.said("notice")]
    assert len(notices) == len(told)
    for text, words in zip(notices, told, strict=True):
        assert words in text
    ward.ticks(every=360, times=4)
    assert [target for target, _ in delivered(ward)] == [f"user:{NET}"] * 2


@pytest.mark.parametrize(
    ("error", "left"),
    [("user_not_found", 0), ("user_disabled", 0), ("invalid_blocks", 1), ("msg_too_long", 1)],
)
def test_slack_reaches_nobody(sqlite_ward: Ward, error: str, left: int) -> None:
    """What Slack refused because nobody is there ends it at the next hour; other refusals do not."""
    ward = sqlite_ward
    subscribe(ward, ANA, at="07:30")
    ward.clock.advance(minutes=23)
    ward.tick()

    def refuse(session: Session) -> None:
        post = session.exec(select(Post).where(Post.kind == "subscription")).one()
        post.state, post.error = PostState.DEAD, error
        session.add(post)

    ward.database.write_now(refuse)
    ward.clock.advance(days=1)
    ward.tick()
    assert len(rows(ward)) == left
    assert len(ward.posts("subscription")) == 1 + left


def test_it_rests_with_its_incident_and_says_so(ward: Ward) -> None:
    ref = ward.declare()
    subscribe(ward, ANA, ref, at="07:30")
    ward.on(ref, partial(incidents.stand_down, reason="a cable"))
    said = f"{ref} is stood down. Your daily digest of it rests; "
    said += "it comes again if the incident is reopened."
    assert ward.said("notice") == [(f"user:{ANA}", said)]
    ward.ticks(every=360, times=12)
    assert delivered(ward) == []
    ward.on(ref, partial(incidents.reopen, reason="it was an attack"))
    ward.ticks(every=360, times=4)
    (text,) = ward.texts("subscription")
    assert "stands for" not in text
    ward.on(ref, partial(incidents.stand_down, reason="a cable"))
    with pytest.raises(Refused, match="has ended"):
        subscribe(ward, NET, ref)


def test_about_one_incident_nothing_of_the_others(ward: Ward) -> None:
    ref = ward.declare("Servers encrypted", kind=Kind.RANSOMWARE)
    other = ward.declare("Printer down", severity=4)
    subscribe(ward, ANA, ref, at="07:30")
    ward.clock.advance(minutes=23)
    ward.tick()
    (text,) = ward.texts("subscription")
    assert "1 incident is open." in text
    assert "This digest is about one incident." in text
    assert other not in text
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 1, proof="opened"))
    ward.clock.advance(days=1)
    ward.tick()
    assert "done 1 (+1) of 4" in ward.texts("subscription")[-1].lower()


def test_guests_and_the_many(sqlite_ward: Ward) -> None:
    known(sqlite_ward, "U7GUEST", is_guest=True)
    with pytest.raises(Refused, match="Guests"):
        subscribe(sqlite_ward, "U7GUEST")
    refs = [sqlite_ward.declare(f"No {each}") for each in range(subscriptions.MOST)]
    for ref in refs:
        subscribe(sqlite_ward, ANA, ref)
    with pytest.raises(Refused, match="20 digests"):
        subscribe(sqlite_ward, ANA)
    assert subscribe(sqlite_ward, ANA, refs[0], at="09:00").at == "09:00"


@pytest.mark.parametrize(
    ("wish", "error", "says"),
    [
        ({"at": "25:61"}, TimeRefused, "hours go from 0 to 23"),
        ({"at": "24:00"}, TimeRefused, "hours go from 0 to 23"),
        ({"at": "-1:00"}, TimeRefused, "not a time of day"),
        ({"at": "8am IST"}, TimeRefused, "names a zone"),
        ({"zone": "Asia/Calcuta"}, TimeRefused, "did you mean `Asia/Calcutta`"),
        ({"zone": "IST"}, TimeRefused, "stand for several zones"),
        ({"zone": "+05:30"}, TimeRefused, "an offset does not follow"),
        ({"zone": "Mars/Phobos"}, TimeRefused, "no zone has that name"),
        ({"zone": "../../etc/passwd"}, TimeRefused, "no zone has that name"),
        ({"zone": "x" * 5000}, TimeRefused, "no zone has that name"),
        ({"cut": "clincal"}, Mistyped, "Did you mean `clinical`"),
        ({"cut": "<!channel>"}, Mistyped, "no such cut"),
    ],
)
def test_bad_wishes_are_refused_and_change_nothing(
    sqlite_ward: Ward, wish: dict[str, str], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        subscribe(sqlite_ward, **wish)
    assert rows(sqlite_ward) == []
