"""`/playbook`: the shelf, one playbook, starting it, reading the folder again."""

from dataclasses import replace

from bot.domain.people import check_insider, check_responder
from bot.domain.words import RunState
from bot.errors import Mistyped, Refused
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import playbooks as operations
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import playbooks as views
from bot.slack.views import starting
from bot.slack.views.reloading import reloaded
from bot.slack.views.said import Said
from bot.storage import playbook_runs, tasks

FIRST = 3


def _check_may_read(ask: Ask) -> None:
    """Raise Refused for guests outside of the incidents to which they were invited."""
    if ask.found is None:
        check_insider(ask.standing, say("read its playbooks elsewhere"))


def list_(ask: Ask) -> Answer:
    """Show the playbooks, and which of them run here."""
    _check_may_read(ask)
    page, _ = ask.page()
    found = sorted(ask.turn.house.library.playbooks.values(), key=lambda each: each.slug)
    page = min(page, max(-(-len(found) // 10), 1))
    runs = playbook_runs.every(ask.turn.session, ask.found.row) if ask.found else []
    ref = ask.found.ref if ask.found else ""
    return answered(
        views.shelf(
            found,
            {run.slug: run for run in runs},
            ref=ref,
            page=page,
            private=ask.found is not None and ask.found.private,
            findings=ask.turn.house.library.findings,
        )
    )


def show(ask: Ask) -> Answer:
    """Show one playbook with its steps."""
    _check_may_read(ask)
    page, words = ask.page()
    if not words:
        raise Mistyped(say("Which playbook?"), next_step=say("`/playbook list` shows them all."))
    playbook = operations.found(ask.turn, lines.unquote(words))
    run = playbook_runs.of(ask.turn.session, ask.found, playbook.slug) if ask.found else None
    return answered(
        views.show(
            playbook,
            ref=ask.found.ref if ask.found else "",
            running=run is not None and run.state is RunState.RUNNING,
            page=page,
            private=ask.found is not None and ask.found.private,
        )
    )


def run(ask: Ask) -> Answer:
    """Start a playbook: its steps become tasks."""
    if not ask.text:
        raise Mistyped(say("Which playbook?"), next_step=say("`/playbook list` shows them all."))
    started = operations.run(ask.turn, ask.incident, lines.unquote(ask.text))

    def said() -> Said:
        return starting.started(
            started.run,
            started.added,
            started.summary,
            ask.incident.ref,
            ask.user_id,
            started.later,
        )

    announce(ask, said)
    session, row = ask.turn.session, ask.incident.row
    found = (tasks.by_number(session, row, number) for number in started.added[:FIRST])
    first = [task for task in found if task]
    told = starting.runs_now(
        started.run, started.added, first, started.summary, ask.incident.ref, started.later
    )
    return replace(answered(told), brief=told)


def reload(ask: Ask) -> Answer:
    """Read the playbooks folder again; a bad file keeps its last good version."""
    check_responder(ask.standing, say("reload the playbooks"))
    if ask.reload is None:
        raise Refused(
            say("The playbooks cannot be read again from here."),
            next_step=say("Restart Wardroom to read the folder."),
        )
    before = ask.turn.house.library.playbooks
    library = ask.reload()
    return answered(reloaded(before, library.playbooks, library.findings))
