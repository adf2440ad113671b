"""A counter at which an incident with legal clocks is declared."""

from dataclasses import replace

import pytest

from bot.obligations.house import chosen
from tests.slack.counter import Counter


@pytest.fixture
def counter(counter: Counter) -> Counter:
    """The app in a hospital in India."""
    counter.runtime.house = replace(counter.runtime.house, profile=chosen("in-hospital"))
    return counter
