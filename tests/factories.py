"""Makes what tests start from: plain functions with dull defaults."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.domain.models import Incident
from bot.domain.words import Door
from bot.operations.turn import Actor, House, Turn
from bot.playbook.library import Library
from bot.storage.database import Database
from bot.storage.incidents import by_ref
from tests.clocks import StoppedClock

T = TypeVar("T")

DELHI = ZoneInfo("Asia/Kolkata")
PLAYBOOK = """---
slug: small
title: Small playbook
when: {kind: [ransomware, intrusion], severity: [1, 2]}
start: auto
lead: it-lead
---
# Small playbook
Why.

## First
- [ ] Open the log {#log role=incident-commander due=+5m proof=text critical=true}
  Write who saw what, where and when; take the report from anyone who gives one.
- [ ] Cut the edge {#cut role=network-lead due=+20m after=log proof=number approve=incident-commander}
  Save the configuration, then shut the ports; write how many ports were shut.
- [ ] Seal it {#seal role=evidence-custodian due=+1h@cut after=cut proof=photo}
  Put the seal on, photograph it, write its number.
- [ ] Tell the neighbours {#tell}
  Call the neighbouring hospitals and write down whom you reached.
"""


def make_house(folder: Path, text: str = PLAYBOOK, **over: object) -> House:
    """Return a house whose one playbook is *text*."""
    folder.mkdir(exist_ok=True)
    (folder / "small.md").write_text(text, encoding="utf-8")
    fields: dict[str, object] = {
        "zone": DELHI,
        "summary_every": {1: timedelta(hours=2), 2: timedelta(hours=4), 3: timedelta(hours=12),
                          4: timedelta(hours=24)},
        "digest_at": "07:30",
        "announce_channel": "C0DESK",
        "managers_channel": "C0MANAGERS",
        "library": _library(folder, text),
    }  # fmt: skip
    return House(**{**fields, **over})  # type: ignore[arg-type]  # dull defaults by name.


def _library(folder: Path, text: str) -> Library:
    """Return the folder's playbooks; a text that was parsed for another test is not parsed anew."""
    if len(list(folder.iterdir())) > 1:
        return Library.load(folder)
    path, parsed = str(folder / "small.md"), _parsed(text)
    return replace(
        parsed,
        folder=folder,
        playbooks={slug: replace(each, path=path) for slug, each in parsed.playbooks.items()},
        findings=tuple(replace(each, path=path) for each in parsed.findings),
    )


@cache
def _parsed(text: str) -> Library:
    with TemporaryDirectory() as folder:
        Path(folder, "small.md").write_text(text, encoding="utf-8")
        return Library.load(Path(folder))


class Desk:
    """Runs operations as people do: each in its own transaction, at the clock's moment."""

    def __init__(self, database: Database, house: House, clock: StoppedClock) -> None:
        self.database, self.house, self.clock = database, house, clock

    def turn(self, session: Session, user_id: str, at: datetime | None = None) -> Turn:
        """Return a turn of *user_id* in *session*."""
        return Turn(session, at or self.clock.now(), Actor(user_id, Door.SLACK), self.house)

    def __call__(self, user_id: str, act: Callable[[Turn], T]) -> T:
        """Let *user_id* act in one committed transaction; return what the operation returned."""
        return self.database.write_now(lambda session: act(self.turn(session, user_id)))


def fresh(turn: Turn, incident: Incident) -> Incident:
    """Return the incident as the turn's own transaction sees it."""
    found = by_ref(turn.session, incident.ref)
    assert found is not None
    return found
