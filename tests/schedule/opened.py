"""A process that opens the tasks of a wide playbook until it is killed, or until all are open."""

import os
from pathlib import Path

from bot.faults import VARIABLE
from bot.schedule.beat import Beat
from bot.schedule.importing import importing
from bot.schedule.quarantine import Quarantine
from bot.storage.database import Database
from tests.conftest import NIGHT
from tests.factories import make_house
from tests.forks import fall_silent

WIDE = """---
slug: wide
title: Wide
---
- [ ] Name a lead {#lead}
- [ ] Isolate {{server.hostname}} {#isolate each=server after=lead}
- [ ] Clean {{server.hostname}} {#clean each=server after=isolate}
- [ ] Check {{server.hostname}} {#check each=server[unassessed] after=clean}
- [ ] Tell the ministry {#tell after=clean}
"""


def opens(url: str, folder: str) -> None:
    """Go on with whatever waits on the database at *url*."""
    os.environ.pop(VARIABLE, None)
    fall_silent()
    database = Database(url)
    house = make_house(Path(folder), WIDE)
    while importing(Beat(database, house, NIGHT, Quarantine(), lambda: False)):
        pass
    database.close()
