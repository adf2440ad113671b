"""The status summary: when it comes, that it comes once, and what people can change."""

import itertools
from datetime import timedelta
from functools import partial

import pytest

from bot.domain.words import Kind, Stage
from bot.errors import Refused
from bot.operations import incidents, schedules, tasks
from bot.schedule.beat import Pace
from bot.schedule.tick import tick
from tests.schedule.conftest import ANA, BOSS, Ward, stands_in_order


def test_the_first_day_of_a_severity_1(ward: Ward) -> None:
    """Declared 07:07: summaries at 09:07, 11:07 …, each once, none twice."""
    ref = ward.declare()
    assert ward.next_summary(ref) == "23 Nov 09:07"
    assert ward.tick() == 0
    ward.ticks(every=30, times=12 * 2)  # twelve hours
    due = [ward.local(each.due_at) for each in ward.occurrences("summary")]
    assert due == [f"23 Nov {hour:02d}:07" for hour in (9, 11, 13, 15, 17, 19)]
    assert len(ward.posts("summary")) == 6
    assert not any(each.late or each.missed for each in ward.occurrences("summary"))


def test_it_goes_into_the_thread_of_the_board_and_the_board_is_redrawn(ward: Ward) -> None:
    ref = ward.declare()
    ward.clock.advance(hours=2)
    assert ward.tick() == 1
    (post,) = ward.posts("summary")
    assert post.thread_key == f"board:{ref}"
    assert post.target.startswith("incident:")
    assert post.key == f"summary:{ref}:2022-11-23T03:37:00Z"
    assert any(each.method == "chat.update" for each in ward.posts("board"))


@pytest.mark.parametrize(
    ("severity", "due"),
    [(1, "23 Nov 09:07"), (2, "23 Nov 11:07"), (3, "23 Nov 19:07"), (4, "24 Nov 07:07")],
)
def test_cadence_follows_severity(sqlite_ward: Ward, severity: int, due: str) -> None:
    ref = sqlite_ward.declare(severity=severity)
    assert sqlite_ward.next_summary(ref) == due


def test_a_manual_update_resets_it(ward: Ward) -> None:
    ref = ward.declare()
    ward.clock.advance(minutes=90)
    ward.on(ref, lambda turn, it: incidents.update(turn, it, "40 of 100 isolated"))
    assert ward.next_summary(ref) == "23 Nov 10:37"


