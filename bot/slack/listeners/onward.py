"""Where somebody who was refused goes on: the corrected line, and the buttons that fit.

What is refused, and the words, come from whoever refused it; how both look is `views.errors`.
"""

import re

from bot.domain.models import Task
from bot.domain.words import ENDED
from bot.errors import Mistyped, Refused, WardroomError, Way
from bot.grammar import text as texts
from bot.grammar.errors import GrammarError
from bot.grammar.lines import Line
from bot.grammar.tasks import leading_tasks
from bot.language.catalogue import later
from bot.slack import ids
from bot.slack.ask import Ask
from bot.slack.views import task_buttons
from bot.storage import tasks

# What lacks something that its own window asks for: the reason, the person, the proof.
WITH_WINDOW = frozenset(
    {
        ids.TASK_DONE, ids.TASK_BLOCK, ids.TASK_SKIP, ids.TASK_REOPEN, ids.TASK_REFUSE,
        ids.TASK_ASSIGN,
    }
)  # fmt: skip
ABOUT_ROLES = frozenset({"role", "lead", "handover"})
CLOSING, STAGES = "24, closing", "stages"


def lead_on(error: WardroomError, ask: Ask) -> WardroomError:
    """Give an error the corrected line, if it is known, and the ways on; return it."""
    if error.instead is not None and not error.nearest:
        error.nearest = corrected(ask.line, *error.instead)
    # What the operation changed before it was refused is undone, so it is not to be flushed.
    with ask.turn.session.no_autoflush:
        error.ways = tuple(_ways(error, ask))
    return error


def corrected(line: Line, typed: str, meant: str) -> str:
    """Return the line with one word put right, in the form that Slack sends; else nothing."""
    word = re.compile(rf"(?<!\S){re.escape(typed)}(?!\S)", re.IGNORECASE)
    # The verb itself is known: a word that is wrong stands behind it.
    verb, _, rest = line.raw.partition(" ")
    if not typed or not word.search(rest):
        return ""
    right = word.sub(lambda _: meant, rest, count=1)
    return f"/{line.noun} {verb} {texts.wire(right)}"


def _ways(error: WardroomError, ask: Ask) -> list[Way]:
    if ask.found is None:
        return []
    ref = ask.incident.ref
    if ask.incident.stage in ENDED and isinstance(error, Refused) and error.rule == STAGES:
        # Whatever was asked: first it is open again.
        return [
            Way(later("Reopen"), ids.INCIDENT_REOPEN, ref),
            Way(later("Status"), ids.INCIDENT_STATUS, ref),
        ]
    if ask.line.noun == "task":
        return _about_task(error, ask)
    if ask.line.noun == "incident":
        return _about_incident(error, ask)
    return []


def _about_task(error: WardroomError, ask: Ask) -> list[Way]:
    task = _task(ask)
    if task is None:
        return []
    value = task_buttons.value(ask.incident.ref, task.number)
    asks = f"task.{ask.line.verb}"
    lacks = isinstance(error, Mistyped) or (isinstance(error, Refused) and error.rule == "proof")
    action = asks if lacks and asks in WITH_WINDOW else task_buttons.next_action(task, ask.user_id)
    found = [Way(task_buttons.LABELS[action], action, value)]
    if action != ids.TASK_SHOW:
        found.append(Way(task_buttons.LABELS[ids.TASK_SHOW], ids.TASK_SHOW, value))
    return found


def _task(ask: Ask) -> Task | None:
    """Return the one task that the line names, if there is such a one."""
    try:
        numbers = leading_tasks(ask.text).numbers
    except GrammarError:
        return None
    if len(numbers) != 1:
        return None
    return tasks.by_number(ask.turn.session, ask.incident.row, numbers[0])


def _about_incident(error: WardroomError, ask: Ask) -> list[Way]:
    ref, verb = ask.incident.ref, ask.line.verb
    if verb == "update":
        return [Way(later("Give update"), ids.INCIDENT_UPDATE, ref)]
    if verb in ABOUT_ROLES:
        return [
            Way(later("Give a role"), ids.INCIDENT_ROLE, ref),
            Way(later("Roles"), ids.INCIDENT_ROLES, ref),
        ]
    found = [Way(later("Status"), ids.INCIDENT_STATUS, ref)]
    if isinstance(error, Refused) and error.rule == CLOSING:
        return [Way(later("Open tasks"), ids.TASK_LIST, f"{ref} open"), *found]
    if verb == "reopen" and isinstance(error, Mistyped):
        return [Way(later("Reopen"), ids.INCIDENT_REOPEN, ref), *found]
    return found
