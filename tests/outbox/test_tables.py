"""A table that Slack refuses is told without one, at once, and no other is tried until the start."""

from typing import Any

import pytest
from sqlmodel import Session

from bot.domain.models import Post
from bot.slack.views import tables as views
from bot.slack.views.kit import message, section
from bot.storage import tables
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.fake_slack import FakeSlack

DOOR = "slack"


def _draws(outbox: Outbox) -> None:
    """Draw boards as the real renderer does: with a table unless the workspace refused one."""

    def board(session: Session, _post: Post) -> dict[str, Any]:
        plain = bool(tables.refusal(session, DOOR))
        block = section("1/2") if plain else views.table(("Playbook", "Finished"), (("x", "1/2"),))
        return message(outbox.drawn, [block])

    outbox.sender = outbox.another(renderers={"board": board}, door=DOOR)


def _put(outbox: Outbox, key: str) -> None:
    outbox.put(key, kind="board", render="board", payload={})


def _kinds(fake: FakeSlack) -> list[str]:
    return [call["blocks"][0]["type"] for call in fake.of("chat.postMessage")]


@both_engines
@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_attachments"])
async def test_a_refused_table_is_told_in_lines_and_not_tried_again(
    outbox: Outbox, fake: FakeSlack, code: str
) -> None:
    _draws(outbox)
    fake.next("chat.postMessage", error=code)
    _put(outbox, "board:1")
    await outbox.drain(seconds=5)
    assert _kinds(fake) == ["table", "section"]
    assert outbox.states() == {"board:1": "sent"}
    assert code in outbox.database.read_now(lambda session: tables.refusal(session, DOOR))
    _put(outbox, "board:2")
    await outbox.drain(seconds=5)
    assert _kinds(fake) == ["table", "section", "section"]
    await outbox.database.write(lambda session: tables.forget(session, DOOR))
    _put(outbox, "board:3")
    await outbox.drain(seconds=5)
    assert _kinds(fake)[-1] == "table"


async def test_other_refusals_are_not_taken_for_one_of_the_table(
    outbox: Outbox, fake: FakeSlack
) -> None:
    _draws(outbox)
    fake.next("chat.postMessage", error="is_archived")
    _put(outbox, "board:1")
    await outbox.drain(seconds=5)
    assert outbox.states() == {"board:1": "dead"}
    assert outbox.database.read_now(lambda session: tables.refusal(session, DOOR)) == ""


async def test_what_is_refused_without_a_table_is_refused(outbox: Outbox, fake: FakeSlack) -> None:
    outbox.sender = outbox.another(door=DOOR)
    fake.always("chat.postMessage", error="invalid_blocks")
    outbox.put("said:1")
    await outbox.drain(seconds=5)
    assert outbox.states() == {"said:1": "dead"}
    assert len(fake.of("chat.postMessage")) == 1
