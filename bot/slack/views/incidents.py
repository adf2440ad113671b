"""Incidents as people see them: the headline, lists, roles, the timeline. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import MappingProxyType

from bot.domain.models import Incident
from bot.domain.stages import SAID
from bot.domain.words import SEVERITY_MEANING
from bot.grammar import spans
from bot.language.catalogue import later, say
from bot.slack import ids
from bot.slack.views import kit, playbooks
from bot.slack.views.rows import in_row
from bot.slack.views.said import Said
from bot.slack.views.tasks import PAGE
from bot.slack.views.words import counted, said_kind, stop

OPEN, MINE, OVER, ALL = "open", "mine", "ended", "all"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        OPEN: later("Open incidents"), MINE: later("Open and mine"),
        OVER: later("Ended incidents"), ALL: later("All incidents"),
    }
)  # fmt: skip
_NONE: Mapping[str, str] = MappingProxyType(
    {
        OPEN: later("There is no open incident that you may see."),
        MINE: later("You have nothing in hand in an open incident."),
        OVER: later("No incident that you may see has ended."),
        ALL: later("There is no incident that you may see."),
    }
)


def severity(level: int) -> str:
    """Return a severity in words: `SEV1 (patient-care systems down …)`."""
    return f"SEV{level} ({say(SEVERITY_MEANING[level])})"


def marks(incident: Incident) -> str:
    """Return in words that it is a drill or private, else nothing."""
    words = [
        word
        for word, true in ((say("DRILL"), incident.drill), (say("private"), incident.private))
        if true
    ]
    return f" [{', '.join(words)}]" if words else ""


def headline(incident: Incident) -> str:
    """Return the incident in one line: reference, title, severity, stage."""
    return (
        f"*{incident.ref}*{marks(incident)} {kit.one_line(incident.title, 200)}: "
        f"SEV{incident.severity}, {say(SAID[incident.stage])}"
    )


def listing(
    found: Sequence[Incident], *, page: int, words: str, zone: tzinfo, now: datetime
) -> Said:
    """Return a page of incidents with a button to each one's status."""
    if not found:
        text = say(_NONE.get(words, _NONE[OPEN]))
        return Said(text, (kit.section(text), _menu(words))).with_buttons(
            kit.button(say("Declare"), ids.INCIDENT_DECLARE, style="danger"),
        )
    start = (page - 1) * PAGE
    shown = found[start : start + PAGE]
    head = say(
        "*Incidents* {first}-{last} of {total}",
        first=start + 1,
        last=start + len(shown),
        total=len(found),
    )
    rows = [_row(incident, zone, now) for incident in shown]
    return Said(
        f"{head}: " + "; ".join(headline(incident) for incident in shown),
        (kit.section(head), *rows, _menu(words)),
    ).with_buttons(
        *_pages(page, len(found), words), kit.button(say("Declare"), ids.INCIDENT_DECLARE)
    )


def _menu(words: str) -> kit.Block:
    options = [kit.option(say(label), kind) for kind, label in KINDS.items()]
    menu = kit.select(ids.INCIDENT_LIST, say("Which ones"), options, initial=words)
    return kit.actions(menu)


def _row(incident: Incident, zone: tzinfo, now: datetime) -> kit.Block:
    ago = spans.say_ago(incident.declared_at, now=now)
    small = say("declared {at} ({ago})", at=kit.said_date(incident.declared_at, zone), ago=ago)
    return kit.section(
        f"{headline(incident)}\n{small} · {kit.channel_ref(incident.channel_id)}",
        accessory=in_row(
            kit.button(
                say("Status"),
                ids.INCIDENT_STATUS,
                incident.ref,
                accessibility_label=say("Status of {ref}", ref=incident.ref),
            )
        ),
    )


