"""One verb on many rows, some at a time: every guard for each, a refusal stops that one alone.

How the work is kept and told is `jobs`, who goes on with it `background`.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.domain.models import Incident, Server, ServerImport, ServerImportRow, Task
from bot.errors import WardroomError
from bot.language.catalogue import say
from bot.operations import jobs, register, tasks
from bot.operations.registers import KEPT
from bot.operations.turn import Turn
from bot.storage import estate


def server_pending(row: Server, verb: str) -> str:
    """Return what a verb on a server still waits for where it has not taken effect, or nothing."""
    if verb == "isolate" and row.state not in {"isolated", "held"}:
        return say("it supports life; clinical engineering was asked and isolates it by one press")
    if verb == "release" and row.state != "released":
        return say(
            "it is signed by one; custodian and forensics lead both sign, or type noc=<number>"
        )
    return ""


# What people call a task in a line; tasks are no register, but their verbs go on the same way.
TASK: Final = "task"
TASKS: Mapping[str, Callable[[Turn, Incident, int, str], Task]] = MappingProxyType(
    {
        "claim": lambda turn, incident, number, _: tasks.claim(turn, incident, number),
        "start": lambda turn, incident, number, _: tasks.start(turn, incident, number),
        "unblock": lambda turn, incident, number, _: tasks.unblock(turn, incident, number),
        "assign": tasks.assign,
        "done": lambda turn, incident, number, proof: tasks.done(
            turn, incident, number, proof or None
        ),
        "block": tasks.block, "skip": tasks.skip, "reopen": tasks.reopen,
    }
)  # fmt: skip
PENDING: Mapping[str, Callable[[Any, str], str]] = MappingProxyType({"server": server_pending})


def lay(
    turn: Turn, incident: Incident, noun: str, names: Sequence[str], verb: str, reason: str
) -> ServerImport:
    """Write down a verb that is to be done on many rows; the ticker then does it."""
    command = TASK if noun == TASK else KEPT[noun].register.command
    register.check_may_work(turn, incident, say("{what} a {noun}", what=say(verb), noun=say(noun)))
    job = jobs.laid(turn, incident, f"/{command} {verb}", noun=noun, verb=verb, reason=reason)
    estate.lay_rows(turn.session, [_named(job, name) for name in names])
    turn.session.flush()
    jobs.show_progress(turn.session, incident, job, turn.now)
    return job


def _named(job: ServerImport, name: str) -> dict[str, Any]:
    return {"import_id": job.row, "line": 0, "host": name, "fields": "", "outcome": "", "why": ""}


def tried(
    turn: Turn, incident: Incident, job: ServerImport, rows: Sequence[ServerImportRow]
) -> list[str]:
    """Do the verb of a job on rows; return why each was not done, or nothing."""
    return [_done(turn, incident, job, each.host) for each in rows]


def _done(turn: Turn, incident: Incident, job: ServerImport, name: str) -> str:
    try:
        with turn.session.begin_nested():
            row = _perform(turn, incident, job, name)
    except WardroomError as error:
        return error.message
    pending = PENDING.get(job.noun)
    waits = pending(row, job.verb) if pending else ""
    return say("not yet: {waits}", waits=waits) if waits else ""


def _perform(turn: Turn, incident: Incident, job: ServerImport, name: str) -> Any:
    if job.noun == TASK:
        return TASKS[job.verb](turn, incident, int(name.removeprefix("#")), job.reason)
    return KEPT[job.noun].perform(turn, incident, name, job.verb, job.reason)
