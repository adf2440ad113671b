"""Reports of programs: one key, one open incident; nobody commands it until somebody claims it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.models import Alert, Incident, IncidentMember, Post, TimelineEntry
from bot.domain.words import Door, PostState, Stage
from bot.errors import AlreadyTaken, Refused
from bot.operations import command, incidents, people
from bot.operations.intake import Outcome, Report, Taken, receive
from bot.operations.turn import ALERT, Actor, Turn
from bot.outbox import dead, routing
from bot.storage import incidents as queries
from tests.factories import Desk, fresh, make_house

ASHA, RAVI = "U0ASHA", "U0RAVI"


def report(desk: Desk, **over: object) -> Taken:
    fields = {"title": "File shares encrypt", "severity": 1, "key": "edr-7", **over}
    said = Report(**fields)  # type: ignore[arg-type]  # by name.

    def take(session: Session) -> Taken:
        return receive(Turn(session, desk.clock.now(), Actor(ALERT, Door.API), desk.house), said)

    return desk.database.write_now(take)


def opened(taken: Taken) -> Incident:
    assert taken.incident is not None
    return taken.incident


def entries(desk: Desk, action: str) -> list[TimelineEntry]:
    wanted = select(TimelineEntry).where(TimelineEntry.action == action)
    return desk.database.read_now(lambda session: list(session.exec(wanted)))


def posts(desk: Desk, prefix: str) -> list[Post]:
    wanted = select(Post).where(col(Post.key).startswith(prefix)).order_by(col(Post.id))
    return desk.database.read_now(lambda session: list(session.exec(wanted)))


def test_a_report_opens_an_incident_that_asks_for_a_commander(desk: Desk) -> None:
    incident = opened(report(desk, details="12 hosts rename files", source="EDR"))
    assert (incident.stage, incident.declared_by) == (Stage.TRIAGE, ALERT)
    (said,) = posts(desk, f"said:{incident.ref}:")
    assert "12 hosts rename files" in said.payload
    assert "incident.claim" in said.payload
    assert posts(desk, "invite:") == [], "Nobody is there who could be invited."
    (entry,) = entries(desk, "alert.received")
    assert (entry.actor, entry.door, entry.subject) == (ALERT, Door.API, "EDR")


def test_one_key_is_one_open_incident_and_only_news_are_said(desk: Desk) -> None:
    first = opened(report(desk, details="one host"))
    assert report(desk, details="one host").outcome is Outcome.REPEATED
    assert entries(desk, "alert.repeated") == []
    again = report(desk, details="two hosts")
    assert (again.outcome, opened(again).ref) == (Outcome.REPEATED, first.ref)
    assert [entry.text for entry in entries(desk, "alert.repeated")] == ["two hosts"]
    row = desk.database.read_now(lambda session: session.get(Alert, "edr-7"))
    assert row is not None
    assert row.times == 3


def test_what_is_over_is_said_once_and_ends_nothing(desk: Desk) -> None:
    assert report(desk, over=True).outcome is Outcome.IGNORED
    first = opened(report(desk))
    assert report(desk, over=True, details="quiet now").outcome is Outcome.RESOLVED
    assert report(desk, over=True, details="quiet now").outcome is Outcome.RESOLVED
    assert len(entries(desk, "alert.resolved")) == 1
    assert report(desk).outcome is Outcome.REPEATED, "It came back."
    found = desk.database.read_now(lambda session: queries.by_ref(session, first.ref))
    assert found is not None
    assert found.stage is Stage.TRIAGE


def test_after_the_incident_has_ended_the_same_key_opens_another(desk: Desk) -> None:
    first = opened(report(desk))
    desk(ASHA, lambda turn: command.claim(turn, fresh(turn, first)))
    desk(ASHA, lambda turn: incidents.stand_down(turn, fresh(turn, first), reason="a test"))
    second = report(desk)
    assert (second.outcome, opened(second).ref) == (Outcome.DECLARED, "INC-2022-002")


def test_reports_without_a_key_are_apart(desk: Desk) -> None:
    refs = [opened(report(desk, key="")).ref for _ in range(2)]
    assert refs == ["INC-2022-001", "INC-2022-002"]


def test_the_same_report_twice_at_one_moment_opens_one_incident(desk: Desk) -> None:
    barrier, found = threading.Barrier(4), list[Outcome]()

    def send() -> None:
        barrier.wait(10)
        found.append(report(desk).outcome)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == [Outcome.DECLARED, *[Outcome.REPEATED] * 3]


def test_two_claim_command_and_one_has_it(desk: Desk) -> None:
    incident = opened(report(desk))
    barrier, won, told = threading.Barrier(2), list[str](), list[str]()

    def claim(who: str) -> None:
        barrier.wait(10)
        try:
            desk(who, lambda turn: command.claim(turn, fresh(turn, incident)))
            won.append(who)
        except AlreadyTaken as error:
            told.append(error.holder)

    threads = [threading.Thread(target=claim, args=[who]) for who in (ASHA, RAVI)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told == won
    assert len(won) == 1
    led = desk(ASHA, lambda turn: people.command_of(turn, fresh(turn, incident)).commander)
    assert [led] == won
    assert len(posts(desk, "announced:")) == 1


def test_an_end_and_a_reopening_redraw_the_announcement(desk: Desk) -> None:
    incident = opened(report(desk))
    desk(ASHA, lambda turn: command.claim(turn, fresh(turn, incident)))
    for change in (incidents.stand_down, incidents.reopen):
        desk.database.write_now(_sent)
        assert pending(desk) == []
        desk(ASHA, partial(_change, change, incident))
        assert len(pending(desk)) == 1


def _change(change: Callable[..., Incident], incident: Incident, turn: Turn) -> Incident:
    return change(turn, fresh(turn, incident), reason="it was a test")


def pending(desk: Desk) -> list[Post]:
    return [post for post in posts(desk, "announced:") if post.state is PostState.PENDING]


def _sent(session: Session) -> None:
    session.execute(sa.update(Post).values(state=PostState.SENT))


def test_only_responders_claim_command(desk: Desk) -> None:
    desk.house = make_house(desk.house.library.folder, responders=frozenset({RAVI}))
    incident = opened(report(desk))
    with pytest.raises(Refused, match="responders"):
        desk(ASHA, lambda turn: command.claim(turn, fresh(turn, incident)))
    desk(RAVI, lambda turn: command.claim(turn, fresh(turn, incident)))


def test_who_commands_already_is_told_how_to_pass_it_on(desk: Desk) -> None:
    incident = opened(report(desk))
    desk(ASHA, lambda turn: command.claim(turn, fresh(turn, incident)))
    for who, step in ((ASHA, "Pass it on by"), (RAVI, f"<@{ASHA}> can pass it on")):
        with pytest.raises(AlreadyTaken) as refused:
            desk(who, lambda turn: command.claim(turn, fresh(turn, incident)))
        assert refused.value.next_step.startswith(step)


def test_a_private_report_is_told_to_the_admins_alone(desk: Desk) -> None:
    with pytest.raises(Refused, match="no admins"):
        report(desk, private=True)
    desk.house = make_house(
        desk.house.library.folder, admins=frozenset({ASHA}), announce_channel="C0DESK"
    )
    incident = opened(report(desk, private=True, title="Insider at the pharmacy"))
    told = [post.target for post in posts(desk, "") if "Insider" in post.payload]
    assert set(told) == {"", f"incident:{incident.id}", f"user:{ASHA}"}, "channel, topic, she"
    assert posts(desk, "announce:") == []
    members = desk.database.read_now(lambda s: list(s.exec(select(IncidentMember.user_id))))
    assert members == [ASHA]


def test_what_was_noticed_earlier_counts_from_then(desk: Desk) -> None:
    at = desk.clock.now() - timedelta(minutes=20)
    assert opened(report(desk, noticed_at=at)).noticed_at == at


def test_what_slack_refuses_of_it_is_told_to_who_was_let_in(desk: Desk) -> None:
    """A program has no conversation: the first who was let in hears what its channel cannot."""
    folder = desk.house.library.folder
    desk.house = make_house(folder, admins=frozenset({ASHA, RAVI}), announce_channel="")
    incident = opened(report(desk, private=True))
    step = posts(desk, f"channel:{incident.ref}")[0]

    def refuse(session: Session) -> list[str]:
        dead.bury(session, session.merge(step), "restricted_action", now=desk.clock.now())
        return [routing.commander(session, incident)]

    assert desk.database.write_now(refuse) == [ASHA]
    assert [post.target for post in posts(desk, "dead:")] == [f"user:{ASHA}"]
