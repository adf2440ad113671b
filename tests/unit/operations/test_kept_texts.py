"""Running playbooks whose kept text a later version would refuse: their tasks open all the same."""

from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Incident, Post, ServerImport, Task, TimelineEntry
from bot.domain.words import Kind
from bot.operations import each_later, incidents, people, playbooks, servers
from bot.operations.turn import Turn
from bot.schedule.beat import Beat
from bot.schedule.importing import importing
from bot.schedule.quarantine import Quarantine
from bot.storage import roles
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh, make_house

ANA, BEN = "U1ANA", "U2BEN"
TEXT = """---
slug: wide
title: Wide
---
- [ ] Name a lead {#lead}
- [ ] Look at {{server.hostname}} {#look each=server after=lead}
- [ ] Photograph {{server.hostname}} {#shoot each=server proof=photo approve=legal-lead}
"""
# What an earlier version may have taken.
EARLIER = TEXT.replace("after=lead", "after=lead,long-gone colour=red").replace("=photo", "=film")


@pytest.fixture
def desk(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    return Desk(database, make_house(tmp_path / "playbooks", TEXT), clock)


def upgraded(turn: Turn) -> Incident:
    """Start the playbook, as if its text were one that this version refuses."""
    incident = incidents.declare(turn, title="Wide", severity=3, kind=Kind.OTHER)
    servers.add(turn, incident, [{"hostname": f"h{number}"} for number in range(4)])
    row = playbooks.run(turn, incident, "wide").run
    row.source, row.source_sha256 = EARLIER, "earlier"
    turn.session.add(row)
    return incident


def add_one(turn: Turn, incident: Incident, name: str) -> None:
    servers.add(turn, fresh(turn, incident), [{"hostname": name}])


def about(session: Session, server: str) -> list[tuple[str | None, str, str]]:
    wanted = select(Task).where(Task.subject_id == server).order_by(col(Task.number))
    return [
        (task.ref, str(task.proof_required), task.approve) for task in session.exec(wanted).all()
    ]


def told(session: Session) -> list[str]:
    found = session.exec(select(Post.payload).where(Post.kind == "event")).all()
    return [each for each in found if "this version of Wardroom" in each]


def test_a_row_that_comes_has_the_same_tasks_and_the_commander_is_told_once(desk: Desk) -> None:
    incident = desk(ANA, upgraded)
    desk(BEN, lambda turn: add_one(turn, incident, "late"))
    desk(BEN, lambda turn: add_one(turn, incident, "later"))
    for server in ("SRV-005", "SRV-006"):
        assert desk.database.read_now(partial(about, server=server)) == [
            ("look", "none", ""),
            ("shoot", "text", "legal-lead+any"),
        ]
    (said,) = desk.database.read_now(told)
    assert f"<@{ANA}>" in said
    assert "line 6: there is no attribute `colour`" in said
    assert "line 7: `proof`: `film` is not a kind of proof" in said
    assert "/playbook run wide" in said

    def recorded(session: Session) -> list[str]:
        wanted = select(TimelineEntry).where(TimelineEntry.action == "playbook.read_anew")
        return [entry.text for entry in session.exec(wanted).all()]

    assert desk.database.read_now(recorded) == ["Wide: 3 places refused by now"]


def test_what_is_opened_in_the_background_is_opened_to_the_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(each_later, "AT_ONCE", 2)
    incident = desk(ANA, upgraded)
    house, now = desk.house, desk.clock.now()
    while importing(Beat(desk.database, house, now, Quarantine(), lambda: False)):
        pass

    def opened(session: Session) -> tuple[str, list[str | None]]:
        found = session.exec(select(Task.ref).where(Task.incident_id == incident.id)).all()
        return session.exec(select(ServerImport.state)).one(), sorted(found, key=str)

    assert desk.database.read_now(opened) == ("done", ["lead", *["look"] * 4, *["shoot"] * 4])
    assert len(desk.database.read_now(told)) == 1


def test_the_mended_file_takes_its_place_and_nothing_is_there_twice(
    desk: Desk, tmp_path: Path
) -> None:
    incident = desk(ANA, upgraded)
    desk.house = make_house(tmp_path / "mended", TEXT + "- [ ] Tell the ministry {#tell}\n")
    started = desk(ANA, lambda turn: playbooks.run(turn, fresh(turn, incident), "wide"))
    assert len(started.added) == 1
    assert "+ tell: Tell the ministry" in started.summary
    desk(BEN, lambda turn: add_one(turn, incident, "late"))
    assert desk.database.read_now(told) == []


def test_a_playbook_without_front_matter_opens_later_tasks_under_its_own_name(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "plain-list.md").write_text("- [ ] Look at {{server.id}} {#look each=server}\n")
    desk.house = make_house(folder)

    def start(turn: Turn) -> Incident:
        incident = incidents.declare(turn, title="Plain", severity=3, kind=Kind.OTHER)
        playbooks.run(turn, incident, "plain-list")
        return incident

    incident = desk(ANA, start)
    desk(BEN, lambda turn: add_one(turn, incident, "late"))
    desk(BEN, lambda turn: servers.perform(turn, fresh(turn, incident), "late", "suspect", "odd"))

    def opened(session: Session) -> list[tuple[str | None, str | None]]:
        found = session.exec(select(Task).where(Task.incident_id == incident.id)).all()
        return [(task.playbook, task.ref) for task in found]

    assert desk.database.read_now(opened) == [("plain-list", "look")]


def test_its_own_roles_are_given_though_its_file_is_not_used_any_more(
    desk: Desk, tmp_path: Path
) -> None:
    text = TEXT.replace("title: Wide", "title: Wide\nroles: {night-lead: Night lead}")
    desk.house = make_house(tmp_path / "before", text)
    incident = desk(ANA, upgraded)
    desk(ANA, lambda turn: playbooks.run(turn, fresh(turn, incident), "wide"))
    desk.house = make_house(tmp_path / "after", "---\nslug: other\n---\n- [ ] A\n")
    desk(ANA, lambda turn: people.appoint(turn, fresh(turn, incident), "night-lead", BEN))
    held = desk(ANA, lambda turn: roles.held_by(turn.session, fresh(turn, incident), BEN))
    assert "night-lead" in held
