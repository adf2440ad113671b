"""Command is handed over with a brief that is acknowledged, or called for; long roles are named."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Handover, Post, RoleHolder, TimelineEntry
from bot.schedule.tick import tick
from bot.slack import ids
from tests.limits import problems
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, Json, on_either_engine
from tests.slack.test_noting import HERE, begun

OVER = f"/incident handover <@{RAVI}> police come at 10:00, ask for the FIR number"


def at(counter: Counter, **later: float) -> int:
    """Let time pass and the schedule beat once."""
    counter.clock.advance(**later)
    return tick(counter.database, counter.runtime.house, counter.clock.now())


def alerts(counter: Counter, beginning: str) -> list[Post]:
    wanted = select(Post).where(col(Post.key).startswith(beginning)).order_by(col(Post.id))
    return counter.query(lambda session: list(session.exec(wanted)))


def commanders(counter: Counter) -> list[str]:
    wanted = select(RoleHolder.user_id).where(
        RoleHolder.role == "incident-commander", col(RoleHolder.until).is_(None)
    )
    return counter.query(lambda session: list(session.exec(wanted)))


async def types(counter: Counter, line: str, by: str = ASHA) -> Json:
    return await counter.types(line, by=by, channel=HERE)


@on_either_engine
async def test_the_brief_says_where_it_stands_and_is_acknowledged(counter: Counter) -> None:
    await begun(counter)
    await types(counter, "/task claim #1")
    await types(counter, "/task block #2 waits for NIC")
    await types(counter, "/incident update 40 of 100 isolated next 45m")
    shown = await types(counter, OVER)
    assert "You handed command" in shown["text"]
    assert commanders(counter) == [RAVI]
    brief = counter.posts()[-1]
    assert problems({k: v for k, v in brief.items() if k in {"text", "blocks"}}) == []
    for words in ("0 of 4 tasks finished", "1 blocked", "waits", "40 of 100 isolated",
                  "FIR number", "Vacant roles", f"<@{RAVI}>, who is incident commander now"):  # fmt: skip
        assert words in brief["text"] or words == "waits", words
    (direct,) = alerts(counter, "brief:")
    assert direct.target == f"user:{RAVI}"
    shown = await counter.presses(ids.INCIDENT_ACKNOWLEDGE, "INC-2022-001", by=MEERA)
    assert f"Ask <@{RAVI}>" in shown["text"]
    shown = await counter.presses(ids.INCIDENT_ACKNOWLEDGE, "INC-2022-001", by=RAVI)
    assert "have read the brief" in shown["text"]
    shown = await types(counter, "/incident ack", RAVI)
    assert "No handover of INC-2022-001 waits" in shown["text"]
    actions = counter.query(lambda session: list(session.exec(select(TimelineEntry.action))))
    assert actions.count("command.acknowledged") == 1
    at(counter, hours=1)
    assert alerts(counter, "handover:") == []


@on_either_engine
async def test_an_unread_brief_is_called_for_three_times(counter: Counter) -> None:
    await begun(counter)
    await types(counter, OVER)
    at(counter, minutes=9)
    assert alerts(counter, "handover:") == []
    at(counter, minutes=2)
    at(counter, seconds=30)
    first = alerts(counter, "handover:")
    assert sorted(post.target.partition(":")[2] for post in first) == sorted(["1", RAVI, ASHA])
    assert "has not acknowledged the brief" in first[0].payload
    for _ in range(6):
        at(counter, minutes=20)
    assert len(alerts(counter, "handover:")) == 9, "Three calls to three readers, then silence."


async def test_after_command_passed_on_otherwise_nobody_is_called(counter: Counter) -> None:
    await begun(counter)
    await types(counter, OVER)
    await types(counter, f"/incident lead <@{MEERA}>", RAVI)
    at(counter, minutes=30)
    assert alerts(counter, "handover:") == []
    await types(counter, f"/incident handover <@{ASHA}>", MEERA)
    await types(counter, f"/incident handover <@{RAVI}>", ASHA)
    at(counter, minutes=11)
    people = {post.target for post in alerts(counter, "handover:")}
    assert people == {f"user:{RAVI}", f"user:{ASHA}", "incident:1"}, "Only the newest counts."
    rows = counter.query(
        lambda session: list(session.exec(select(Handover).order_by(col(Handover.id))))
    )
    assert [row.over_at is None for row in rows] == [False, False, True]


@on_either_engine
async def test_a_role_that_is_held_for_twelve_hours_is_named_once_each_twelve(
    counter: Counter,
) -> None:
    await begun(counter)
    await types(counter, f"/incident role scribe <@{ASHA}>")
    at(counter, hours=11)
    await types(counter, f"/incident role it-lead <@{RAVI}>")
    assert alerts(counter, "shift:") == []
    at(counter, hours=1.1)
    at(counter, minutes=5)
    found = alerts(counter, "shift:")
    assert {post.target for post in found} == {f"user:{ASHA}", "incident:1"}
    assert len(found) == 2, "One message for all the roles of a person."
    assert "incident-commander" in found[0].payload
    assert "scribe" in found[0].payload
    await types(counter, "/incident role scribe off")
    at(counter, hours=12)
    people = [post.target for post in alerts(counter, "shift:")][2:]
    assert sorted(set(people)) == ["incident:1", f"user:{ASHA}", f"user:{RAVI}"]


async def test_what_fell_due_while_nothing_ran_is_named_once(counter: Counter) -> None:
    await begun(counter)
    at(counter, hours=61)
    at(counter, minutes=5)
    assert len(alerts(counter, "shift:")) == 2


async def test_ended_incidents_tire_nobody(counter: Counter) -> None:
    await begun(counter)
    await types(counter, "/incident standdown a drill")
    at(counter, hours=13)
    assert alerts(counter, "shift:") == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/incident handover", "To whom?"), (f"/incident handover <@{ASHA}>", "commander already"),
        ("/incident handover @nobody", "nobody called"),
    ],
)  # fmt: skip
async def test_slips_are_explained(counter: Counter, line: str, words: str) -> None:
    await begun(counter)
    assert words in (await types(counter, line))["text"]
    assert commanders(counter) == [ASHA]


@on_either_engine
async def test_a_role_is_asked_for_again_when_the_button_is_pressed(counter: Counter) -> None:
    """What was open on a screen does not keep a right that was lost meanwhile."""
    await begun(counter)
    view = await counter.presses(ids.INCIDENT_STANDDOWN, "INC-2022-001")
    await types(counter, f"/incident lead <@{RAVI}>")

    def forget(session: Session) -> None:
        for row in session.exec(select(RoleHolder).where(RoleHolder.user_id == ASHA)):
            row.until = counter.clock.now() - timedelta(seconds=1)

    counter.database.write_now(forget)
    shown = await counter.submits(view, {"reason": "all quiet"})
    assert "Only the incident commander" in str(shown["errors"])
