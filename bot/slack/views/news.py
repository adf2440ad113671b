"""What happened, in lines: the timeline's entries since a report, the weighty ones first.

Which entries are asked for is `bot.storage.news`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.report import Change, Happened, Listing, Told
from bot.domain.stages import SAID
from bot.language.catalogue import later, say
from bot.slack.views import departments, entries, kit
from bot.slack.views.entry_words import SAID as TOLD
from bot.slack.views.page import SHOWN, Page, cut

TITLE, TEXT, LISTED = 40, 140, 4
OLD = 9
# What registers tell is told one by one, unless it happened so often.
OFTEN = 3
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


# How a task moves: what a later move of the same task has overtaken is hardly news any more.
MOVES = frozenset(
    f"task.{done}" for done in (
        "approved", "blocked", "done", "proof_given", "refused", "reopened", "skipped", "unblocked",
    )
)  # fmt: skip

# What is rarer is told as the timeline tells it, the same of it in one line if it comes often.
RARE = Wording(6)

WORDING: Mapping[str, Wording] = MappingProxyType(
    {
        "incident.declared": Wording(0, later("declared by {who}: {text}")),
        "incident.severity": Wording(0, later("severity {before} → {after}: {reason}")),
        "incident.kind": Wording(0, later("kind {before} → {after}{why}")),
        "incident.stage": Wording(0, later("stage {before} → {after}{why}")),
        "command.handed_over": Wording(0, later("command: {before} → {after}"), newest=1),
        "command.unread": Wording(1, later("{after} has not read the brief of the handover")),
        "deadline.overdue": Wording(1, later("{subject} {text}: its time passed without a report")),
        "incident.anchor": Wording(0, later("{subject} set to {after}{why}")),
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
        "task.given_back": Wording(8, many=later("given back")),
        "task.left": Wording(8, many=later("no longer wanted")),
        "task.started": Wording(8, many=later("started")),
        "task.recurred": Wording(8, many=later("due again")),
        "task.due": Wording(8, many=later("with a new due time")),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pick:
    """Which entries one line tells, by their ids; `of` counts the things that it gathers."""

    ids: tuple[int, ...]
    of: int = 0


def picked(happened: Sequence[Happened], *, limit: int = SHOWN) -> tuple[list[Pick], int]:
    """Return what the first *limit* lines tell of what happened, and how many lines there were.

    A long night has hundreds of entries; only what is picked is read and put into words.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, (_, action, *_) in enumerate(happened):
        places[action].append(place)
    lines: list[tuple[int, int, Sequence[int]]] = []
    overtaken = _overtaken(happened)
    for action, those in places.items():
        wording = WORDING.get(action, RARE)
        if wording is RARE and len(those) >= OFTEN:
            alike = _alike(happened, action, those)
            lines += [(wording.rank, each[0], each) for each in alike]
        elif wording.many and (not wording.line or len(those) >= OFTEN):
            lines.append((wording.rank, those[0], those))
        else:
            old = len(those) - wording.newest if wording.newest else 0
            ranks = (
                OLD if nth < old or place in overtaken else wording.rank
                for nth, place in enumerate(those)
            )  # fmt: skip
            lines += [(rank, place, ()) for rank, place in zip(ranks, those, strict=True)]
    lines.sort()
    return [_pick(happened, place, those) for _, place, those in lines[:limit]], len(lines)


def _overtaken(happened: Sequence[Happened]) -> set[int]:
    """Return the places of the moves of tasks that a later one of the same task has overtaken."""
    moves = [
        (place, subject) for place, (_, action, subject, *_) in enumerate(happened)
        if action in MOVES
    ]  # fmt: skip
    last = {subject: place for place, subject in moves}
    return {place for place, subject in moves if last[subject] != place}


def _alike(
    happened: Sequence[Happened], action: str, places: Sequence[int]
) -> Iterable[Sequence[int]]:
    """Return the places of what the same person did with the same values, as far as it is said."""
    words = TOLD.get(action, "")
    found: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for place in places:
        _, _, _, actor, before, after, _ = happened[place]
        named = {"{before}": before, "{after}": after}
        found[(actor, *(kept for name, kept in named.items() if name in words))].append(place)
    return found.values()


def _pick(happened: Sequence[Happened], place: int, those: Sequence[int]) -> Pick:
    """Return the newest entry of each of the first subjects; of what is rare the text decides."""
    if not those:
        return Pick((happened[place][0],))
    if happened[place][1] not in WORDING:
        return Pick(tuple(happened[each][0] for each in those), len(those))
    newest = {subject or entry: entry for entry, _, subject, *_ in (happened[at] for at in those)}
    return Pick(tuple(newest.values())[:LISTED], len(newest))


def changes(found: Listing[Told], page: Page) -> tuple[str, ...]:
    """Return the lines on what happened, the last counting the rest."""
    said = [_said(told, page) for told in found.rows]
    return tuple(cut(said, of=found.total, more=say("more changes")))


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


def _said(told: Told, page: Page) -> str:
    first = told.changes[0]
    wording = WORDING.get(first.action, RARE)
    if wording is RARE:
        return _rare(told.changes, page)
    if told.of:
        return f"{told.of} {say(wording.many)}: {_listed(told.changes, of=told.of)}"
    return _line(first, wording, page)


def _rare(those: Sequence[Change], page: Page) -> str:
    """Tell it in the words of the timeline, each subject of several once."""
    first, voice = those[0], _voice(page)
    if len(those) == 1:
        short = first._replace(text=kit.clip(first.text, TEXT))
        return f"{page.clock(first.at)} {entries.sentence(short, voice)}"
    if "{subject}" not in TOLD.get(first.action, "{subject}"):
        those = [each._replace(subject="") for each in those]
    every = first._replace(subject="", text=_listed(those, short=_short))
    return f"{entries.actor(every, voice)} {' '.join(entries.told(every, voice).split())}"


def _voice(page: Page) -> entries.Voice:
    return entries.Voice(page.who, page.hour)


def _line(change: Change, wording: Wording, page: Page) -> str:
    parts = {
        "who": page.who(change.actor),
        "subject": entries.subject(change),
        "text": kit.one_line(change.text, TEXT),
        "before": entries.value(change.before, _voice(page)),
        "after": entries.value(change.after, _voice(page)),
        "reason": kit.one_line(change.reason, TEXT) if change.reason else "",
        "why": f": {kit.one_line(change.reason, TEXT)}" if change.reason else "",
        "counts": f": {counts}" if (counts := _counts(change.after)) else "",
    }
    return f"{page.clock(change.at)} {say(wording.line, **parts)}".strip()


def _counts(after: str | None) -> str:
    """Return the counts of a return, kept as `seen=120 waiting=14`, in words."""
    pairs = (each.partition("=")[::2] for each in (after or "").split())
    return departments.reported({key: int(count) for key, count in pairs if count.isdecimal()})


def _short(text: str, limit: int) -> str:
    """Return a text as it was typed, on one line: whoever shows it escapes it."""
    return kit.clip(" ".join(text.split()), limit)


def _listed(
    those: Sequence[Change], *, of: int = 0, short: Callable[[str, int], str] = kit.one_line
) -> str:
    """Return the first of them, each subject once, and how many of them, or *of*, are left."""
    seen = {change.subject or change.text: change for change in those}
    shown = [
        f"{short(each.subject, 12)} {short(each.text, TITLE)}".strip()
        for each in list(seen.values())[:LISTED]
    ]
    left = (of or len(seen)) - len(shown)
    said = " · ".join(shown)
    return f"{said} · {say('and {left} more', left=left)}" if left else said
