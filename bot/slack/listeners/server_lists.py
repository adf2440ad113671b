"""`/server import imported export board`: many servers at once, in and out.

Reading a list is `bot.domain.server_csv`, entering it `bot.operations.server_import`.
"""

import re

from bot.domain import server_csv
from bot.domain.models import ServerImport
from bot.domain.server_csv import Table
from bot.domain.servers import SERVER
from bot.errors import Mistyped, NotFound
from bot.grammar import text as texts
from bot.language.catalogue import say
from bot.language.numbers import grouped
from bot.operations import background, jobs, server_board, server_import, server_list
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.inbound import Submission
from bot.slack.listeners.saying import answered
from bot.slack.views import kit
from bot.slack.views import server_board as board_views
from bot.slack.views import server_import as views
from bot.slack.views.said import paragraph
from bot.storage import estate, posts, registers

_DRY = re.compile(r"(?i)\A\s*(?:dry(?:[- ]?run)?|trial)\b:?[ \t]*\n?")
_FILE_ID = re.compile(r"F[A-Z0-9]{2,31}")
PASTED = "pasted rows"


def import_(ask: Ask) -> Answer:
    """Import rows that stand behind the verb, or ask for a file or rows in a window."""
    text = texts.plain(ask.text)
    dry = _DRY.match(text)
    rows = text[dry.end() :] if dry else text
    if not rows.strip():
        return Answer(modal=views.window(ask.incident.ref, ask.origin.channel_id))
    return _pasted(ask, server_csv.table(rows), dry=bool(dry))


def submitted(ask: Ask, submission: Submission) -> Answer:
    """Import what the window brought: a file, which is fetched, or rows."""
    files = [each for each in submission.fields.get(ids.FILE, ()) if each]
    text = submission.text(ids.TEXT)
    dry = "dry" in submission.fields.get(ids.DRY, ())
    if bool(files) == bool(text.strip()):
        raise Mistyped(
            say("A file or pasted rows: one of the two."),
            next_step=say("Choose the CSV file, or paste the rows with their headings."),
        )
    if not files:
        return _pasted(ask, server_csv.table(text), dry=dry)
    if not _FILE_ID.fullmatch(files[0]):
        raise Mistyped(say("The file is not known."), next_step=say("Choose it again."))
    job = server_import.fetch(ask.turn, ask.incident, files[0], dry=dry)
    return answered(views.progress(job, {}, (), ask.incident.ref))


def _pasted(ask: Ask, table: Table, *, dry: bool) -> Answer:
    """Enter a short list at once; a longer one goes on in the background."""
    job = server_import.lay(ask.turn, ask.incident, table, PASTED, dry=dry)
    if len(table.rows) < server_import.CHUNK:
        background.go_on(ask.turn, ask.incident, job)
    else:
        jobs.show_progress(ask.turn.session, ask.incident, job, ask.turn.now)
    return _report(ask, job, "", 0)


def imported(ask: Ask) -> Answer:
    """Show what became of every row of an import, the newest unless one is named."""
    page, words = ask.page()
    number, outcome = None, ""
    for word in words.lower().split():
        if word.lstrip("#").isdecimal() and len(word) < 8:  # noqa: PLR2004 - an int column.
            number = int(word.lstrip("#"))
        elif word in views.WORDS:
            outcome = word
    job = estate.import_of(ask.turn.session, ask.incident.row, number)
    if job is None:
        raise NotFound(
            say("{ref} has no such import of servers.", ref=ask.incident.ref),
            next_step=say("`/server import` begins one."),
        )
    return _report(ask, job, outcome, (page - 1) * views.PAGE)


def _report(ask: Ask, job: ServerImport, outcome: str, offset: int) -> Answer:
    session = ask.turn.session
    rows = estate.told_rows(session, job.row, outcome, offset=offset, limit=views.PAGE)
    counts = estate.outcomes(session, job.row)
    return answered(views.report(job, counts, (rows, offset), (ask.incident.ref, outcome)))


def export(ask: Ask) -> Answer:
    """Send the list of servers as a CSV file: into the incident's channel, or to who asks."""
    count = server_list.count(ask.turn.session, ask.incident)
    if not count:
        raise NotFound(
            say("{ref} has no server yet.", ref=ask.incident.ref),
            next_step=say("`/server import` begins."),
        )
    server_list.send(ask.turn, ask.incident, _place(ask))
    given = {"count": grouped(count), "ref": ask.incident.ref}
    said = (
        say("{count} servers of {ref} as CSV: the file comes into this channel.", **given)
        if ask.in_its_channel
        else say(
            "{count} servers of {ref} as CSV: the file comes to you as a direct message.", **given
        )
    )
    return answered(
        paragraph(said, kit.button(say("Status"), ids.INCIDENT_STATUS, ask.incident.ref))
    )


def board(ask: Ask) -> Answer:
    """Show every server at a glance: the picture follows as a file, the table is the answer."""
    page, _ = ask.page()
    rows = registers.rows(ask.turn.session, SERVER, ask.incident.row)
    if not rows:
        raise NotFound(
            say("{ref} has no server yet.", ref=ask.incident.ref),
            next_step=say("`/server import` begins."),
        )
    if page == 1:
        server_board.send(ask.turn, ask.incident, rows, _place(ask))
    coming = _coming(ask) if page == 1 else ""
    shown = board_views.table(rows, ask.incident.ref, page, coming)
    return answered(shown)


def _place(ask: Ask) -> str:
    """Return where a file goes: the incident's own channel if it is asked for there."""
    if ask.in_its_channel:
        return posts.incident_target(ask.incident)
    return f"user:{ask.user_id}"


def _coming(ask: Ask) -> str:
    if ask.in_its_channel:
        return say("The picture comes into this channel.")
    return say("The picture comes to you as a direct message.")
