"""Turns playbook markdown into data, or into findings. Knows no folder and no other playbook."""

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePath

from bot.playbook import limits
from bot.playbook.checks import Checks
from bot.playbook.findings import Finding, Report
from bot.playbook.foreign import is_foreign
from bot.playbook.frontmatter import FrontMatter, read_front_matter, slug_problem
from bot.playbook.gates import GATES
from bot.playbook.kept import mended
from bot.playbook.markdown import Document, read_document, split_lines
from bot.playbook.model import Playbook
from bot.playbook.steps import (
    Outline,
    any_attributes,
    is_numbered,
    outline,
    read_intro,
    read_steps,
)
from bot.playbook.unseen import UNSEEN, escaped

__all__ = ["Finding", "parse", "parse_kept"]


def parse(
    text: str, path: str, *, known_gates: Collection[str] = GATES
) -> tuple[Playbook | None, list[Finding]]:
    """Return the playbook, or None where there is an error, and every finding by line.

    Never raises. The path gives the slug and title of a text without front matter.
    """
    return _parse(text, Report(path), known_gates)


@lru_cache(maxsize=64)  # A text is asked for with every change of a row.
def parse_kept(text: str, slug: str) -> tuple[Playbook | None, tuple[Finding, ...]]:
    """Return what the text of a running playbook says, and what of it is refused by now.

    It was read when the playbook was started: what rules that came later refuse is left out, or
    asks for more than it did (`kept`), and the rest stands. None where nothing can be read.
    """
    report = Report(f"{slug}.md", kept=True)
    playbook, _ = _parse(text, report, GATES)
    refused = tuple(each for each in report.findings() if each.severity == "error")
    if playbook is None:
        return None, refused
    return replace(mended(playbook, refused), slug=slug), refused


def _parse(
    text: str, report: Report, known_gates: Collection[str]
) -> tuple[Playbook | None, list[Finding]]:
    if not _is_readable(text, report):
        return None, report.findings()
    document = read_document(text)
    front, key_lines = _front_matter(document, report)
    parts = outline(document, titled=bool(front.title))
    # Only plain checklists of others are read with leniency.
    with_front = document.front_unclosed or (
        document.front is not None and not is_foreign(key_lines)
    )
    attributed = any_attributes(document, parts)
    strict = with_front or attributed
    _check_shape(document, parts, report, strict=strict)
    if len(parts.tasks) > limits.TASKS:
        return None, report.findings()
    head = _head(text, front, parts, report)
    playbook = replace(
        head,
        intro=read_intro(document, parts),
        steps=read_steps(document, parts, head, report, strict=strict),
    )
    checks = Checks(playbook, report, key_lines=key_lines, known_gates=known_gates, strict=strict)
    checks.run()
    # Last, so that what keeps the file from loading is told before a limit ends the telling.
    _warn_of_ticks(document, report)
    _warn_of_unseen(document, report)
    # Whoever writes attributes knows what makes a task, and numbers what is none.
    if not attributed:
        _warn_of_numbers(document, parts, report)
    usable = not report.failed and bool(playbook.steps)
    return playbook if usable else None, report.findings()


def _is_readable(text: str, report: Report) -> bool:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        report.error(line, "P004", "a NUL byte stands here; this is not a text file.")
        return False
    if len(text) > limits.FILE_BYTES:
        size = f"{limits.FILE_BYTES // 1024:,} kB"
        report.error(1, "P003", f"the text is larger than {size}; split it.")
        return False
    lines = split_lines(text)
    if len(lines) > limits.LINES:
        report.error(
            limits.LINES, "P101", f"the text has more than {limits.LINES:,} lines; split it."
        )
    for number, each in enumerate(lines, start=1):
        if len(each) > limits.LINE_CHARACTERS:
            report.error(
                number, "P101", f"the line has more than {limits.LINE_CHARACTERS:,} characters."
            )
    # Before this nothing was found: what is too long stays unread, also where nothing fails.
    return not report.findings()


