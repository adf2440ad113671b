"""The Room's demo: the first word of the bot, and the answer when its incident is begun. Pure."""

from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.said import Said, paragraph


def button() -> kit.Block:
    """Return the button that begins the Room's demo incident."""
    return kit.button(say("Fill in the demo incident"), ids.INCIDENT_DEMO, style="primary")


def welcome() -> Said:
    """Return what the bot says once where everybody is."""
    return paragraph(
        say(
            "This is Wardroom's Room: a workspace on this machine. The people are invented, and "
            "you "
            "may be any of them. Begin with an incident that is under way, as in a hospital of 100 "
            "servers that was hit in November 2022, or declare one of your own."
        ),
        button(),
        kit.button(say("Declare an incident"), ids.INCIDENT_DECLARE, style="danger"),
        kit.button(say("Help"), ids.INCIDENT_HELP),
    )


def begun(ref: str, done: int, of: int, channel_id: str | None) -> Said:
    """Return how far the demo incident is, that the rest comes by itself, and where it is."""
    place = (
        kit.channel_ref(channel_id) if channel_id else say("its channel, to which its status links")
    )
    return paragraph(
        say(
            "*{ref}* is the demo incident, marked as a drill; {done} of {total} steps are "
            "entered, the rest follows by itself in about half a minute. Servers, departments, "
            "systems, exhibits and deadlines are in {place}.",
            ref=ref,
            done=done,
            total=of,
            place=place,
        ),
        kit.button(say("Status"), ids.INCIDENT_STATUS, ref),
        kit.button(say("Servers"), "server.list", ref),
        kit.button(say("Deadlines"), ids.DEADLINE_LIST, ref),
    )
