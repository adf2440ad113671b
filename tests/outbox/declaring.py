"""Declares incidents for the tests: the incident's row, and the rows of its room."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import select

from bot.domain.models import Incident, TimelineEntry
from bot.domain.words import Kind, Stage
from bot.operations import rooms
from tests import factories
from tests.outbox.conftest import Outbox

NAME = "inc-2022-001-e-hospital-servers-encrypted"
Declare = Callable[..., Incident]


def declaring(outbox: Outbox, folder: Path) -> Declare:
    """Return what declares one."""
    desk = factories.Desk(outbox.database, factories.make_house(folder), outbox.clock)

    def open_one(number: int = 1, **over: Any) -> Incident:
        fields: dict[str, Any] = {
            "ref": f"INC-2022-{number:03d}", "year": 2022, "number": number,
            "title": "e-Hospital servers encrypted", "kind": Kind.RANSOMWARE, "severity": 1,
            "stage": Stage.TRIAGE, "noticed_at": outbox.clock.now(),
            "declared_at": outbox.clock.now(), "declared_by": "U0DOC",
            "origin_channel_id": "C0ORIGIN",
        }  # fmt: skip

        def act(turn: Any) -> Incident:
            incident = Incident(**{**fields, **over})
            turn.session.add(incident)
            turn.session.flush()
            rooms.open_channel(turn, incident)
            return incident

        return desk("U0DOC", act)

    return open_one


def actions(outbox: Outbox) -> list[str]:
    """Return what the timelines tell, in order."""
    wanted = select(TimelineEntry.action).order_by(TimelineEntry.id)  # type: ignore[arg-type]  # a column.
    return outbox.database.read_now(lambda session: list(session.exec(wanted)))
