"""Three mornings of the real program with its clock set: on time, through a kill, after a silence."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.faults import VARIABLE
from tests.e2e.conftest import Start
from tests.e2e.faketime import SetClock
from tests.e2e.product import Product, environment
from tests.e2e.response import KABIR, MANAGERS, Response, declared
from tests.workspace import PAUSE, Place, Workspace, eventually

# So long nothing more may come: two looks of the process at its clock, and two beats.
QUIET_S = 3.0


class Life:
    """One run of the program, and what is in front of its people."""

    def __init__(self, product: Product) -> None:
        self.product, self.workspace = product, Workspace(product.url)
        self._managers = Place(self.workspace.person(KABIR), MANAGERS)

    @property
    def digests(self) -> list[str]:
        """Return the digests that the managers have."""
        return [each.text for each in self._managers.messages if "Daily digest" in each.text]

    def digest(self, number: int) -> str:
        """Return the digest of that number, waiting for it; there is none after it."""
        eventually(lambda: len(self.digests) >= number, within=60)
        assert len(self.digests) == number
        return self.digests[-1]

    def summaries(self, first: Response) -> list[str]:
        """Return what stands in the thread of the board of an incident of an earlier run."""
        response = Response(self.workspace, first.ref, first.channel, first.answer)
        return [each.text for each in response.place().thread(response.board)[1:]]


@dataclass(frozen=True, slots=True)
class Story:
    """One installation that is started again and again, under one clock."""

    start: Start
    url: str
    clock: SetClock

    @contextmanager
    def running(self, fault: str = "") -> Iterator[Life]:
        """Start it; *fault* is a named point at which it kills itself."""
        env = environment(self.url, **self.clock.environment, **{VARIABLE: fault})
        life = Life(self.start(env, "--room"))
        yield life
        life.workspace.close()


@pytest.mark.long
@pytest.mark.faketime
@pytest.mark.timeout(600)
def test_three_mornings(start: Start, sqlite_url: str, tmp_path: Path) -> None:
    story = Story(start, sqlite_url, SetClock(tmp_path, "2022-11-23 01:30:00"))
    _on_time(story)
    response = _an_hour_changed_and_a_kill(story)
    _once_after_the_kill(story, response)
    _late_after_three_days(story, response)


def _on_time(story: Story) -> None:
    with story.running() as life:
        # However long the start took, the hour is still to come.
        story.clock.set("2022-11-23 01:59:58")
        digest = life.digest(1)
        assert story.clock.now >= story.clock.at("2022-11-23 02:00:00")
        assert digest.startswith("Daily digest, 23 Nov 2022.")
        assert "Late" not in digest
        assert life.product.stop()[0] == 0


def _an_hour_changed_and_a_kill(story: Story) -> Response:
    """The hour is changed while it runs; the new digest kills it before it is written down."""
    with story.running(fault="digest.after_claim") as life:
        response = declared(life.workspace, "sev2 kind=ransomware e-Hospital servers encrypted")
        assert "23 Nov 2022 07:45 IST" in response.types("/incident digest at 07:45").text
        assert "every 30 min" in response.types("/incident summary every 30m").text
        assert len(life.digests) == 1
        story.clock.set("2022-11-23 02:14:58")
        assert life.product.ended() == -signal.SIGKILL
    return response


def _once_after_the_kill(story: Story, response: Response) -> None:
    """It says it, once; and the span that was set for the summaries holds."""
    with story.running() as life:
        assert "Late" not in life.digest(2)
        assert life.summaries(response) == []
        story.clock.set("2022-11-23 02:40:00")
        eventually(lambda: life.summaries(response), within=30)
        life.product.kill()


def _late_after_three_days(story: Story, response: Response) -> None:
    """One digest and one summary come; set back over all that, it says nothing again."""
    story.clock.set("2022-11-26 03:00:00")
    with story.running() as life:
        late = life.digest(3)
        assert late.startswith("Daily digest, 26 Nov 2022.")
        assert "Late: it was due 26 Nov 2022 07:45 IST" in late
        assert "stands for 2 before it" in late
        eventually(lambda: len(life.summaries(response)) == 2, within=30)
        story.clock.set("2022-11-26 02:00:00")
        PAUSE.wait(QUIET_S)
        assert (len(life.digests), len(life.summaries(response))) == (3, 2)
        assert life.product.ready
