"""What somebody started: the playbook, its tasks, with what it begins. Pure.

What starts by itself, or is offered, is `playbooks`.
"""

from collections.abc import Sequence

from bot.domain.models import PlaybookRun, Task
from bot.language.catalogue import say, say_many
from bot.slack import ids
from bot.slack.views import kit, taskcard
from bot.slack.views.reloading import stay
from bot.slack.views.said import Said
from bot.slack.views.words import counted, stop


def started(
    run: PlaybookRun, added: Sequence[int], summary: str, ref: str, who: str, later: int = 0
) -> Said:
    """Return what the channel is told when a playbook was started or renewed.

    *later*: so many tasks more are being opened in the background.
    """
    title, tasks = kit.one_line(run.title, 150), tasks_added(added)
    named = {"who": kit.mention(who), "title": title, "tasks": tasks}
    text = say("{who} started the playbook *{title}*: {tasks}.", **named)
    text += opened_later(later)
    if summary:
        text = say("{who} ran *{title}* again after its file changed: {tasks} added.", **named)
        text += f"{opened_later(later)}\n{kit.clip(kit.escape(summary), 2000)}{stay(summary)}"
    return Said(text, tuple(kit.paragraphs(text))).with_buttons(*_ways(run, ref))


def runs_now(
    run: PlaybookRun,
    added: Sequence[int],
    first: Sequence[Task],
    summary: str,
    ref: str,
    later: int = 0,
) -> Said:
    """Return what the asker is told beside what the channel reads: with what it begins."""
    named = {"title": kit.one_line(run.title, 150), "ref": ref, "tasks": tasks_added(added)}
    text = say("*{title}* runs in {ref} now: {tasks}.", **named)
    if summary:
        text = say("*{title}* follows its changed file in {ref} now: {tasks} added.", **named)
    if first:
        text += " " + say("It begins with: {tasks}", tasks=stop(taskcard.listing(first)))
    text += f"{opened_later(later)}{stay(summary)}"
    return Said(text, tuple(kit.paragraphs(text))).with_buttons(*_ways(run, ref))


def _ways(run: PlaybookRun, ref: str) -> list[kit.Block]:
    return [
        kit.button(say("Its tasks"), ids.TASK_LIST, f"{ref} {run.slug}"),
        kit.button(say("Open tasks"), ids.TASK_LIST, f"{ref} open"),
    ]


def opened_later(count: int) -> str:
    """Return what is said of tasks that are still being opened; nothing of none."""
    if not count:
        return ""
    more = say_many(
        "{count} more task is being opened; one message tells how far it is.",
        "{count} more tasks are being opened; one message tells how far it is.",
        count,
    )
    return f" {more}"


def tasks_added(added: Sequence[int]) -> str:
    """Return how many tasks were opened, and their numbers."""
    if not added:
        return say("no new task")
    numbers = f"#{added[0]}" if len(added) == 1 else f"#{added[0]}-#{added[-1]}"
    return f"{counted(len(added), 'task')} ({numbers})"
