"""What the process has done from which others are forked: it lived a day of the schedule's.

So its children find what that day asks of a database compiled already, and our playbooks parsed.
"""

import contextlib
import gc
import io
import tempfile
from datetime import timedelta
from pathlib import Path

from bot.playbook.library import Library
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.schedule import days
from tests.schedule.conftest import Ward
from tests.schema import create_schema

PLAYBOOKS = Path(__file__).parents[1] / "playbooks"


def _live_a_day() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        create_schema(f"sqlite:///{folder / 'day.db'}")
        database = Database(f"sqlite:///{folder / 'day.db'}")
        house = days.house_in(folder / "playbooks")
        days.lay_down(Ward(database, house, StoppedClock(NIGHT)))
        for hours in (1, 2, 24, 25):
            days.live(database, house, NIGHT + timedelta(hours=hours))
        database.close()


with contextlib.redirect_stdout(io.StringIO()):
    _live_a_day()
Library.load(PLAYBOOKS)
# A child that collects would walk, and so copy, all that it got from here.
gc.collect()
gc.freeze()
gc.set_threshold(100_000, 50, 100)
