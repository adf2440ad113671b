"""What happened, in lines: the timeline's entries since a report, the weighty ones first.

Which entries are asked for is `bot.storage.news`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.report import USER_ID, Change, Listing
from bot.domain.stages import SAID
from bot.language.catalogue import later, say
from bot.slack.views import departments, kit
from bot.slack.views.page import SHOWN, Page, cut
from bot.slack.views.words import role

TITLE, TEXT, LISTED = 40, 140, 4
OLD = 9
# What registers tell is told one by one, unless it happened so often.
OFTEN = 3
# What these are about is a role.
ROLES = frozenset({"role.taken", "role.left"})
LEVELS = frozenset("1234")
STAGES = {stage.value: said for stage, said in SAID.items()}


@dataclass(frozen=True, slots=True)
class Wording:
    """How one action is told: `line` for each, or gathered behind `many`. Low ranks come first.

    Where only the `newest` are still news, the older ones come last.
    """

    rank: int
    line: str = ""
    many: str = ""
    newest: int = 0


WORDING: Mapping[str, Wording] = MappingProxyType(
    {
        "incident.declared": Wording(0, later("declared by {who}: {text}")),
        "incident.severity": Wording(0, later("severity {before} → {after}: {reason}")),
        "incident.stage": Wording(0, later("stage {before} → {after}{why}")),
        "command.handed_over": Wording(0, later("command: {before} → {after}")),
        "command.unread": Wording(1, later("{after} has not read the brief of the handover")),
        "deadline.overdue": Wording(1, later("{subject} {text}: its time passed without a report")),
        "incident.anchor": Wording(0, later("{subject} set to {after}: {text} {reason}")),
        "deadline.met": Wording(1, later("{subject} {text} {reason}")),
        "deadline.extended": Wording(1, later("{subject} {text} extended to {after}: {reason}")),
        "deadline.na": Wording(1, later("{subject} {text} not applicable: {reason}")),
        "deadline.opened": Wording(3, later("legal deadlines opened: {subject}")),
        "deadline.approve": Wording(4, many=later("approved to be sent")),
        "deadline.ack": Wording(4, many=later("acknowledged")),
        "deadline.draft": Wording(8, many=later("being drafted")),
        "deadline.start": Wording(8, many=later("now running")),
        "incident.update": Wording(0, later("update by {who}: {text}"), newest=2),
        "task.blocked": Wording(2, later("{subject} {text} blocked: {reason}")),
        "task.skipped": Wording(2, later("{subject} {text} skipped: {reason}")),
        "task.reopened": Wording(2, later("{subject} {text} reopened: {reason}")),
        "task.refused": Wording(2, later("{subject} {text}: proof refused by {who}: {reason}")),
        "task.missed": Wording(2, later("{subject} {text} {reason}")),
        "incident.snoozed": Wording(2, later("{text} by {who}{why}")),
        "task.done": Wording(3, many=later("done")),
        "task.approved": Wording(4, many=later("approved")),
        "task.proof_given": Wording(4, many=later("handed in for approval")),
        "task.unblocked": Wording(4, many=later("unblocked")),
        "playbook.started": Wording(5, later("playbook started: {text}")),
        "playbook.opened": Wording(7, later("playbook opened to the end: {text}")),
        "playbook.renewed": Wording(5, later("playbook renewed: {text}")),
        "playbook.offered": Wording(7, later("playbook offered: {text}")),
        "department.return": Wording(
            5, later("{text} reported{counts}"), many=later("returns of departments")
        ),
        "server.encrypted": Wording(2, many=later("found encrypted")),
        "server.infiltrated": Wording(2, many=later("found infiltrated")),
        "server.reconnect": Wording(3, many=later("back on the network")),
        "server.suspect": Wording(4, many=later("under suspicion")),
        "server.clear": Wording(4, many=later("cleared of suspicion")),
        "server.isolate": Wording(4, many=later("isolated")),
        "server.hold": Wording(5, many=later("held for evidence")),
        "server.rebuilt": Wording(5, many=later("rebuilt")),
        "server.sanitised": Wording(5, many=later("sanitised")),
        "server.verify": Wording(5, many=later("verified")),
        "server.added": Wording(7, many=later("entered")),
        "department.manual": Wording(3, many=later("now on paper")),
        "department.suspended": Wording(3, many=later("suspended")),
        "department.degraded": Wording(3, many=later("degraded")),
        "department.normal": Wording(3, many=later("back to normal")),
        "department.added": Wording(7, many=later("entered")),
        "exhibit.hash": Wording(6, many=later("hashed")),
        "exhibit.seal": Wording(6, many=later("sealed")),
        "exhibit.store": Wording(6, many=later("stored")),
        "exhibit.added": Wording(7, many=later("entered")),
        "system.added": Wording(7, many=later("entered")),
        "role.taken": Wording(5, later("{subject}: {after}")),
        "role.left": Wording(5, later("{subject}: {before} left")),
        "note": Wording(6, later("note by {who}: {text}")),
        "task.added": Wording(7, many=later("added")),
        "task.claimed": Wording(8, many=later("claimed")),
        "task.assigned": Wording(8, many=later("assigned")),
        "task.left": Wording(8, many=later("no longer wanted")),
        "task.started": Wording(8, many=later("started")),
        "task.recurred": Wording(8, many=later("due again")),
        "task.due": Wording(8, many=later("with a new due time")),
    }
)  # fmt: skip


def changes(found: Listing[Change], page: Page, *, limit: int = SHOWN) -> tuple[str, ...]:
    """Return the lines on what happened, at most *limit*, the last counting the rest."""
    gathered: dict[str, list[Change]] = {}
    lines: list[tuple[int, int, list[Change]]] = []
    left = Counter(change.action for change in found.rows)
    often = {action for action, count in left.items() if count >= OFTEN}
    for place, change in enumerate(found.rows):
        wording = _wording(change.action)
        left[change.action] -= 1
        if not wording.many or (wording.line and change.action not in often):
            old = wording.newest and left[change.action] >= wording.newest
            lines.append((OLD if old else wording.rank, place, [change]))
        elif change.action in gathered:
            gathered[change.action].append(change)
        else:
            gathered[change.action] = [change]
            lines.append((wording.rank, place, gathered[change.action]))
    lines.sort(key=lambda line: line[:2])
    # Only what is shown is put into words: a long night has hundreds of entries.
    said = [_said(those, page) for _, _, those in lines[:limit]]
    return tuple(cut(said, limit=limit, of=len(lines) + found.left, more=say("more changes")))


def course(found: Listing[Change], page: Page) -> tuple[str, ...]:
    """Say how severity and stage moved, in times and our own words: nothing that was typed."""
    lines = [f"{page.clock(change.at)} {said}" for change in found.rows if (said := _moved(change))]
    return tuple(cut(lines[-SHOWN:], of=len(lines)))


def _moved(change: Change) -> str:
    if change.action == "incident.declared":
        return say("declared")
    before, after = change.before or "", change.after or ""
    if change.action == "incident.severity" and {before, after} <= LEVELS:
        return say("severity {before} → {after}", before=before, after=after)
    if change.action == "incident.stage" and {before, after} <= STAGES.keys():
        named = {"before": say(STAGES[before]), "after": say(STAGES[after])}
        return say("stage {before} → {after}", **named)
    return ""


def _said(those: Sequence[Change], page: Page) -> str:
    wording = _wording(those[0].action)
    if wording.many and (len(those) > 1 or not wording.line):
        return _gathered(those, wording.many)
    return _line(those[0], wording, page)


def _wording(action: str) -> Wording:
    plain = action.replace(".", " ").replace("_", " ")
    return WORDING.get(action, Wording(6, f"{plain}: {{subject}} {{text}}", many=f"× {plain}"))


def _line(change: Change, wording: Wording, page: Page) -> str:
    parts = {
        "who": page.who(change.actor),
        "subject": _subject(change),
        "text": kit.one_line(change.text, TEXT),
        "before": _named(change.before, page),
        "after": _named(change.after, page),
        "reason": kit.one_line(change.reason, TEXT) if change.reason else "",
        "why": f": {kit.one_line(change.reason, TEXT)}" if change.reason else "",
        "counts": f": {counts}" if (counts := _counts(change.after)) else "",
    }
    return f"{page.clock(change.at)} {say(wording.line, **parts)}".strip()


def _counts(after: str | None) -> str:
    """Return the counts of a return, kept as `seen=120 waiting=14`, in words."""
    pairs = (each.partition("=")[::2] for each in (after or "").split())
    return departments.reported({key: int(count) for key, count in pairs if count.isdecimal()})


def _subject(change: Change) -> str:
    return role(change.subject) if change.action in ROLES else kit.one_line(change.subject, 60)


def _named(value: str | None, page: Page) -> str:
    """Return a value of the timeline in words; ids of people become names."""
    if not value:
        return say("nobody")
    return ", ".join(
        page.who(each) if USER_ID.fullmatch(each) else _word(each)
        for each in value.split(",")[:LISTED]
    )


def _word(value: str) -> str:
    """Return a value in words; of those that only we write, the stages, in the reader's own."""
    stage = STAGES.get(value)
    return say(stage) if stage else kit.one_line(value.replace("_", " "), 60)


def _gathered(those: Sequence[Change], many: str) -> str:
    seen = {change.subject: change.text for change in those}
    shown = [
        f"{kit.one_line(subject, 12)} {kit.one_line(text, TITLE)}".strip()
        for subject, text in list(seen.items())[:LISTED]
    ]
    left = len(seen) - len(shown)
    return f"{len(seen)} {say(many)}: {_joined(shown, left)}"


def _joined(shown: Iterable[str], left: int) -> str:
    said = " · ".join(shown)
    return f"{said} · {say('and {left} more', left=left)}" if left else said
