"""Every message and window that is drawn, around one text that somebody wrote."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.models import Incident, PlaybookRun, Task, TimelineEntry
from bot.domain.overview import BoardData, Named, Progress
from bot.domain.words import Door, Kind, Proof, RunState, Stage, TaskStatus, Verdict
from bot.errors import Mistyped, NotFound, Refused
from bot.playbook.findings import Finding
from bot.playbook.model import Due, Playbook, Role, Step, When
from bot.slack.views import (
    alerts,
    announce,
    board,
    declaring,
    errors,
    home,
    incidents,
    menu,
    modals,
    noting,
    playbooks,
    reactions,
    reloading,
    starting,
    task_filters,
    taskcard,
    tasks,
)  # fmt: skip
from bot.slack.views import (
    help as help_views,
)
from bot.slack.views.home_pages import Leaf, Place
from bot.slack.views.said import Said
from bot.slack.views.signed import Signed

NOW = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
DELHI = ZoneInfo("Asia/Kolkata")
SCENE = taskcard.Scene("INC-2022-001", DELHI, NOW, "U1")


def make_incident(text: str, **over: Any) -> Incident:
    """Return an incident with *text* wherever people type."""
    fields: dict[str, Any] = {
        "id": 1, "ref": "INC-2022-001", "year": 2022, "number": 1, "title": text,
        "kind": Kind.RANSOMWARE, "severity": 1, "stage": Stage.ACTIVE, "noticed_at": NOW,
        "declared_at": NOW, "declared_by": "U1", "channel_id": "C1", "private": True,
        "drill": True, "last_update": text, "last_update_at": NOW,
        "next_update_due": NOW - timedelta(hours=1), "head_seq": 400,
    }  # fmt: skip
    return Incident(**{**fields, **over})


def make_task(text: str, number: int = 1, **over: Any) -> Task:
    """Return a task with *text* wherever people or playbooks write."""
    fields: dict[str, Any] = {
        "id": number, "incident_id": 1, "number": number, "title": text, "instruction": text,
        "playbook": "isolate-servers", "section": text, "role": text[:64], "assignee": None,
        "status": TaskStatus.TODO, "due_at": NOW - timedelta(hours=2), "proof": text,
        "reason": text, "proof_required": Proof.CHECKLIST, "checklist": json.dumps([text] * 30),
        "approve": "it-lead+director", "critical": True, "gate": text[:64], "every": "4h",
        "created_at": NOW, "done_at": NOW,
    }  # fmt: skip
    return Task(**{**fields, **over})


def make_board(text: str) -> BoardData:
    """Return a board that is fuller than any hospital's."""
    many = tuple(make_task(text, number, assignee="U2") for number in range(8))
    return BoardData(
        incident=make_incident(text),
        progress=tuple(Progress(text, text, at, 40, at, at) for at in range(40)),
        offered=tuple((f"p{at}", text) for at in range(30)),
        held=tuple((f"U{at}X", at) for at in range(200)),
        free=9, overdue=Named(many, 800), blocked=Named(many, 800), review=Named(many, 9),
        roles={"incident-commander": ("U1",), "deputy-ic": ("U2", "U3")},
        vacant=tuple(text[:60] + str(at) for at in range(60)),
        next_summary_at=NOW, now=NOW,
    )  # fmt: skip


def make_playbook(text: str) -> Playbook:
    """Return a playbook with *text* wherever its file can hold it."""
    step = Step(
        ref="x", title=text, instruction=text, section=text, role="it-lead",
        due=Due(timedelta(hours=6), "noticed"), after=("y",) * 40, proof="photo",
        approve=("legal-lead", "director"), critical=True,
    )  # fmt: skip
    return Playbook(
        slug="small", title=text, lead="it-lead", start="offer",
        when=When(("ransomware",), (1, 2), ("contained", "review"), (text[:64],) * 50),
        roles=(Role("x", text),), intro=text, steps=(step,) * 300,
    )  # fmt: skip


