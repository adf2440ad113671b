"""Guests and people of other workspaces: only where they were invited, checked at every press."""

from typing import Any

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from bot.domain.models import Incident, Person, Task
from bot.slack import ids
from tests.slack.counter import ASHA, BOT, RAVI, TEAM, Counter, Json, on_either_engine, until
from tests.slack.test_declaring import mention, reaction, shortcut
from tests.slack.test_noting import HERE, begun

OTHER = "T9OTHER"


def press(counter: Counter, action: str, value: str, home: str = OTHER, **more: Any) -> Json:
    body = counter.click(action, value, by=RAVI, **more)
    return {**body, "user": {"id": RAVI, "team_id": home}}


async def shown(counter: Counter, body: Json) -> Json:
    before = len(counter.slack_side.responses)
    await counter.send(body)
    await until(lambda: len(counter.slack_side.responses) > before)
    return counter.slack_side.responses[-1]


def holders(counter: Counter) -> list[str | None]:
    wanted = select(Task.assignee).where(Task.number == 1)
    return counter.query(lambda session: list(session.exec(wanted)))


@on_either_engine
async def test_a_stranger_sees_and_works_only_where_invited(counter: Counter) -> None:
    await begun(counter)
    refused = await shown(counter, press(counter, "task.claim", "INC-2022-001 #1"))
    assert "no incident INC-2022-001 that you may see" in refused["text"]
    joined = {"type": "member_joined_channel", "user": RAVI, "channel": HERE}
    await counter.send(counter.event(joined))
    status = await shown(counter, press(counter, ids.INCIDENT_STATUS, "INC-2022-001"))
    assert "e-Hospital" in status["text"]
    refused = await shown(counter, press(counter, "task.claim", "INC-2022-001 #1"))
    assert "not among the responders" in refused["text"]
    await counter.types(f"/incident role it-lead <@{RAVI}>", channel=HERE)
    await shown(counter, press(counter, "task.claim", "INC-2022-001 #1"))
    assert holders(counter) == [RAVI], "Given a role, a stranger works."
    await counter.types("/incident role it-lead off", channel=HERE)
    refused = await shown(counter, press(counter, "task.start", "INC-2022-001 #1"))
    assert "not among the responders" in refused["text"], "Asked again at the press."


async def test_the_home_of_a_stranger_shows_only_where_they_were_invited(counter: Counter) -> None:
    async def home() -> str:
        views = counter.slack_side.of("views.publish")
        await counter.send(press(counter, ids.HOME_TURN, "page=1"))
        await until(lambda: len(counter.slack_side.of("views.publish")) > len(views))
        return str(counter.slack_side.of("views.publish")[-1])

    await begun(counter)
    assert "e-Hospital" not in await home()
    joined = {"type": "member_joined_channel", "user": RAVI, "channel": HERE}
    await counter.send(counter.event(joined))
    assert "e-Hospital" in await home()


async def test_our_own_people_are_no_strangers(counter: Counter) -> None:
    await begun(counter)
    await shown(counter, press(counter, "task.claim", "INC-2022-001 #1", home=TEAM))
    assert holders(counter) == [RAVI]


@on_either_engine
async def test_strangers_and_guests_do_not_declare_and_are_told_who_can(counter: Counter) -> None:
    body = shortcut(counter, ids.SHORTCUT_DECLARE)
    told = await shown(counter, {**shortcut(counter, ids.SHORTCUT_DECLARE_FROM, "red screens"),
                                 "user": {"id": RAVI, "team_id": OTHER}})  # fmt: skip
    assert "any member of this workspace" in str(told["blocks"])
    await counter.send({**body, "user": {"id": RAVI, "team_id": OTHER}})
    said = mention(f"<@{BOT}> declare sev1 red screens", user=RAVI, user_team=OTHER)
    await counter.send(counter.event(said))
    counter.database.write_now(
        lambda session: session.add(
            Person(user_id=RAVI, name="ravi", is_guest=True, seen_at=counter.clock.now())
        )
    )
    shown_here = await counter.types("/incident declare sev1 red screens", by=RAVI)
    assert "Guests" in shown_here["text"]
    await counter.send(counter.event(reaction("rotating_light", by=RAVI)))
    await counter.app.settle()
    assert counter.slack_side.of("views.open") == []
    assert counter.query(lambda session: list(session.exec(select(Incident)))) == []


async def test_guests_read_playbooks_where_they_were_invited(counter: Counter) -> None:
    await begun(counter)
    counter.database.write_now(
        lambda session: session.add(
            Person(user_id=RAVI, is_guest=True, seen_at=counter.clock.now())
        )
    )
    assert "Guests" in (await counter.types("/playbook list", by=RAVI))["text"]
    await counter.send(
        counter.event({"type": "member_joined_channel", "user": RAVI, "channel": HERE})
    )
    shown_here = await counter.types("/playbook show small", by=RAVI, channel=HERE)
    assert "Small playbook" in shown_here["text"]


@pytest.mark.parametrize("home", [OTHER, TEAM])
async def test_every_refusal_is_logged_with_its_rule_and_without_words(
    counter: Counter, home: str
) -> None:
    await begun(counter)
    with capture_logs() as logs:
        await counter.types("/incident sev 2 secret words", by=RAVI, channel=HERE)
        await shown(counter, press(counter, "task.approve", "INC-2022-001 #1", home=home))
    refused = [each for each in logs if each["event"] == "request.refused"]
    assert [each["user_id"] for each in refused] == [RAVI, RAVI]
    assert refused[0]["rule"] == "command"
    assert "secret" not in str(logs)
    assert ASHA not in str(logs)
