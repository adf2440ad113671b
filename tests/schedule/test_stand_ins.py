"""Who stands in for a role that is silent, where a playbook says so itself."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.domain.models import Reminder
from bot.domain.reminders import Rung
from bot.operations import playbooks, tasks
from bot.playbook.model import Playbook, Role
from bot.playbook.roles import stand_in
from tests.factories import Desk, make_house
from tests.schedule.conftest import ANA, NET, Ward

NIGHT = """---
slug: night
title: Night
lead: it-lead
deputy: scribe
roles:
  night-lead: {title: Night lead, deputy: pio}
  runner: Runner
---
- [ ] Look {#look due=+1h critical=true %s}
"""


@pytest.mark.parametrize(
    ("role", "deputy"),
    [
        ("it-lead", "scribe"),
        ("night-lead", "pio"),
        ("network-lead", "it-lead"),
        ("runner", "scribe"),
        ("", "scribe"),
    ],
)
def test_a_playbook_says_who_stands_in(role: str, deputy: str) -> None:
    roles = (Role("night-lead", "Night lead", "pio"), Role("runner", "Runner"))
    playbook = Playbook("night", "Night", lead="it-lead", deputy="scribe", roles=roles)
    assert stand_in(role, playbook) == deputy
    assert stand_in("it-lead", None) == "server-lead"
    assert stand_in("runner", None) is None


@pytest.mark.parametrize(
    ("attributes", "role", "deputy"),
    [("", "it-lead", "scribe"), ("role=night-lead", "night-lead", "pio"),
     ("role=runner", "runner", "scribe")],
)  # fmt: skip
def test_they_are_told_when_its_task_is_overdue(
    ward: Ward, tmp_path: Path, attributes: str, role: str, deputy: str
) -> None:
    ward.house = make_house(tmp_path / "night", NIGHT % attributes)
    ward.desk = Desk(ward.database, ward.house, ward.clock)
    ref = ward.declare()
    ward.on(ref, lambda turn, incident: playbooks.run(turn, incident, "night"))
    ward.appoint(ref, role, NET)
    ward.appoint(ref, deputy, ANA)
    ward.on(ref, lambda turn, incident: tasks.claim(turn, incident, 1), by=NET)
    ward.ticks(every=15, times=6)

    def told(session: Session) -> set[str]:
        found = session.exec(select(Reminder).where(Reminder.rung == Rung.STAND_IN)).all()
        return {each.reader for each in found}

    assert ward.database.read_now(told) == {f"user:{ANA}"}
