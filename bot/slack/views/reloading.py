"""What reading the playbooks folder again changed, and what is wrong in it. Pure."""

from collections.abc import Mapping, Sequence

from bot.language.catalogue import later, say, say_many
from bot.playbook.diff import difference
from bot.playbook.findings import Finding
from bot.playbook.model import Playbook
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.said import Said
from bot.slack.views.words import counted, listed

MOST_FINDINGS, MOST_NAMED = 20, 20
Shelf = Mapping[str, Playbook]


def reloaded(before: Shelf, now: Shelf, findings: Sequence[Finding]) -> Said:
    """Return what is new, changed and gone, and every finding with its file and line."""
    loaded = say_many("*{count} playbook is loaded.*", "*{count} playbooks are loaded.*", len(now))
    lines = [loaded, *_changes(before, now)]
    lines += _wrong(findings) if findings else [say("No file has a fault.")]
    blocks = [block for line in lines for block in kit.paragraphs(line)]
    return Said(" ".join(lines), tuple(blocks[:40])).with_buttons(
        kit.button(say("Playbooks"), ids.PLAYBOOK_LIST)
    )


def _changes(before: Shelf, now: Shelf) -> list[str]:
    new = [_named(each) for slug, each in now.items() if slug not in before]
    gone = [_named(each) for slug, each in before.items() if slug not in now]
    changed = [
        f"{_named(each)} ({_what(before[slug], each)})"
        for slug, each in now.items()
        if slug in before and before[slug].source != each.source
    ]
    told = [
        f"*{word}:* {_some(names)}"
        for word, names in ((say("New"), new), (say("Changed"), changed), (say("Gone"), gone))
        if names
    ]
    if changed:
        told.append(
            say("What runs already stays as it is; `/playbook run <slug>` adds what is new.")
        )
    return told or [say("Nothing has changed.")]


def _named(playbook: Playbook) -> str:
    return f"`{playbook.slug}`"


def _some(names: Sequence[str]) -> str:
    left = len(names) - MOST_NAMED
    return (
        listed([*names[:MOST_NAMED], *([say("{left} more", left=left)] if left > 0 else [])]) + "."
    )


def _what(old: Playbook, new: Playbook) -> str:
    change = difference(old, new)
    counts = (
        (len(change.added), later("{tasks} added")),
        (len(change.removed), later("{tasks} removed")),
        (len(change.changed), later("{tasks} changed")),
    )
    told = [say(word, tasks=counted(number, "task")) for number, word in counts if number]
    return ", ".join(told) or say("no task changed")


def _wrong(findings: Sequence[Finding]) -> list[str]:
    errors = [each for each in findings if each.severity == "error"]
    others = [each for each in findings if each.severity != "error"]
    counts = ((len(errors), "error"), (len(others), "warning"))
    head = listed([counted(number, noun) for number, noun in counts if number])
    shown = [*errors, *others][:MOST_FINDINGS]
    lines = [f"*{head[:1].upper()}{head[1:]}:*", *(f"• {_finding(each)}" for each in shown)]
    left = len(findings) - len(shown)
    if left:
        lines.append(say("… and {left} more; `wardroom playbooks lint` lists them all.", left=left))
    return lines


def _finding(finding: Finding) -> str:
    where = kit.escape(f"{finding.path}:{finding.line}")
    return f"{where}: {kit.escape(finding.message)} ({finding.code})"


def stay(summary: str) -> str:
    """Return that tasks which run stay as they are, for an edit that did more than add some."""
    added = all(line.startswith("+") for line in summary.splitlines())
    return "" if added else "\n" + say("Tasks that are here already stay as they are.")
