"""What an entry of the timeline says, as a sentence: who did what, why. Pure.

Its number and its times stand before it in `noting`; how a report gathers many is `news`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.models import TimelineEntry
from bot.domain.report import USER_ID
from bot.slack.views import kit
from bot.slack.views.words import role

TEXT, REASON, LISTED = 300, 200, 4
ROLES = frozenset({"role.taken", "role.left", "command.handed_over"})

# What stands behind the name of whoever did it. An action without words is told by its own name.
SAID: Mapping[str, str] = MappingProxyType(
    {
        "incident.declared": "declared the incident: {text}",
        "incident.stage": "moved it from {before} to {after}",
        "incident.severity": "changed the severity from {before} to {after}",
        "incident.update": "gave an update: {text}",
        "incident.anchor": "set {subject} to {after}: {text}",
        "incident.snoozed": "put the update off: {text}",
        "note": "noted: {text}",
        "message.noted": "wrote: {text}",
        "message.edited": "changed a message: {text}",
        "fact": "entered {text}",
        "eta": "gave an estimate: {text}",
        "role.taken": "gave the role {subject} to {after}",
        "role.left": "took the role {subject} from {before}",
        "command.handed_over": "handed command over to {after}",
        "command.acknowledged": "read the brief and commands",
        "command.unread": "called {after}, who has not read the brief",
        "playbook.started": "started the playbook {text}",
        "playbook.opened": "opened the rest of the playbook {text}",
        "playbook.renewed": "renewed the playbook {text}",
        "playbook.offered": "was offered the playbook {text}",
        "channel.opened": "opened the incident's channel",
        "task.added": "added task {subject} {text}",
        "task.left": "found task {subject} {text} no longer wanted",
        "task.claimed": "claimed task {subject} {text}",
        "task.assigned": "gave task {subject} {text} to {after}",
        "task.started": "started task {subject} {text}",
        "task.done": "finished task {subject} {text}",
        "task.proof_given": "gave proof for task {subject} {text}",
        "task.approved": "approved task {subject} {text}",
        "task.refused": "sent task {subject} back: {text}",
        "task.blocked": "blocked task {subject} {text}",
        "task.unblocked": "unblocked task {subject} {text}",
        "task.skipped": "skipped task {subject} {text}",
        "task.reopened": "reopened task {subject} {text}",
        "task.due": "set another due time for task {subject} {text}",
        "task.missed": "counted task {subject} {text} as missed",
        "task.recurred": "opened task {subject} {text} again, as it recurs",
        "task.noted": "noted on task {subject} {text}",
        "deadline.opened": "opened the legal deadlines {subject}",
        "deadline.start": "set deadline {subject} running: {text}",
        "deadline.draft": "drafted {subject} {text}",
        "deadline.approve": "approved the draft of {subject} {text}",
        "deadline.sendback": "sent the draft of {subject} back: {text}",
        "deadline.met": "recorded {subject} {text} as sent",
        "deadline.ack": "recorded that {subject} {text} was acknowledged",
        "deadline.extended": "moved {subject} {text} to {after}",
        "deadline.na": "ruled out {subject} {text}",
        "deadline.overdue": "let {subject} {text} run over its time",
    }
)


def sentence(entry: TimelineEntry) -> str:
    """Return who did what, and why."""
    why = f" ({_spoken(entry.reason, REASON)})" if entry.reason else ""
    return f"{_who(entry.actor)} {_said(entry)}{why}"


def _who(actor: str) -> str:
    return "Wardroom" if actor == "system" else kit.mention(actor)


def _said(entry: TimelineEntry) -> str:
    known = SAID.get(entry.action)
    if entry.action == "role.taken" and entry.after == entry.actor:
        known = "took the role {subject}"
    if known is None:
        plain = entry.action.replace(".", " ").replace("_", " ")
        # What is about the whole incident needs not name it.
        about = "" if entry.subject.startswith("INC-") else "{subject} "
        known = f"{kit.escape(plain)} {about}{{text}}"
    subject = role(entry.subject) if entry.action in ROLES else kit.one_line(entry.subject, 60)
    parts = {
        "subject": subject,
        "text": _spoken(entry.text, TEXT),
        "before": _value(entry.before),
        "after": _value(entry.after),
    }
    return known.format_map(parts).strip()


def _spoken(text: str, limit: int) -> str:
    return kit.clip(kit.spoken(" ".join(text.split())), limit)


def _value(value: str | None) -> str:
    """Return a value in words; a person's id becomes the person."""
    if not value:
        return "nobody"
    return ", ".join(
        kit.mention(each) if USER_ID.fullmatch(each) else kit.one_line(each.replace("_", " "), 60)
        for each in value.split(",")[:LISTED]
    )
