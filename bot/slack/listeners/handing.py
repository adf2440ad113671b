"""`/task assign`: putting tasks into somebody's hands, or out of all hands."""

import re

from bot.errors import Mistyped
from bot.grammar import refs
from bot.grammar.tasks import task_numbers
from bot.language.catalogue import later, say
from bot.operations import giving_back
from bot.operations import tasks as operations
from bot.slack.answer import Answer
from bot.slack.ask import ME, Ask
from bot.slack.listeners import laying
from bot.slack.listeners.saying import joining, not_read, told
from bot.slack.listeners.several import Past, each, several
from bot.slack.listeners.taskwork import the_task, very_many
from bot.slack.views import kit, taskcard
from bot.slack.views.words import stop

GAVE = Past(later("{who} gave {to} {tasks}"), later("Gave {to}"))
GAVE_BACK = Past(later("{who} gave back {tasks}"), later("Given back"))
NOBODY = frozenset({"nobody", "none", "off", "free", "back"})
AT_WORK = later("somebody may be at work on each")
_AROUND_PERSON = re.compile(r"^to\b\s*|[\s.!,]+$", re.IGNORECASE)


def assign(ask: Ask) -> Answer:
    """Put tasks into somebody's hands: `#12 @who`; or back: `#12 nobody`."""
    numbers, rest = _person_behind(ask)
    rest = _AROUND_PERSON.sub("", rest)
    if rest.strip().lower() in NOBODY:
        return _give_back(ask, numbers)
    if not refs.users(rest) and rest.strip().lower() not in ME:
        raise ask.nobody_named(
            say("Who is to have it?"),
            say(
                "Type `/task assign #{number} @who`, `me`, or `nobody` to give it back.",
                number=numbers[0],
            ),
        )
    beside = _AROUND_PERSON.sub("", refs.without(rest, *refs.users(rest)))
    return give(ask, numbers, ask.person(rest), "" if beside.lower() in ME else beside)


def _give_back(ask: Ask, numbers: tuple[int, ...]) -> Answer:
    names = [f"#{each}" for each in numbers]
    laying.check_few(names, "/task assign", say(AT_WORK), behind="nobody")
    turn, incident = ask.turn, ask.incident
    if len(numbers) > 1:
        done, refused = each(
            ask, numbers, lambda number: giving_back.give_back(turn, incident, number)
        )
        return several(ask, done, refused, GAVE_BACK)
    task = giving_back.give_back(turn, incident, numbers[0])
    return told(
        ask,
        lambda: stop(GAVE_BACK.sentence(ask, the_task(task))),
        task,
        say("Task #{n} is free again.", n=task.number),
    )


def _person_behind(ask: Ask) -> tuple[tuple[int, ...], str]:
    """Return the tasks and the text with the person, whichever of the two was typed first."""
    usage, first = "/task assign #12 @who", next(iter(ask.line.words), None)
    if first is None or not (refs.users(first.text) or first.folded in ME):
        return ask.tasks(usage, most=laying.MOST)
    behind = ask.text[first.end :].strip()
    if not behind:
        raise Mistyped(
            say("Which task?"),
            next_step=say("Type `{usage}`; `/task list` shows them.", usage=usage),
        )
    return task_numbers(behind, cap=laying.MOST), first.text


def give(ask: Ask, numbers: tuple[int, ...], user_id: str, beside: str = "") -> Answer:
    """Put tasks into *user_id*'s hands; *beside* is what was typed besides."""
    turn, incident, more = ask.turn, ask.incident, not_read(beside, numbers[0])
    to = kit.mention(user_id)
    if len(numbers) > laying.AT_ONCE:
        return very_many(ask, "assign", numbers, user_id)
    came = joining(ask, user_id)
    if len(numbers) > 1:
        done, refused = each(
            ask, numbers, lambda number: operations.assign(turn, incident, number, user_id)
        )
        more = f"{came if done else ''} {more}".strip()
        return several(ask, done, refused, GAVE, beside=more, to=to)
    task = operations.assign(turn, incident, numbers[0], user_id)
    mine = say("Task #{n} is in the hands of {to}.", n=task.number, to=to)
    return told(
        ask,
        lambda: say(
            "{who} gave task {task} to {to}.",
            who=kit.mention(ask.user_id),
            task=taskcard.named(task),
            to=to,
        ),
        task,
        f"{mine}{came} {more}".rstrip(),
    )
