"""Fills the workspace of the first start with the channels and the demo's people."""

from bot.room.entities import Channel, Person
from bot.room.hospital import CHANNELS, PEOPLE
from bot.room.hub import Hub

SLACKBOT = Person("USLACKBOT", "slackbot", "Slackbot", app_id="", bot_id="B0SLACK")


def seed(hub: Hub, bot_user: str) -> None:
    """Fill an empty workspace with its channels; the bot is in every one."""
    state, now = hub.state, hub.state.now()
    state.save_setting("zone", {"name": hub.zone})
    state.save_person(SLACKBOT)
    for channel_id, name, purpose in CHANNELS:
        channel = Channel(channel_id, name, "channel", bot_user, now, [bot_user])
        channel.purpose = {"value": purpose, "creator": bot_user, "last_set": now}
        channel.general = channel_id == "C0GENERAL"
        state.save_channel(channel)


def welcome_demo(hub: Hub) -> None:
    """Let the demo's people in: there are no users who could be somebody."""
    state, now = hub.state, hub.state.now()
    for user_id, name, real_name, title in PEOPLE:
        email = f"{name}@city-hospital.example"
        state.save_person(Person(user_id, name, real_name, title, email, updated=now))
    for channel_id, _, _ in CHANNELS:
        channel = state.channels[channel_id]
        channel.members = list(dict.fromkeys([*(row[0] for row in PEOPLE), *channel.members]))
        state.save_channel(channel)
