"""Says all that is wrong with playbook files or folders, as an editor or a pipeline wants it.

Loads nothing into the bot.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from bot.playbook.crosscheck import circles, foreign_ids, refs_of
from bot.playbook.findings import Finding
from bot.playbook.gates import GATES
from bot.playbook.model import Playbook
from bot.playbook.parse import parse
from bot.playbook.sources import LibraryError, SourceFile, printable, read_file, read_folder


def lint(paths: Sequence[Path], known_gates: Collection[str] = GATES) -> list[Finding]:
    """Return every finding of the files and of the files in the folders, by file and line.

    Files beside a given file are read too, so that what it says of them can be checked.
    """
    found: list[Finding] = []
    for path in paths:
        found += (_lint_folder if path.is_dir() else _lint_file)(path, known_gates)
    return sorted(dict.fromkeys(found), key=lambda each: (each.path, each.line, each.code))


def _lint_folder(folder: Path, known_gates: Collection[str]) -> list[Finding]:
    try:
        sources = read_folder(folder)
    except LibraryError as error:
        return [Finding(printable(str(folder)), 1, "P006", str(error))]
    return list(_findings(sources, sources, known_gates))


def _lint_file(path: Path, known_gates: Collection[str]) -> list[Finding]:
    source = read_file(path)
    try:
        beside = [each for each in read_folder(path.parent) if each.name != path.name]
    except LibraryError:
        beside = []
    return list(_findings([source], [*beside, source], known_gates))


def _findings(
    sources: Sequence[SourceFile], around: Sequence[SourceFile], known_gates: Collection[str]
) -> Iterator[Finding]:
    wanted = {source.path for source in sources}
    playbooks: dict[str, Playbook] = {}
    templates: list[Playbook] = []
    taken: list[Finding] = []
    for source in around:
        playbook, findings = _read(source, known_gates)
        yield from (finding for finding in findings if source.path in wanted)
        if playbook is None:
            continue
        if source.is_template:
            templates.append(playbook)
            continue
        first = playbooks.setdefault(playbook.slug, playbook)
        if first is not playbook:
            text = f"the slug `{playbook.slug}` is that of {first.path}; choose another."
            taken.append(Finding(playbook.path, 1, "P501", text))
    refs = refs_of(playbooks)
    crossed = [
        each.finding
        for playbook in (*playbooks.values(), *templates)
        for each in foreign_ids(playbook, refs)
    ]
    crossed += [each.finding for each in circles(playbooks)]
    yield from (finding for finding in (*taken, *crossed) if finding.path in wanted)


def _read(
    source: SourceFile, known_gates: Collection[str]
) -> tuple[Playbook | None, list[Finding]]:
    if source.text is None:
        return None, [source.finding] if source.finding else []
    return parse(source.text, source.path, known_gates=known_gates)
