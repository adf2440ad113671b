"""The brief of a handover; what is said when nobody reads it, or a role is held too long. Pure."""

from bot.domain.models import Handover, Incident
from bot.domain.overview import BoardData, Named
from bot.domain.stages import SAID
from bot.grammar import spans
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.incidents import headline, severity
from bot.slack.views.page import Page
from bot.slack.views.said import Said
from bot.slack.views.taskcard import named
from bot.slack.views.words import counted

SHOWN = 5


def brief(data: BoardData, row: Handover, page: Page) -> Said:
    """Return what the incoming commander must know, with the button that says it was read."""
    vacant = ", ".join(map(kit.escape, data.vacant[:12]))
    lines = [
        _passed(data.incident, row),
        f"*Where it stands:* {severity(data.incident.severity)}; {SAID[data.incident.stage]}.",
        _work(data),
        *_tasks("Overdue", data.overdue),
        *_tasks("Blocked", data.blocked),
        *_tasks("Approval wanted", data.review),
        *_clocks(data, page),
        *_updates(data, page),
        f"*Vacant roles:* {vacant}." if vacant else "",
        f"*From {kit.mention(row.outgoing)}:* {kit.clip(kit.spoken(row.words), 1500)}"
        if row.words
        else "",
    ]
    text = "\n".join(line for line in lines if line)
    return Said(text, tuple(kit.paragraphs(text)[:12])).with_buttons(
        kit.button("I have read it", ids.INCIDENT_ACKNOWLEDGE, data.incident.ref, style="primary"),
        kit.button("Status", ids.INCIDENT_STATUS, data.incident.ref),
        kit.button("Roles", ids.INCIDENT_ROLES, data.incident.ref),
    )


def _passed(incident: Incident, row: Handover) -> str:
    by = kit.mention(row.outgoing) if row.outgoing else "Nobody"
    stays = f" {by} stays as deputy." if row.outgoing else ""
    return (
        f"{by} handed command of {incident.ref} to {kit.mention(row.incoming)}, who is incident "
        f"commander now and is to acknowledge this brief.{stays}"
    )


def _work(data: BoardData) -> str:
    done, total = (
        sum(each.done for each in data.progress),
        sum(each.total for each in data.progress),
    )
    return (
        f"*Work:* {done} of {counted(total, 'task')} finished; {data.overdue.total} overdue, "
        f"{data.blocked.total} blocked, {data.review.total} waiting for approval, {data.free} free."
    )


def _tasks(title: str, found: Named) -> list[str]:
    if not found.total:
        return []
    shown = [
        f"{named(task)} ({kit.mention(task.assignee) if task.assignee else 'free'})"
        for task in found.tasks[:SHOWN]
    ]
    more = found.total - len(shown)
    return [f"*{title}:* {'; '.join(shown)}{f'; and {more} more' if more > 0 else ''}."]


def _clocks(data: BoardData, page: Page) -> list[str]:
    rows = [row for row in data.deadlines.rows if row.due_at is not None][:3]
    said = [f"D{row.number} {kit.one_line(row.title, 80)}, {page.hour(row.due_at)}" for row in rows
            if row.due_at is not None]  # fmt: skip
    return [f"*Legal deadlines:* {'; '.join(said)}."] if said else []


def _updates(data: BoardData, page: Page) -> list[str]:
    incident, lines = data.incident, []
    if incident.last_update and incident.last_update_at:
        ago = spans.say_ago(incident.last_update_at, now=data.now)
        lines.append(f"*Last update* ({ago}): {kit.clip(kit.spoken(incident.last_update), 500)}")
    if incident.next_update_due is not None:
        late = " *overdue*" if incident.next_update_due < data.now else ""
        lines.append(f"*Next update promised:* {page.hour(incident.next_update_due)}{late}.")
    return lines


def acknowledged(incident: Incident, row: Handover) -> str:
    """Return that the brief was read."""
    return f"{kit.mention(row.incoming)} has read the brief and commands {incident.ref}."


def unread(incident: Incident, row: Handover, page: Page) -> Said:
    """Return the call for an acknowledgement that did not come."""
    back = f" {kit.mention(row.outgoing)}, call them, or take command back." if row.outgoing else ""
    text = (
        f"{kit.mention(row.incoming)} was handed command of {incident.ref} at {page.hour(row.at)} "
        f"and has not acknowledged the brief.{back}"
    )
    return Said(text, (kit.section(text),)).with_buttons(
        kit.button("I have read it", ids.INCIDENT_ACKNOWLEDGE, incident.ref, style="primary"),
        kit.button("Take it back", ids.INCIDENT_LEAD, f"{incident.ref} me"),
    )


def held_long(incident: Incident, user_id: str, held: list[tuple[str, str]]) -> Said:
    """Return that somebody holds roles for very long; each is (role, since when)."""
    which = ", ".join(f"*{kit.escape(role)}* since {since}" for role, since in held)
    text = (
        f"{kit.mention(user_id)} holds {which} in {headline(incident)}. Nobody stays sharp that "
        "long: hand over (`/incident handover @who`, or `/incident role <role> @who`) and rest."
    )
    return Said(text, (kit.section(text),)).with_buttons(
        kit.button("Roles", ids.INCIDENT_ROLES, incident.ref),
        kit.button("Status", ids.INCIDENT_STATUS, incident.ref),
    )
