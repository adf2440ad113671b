"""What each noun lists, as the button that shows it, and lists of one line a row. Pure.

Lists whose rows have buttons of their own stand with their registers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from bot.language.catalogue import later, say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.registers import offset_of
from bot.slack.views.said import Said
from bot.slack.views.tasks import PAGE, pager

T = TypeVar("T")

LISTED: Mapping[str, str] = MappingProxyType(
    {
        "incident": later("Incidents"),
        "playbook": later("Playbooks"),
        "task": later("Open tasks"),
        "deadline": later("Deadlines"),
        "server": later("Servers"),
        "evidence": later("Evidence"),
        "dept": later("Departments"),
        "restore": later("Restores"),
        "waiver": later("Waivers"),
    }
)


def of(noun: str, ref: str = "") -> list[kit.Block]:
    """Return the buttons to a noun's lists, of the incident *ref* or of the one that is meant."""
    if noun not in LISTED:
        return []
    mine = [kit.button(say("My tasks"), ids.TASK_MINE, ref)] if noun == "task" else []
    # What is entered in a window is offered where the incident is known.
    enter = ref and noun == "evidence"
    add = [kit.button(say("Enter an exhibit"), ids.EVIDENCE_ADD, ref)] if enter else []
    return [*mine, kit.button(say(LISTED[noun]), f"{noun}.list", ref), *add]


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """One page of rows that are told in a line each, out of how many, and the filter as typed."""

    rows: Sequence[T]
    total: int
    offset: int
    words: str = ""


def leaf(rows: Sequence[T], number: int, words: str = "") -> Leaf[T]:
    """Return the page of that number, the last one when there are not so many."""
    offset = offset_of(number, len(rows))
    return Leaf(rows[offset : offset + PAGE], len(rows), offset, words)


def told(
    head: str, found: Leaf[T], line: Callable[[T], str], action: str, ref: str,
    *ways: kit.Block, below: str = "",
) -> Said:  # fmt: skip
    """Return a page of lines under *head*, with the ways to the pages beside it and onward."""
    if found.total > PAGE:
        head = say(
            "{head}: {first}-{last} of {total}",
            head=head,
            first=found.offset + 1,
            last=found.offset + len(found.rows),
            total=found.total,
        )
    text = "\n".join([head, *(line(row) for row in found.rows), *([below] if below else [])])
    pages = pager(action, ref, found.words, found.offset, found.total)
    return Said(text, tuple(kit.paragraphs(text))).with_buttons(*pages, *ways)
