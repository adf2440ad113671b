"""What somebody is asked, alone, after putting an emoji on a message. Pure."""

from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.said import Said


def is_it_one(channel_id: str, ts: str, *, here: str) -> Said:
    """Return the question whether a message is to be declared as an incident."""
    text = say("You put :rotating_light: on a message. Declare an incident from it?")
    if here:
        text += " " + say("This channel is already the one of {here}.", here=here)
    text += " " + say("If not, nothing happens; only you see this.")
    button = kit.button(
        say("Declare an incident"), ids.INCIDENT_DECLARE, f"from={channel_id}/{ts}", style="danger"
    )
    return Said(text, (kit.section(text),)).with_buttons(button)
