"""Enters lists of servers: laid down as rows first, then tried chunk by chunk, each row on its own.

Reading a file is `bot.domain.server_csv`, who goes on with a list `background`; what a row may
do is decided by `servers`, as for people.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlmodel import Session

from bot.domain import ransom_words, server_fields
from bot.domain.models import Incident, Server, ServerImport, ServerImportRow
from bot.domain.server_csv import Row, Table
from bot.domain.server_entry import check_new
from bot.domain.servers import SERVER
from bot.errors import Refused, WardroomError
from bot.language.catalogue import say
from bot.operations import jobs, register, servers
from bot.operations.turn import Turn
from bot.storage import estate, posts

# So many rows are tried in one transaction: commands of people come in between.
CHUNK: Final = 40
ENTERED, UPDATED, UNCHANGED, REFUSED = "entered", "updated", "unchanged", "refused"
OUTCOMES: Final = (ENTERED, UPDATED, UNCHANGED, REFUSED)
VERBS: Final = MappingProxyType(
    {"suspect": "suspect", "infiltrated": "infiltrated", "encrypted": "encrypted",
     "cleared": "clear"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one row, and why where that needs a word."""

    outcome: str
    why: str = ""


def lay(turn: Turn, incident: Incident, table: Table, name: str, *, dry: bool) -> ServerImport:
    """Write down a list that is to be imported; `background` then enters it."""
    job = wait(turn, incident, name, dry=dry)
    begin(turn.session, incident, job, table)
    return job


def wait(turn: Turn, incident: Incident, name: str, *, dry: bool) -> ServerImport:
    """Write down an import whose file is still to be fetched."""
    register.check_may_work(turn, incident, say("import servers"))
    return jobs.laid(turn, incident, name, dry=dry, state=estate.WAITING)


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
    jobs.show_progress(turn.session, incident, job, turn.now)
    return job


def begin(session: Session, incident: Incident, job: ServerImport, table: Table) -> None:
    """Write down the rows of an import; those that cannot be read are refused at once."""
    job.state, job.left_out = estate.RUNNING, "\n".join(table.left_out)
    session.add(job)
    estate.lay_rows(session, [_laid(job, row, private=incident.private) for row in table.rows])
    session.flush()


def _laid(job: ServerImport, row: Row, *, private: bool) -> dict[str, Any]:
    fields = json.dumps(dict(row.fields), ensure_ascii=False)
    wrong = row.wrong or ("" if private else ransom_words.told(fields))
    return {
        "import_id": job.row, "line": row.line, "host": row.host,
        "fields": "" if wrong else fields,
        "outcome": REFUSED if wrong else "", "why": plainly(wrong),
    }  # fmt: skip


def plainly(why: str) -> str:
    """Return why a row was refused without the marks of a message: a report is plain text."""
    return why.replace("`", "")[:500]


def tried(
    turn: Turn, incident: Incident, rows: Sequence[ServerImportRow], *, ahead: int = 0
) -> list[Told]:
    """Try rows, new hosts together and known ones each by itself; return what became of each.

    In a trial *ahead* new ones came before these and are forgotten again: numbers go on from them.
    """
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
            told[at] = Told(ENTERED, SERVER.called(server.number + ahead))
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
            say(
                "{name} is {verdict}, and no list takes that back to unassessed.",
                name=name,
                verdict=say(row.verdict),
            ),
            rule="7, verdict",
            who=say("the forensics lead"),
            next_step=say("Empty the cell, or `/server clear {name} <basis>`.", name=name),
        )
    servers.perform(turn, incident, name, verb, row.triage)