def _front_matter(document: Document, report: Report) -> tuple[FrontMatter, dict[str, int]]:
    if document.front_unclosed:
        report.error(1, "P201", "the front matter has no end: write `---` on a line of its own.")
    if document.front is None:
        return FrontMatter(), {}
    return read_front_matter(document.front.text, document.front.line, report)


def _check_shape(document: Document, parts: Outline, report: Report, *, strict: bool) -> None:
    if document.too_deep is not None:
        most = limits.LIST_LEVELS
        text = f"lists or quotes are nested deeper than {most} levels; the rest is not read."
        report.error(document.too_deep, "P102", text)
    almost = [item.line for item in document.items if item.almost]
    for line in sorted({*almost, *document.unlisted}):
        report.warning(line, "P111", "this is not a checkbox yet; write `- [ ] words`.")
    if len(parts.tasks) > limits.TASKS:
        text = f"the text has {len(parts.tasks):,} tasks; a playbook has at most {limits.TASKS:,}."
        report.error(1, "P103", text)
    elif not parts.tasks:
        text = "no line is a task; write `- [ ] What is to be done`."
        report.judged(1, "P104", text, strict=strict)
    elif document.items[parts.tasks[0]].checked is None:
        first = document.items[parts.tasks[0]].line
        text = "no line has a checkbox, so the numbered lines are taken as tasks."
        report.warning(first, "P108", text)


def _warn_of_ticks(document: Document, report: Report) -> None:
    """Warn of what somebody ticked in the file: work is done in an incident, with its proof."""
    for item in document.items:
        if item.checked:
            text = "a tick in the file counts for nothing: all opens as to do. Write `- [ ]`."
            report.warning(item.line, "P112", text)


def _warn_of_unseen(document: Document, report: Report) -> None:
    """Warn of characters that steer a terminal, or show a line in another order than it has."""
    # Front matter that holds one is mostly refused for it already.
    first = document.body_line if report.failed else 1
    for number, line in enumerate(document.lines[first - 1 :], start=first):
        if unseen := UNSEEN.search(line):
            text = f"a character stands here that nobody sees, `{escaped(unseen[0])}`; delete it."
            report.warning(number, "P114", text)


def _warn_of_numbers(document: Document, parts: Outline, report: Report) -> None:
    """Warn once of numbered lines that are left as words because other lines have checkboxes."""
    items = document.items
    around = {parent for index in parts.tasks for parent in items[index].parents}
    beside = set(range(len(items))) - around - set(parts.tasks)
    lines = [items[each].line for each in beside if is_numbered(items[each])]
    if lines:
        text = (
            "the numbered lines make no tasks, for other lines have a checkbox. Write "
            "`1. [ ] words` where one is meant."
        )
        report.warning(min(lines), "P113", text)


def _head(text: str, front: FrontMatter, parts: Outline, report: Report) -> Playbook:
    slug = front.slug or _slug_of(report.path)
    problem = slug_problem(slug)
    if problem:
        report.error(1, "P209", f"the file's name makes no slug: {problem}")
    title = front.title or (parts.title.text if parts.title else "")
    if len(title) > limits.TITLE:
        report.warning(1, "P106", f"the title has more than {limits.TITLE} characters.")
    return Playbook(
        slug=slug,
        title=title[: limits.TITLE].strip() or slug.replace("-", " ").capitalize(),
        version=front.version,
        lead=front.lead,
        deputy=front.deputy,
        when=front.meant_for(),
        start=front.starts(),
        anchor=front.anchor,
        private=front.private,
        roles=front.own_roles(),
        source=text,
        source_sha256=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        path=report.path,
    )


def _slug_of(path: str) -> str:
    stem = PurePath(path.replace("\\", "/")).name
    stem = stem[: -len(".md")] if stem.lower().endswith(".md") else stem
    letters = (each if each.isascii() and each.isalnum() else "-" for each in stem.lower())
    words = [word for word in "".join(letters).split("-") if word]
    return "-".join(words)[: limits.NAME].strip("-") or "playbook"
