"""Who is who, from Slack: people and groups, kept when Slack is away, followed when they change."""

import json
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.models import Person, Setting
from bot.slack.directory import Directory
from tests.factories import make_house
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine
from tests.slack.test_noting import HERE, begun

GROUP = "S0RESP"
ANSWERS: dict[str, dict[str, Any]] = {
    "users.list": {
        "members": [
            {"id": ASHA, "team_id": "T0TEAM", "name": "asha", "profile": {"real_name": "Asha"}},
            {"id": RAVI, "team_id": "T0TEAM", "name": "ravi", "is_ultra_restricted": True},
            {"id": "U9FAR", "team_id": "T9OTHER", "name": "far", "is_stranger": True},
        ]
    },
    "usergroups.users.list": {"users": [ASHA]},
}  # fmt: skip


@pytest.fixture
def directory(counter: Counter) -> Directory:
    """The directory of a bot whose responders are a user group."""
    folder = counter.runtime.house.library.folder
    counter.runtime.house = make_house(folder, responders=frozenset({GROUP}))
    counter.slack_side.answers = dict(ANSWERS)
    return Directory(counter.database, counter.slack, counter.clock, listed=[GROUP, "U1"])


def changed(added: list[str], removed: list[str], group: str = GROUP) -> dict[str, Any]:
    return {"type": "subteam_members_changed", "subteam_id": group, "team_id": "T0TEAM",
            "added_users": added, "removed_users": removed}  # fmt: skip


async def claims(counter: Counter, by: str) -> str:
    shown = await counter.types("/task claim #1", by=by, channel=HERE)
    return str(shown["text"])


@on_either_engine
async def test_responders_are_who_is_in_the_group(counter: Counter, directory: Directory) -> None:
    assert await directory.refresh()
    await begun(counter)
    assert "not among the responders" in await claims(counter, MEERA)
    await counter.send(counter.event(changed([MEERA], [ASHA])))
    assert "You hold task #1" in await claims(counter, MEERA)
    guests = counter.query(
        lambda session: sorted(session.exec(select(Person.user_id).where(Person.is_guest)))
    )
    assert guests == sorted([RAVI, "U9FAR"])


@on_either_engine
async def test_a_group_that_slack_never_told_of_shuts_nobody_out(
    counter: Counter, directory: Directory
) -> None:
    counter.slack_side.failing["usergroups.users.list"] = "missing_scope"
    assert await directory.refresh(), "Asking again in a minute would not help."
    await begun(counter)
    assert "You hold task #1" in await claims(counter, MEERA)
    people = counter.query(lambda session: list(session.exec(select(Person.user_id))))
    assert ASHA in people, "One feature is gone, the rest is there."


async def test_an_empty_group_is_not_an_unknown_one(counter: Counter, directory: Directory) -> None:
    counter.slack_side.answers["usergroups.users.list"] = {"users": []}
    assert await directory.refresh()
    await begun(counter)
    assert "not among the responders" in await claims(counter, MEERA)


async def test_what_is_known_outlives_a_slack_that_is_away(
    counter: Counter, directory: Directory
) -> None:
    assert await directory.refresh()
    counter.slack_side.failing = {
        "users.list": "fatal_error",
        "usergroups.users.list": "fatal_error",
    }
    assert not await directory.refresh()
    kept = counter.query(lambda session: session.get(Setting, f"group:{GROUP}"))
    assert kept is not None
    assert json.loads(kept.value) == [ASHA]


async def test_groups_of_others_are_not_kept(counter: Counter, directory: Directory) -> None:
    await counter.send(counter.event(changed([MEERA], [], group="S0OTHER")))
    assert counter.query(lambda session: session.get(Setting, "group:S0OTHER")) is None
    status, _ = await counter.send(counter.event({**changed([], []), "subteam_id": "../x"}))
    assert status == 200
