"""A playbook for people without a screen: every task with a box, who, until when, its proof. Pure.

What a step asks is said by the same words as in the chat (`bot.slack.views.steps`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.grammar.text import unescape
from bot.paper.model import Card, Document, Fields, Heading, Part, Points, Words
from bot.playbook import fields
from bot.playbook.model import ANY_ROLE, Playbook, Step
from bot.slack.views import markdown, steps
from bot.slack.views.words import role

PROVEN = "Proof (what, which number, where it is kept)"
HOW = (
    "Tick the box when it is done, and write who, when and the proof: it is entered later with "
    "the time written here. Times are in 24 hours. Critical tasks wait for nothing but what they "
    "name."
)


@dataclass(frozen=True, slots=True)
class Work:
    """A task as it is printed; the lists are empty where nothing of the kind is asked."""

    title: str
    section: str = ""
    critical: bool = False
    asks: tuple[str, ...] = ()
    instruction: str = ""
    checklist: tuple[str, ...] = ()
    ticked: frozenset[int] = frozenset()
    signers: tuple[str, ...] = ()
    done: bool = False
    proof: str = ""
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands at the top of a printed playbook."""

    title: str
    foot: str
    top: tuple[tuple[str, str], ...]
    intro: str = ""


def from_text(playbook: Playbook) -> tuple[Work, ...]:
    """Return the tasks of a playbook that nobody started."""
    return tuple(_of_step(step, playbook) for step in playbook.steps)


def _of_step(step: Step, playbook: Playbook) -> Work:
    _, *asks = steps.said(step, playbook).split("\n")
    return Work(
        unescape(steps.titled(step)), step.section, step.critical,
        tuple(unescape(each.replace("`", "")) for each in asks),
        plain(_whole(step.instruction)), tuple(map(_whole, step.checklist)),
        signers=signers(step.approve),
    )  # fmt: skip


def _whole(text: str) -> str:
    """Return a text in which a row that a register would fill in is "each server"."""
    return fields.fill(text, steps.EACH)


def signers(slugs: Sequence[str]) -> tuple[str, ...]:
    """Return who has to sign under a proof, by title."""
    return tuple(
        "Another person" if slug in {ANY_ROLE, ""} else unescape(role(slug)) for slug in slugs
    )


def leads(playbook: Playbook | None) -> tuple[tuple[str, str], ...]:
    """Return who leads a playbook and who stands in, by title; lines for a pen if none is named."""
    found = (playbook.lead, playbook.deputy) if playbook else (None, None)
    return tuple(
        (name, ", ".join(signers([slug])) if slug else "")
        for name, slug in zip(("Lead", "Deputy"), found, strict=True)
    )


def plain(text: str) -> str:
    """Return Markdown as the lines that people read, without its marks."""
    return "\n".join(unescape(line.bare) for line in markdown.lines(text)).strip()


def document(facts: Facts, works: Sequence[Work]) -> Document:
    """Return the playbook: its head, its intro, its tasks by section."""
    parts: list[Part] = [Fields(facts.top)]
    if facts.intro:
        parts.append(Words(plain(facts.intro)))
    parts.append(Words(HOW, strong=True))
    for section, these in groupby(works, key=lambda work: work.section):
        parts += [Heading(section)] if section else []
        parts += [_card(work) for work in these]
    return Document(facts.title, facts.foot, tuple(parts))


def _card(work: Work) -> Card:
    critical = "  [CRITICAL]" if work.critical else ""
    return Card(f"{work.title}{critical}", tuple(_inside(work)), done=work.done)


def _inside(work: Work) -> Iterator[Part]:
    if work.asks:
        yield Words("\n".join(work.asks))
    if work.instruction:
        yield Words(work.instruction)
    if work.checklist:
        yield Points(work.checklist, ticks=True, done=work.ticked)
    if work.done and not work.signers:
        yield Fields((("Done", work.done_by), (PROVEN, work.proof)))
        return
    yield Fields((("Done by", work.done_by), ("Done at (date, time)", "")))
    yield Fields(((PROVEN, work.proof),), columns=1)
    if work.signers:
        yield Fields(tuple((f"Signed: {each}; name, time", "") for each in work.signers))
