"""Rows of a register and the tasks about them: opened, left, taken up again, done by a verb."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.domain.departments import DEPARTMENT
from bot.domain.models import Incident, Task
from bot.domain.servers import SERVER
from bot.domain.words import Kind, TaskStatus
from bot.errors import Mistyped, NotFound, Refused
from bot.operations import (
    approvals,
    departments,
    evidence,
    incidents,
    people,
    playbooks,
    register,
    servers,
    tasks,
)
from bot.operations.turn import Turn
from bot.storage import tasks as task_queries
from bot.storage import timeline
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh, make_house

ANA, BEN = "U1ANA", "U1BEN"

WARDS = """---
slug: wards
title: Wards on paper
lead: clinical-lead
---
# Wards on paper

## Now
- [ ] Declare {{department.name}} {#declare each=department[normal] sets=manual}
  Call {{department.head}} of {{department.name}}.
- [ ] Open the box of {{department.name}} {#box each=department[manual] after=declare proof=number}
- [ ] Label the rolls of {{department.name}} {#label each=department[manual] after=box due=+1h@box}
- [ ] Tell the neighbours {#tell after=box}
"""

RACKS = """---
slug: racks
title: Racks
---
- [ ] Clean {{server.hostname}} {#clean each=server[cleared] sets=sanitised approve=security-lead}
"""


TIERS = """---
slug: tiers
title: Tiers
---
- [ ] Look at {{server.hostname}} {#look each=server due="+6h[tier=0,1] +24h"}
"""


@pytest.fixture
def wards(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    return Desk(database, make_house(tmp_path / "playbooks", WARDS), clock)


def declared(turn: Turn) -> Incident:
    return incidents.declare(turn, title="Paper", severity=3, kind=Kind.OTHER)


def shown(turn: Turn, incident: Incident) -> dict[str, str]:
    turn.session.flush()
    return {
        f"{task.ref} {task.subject_id or ''}".strip(): str(task.status)
        for task in task_queries.every_task(turn.session, incident.row)
        if task.playbook == "wards"
    }


def of(turn: Turn, incident: Incident, ref: str, subject: str | None) -> Task:
    return next(
        task
        for task in task_queries.every_task(turn.session, incident.row)
        if (task.ref, task.subject_id) == (ref, subject)
    )


def begun(turn: Turn) -> Incident:
    incident = declared(turn)
    departments.add(turn, incident, "lab", "Smart lab")
    departments.add(turn, incident, "opd", "OPD")
    playbooks.run(turn, incident, "wards")
    return incident


def test_a_task_names_the_person_of_its_row_by_mention(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = declared(turn)
        departments.add(turn, incident, "opd", "OPD", head=ANA)
        departments.add(turn, incident, "lab", "Smart lab")
        playbooks.run(turn, incident, "wards")
        turn.session.flush()
        assert of(turn, incident, "declare", "DEP-001").instruction == "Call <@U1ANA> of OPD."
        assert of(turn, incident, "declare", "DEP-002").instruction == (
            "Call head not known of Smart lab."
        )

    wards("U1BOSS", story)


def test_a_task_for_every_row_that_matches_and_later_for_those_that_come_to(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = begun(turn)
        assert shown(turn, incident) == {
            "declare DEP-001": "todo", "declare DEP-002": "todo", "tell": "todo",
        }  # fmt: skip
        assert of(turn, incident, "declare", "DEP-001").title == "Declare Smart lab"
        departments.perform(turn, incident, "lab", "manual", "LIS is off")
        assert shown(turn, incident) == {
            "declare DEP-001": "done", "declare DEP-002": "todo", "tell": "todo",
            "box DEP-001": "todo", "label DEP-001": "todo",
        }  # fmt: skip
        departments.add(turn, incident, "mri", "MRI")
        assert shown(turn, incident)["declare DEP-003"] == "todo"

    wards(ANA, story)


def test_the_verb_does_the_task_and_the_task_does_the_verb(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = begun(turn)
        task = of(turn, incident, "declare", "DEP-002")
        tasks.done(turn, incident, task.number)
        assert task.status is TaskStatus.DONE
        assert register.found(turn, incident, DEPARTMENT, "opd").mode == "manual"
        actions = [each["action"] for each in timeline.every_entry(turn.session, incident.row)]
        assert actions.count("department.manual") == 1
        assert actions.count("task.done") == 1

    wards(ANA, story)


def test_a_row_that_stops_matching_leaves_its_task_with_a_note(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = begun(turn)
        departments.perform(turn, incident, "lab", "degraded", "slow")
        task = of(turn, incident, "declare", "DEP-001")
        assert task.status is TaskStatus.SKIPPED
        assert task.reason == "DEP-001 no longer matches department[mode=normal]"
        departments.perform(turn, incident, "lab", "normal", "")
        assert shown(turn, incident)["declare DEP-001"] == "todo"
        assert task.reason is None

    wards(ANA, story)


def test_what_comes_after_waits_for_the_same_row_or_for_every_row(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = begun(turn)
        for name in ("lab", "opd"):
            departments.perform(turn, incident, name, "manual", "")
        label, tell = of(turn, incident, "label", "DEP-001"), of(turn, incident, "tell", None)
        boxes = [of(turn, incident, "box", name) for name in ("DEP-001", "DEP-002")]
        waits = [task.number for task in task_queries.waits_for(turn.session, label)]
        assert waits == [boxes[0].number]
        waits = [task.number for task in task_queries.waits_for(turn.session, tell)]
        assert waits == [task.number for task in boxes]
        tasks.done(turn, incident, boxes[0].number, "12")
        assert label.due_at is not None
        assert of(turn, incident, "label", "DEP-002").due_at is None
        with pytest.raises(Refused, match="cannot be done yet"):
            tasks.done(turn, incident, tell.number)
        tasks.done(turn, incident, boxes[1].number, "9")
        tasks.done(turn, incident, tell.number)

    wards(ANA, story)


def test_refusals_say_where_the_row_stands_and_what_goes(wards: Desk) -> None:
    def story(turn: Turn) -> None:
        incident = begun(turn)
        with pytest.raises(Refused, match="is normal; `hybrid` does not go") as refused:
            departments.perform(turn, incident, "lab", "hybrid", "")
        assert refused.value.next_step == "From there: `degraded`, `manual`."
        departments.perform(turn, incident, "lab", "manual", "")
        people.appoint(turn, incident, "clinical-lead", ANA)
        with pytest.raises(Mistyped, match="needs a reason"):
            departments.perform(turn, incident, "lab", "suspended", "to=Safdarjung told=yes")
        with pytest.raises(Mistyped, match="where its patients go"):
            departments.perform(turn, incident, "lab", "suspended", "no staff")
        with pytest.raises(NotFound) as missing:
            departments.perform(turn, incident, "labb", "manual", "")
        assert "Did you mean `lab`?" in missing.value.next_step

    wards(ANA, story)


def test_who_did_a_task_did_what_it_sets_and_not_who_signed_for_it(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    """So that a cleaner does not verify their own cleaning because another signed under it."""
    desk = Desk(database, make_house(tmp_path / "playbooks", RACKS), clock)

    def begin(turn: Turn) -> Incident:
        incident = declared(turn)
        servers.add(turn, incident, [{"hostname": "lis-01"}])
        people.appoint(turn, incident, "security-lead", BEN)
        servers.perform(turn, incident, "lis-01", "clear", "nothing found")
        servers.perform(turn, incident, "lis-01", "isolate", "")
        servers.perform(turn, incident, "lis-01", "sanitise", "")
        playbooks.run(turn, incident, "racks")
        tasks.done(turn, incident, 1)
        return incident

    incident = desk(ANA, begin)
    desk(BEN, lambda turn: approvals.approve(turn, fresh(turn, incident), 1))

    def cleaned(turn: Turn) -> tuple[str, str | None, str]:
        row = register.found(turn, fresh(turn, incident), SERVER, "lis-01")
        task = task_queries.by_number(turn.session, incident.row, 1)
        return row.state, row.sanitised_by, str(task.status) if task else ""

    assert desk(BEN, cleaned) == ("sanitised", ANA, "done")


def test_a_row_whose_tier_is_told_later_falls_due_with_its_like(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    desk = Desk(database, make_house(tmp_path / "playbooks", TIERS), clock)

    def story(turn: Turn) -> None:
        incident = declared(turn)
        servers.add(turn, incident, [{"hostname": "ad-01", "tier": 0}, {"hostname": "lis-01"}])
        playbooks.run(turn, incident, "tiers")
        hours = timedelta(hours=1)
        first, other = (of(turn, incident, "look", name) for name in ("SRV-001", "SRV-002"))
        assert (first.due_at, other.due_at) == (turn.now + 6 * hours, turn.now + 24 * hours)
        servers.change(turn, incident, "lis-01", {"tier": "1"})
        assert other.due_at == turn.now + 6 * hours
        servers.change(turn, incident, "lis-01", {"location": "B2"})
        assert other.due_at == turn.now + 6 * hours
        tasks.set_due(turn, incident, other.number, turn.now + 2 * hours)
        servers.change(turn, incident, "lis-01", {"tier": "2"})
        assert other.due_at == turn.now + 2 * hours, "What was set by hand stays."

    desk(ANA, story)


def test_an_exhibit_waits_for_its_own_server_and_a_server_for_its_own_exhibits(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    """Whichever came first; what is about no row waits for all that were there."""
    text = (
        "---\nslug: lab\ntitle: Lab\n---\n"
        "- [ ] Image {{server.hostname}} {#image each=server}\n"
        "- [ ] Seal {{exhibit.exhibit_no}} {#seal each=exhibit after=image}\n"
        "- [ ] Release {{server.hostname}} {#release each=server after=seal}\n"
        "- [ ] Tell the officer {#tell after=seal}\n"
    )
    desk = Desk(database, make_house(tmp_path / "playbooks", text), clock)

    def story(turn: Turn) -> None:
        incident = declared(turn)
        servers.add(turn, incident, [{"hostname": "db-01"}])
        evidence.add(turn, incident, "SRV-001", "memory", {})
        playbooks.run(turn, incident, "lab")
        servers.add(turn, incident, [{"hostname": "db-02"}])
        for server in ("SRV-002", "SRV-001", "-"):
            evidence.add(turn, incident, server, "disk", {})
        turn.session.flush()
        every = {task.number: task for task in task_queries.every_task(turn.session, incident.row)}
        waits: dict[str, list[str]] = {}
        for each in task_queries.afters(turn.session, incident.row):
            task, after = every[each.number], every.get(each.after_number or 0)
            if after is not None:
                name = f"{task.ref} {task.subject_id or ''}".strip()
                waits.setdefault(name, []).append(str(after.subject_id))
        assert {name: sorted(rows) for name, rows in waits.items()} == {
            "seal EXH-001": ["SRV-001"], "seal EXH-002": ["SRV-002"], "seal EXH-003": ["SRV-001"],
            "release SRV-001": ["EXH-001", "EXH-003"], "release SRV-002": ["EXH-002"],
            "tell": ["EXH-001"],
        }  # fmt: skip

    desk(ANA, story)


def test_a_task_that_comes_asks_no_more_when_many_others_wait(
    sqlite_url: str, clock: StoppedClock, tmp_path: Path
) -> None:
    text = (
        "---\nslug: waits\ntitle: Waits\n---\n"
        "- [ ] Rebuild {{server.hostname}} {#rebuild each=server after=image}\n"
        "- [ ] Image {{server.hostname}} {#image each=server[suspect]}\n"
    )
    database = Database(sqlite_url)
    desk = Desk(database, make_house(tmp_path / "playbooks", text), clock)
    incident = desk(ANA, declared)
    desk(ANA, lambda turn: playbooks.run(turn, fresh(turn, incident), "waits"))
    asked: list[str] = []
    counts = []
    for hosts in (range(3), range(3, 40)):
        fields = [{"hostname": f"host-{number}"} for number in hosts]
        desk(ANA, partial(_enter, incident=incident, fields=fields))
        asked.clear()
        sa.event.listen(sa.Engine, "before_cursor_execute", listener := _noting(asked))
        desk(ANA, partial(_suspect, incident=incident, name=f"host-{hosts[0]}"))
        sa.event.remove(sa.Engine, "before_cursor_execute", listener)
        counts.append(len(asked))
    waits = database.read_now(
        lambda s: sorted(each.wanted for each in task_queries.afters(s, incident.row))
    )
    database.close()
    assert counts[0] == counts[1]
    assert waits.count("waits/image") == 40
    assert [each for each in waits if "@" in each] == ["waits/image@SRV-001", "waits/image@SRV-004"]


def _noting(asked: list[str]) -> Callable[..., None]:
    return lambda *told: asked.append(told[2])


def _enter(turn: Turn, *, incident: Incident, fields: list[dict[str, str]]) -> None:
    servers.add(turn, fresh(turn, incident), fields)


def _suspect(turn: Turn, *, incident: Incident, name: str) -> None:
    servers.perform(turn, fresh(turn, incident), name, "suspect", "beacons")