def every_message(text: str) -> list[Said]:
    """Return each view as a message, filled with *text*."""
    incident, task = make_incident(text), make_task(text)
    entry = TimelineEntry(
        incident_id=1, seq=9, happened_at=NOW, recorded_at=NOW, actor="U1", door=Door.SLACK,
        action="message.noted", subject=text[:200], text=text, reason=text, prev_hash="", hash="",
        after=f"https://x.slack.com/{text}",
    )  # fmt: skip
    around = taskcard.Around(
        waits_for=[task] * 30, signed=[Signed("U1", text, Verdict.APPROVED)] * 5,
        missing=[text] * 3,
    )  # fmt: skip
    run = PlaybookRun(incident_id=1, slug="small", title=text, state=RunState.RUNNING)
    book = make_playbook(text)
    line = help_views.HelpLine(f"/task {text}", text, text, (text,) * 9)
    findings = [Finding("small.md", 3, "P301", text)] * 200
    asked = task_filters.Asked("blocked", mine=True, person="U1", role=text[:60], playbook="small")
    roles = [f"{text[:60]}{at}" for at in range(3)]
    narrow = task_filters.menus(asked, "INC-2022-001", roles, [("small", text), ("big", text)])
    lists = [
        tasks.listing(tasks.Listing(found, 80, 10, "open", text, menus=narrow), SCENE)
        for found in ([task] * 10, [])
    ]
    cards = [
        taskcard.card(make_task(text, status=status, assignee=who), SCENE, around)
        for status in TaskStatus
        for who in (None, "U1")
    ]
    return [
        board.board(make_board(text), DELHI),
        board.board(make_board(text), DELHI, table=True),
        board.board(replace(make_board(text), roles={}), DELHI),
        announce.announcement(incident, DELHI, commander=None, channel_id=None),
        announce.announcement(incident, DELHI, commander="U0ASHA", channel_id="C0INC"),
        alerts.opened(incident, source=text, details=text, link=text),
        alerts.private(incident, source=text),
        alerts.again(incident, source=text, details=text, link=text, over=True),
        alerts.again(incident, source=text, details=text, link=text, over=False),
        *lists, *cards,
        taskcard.changed(text, task, SCENE),
        incidents.listing([incident] * 40, page=2, words="all", zone=DELHI, now=NOW),
        incidents.declared_here(incident), incidents.declared_before(incident),
        reactions.is_it_one("C0DESK", "1669167420.000100", here="INC-2022-001"),
        help_views.needs_window("incident", text),
        incidents.listing([], page=1, words="", zone=DELHI, now=NOW),
        incidents.declared(
            incident, [text] * 9, [(f"p{at}", text) for at in range(9)], tasks=79, other=incident
        ),
        incidents.roles(incident, [incidents.RoleLine(text, text, ("U1",))] * 60, [text] * 60),
        noting.timeline(
            incident, noting.Sheet([entry] * 50, 400, 50, text[:200], older=True, newer=True), DELHI
        ),
        noting.timeline(incident, noting.Sheet([], 0, 10), DELHI),
        playbooks.shelf([book] * 30, {"small": run}, ref="INC-2022-001", page=2),
        playbooks.shelf([], {}, ref="", page=1, findings=findings),
        playbooks.show(book, ref="INC-2022-001", running=False, page=1),
        playbooks.show(book, ref="INC-2022-001", running=False, page=2),
        starting.started(run, range(1, 90), text, "INC-2022-001", "U1", 6_000),
        starting.runs_now(run, range(1, 90), [task] * 3, text, "INC-2022-001", 6_000),
        playbooks.begun(
            [(text, range(1, 90), 6_000)] * 9, [(f"p{at}", text) for at in range(9)], "INC-2022-001"
        ),
        reloading.reloaded({}, {f"p{at}": book for at in range(90)}, findings),
        help_views.noun_help("task", text, [line] * 60),
        help_views.verb_help(line),
        menu.here(
            "deadline", menu.Who(commands=True),
            menu.Moment(incident, leaderless=True, update_late=True, mine=9, signatures=9)),
        menu.here("task", menu.Who(responder=False), menu.Moment(incident)),
        menu.here("task", menu.Who(commands=True), menu.Moment(incident, ended=True)),
        menu.elsewhere("task", menu.Who(manager=True), [incident] * 40),
        menu.elsewhere("server", menu.Who(), [incident]),
        menu.elsewhere("task", menu.Who(guest=True), []),
        help_views.picker([(f"INC-2022-{at:03}", text, f"/x {text}") for at in range(60)], text),
        errors.explained(Refused(text, rule=text, who=text, next_step=text), text),
        errors.explained(Mistyped(text, nearest=f"/task {text}", next_step=text), text),
        errors.explained(NotFound(text), text),
        errors.our_fault("ab12cd", text),
        errors.still_working(text),
    ]  # fmt: skip


def every_window(text: str) -> list[dict[str, Any]]:
    """Return each view as a window or Home, filled with *text*."""
    incident, task = make_incident(text), make_task(text)
    proofs = [modals.done(incident, make_task(text, proof_required=kind), "C1") for kind in Proof]
    rows = [tasks.row(task, SCENE)] * 4 + [home.proof(task, "INC-2022-001")] * 4
    place = Place(2, incident.ref, "approval", 3)
    part = home.Part("*8*", rows, 80, Leaf(place, incident.ref, "approval", 8))
    rooms = [home.Room(incident, [part] * 4, leaderless=True, unread=True)] * 10
    last = home.last_digest(home.Digest(text, NOW, "C1"), DELHI)
    return [
        declaring.declare(
            declaring.Declaring(
                title=text,
                place=declaring.Place("C1", "1669167420.000100", "1669167420.000100"),
                playbooks=[declaring.Choice(f"p{at}", text, starts=True) for at in range(120)],
            )
        ),
        declaring.declare(declaring.Declaring()),
        noting.window(
            noting.Noting([(f"INC-2022-{at:03d}", text) for at in range(99)], text, text)
        ),
        declaring.declared(text),
        *proofs,
        *(modals.reason(action, incident, task, "C1") for action in modals.REASONED),
        modals.assign(incident, task, "C1"),
        modals.update(incident, "C1"),
        *(modals.ending(action, incident, "C1") for action in modals.ENDINGS),
        home.home(rooms, menu.Who(manager=True), open_count=40, place=place, last=last),
        home.home([], menu.Who(guest=True), open_count=0, place=Place()),
    ]
