"""What a task about a row waits for: its own row, what belongs to it, and no longer than needed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from bot.domain.models import Incident
from bot.operations import (
    evidence,
    playbooks,
    servers,
)
from bot.operations.turn import Turn
from bot.storage import tasks as task_queries
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh, make_house
from tests.unit.operations.test_each import ANA, declared


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
