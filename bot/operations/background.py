"""Goes on with long work, part by part, each in a transaction of its own: lists, verbs, playbooks.

How the work is kept and told is `jobs`; who calls this, again and again, is the ticker.
"""

from collections.abc import Sequence
from typing import Final

from bot.domain.models import Incident, ServerImport, ServerImportRow
from bot.errors import Refused
from bot.language.catalogue import ENGLISH, say, speaking
from bot.operations import bulk, each_later, jobs, register, server_import
from bot.operations.registers import KEPT
from bot.operations.server_import import CHUNK, ENTERED, REFUSED, UPDATED, Told
from bot.operations.turn import Turn
from bot.storage import estate, incidents

# A verb costs more than a row of a list: guards, tasks, the timeline.
VERBS_AT_ONCE: Final = 15


def go_on(turn: Turn, incident: Incident, job: ServerImport, *, most: int = CHUNK) -> bool:
    """Do the next part and have the message about it redrawn; return whether more is to come.

    A part is *most* rows of a list: fewer where people's commands wait for its end.
    """
    incidents.lock(turn.session, incident)
    # Another process may have ended it while this one waited.
    turn.session.refresh(job)
    if job.state != estate.RUNNING:
        return False
    # What became of a row is kept with it, whoever asked.
    with speaking(ENGLISH):
        more = _advance(turn, incident, job, most)
    jobs.show_progress(turn.session, incident, job, turn.now)
    if not more and not job.dry and job.state == estate.DONE:
        turn.refresh_board(incident)
    return more


def _advance(turn: Turn, incident: Incident, job: ServerImport, most: int) -> bool:
    if job.playbook:
        return each_later.advance(turn, incident, job, KEPT)
    try:
        register.check_may_work(
            turn,
            incident,
            say("{what} a {noun}", what=say(job.verb), noun=say(job.noun))
            if job.verb
            else say("import servers"),
        )
    except Refused as error:
        jobs.fail(turn.session, job, str(error), turn.now)
        return False
    return _tried(turn, incident, job, VERBS_AT_ONCE if job.verb else most)


def _tried(turn: Turn, incident: Incident, job: ServerImport, most: int) -> bool:
    """Try the next rows of a list or a verb in this transaction; tell whether more are to come."""
    rows = estate.pending_rows(turn.session, job.row, most)
    point = turn.session.begin_nested()
    told = (
        _verbed(turn, incident, job, rows)
        if job.verb
        else server_import.tried(turn, incident, rows, ahead=_ahead(turn, job))
    )
    if job.dry:
        point.rollback()
    else:
        point.commit()
    for row, each in zip(rows, told, strict=True):
        row.outcome, row.why, row.fields = each.outcome, server_import.plainly(each.why), ""
        turn.session.add(row)
    turn.session.flush()
    if len(rows) == most:
        return True
    jobs.end(turn.session, job, turn.now)
    return False


def _ahead(turn: Turn, job: ServerImport) -> int:
    """Return how many numbers a trial would have given by now: it kept none of them."""
    return estate.outcomes(turn.session, job.row).get(ENTERED, 0) if job.dry else 0


def _verbed(
    turn: Turn, incident: Incident, job: ServerImport, rows: Sequence[ServerImportRow]
) -> list[Told]:
    whys = bulk.tried(turn, incident, job, rows)
    return [Told(REFUSED if why else UPDATED, why) for why in whys]
