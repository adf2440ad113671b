"""Where reports go when a place changed: each has a clear answer, and everything else goes on.

Real summaries and digests, sent to a pretend Slack whose channels are archived, renamed and closed.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.operations import digests, incidents, schedules, subscriptions
from bot.operations.subscriptions import Wish
from bot.operations.turn import Turn
from bot.schedule.tick import tick
from bot.storage.incidents import by_ref
from tests.factories import Desk, make_house
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.fake_slack import FakeSlack

REF, BOSS, ANA = "INC-2022-001", "U0DOC", "U0ANA"
MANAGERS, DESK = "C0MANAGERS", "C0DESK"


class Hospital:
    """An incident under way, its managers' channel, and what has been said where."""

    def __init__(self, outbox: Outbox, fake: FakeSlack, folder: Path) -> None:
        self.outbox, self.fake = outbox, fake
        fake.add(MANAGERS, name="managers")
        self.house = make_house(folder, announce_channel=DESK, managers=frozenset({"U0CHIEF"}))
        self.desk = Desk(outbox.database, self.house, outbox.clock)

    async def declare(self) -> str:
        """Declare an incident and let its channel open; return the channel."""
        self.desk(
            BOSS,
            lambda turn: incidents.declare(turn, title="e-Hospital down", severity=1),
        )
        await self.outbox.drain()
        channel = self.outbox.incident().channel_id
        assert channel is not None
        return channel

    def act(self, act: Callable[[Turn], object], by: str = BOSS) -> None:
        """Let somebody do something."""
        self.desk(by, act)

    def summary(self) -> None:
        """Ask for a status summary."""

        def ask(turn: Turn) -> None:
            incident = by_ref(turn.session, REF)
            assert incident is not None
            schedules.summary_now(turn, incident)

        self.act(ask)

    async def morning(self) -> None:
        """Let a day pass, and send what fell due."""
        self.outbox.clock.advance(days=1)
        tick(self.outbox.database, self.house, self.outbox.clock.now())
        await self.outbox.drain()

    def heard(self, place: str) -> str:
        """Return all that was said in a channel or to a person."""
        return "\n".join(self.fake.texts(place)) if place in self.fake.channels else ""


@pytest.fixture
def hospital(outbox: Outbox, fake: FakeSlack, tmp_path: Path) -> Hospital:
    """A hospital with managers, on a pretend Slack."""
    return Hospital(outbox, fake, tmp_path / "house")


@both_engines
async def test_the_managers_channel_was_archived(hospital: Hospital) -> None:
    """Whoever plans the digest hears it once, with the cure; everybody's own digest comes."""
    await hospital.declare()
    hospital.act(lambda turn: subscriptions.subscribe(turn, Wish(at="07:30")), by=ANA)
    hospital.act(digests.digest_plan)
    hospital.fake.channels[MANAGERS].archived = True
    await hospital.morning()
    told = hospital.heard("DU0CHIEF")
    assert "The digest could not be posted into the managers' channel, <#C0MANAGERS>." in told
    assert "`is_archived`. Restore the channel, or choose another one." in told
    assert told.count("could not be posted") == 1
    assert "Daily digest, 24 Nov 2022." in hospital.heard(f"D{ANA}")
    # The next one is tried again: the channel may be back.
    hospital.fake.channels[MANAGERS].archived = False
    await hospital.morning()
    assert "Daily digest, 25 Nov 2022." in hospital.heard(MANAGERS)


async def test_without_managers_the_desk_hears_it(hospital: Hospital) -> None:
    hospital.house = hospital.desk.house = replace(hospital.house, managers=frozenset())
    hospital.fake.channels[MANAGERS].archived = True
    hospital.act(digests.digest_now)
    await hospital.outbox.drain()
    assert "could not be posted into the managers' channel" in hospital.heard(DESK)


@both_engines
async def test_the_managers_channel_is_not_ours_to_see_any_more(hospital: Hospital) -> None:
    """Made private without Wardroom, a channel is as if it were not there."""
    await hospital.declare()
    del hospital.fake.channels[MANAGERS]
    hospital.act(digests.digest_now)
    hospital.summary()
    await hospital.outbox.drain()
    told = hospital.heard("DU0CHIEF")
    assert "`channel_not_found`. Check the channel's id in the settings, or invite the app" in told
    assert hospital.outbox.states()[f"board:{REF}"] == "sent"
    assert f"Status summary {REF}" in hospital.heard(hospital.outbox.incident().channel_id or "")


@both_engines
async def test_a_renamed_channel_is_the_same_channel(hospital: Hospital) -> None:
    """A channel goes by its id, so that a new name changes nothing."""
    channel = await hospital.declare()
    hospital.fake.channels[channel].name = "old-war-room"
    hospital.fake.channels[MANAGERS].name = "board-of-directors"
    hospital.summary()
    hospital.act(digests.digest_now)
    await hospital.outbox.drain()
    assert f"Status summary {REF}" in hospital.heard(channel)
    assert "Daily digest" in hospital.heard(MANAGERS)


@both_engines
async def test_an_incident_s_archived_channel_is_told_to_its_commander(hospital: Hospital) -> None:
    channel = await hospital.declare()
    hospital.fake.channels[channel].archived = True
    hospital.summary()
    hospital.act(digests.digest_now)
    await hospital.outbox.drain()
    told = hospital.heard(f"D{BOSS}")
    assert f"{REF}: A message (summary) could not be delivered." in told
    assert "`is_archived`. Restore the channel, or choose another one." in told
    assert "Daily digest" in hospital.heard(MANAGERS)


@both_engines
async def test_a_subscriber_who_left_ends_their_digest_alone(hospital: Hospital) -> None:
    await hospital.declare()
    for person in ("U0GONE", ANA):
        hospital.act(lambda turn: subscriptions.subscribe(turn, Wish(at="07:30")), by=person)
    await hospital.morning()
    await hospital.morning()
    assert hospital.heard(f"D{ANA}").count("Daily digest") == 2
    # The first was refused; then it ended, so there is no second.
    states = hospital.outbox.states()
    gone = {key: state for key, state in states.items() if key.startswith("digest:U0GONE")}
    assert gone == {"digest:U0GONE:open:2022-11-23T07:30@Asia/Kolkata": "dead"}