def _pages(page: int, total: int, words: str) -> list[kit.Block]:
    found = []
    for label, number in ((say("‹ Previous"), page - 1), (say("Next ›"), page + 1)):
        if 1 <= number <= -(-total // PAGE):
            found.append(kit.button(label, ids.INCIDENT_LIST, f"{words} page={number}".strip()))
    return found


def declared(
    incident: Incident,
    started: Sequence[str],
    offered: Sequence[tuple[str, str]],
    *,
    tasks: int,
    notes: Sequence[str] = (),
    other: Incident | None = None,
) -> Said:
    """Return what the declarer is told: the reference, what began, what is offered, what next.

    *notes* say what words of the line were taken for, *other* may be the same, declared before.
    """
    kind = kit.escape(said_kind(incident.kind))
    lines = [
        stop(headline(incident)),
        *([_declared_twice(incident, other)] if other else []),
        say("Kind: {kind}. {severity}.", kind=kind, severity=severity(incident.severity)),
        *notes,
    ]
    if started:
        todo = counted(tasks, "task")
        said = say("Started: {playbooks}; {tasks} to do.", playbooks=_listed(started), tasks=todo)
        lines.append(said)
    if offered:
        names = _listed([title for _, title in offered])
        lines.append(say("Offered, with a button on its board: {playbooks}.", playbooks=names))
    lines.append(_invited(incident))
    text = " ".join(lines)
    starts = [playbooks.start_button(incident.ref, slug, title) for slug, title in offered]
    return Said(text, (kit.section("\n".join(lines)),)).with_buttons(
        kit.button(say("Open tasks"), ids.TASK_LIST, f"{incident.ref} open"),
        kit.button(say("Status"), ids.INCIDENT_STATUS, incident.ref),
        *starts[: playbooks.MOST_BUTTONS],
    )


def _listed(titles: Sequence[str]) -> str:
    return ", ".join(kit.one_line(title, 80) for title in titles)


def _declared_twice(incident: Incident, other: Incident) -> str:
    ago = spans.say_ago(other.declared_at, now=incident.declared_at)
    return say(
        "*Declared twice?* {headline}, declared {ago}. {where} If it is the same, go on "
        "there and end this one: `/incident standdown {ref} same as {other}`.",
        headline=headline(other), ago=ago, where=where(other), ref=incident.ref,
        other=other.ref,
    )  # fmt: skip


def declared_here(incident: Incident) -> Said:
    """Return what is said in the thread of the message from which an incident was declared."""
    text = say(
        "{who} declared {headline} from this message. {where}",
        who=kit.mention(incident.declared_by),
        headline=headline(incident),
        where=where(incident),
    )
    return Said(text, (kit.section(text),)).with_buttons(
        kit.button(say("Status"), ids.INCIDENT_STATUS, incident.ref)
    )


def _invited(incident: Incident) -> str:
    # The channel is made after this answer, which nobody rewrites: it says where the link will be.
    return say(
        "You are the first to be invited into its channel; `/incident status {ref}` links to it.",
        ref=incident.ref,
    )


def where(incident: Incident) -> str:
    """Return where the response meets."""
    if incident.channel_id:
        return say("The response meets in {channel}.", channel=kit.channel_ref(incident.channel_id))
    return say("The response gets a channel of its own.")


def declared_before(incident: Incident) -> Said:
    """Return that a message was declared as an incident already."""
    text = say(
        "This message was declared already: {headline}. {where}",
        headline=headline(incident),
        where=where(incident),
    )
    return Said(text, (kit.section(text),)).with_buttons(
        kit.button(say("Status"), ids.INCIDENT_STATUS, incident.ref)
    )


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role: its slug and title, and who holds it now."""

    slug: str
    title: str
    holders: tuple[str, ...]


def roles(incident: Incident, held: Sequence[RoleLine], vacant: Sequence[str]) -> Said:
    """Return who holds which role, and which roles that tasks wait for are vacant."""
    lines = [
        f"*{kit.escape(say(each.title))}* ({kit.escape(each.slug)}): {kit.mentions(each.holders)}"
        for each in held
    ] or [say("Nobody holds a role yet.")]
    if vacant:
        lines.append(say("*Vacant:* {roles}", roles=", ".join(map(kit.escape, vacant[:40]))))
    text = "\n".join([say("*Roles in {ref}*", ref=incident.ref), *lines])
    small = say("`/incident role <role> @who` gives a role; `/incident lead @who` gives command.")
    return Said(text, (*kit.paragraphs(text)[:20], kit.context(small))).with_buttons(
        kit.button(say("Give a role"), ids.INCIDENT_ROLE, incident.ref, style="primary"),
        kit.button(say("Status"), ids.INCIDENT_STATUS, incident.ref),
    )


def held_lines(held: Mapping[str, tuple[str, ...]], titles: Mapping[str, str]) -> list[RoleLine]:
    """Return the roles that are held, in the order in which the house lists them."""
    order = [*(slug for slug in titles if slug in held), *(s for s in held if s not in titles)]
    return [RoleLine(slug, titles.get(slug, slug), held[slug]) for slug in order]
