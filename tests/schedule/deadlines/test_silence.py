"""What is met, moved, ruled out or over is not said; what is hard is said at night."""

from collections.abc import Callable

import pytest

from bot.domain.quiet import quiet_hours
from bot.domain.words import Kind
from bot.grammar.times import Moment
from bot.operations import deadlines, extending, incidents
from bot.operations.extending import Ending
from tests.factories import DELHI
from tests.law import ANA, LEGAL, item
from tests.schedule.deadlines.court import CERTIN, Court, Hall


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
    to = Ending(Moment(court.at("24 Nov 2022 07:07")))
    court.on(extending.extend, "a.one", to, "letter no. 12", by=LEGAL)
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
