"""The playbooks that we ship, as a new incident finds them: which tasks there are, by which number.

Derived from the files, so that a test names a task by its id and a sum by what it counts.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.operations.registers import KEPT
from bot.playbook.library import Library
from bot.playbook.model import Playbook, Step

FOLDER = Path(__file__).parents[1] / "playbooks"


@cache
def shelf() -> Library:
    """Return the library that `make run` starts with."""
    return Library.load(FOLDER)


def book(slug: str) -> Playbook:
    """Return one of the playbooks."""
    return shelf().playbooks[slug]


def automatic() -> list[Playbook]:
    """Return what starts by itself when ransomware of severity 1 is declared, in that order."""
    return [
        each
        for each in shelf().playbooks.values()
        if each.start == "auto" and each.when and each.when.matches("ransomware", 1, "active")
    ]


def opened(slug: str) -> list[Step]:
    """Return the steps that are tasks before a register holds a row."""
    return [step for step in book(slug).steps if not step.each or step.each.noun not in KEPT]


def numbers() -> dict[str, int]:
    """Return the numbers of the tasks right after the declaration, by `playbook/id`."""
    return {ref: number for number, ref in enumerate(_refs(), start=1)}


def _refs() -> Iterator[str]:
    for playbook in automatic():
        yield from (step.full_ref(playbook.slug) for step in opened(playbook.slug))
