"""The workspace of the first start: three channels, and for the demo a fictional hospital's people.

Facts: the names are invented; the roles are those of a hospital's answer to a cyber attack.
"""

from bot.room.entities import Channel, Fields, Person
from bot.room.hub import Hub

TEAM: Fields = {"id": "T0ROOM", "name": "City Hospital (Room)", "domain": "city-hospital"}
HOUSE_NAME = "The Room"
DESK = "C0DESK"
PEOPLE = (
    ("U0ASHA", "asha", "Asha Rawat", "Lab technician"),
    ("U0KABIR", "kabir", "Kabir Menon", "IT lead"),
    ("U0MEERA", "meera", "Dr Meera Pillai", "Medical superintendent"),
    ("U0IMRAN", "imran", "Imran Qureshi", "Network lead"),
    ("U0LEELA", "leela", "Leela Das", "CISO"),
    ("U0RAVI", "ravi", "Ravi Nair", "Forensics lead"),
    ("U0NISHA", "nisha", "Nisha Verma", "Evidence custodian"),
    ("U0SURESH", "suresh", "Dr Suresh Iyer", "Director"),
)
CHANNELS = (
    ("C0GENERAL", "general", "Everybody"),
    (DESK, "incident-desk", "New incidents are announced here"),
    ("C0MANAGERS", "managers", "The daily digest for managers"),
)
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
