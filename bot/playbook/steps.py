"""Makes steps of a document's list items: title, attributes, instruction, checklist, section.

Whether the steps fit together is checked elsewhere (`checks`).
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import takewhile
from typing import Any
from unicodedata import normalize

from bot.playbook import limits
from bot.playbook.attributes import are_attributes, read_attributes, split_line, strayed
from bot.playbook.findings import Report
from bot.playbook.markdown import BOLD, Document, Heading, Item, dedented, plain, without_comments
from bot.playbook.model import Playbook, Step

_MARKERS = re.compile(r"(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])[ \t]+)*[ \t]*")
_DERIVED = 56  # Leaves room for the number behind a title that comes again.


@dataclass(frozen=True, slots=True)
class Outline:
    """Where the parts of a document stand: its title, its sections, its tasks."""

    title: Heading | None
    sections: tuple[Heading, ...]
    tasks: tuple[int, ...]
    checklists: Mapping[int, tuple[int, ...]]

    def section_at(self, line: int) -> str:
        """Return the words of the heading that a line stands under."""
        place = bisect_right([heading.line for heading in self.sections], line)
        return shortened(self.sections[place - 1].text, limits.SECTION) if place else ""


def outline(document: Document, *, titled: bool) -> Outline:
    """Return the parts; `titled` tells that the front matter gives the title already."""
    tasks, checklists = _tasks(document.items)
    first_task = document.items[tasks[0]].line if tasks else len(document.lines) + 1
    title = document.headings[0] if document.headings else None
    # With a title of its own on top, a heading among several of the first level is a section.
    several = sum(heading.level == 1 for heading in document.headings) > 1
    most = 1 if titled else BOLD - 1
    if title and (title.line > first_task or title.level > most or (titled and several)):
        title = None
    sections = tuple(heading for heading in document.headings if heading != title)
    return Outline(title, sections, tasks, checklists)


def any_attributes(document: Document, parts: Outline) -> bool:
    """Tell whether a task has attributes: then the text was written for us."""
    lines = (_split(document.items[index]) for index in parts.tasks)
    return any(inside is not None and are_attributes(inside) for _, inside in lines)


def read_steps(
    document: Document, parts: Outline, playbook: Playbook, report: Report, *, strict: bool
) -> tuple[Step, ...]:
    """Return the steps in the order of the text; `playbook` gives what they have in common."""
    reader = _Reader(document, parts, playbook, report, strict)
    steps = [step for index in parts.tasks if (step := reader.step(index))]
    return tuple(_with_refs(steps))


def read_intro(document: Document, parts: Outline) -> str:
    """Return the text between the title and the first section or task."""
    start = parts.title.end if parts.title else document.body_line
    stops = [heading.line for heading in parts.sections if heading.line >= start]
    if parts.tasks:
        item = document.items[parts.tasks[0]]
        outermost = document.items[item.parents[0]] if item.parents else item
        stops.append(outermost.line)
    stop = min(stops, default=len(document.lines) + 1)
    text = without_comments("\n".join(document.lines[start - 1 : stop - 1])).strip()
    return shortened(text, limits.INTRO)


def shortened(text: str, longest: int) -> str:
    """Return the text, cut with an ellipsis where it is longer."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def is_numbered(item: Item) -> bool:
    """Tell whether it is a numbered line, a task where no line has a checkbox."""
    return item.ordered and not item.parents and bool(item.text) and item.checked is None


def _split(item: Item) -> tuple[str, str | None]:
    return split_line(without_comments(item.text.split("\n", 1)[0]))


