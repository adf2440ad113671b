"""The Room's demo: the first word of the bot, and the answer when its incident is begun. Pure."""

from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.said import Said, paragraph

BUTTON = kit.button("Fill in the demo incident", ids.INCIDENT_DEMO, style="primary")


def welcome() -> Said:
    """Return what the bot says once where everybody is."""
    return paragraph(
        "This is Wardroom's Room: a workspace on this machine. The people are invented, and you "
        "may be any of them. Begin with an incident that is under way, as in a hospital of 100 "
        "servers that was hit in November 2022, or declare one of your own.",
        BUTTON,
        kit.button("Declare an incident", ids.INCIDENT_DECLARE, style="danger"),
        kit.button("Help", ids.INCIDENT_HELP),
    )


def begun(ref: str, done: int, of: int) -> Said:
    """Return how far the demo incident is, and that the rest comes by itself."""
    return paragraph(
        f"*{ref}* is the demo incident, marked as a drill; {done} of {of} steps are entered, the "
        "rest follows by itself in about half a minute. Servers, departments, systems, exhibits "
        "and deadlines are in its channel.",
        kit.button("Status", ids.INCIDENT_STATUS, ref),
        kit.button("Servers", "server.list", ref),
        kit.button("Deadlines", ids.DEADLINE_LIST, ref),
    )
