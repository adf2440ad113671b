"""People's own digests: each at their hour, once; they end with whoever may not have them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from bot.domain.models import IncidentMember, Person, Post, Schedule, TimelineEntry
from bot.domain.words import DigestCut, Kind, PostState
from bot.errors import Mistyped, NotFound, Refused
from bot.grammar.errors import TimeRefused
from bot.operations import digests, incidents, reports, subscriptions, tasks
from bot.operations.subscriptions import Subscription, Wish
from bot.operations.turn import Turn
from bot.storage import incidents as incident_queries
from tests.schedule.conftest import ANA, BOSS, NET, Ward


def subscribe(ward: Ward, by: str = ANA, ref: str = "", **wish: Any) -> Subscription:
    """Subscribe; the keywords are a wish's."""

    def act(turn: Turn) -> Subscription:
        about = incident_queries.by_ref(turn.session, ref) if ref else None
        return subscriptions.subscribe(turn, Wish(incident=about, **wish))

    return ward.desk(by, act)


def known(ward: Ward, user_id: str, **fields: Any) -> None:
    """Let Slack have told of a person."""
    person = Person(user_id=user_id, seen_at=ward.clock.now(), **fields)
    ward.database.write_now(lambda session: session.merge(person))


def delivered(ward: Ward) -> list[tuple[str, str]]:
    """Return to whom digests went, and the day and hour that each was for."""
    return [(post.target, post.key.rsplit(":2022-", 1)[-1]) for post in ward.posts("subscription")]


def rows(ward: Ward) -> list[str]:
    wanted = select(Schedule.key).where(Schedule.kind == "subscription").order_by(Schedule.key)
    return ward.database.read_now(lambda session: list(session.exec(wanted)))


def test_each_at_their_own_hour_and_once(ward: Ward) -> None:
    """07:07 in Delhi is 01:37 in London, and 20:37 of the day before in New York."""
    subscribe(ward, ANA, at="8am")
    subscribe(ward, NET, at="06:00", zone="Europe/London", cut="clinical")
    subscribe(ward, BOSS, at="21:00", zone="America/New_York", cut="ministry")
    ward.ticks(every=10, times=6 * 24)
    assert delivered(ward) == [
        (f"user:{BOSS}", "11-22T21:00@America/New_York"),
        (f"user:{ANA}", "11-23T08:00@Asia/Kolkata"),
        (f"user:{NET}", "11-23T06:00@Europe/London"),
    ]
    assert [text.partition(",")[0] for text in sorted(ward.texts("subscription"))] == [
        "Clinical digest", "Daily digest", "Ministry digest",
    ]  # fmt: skip


def test_after_days_down_one_for_each_late(ward: Ward) -> None:
    subscribe(ward, ANA, at="08:00")
    subscribe(ward, NET, at="09:00")
    ward.clock.advance(days=3, hours=3)
    assert ward.ticks(every=1, times=5) == 2
    assert len(ward.posts("subscription")) == 2
    for text in ward.texts("subscription"):
        assert "Late: it was due 26 Nov 2022" in text
        assert "stands for 3 before it" in text


def test_without_wishes_it_is_the_house_s_hour_on_the_person_s_clocks(ward: Ward) -> None:
    known(ward, ANA, zone="Europe/London")
    known(ward, NET, zone="Mars/Phobos")
    own, lost = subscribe(ward, ANA), subscribe(ward, NET)
    assert (own.at, own.zone.key, own.cut) == ("07:30", "Europe/London", DigestCut.COMMAND)
    assert lost.zone.key == "Asia/Kolkata"


def test_a_change_acts_at_once_and_keeps_what_was_not_named(ward: Ward) -> None:
    subscribe(ward, ANA, at="08:00", cut="clinical")
    changed = subscribe(ward, ANA, at="07:30")
    assert (changed.at, changed.cut) == ("07:30", DigestCut.CLINICAL)
    ward.ticks(every=10, times=12)
    assert delivered(ward) == [(f"user:{ANA}", "11-23T07:30@Asia/Kolkata")]
    # The same hour on other clocks, later on the same date, is another moment.
    subscribe(ward, ANA, zone="Europe/London")
    ward.ticks(every=10, times=6 * 6)
    assert [each for _, each in delivered(ward)] == [
        "11-23T07:30@Asia/Kolkata", "11-23T07:30@Europe/London",
    ]  # fmt: skip
    assert len(rows(ward)) == 1


def test_ended_and_begun_again_it_does_not_come_twice_for_one_moment(ward: Ward) -> None:
    subscribe(ward, ANA, at="07:30")
    ward.clock.advance(minutes=23)
    assert ward.tick() == 1
    ward.desk(ANA, subscriptions.unsubscribe)
    assert rows(ward) == []
    ward.clock.step_wall(hours=-1)
    subscribe(ward, ANA, at="07:30")
    assert ward.ticks(every=10, times=8) == 0
    assert len(ward.posts("subscription")) == 1


