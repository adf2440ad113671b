"""Legal clocks as the schedule says them: at their moments, once each, to whom they are owed."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.domain.models import Person
from bot.domain.quiet import quiet_hours
from bot.domain.words import Kind, Stage
from bot.operations import anchors, deadlines, incidents, people, tasks
from bot.operations.turn import House
from bot.schedule.tick import tick
from bot.storage import deadlines as queries
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import DELHI, make_house
from tests.law import ANA, CISO, KABIR, LEGAL, Law, item, profile
from tests.schedule.conftest import Ward
from tests.schedule.test_plans import plan, statements

CERTIN = "in.certin.initial"
CHANNEL = "incident:1"
Hall = Callable[..., "Court"]


class Court(Law):
    """A hospital with legal clocks whose schedule ticks."""

    def __init__(self, database: Database, house: House, clock: StoppedClock, law: str) -> None:
        super().__init__(database, house, clock, profile(law))
        self.ward = Ward(database, self.desk.house, clock)

    def tick(self, beat: int = 0) -> int:
        """Let the schedule beat once, now; return how many deadlines were said."""
        before = len(self.ward.occurrences("deadline"))
        self.ward.tick(beat)
        return len(self.ward.occurrences("deadline")) - before

    def until(self, clock: str) -> None:
        """Let time pass up to a moment of the hospital's clocks."""
        passed = self.at(clock) - self.clock.now()
        self.clock.advance(seconds=passed.total_seconds())

    def course(self, name: str, count: int) -> list[str]:
        """Go from one planned moment of a deadline to the next; return when it was said."""
        said = []
        for _ in range(count):
            planned = self.row(name).alarm_at
            assert planned is not None
            self.clock.advance(seconds=(planned - self.clock.now()).total_seconds())
            assert self.tick() >= 1
            said.append(self.shown(planned))
        return said

    def said(self) -> list[tuple[str, str]]:
        """Return where deadlines were said, and what, without what was said at their opening."""
        return [each for each in self.ward.said("deadline") if "legal deadline" not in each[1]]

    def heard(self) -> list[str]:
        """Return what the incident's channel was told, in order."""
        return [text for target, text in self.said() if target == CHANNEL]

    def told(self) -> list[str]:
        """Return who was told, in order."""
        return [target for target, _ in self.said()]


@pytest.fixture
def hall(database: Database, house: House, clock: StoppedClock) -> Hall:
    """Opens a court on each engine."""

    def opened(law: str = "in-hospital", **over: object) -> Court:
        return Court(database, replace(house, **over), clock, law)  # type: ignore[arg-type]  # by name.

    return opened


@pytest.fixture
def sqlite_hall(sqlite_url: str, house: House, clock: StoppedClock) -> Iterator[Hall]:
    """Opens a court on SQLite alone, for what does not depend on the engine."""
    database = Database(sqlite_url)

    def opened(law: str = "in-hospital", **over: object) -> Court:
        return Court(database, replace(house, **over), clock, law)  # type: ignore[arg-type]  # by name.

    yield opened
    database.close()