def _tasks(items: Sequence[Item]) -> tuple[tuple[int, ...], dict[int, tuple[int, ...]]]:
    tasks: list[int] = []
    nested: dict[int, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        if item.checked is None:
            continue
        owner = next((each for each in item.parents if items[each].checked is not None), None)
        if owner is None:
            tasks.append(index)
        else:
            nested[owner].append(index)
    if not tasks:
        tasks = [index for index, item in enumerate(items) if is_numbered(item)]
    return tuple(tasks), {owner: tuple(lines) for owner, lines in nested.items()}


@dataclass(frozen=True, slots=True)
class _Reader:
    document: Document
    parts: Outline
    playbook: Playbook
    report: Report
    strict: bool

    def step(self, index: int) -> Step | None:
        """Return the step of a list item, without an id unless the text gives one."""
        item = self.document.items[index]
        written = without_comments(item.text.split("\n", 1)[0])
        raw, inside = split_line(written)
        fields: dict[str, Any] = {}
        if inside is not None:
            found = read_attributes(inside, item.line, self.report, strict=self.strict)
            raw, fields = (written, {}) if found is None else (raw, found)
        title = self._title(raw, item.line)
        if not title:
            self.report.warning(item.line, "P105", "this task has no words and is left out.")
            return None
        lines = self._checklist_items(index, plain_lines=fields.get("proof") == "checklist")
        step = Step(
            ref="",
            title=title,
            instruction=self._instruction(item, lines, above="" if title == plain(raw) else raw),
            section=self._section(item),
            line=item.line,
            role=self.playbook.lead,
            checklist=self._checklist(lines, item.line),
        )
        return self._at_home(replace(step, **fields))

    def _title(self, raw: str, line: int) -> str:
        if strayed(raw):
            self._judge(
                line,
                "P304",
                "attributes stand in one pair of braces at the very end of the task's line.",
            )
        title = plain(raw)
        if len(title) > limits.TITLE:
            self._judge(
                line,
                "P106",
                # How many is not said: a long line was cut before its words were read.
                f"the title has more than {limits.TITLE} characters, and Slack shows no more. Move "
                "the rest to the indented lines below.",
            )
        return shortened(title, limits.TITLE)

    def _instruction(self, item: Item, checklist: Sequence[Item], *, above: str) -> str:
        """Return the lines below the task's own; that one *above* them, where its title was cut."""
        taken = {line for each in checklist for line in range(each.line, each.text_end)}
        lines = self.document.lines
        markers = _MARKERS.match(lines[item.line - 1])
        indent = len(markers[0].expandtabs(4)) if markers else 0
        below = range(item.line + 1, item.end)
        kept = [dedented(lines[line - 1], indent) for line in below if line not in taken]
        text = without_comments("\n".join(kept)).strip("\n").rstrip()
        if strayed(text.split("\n", 1)[0]):
            self._judge(
                item.line + 1, "P304", "attributes stand at the end of the task's own line, above."
            )
        if len(text) > limits.INSTRUCTION:
            self._judge(
                item.line,
                "P107",
                f"the instruction has {len(text):,} characters; a card holds "
                f"{limits.INSTRUCTION:,}. Shorten it or make two tasks of it.",
            )
        whole = f"{above.strip()}\n\n{text}".rstrip() if above else text
        return shortened(whole, limits.INSTRUCTION)

    def _section(self, item: Item) -> str:
        around = self.document.items[item.parents[-1]].text if item.parents else ""
        heading = plain(around.split("\n", 1)[0])
        return shortened(heading, limits.SECTION) or self.parts.section_at(item.line)

    def _checklist_items(self, index: int, *, plain_lines: bool) -> list[Item]:
        items = self.document.items
        nested = [items[each] for each in self.parts.checklists.get(index, ())]
        if nested or not plain_lines:
            return nested
        inside = takewhile(
            lambda item: index in item.parents,
            (items[each] for each in range(index + 1, len(items))),
        )
        return [item for item in inside if item.parents[-1] == index and item.text]

    def _checklist(self, lines: Sequence[Item], line: int) -> tuple[str, ...]:
        if len(lines) > limits.CHECKLIST_LINES:
            self._judge(
                line,
                "P109",
                f"the checklist has {len(lines)} lines; a card holds {limits.CHECKLIST_LINES}. "
                "Make two tasks of it.",
            )
        for each in lines:
            if strayed(each.text):
                self._judge(
                    each.line,
                    "P110",
                    "attributes have no effect on a line of a checklist; give them to the task.",
                )
        texts = (plain(each.text) for each in lines)
        kept = [shortened(text, limits.CHECKLIST_LINE) for text in texts if text]
        return tuple(kept[: limits.CHECKLIST_LINES])

    def _at_home(self, step: Step) -> Step:
        """Return the step with ids of this very playbook shortened, and its due time anchored."""
        own = f"{self.playbook.slug}/"
        after = tuple(dict.fromkeys(each.removeprefix(own) for each in step.after))
        due = step.due
        if due and due.step:
            due = replace(due, step=due.step.removeprefix(own))
        elif due and due.anchor == "start":
            due = replace(due, anchor=self.playbook.anchor)
        return replace(step, after=after, due=due)

    def _judge(self, line: int, code: str, message: str) -> None:
        self.report.judged(line, code, message, strict=self.strict)


def _with_refs(steps: Sequence[Step]) -> list[Step]:
    taken = {step.ref for step in steps if step.ref}
    seen: dict[str, int] = defaultdict(int)
    return [
        step if step.ref else replace(step, ref=_derived(step.title, taken, seen)) for step in steps
    ]


def _derived(title: str, taken: set[str], seen: dict[str, int]) -> str:
    base = _slug_of(title)
    ref = base
    while ref in taken:
        seen[base] += 1
        ref = f"{base}-{seen[base] + 1}"
    taken.add(ref)
    return ref


def _slug_of(title: str) -> str:
    ascii_only = normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_only))[:_DERIVED].strip("-")
    digest = sha256(title.encode("utf-8", "replace")).hexdigest()
    return slug or f"task-{digest[:8]}"
