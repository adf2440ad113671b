"""What is wrong with a playbook, as lines that an editor can jump to.

Collects and words; the rules themselves live where a thing is read or checked.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Literal

from bot.playbook import limits

Severity = Literal["error", "warning"]

CODES: dict[str, str] = {
    "P001": "the file's name cannot be a playbook's name",
    "P002": "not a regular file",
    "P003": "the file is too large",
    "P004": "the file is not text",
    "P005": "the file is not UTF-8",
    "P006": "the file cannot be read",
    "P007": "the folder holds too much",
    "P101": "the text is too long, or a line of it",
    "P102": "lists or quotes nested too deeply",
    "P103": "too many tasks",
    "P104": "no task",
    "P105": "a task or playbook without a title",
    "P106": "a title too long",
    "P107": "an instruction too long",
    "P108": "numbered lines taken as tasks",
    "P109": "a checklist too long, or missing",
    "P110": "attributes where they have no effect",
    "P111": "almost a checkbox",
    "P112": "a tick, which counts for nothing",
    "P113": "numbered lines that make no tasks",
    "P114": "a character that is not seen",
    "P199": "findings left out",
    "P201": "front matter without an end",
    "P202": "front matter too large",
    "P203": "front matter that is not YAML",
    "P204": "front matter with anchors, aliases, tags or merge keys",
    "P205": "front matter nested too deeply",
    "P206": "a key given twice",
    "P207": "an unknown key",
    "P208": "a key with a wrong value",
    "P209": "a slug that cannot be used",
    "P210": "keys of another tool",
    "P301": "an unknown attribute",
    "P302": "an attribute given twice",
    "P303": "an attribute list that cannot be read",
    "P304": "an attribute list in the wrong place",
    "P305": "braces that look almost like attributes",
    "P310": "a wrong id",
    "P311": "a wrong role",
    "P312": "a wrong due time",
    "P313": "a wrong after",
    "P314": "a wrong selector",
    "P315": "a wrong sets",
    "P316": "a wrong rhythm",
    "P317": "an unknown kind of proof",
    "P318": "a wrong approval",
    "P319": "a wrong gate",
    "P320": "a wrong critical",
    "P321": "a wrong approve_when",
    "P401": "an id used twice",
    "P402": "an id that no task has",
    "P403": "tasks that wait for one another",
    "P404": "an unknown role",
    "P405": "approval by the task's own role",
    "P406": "an unknown gate",
    "P407": "sets without a register, or a verb it lacks",
    "P408": "a critical task without a deputy",
    "P409": "an unknown field",
    "P410": "a field of a register that the task is not about",
    "P411": "a start that `when` does not allow, or that never comes",
    "P412": "a role that is there already",
    "P501": "a slug used twice",
    "P502": "an unknown playbook",
    "P503": "an id that the other playbook lacks",
    "P504": "playbooks that wait for one another",
    "P505": "the last good version stays in use",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to cure: where it stands, a code that never changes, and a sentence."""

    path: str
    line: int
    code: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.code} {self.message}"


class BadValueError(ValueError):
    """A value that cannot be read; `name` and `known` serve to find the nearest right one."""

    def __init__(self, message: str, name: str = "", known: Collection[str] = ()) -> None:
        super().__init__(message)
        self.name = name
        self.known = known


class Report:
    """The findings of one file, in the making; stops collecting at a limit, never counting.

    `kept`: the text is that of a running playbook, in which nothing fails; all is collected.
    """

    def __init__(self, path: str, *, kept: bool = False) -> None:
        self.path = path
        self.kept = kept
        self.failed = False
        self._findings: list[Finding] = []
        self._left_out = 0

    def error(
        self, line: int, code: str, message: str, *, name: str = "", known: Collection[str] = ()
    ) -> None:
        """Add an error: the playbook is not used. `name` is compared with the `known` ones."""
        self.failed = not self.kept
        self._add(line, code, message, "error", name, known)

    def warning(
        self, line: int, code: str, message: str, *, name: str = "", known: Collection[str] = ()
    ) -> None:
        """Add a warning: the playbook is used all the same."""
        self._add(line, code, message, "warning", name, known)

    def judged(self, line: int, code: str, message: str, *, strict: bool) -> None:
        """Add an error where the text was written for us, else a warning."""
        (self.error if strict else self.warning)(line, code, message)

    def findings(self) -> list[Finding]:
        """Return what was found, by line."""
        found = sorted(self._findings, key=lambda finding: (finding.line, finding.code))
        if self._left_out:
            text = f"{self._left_out} more findings are left out; cure these first."
            severity: Severity = "error" if self.failed else "warning"
            found.append(Finding(self.path, 1, "P199", text, severity))
        return found

    def _add(
        self,
        line: int,
        code: str,
        message: str,
        severity: Severity,
        name: str,
        known: Collection[str],
    ) -> None:
        if len(self._findings) >= limits.FINDINGS_PER_FILE and not self.kept:
            self._left_out += 1
            return
        near = nearest(name, known) if name else None
        hint = f" Did you mean `{near}`?" if near else ""
        self._findings.append(Finding(self.path, line, code, message + hint, severity))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like this one, or None; bounded for any input."""
    if len(name) > limits.NAME:
        return None
    candidates = list(islice(known, limits.NAMES_COMPARED))
    near = get_close_matches(name.lower(), candidates, n=1, cutoff=0.6)
    return near[0] if near else None


def quoted(text: str, longest: int = 60) -> str:
    """Return a hostile bit of text as it may stand in a finding: one line, printable, short."""
    shown = "".join(each if each.isprintable() else "�" for each in text[:longest])
    shown = shown.replace("`", "'")
    if not text:
        return "(empty)"
    return f"`{shown}…`" if len(text) > longest else f"`{shown}`"