def test_which_of_several_ends_must_be_said(ward: Ward) -> None:
    ref = ward.declare()
    subscribe(ward, ANA)
    subscribe(ward, ANA, ref)
    with pytest.raises(Mistyped, match="You have 2 digests"):
        ward.desk(ANA, subscriptions.unsubscribe)
    ended = ward.desk(ANA, partial(subscriptions.unsubscribe, ref=ref))
    assert [each.ref for each in ended] == [ref]
    with pytest.raises(NotFound, match=f"no digest of {ref}"):
        ward.desk(ANA, partial(subscriptions.unsubscribe, ref=ref))
    subscribe(ward, ANA, ref)
    assert len(ward.desk(ANA, partial(subscriptions.unsubscribe, everything=True))) == 2
    with pytest.raises(NotFound, match="no digest of your own"):
        ward.desk(ANA, subscriptions.unsubscribe)


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
    ward.ticks(every=60, times=24)
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
    ward.ticks(every=60, times=72)
    assert delivered(ward) == []
    ward.on(ref, partial(incidents.reopen, reason="it was an attack"))
    ward.ticks(every=60, times=24)
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


@pytest.mark.parametrize(
    ("zone", "at", "start", "want", "odd"),
    [
        ("America/New_York", "01:30", datetime(2026, 10, 31, 12, tzinfo=UTC),
         ["2026-11-01T01:30", "2026-11-02T01:30"], ("2026-11-01", True)),
        ("America/New_York", "02:30", datetime(2026, 3, 7, 12, tzinfo=UTC),
         ["2026-03-08T02:30", "2026-03-09T02:30"], ("2026-03-08", False)),
        ("Australia/Lord_Howe", "02:15", datetime(2026, 10, 3, 0, tzinfo=UTC),
         ["2026-10-04T02:15", "2026-10-05T02:15"], ("2026-10-04", False)),
        ("Asia/Kolkata", "08:00", datetime(2028, 2, 28, 6, tzinfo=UTC),
         ["2028-02-29T08:00", "2028-03-01T08:00"], None),
        ("Pacific/Apia", "00:00", datetime(2026, 12, 31, 3, tzinfo=UTC),
         ["2027-01-01T00:00", "2027-01-02T00:00"], None),
    ],
)  # fmt: skip
def test_one_for_each_date_on_the_reader_s_calendar(
    sqlite_ward: Ward, zone: str, at: str, start: datetime, want: list[str],
    odd: tuple[str, bool] | None,
) -> None:  # fmt: skip
    ward = sqlite_ward
    ward.clock.step_wall(seconds=(start - ward.clock.now()).total_seconds())
    begun = subscribe(ward, at=at, zone=zone)
    assert (begun.odd and (begun.odd[0].isoformat(), begun.odd[1])) == odd
    ward.ticks(every=30, times=2 * 47)
    got = [post.key.partition(":open:")[2].partition("@")[0] for post in ward.posts("subscription")]
    assert got == want


def test_two_replicas_post_it_once(ward: Ward) -> None:
    """Both saw that it is due and both gathered it; the second finds the moment answered."""
    from bot.schedule import subscribing
    from bot.schedule.beat import Beat
    from bot.schedule.planned import Planned

    subscribe(ward, ANA, at="07:30")
    ward.clock.advance(minutes=23)
    beat = Beat(ward.database, ward.house, ward.clock.now(), ward.quarantine, lambda: False)
    key = f"digest:{ANA}:open"
    seen = [
        ward.database.read_now(lambda session: subscribing._plan(session, beat, key))
        for _ in range(2)
    ]
    wrote = []
    for each in seen:
        assert isinstance(each, Planned)
        post = partial(subscribing._post, beat=beat, key=key, planned=each)
        wrote.append(ward.database.write_now(post))
    assert wrote == [1, 0]
    assert len(ward.posts("subscription")) == 1


