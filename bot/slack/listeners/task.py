"""`/task`: one task in full, adding one, its due time, notes.

Lists are `task_lists`, working tasks is `taskwork`; `clauses` reads when a task is due.
"""

from bot.domain.models import Task
from bot.errors import Mistyped
from bot.grammar import lines, refs
from bot.language.catalogue import say
from bot.operations import due_back
from bot.operations import tasks as operations
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import clauses
from bot.slack.listeners.saying import (
    answered,
    around,
    joining,
    not_read,
    scene,
    told,
)
from bot.slack.views import dues, kit, taskcard
from bot.slack.views.said import Said, paragraph
from bot.slack.views.words import noted

MOST_CARDS = 3


def show(ask: Ask) -> Answer:
    """Show one task in full, or the first few of several."""
    numbers, beside = ask.only_tasks("/task show #12")
    found = [operations.found(ask.turn, ask.incident, number) for number in numbers[:MOST_CARDS]]
    cards = [taskcard.card(task, scene(ask), around(ask, task)) for task in found]
    if len(numbers) > MOST_CARDS:
        cards.append(
            paragraph(
                say(
                    "These are the first {most} of {count} tasks.",
                    most=MOST_CARDS,
                    count=len(numbers),
                )
            )
        )
    if beside:
        cards.append(paragraph(not_read(beside, numbers[0])))
    blocks = [block for card in cards for block in (*card.blocks, kit.divider())][:-1]
    return answered(Said(" ".join(card.text for card in cards), tuple(blocks)))


def add(ask: Ask) -> Answer:
    """Add a task: `<text> [@who|role=r] [due t] [after #n]`."""
    read = lines.options(ask.text, keys={"role", "due", "after", "every"})
    named, text = clauses.holders(ask, read.rest)
    # Who it is for may stand behind the clauses as well: they end what is left without it.
    said = clauses.told(ask, text, read.pairs)
    if "every" in read.pairs:
        raise clauses.comes_once()
    if len(named) > 1:
        raise Mistyped(
            say("A task has one holder."),
            next_step=say("Name one person, or give it a role: `role=it-lead`."),
        )
    holder = ask.known(named[0]) if named else None
    came = joining(ask, holder) if holder else ""
    task = operations.add(
        ask.turn,
        ask.incident,
        said.title,
        assignee=holder,
        role=read.pairs.get("role"),
        due_at=said.due.at if said.due else None,
        after=said.after,
    )
    note = noted(said.due.note if said.due else None)
    return told(
        ask, lambda: _added(ask, task), task, f"{_for_whom(task)}{came}{note}{_amount(task)}",
    )  # fmt: skip


def _amount(task: Task) -> str:
    """Return that what may say when the task is due was left in the title, if it is not due else.

    A length behind `by` may be an amount.
    """
    if task.due_at is not None:
        return ""
    length = clauses.by_length(task.title)
    if not length:
        words = clauses.unread_time(task.title)
        return "" if not words else " " + say(
            "{words} stays in the title and was not read as a due time; if it is one: "
            "`/task due #{n} 18:00`.",
            words=kit.typed(words, 60), n=task.number,
        )  # fmt: skip
    return " " + say(
        "{by} stays in the title, as it may be an amount; if it is when the task is due: "
        "`/task due #{n} {length}`.",
        by=kit.typed(f"by {length}"), n=task.number, length=length,
    )  # fmt: skip


def _added(ask: Ask, task: Task) -> str:
    """Return what the channel reads of a new task."""
    who, named = kit.mention(ask.user_id), taskcard.named(task)
    if task.assignee is None:
        return say("{who} added task {task}.", who=who, task=named)
    to = kit.mention(task.assignee)
    return say("{who} added task {task} and gave it to {to}.", who=who, task=named, to=to)


def _for_whom(task: Task) -> str:
    """Return what the asker reads: who has the new task, or that a name in its title has not."""
    if task.assignee:
        to = kit.mention(task.assignee)
        return say("Task #{n} is added, in the hands of {to}.", n=task.number, to=to)
    added, people = say("Task #{n} is added.", n=task.number), refs.users(task.title)
    if task.role or not people:
        return added
    return f"{added} " + say(
        "Nobody holds it: who stands in the title is only named there. "
        "`/task assign #{n} @who` gives it.",
        n=task.number,
    )


def due(ask: Ask) -> Answer:
    """Set another due time: `#12 18:00`."""
    number, rest = ask.task("/task due #12 18:00")
    if not rest:
        raise Mistyped(
            say("When is it due?"),
            next_step=say("Type `/task due #{number} 18:00` or `2h`.", number=number),
        )
    at = ask.moment(rest.removeprefix("at "))
    task = operations.set_due(ask.turn, ask.incident, number, at.at)
    before = due_back.counting(ask.turn, ask.incident, task)
    return told(
        ask,
        lambda: (
            say(
                "{who} set task {task} due {at}.",
                who=kit.mention(ask.user_id),
                task=taskcard.named(task),
                at=ask.said(at.at),
            )
            + dues.before(before)
        ),
        task,
        say("Task #{n} is due {at}.", n=number, at=ask.said(at.at))
        + noted(at.note)
        + dues.before(before),
    )


def note(ask: Ask) -> Answer:
    """Write a note about a task into the timeline."""
    number, rest = ask.task("/task note #12 <text>")
    task = operations.note(ask.turn, ask.incident, number, rest)
    words = kit.clip(kit.spoken(rest), 2000)
    return told(
        ask,
        lambda: say(
            "{who} notes on task {task}: {words}",
            who=kit.mention(ask.user_id),
            task=taskcard.named(task),
            words=words,
        ),
        task,
        say("Noted on task #{n}.", n=number),
    )
