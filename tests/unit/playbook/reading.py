"""Short ways to read a text in a test."""

from bot.playbook.findings import Finding
from bot.playbook.model import Playbook, Step
from bot.playbook.parse import parse

HEAD = "---\nslug: drill\ntitle: Drill\n---\n"


def good(text: str, path: str = "playbooks/drill.md") -> Playbook:
    """Return the playbook of a text without errors."""
    playbook, findings = parse(text, path)
    assert playbook is not None, [str(finding) for finding in findings]
    return playbook


def one(text: str) -> Step:
    """Return the only step of a text without a single finding."""
    playbook, findings = parse(text, "playbooks/drill.md")
    assert findings == []
    assert playbook is not None
    (step,) = playbook.steps
    return step


def found(text: str, path: str = "playbooks/drill.md") -> list[Finding]:
    """Return the findings of a text, wherever they stand."""
    return parse(text, path)[1]


def codes(text: str, path: str = "playbooks/drill.md") -> list[tuple[int, str]]:
    """Return the line and code of each finding."""
    return [(finding.line, finding.code) for finding in found(text, path)]