# given (profile, kind, noticed) … then this deadline is due …, and warned of at ….
TABLE = {
    "CERT-In, six hours": (
        "in-hospital", "Asia/Kolkata", "23 Nov 2022 07:07", CERTIN, "23 Nov 2022 13:07",
        "10:07 11:37 12:31 12:37 13:07 13:37 14:07 14:37",
    ),
    "CERT-In through midnight and a new year": (
        "in-hospital", "Asia/Kolkata", "31 Dec 2022 20:00", CERTIN, "01 Jan 2023 02:00",
        "23:00 00:30 01:24 01:30 02:00 02:30",
    ),
    "CERT-In on a leap day": (
        "in-hospital", "Asia/Kolkata", "29 Feb 2024 20:00", CERTIN, "01 Mar 2024 02:00",
        "23:00 00:30 01:24 01:30 02:00 02:30",
    ),
    "police, twelve hours": (
        "in-hospital", "Asia/Kolkata", "23 Nov 2022 07:07", "in.police.complaint",
        "23 Nov 2022 19:07", "13:07 16:07 17:55 18:37 19:07 19:37",
    ),
    "Board, 72 hours, once it binds": (
        "in-hospital", "Asia/Kolkata", "13 May 2027 00:00", "in.dpdp.board.2",
        "16 May 2027 00:00", "12:00 06:00 16:48 23:30 00:00 00:30",
    ),
    "GDPR through the night of 25 hours": (
        "eu-nis2-gdpr", "Europe/Berlin", "29 Oct 2022 12:00", "eu.gdpr.art33",
        "01 Nov 2022 11:00", "23:00 17:00 03:48 10:30 11:00 11:30",
    ),
    "early warning through the night of 23 hours": (
        "eu-nis2-gdpr", "Europe/Berlin", "26 Mar 2022 12:00", "eu.nis2.warning",
        "27 Mar 2022 13:00", "00:00 07:00 10:36 12:30 13:00 13:30",
    ),
    "HIPAA, sixty calendar days": (
        "us-hipaa", "America/New_York", "07 Jan 2022 12:00", "us.hipaa.individual",
        "08 Mar 2022 23:59:59", "17:59:59 20:59:59 22:47:59 23:29:59 23:59:59 00:29:59",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_given_a_moment_then_it_is_due_and_warned_of(sqlite_hall: Hall, case: str) -> None:
    name, zone, noticed, which, due, warned = TABLE[case]
    court = sqlite_hall(name, zone=ZoneInfo(zone))
    court.until(noticed)
    court.declare()
    assert court.due(which) == due
    said = court.course(which, len(warned.split()))
    assert [moment.split()[-1] for moment in said] == [
        each.removesuffix(":00") if each.count(":") > 1 else each for each in warned.split()
    ]


def test_certin_is_said_at_its_moments_and_at_no_other(hall: Hall) -> None:
    """A beat every three minutes for eight hours: nine moments, each said once to each."""
    court = hall(item("a.one", owner="security-lead"))
    court.declare(Kind.OTHER, severity=4)
    when = []
    for _ in range(8 * 20 + 1):
        court.clock.advance(minutes=3)
        if court.tick():
            when.append(court.shown(court.clock.now())[-5:])
    assert when == [
        "10:07", "11:37", "12:31", "12:37", "13:07", "13:37", "14:07", "14:37", "15:07",
    ]  # fmt: skip
    early = [CHANNEL, f"user:{CISO}"]
    late = [CHANNEL, f"user:{CISO}", f"user:{KABIR}"]
    assert court.told() == early * 4 + late * 5
    keys = [post.key for post in court.ward.posts("deadline")]
    assert len(keys) == len(set(keys))
    assert not any(each.late or each.missed for each in court.ward.occurrences("deadline"))


def test_what_a_warning_says(sqlite_hall: Hall) -> None:
    court = sqlite_hall()
    court.declare()
    court.until("23 Nov 2022 12:37")
    court.tick()
    (channel,) = court.heard()
    assert (
        "Due: *D1* CERT-In: First report of a cyber incident (hard), due 23 Nov 2022 13:07 IST, "
        "in 30 min; running. Owner: Security lead (CISO) (<@U2CISO>)."
    ) in channel
    (mine,) = [text for target, text in court.said() if target == f"user:{CISO}"]
    assert court.ref in mine, "Outside its channel the incident is named."
    court.until("23 Nov 2022 13:37")
    court.tick()
    assert "*Overdue*: *D1* CERT-In" in court.heard()[-1]
    assert "30 min late; running" in court.heard()[-1]
    entries = court.entries("deadline.overdue")
    assert [(each.actor, each.subject, each.after) for each in entries] == [
        ("system", name, "2022-11-23T07:37:00Z") for name in ("D1", "D2", "D8")
    ]


def test_what_rings_at_one_moment_is_one_message(sqlite_hall: Hall) -> None:
    """CERT-In, NCIIPC and the ministry are all due at 13:07."""
    court = sqlite_hall()
    court.declare()
    court.until("23 Nov 2022 10:07")
    assert court.tick() == 3
    assert court.told().count(CHANNEL) == 1
    assert all(f"*D{number}*" in court.said()[0][1] for number in (1, 2, 8))


def test_the_clocks_of_a_drill_say_that_it_is_one(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one", owner="security-lead"))
    court.declare(Kind.OTHER, severity=4, drill=True)
    court.until("23 Nov 2022 12:37")
    court.tick()
    texts = [text for _, text in court.ward.said("deadline")]
    assert len(texts) == 3
    assert all("DRILL: nothing is sent to anybody outside." in text for text in texts)


def test_nobody_in_the_role_then_the_deputy_then_command(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one", owner="mrd-lead"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 10:07")
    court.tick()
    assert court.told() == [CHANNEL, f"user:{KABIR}"]
    court.on(people.appoint, "registration-lead", ANA)
    court.until("23 Nov 2022 11:37")
    court.tick()
    assert court.told()[2:] == [CHANNEL, f"user:{ANA}"]
    gone = Person(user_id=ANA, is_gone=True, seen_at=court.clock.now())
    court.database.write_now(lambda session: session.add(gone))
    court.until("23 Nov 2022 12:31")
    court.tick()
    assert court.told()[4:] == [CHANNEL, f"user:{KABIR}"]


# --- What is met, moved, ruled out or over is not said any more.


@pytest.mark.parametrize("act", [
    lambda court: court.met(CERTIN),
    lambda court: court.on(deadlines.not_applicable, CERTIN, "an exercise", by=LEGAL),
    lambda court: court.on(incidents.stand_down, reason="a cable"),
])  # fmt: skip
def test_what_is_over_is_silent(sqlite_hall: Hall, act: Callable[[Court], object]) -> None:
    court = sqlite_hall()
    court.declare()
    court.until("23 Nov 2022 10:07")
    court.tick()
    act(court)
    before = [text for _, text in court.said() if "*D1*" in text]
    for _ in range(20):
        court.clock.advance(minutes=30)
        court.tick()
    assert [text for _, text in court.said() if "*D1*" in text] == before


def test_what_does_not_bind_yet_is_never_said(sqlite_hall: Hall) -> None:
    court = sqlite_hall()
    court.declare(Kind.DATA_LEAK, severity=4)
    for _ in range(10):
        court.clock.advance(hours=24)
        court.tick()
    assert not [text for _, text in court.said() if "Data Protection Board" in text]
    assert [text for _, text in court.said() if "CERT-In" in text]


def test_an_extension_is_warned_of_anew(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 12:50")
    court.tick()
    to = court.at("24 Nov 2022 07:07")
    court.on(deadlines.extend, "a.one", to, "letter no. 12", by=LEGAL)
    said = court.course("a.one", 5)
    assert [each[-5:] for each in said] == ["19:07", "01:07", "04:43", "06:37", "07:07"]


def test_an_anchor_that_moves_earlier_is_said_at_once(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one"))
    court.until("23 Nov 2022 12:00")
    court.declare(Kind.OTHER, severity=4)
    assert court.tick() == 0
    court.noticed("23 Nov 2022 07:07", by=ANA)
    assert court.tick() == 1
    assert "due 23 Nov 2022 13:07 IST" in court.said()[0][1]
    assert not court.ward.occurrences("deadline")[0].late, "Nobody could have said it before."
    assert court.course("a.one", 2) == ["23 Nov 2022 12:31", "23 Nov 2022 12:37"]


def test_a_clock_that_opens_in_the_middle_of_its_time_warns_at_once(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one"))
    court.until("23 Nov 2022 12:35")
    court.declare(Kind.OTHER, severity=4, noticed_at=court.at("23 Nov 2022 07:07"))
    assert court.tick() == 1
    (occurrence,) = court.ward.occurrences("deadline")
    assert (occurrence.key.split(":")[-1], occurrence.missed, occurrence.late) == ("90", 0, False)


def test_no_act_of_people_swallows_a_warning_that_is_due(sqlite_hall: Hall) -> None:
    """Somebody begins the draft in the very second of the warning, before the tick came."""
    court = sqlite_hall()
    court.declare()
    court.until("23 Nov 2022 10:07")
    court.drafts(CERTIN)
    court.on(deadlines.applies, "in.nciipc", by=ANA)
    assert court.tick() == 3
    court.until("23 Nov 2022 13:08")
    court.on(deadlines.approve, CERTIN, by=LEGAL)
    court.tick()
    assert "*Overdue*: *D1* CERT-In" in court.heard()[-1]
    assert "1 min late; approved" in court.heard()[-1]


# --- Quiet hours.


def test_quiet_hours_never_hold_back_a_hard_clock(sqlite_hall: Hall) -> None:
    """Noticed at 20:00: the hard one rings through the night, the soft one waits until six."""
    court = sqlite_hall(
        item("a.hard") + item("a.soft", hard="false"), quiet=quiet_hours("22:00-06:00", DELHI)
    )
    court.until("23 Nov 2022 20:00")
    court.declare(Kind.OTHER, severity=4)
    assert [each[-5:] for each in court.course("a.hard", 6)] == [
        "23:00", "00:30", "01:24", "01:30", "02:00", "02:30",
    ]  # fmt: skip
    assert court.shown(court.row("a.soft").alarm_at) == "24 Nov 2022 06:00"
    assert not [text for _, text in court.said() if "*D2*" in text]
    court.course("a.hard", 6)
    court.until("24 Nov 2022 06:00")
    court.tick()
    (said,) = [text for text in court.heard() if "*D2*" in text]
    assert "Late" not in said, "It waited because people slept."


def test_a_draft_at_night_does_not_take_the_morning_from_a_soft_one(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.soft", within="PT24H", hard="false"),
                        quiet=quiet_hours("22:00-06:00", DELHI))  # fmt: skip
    court.until("23 Nov 2022 11:00")
    court.declare(Kind.OTHER, severity=4)
    assert court.course("a.soft", 0) == []
    court.until("23 Nov 2022 23:30")
    court.tick()
    assert court.shown(court.row("a.soft").alarm_at) == "24 Nov 2022 06:00"
    court.drafts("a.soft")
    assert court.shown(court.row("a.soft").alarm_at) == "24 Nov 2022 06:00"


# --- Exactly once: restarts, standstills, clocks that are set, races.


def test_three_days_down_is_one_warning_marked_late(hall: Hall) -> None:
    court = hall(item("a.one") + item("a.two", within="PT12H"))
    court.declare(Kind.OTHER, severity=4)
    court.until("26 Nov 2022 07:07")
    assert court.tick() == 2
    assert court.told().count(CHANNEL) == 1
    (text,) = court.heard()
    assert "Late: this should have been said 23 Nov 2022 10:07 IST." in text
    # Six hours: 4 warnings, the end and 131 half hours; twelve: 4, the end and 119.
    assert f"It also stands for {136 + 124} warnings that fell due while Wardroom was not" in text
    found = sorted((each.late, each.missed) for each in court.ward.occurrences("deadline"))
    assert found == [(True, 124), (True, 136)]
    assert court.tick() == 0
    court.clock.advance(minutes=29)
    assert court.tick() == 0
    court.clock.advance(minutes=1)
    assert court.tick() == 2
    assert "Late" not in court.heard()[-1]
    assert len(court.entries("deadline.overdue")) == 2


def test_a_restart_says_nothing_twice(hall: Hall, database_url: str) -> None:
    court = hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 10:07")
    assert court.tick() == 1
    again = Database(database_url)
    reborn = Court(again, court.desk.house, court.clock, item("a.one"))
    reborn.ref = court.ref
    assert reborn.tick() == 0
    reborn.until("23 Nov 2022 11:37")
    assert reborn.tick() == 1
    again.close()


@pytest.mark.parametrize("hours", [1, 48])
def test_a_clock_that_ran_ahead_and_was_set_back_says_the_rest_in_time(
    sqlite_hall: Hall, hours: int
) -> None:
    """Nothing is said twice, and nothing that still comes is lost."""
    court = sqlite_hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 09:28")
    court.clock.step_wall(hours=hours)
    court.tick()
    court.clock.step_wall(hours=-hours)
    court.tick()
    before = len(court.ward.occurrences("deadline"))
    when = []
    for _ in range(5 * 20):
        court.clock.advance(minutes=3)
        if court.tick():
            when.append(court.shown(court.clock.now())[-5:])
    expected = ["10:07", "11:37", "12:31", "12:37", "13:07", "13:37", "14:07"]
    # An hour ahead, 10:07 was said at what it took for 10:28.
    assert when == (expected if hours == 48 else expected[1:])
    assert before == 1


def test_a_clock_that_was_set_back_repeats_nothing(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 10:07")
    assert court.tick() == 1
    court.clock.step_wall(hours=-1)
    for _ in range(29):
        court.clock.advance(minutes=3)
        assert court.tick() == 0


def test_eight_threads_on_two_connections_say_it_once(hall: Hall, database_url: str) -> None:
    court = hall(item("a.one") + item("a.two"))
    for _ in range(3):
        court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 10:07")
    other = Database(database_url)
    barrier = threading.Barrier(8)

    def beat(database: Database) -> None:
        barrier.wait()
        tick(database, court.desk.house, court.clock.now())

    threads = [
        threading.Thread(target=beat, args=(database,)) for database in [court.database, other] * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    other.close()
    assert len(court.ward.occurrences("deadline")) == 6
    assert sorted(court.told()) == sorted(
        [f"incident:{n}" for n in (1, 2, 3)] + [f"user:{LEGAL}"] * 3
    )


def replica(url: str, folder: str, moment: str, begin: object) -> None:
    """Tick in a process of its own, as a second replica does."""
    database = Database(url)
    house = make_house(Path(folder), profile=profile(item("a.one")))
    begin.wait()  # type: ignore[attr-defined]  # a barrier of multiprocessing.
    for _ in range(3):
        tick(database, house, datetime.fromisoformat(moment))
    database.close()


def test_two_replicas_say_it_once(hall: Hall, database_url: str, tmp_path: Path) -> None:
    court = hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 13:07")
    spawn = multiprocessing.get_context("spawn")
    begin = spawn.Barrier(2)
    arguments = (
        database_url, str(tmp_path / "playbooks"), court.clock.now().isoformat(), begin,
    )  # fmt: skip
    processes = [spawn.Process(target=replica, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(court.ward.occurrences("deadline")) == 1
    assert court.told() == [CHANNEL, f"user:{LEGAL}", f"user:{KABIR}"]
    assert len(court.entries("deadline.overdue")) == 1


def test_met_and_the_warning_at_one_moment(hall: Hall) -> None:
    """Whichever comes first, the channel never hears of a report that it knows to be sent."""
    court = hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 10:07")
    barrier = threading.Barrier(2)

    def send() -> None:
        barrier.wait()
        court.met("a.one")

    thread = threading.Thread(target=send)
    thread.start()
    barrier.wait()
    said = court.tick()
    thread.join(30)
    assert said in {0, 1}
    assert court.row("a.one").alarm_at is None
    assert len(court.told()) == 2 * said
    court.clock.advance(hours=10)
    assert court.tick() == 0


def test_a_crash_before_the_commit_loses_and_repeats_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.schedule import alarming as module

    court = hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.until("23 Nov 2022 13:07")

    def crash(*_: object) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr(module, "_note_overdue", crash)
        with pytest.raises(SystemExit):
            court.ward.tick()
    assert court.ward.occurrences("deadline") == []
    assert court.said() == []
    assert court.tick() == 1
    assert court.tick() == 0


def test_one_sick_incident_does_not_silence_the_others(
    sqlite_hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    court = sqlite_hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.declare(Kind.OTHER, severity=4)
    spoil = sa.text("UPDATE deadline SET opened_at = 'not a time' WHERE incident_id = 1")
    court.database.write_now(lambda session: session.execute(spoil))
    court.until("23 Nov 2022 10:07")
    court.ward.tick()
    assert court.told() == ["incident:2", f"user:{LEGAL}"]
    assert "schedule.row_failed" in capsys.readouterr().out


def test_after_a_reopening_it_goes_on(sqlite_hall: Hall) -> None:
    court = sqlite_hall(item("a.one"))
    court.declare(Kind.OTHER, severity=4)
    court.on(incidents.stand_down, reason="a cable")
    court.until("23 Nov 2022 11:00")
    assert court.tick() == 0
    court.on(incidents.reopen, reason="no cable")
    assert court.tick() == 1


def test_looking_for_what_rings_walks_no_table(sqlite_hall: Hall) -> None:
    """However many deadlines there are, a tick looks at those whose moment has come."""
    court = sqlite_hall()
    for _ in range(30):
        court.declare()
    court.database.write_now(lambda session: session.connection().exec_driver_sql("ANALYZE"))
    ((statement, parameters),) = statements(
        court.database, lambda session: queries.ringing_in(session, now=court.clock.now())
    )
    steps = plan(court.database, statement, parameters)
    assert any("ix_deadline_alarm" in step for step in steps), steps
    assert not any(step.startswith("SCAN deadline") for step in steps), steps


# --- The clocks of the playbooks.

CLOCKS = """---
slug: clocks
title: Clocks
when: {kind: [ransomware, intrusion], severity: [1, 2]}
start: auto
lead: legal-lead
---
# Clocks
Why.

## Reports
- [ ] Report to CERT-In {#certin role=security-lead due=+6h@noticed critical=true}
  Send it from a clean account, with what is known.
- [ ] Tell those affected {#people role=dpo due=+72h@breach}
  Write what happened, what it means for them, what they can do.
- [ ] Say when it began {#began role=forensics-lead due=+30m@occurred}
  From the first log line that is surely the intruder's.
- [ ] Lift the guards {#guards role=it-lead due=+12h@contained}
  One by one, with a witness.
- [ ] Ask for the receipt {#receipt role=agency-liaison due=+1h@certin after=certin}
  Call, and write down the number.
"""


def test_the_clocks_of_the_playbooks_act(hall: Hall, tmp_path: Path) -> None:
    """They count from the same moments as the law's, move with them, and remind of themselves."""
    court = hall(library=make_house(tmp_path / "clocks", CLOCKS).library)
    court.clock.advance(hours=1)
    court.declare(noticed_at=court.at("23 Nov 2022 07:37"))

    def due() -> list[str]:
        rows = [court.on(tasks.found, number) for number in range(1, 6)]
        return [court.shown(row.due_at) for row in rows]

    assert due() == ["23 Nov 2022 13:37", "-", "-", "-", "-"]
    court.on(anchors.correct, "occurred", court.at("23 Nov 2022 02:00"))
    court.on(tasks.set_due, 3, court.at("24 Nov 2022 09:00"))
    court.noticed("23 Nov 2022 07:07", by=ANA)
    court.breach("23 Nov 2022 08:00", "counsel confirms", by=LEGAL)
    court.on(incidents.move_stage, Stage.CONTAINED)
    assert due() == [
        "23 Nov 2022 13:07", "26 Nov 2022 08:00", "24 Nov 2022 09:00", "23 Nov 2022 20:07", "-",
    ]  # fmt: skip
    court.on(anchors.correct, "occurred", court.at("23 Nov 2022 01:00"))
    assert due()[2] == "24 Nov 2022 09:00", "What somebody set by hand stays."
    court.until("23 Nov 2022 13:10")
    court.ward.tick()
    assert "*#1* Report to CERT-In" in " ".join(text for _, text in court.ward.said())
    court.on(tasks.done, 1, by=CISO)
    court.noticed("23 Nov 2022 07:00", by=ANA)
    assert (due()[0], due()[4]) == ("23 Nov 2022 13:07", "23 Nov 2022 14:10")
