"""What is said of a program's report: it opened an incident, came again, or is over. Pure."""

from bot.domain.models import Incident
from bot.slack.ids import INCIDENT_CLAIM, INCIDENT_STANDDOWN, INCIDENT_STATUS
from bot.slack.views import kit
from bot.slack.views.incidents import headline
from bot.slack.views.said import Said

DETAILS = 2500


def _named(source: str) -> str:
    return f"*{kit.one_line(source, 64)}*" if source else "A program"


def _linked(link: str) -> str:
    return f" {kit.link(link, 'Open it')}" if link else ""


def claims(incident: Incident) -> list[kit.Block]:
    """Return the buttons of an incident that nobody commands."""
    return [
        kit.button("Claim command", INCIDENT_CLAIM, incident.ref, style="primary"),
        kit.button("Stand down", INCIDENT_STANDDOWN, incident.ref),
        kit.button("Status", INCIDENT_STATUS, incident.ref),
    ]


def opened(incident: Incident, *, source: str, details: str, link: str) -> Said:
    """Return the question who takes command, with what the program said."""
    head = f"{_named(source)} reported this, and {incident.ref} was opened.{_linked(link)}"
    asked = (
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
    text = (
        f"{_named(source)} reported something private: {headline(incident)}. "
        "*Nobody commands it yet.*"
    )
    return Said(text, (kit.section(text),)).with_buttons(*claims(incident))


def again(incident: Incident, *, source: str, details: str, link: str, over: bool) -> Said:
    """Return that a report changed, or that the program holds it to be over."""
    if over:
        head = (
            f"{_named(source)} says that what opened {incident.ref} is over. The incident stays "
            f"open until people end it.{_linked(link)}"
        )
    else:
        head = f"{_named(source)} reports on {incident.ref} again.{_linked(link)}"
    words = kit.clip(kit.escape(details), DETAILS)
    blocks = tuple(block for part in (head, words) if part for block in kit.paragraphs(part))
    return Said(f"{head} {words}".strip(), blocks).with_buttons(
        kit.button("Status", INCIDENT_STATUS, incident.ref)
    )
