"""The numbers of a digest's picture, and that it comes with each digest and stops none."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.domain.models import Department, Incident, Server, System, Task
from bot.domain.words import DigestCut, Kind, TaskStatus
from bot.operations import digests, panels, pictures, reports, subscriptions, tasks
from bot.operations.subscriptions import Wish
from bot.pictures.model import Bars, Lines, Picture, read
from bot.pictures.words import alt
from bot.storage import news
from tests.schedule.conftest import ANA, Ward


def gathered(ward: Ward, cut: DigestCut = DigestCut.COMMAND) -> Picture:
    """Return the picture of the digest as of now."""

    def gather(session: Session) -> Any:
        edition = reports.Edition(cut=cut)
        now = ward.clock.now()
        return reports.digest(session, ward.house, now=now, row=None, edition=edition).picture

    found = ward.database.read_now(gather)
    assert isinstance(found, Picture)
    return found


def lines(picture: Picture) -> dict[str, list[int]]:
    """Return how each number of the first panel moved."""
    panel = picture.panels[0]
    assert isinstance(panel, Lines)
    return {line.name: [number for _, number in line.points] for line in panel.lines}


def night(ward: Ward) -> str:
    """Four tasks at once, a fifth later; done, skipped, reopened and done again."""
    ref = ward.declare("Servers encrypted", kind=Kind.RANSOMWARE)
    ward.clock.advance(hours=1)
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 1, proof="opened"))
    ward.clock.advance(hours=1)
    ward.on(ref, lambda turn, it: tasks.skip(turn, it, 4, reason="no neighbours"))
    ward.on(ref, lambda turn, it: tasks.add(turn, it, title="Call the vendor"))
    ward.clock.advance(hours=1)
    ward.on(ref, lambda turn, it: tasks.reopen(turn, it, 1, reason="wrong room"))
    ward.clock.advance(hours=1)
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 1, proof="the right room"))
    ward.clock.advance(hours=1)
    return ref


def test_work_over_time_as_the_timeline_tells_it(ward: Ward) -> None:
    ref = night(ward)
    picture = gathered(ward)
    assert lines(picture) == {"all": [4, 5, 5], "done": [0, 1, 2, 1, 2, 2]}
    assert (picture.title, picture.about) == ("Where things stand on 23 Nov 2022 12:07 IST", ref)
    assert alt(picture) == (
        f"Where things stand on 23 Nov 2022 12:07 IST, {ref}. All tasks, and those done or "
        "skipped, from 23 Nov 2022 07:07 IST to 23 Nov 2022 12:07 IST: all from 4 to 5, done from 0 to 2. Tasks by "
        "playbook: Small playbook: 2 done or skipped, 1 overdue, 1 open; Own tasks: 1 open."
    )


def test_a_clock_that_was_set_back_shows_what_stands(sqlite_ward: Ward) -> None:
    night(sqlite_ward)
    sqlite_ward.clock.advance(hours=-6)
    assert lines(gathered(sqlite_ward)) == {"all": [5], "done": [2]}


def test_by_playbook_the_parts_are_the_whole(ward: Ward) -> None:
    night(ward)
    panel = gathered(ward).panels[1]
    assert isinstance(panel, Bars)
    assert [(bar.name, bar.parts, bar.plain) for bar in panel.bars] == [
        ("Small playbook", (2, 1, 1), "small"), ("Own tasks", (0, 0, 1), ""),
    ]  # fmt: skip


def test_what_was_done_before_it_began_counts_from_then(ward: Ward) -> None:
    """An old database may hold tasks that were opened as done; no entry of the timeline has them."""
    ref = ward.declare(kind=Kind.RANSOMWARE)

    def ticked(session: Session) -> None:
        task = session.exec(select(Task).where(Task.number == 4)).one()
        task.status = TaskStatus.DONE
        session.add(task)

    ward.database.write_now(ticked)
    ward.clock.advance(hours=1)
    ward.on(ref, lambda turn, it: tasks.done(turn, it, 1, proof="opened"))
    assert lines(gathered(ward))["done"] == [1, 2]


def test_the_ministry_sees_numbers_without_playbooks(ward: Ward) -> None:
    night(ward)
    picture = gathered(ward, DigestCut.MINISTRY)
    assert [type(panel) for panel in picture.panels] == [Lines]
    assert "Small playbook" not in json.dumps(picture.written())


def registers(ward: Ward) -> None:
    """Seven servers, three departments and three systems, as they may stand on the sixth day."""
    ref = ward.declare(kind=Kind.RANSOMWARE)

    def lay_down(turn: Any, incident: Incident) -> None:
        row = {"incident_id": incident.row, "since": turn.now, "created_at": turn.now,
               "created_by": "U1BOSS"}  # fmt: skip
        states = [
            ("physical", "held", "infiltrated"), ("physical", "reconnected", "cleared"),
            ("physical", "in_service", "unassessed"), ("physical", "retired", "cleared"),
            ("virtual", "isolated", "suspect"), ("virtual", "isolated", "unassessed"),
            ("virtual", "rebuilding", "infiltrated"), ("virtual", "in_service", "cleared"),
        ]  # fmt: skip
        for number, (kind, state, verdict) in enumerate(states, start=1):
            turn.session.add(Server(**row, number=number, hostname=f"srv{number}", kind=kind,
                                    state=state, verdict=verdict))  # fmt: skip
        for number, mode in enumerate(("manual", "back_entry", "manual"), start=1):
            turn.session.add(
                Department(**row, number=number, slug=f"dep{number}", name="Lab", mode=mode)
            )
        ladder = [("LIS", 2, "restored_clean", "reagents"), ("AD", 0, "stable", ""),
                  ("PACS", 2, "rolled_back", "")]  # fmt: skip
        for number, (name, tier, stage, why) in enumerate(ladder, start=1):
            turn.session.add(System(**row, number=number, name=name, tier=tier, stage=stage,
                                    blocked_reason=why))  # fmt: skip

    ward.on(ref, lay_down)


def test_the_registers_have_a_panel_each(ward: Ward) -> None:
    registers(ward)
    shown = {panel.title: panel for panel in gathered(ward).panels if isinstance(panel, Bars)}
    assert list(shown) == [
        "Departments by mode", "Servers by state", "Restore ladder", "Tasks by playbook",
    ]  # fmt: skip
    assert shown["Departments by mode"].of == 3
    assert {title: [(bar.name, bar.parts) for bar in panel.bars] for title, panel in shown.items()
            if title != "Tasks by playbook"} == {
        "Departments by mode": [("Manual", (2,)), ("Back-entry", (1,))],
        # Back or cleared, held as evidence, not assessed, being cleaned, cut off.
        "Servers by state": [("Virtual", (1, 0, 0, 1, 2)), ("Physical", (1, 1, 1, 0, 0))],
        "Restore ladder": [
            ("T0 AD: stable", (10, 0, 0)),
            ("T2 LIS: restored clean", (4, 1, 5)),
            ("T2 PACS: rolled back", (4, 0, 6)),
        ],
    }  # fmt: skip
    assert "Departments by mode: Manual 2 of 3; Back-entry 1 of 3." in alt(gathered(ward))


def test_the_ministry_sees_nothing_that_a_register_counts(ward: Ward) -> None:
    registers(ward)
    kept = json.dumps(gathered(ward, DigestCut.MINISTRY).written())
    for secret in ("Departments", "Servers", "LIS", "srv1", "physical"):
        assert secret not in kept


def test_many_incidents_are_said_to_be_some_of_them(sqlite_ward: Ward) -> None:
    for number in range(12):
        sqlite_ward.declare(f"No {number}", kind=Kind.RANSOMWARE)
    assert gathered(sqlite_ward).about == "The 8 worst of 12 open incidents"


MANY = pictures.STEPS + 50


def test_a_long_night_has_no_more_steps_than_can_be_seen(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare()
    for number in range(MANY):
        sqlite_ward.on(ref, partial(_add, title=f"No {number}"))
        sqlite_ward.clock.advance(minutes=6)
    panel = gathered(sqlite_ward).panels[0]
    assert isinstance(panel, Lines)
    assert len(panel.lines[0].points) <= pictures.STEPS + 3
    assert panel.lines[0].points[-1][1] == MANY
    assert sorted(panel.lines[0].points) == list(panel.lines[0].points)


def _add(turn: Any, incident: Incident, title: str) -> None:
    tasks.add(turn, incident, title=title)


def test_each_digest_and_each_subscription_has_one(ward: Ward) -> None:
    night(ward)
    ward.start()
    ward.desk(ANA, lambda turn: subscriptions.subscribe(turn, Wish(at="07:30")))
    ward.clock.advance(days=1)
    ward.tick()
    daily, own = sorted(ward.posts("picture"), key=lambda post: post.target)
    assert (daily.target, daily.thread_key, daily.after_key) == (
        "channel:C0MANAGERS", "digest:daily:2022-11-24T07:30", "digest:daily:2022-11-24T07:30",
    )  # fmt: skip
    assert (own.target, own.thread_key) == (f"user:{ANA}", None)
    assert daily.lane != ward.posts("digest")[0].lane
    picture = read(json.loads(daily.payload)["picture"])
    assert picture.zone == "Asia/Kolkata"
    assert ward.posts("summary")
    assert len(ward.posts("picture")) == 2


def test_without_tasks_there_is_nothing_to_draw(ward: Ward) -> None:
    ward.declare(severity=4)
    ward.start()
    ward.clock.advance(minutes=23)
    ward.tick()
    assert len(ward.posts("digest")) == 1
    assert ward.posts("picture") == ward.posts("notice") == []


def test_numbers_that_cannot_be_gathered_are_said_and_the_digest_comes(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(session: Session, _asked: panels.Asked) -> None:
        session.connection().exec_driver_sql("SELECT * FROM nowhere")

    night(ward)
    ward.start()
    broken_ones = tuple(replace(panel, gather=broken) for panel in pictures.PANELS)
    monkeypatch.setattr(pictures, "PANELS", broken_ones)
    ward.clock.advance(days=1)
    ward.tick(beat=1)
    (digest,) = ward.posts("digest")
    assert "1 incident is open." in digest.payload
    ((target, text),) = ward.said("notice")
    assert target == "channel:C0MANAGERS"
    assert text.startswith("The picture of this digest could not be drawn; the digest itself is")
    assert "(reference " in text


def test_a_refused_digest_is_told_to_managers_and_admins(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    ward.house = replace(
        ward.house, managers=frozenset({"U8MGR", "U9MGR"}), admins=frozenset({"U7ADMIN"})
    )
    ward.desk.house = ward.house
    ward.desk("U8MGR", digests.digest_now)
    (post,) = ward.posts("digest")
    said = json.loads(post.payload)["otherwise"]
    assert said["targets"] == ["user:U7ADMIN", "user:U8MGR", "user:U9MGR"]
    assert "<#C0MANAGERS>" in said["text"]


def test_private_work_is_in_nobody_else_s_picture(ward: Ward) -> None:
    ward.declare("Two analysts suspended", kind=Kind.RANSOMWARE, private=True)
    open_now = ward.database.read_now(
        lambda session: news.heads(session, news.open_ids(reader=ANA))
    )
    assert open_now == []

    def gather(session: Session) -> Any:
        return reports.digest(session, ward.house, now=ward.clock.now(), row=None).picture

    assert ward.database.read_now(gather) is None
