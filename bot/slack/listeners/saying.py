"""What every handler does after its operation: tell the channel once, redraw the board, answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.domain.models import Incident, Task
from bot.domain.words import FINISHED, RunState
from bot.errors import Mistyped
from bot.grammar.text import quoted
from bot.language.catalogue import say
from bot.operations import approvals
from bot.playbook.model import ANY_ROLE
from bot.playbook.roles import say_role
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.views import kit, playbooks, taskcard
from bot.slack.views.said import Said
from bot.slack.views.signed import Signed
from bot.slack.views.task_buttons import details
from bot.storage import incidents, playbook_runs, roles, tasks


def kind_meant(words: str, kinds: Mapping[str, str], next_step: str) -> str:
    """Return the kind of list that *words* name; raise Mistyped, with *next_step*, for no kind."""
    kind = kinds.get(words.strip().lower())
    if kind is None:
        raise Mistyped(
            say("{words} is no kind of list here.", words=quoted(words, 40)), next_step=next_step
        )
    return kind


def scene(ask: Ask) -> taskcard.Scene:
    """Return for whom tasks are shown now."""
    return taskcard.Scene(
        ref=ask.incident.ref, zone=ask.turn.house.zone, now=ask.turn.now, me=ask.user_id
    )


def around(ask: Ask, task: Task) -> taskcard.Around:
    """Return what stands around a task: what it waits for, who signed, who is to sign."""
    signatures = tasks.approvals(ask.turn.session, task) if task.approve else []
    lacking = tasks.unsigned_roles(task, signatures) if task.approve else ()
    held = roles.holders(ask.turn.session, ask.incident) if lacking else {}
    free = approvals.free_to_sign(held, task, signatures)
    finished = task.status in FINISHED
    return taskcard.Around(
        waits_for=() if finished else tasks.waits_for(ask.turn.session, task),
        signed=[
            Signed(each.approver, each.role.partition("#")[0], each.verdict) for each in signatures
        ],
        missing=tuple(
            approvals.any_others(lacking) if role == ANY_ROLE else _signer(role, held, free)
            for role in dict.fromkeys(lacking)
        ),
        vacant=tuple(role for role in lacking if role != ANY_ROLE and not free.get(role)),
    )


def wanted(ask: Ask, task: Task) -> tuple[str, ...]:
    """Return the roles whose signature a task lacks, each with who holds it, as mrkdwn."""
    return tuple(around(ask, task).missing)


def _signer(role: str, held: Mapping[str, Sequence[str]], free: Mapping[str, Sequence[str]]) -> str:
    nobody = say("nobody else holds it") if role in held else say("vacant")
    holders = kit.mentions(free[role]) if free.get(role) else nobody
    return f"{kit.escape(say_role(role))} ({holders})"


def announce(ask: Ask, said: Callable[[], Said], incident: Incident | None = None) -> None:
    """Tell the incident's channel once, and have the board redrawn.

    *said* makes the message: a channel reads it in the house's language, not in the asker's.
    """
    about = incident or ask.incident
    ask.turn.say(about, said)
    ask.turn.refresh_board(about)


def offered(ask: Ask, incident: Incident) -> list[tuple[str, str]]:
    """Return slug and title of the playbooks that are on offer."""
    runs = playbook_runs.names(ask.turn.session, incident.row)
    return [(slug, title) for slug, title, state in runs if state is RunState.OFFERED]


def start_buttons(ask: Ask, incident: Incident) -> list[kit.Block]:
    """Return a button for each playbook on offer, as many as an answer has room for."""
    shown = offered(ask, incident)[: playbooks.MOST_BUTTONS]
    return [playbooks.start_button(incident.ref, slug, title) for slug, title in shown]


def status_button(incident: Incident) -> kit.Block:
    """Return the button that shows where the incident stands."""
    return kit.button(say("Status"), ids.INCIDENT_STATUS, incident.ref)


def answered(said: Said) -> Answer:
    """Return a view as the answer to the person who asked."""
    return Answer(said.text, said.blocks)


def not_read(beside: str, number: int) -> str:
    """Return what is said of words that a verb of tasks has no use for; nothing of none."""
    if not beside:
        return ""
    return say(
        "{words} was not read; `/task note #{number} …` keeps it with the task.",
        words=f"“{kit.one_line(beside, 80)}”",
        number=number,
    )


def joining(ask: Ask, user_id: str) -> str:
    """Return what is said of a person whom work brings into the channel; nothing of others.

    Asked before the work is given, since that lets them in.
    """
    if incidents.is_in_channel(ask.turn.session, ask.incident, user_id):
        return ""
    return " " + say("{to} was not in the channel and is invited.", to=kit.mention(user_id))


def told(ask: Ask, sentence: Callable[[], str], task: Task, mine: str) -> Answer:
    """Tell the channel what became of one task, and answer with its card.

    *sentence* makes what the channel reads, *mine* is what the asker reads.
    """
    announce(ask, lambda: taskcard.changed(sentence(), task, scene(ask)))
    shown = taskcard.finished if task.status in FINISHED else taskcard.card
    card = shown(task, scene(ask), around(ask, task))
    brief = Said(mine, (kit.section(mine, accessory=details(task, ask.incident.ref)),))
    whole = Said(f"{mine} {card.text}", (kit.section(mine), *card.blocks))
    return replace(answered(whole), brief=brief)
