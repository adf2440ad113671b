"""What Slack refuses is said to who can help, once, and everything else goes on."""

from pathlib import Path

import pytest

from bot.domain.models import Post
from bot.domain.words import PostState
from bot.outbox import dead
from bot.storage.outbox import retry_dead
from bot.storage.posts import Call, copied, enqueue
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.declaring import NAME, Declare, actions, declaring
from tests.outbox.fake_slack import WE, FakeSlack


@pytest.fixture
def declare(outbox: Outbox, tmp_path: Path) -> Declare:
    """Declares an incident."""
    return declaring(outbox, tmp_path / "house")


@pytest.mark.parametrize(
    ("method", "kind", "said"),
    [
        ("bookmarks.add", "bookmark", "I could not bookmark the board"),
        ("pins.add", "pin", "I could not pin the board"),
        ("conversations.setTopic", "topic", "I could not set the channel's topic"),
    ],
)
@pytest.mark.parametrize("code", ["missing_scope", "unknown_method", "restricted_action"])
async def test_a_step_that_cannot_be_done_is_said_and_the_rest_goes_on(
    outbox: Outbox, fake: FakeSlack, declare: Declare, method: str, kind: str, said: str, code: str
) -> None:
    fake.always(method, error=code)
    declare()
    await outbox.drain()
    states = outbox.states()
    assert states.pop(f"{kind}:INC-2022-001") == "dead"
    assert set(states.values()) == {"sent"}
    told = fake.texts(outbox.incident().channel_id or "")[-1]
    assert said in told
    assert code in told
    assert sorted(actions(outbox)) == ["channel.opened", "post.dead"]


@both_engines
async def test_a_private_incident_without_a_channel_speaks_to_its_lead_alone(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    fake.always("conversations.create", error="restricted_action")
    declare(private=True)
    outbox.put("said:1", "incident:1", incident_id=1)
    await outbox.drain()
    assert fake.texts("C0ORIGIN") == fake.texts("C0DESK") == []
    assert {"board", "said:1"} < set(fake.texts("DU0DOC"))


async def test_where_the_app_may_not_speak_the_lead_hears_it(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    fake.always("conversations.create", error="restricted_action")
    declare(origin_channel_id="C0UNKNOWN")
    await outbox.drain()
    assert "board" in fake.texts("DU0DOC")
    assert outbox.states()["board:INC-2022-001"] == "sent"


@both_engines
async def test_a_refused_room_can_be_asked_for_again(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    fake.always("conversations.create", error="restricted_action")
    declare()
    await outbox.drain()
    fake.heal()
    channel = outbox.post("channel:INC-2022-001")
    assert outbox.change(lambda session: retry_dead(session, channel.id or 0))
    assert not outbox.change(lambda session: retry_dead(session, channel.id or 0))
    await outbox.drain()
    assert set(outbox.states().values()) == {"sent"}
    assert fake.named(NAME).topic
    assert outbox.incident().channel_name == NAME


async def test_who_cannot_be_invited_is_named_and_the_others_come(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    declare()
    outbox.put("invite:more", "incident:1", kind="invite", method="conversations.invite",
               incident_id=1, lane="more", payload={"users": ["U0DOC", "U0GONE", "U0NURSE"]})  # fmt: skip
    await outbox.drain()
    room = fake.named(NAME)
    assert set(room.members) == {"U0BOT", "U0DOC", "U0NURSE"}
    assert "I could not invite <@U0GONE> (`user_not_found`)" in room.messages[-1]["text"]
    assert actions(outbox) == ["channel.opened", "invite.refused"]


@both_engines
async def test_a_dead_message_is_told_to_the_lead_once(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    declare()
    await outbox.drain()
    outbox.put("said:1", "incident:1", incident_id=1, payload={"text": ""})
    await outbox.drain()
    (told,) = fake.texts("DU0DOC")
    assert "A message (event) could not be delivered" in told
    assert "no_text" in told
    assert (await outbox.sender.health()).dead == 1
    assert actions(outbox)[-1] == "post.dead"


async def test_a_warning_that_cannot_be_delivered_makes_no_other(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    declare(declared_by="U0GONE")
    await outbox.drain()
    outbox.put("said:1", "incident:1", incident_id=1, payload={"text": ""})
    await outbox.drain()
    dead = sorted(key for key, state in outbox.states().items() if state == "dead")
    assert dead == ["dead:said:1", "said:1"]


async def test_when_the_history_stays_closed_the_lead_is_told_after_ten_minutes(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    declare()
    await outbox.drain()
    fake.next("chat.postMessage", drop=True)
    fake.always("conversations.history", error="missing_scope")
    outbox.put("said:1", "incident:1", incident_id=1)
    for _ in range(9):
        await outbox.drain(minutes=1)
    assert "DU0DOC" not in fake.channels
    for _ in range(5):
        await outbox.drain(minutes=1)
    (told,) = fake.texts("DU0DOC")
    assert "nobody knows whether a message arrived" in told
    assert outbox.post("said:1").state is PostState.UNKNOWN


async def test_a_name_that_others_took_gets_a_number(
    outbox: Outbox, fake: FakeSlack, declare: Declare
) -> None:
    fake.add("C0TAKEN", name=NAME)
    # Ours, but from another installation's life long ago: not to be moved into.
    fake.add("C0OLD", name=f"{NAME}-2", creator=WE["user_id"], created=1)
    fake.add("C0GONE", name=f"{NAME}-3", creator=WE["user_id"], created=2**40, archived=True)
    declare()
    await outbox.drain()
    assert outbox.incident().channel_name == f"{NAME}-4"


@pytest.mark.parametrize("method", ["pins.add", "bookmarks.add", "conversations.invite"])
async def test_a_step_that_was_done_before_a_crash_is_not_done_twice(
    outbox: Outbox, fake: FakeSlack, declare: Declare, method: str
) -> None:
    fake.next(method, error="internal_error", after=True)
    declare()
    await outbox.drain()
    await outbox.drain(seconds=60)
    room = fake.named(NAME)
    assert set(outbox.states().values()) == {"sent"}
    assert (len(room.pins), len(room.bookmarks), room.members) == (1, 1, ["U0BOT", "U0DOC"])


def test_of_a_copy_that_is_lost_one_hears_where_it_was_to_stand(outbox: Outbox) -> None:
    """An incident has a channel in each workspace, and both may be meant by its number alone."""
    told = {"text": "The list could not be sent.", "targets": ["incident:1"]}
    call = Call(key="list", kind="document", target="incident:1", payload={"otherwise": told})
    outbox.change(lambda s: enqueue(s, copied(call, "room"), now=outbox.clock.now()))
    lost = outbox.post("room:list").id
    now = outbox.clock.now()
    outbox.change(lambda s: dead.bury(s, s.get_one(Post, lost), "not_in_channel", now=now))
    assert outbox.post("dead:room:list:incident:1:room").target == "incident:1:room"
