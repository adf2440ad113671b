"""What is said of a program's report: it opened an incident, came again, or is over. Pure."""

from bot.domain.models import Incident
from bot.language.catalogue import say
from bot.slack.ids import INCIDENT_CLAIM, INCIDENT_STANDDOWN, INCIDENT_STATUS
from bot.slack.views import kit
from bot.slack.views.incidents import headline
from bot.slack.views.said import Said

DETAILS = 2500


def _named(source: str) -> str:
    return f"*{kit.one_line(source, 64)}*" if source else say("A program")


def _linked(link: str) -> str:
    return f" {kit.link(link, say('Open it'))}" if link else ""


def claims(incident: Incident) -> list[kit.Block]:
    """Return the buttons of an incident that nobody commands."""
    return [
        kit.button(say("Claim command"), INCIDENT_CLAIM, incident.ref, style="primary"),
        kit.button(say("Stand down"), INCIDENT_STANDDOWN, incident.ref),
        kit.button(say("Status"), INCIDENT_STATUS, incident.ref),
    ]


def opened(incident: Incident, *, source: str, details: str, link: str) -> Said:
    """Return the question who takes command, with what the program said."""
    head = say(
        "{source} reported this, and {ref} was opened.", source=_named(source), ref=incident.ref
    ) + _linked(link)
    asked = say(
        "*Nobody commands it yet.* The first responder who claims command has it; if it is a "
        "false alarm, stand it down with a reason."
    )
    words = kit.clip(kit.escape(details), DETAILS)
    text = " ".join(part for part in (head, words, asked) if part)
    parts = [head, *([words] if words else []), asked]
    blocks = tuple(block for part in parts for block in kit.paragraphs(part))
    return Said(text, blocks).with_buttons(*claims(incident))


def private(incident: Incident, *, source: str) -> Said:
    """Return what those who may know are told of a private incident that nobody commands."""
    text = say(
        "{source} reported something private: {headline}. *Nobody commands it yet.*",
        source=_named(source),
        headline=headline(incident),
    )
    return Said(text, (kit.section(text),)).with_buttons(*claims(incident))


def again(incident: Incident, *, source: str, details: str, link: str, over: bool) -> Said:
    """Return that a report changed, or that the program holds it to be over."""
    if over:
        head = say(
            "{source} says that what opened {ref} is over. The incident stays open until people "
            "end it.",
            source=_named(source),
            ref=incident.ref,
        ) + _linked(link)
    else:
        head = say(
            "{source} reports on {ref} again.", source=_named(source), ref=incident.ref
        ) + _linked(link)
    words = kit.clip(kit.escape(details), DETAILS)
    blocks = tuple(block for part in (head, words) if part for block in kit.paragraphs(part))
    return Said(f"{head} {words}".strip(), blocks).with_buttons(
        kit.button(say("Status"), INCIDENT_STATUS, incident.ref)
    )
