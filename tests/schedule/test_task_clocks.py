"""The clocks of tasks, as tables: who is told of what at which time, in one message an hour."""

from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.domain.models import IncidentMember, Person
from bot.domain.words import TaskStatus
from bot.operations import incidents, tasks
from bot.storage import timeline
from tests.schedule.conftest import ANA, BOSS, DEPUTY, NET, Ward
from tests.schedule.tables import Given, T, begin, said, table

LEADS = {"network-lead": NET, "deputy-ic": DEPUTY}

LADDERS = {
    "given two hours, a heads-up after a quarter less; owner, role, commander, an hour apart": (
        Given([T(due="09:07", held=ANA, role="network-lead")], LEADS),
        """
        08:37 Ana: Soon due #1
        09:07 Ana: Due #1
        10:07 Net: Overdue, and you stand in #1
        11:07 Boss: Overdue, escalated to you #1
        11:07 channel: Overdue #1
        """,
    ),
    "critical: a quarter of an hour apart": (
        Given([T(due="09:07", held=ANA, role="network-lead", critical=True)], LEADS),
        """
        08:37 Ana: Soon due #1
        09:07 Ana: Due #1
        09:22 Net: Overdue, and you stand in #1
        09:37 Boss: Overdue, escalated to you #1
        09:37 channel: Overdue #1
        """,
    ),
    "the owner holds the role: its deputy is asked, and nobody twice": (
        Given([T(due="09:07", held=NET, role="network-lead")], {"network-lead": NET,
                                                                "it-lead": ANA}),
        """
        08:37 Net: Soon due #1
        09:07 Net: Due #1
        10:07 Ana: Overdue, and you stand in #1
        11:07 Boss: Overdue, escalated to you #1
        11:07 channel: Overdue #1
        """,
    ),
    "nobody's: no heads-up; the channel, the role, the commander": (
        Given([T(due="09:07", role="network-lead")], LEADS),
        """
        09:07 channel: Due #1
        10:07 Net: Overdue, and you stand in #1
        11:07 Boss: Overdue, escalated to you #1
        11:07 channel: Overdue #1
        """,
    ),
    "blocked: the owner has said so; only the commander hears, once": (
        Given([T(due="09:07", held=ANA, role="network-lead", status=TaskStatus.BLOCKED)], LEADS),
        "09:07 Boss: Blocked and due, escalated to you #1",
    ),
    "due within ten minutes: there is no time for a heads-up": (
        Given([T(due="07:12", held=ANA)]),
        """
        07:12 Ana: Due #1
        08:12 Boss: Overdue, escalated to you #1
        08:12 channel: Overdue #1
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", LADDERS)
def test_the_ladder(sqlite_ward: Ward, story: str) -> None:
    given, then = LADDERS[story]
    begin(sqlite_ward, given)
    assert said(sqlite_ward, until="12:07", then=table(then)) == table(then)


def test_what_went_higher_stands_in_the_timeline_and_names_who_heard_before(ward: Ward) -> None:
    ref = begin(ward, Given([T(due="09:07", held=ANA, role="network-lead")], LEADS))
    said(ward, until="11:07")
    assert ward.said()[-1][1] == (
        "Overdue, escalated to you: *#1* Cut the edge, due 23 Nov 2022 09:07 IST, 2 h late. "
        "Told before: <@U4ANA>, <@U3NET>. (INC-2022-001)"
    )
    assert "Told before: <@U4ANA>, <@U3NET>. Escalated to <@U1BOSS>." in ward.said()[-2][1]
    everything = ward.on(ref, lambda turn, it: timeline.after(turn.session, it.row, 0, limit=200))
    escalated = [each for each in everything if each.action == "reminder.escalated"]
    assert [(each.actor, each.subject, each.after) for each in escalated] == [
        ("system", "#1", NET),
        ("system", "#1", BOSS),
    ]
    assert {each.reason for each in escalated} == {"due 23 Nov 2022 09:07 IST"}


GATHERED = {
    "ten due at one moment are one message": (
        Given([T(due="07:12", held=ANA) for _ in range(3)]),
        "07:12 Ana: Due #1 + Due #2 + Due #3",
    ),
    "what falls due within the hour is told with what is due, and needs no heads-up of its own": (
        Given([T(due="07:12", held=ANA), T(due="07:42", held=ANA), T(due="08:02", held=ANA)]),
        "07:12 Ana: Due #1 + Soon due #2 + Soon due #3",
    ),
    "what was named ahead is told as due too, after the hour": (
        Given([T(due="07:12", held=ANA), T(due="07:42", held=ANA), T(due="08:02", held=ANA)]),
        """
        07:12 Ana: Due #1 + Soon due #2 + Soon due #3
        08:12 Ana: Due #2 + Due #3
        08:12 Boss: Overdue, escalated to you #1
        08:12 channel: Overdue #1
        """,
    ),
    "what falls due after the hour has its own message": (
        Given([T(due="07:22", held=ANA), T(due="08:27", held=ANA)]),
        """
        07:12 Ana: Soon due #1
        07:22 Ana: Due #1
        08:22 Boss: Overdue, escalated to you #1
        08:22 channel: Overdue #1
        08:27 Ana: Due #2
        """,
    ),
    "a critical one does not wait, and takes the others along": (
        Given([T(due="07:12", held=ANA), T(due="07:32", held=ANA, critical=True)]),
        """
        07:12 Ana: Due #1
        07:22 Ana: Soon due #2
        07:32 Ana: Due #2
        07:47 Boss: Overdue, escalated to you #2
        07:47 channel: Overdue #2
        """,
    ),
    "several people are told each of their own": (
        Given([T(due="07:12", held=ANA), T(due="07:12", held=NET)]),
        """
        07:12 Net: Due #2
        07:12 Ana: Due #1
        """,
    ),
}


@pytest.mark.parametrize("story", GATHERED)
def test_one_message_per_person_and_hour(sqlite_ward: Ward, story: str) -> None:
    given, then = GATHERED[story]
    begin(sqlite_ward, given)
    until = "08:37" if "after the hour" in story else "08:07"
    lines = said(sqlite_ward, until=until, every=15, then=table(then))
    assert sorted(lines) == sorted(table(then))


NIGHTS = {
    "an ordinary task waits for the morning, and its owner gets their time then": (
        Given([T(due="23:00", held=ANA, role="network-lead")], LEADS, at="20:00",
              quiet="22:00-06:00"),
        """
        06:00 Ana: Due #1
        07:00 Net: Overdue, and you stand in #1
        08:00 Boss: Overdue, escalated to you #1
        08:00 channel: Overdue #1
        """,
    ),
    "a critical one wakes people": (
        Given([T(due="23:00", held=ANA, role="network-lead", critical=True)], LEADS, at="20:00",
              quiet="22:00-06:00"),
        """
        22:15 Ana: Soon due #1
        23:00 Ana: Due #1
        23:15 Net: Overdue, and you stand in #1
        23:30 Boss: Overdue, escalated to you #1
        23:30 channel: Overdue #1
        """,
    ),
    "without quiet hours the night is as the day": (
        Given([T(due="23:00", held=ANA)], at="20:00"),
        """
        22:15 Ana: Soon due #1
        23:00 Ana: Due #1
        00:00 Boss: Overdue, escalated to you #1
        00:00 channel: Overdue #1
        """,
    ),
    "all of a night is one message in the morning, and it is not late": (
        Given([T(due=f"0{hour}:00", held=ANA) for hour in range(1, 5)], at="20:00",
              quiet="22:00-06:00"),
        """
        06:00 Ana: Due #1 + Due #2 + Due #3 + Due #4
        07:00 Boss: Overdue, escalated to you #1 + Overdue, escalated to you #2 + Overdue, escalated to you #3 + Overdue, escalated to you #4
        07:00 channel: Overdue #1 + Overdue #2 + Overdue #3 + Overdue #4
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", NIGHTS)
def test_quiet_hours(sqlite_ward: Ward, story: str) -> None:
    given, then = NIGHTS[story]
    begin(sqlite_ward, given)
    assert said(sqlite_ward, until="09:00", then=table(then)) == table(then)
    assert "Late" not in " ".join(text for _, text in sqlite_ward.said())


AFTER = {
    "whoever waits for an overdue task hears it when it goes higher, once": (
        Given([T(due="08:07", held=ANA, role="network-lead"),
               T("Seal it", held=DEPUTY, after=(1,)), T("Report it", held=DEPUTY, after=(1,))],
              {"network-lead": NET}),
        """
        07:52 Ana: Soon due #1
        08:07 Ana: Due #1
        09:07 Deputy: Your #2, #3 wait for #1
        09:07 Net: Overdue, and you stand in #1
        10:07 Boss: Overdue, escalated to you #1
        10:07 channel: Overdue #1
        """,
    ),
    "who is told of it anyway is not told that they wait": (
        Given([T(due="08:07", held=ANA, role="network-lead"), T("Seal it", held=NET, after=(1,))],
              {"network-lead": NET}),
        """
        07:52 Ana: Soon due #1
        08:07 Ana: Due #1
        09:07 Net: Overdue, and you stand in #1
        10:07 Boss: Overdue, escalated to you #1
        10:07 channel: Overdue #1
        """,
    ),
    "a blocked one is told at once to who waits": (
        Given([T(due="08:07", held=ANA, status=TaskStatus.BLOCKED),
               T("Seal it", held=NET, after=(1,))]),
        """
        08:07 Boss: Blocked and due, escalated to you #1
        08:07 Net: Your #2 waits for #1
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", AFTER)
def test_those_who_wait(sqlite_ward: Ward, story: str) -> None:
    given, then = AFTER[story]
    begin(sqlite_ward, given)
    assert said(sqlite_ward, until="12:07", then=table(then)) == table(then)


def test_a_message_says_what_is_to_be_done(ward: Ward) -> None:
    """One task comes with its buttons, several with a button each; what is late is said."""
    ref = begin(ward, Given([T(due="07:12", held=ANA), T(due="07:22", held=ANA)]))
    said(ward, until="07:12")
    ((_, text),) = ward.said()
    first, due, soon = text.splitlines()
    assert first == f"1 task of {ref} needs you, and 1 more is soon due:"
    assert due == "Due: *#1* Cut the edge, due 23 Nov 2022 07:12 IST, now."
    assert soon == "Soon due: *#2* Cut the edge, due 23 Nov 2022 07:22 IST, in 10 min."


def test_tasks_of_several_incidents_come_together(ward: Ward) -> None:
    first = begin(ward, Given([T(due="07:12", held=ANA)]))
    second = begin(ward, Given([T("Count the beds", due="07:12", held=ANA)]))
    said(ward, until="07:12")
    ((_, text),) = ward.said()
    lines = text.splitlines()
    assert lines[0] == "2 tasks of 2 incidents need you:"
    assert lines[1].startswith(f"{first} · Due: *#1* Cut the edge")
    assert lines[2].startswith(f"{second} · Due: *#1* Count the beds")


@pytest.mark.parametrize("change", [
    lambda turn, it: tasks.done(turn, it, 2),
    lambda turn, it: tasks.skip(turn, it, 2, "not needed"),
    lambda turn, it: tasks.assign(turn, it, 2, NET),
    lambda turn, it: tasks.set_due(turn, it, 2, turn.now.replace(hour=20)),
    lambda turn, it: incidents.stand_down(turn, it, reason="a cable"),
])  # fmt: skip
def test_what_waits_for_its_hour_is_looked_at_again(sqlite_ward: Ward, change: object) -> None:
    """Due at 07:20 and told at 08:12 at the earliest: what changed until then is not told."""
    ward = sqlite_ward
    ref = begin(ward, Given([T(due="07:12", held=ANA)]))
    said(ward, until="07:12")
    due_at = ward.clock.now().replace(minute=50)
    ward.on(ref, partial(tasks.add, title="Then", assignee=ANA, due_at=due_at))
    ward.on(ref, partial(tasks.done, number=1), by=ANA)
    said(ward, until="07:27", every=5)
    ward.on(ref, change)  # type: ignore[arg-type]  # one of the table above.
    assert [line for line in said(ward, until="08:22", every=5) if "Ana" in line] == []


def test_a_secret_of_a_private_incident_is_not_told_to_who_was_shut_out(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    ref = ward.declare(private=True, severity=4)
    due_at = ward.clock.now().replace(minute=42)
    ward.on(ref, partial(tasks.add, title="Ask HR", assignee=ANA, due_at=due_at))
    shut_out = sa.delete(IncidentMember).where(col(IncidentMember.user_id) == ANA)
    ward.database.write_now(lambda session: session.execute(shut_out))
    assert [line[6:13] for line in said(ward, until="07:12")] == ["channel"]


def test_gone_people_get_nothing_and_the_rest_goes_on(ward: Ward) -> None:
    begin(ward, Given([T(due="07:12", held=ANA), T(due="07:12", held=NET)]))
    gone = Person(user_id=ANA, is_gone=True, seen_at=ward.clock.now())
    ward.database.write_now(lambda session: session.add(gone))
    assert sorted(said(ward, until="07:12")) == ["07:12 Net: Due #2", "07:12 channel: Due #1"]
