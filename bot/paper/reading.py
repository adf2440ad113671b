"""Reads from the database what is printed, as words: people by name, moments with their zone.

How it is laid out on a page is not decided here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.domain.custody import TRANSFER
from bot.domain.departments import DEPARTMENT
from bot.domain.evidence import EXHIBIT
from bot.domain.exhibit_details import DETAILS
from bot.domain.models import Department, Exhibit, Incident, Person, Server, Task, Transfer
from bot.domain.servers import SERVER
from bot.domain.words import TaskStatus
from bot.grammar import text as texts
from bot.grammar.times import written
from bot.paper import evidence_forms as forms
from bot.paper import playbook_sheets as sheets
from bot.paper import ward_pack as pack
from bot.playbook.roles import ROLES
from bot.slack.views.steps import PROOFS
from bot.slack.views.words import role_in_print
from bot.storage import custody, departments, exhibits, incidents, registers, roles, tasks

# Whom a ward calls, whoever holds the role or if nobody does yet.
CALLED = (
    "incident-commander", "deputy-ic", "clinical-lead", "nursing-lead", "emergency-lead",
    "registration-lead", "lab-lead", "radiology-lead", "blood-bank-lead", "pharmacy-lead",
    "mrd-lead", "patient-safety-officer", "logistics-lead", "it-lead",
)  # fmt: skip
UNTOUCHED = frozenset({"held", "acquired", "in_custody"})
MOST_AFTER = 5
FINISHED = frozenset({TaskStatus.DONE, TaskStatus.SKIPPED})


@dataclass(frozen=True, slots=True)
class Desk:
    """The transaction that is read, the hospital's zone, and what stands at every foot."""

    session: Session
    zone: ZoneInfo
    foot: str

    def person(self, user_id: str | None) -> str:
        """Return a person's name; an id that nobody told us of stays an id."""
        found = self.session.get(Person, user_id) if user_id else None
        return (found.real_name or found.name or found.user_id) if found else user_id or ""

    def people(self, ids: str) -> str:
        """Return the names of a comma-separated list."""
        return ", ".join(self.person(each.strip()) for each in ids.split(",") if each.strip())

    def said(self, kept: str | None) -> str:
        """Return what somebody typed in a chat with people by name and links as they are."""
        text = kept or ""
        return texts.typeable(text, {each: self.person(each) for each in texts.pointed_at(text)})

    def at(self, moment: datetime | None) -> str:
        """Return a moment with its zone, or nothing."""
        return written(moment, self.zone) if moment else ""


def the_open_one(session: Session) -> Incident | None:
    """Return the only open incident that everybody may see; drills only if there is no other."""
    found = [each for each in incidents.open_incidents(session) if not each.private]
    real = [each for each in found if not each.drill] or found
    return real[0] if len(real) == 1 else None


def ward_pack(desk: Desk, incident: Incident, *, only: str = "", labels: int) -> pack.Pack:
    """Return the pack of an incident; `only` names one department."""
    holders = roles.holders(desk.session, incident)
    wanted = (*CALLED, *(each for each in holders if each in ROLES and each not in CALLED))
    contacts = tuple(
        pack.Contact(
            role_in_print(each), ", ".join(desk.person(who) for who in holders.get(each, ()))
        )
        for each in wanted
    )
    rows: list[Department] = registers.rows(desk.session, DEPARTMENT, incident.row)
    if only:
        one = registers.named(desk.session, DEPARTMENT, incident.row, only)
        rows = [one] if one is not None else []
    wards = tuple(_ward(desk, each) for each in rows)
    return pack.Pack(
        desk.foot, incident.ref, contacts, wards or (() if only else pack.BLANK), labels
    )


def _ward(desk: Desk, row: Department) -> pack.Ward:
    numbers = tuple(
        pack.Block(each.first, each.last, each.first + each.used)
        for each in departments.blocks_of(desk.session, row.row)
    )
    return pack.Ward(
        row.slug, row.name, row.block, desk.person(row.head), desk.person(row.deputy),
        desk.people(row.superusers),
        f"{row.mode.replace('_', '-')} since {desk.at(row.since)}", row.diversion or "",
        desk.at(row.neighbours_told_at), desk.said(row.apps.replace(",", ", ")),
        "" if row.kit_days is None else str(row.kit_days),
        desk.at(row.last_return_at), _to_key_in(desk, row), numbers,
    )  # fmt: skip


def _to_key_in(desk: Desk, row: Department) -> str:
    """Return how many sheets of each priority there are, and how many were keyed in."""
    counted = departments.backlog(desk.session, row.row)
    return ", ".join(
        f"P{priority} {each.sheets} ({each.entered} keyed in)"
        for priority, each in sorted(counted.items())
    )


def works(desk: Desk, incident: Incident, slug: str) -> tuple[sheets.Work, ...]:
    """Return the tasks of a playbook as they stand; none when it was not started."""
    found = [each for each in tasks.every_task(desk.session, incident.row) if each.playbook == slug]
    found.sort(key=lambda each: (each.position, each.number))
    after: dict[int, list[str]] = {}
    for link in tasks.afters(desk.session, incident.row):
        named = f"#{link.after_number}" if link.after_number else link.wanted
        after.setdefault(link.number, []).append(named)
    return tuple(_work(desk, each, after.get(each.number, ())) for each in found)


