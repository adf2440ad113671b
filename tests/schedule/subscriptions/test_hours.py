"""People's own digests: each at their hour, once, whatever was down or changed."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.words import DigestCut
from bot.errors import Mistyped, NotFound
from bot.operations import reports, subscriptions
from bot.slack.views.subscriptions import begun
from tests.schedule.conftest import ANA, BOSS, NET, Ward
from tests.schedule.subscriptions.wishes import delivered, known, rows, subscribe


def test_each_at_their_own_hour_and_once(ward: Ward) -> None:
    """07:07 in Delhi is 01:37 in London, and 20:37 of the day before in New York."""
    subscribe(ward, ANA, at="8am")
    subscribe(ward, NET, at="06:00", zone="Europe/London", cut="clinical")
    subscribe(ward, BOSS, at="21:00", zone="America/New_York", cut="ministry")
    ward.ticks(every=60, times=24)
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
    ward.ticks(every=30, times=4)
    assert delivered(ward) == [(f"user:{ANA}", "11-23T07:30@Asia/Kolkata")]
    # The same hour on other clocks, later on the same date, is another moment.
    subscribe(ward, ANA, zone="Europe/London")
    ward.ticks(every=60, times=6)
    assert [each for _, each in delivered(ward)] == [
        "11-23T07:30@Asia/Kolkata", "11-23T07:30@Europe/London",
    ]  # fmt: skip
    assert len(rows(ward)) == 1


@pytest.mark.parametrize(
    ("wish", "following"),
    [
        ({"cut": "clinical"}, "24 Nov 07:30"),
        ({"lang": "hi"}, "24 Nov 07:30"),
        ({"at": "07:00"}, "24 Nov 07:00"),
        ({"at": "09:00"}, "23 Nov 09:00"),
        ({"zone": "Europe/London"}, "23 Nov 13:00"),
    ],
)
def test_a_change_does_not_lose_what_fell_due(
    ward: Ward, wish: dict[str, str], following: str
) -> None:
    """Due at 07:30 and not posted yet at 08:07, when something of it is changed."""
    subscribe(ward, ANA, at="07:30")
    ward.clock.advance(hours=1)
    told = subscribe(ward, ANA, **wish)
    assert (ward.local(told.late_at), ward.local(told.next_due_at)) == ("23 Nov 07:30", following)
    assert "is on its way" in begun(told, ward.clock.now()).text
    assert ward.tick() == 1
    assert ward.tick() == 0
    assert ward.local(ward.next_due(f"digest:{ANA}:open")) == following
    again = subscribe(ward, ANA)
    assert (again.late_at, ward.local(again.next_due_at)) == (None, following)


def test_ended_and_begun_again_it_does_not_come_twice_for_one_moment(ward: Ward) -> None:
    subscribe(ward, ANA, at="07:30")
    ward.clock.advance(minutes=23)
    assert ward.tick() == 1
    ward.desk(ANA, subscriptions.unsubscribe)
    assert rows(ward) == []
    ward.clock.step_wall(hours=-1)
    subscribe(ward, ANA, at="07:30")
    assert ward.ticks(every=20, times=4) == 0
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
    ward.ticks(every=141, times=20)
    got = [post.key.partition(":open:")[2].partition("@")[0] for post in ward.posts("subscription")]
    assert got == want


@pytest.mark.both_engines
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


def test_the_house_s_zone_may_change_and_one_s_own_stays(sqlite_ward: Ward) -> None:
    subscribe(sqlite_ward, ANA, at="08:00")
    sqlite_ward.house = replace(sqlite_ward.house, zone=ZoneInfo("Europe/London"))
    sqlite_ward.start()
    sqlite_ward.ticks(every=30, times=3)
    assert delivered(sqlite_ward) == [(f"user:{ANA}", "11-23T08:00@Asia/Kolkata")]
