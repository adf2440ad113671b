"""Enters lists of servers: laid down as rows first, then tried chunk by chunk, each row on its own.

Reading a file is `bot.domain.server_csv`; what a row may do is decided by `servers`, as for people.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlmodel import Session

from bot.domain import server_fields
from bot.domain.facts import WALLETS
from bot.domain.models import Incident, Server, ServerImport, ServerImportRow
from bot.domain.server_csv import Row, Table
from bot.domain.server_entry import check_new
from bot.domain.servers import SERVER
from bot.domain.words import Door
from bot.errors import Refused, WardroomError
from bot.operations import register, server_bulk, servers
from bot.operations.turn import SYSTEM, Turn
from bot.operations.ways import ways
from bot.storage import estate, posts

# So many rows are tried in one transaction: commands of people come in between.
CHUNK: Final = 40
# A verb costs more than a row of a list: guards, tasks, the timeline.
VERBS_AT_ONCE: Final = 15
ENTERED, UPDATED, UNCHANGED, REFUSED = "entered", "updated", "unchanged", "refused"
OUTCOMES: Final = (ENTERED, UPDATED, UNCHANGED, REFUSED)
VERBS: Final = MappingProxyType(
    {"suspect": "suspect", "infiltrated": "infiltrated", "encrypted": "encrypted",
     "cleared": "clear"}
)  # fmt: skip
HIDDEN: Final = "it holds a wallet or a hidden address, which only a private incident keeps"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one row, and why where that needs a word."""

    outcome: str
    why: str = ""


def lay(turn: Turn, incident: Incident, table: Table, name: str, *, dry: bool) -> ServerImport:
    """Write down a list that is to be imported; `advance` then enters it."""
    job = wait(turn, incident, name, dry=dry)
    begin(turn.session, incident, job, table)
    return job


def wait(turn: Turn, incident: Incident, name: str, *, dry: bool) -> ServerImport:
    """Write down an import whose file is still to be fetched."""
    register.check_may_work(turn, incident, "import servers")
    job = ServerImport(
        incident_id=incident.row, number=estate.next_import(turn.session, incident.row),
        name=name[:255], by=turn.actor.user_id, door=turn.actor.door, dry=dry,
        state=estate.WAITING, created_at=turn.now,
    )  # fmt: skip
    turn.session.add(job)
    turn.session.flush()
    return job


def lay_verb(
    turn: Turn, incident: Incident, names: Sequence[str], verb: str, reason: str
) -> ServerImport:
    """Write down a verb that is to be done on many servers; the ticker then does it."""
    job = wait(turn, incident, f"/server {verb}", dry=False)
    job.verb, job.reason, job.state = verb, reason, estate.RUNNING
    turn.session.add(job)
    estate.lay_rows(turn.session, [_named(job, name) for name in names])
    turn.session.flush()
    show_progress(turn.session, incident, job, turn.now)
    return job


def _named(job: ServerImport, name: str) -> dict[str, Any]:
    return {"import_id": job.row, "line": 0, "host": name, "fields": "", "outcome": "", "why": ""}


def fetch(turn: Turn, incident: Incident, file_id: str, *, dry: bool) -> ServerImport:
    """Write down an import and that its file is to be fetched from Slack."""
    job = wait(turn, incident, f"file {file_id}", dry=dry)
    turn.call(
        posts.Call(
            key=f"import-file:{job.row}", kind="import_file", method="files.info",
            target=f"user:{turn.actor.user_id}", lane=f"import:{job.row}",
            incident_id=incident.id, payload={"file": file_id, "import": job.row},
        )
    )  # fmt: skip
    show_progress(turn.session, incident, job, turn.now)
    return job


def begin(session: Session, incident: Incident, job: ServerImport, table: Table) -> None:
    """Write down the rows of an import; those that cannot be read are refused at once."""
    job.state, job.left_out = estate.RUNNING, "\n".join(table.left_out)
    session.add(job)
    estate.lay_rows(session, [_laid(job, row, private=incident.private) for row in table.rows])
    session.flush()


def _laid(job: ServerImport, row: Row, *, private: bool) -> dict[str, Any]:
    fields = json.dumps(dict(row.fields), ensure_ascii=False)
    wrong = row.wrong or ("" if private or not WALLETS.search(fields) else HIDDEN)
    return {
        "import_id": job.row, "line": row.line, "host": row.host,
        "fields": "" if wrong else fields,
        "outcome": REFUSED if wrong else "", "why": _plainly(wrong),
    }  # fmt: skip


def _plainly(why: str) -> str:
    """Return why a row was refused without the marks of a message: a report is plain text."""
    return why.replace("`", "")[:500]


def fail(session: Session, job: ServerImport, problem: str, now: datetime) -> None:
    """Write down that nothing more of an import can be entered, and why."""
    job.state, job.problem, job.finished_at = estate.FAILED, problem, now
    session.add(job)
    session.flush()


