"""What is said when an incident comes into a workspace later, or a workspace missed something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.domain.models import Incident
from bot.language.catalogue import say, say_many
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.incidents import marks, severity
from bot.slack.views.said import Said

# More than these nobody reads after a bad night; the timeline has the rest.
MOST, LINE, WORDS = 60, 280, 3_600


@dataclass(frozen=True, slots=True)
class Missed:
    """One message that did not come in time: when it was written, and its text in mrkdwn."""

    at: datetime
    text: str


def under_way(incident: Incident, elsewhere: str) -> Said:
    """Return what an incident's channel is told that was opened while it was under way."""
    text = say(
        "*{ref}*{marks} has been under way in {elsewhere} ({severity}) and goes on here as well "
        "from now on: what is done in one shows in the other. The timeline has what happened "
        "before.",
        ref=incident.ref,
        marks=marks(incident),
        elsewhere=elsewhere,
        severity=severity(incident.severity),
    )
    timeline = kit.button(say("Timeline"), ids.INCIDENT_TIMELINE, incident.ref)
    status = kit.button(say("Status"), ids.INCIDENT_STATUS, incident.ref)
    return Said(text, (kit.section(text),)).with_buttons(status, timeline)


def caught_up(missed: Sequence[Missed], zone: tzinfo, *, where: str, ref: str = "") -> Said:
    """Return one message for all that was *missed*, oldest first, each line with its time.

    *ref* is the incident whose channel it is, if it is one.
    """
    shown = missed[-MOST:]
    older = len(missed) - len(shown)
    count = say_many("{count} message", "{count} messages", len(missed))
    since, until = missed[0].at, missed[-1].at
    title = say("Caught up: {messages} that {where} missed", messages=count, where=where)
    span = say(
        "From {first} to {last}.", first=kit.said_date(since, zone), last=kit.said_date(until, zone)
    )
    lines = [f"{kit.date(each.at, zone)} {_line(each.text)}" for each in shown]
    left_out = say("{count} older ones are in the timeline.", count=older) + " " if older else ""
    told = f"*{title}.* {span} {left_out}"
    text = told + "\n" + "\n".join(f"• {line}" for line in lines)
    blocks = (
        kit.header(title),
        kit.context(f"{span} {left_out}{say('Buttons of that time are in the lists.')}"),
        *kit.paragraphs("\n".join(f"• {line}" for line in lines)),
    )
    said = Said(kit.clip(text, WORDS), blocks)
    if not ref:
        return said.with_buttons(kit.button(say("My tasks"), ids.TASK_MINE, ""))
    return said.with_buttons(
        kit.button(say("Timeline"), ids.INCIDENT_TIMELINE, ref),
        kit.button(say("Tasks"), ids.TASK_LIST, ref),
    )


def _line(text: str) -> str:
    """Return a message on one line; the text is ours already, escaped where people typed it."""
    return kit.clip(" ".join(text.split()), LINE) or kit.BLANK