def test_a_change_of_severity_follows_and_never_delays(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare(severity=3)
    sqlite_ward.clock.advance(hours=1)
    sqlite_ward.on(ref, partial(incidents.change_severity, severity=1, reason="all wards"))
    assert sqlite_ward.next_summary(ref) == "23 Nov 10:07"
    sqlite_ward.clock.advance(minutes=30)
    sqlite_ward.on(
        ref, lambda turn, it: incidents.change_severity(turn, it, 4, reason="false alarm")
    )
    assert sqlite_ward.next_summary(ref) == "23 Nov 10:07"
    sqlite_ward.clock.advance(minutes=90)
    sqlite_ward.tick()
    assert sqlite_ward.next_summary(ref) == "24 Nov 10:07"


def test_set_by_hand_it_stays_until_auto(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare()
    half = timedelta(minutes=30)
    plan = sqlite_ward.on(ref, lambda turn, it: schedules.summary_every(turn, it, half))
    assert plan.sentence == (
        "Status summaries every 30 min, as set here. "
        "The next one: 23 Nov 2022 07:37 IST, in 30 min."
    )
    sqlite_ward.on(ref, lambda turn, it: incidents.change_severity(turn, it, 4, reason="contained"))
    assert sqlite_ward.next_summary(ref) == "23 Nov 07:37"
    plan = sqlite_ward.on(ref, lambda turn, it: schedules.summary_every(turn, it, "auto"))
    assert "every 1 d, as severity 4 asks" in plan.sentence
    assert sqlite_ward.next_summary(ref) == "24 Nov 07:07"


def test_a_change_acts_without_a_restart(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare(severity=4)
    minute = timedelta(minutes=1)
    sqlite_ward.on(ref, lambda turn, it: schedules.summary_every(turn, it, minute))
    assert sqlite_ward.ticks(every=1, times=5) == 5


def test_off_means_off(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare()
    plan = sqlite_ward.on(ref, lambda turn, it: schedules.summary_every(turn, it, None))
    assert not plan.enabled
    assert "off" in plan.sentence
    sqlite_ward.ticks(every=60, times=48)
    assert sqlite_ward.posts("summary") == []


def test_now_is_now_and_counts_anew(ward: Ward) -> None:
    ref = ward.declare()
    ward.clock.advance(minutes=61)
    plan = ward.on(ref, schedules.summary_now)
    assert len(ward.posts("summary")) == 1
    assert ward.next_summary(ref) == "23 Nov 10:08"
    assert "The next one: 23 Nov 2022 10:08 IST" in plan.sentence
    # The same second asked twice, as a double click does, is one summary.
    ward.on(ref, schedules.summary_now)
    assert len(ward.posts("summary")) == 1


@pytest.mark.parametrize(
    "span",
    [timedelta(), timedelta(minutes=-5), timedelta(seconds=1), timedelta(days=400)],
)
def test_senseless_cadences_are_refused(sqlite_ward: Ward, span: timedelta) -> None:
    ref = sqlite_ward.declare()
    with pytest.raises(Refused, match="1 min to 7 d") as refusal:
        sqlite_ward.on(ref, lambda turn, it: schedules.summary_every(turn, it, span))
    assert "/incident summary" in refusal.value.next_step
    assert sqlite_ward.next_summary(ref) == "23 Nov 09:07"


def test_only_command_changes_the_cadence(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare()
    with pytest.raises(Refused, match="incident commander"):
        sqlite_ward.on(ref, lambda turn, it: schedules.summary_every(turn, it, None), by=ANA)


def test_an_ended_incident_rests_and_a_reopened_one_goes_on(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare()
    sqlite_ward.clock.advance(hours=1)
    sqlite_ward.on(ref, lambda turn, it: incidents.stand_down(turn, it, reason="a cable"))
    assert sqlite_ward.ticks(every=120, times=5) == 0
    with pytest.raises(Refused, match="ended"):
        sqlite_ward.on(ref, schedules.summary_now)
    sqlite_ward.on(ref, lambda turn, it: incidents.reopen(turn, it, reason="not a cable"))
    assert sqlite_ward.next_summary(ref) == "23 Nov 20:07"


def test_down_over_one(ward: Ward) -> None:
    """Down from 08:00 to 10:00: one summary, marked late, and the next a full span later."""
    ref = ward.declare()
    ward.clock.advance(hours=3)
    assert ward.tick() == 1
    assert ward.tick() == 0
    (text,) = ward.texts("summary")
    assert "Late: it was due 23 Nov 2022 09:07 IST." in text
    (row,) = ward.occurrences("summary")
    assert (row.late, row.missed) == (True, 0)
    assert ward.next_summary(ref) == "23 Nov 12:07"


def test_down_over_nine(ward: Ward) -> None:
    ref = ward.declare(severity=2)
    ward.clock.advance(hours=4 * 9 + 1)
    ward.ticks(every=1, times=3)
    (text,) = ward.texts("summary")
    assert "Late: it was due 24 Nov 2022 19:07 IST." in text
    assert "stands for 8 before it" in text
    assert ward.next_summary(ref) == "25 Nov 00:08"


def test_clock_set_back_an_hour(ward: Ward) -> None:
    ref = ward.declare()
    ward.clock.advance(hours=2)
    ward.tick()
    ward.clock.step_wall(hours=-1)
    assert ward.tick() == 0  # no repeat
    assert ward.next_summary(ref) == "23 Nov 10:07"  # no silence: two hours from now
    ward.clock.advance(hours=2)
    assert ward.tick() == 1
    assert len(ward.posts("summary")) == 2


def test_clock_set_two_days_ahead_and_back(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare(severity=2)
    sqlite_ward.clock.step_wall(days=2)
    sqlite_ward.tick()
    sqlite_ward.clock.step_wall(days=-2)
    sqlite_ward.tick()
    assert len(sqlite_ward.posts("summary")) == 1
    assert sqlite_ward.next_summary(ref) == "23 Nov 11:07"
    sqlite_ward.clock.advance(hours=4)
    sqlite_ward.tick()
    assert len(sqlite_ward.posts("summary")) == 2


def test_clock_set_an_hour_ahead(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare()
    sqlite_ward.clock.step_wall(hours=1)
    assert sqlite_ward.tick() == 0
    assert sqlite_ward.next_summary(ref) == "23 Nov 09:07"


def test_nothing_changed_is_one_line(sqlite_ward: Ward) -> None:
    sqlite_ward.declare(severity=2)
    sqlite_ward.ticks(every=240, times=2)
    first, second = sqlite_ward.texts("summary")
    assert "declared by" in first
    assert "No change since 11:07 IST." in second
    assert "What changed" not in second


def test_what_became_overdue_is_a_change(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare(severity=2)
    sqlite_ward.ticks(every=240, times=1)
    due = sqlite_ward.clock.now() + timedelta(hours=3)
    sqlite_ward.on(ref, lambda turn, it: tasks.add(turn, it, "Call CERT-In", due_at=due))
    sqlite_ward.ticks(every=1, times=1)
    sqlite_ward.on(ref, schedules.summary_now)
    sqlite_ward.ticks(every=240, times=1)
    assert "overdue 1 (+1)" in sqlite_ward.texts("summary")[-1]
    assert "No change" not in sqlite_ward.texts("summary")[-1]


def test_a_summary_says_what_matters(ward: Ward) -> None:
    """What changed first, then playbooks, overdue with owner, decisions, vacant roles, next."""
    ref = ward.declare("Servers encrypted", kind=Kind.RANSOMWARE, severity=1)
    ward.appoint(ref, "network-lead", ANA)
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 1, proof="opened 07:10"))
    ward.on(ref, lambda turn, it: tasks.claim(turn, it, 2), by=ANA)
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 2, proof="24"), by=ANA)
    ward.on(ref, lambda turn, it: tasks.block(turn, it, 4, "nobody answers"))
    ward.clock.advance(hours=2)
    ward.tick()
    (text,) = ward.texts("summary")
    wanted = [
        f"Status summary {ref}, SEV1 · active · day 1: Servers encrypted.",
        "07:07 IST to 09:07 IST: tasks done 1 of 4 · overdue 1 · blocked 1 · waiting for approval 1",
        "What changed: ",
        "Tasks by playbook: Small playbook",
        "Overdue and blocked: ",
        "#4 Tell the neighbours — blocked: nobody answers",
        "#2 Cut the edge — due 07:27, waiting for approval",
        "Decisions wanted: #2 Cut the edge: approval of <@U1BOSS>, Incident commander",
        "Vacant roles: Nobody holds: ",
        "Next summary: 11:07 IST.",
    ]
    stands_in_order(text, wanted)
    assert "1 done: #1 Open the log" in text


def test_stages_and_commands_come_first(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    ref = ward.declare()
    for number in range(30):
        ward.on(ref, partial(incidents.note, text=f"note {number}"))
    ward.on(ref, partial(incidents.move_stage, stage=Stage.CONTAINED))
    ward.clock.advance(hours=2)
    ward.tick()
    changed = ward.texts("summary")[0].split("What changed: ")[1]
    assert changed.index("stage active → contained") < changed.index("note 0")
    assert "more changes" in changed


def test_preview_posts_nothing(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare()
    message = sqlite_ward.on(ref, schedules.summary_preview)
    assert f"Status summary {ref}" in message["text"]
    assert sqlite_ward.posts("summary") == []
    assert sqlite_ward.next_summary(ref) == "23 Nov 09:07"


def test_a_summary_of_a_private_incident_stays_in_it(sqlite_ward: Ward) -> None:
    sqlite_ward.declare(private=True)
    sqlite_ward.clock.advance(hours=2)
    sqlite_ward.tick()
    (post,) = sqlite_ward.posts("summary")
    assert post.target.startswith("incident:")


def test_begin_twice_is_begin_once(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare()
    sqlite_ward.clock.advance(hours=1)
    sqlite_ward.on(ref, schedules.begin)
    assert sqlite_ward.next_summary(ref) == "23 Nov 09:07"


def test_who_asks_is_a_responder(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare()
    sqlite_ward.on(ref, schedules.summary_now, by=BOSS)


def test_what_falls_due_at_once_takes_its_time_and_loses_nothing(sqlite_ward: Ward) -> None:
    """Legal clocks come first in every beat, so no beat goes on until all reports are written."""
    ward = sqlite_ward
    for number in range(5):
        ward.declare(f"Incident {number}")
    ward.clock.advance(hours=2)
    # Each look at the clock finds that 0.4 s have passed: there is time for three of them.
    pace = Pace(partial(next, itertools.count(0, 0.4)))

    def beat(count: int) -> int:
        tick(ward.database, ward.house, ward.clock.now(), beat=count, pace=pace)
        return len(ward.posts("summary"))

    assert (beat(1), pace.left) == (3, {"recurring"})
    assert (beat(2), pace.left) == (5, set())
    assert beat(3) == 5
    assert len({post.target for post in ward.posts("summary")}) == 5
