"""A folder of playbooks: all that can be used, and all that is wrong, at once.

A bad file never takes a playbook away: the last version of it that was good stays in use.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from bot.playbook.crosscheck import CrossFinding, circles, foreign_ids, refs_of
from bot.playbook.findings import Finding
from bot.playbook.gates import GATES
from bot.playbook.model import Playbook
from bot.playbook.parse import parse
from bot.playbook.sources import LibraryError, SourceFile, read_folder

__all__ = ["Library", "LibraryError"]


@dataclass(frozen=True, slots=True)
class Library:
    """The playbooks in use, by slug, and the findings of the folder that they came from."""

    folder: Path
    playbooks: Mapping[str, Playbook]
    findings: tuple[Finding, ...] = ()
    known_gates: Collection[str] = field(default=tuple(GATES), repr=False)

    @property
    def used(self) -> frozenset[str]:
        """Return the files in use: one without a task is not, though that is a mere warning."""
        return frozenset(playbook.path for playbook in self.playbooks.values())

    @classmethod
    def load(cls, folder: Path, *, known_gates: Collection[str] = GATES) -> "Library":
        """Return the folder's playbooks; raise LibraryError where the folder cannot be read."""
        return cls(folder, MappingProxyType({}), (), known_gates).reload()

    def reload(self) -> "Library":
        """Return the folder as it is now; a file that became bad keeps its last good version."""
        known = {playbook.path: playbook for playbook in self.playbooks.values()}
        shelf = _Shelf(known, self.known_gates)
        for source in read_folder(self.folder):
            if not source.is_template:
                shelf.add(source)
        playbooks = shelf.settled()
        return replace(
            self, playbooks=MappingProxyType(playbooks), findings=tuple(shelf.findings())
        )


class _Shelf:
    """Decides which version of each file is used: the new, the last good one, or none."""

    def __init__(self, known: Mapping[str, Playbook], known_gates: Collection[str]) -> None:
        self._known = known
        self._known_gates = known_gates
        self._findings: list[Finding] = []
        self._fresh: dict[str, Playbook] = {}
        self._kept: dict[str, Playbook] = {}

    def add(self, source: SourceFile) -> None:
        """Take a file: its playbook if it is good, else the last good one."""
        playbook, findings = None, [source.finding] if source.finding else []
        if source.text is not None:
            playbook, findings = parse(source.text, source.path, known_gates=self._known_gates)
        self._findings += findings
        if playbook is not None:
            self._fresh[source.path] = playbook
        else:
            self._keep(source.path)

    def settled(self) -> dict[str, Playbook]:
        """Return the playbooks by slug, once no new one is at odds with the others.

        Each round takes back at least one new version, so there is a last round.
        """
        while True:
            playbooks, taken = self._by_slug()
            crossed = [*taken, *_crossings(playbooks)]
            wrong = {each.finding.path for each in crossed if each.finding.severity == "error"}
            if not wrong & self._fresh.keys():
                self._findings += [each.finding for each in crossed]
                return playbooks
            self._findings += [
                each.finding
                for each in crossed
                if each.finding.severity == "error" and each.finding.path in self._fresh
            ]
            for path in sorted(wrong & self._fresh.keys()):
                del self._fresh[path]
                self._keep(path)

    def findings(self) -> list[Finding]:
        """Return what was found, by file and line, each once."""
        found = dict.fromkeys(self._findings)
        return sorted(found, key=lambda each: (each.path, each.line, each.code))

    def _keep(self, path: str) -> None:
        last = self._known.get(path)
        if last is None:
            return
        self._kept[path] = last
        text = f"the last good version of `{last.slug}` stays in use until this file is cured."
        self._findings.append(Finding(path, 1, "P505", text, "warning"))

    def _by_slug(self) -> tuple[dict[str, Playbook], list[CrossFinding]]:
        playbooks: dict[str, Playbook] = {}
        taken = []
        # A version that is in use already has the older right to its slug.
        fresh = sorted(self._fresh.values(), key=self._newness)
        for playbook in (*self._kept.values(), *fresh):
            first = playbooks.setdefault(playbook.slug, playbook)
            if first is not playbook:
                text = f"the slug `{playbook.slug}` is that of {first.path}; choose another."
                finding = Finding(playbook.path, 1, "P501", text)
                taken.append(CrossFinding(playbook.slug, finding))
        return dict(sorted(playbooks.items())), taken

    def _newness(self, playbook: Playbook) -> tuple[bool, str]:
        last = self._known.get(playbook.path)
        return last is None or last.slug != playbook.slug, playbook.path


def _crossings(playbooks: Mapping[str, Playbook]) -> list[CrossFinding]:
    refs = refs_of(playbooks)
    named = (each for playbook in playbooks.values() for each in foreign_ids(playbook, refs))
    return [*named, *circles(playbooks)]