def advance(turn: Turn, incident: Incident, job: ServerImport, most: int = CHUNK) -> bool:
    """Try the next rows of an import in this transaction; return whether more are to come."""
    try:
        register.check_may_work(turn, incident, "import servers")
    except Refused as error:
        fail(turn.session, job, str(error), turn.now)
        return False
    rows = estate.pending_rows(turn.session, job.row, most)
    point = turn.session.begin_nested()
    told = _verbed(turn, incident, job, rows) if job.verb else _tried(turn, incident, rows)
    if job.dry:
        point.rollback()
    else:
        point.commit()
    for row, each in zip(rows, told, strict=True):
        row.outcome, row.why, row.fields = each.outcome, _plainly(each.why), ""
        turn.session.add(row)
    turn.session.flush()
    if len(rows) == most:
        return True
    job.state, job.finished_at = estate.DONE, turn.now
    turn.session.add(job)
    turn.session.flush()
    return False


def _verbed(
    turn: Turn, incident: Incident, job: ServerImport, rows: Sequence[ServerImportRow]
) -> list[Told]:
    whys = server_bulk.tried(turn, incident, job, rows)
    return [Told(REFUSED if why else UPDATED, why) for why in whys]


def _tried(turn: Turn, incident: Incident, rows: Sequence[ServerImportRow]) -> list[Told]:
    """Try rows, new hosts together and known ones each by itself; return what became of each."""
    known = {
        row.hostname.lower(): row
        for row in estate.called(turn.session, incident.row, [row.host for row in rows])
    }
    told: dict[int, Told] = {}
    fresh: list[tuple[int, dict[str, Any]]] = []
    for at, row in enumerate(rows):
        fields: dict[str, str] = json.loads(row.fields)
        there = known.get(row.host.lower())
        try:
            if there is not None:
                told[at] = _renewed(turn, incident, there, fields)
                continue
            columns = server_fields.read(fields)
            check_new(columns)
            fresh.append((at, columns))
        except WardroomError as error:
            told[at] = Told(REFUSED, str(error))
    if fresh:
        for (at, _), server in zip(
            fresh, servers.add(turn, incident, [columns for _, columns in fresh]), strict=True
        ):
            told[at] = Told(ENTERED, SERVER.name(server))
    return [told[at] for at in range(len(rows))]


def _renewed(turn: Turn, incident: Incident, row: Server, fields: Mapping[str, str]) -> Told:
    """Bring a known server up to what the row says, all of it or nothing."""
    name = SERVER.name(row)
    said = server_fields.read(fields)
    verdict = said.pop("verdict", row.verdict)
    said.pop("hostname")
    changed = {column: fields[column] for column in said if said[column] != getattr(row, column)}
    what = [*changed, *(["verdict"] if verdict != row.verdict else [])]
    if not what:
        return Told(UNCHANGED, name)
    with turn.session.begin_nested():
        if changed:
            servers.change(turn, incident, name, changed)
        if verdict != row.verdict:
            _judge(turn, incident, row, str(verdict))
    return Told(UPDATED, f"{name}: {', '.join(what)}")


def _judge(turn: Turn, incident: Incident, row: Server, verdict: str) -> None:
    """Give a server the verdict of a list, by the verb that a person would type."""
    name = SERVER.name(row)
    verb = VERBS.get(verdict)
    if verb is None:
        raise Refused(
            f"{name} is {row.verdict}, and no list takes that back to unassessed.",
            rule="7, verdict", who="the forensics lead",
            next_step=f"Empty the cell, or `/server clear {name} <basis>`.",
        )  # fmt: skip
    servers.perform(turn, incident, name, verb, row.triage)


def go_on(turn: Turn, incident: Incident, job: ServerImport) -> bool:
    """Try the next chunk and have the message about it redrawn; return whether more is to come."""
    more = advance(turn, incident, job, VERBS_AT_ONCE if job.verb else CHUNK)
    show_progress(turn.session, incident, job, turn.now)
    if not more and not job.dry and job.state == estate.DONE:
        turn.refresh_board(incident)
    return more


def show_progress(session: Session, incident: Incident, job: ServerImport, now: datetime) -> None:
    """Have one message tell how far an import is; it is written once and then edited in place."""
    if job.by == SYSTEM and job.dry:
        return
    target = f"user:{job.by}" if job.dry else posts.incident_target(incident)
    first = posts.Call(
        key=f"import:{job.row}", kind="import", target=target, incident_id=incident.id,
        render="import",
    )  # fmt: skip
    edit = posts.Call(
        key=f"import:{job.row}:{_done(session, job)}:{job.state}", kind="import",
        method="chat.update", target=target, lane=f"import:{job.row}", priority=posts.STATUS,
        incident_id=incident.id, after_key=first.key, coalesce_key=first.key, render="import",
    )  # fmt: skip
    for call in (first, edit):
        made = ways(session, call, (), Door(job.door))
        if any([posts.enqueue(session, each, now=now) for each in made]):  # noqa: C419 - all.
            return


def _done(session: Session, job: ServerImport) -> int:
    found = estate.outcomes(session, job.row)
    return sum(number for outcome, number in found.items() if outcome)