def test_one_sick_digest_leaves_the_others_alone(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(ward, ANA, at="07:30", cut="clinical")
    subscribe(ward, NET, at="07:30")
    whole = reports.digest

    def sick(*args: Any, **more: Any) -> reports.Report:
        if more["edition"].cut is DigestCut.CLINICAL:
            raise LookupError("a broken row")
        return whole(*args, **more)

    monkeypatch.setattr(reports, "digest", sick)
    ward.clock.advance(minutes=23)
    ward.tick(beat=1)
    assert [target for target, _ in delivered(ward)] == [f"user:{NET}"]
    monkeypatch.undo()
    ward.ticks(every=5, times=2)
    assert len(delivered(ward)) == 2


HOSTILE_TITLE = "<@U0VIP> <!channel> Aadhaar of Ravi Kumar *leaked* C2 at 203.0.113.9"


def test_the_ministry_s_cut_has_no_name_and_no_word_that_was_typed(ward: Ward) -> None:
    """Everything that people can type is typed; of all of it only numbers and stages remain."""
    known(ward, ANA, name="ana", real_name="Ana Pérez")
    known(ward, BOSS, name="boss", real_name="Boss of All")
    ref = ward.declare(HOSTILE_TITLE, kind=Kind.RANSOMWARE, severity=2)
    ward.on(ref, partial(incidents.update, text=f"{HOSTILE_TITLE} update"))
    ward.on(ref, lambda turn, it: incidents.note(turn, it, f"{HOSTILE_TITLE} note"))
    ward.on(ref, lambda turn, it: incidents.change_severity(turn, it, 1, reason=HOSTILE_TITLE))
    ward.on(ref, lambda turn, it: tasks.add(turn, it, title=HOSTILE_TITLE, assignee=ANA))
    ward.on(ref, lambda turn, it: tasks.block(turn, it, 1, reason=HOSTILE_TITLE))
    ward.on(ref, lambda turn, it: tasks.skip(turn, it, 4, reason=HOSTILE_TITLE))
    ward.on(ref, lambda turn, it: tasks.claim(turn, it, 3), by=ANA)
    ward.appoint(ref, "scribe", ANA)
    message = ward.desk(BOSS, lambda turn: digests.preview(turn, cut=DigestCut.MINISTRY))
    shown = json.dumps(message, ensure_ascii=False)
    typed = [*HOSTILE_TITLE.split(), "<@", "<#", "<!", "&lt;", "Ana", "Boss", "U4ANA", "U1BOSS",
             "Small playbook", "Open the log", "Tell the neighbours", "note", "scribe", "Scribe"]  # fmt: skip
    # Words of ours that happen to be in it as well.
    ours = {"of", "at"}
    assert [each for each in typed if each not in ours and each in shown] == []
    assert f"{ref}, SEV1 · active · day 1." in message["text"]
    assert "severity 2 → 1" in message["text"]
    assert "Course: 07:07 declared" in message["text"]


def test_the_clinical_cut_is_care_decisions_and_what_is_overdue_there(ward: Ward) -> None:
    """Every decision that is wanted; of the work only what is care's own."""
    ref = ward.declare("Servers encrypted", kind=Kind.RANSOMWARE)
    for title, role, hours in (("Read back results", "lab-lead", 1), ("Patch", "it-lead", 1),
                               ("Count blood", "blood-bank-lead", 9)):  # fmt: skip
        due_at = ward.clock.now() + timedelta(hours=hours)
        ward.on(ref, partial(tasks.add, title=title, role=role, due_at=due_at))
    ward.clock.advance(hours=2)
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 1, proof="opened"))
    ward.on(ref, lambda turn, it: tasks.claim(turn, it, 2), by=ANA)
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 2, proof="24"), by=ANA)
    message = ward.desk(BOSS, lambda turn: digests.preview(turn, cut=DigestCut.CLINICAL))
    text = message["text"]
    assert text.startswith("Clinical digest, 23 Nov 2022.")
    for words in (
        "Asked of you: #2 Cut the edge: approval of",
        "Overdue and blocked in care: #5 Read back results — due 08:07",
        "Next 24 hours in care: 16:07 #7 Count blood",
    ):
        assert words in text
    for words in ("What changed", "Tasks by owner", "Nobody holds", "Patch"):
        assert words not in text


def test_a_failing_section_of_a_short_cut_says_so(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(session: Session, _asked: reports.Asked) -> Any:
        session.connection().exec_driver_sql("SELECT * FROM nowhere")

    sections = tuple(
        replace(each, gather=broken) if each.name == "course" else each for each in reports.SECTIONS
    )
    monkeypatch.setattr(reports, "SECTIONS", sections)
    ward.declare()
    subscribe(ward, ANA, at="07:30", cut="ministry")
    ward.clock.advance(minutes=23)
    ward.tick(beat=1)
    (text,) = ward.texts("subscription")
    assert "Course: could not be computed (reference " in text


def test_the_house_s_zone_may_change_and_one_s_own_stays(sqlite_ward: Ward) -> None:
    subscribe(sqlite_ward, ANA, at="08:00")
    sqlite_ward.house = replace(sqlite_ward.house, zone=ZoneInfo("Europe/London"))
    sqlite_ward.start()
    sqlite_ward.ticks(every=30, times=3)
    assert delivered(sqlite_ward) == [(f"user:{ANA}", "11-23T08:00@Asia/Kolkata")]
