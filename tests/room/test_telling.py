"""What is told by response_url where the Room, as strict as Slack, says that it is too much at once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack import telling
from bot.slack.answer import Answer
from bot.slack.inbound import Origin
from bot.slack.outbound import Slack
from bot.slack.telling import Teller
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.room.serving import Caller, Running, running
from tests.room.test_responses import command
from tests.workspace import Person, eventually

BURST = 3


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NIGHT)


@pytest.fixture
def room(tmp_path: Path, clock: StoppedClock) -> Iterator[Running]:
    """A Room that limits as Slack does, by a clock that is moved by hand."""
    with running(tmp_path / "room.db", rates="slack", clock=clock) as found:
        yield found


class Told:
    """Tells through one response_url after the other, and keeps how long it waited."""

    def __init__(self, app: Caller, clock: StoppedClock, *, passes: bool = True) -> None:
        self.app, self.clock, self.passes = app, clock, passes
        self.waits: list[float] = []

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        if self.passes:
            self.clock.advance(seconds=seconds)

    def tell(self, url: str, *texts: str, channel: str = "C0DESK") -> None:
        """Tell Asha these texts, one after the other."""

        async def all_of_them() -> None:
            slack = Slack(self.app.bot_token, self.app.api_url)
            teller = Teller(slack, self.app.api_url, self._sleep)
            for text in texts:
                origin = Origin("U0ASHA", "T0ROOM", text, channel, response_url=url)
                await teller.tell(origin, Answer(text))
            await slack.close()

        asyncio.run(all_of_them())


def _seen(person: Person) -> list[str]:
    return [said.text for said in person.whispers]


def test_what_is_too_much_at_once_is_told_a_moment_later(
    echo: Caller, asha: Person, clock: StoppedClock
) -> None:
    with echo.socket() as wire:
        url = command(wire, asha)["response_url"]
    told = Told(echo, clock)
    told.tell(url, "one", "two", "three", "four")
    eventually(lambda: len(_seen(asha)) == BURST + 1)
    assert _seen(asha) == ["one", "two", "three", "four"]
    # Exactly as long as the Room asked, once; nothing went by another way.
    assert told.waits == [1.0]


def test_after_a_few_tries_it_goes_another_way(
    room: Running, echo: Caller, asha: Person, clock: StoppedClock
) -> None:
    with echo.socket() as wire:
        url = command(wire, asha)["response_url"]
    # Time does not pass: the Room goes on refusing.
    told = Told(echo, clock, passes=False)
    told.tell(url, "one", "two")
    told.tell(command_again(echo, asha), "three", "four")
    eventually(lambda: "four" in _seen(asha))
    assert told.waits == [1.0] * (telling.TRIES - 1)
    [whispered] = room.room.calls.of("chat.postEphemeral")
    assert whispered.args["text"] == "four"


def command_again(echo: Caller, asha: Person) -> str:
    """Type the command once more: a response_url takes five posts, refused ones too."""
    with echo.socket() as wire:
        return str(command(wire, asha)["response_url"])


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("7", 7.0), ("0", 1.0), ("", 1.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 1.0), ("-5", 1.0)],
)
def test_how_long_is_asked_for_is_read_with_care(given: str, seconds: float) -> None:
    assert telling._wait(given) == seconds
