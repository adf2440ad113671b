"""The timeline as people read it, and the window in which something is put into it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.domain.happenings import KINDS
from bot.domain.models import Incident, TimelineEntry
from bot.domain.withholding import NOBODY, Withheld
from bot.language.catalogue import ENGLISH, later, say, speaking
from bot.slack import ids
from bot.slack.views import inputs, kit
from bot.slack.views.entries import calling, sentence
from bot.slack.views.said import Said
from bot.slack.views.withholding import withholding

TITLES = {
    "notes": later("Notes"), "messages": later("Messages"), "tasks": later("Tasks"),
    "playbooks": later("Playbooks"), "roles": later("Roles"), "course": later("Course"),
    "facts": later("Facts"), "deadlines": later("Deadlines"), "servers": later("Servers"),
    "evidence": later("Evidence"), "departments": later("Departments"),
    "restores": later("Restores"), "waivers": later("Waivers"), "alerts": later("Alerts"),
    "reports": later("Reports"), "slack": later("Slack"),
}  # fmt: skip

# What was recorded so much later than it happened, says so.
SOON_S = 60
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a timeline: the entries, oldest first, of how many that the filter lets through.

    `words` are the filter as it is typed; `older`, `newer`: whether there are more that way;
    `withheld` are people whose names this channel does not show (rule 29).
    """

    entries: Sequence[TimelineEntry]
    total: int
    limit: int
    words: str = ""
    older: bool = False
    newer: bool = False
    withheld: Withheld = NOBODY


def timeline(incident: Incident, sheet: Sheet, zone: tzinfo) -> Said:
    """Return a page of the timeline with the ways to older and newer ones, and its filter."""
    shown = f" ({kit.spoken(sheet.words)})" if sheet.words else ""
    head = say(
        "*Timeline of {ref}*{filter}, {shown} of {total} entries",
        ref=incident.ref,
        filter=shown,
        shown=len(sheet.entries),
        total=sheet.total,
    )
    lines = [entry_line(entry, zone) for entry in sheet.entries] or [
        say("Nothing of this kind yet.")
    ]
    text = withholding("\n".join([head, *lines]), sheet.withheld)
    return Said(text, tuple(kit.paragraphs(text)[:MOST_LINES])).with_buttons(
        *_ways(incident.ref, sheet),
        _filter(incident.ref, sheet.limit),
        kit.button(say("Add a note"), ids.INCIDENT_NOTE, incident.ref),
        kit.button(say("Status"), ids.INCIDENT_STATUS, incident.ref),
    )


def _ways(ref: str, sheet: Sheet) -> list[kit.Block]:
    if not sheet.entries:
        return []
    base = f"{ref} {sheet.limit} {sheet.words}".rstrip()
    first, last = sheet.entries[0].seq, sheet.entries[-1].seq
    older = kit.button(say("‹ Older"), ids.INCIDENT_TIMELINE, f"{base} before={first}")
    newer = kit.button(say("Newer ›"), ids.INCIDENT_TIMELINE, f"{base} after={last}")
    return [*([older] if sheet.older else []), *([newer] if sheet.newer else [])]


def _filter(ref: str, limit: int) -> kit.Block:
    options = [kit.option(say("Everything"), f"{ref} {limit}")]
    options += [kit.option(say(TITLES[kind]), f"{ref} {limit} {kind}") for kind in KINDS]
    return kit.select(ids.INCIDENT_TIMELINE, say("Only …"), options)


def entry_line(entry: TimelineEntry, zone: tzinfo) -> str:
    """Return one entry as a line: number, when it happened, who, what; when it was recorded."""
    at, told = kit.said_date(entry.happened_at, zone), sentence(entry, calling(zone))
    return f"*{entry.seq}.* {at}{_recorded(entry, zone)}: {told}{_link(entry)}"


def _recorded(entry: TimelineEntry, zone: tzinfo) -> str:
    late = (entry.recorded_at - entry.happened_at).total_seconds()
    if late < SOON_S:
        return ""
    return f" {say('(recorded {at})', at=kit.said_date(entry.recorded_at, zone))}"


def _link(entry: TimelineEntry) -> str:
    noun = entry.action.partition(".")[0]
    linked = noun in {"message", "source", "alert"} and (entry.after or "").startswith("http")
    return f" {kit.link(entry.after or '', say('open'))}" if linked else ""


@dataclass(frozen=True, slots=True)
class Noting:
    """What the window is filled with; `choices` are the incidents it may go to, the first first.

    `at` is when the message was written, as it is typed; `metadata` says which message it is.
    """

    choices: Sequence[tuple[str, str]]
    text: str = ""
    at: str = ""
    metadata: dict[str, str] | None = None


def window(given: Noting) -> kit.Block:
    """Return the window that asks what goes into which timeline, and when it happened."""
    options = [kit.option(f"{ref} {title}", ref) for ref, title in given.choices]
    which = inputs.choice(ids.FIELD, options, initial=given.choices[0][0])
    box = inputs.line(ids.FIELD, value=given.text, multiline=True, longest=2800)
    when = inputs.line(
        ids.FIELD, value=given.at, placeholder=say("07:07, or 20m ago, or 23 nov 07:07"), longest=60
    )
    return kit.modal(
        ids.INCIDENT_NOTE,
        say("Add to the timeline"),
        [
            inputs.field(ids.SCOPE, say("Of which incident?"), which),
            inputs.field(ids.TEXT, say("What happened?"), box, hint=say("No patient data.")),
            inputs.field(
                ids.AT,
                say("When did it happen?"),
                when,
                hint=say("Empty means now."),
                optional=True,
            ),
        ],
        submit=say("Add"),
        metadata=given.metadata or {},
    )


def said_at(at: datetime, zone: tzinfo) -> str:
    """Return a moment as the window is filled with it, to the minute: what is typed is English."""
    local = at.astimezone(zone)
    with speaking(ENGLISH):
        return f"{kit.said_day(at, zone)} {local:%H:%M}"
