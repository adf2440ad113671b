"""The brief of a handover; what is said when nobody reads it, or a role is held too long. Pure."""

from bot.domain.models import Handover, Incident
from bot.domain.overview import BoardData, Named
from bot.domain.stages import SAID
from bot.grammar import spans
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.incidents import headline, severity
from bot.slack.views.page import Page
from bot.slack.views.said import Said
from bot.slack.views.taskcard import named
from bot.slack.views.words import counted

SHOWN, MOST_VACANT = 5, 12


def brief(data: BoardData, row: Handover, page: Page) -> Said:
    """Return what the incoming commander must know, with the button that says it was read."""
    vacant = ", ".join(map(kit.escape, data.vacant[:MOST_VACANT]))
    if (left := len(data.vacant) - MOST_VACANT) > 0:
        vacant = say("{names} and {left} more", names=vacant, left=left)
    lines = [
        _passed(data.incident, row),
        say(
            "*Where it stands:* {severity}; {stage}.",
            severity=severity(data.incident.severity),
            stage=say(SAID[data.incident.stage]),
        ),
        _work(data),
        *_tasks(say("Overdue"), data.overdue),
        *_tasks(say("Blocked"), data.blocked),
        *_tasks(say("Approval wanted"), data.review),
        *_clocks(data, page),
        *_updates(data, page),
        say("*Vacant roles:* {vacant}.", vacant=vacant) if vacant else "",
        say(
            "*From {who}:* {words}",
            who=kit.mention(row.outgoing),
            words=kit.clip(kit.spoken(row.words), 1500),
        )
        if row.words
        else "",
    ]
    text = "\n".join(line for line in lines if line)
    return Said(text, tuple(kit.paragraphs(text)[:12])).with_buttons(
        kit.button(
            say("I have read it"), ids.INCIDENT_ACKNOWLEDGE, data.incident.ref, style="primary"
        ),
        kit.button(say("Status"), ids.INCIDENT_STATUS, data.incident.ref),
        kit.button(say("Roles"), ids.INCIDENT_ROLES, data.incident.ref),
    )


def _passed(incident: Incident, row: Handover) -> str:
    to = kit.mention(row.incoming)
    if not row.outgoing:
        return say(
            "Nobody handed command of {ref} to {to}, who is incident commander now and is to "
            "acknowledge this brief.",
            ref=incident.ref, to=to,
        )  # fmt: skip
    by = kit.mention(row.outgoing)
    return say(
        "{by} handed command of {ref} to {to}, who is incident commander now and is to "
        "acknowledge this brief. {by} stays as deputy.",
        by=by,
        ref=incident.ref,
        to=to,
    )


def _work(data: BoardData) -> str:
    done, total = (
        sum(each.done for each in data.progress),
        sum(each.total for each in data.progress),
    )
    return say(
        "*Work:* {done} of {tasks} finished; {overdue} overdue, {blocked} blocked, {review} "
        "waiting for approval, {free} free.",
        done=done,
        tasks=counted(total, "task"),
        overdue=data.overdue.total,
        blocked=data.blocked.total,
        review=data.review.total,
        free=data.free,
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
    return [say("*Legal deadlines:* {deadlines}.", deadlines="; ".join(said))] if said else []


def _updates(data: BoardData, page: Page) -> list[str]:
    incident, lines = data.incident, []
    if incident.last_update and incident.last_update_at:
        ago = spans.say_ago(incident.last_update_at, now=data.now)
        lines.append(
            say(
                "*Last update* ({ago}): {text}",
                ago=ago,
                text=kit.clip(kit.spoken(incident.last_update), 500),
            )
        )
    if incident.next_update_due is not None:
        late = f" *{say('overdue')}*" if incident.next_update_due < data.now else ""
        lines.append(
            say(
                "*Next update promised:* {at}{late}.",
                at=page.hour(incident.next_update_due),
                late=late,
            )
        )
    return lines


def acknowledged(incident: Incident, row: Handover) -> str:
    """Return that the brief was read."""
    return say(
        "{who} has read the brief and commands {ref}.",
        who=kit.mention(row.incoming),
        ref=incident.ref,
    )


def unread(incident: Incident, row: Handover, page: Page) -> Said:
    """Return the call for an acknowledgement that did not come."""
    back = (
        " " + say("{who}, call them, or take command back.", who=kit.mention(row.outgoing))
        if row.outgoing
        else ""
    )
    text = (
        say(
            "{who} was handed command of {ref} at {at} and has not acknowledged the brief.",
            who=kit.mention(row.incoming),
            ref=incident.ref,
            at=page.hour(row.at),
        )
        + back
    )
    return Said(text, (kit.section(text),)).with_buttons(
        kit.button(say("I have read it"), ids.INCIDENT_ACKNOWLEDGE, incident.ref, style="primary"),
        kit.button(say("Take it back"), ids.INCIDENT_LEAD, f"{incident.ref} me"),
    )


def held_long(incident: Incident, user_id: str, held: list[tuple[str, str]]) -> Said:
    """Return that somebody holds roles for very long; each is (role, since when)."""
    which = ", ".join(
        say("*{role}* since {since}", role=kit.escape(role), since=since) for role, since in held
    )
    text = say(
        "{who} holds {which} in {headline}. Nobody stays sharp that long: hand over (`/incident "
        "handover @who`, or `/incident role <role> @who`) and rest.",
        who=kit.mention(user_id),
        which=which,
        headline=headline(incident),
    )
    return Said(text, (kit.section(text),)).with_buttons(
        kit.button(say("Roles"), ids.INCIDENT_ROLES, incident.ref),
        kit.button(say("Status"), ids.INCIDENT_STATUS, incident.ref),
    )