def _work(desk: Desk, task: Task, after: Sequence[str]) -> sheets.Work:
    lines: list[str] = json.loads(task.checklist)
    done = task.status in FINISHED
    by = f"{desk.person(task.done_by)}, {desk.at(task.done_at)}" if task.done_at else ""
    return sheets.Work(
        f"#{task.number} {desk.said(task.title)}", task.section, task.critical,
        _asks(desk, task, after),
        sheets.plain(desk.said(task.instruction)), tuple(map(desk.said, lines)),
        # Its lines are ticked together, by whoever gives the proof.
        frozenset(range(len(lines))) if task.status is TaskStatus.DONE else frozenset(),
        sheets.signers(tasks.required_roles(task)), done, desk.said(task.proof),
        by or (str(task.status) if done else ""),
    )  # fmt: skip


def _asks(desk: Desk, task: Task, after: Sequence[str]) -> tuple[str, ...]:
    who = desk.person(task.assignee) or "nobody has it yet"
    first = [role_in_print(task.role)] if task.role else []
    first += [who]
    first += [f"due {desk.at(task.due_at)}"] if task.due_at else []
    then = ["to do" if task.status is TaskStatus.TODO else str(task.status).replace("_", " ")]
    then += [f"comes after {_listed(after)}"] if after else []
    then += [f"proof: {PROOFS[task.proof_required]}"] if task.proof_required in PROOFS else []
    then += [f"gate: {task.gate}"] if task.gate else []
    why = [f"Why: {desk.said(task.reason)}"] if task.reason else []
    return (" · ".join(first), " · ".join(then), *why)


def _listed(after: Sequence[str]) -> str:
    # A rule for rows to come (`playbook/id`) says less than the tasks that are there.
    named = [each for each in after if each.startswith("#")] or list(after)
    more = f" and {len(named) - MOST_AFTER} more" if len(named) > MOST_AFTER else ""
    return f"{', '.join(named[:MOST_AFTER])}{more}"


def evidence(desk: Desk, incident: Incident) -> forms.Register:
    """Return everything that is printed about an incident's evidence."""
    kept = exhibits.numbers_by_server(desk.session, incident.row)
    head = (
        ("Incident", incident.ref), ("Printed", desk.foot.partition(" · printed ")[2]),
        ("Evidence custodian",
         ", ".join(map(desk.person, roles.holders(desk.session, incident)
                       .get("evidence-custodian", ())))),
        ("Head of the record's chain", f"{incident.head_seq}: {incident.head_hash[:16]}…"),
    )  # fmt: skip
    items = tuple(_item(desk, each) for each in registers.rows(desk.session, EXHIBIT, incident.row))
    machines = tuple(
        _machine(desk, each, kept.get(SERVER.name(each), []), head[2][1])
        for each in registers.rows(desk.session, SERVER, incident.row)
        if each.state in UNTOUCHED
    )
    return forms.Register(incident.ref, desk.foot, head, items, machines)


def _item(desk: Desk, row: Exhibit) -> forms.Item:
    collected = (
        f"{desk.person(row.collected_by)} {desk.at(row.collected_at)}".strip(),
        f"before {desk.people(row.collected_witnesses)}" if row.collected_witnesses else "",
    )
    facts = (
        ("Number in the register", row.exhibit_no), ("Server", row.server),
        *((each.label, desk.said(getattr(row, each.column))) for each in DETAILS),
        ("Collected by, at, before", ", ".join(filter(None, collected))),
        ("Copy of", row.derived_from), ("Corrects", row.corrects),
        ("Released by order", row.release_order), ("Why", desk.said(row.reason)),
    )  # fmt: skip
    second = (row.second_algorithm.upper() or "Second digest", row.second_digest)
    return forms.Item(
        EXHIBIT.name(row), row.type, facts,
        (("SHA-256", row.sha256), second, ("SHA-256 of the source", row.source_sha256)),
        (("Seal no.", row.seal_no or ""), ("Sealed at", desk.at(row.sealed_at)),
         ("Sealed by", desk.person(row.sealed_by)), ("Witnesses", desk.people(row.seal_witnesses)),
         ("Place in the store", row.place)),
        row.custodian if row.external else desk.person(row.custodian),
        row.state.replace("_", " "), desk.said(row.broken_reason) if row.broken else "",
        tuple(_moved(desk, row, each) for each in custody.of_exhibit(desk.session, row)),
    )  # fmt: skip


def _moved(desk: Desk, exhibit: Exhibit, row: Transfer) -> forms.Moved:
    went = {each.id: how for each, how in custody.moved_by(desk.session, row)}[exhibit.id]
    giver = (desk.person(row.from_user), row.from_designation, row.from_organisation, row.from_id)
    to = (
        row.to_name or desk.person(row.to_user), row.to_designation, row.to_organisation, row.to_id,
    )  # fmt: skip
    seal = f"{went.seal_no or 'none'}, read {went.seal_read}" if went.seal_read else went.seal_no
    intact = {None: "", True: "intact", False: "NOT INTACT"}[row.seal_intact]
    digest = f"SHA-256 read {went.sha256_read[:16]}" if went.sha256_read else ""
    found = ", ".join(filter(None, (seal, intact, desk.said(row.condition), digest)))
    return forms.Moved(
        TRANSFER.name(row), ", ".join(filter(None, giver)), ", ".join(filter(None, to)),
        f"{found} ({row.state.replace('_', ' ')})".strip(),
        ", ".join(each for each in map(desk.said, (row.purpose, row.place)) if each),
        desk.at(row.received_at or row.released_at),
    )  # fmt: skip


def _machine(desk: Desk, row: Server, kept: Sequence[str], custodian: str) -> forms.Machine:
    return forms.Machine(
        SERVER.name(row), row.hostname, row.state.replace("_", " "), desk.at(row.since),
        row.verdict, row.location, ", ".join(kept), custodian,
    )  # fmt: skip
