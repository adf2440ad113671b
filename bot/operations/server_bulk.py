"""One verb on many servers, some at a time: every guard for each, a refusal stops that one alone.

How the work is laid down and goes on is `server_import`'s.
"""

from collections.abc import Sequence

from bot.domain.models import Incident, Server, ServerImport, ServerImportRow
from bot.errors import WardroomError
from bot.operations import servers
from bot.operations.turn import Turn


def pending(row: Server, verb: str) -> str:
    """Return what a verb still waits for where it has not taken effect, or nothing."""
    if verb == "isolate" and row.state not in {"isolated", "held"}:
        return "it supports life; clinical engineering was asked and isolates it by one press"
    if verb == "release" and row.state != "released":
        return "it is signed by one; custodian and forensics lead both sign, or type noc=<number>"
    return ""


def tried(
    turn: Turn, incident: Incident, job: ServerImport, rows: Sequence[ServerImportRow]
) -> list[str]:
    """Do the verb of a job on rows; return why each was not done, or nothing."""
    return [_done(turn, incident, job, each.host) for each in rows]


def _done(turn: Turn, incident: Incident, job: ServerImport, name: str) -> str:
    try:
        with turn.session.begin_nested():
            row = servers.perform(turn, incident, name, job.verb, job.reason)
    except WardroomError as error:
        return error.message
    waits = pending(row, job.verb)
    return f"not yet: {waits}" if waits else ""
