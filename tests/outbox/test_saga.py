"""Declaring furnishes a channel, resumes where it was cut, and says what could not be done."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.domain.models import Incident
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.declaring import NAME, Declare, actions, declaring
from tests.outbox.fake_slack import FakeSlack

STEPS = ["channel", "invite", "topic", "board", "pin", "bookmark", "announce"]


@pytest.fixture
def declare(outbox: Outbox, tmp_path: Path) -> Declare:
    """Declares an incident."""
    return declaring(outbox, tmp_path / "house")


@both_engines
async def test_every_step_is_done(outbox: Outbox, fake: FakeSlack, declare: Declare) -> None:
    declare()
    await outbox.drain()
    room, incident = fake.named(NAME), outbox.incident()
    assert set(outbox.states().values()) == {"sent"}
    assert [key.partition(":")[0] for key in outbox.states()] == STEPS
    assert (incident.channel_id, incident.channel_name) == (room.id, NAME)
    assert incident.board_ts == room.messages[0]["ts"]
    assert incident.board_at == outbox.clock.now()
    assert "U0DOC" in room.members
    assert room.topic == "SEV1 · INC-2022-001 · e-Hospital servers encrypted"
    assert room.pins == [incident.board_ts]
    stamp = str(incident.board_ts).replace(".", "")
    assert room.bookmarks[0]["link"] == f"https://aiims.slack.com/archives/{room.id}/p{stamp}"
    assert fake.texts("C0DESK") == ["new: announce:INC-2022-001"]
    assert actions(outbox) == ["channel.opened"]


async def test_after_the_channel_everything_goes_at_once(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    fake.delay = 0.15
    declare()
    await outbox.drain()
    assert next(method for method, _args, _at in fake.calls) == "conversations.create"
    assert fake.most_at_work >= 4


@both_engines
async def test_messages_of_an_incident_wait_for_its_channel(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    fake.next("conversations.create", status=429, retry_after="30")
    declare()
    outbox.put("said:1", "incident:1", incident_id=1)
    await outbox.drain()
    assert [method for method, _args, _at in fake.calls] == ["conversations.create"]
    await outbox.drain(seconds=31)
    assert fake.texts(outbox.incident().channel_id or "") == ["board", "said:1"]


async def test_a_private_incident_has_a_private_room_and_no_announcement(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    declare(private=True)
    await outbox.drain()
    assert fake.named(NAME).private
    assert fake.texts("C0DESK") == []


async def test_a_channel_that_was_made_before_a_crash_is_taken_up(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    fake.next("conversations.create", drop=True, after=True)
    declare()
    await outbox.drain()
    await outbox.drain(seconds=60)
    made = [channel for channel in fake.channels.values() if channel.name.startswith("inc-")]
    assert [channel.name for channel in made] == [NAME]
    assert outbox.incident().channel_id == made[0].id


async def test_without_a_channel_it_goes_on_where_it_was_declared(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    fake.always("conversations.create", error="restricted_action")
    declare()
    outbox.put("said:1", "incident:1", incident_id=1)
    await outbox.drain()
    assert fake.texts("C0ORIGIN") == ["board", "said:1"]
    assert fake.texts("C0DESK") == ["new: announce:INC-2022-001"]
    (told,) = fake.texts("DU0DOC")
    assert "I could not open a channel" in told
    assert "Ask a workspace admin" in told
    assert outbox.incident().board_ts == fake.channels["C0ORIGIN"].messages[0]["ts"]
    dead = {key for key, state in outbox.states().items() if state == "dead"}
    kinds = ("channel", "invite", "topic", "pin", "bookmark")
    assert dead == {f"{kind}:INC-2022-001" for kind in kinds}
    assert actions(outbox) == ["post.dead"]
    outbox.drawn = "changed"
    outbox.put("edit", "incident:1", kind="board", method="chat.update", lane="board:1",
               after_key="board:INC-2022-001", coalesce_key="board:INC-2022-001", render="board",
               incident_id=1, payload={})  # fmt: skip
    await outbox.drain(seconds=3)
    assert fake.texts("C0ORIGIN") == ["changed", "said:1"]


async def test_a_board_is_edited_once_in_three_seconds(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    declare()
    await outbox.drain()
    edits = []
    for number in range(7):
        outbox.drawn = f"state {number}"
        outbox.put(f"edit{number}", "incident:1", kind="board", method="chat.update",
                   lane="board:1", after_key="board:INC-2022-001", incident_id=1, payload={},
                   coalesce_key="board:INC-2022-001", render="board")  # fmt: skip
        await outbox.drain(seconds=1)
        edits.append(len(fake.of("chat.update")))
    assert edits == [0, 0, 1, 1, 1, 2, 2]
    assert [call["text"] for call in fake.of("chat.update")] == ["state 2", "state 5"]


@both_engines
async def test_many_declared_at_once_all_get_their_rooms(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    for number in range(1, 5):
        declare(number)
    for _ in range(6):
        await outbox.drain(seconds=3)
    assert set(outbox.states().values()) == {"sent"}
    incidents = [outbox.incident(number) for number in range(1, 5)]
    assert len({incident.channel_id for incident in incidents}) == 4

    def heads(session: Session) -> set[int]:
        return {each.head_seq for each in session.exec(select(Incident))}

    assert outbox.database.read_now(heads) == {1}
