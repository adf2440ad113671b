"""What an entry of the timeline says, as a sentence: who did what, why. Pure.

Its number and its times stand before it in `noting`; how a report gathers many is `news`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.models import TimelineEntry
from bot.domain.report import USER_ID
from bot.language.catalogue import later, say
from bot.slack.views import kit
from bot.slack.views.words import role

TEXT, REASON, LISTED = 300, 200, 4
ROLES = frozenset({"role.taken", "role.left", "command.handed_over"})

# What stands behind the name of whoever did it. An action without words is told by its own name.
SAID: Mapping[str, str] = MappingProxyType(
    {
        "incident.declared": later("declared the incident: {text}"),
        "incident.stage": later("moved it from {before} to {after}"),
        "incident.severity": later("changed the severity from {before} to {after}"),
        "incident.update": later("gave an update: {text}"),
        "incident.anchor": later("set {subject} to {after}: {text}"),
        "incident.snoozed": later("put the update off: {text}"),
        "note": later("noted: {text}"),
        "message.noted": later("wrote: {text}"),
        "message.edited": later("changed a message: {text}"),
        "server.encrypted": later("found {subject} {text} encrypted"),
        "server.infiltrated": later("found {subject} {text} infiltrated"),
        "server.reconnect": later("put {subject} {text} back on the network"),
        "server.suspect": later("called {subject} {text} suspect"),
        "server.clear": later("cleared {subject} {text} of suspicion"),
        "server.isolate": later("isolated {subject} {text}"),
        "server.hold": later("held {subject} {text} for evidence"),
        "server.rebuilt": later("rebuilt {subject} {text}"),
        "server.sanitised": later("sanitised {subject} {text}"),
        "server.verify": later("verified {subject} {text}"),
        "server.added": later("entered {subject} {text}"),
        "department.manual": later("moved {subject} {text} to paper"),
        "department.suspended": later("suspended {subject} {text}"),
        "department.degraded": later("called {subject} {text} degraded"),
        "department.normal": later("called {subject} {text} normal again"),
        "department.added": later("entered {subject} {text}"),
        "exhibit.hash": later("hashed {subject} {text}"),
        "exhibit.seal": later("sealed {subject} {text}"),
        "exhibit.store": later("stored {subject} {text}"),
        "exhibit.added": later("entered {subject} {text}"),
        "system.added": later("entered {subject} {text}"),
        "department.return": later("took the return of {text}"),
        "fact": later("entered {text}"),
        "eta": later("gave an estimate: {text}"),
        "role.taken": later("gave the role {subject} to {after}"),
        "role.left": later("took the role {subject} from {before}"),
        "command.handed_over": later("handed command over to {after}"),
        "command.acknowledged": later("read the brief and commands"),
        "command.unread": later("called {after}, who has not read the brief"),
        "playbook.started": later("started the playbook {text}"),
        "playbook.opened": later("opened the rest of the playbook {text}"),
        "playbook.stopped": later("could not open the rest of the playbook {text}"),
        "playbook.renewed": later("renewed the playbook {text}"),
        "playbook.offered": later("was offered the playbook {text}"),
        "channel.opened": later("opened the incident's channel"),
        "task.added": later("added task {subject} {text}"),
        "task.left": later("found task {subject} {text} no longer wanted"),
        "task.claimed": later("claimed task {subject} {text}"),
        "task.assigned": later("gave task {subject} {text} to {after}"),
        "task.started": later("started task {subject} {text}"),
        "task.done": later("finished task {subject} {text}"),
        "task.proof_given": later("gave proof for task {subject} {text}"),
        "task.approved": later("approved task {subject} {text}"),
        "task.refused": later("sent task {subject} back: {text}"),
        "task.blocked": later("blocked task {subject} {text}"),
        "task.unblocked": later("unblocked task {subject} {text}"),
        "task.skipped": later("skipped task {subject} {text}"),
        "task.reopened": later("reopened task {subject} {text}"),
        "task.due": later("set another due time for task {subject} {text}"),
        "task.missed": later("counted task {subject} {text} as missed"),
        "task.recurred": later("opened task {subject} {text} again, as it recurs"),
        "task.noted": later("noted on task {subject} {text}"),
        "deadline.opened": later("opened the legal deadlines {subject}"),
        "deadline.start": later("set deadline {subject} running: {text}"),
        "deadline.draft": later("drafted {subject} {text}"),
        "deadline.approve": later("approved the draft of {subject} {text}"),
        "deadline.sendback": later("sent the draft of {subject} back: {text}"),
        "deadline.met": later("recorded {subject} {text} as sent"),
        "deadline.ack": later("recorded that {subject} {text} was acknowledged"),
        "deadline.extended": later("moved {subject} {text} to {after}"),
        "deadline.na": later("ruled out {subject} {text}"),
        "deadline.overdue": later("let {subject} {text} run over its time"),
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
    known = say(known) if known else None
    if entry.action == "role.taken" and entry.after == entry.actor:
        known = say("took the role {subject}")
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
        return say("nobody")
    return ", ".join(
        kit.mention(each) if USER_ID.fullmatch(each) else kit.one_line(each.replace("_", " "), 60)
        for each in value.split(",")[:LISTED]
    )
