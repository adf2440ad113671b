"""Where reports go when a place changed: each has a clear answer, and everything else goes on.

Real summaries and digests, sent to a pretend Slack whose channels are archived, renamed and closed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.operations import digests, incidents, schedules, subscriptions, tasks
from bot.operations.subscriptions import Wish
from bot.operations.turn import Turn
from bot.pictures import draw
from bot.schedule.tick import tick
from bot.storage.incidents import by_ref
from tests.factories import Desk, make_house
from tests.outbox.conftest import Outbox
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


@pytest.fixture(autouse=True)
def nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let digests have a picture that is made at once: where they go is what is asked here."""
    monkeypatch.setattr(draw, "png", lambda _: b"\x89PNG")


@pytest.fixture
def hospital(outbox: Outbox, fake: FakeSlack, tmp_path: Path) -> Hospital:
    """A hospital with managers, on a pretend Slack."""
    return Hospital(outbox, fake, tmp_path / "house")


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


def archived(fake: FakeSlack, channel: str) -> None:
    fake.channels[channel].archived = True


def made_private(fake: FakeSlack, channel: str) -> None:
    """Without us in it, a private channel is as if it were not there."""
    fake.channels[channel].refuses = "channel_not_found"


def left_by_the_bot(fake: FakeSlack, channel: str) -> None:
    fake.channels[channel].refuses = "not_in_channel"


def renamed(fake: FakeSlack, channel: str) -> None:
    fake.channels[channel].name = "another-name"


CLOSED = {
    "archived": (archived, "`is_archived`. Restore the channel, or choose another one."),
    "made private": (made_private, "`channel_not_found`. Check the channel's id in the settings"),
    "the bot was removed": (left_by_the_bot, "`not_in_channel`. Invite the app to the channel."),
}
CHANGED = {**CLOSED, "renamed": (renamed, "")}


def opened(fake: FakeSlack, channel: str) -> None:
    fake.channels[channel].archived, fake.channels[channel].refuses = False, ""


async def _all_of_it(hospital: Hospital) -> str:
    """Let everything fall due that the schedule says in an incident's channel; return the channel.

    A status summary, a task that is nobody's, a promised update and a legal deadline.
    """
    channel = await hospital.declare()
    hour = hospital.outbox.clock.now() + timedelta(hours=1)

    def ask(turn: Turn) -> None:
        incident = by_ref(turn.session, REF)
        assert incident is not None
        tasks.add(turn, incident, title="Count the beds", due_at=hour)
        incidents.update(turn, incident, text="40 of 100 isolated", next_due=hour)

    hospital.act(ask)
    hospital.act(lambda turn: subscriptions.subscribe(turn, Wish(at="07:30")), by=ANA)
    hospital.act(digests.digest_plan)
    await hospital.outbox.drain()
    return channel


@pytest.mark.parametrize("change", CHANGED)
async def test_an_incident_s_channel_that_changed(hospital: Hospital, change: str) -> None:
    """The commander hears what could not be said and what to do; all else is said elsewhere."""
    (act, cure), channel = CHANGED[change], await _all_of_it(hospital)
    act(hospital.fake, channel)
    before = hospital.heard(channel)
    for _ in range(3):
        hospital.outbox.clock.advance(hours=2)
        tick(hospital.outbox.database, hospital.house, hospital.outbox.clock.now())
        await hospital.outbox.drain()
    await hospital.morning()
    told = hospital.heard(f"D{BOSS}")
    assert "Daily digest, 24 Nov 2022." in hospital.heard(MANAGERS)
    assert "Daily digest, 24 Nov 2022." in hospital.heard(f"D{ANA}")
    if not cure:
        said = hospital.heard(channel).removeprefix(before)
        assert "Status summary" in said
        assert "Count the beds" in said
        assert "could not be delivered" not in told
        return
    assert hospital.heard(channel) == before
    for kind in ("summary", "reminder"):
        assert f"{REF}: A message ({kind}) could not be delivered." in told
    assert cure in told
    assert "The update on INC-2022-001" in told
    assert "Overdue, and you stand in: *#1* Open the log" in told
    opened(hospital.fake, channel)
    hospital.summary()
    await hospital.outbox.drain()
    assert f"Status summary {REF}" in hospital.heard(channel).removeprefix(before)


@pytest.mark.parametrize("change", CHANGED)
async def test_the_managers_channel_that_changed(hospital: Hospital, change: str) -> None:
    (act, cure), channel = CHANGED[change], await _all_of_it(hospital)
    act(hospital.fake, MANAGERS)
    await hospital.morning()
    assert ("Daily digest" in hospital.heard(MANAGERS)) == (not cure)
    assert ("could not be posted into the managers' channel" in hospital.heard("DU0CHIEF")) == bool(
        cure
    )
    assert cure in hospital.heard("DU0CHIEF")
    assert "Daily digest, 24 Nov 2022." in hospital.heard(f"D{ANA}")
    assert "Status summary" in hospital.heard(channel)


@pytest.mark.parametrize("change", CLOSED)
async def test_a_subscriber_s_messages_that_are_closed(hospital: Hospital, change: str) -> None:
    """Who plans the digest hears it; everybody else's comes, and theirs again once it can."""
    (act, _), _channel = CLOSED[change], await _all_of_it(hospital)
    hospital.act(lambda turn: subscriptions.subscribe(turn, Wish(at="07:30")), by="U0BEN")
    await hospital.morning()
    act(hospital.fake, f"D{ANA}")
    await hospital.morning()
    assert f"The digest of <@{ANA}> could not be delivered." in hospital.heard("DU0CHIEF")
    assert "25 Nov 2022" in hospital.heard("DU0BEN")
    assert "25 Nov 2022" in hospital.heard(MANAGERS)
    assert "25 Nov 2022" not in hospital.heard(f"D{ANA}")
    opened(hospital.fake, f"D{ANA}")
    await hospital.morning()
    assert "26 Nov 2022" in hospital.heard(f"D{ANA}")
