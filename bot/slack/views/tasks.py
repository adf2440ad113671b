"""Lists of tasks, ten to a page. One task's card is `taskcard`. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.models import Task
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.rows import list_of
from bot.slack.views.said import Said
from bot.slack.views.task_buttons import next_button, value
from bot.slack.views.taskcard import Scene, due, held, named, status

PAGE = 10


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of tasks: which were asked for (`words`, as typed behind the verb) and how many.

    The title is mrkdwn: it may mention a person. `menus` narrow the list.
    """

    tasks: Sequence[Task]
    total: int
    offset: int
    words: str
    title: str
    action: str = ids.TASK_LIST
    menus: kit.Block | None = None


def row(task: Task, scene: Scene, within: str = "") -> kit.Block:
    """Return one line of the list *within* with the button that this person needs next.

    Drawn anew, a list has its rows by the same names: whoever works by keys stays at theirs.
    """
    facts = " · ".join((status(task, scene.now), held(task), due(task, scene)))
    button = next_button(task, scene.ref, scene.me, within)
    name = value(scene.ref, task.number) if within else ""
    return kit.section(f"{named(task)}\n{facts}", accessory=button, block_id=name)


def listing(found: Listing, scene: Scene) -> Said:
    """Return a page of tasks with the ways to the next and the previous one."""
    if not found.tasks:
        return _none(found, scene)
    first, last = found.offset + 1, found.offset + len(found.tasks)
    head = say(
        "*{title}* in {ref}: {first}-{last} of {total}",
        title=found.title,
        ref=scene.ref,
        first=first,
        last=last,
        total=found.total,
    )
    told = "; ".join(
        f"#{task.number} {kit.one_line(task.title, 80)} "
        f"({status(task, scene.now)}, {held(task)}, {due(task, scene)})"
        for task in found.tasks
    )
    page = found.offset // PAGE + 1
    within = list_of(found.action, scene.ref, found.words, f"page={page}")
    blocks = [kit.section(head), *(row(task, scene, within) for task in found.tasks)]
    return Said(f"{head}: {told}", (*blocks, *_menus(found))).with_buttons(
        *pager(found.action, scene.ref, found.words, found.offset, found.total),
        *_others(found, scene.ref),
    )


def pager(
    action: str, ref: str, words: str, offset: int, total: int, *, size: int = PAGE
) -> tuple[kit.Block, ...]:
    """Return the buttons to the pages beside this one; they carry the filter and a number."""
    page = offset // size + 1
    found = []
    for label, number, there in (
        (say("‹ Previous"), page - 1, offset > 0),
        (say("Next ›"), page + 1, offset + size < total),
    ):
        if there:
            carried = " ".join(part for part in (ref, words, f"page={number}") if part)
            found.append(
                kit.button(
                    label,
                    action,
                    carried,
                    accessibility_label=say("{label}, page {number}", label=label, number=number),
                )
            )
    return tuple(found)


def _others(found: Listing, ref: str) -> tuple[kit.Block, ...]:
    ways = ((say("My tasks"), ids.TASK_MINE, ""), (say("Overdue"), ids.TASK_LIST, "overdue"))
    return tuple(
        kit.button(label, action, f"{ref} {words}".strip())
        for label, action, words in ways
        if (action, words) != (found.action, found.words)
    )


def _none(found: Listing, scene: Scene) -> Said:
    text = say("No tasks here: {title} in {ref}.", title=_within(found.title), ref=scene.ref)
    ways = [
        kit.button(say("Open tasks"), ids.TASK_LIST, f"{scene.ref} open"),
        kit.button(say("Playbooks"), ids.PLAYBOOK_LIST, scene.ref),
    ]
    return Said(text, (kit.section(text), *_menus(found))).with_buttons(*ways)


def _menus(found: Listing) -> list[kit.Block]:
    return [found.menus] if found.menus else []


def _within(title: str) -> str:
    """Return a title as it stands within a sentence."""
    return title[:1].lower() + title[1:]
