"""New members and user groups: what a test, a drill or an administrator adds to the workspace.

Where people log in, the members are the users. Roles of the response are not known here.
"""

from dataclasses import asdict
from typing import Any

from bot.room import accounts, membership
from bot.room.entities import Fields, Person
from bot.room.hospital import DESK, HOUSE_NAME, PEOPLE, TEAM
from bot.room.hub import Hub
from bot.room.models import RoomAccount
from bot.room.shapes import user_object


def add_person(hub: Hub, person: Person) -> None:
    """Let a new member in; everybody but a guest joins the general channel."""
    person.updated = hub.state.now()
    hub.state.save_person(person)
    event = {"type": "team_join", "user": user_object(hub.state, person)}

    def tell() -> None:
        hub.events.publish(event, None)
        hub.live.to_all({"type": "person", "person": page_person(hub, person)})

    hub.journal.afterwards(tell)
    general = next((one for one in hub.state.channels.values() if one.general), None)
    if general is not None and not person.guest:
        membership.add(hub, general, person.id)


def set_group(hub: Hub, group_id: str, handle: str, users: list[str]) -> None:
    """Make or change a user group, `@handle`."""
    rows: list[Fields] = hub.state.settings.get("usergroups", {}).get("rows", [])
    row = {
        "id": group_id,
        "team_id": hub.state.team["id"],
        "is_usergroup": True,
        "name": handle,
        "handle": handle,
        "description": "",
        "date_delete": 0,
        "users": users,
    }
    kept = [old for old in rows if old["id"] != group_id]
    before = next((set(old["users"]) for old in rows if old["id"] == group_id), set[str]())
    hub.state.save_setting("usergroups", {"rows": [*kept, row]})
    event = {
        "type": "subteam_members_changed", "subteam_id": group_id,
        "team_id": hub.state.team["id"], "date_previous_update": 0,
        "date_update": hub.state.now(), "added_users": sorted(set(users) - before),
        "removed_users": sorted(before - set(users)),
    }  # fmt: skip
    hub.journal.afterwards(lambda: hub.events.publish(event, None))


def anybody(hub: Hub) -> bool:
    """Tell whether the workspace has a member who is a person and still here."""
    return any(not one.is_bot and not one.deleted for one in hub.state.people.values())


async def look_for_users(hub: Hub) -> None:
    """Take over the users that the command line added, changed or removed since the last look."""
    news = await hub.gate.news()
    if news is None or not hub.gate.is_shut:
        return
    for account in news:
        _take_over(hub, account)
    known = {account.id for account in news}
    # The demo's people go too: nobody can be them any more.
    _let_go(hub, known)
    if hub.state.team["name"] == TEAM["name"]:
        hub.state.save_setting("team", {**hub.state.team, "name": HOUSE_NAME})
    hub.live.close_strangers()
    await hub.journal.commit()


def let_go_of_users(hub: Hub) -> None:
    """Where nobody can log in, let go of who could: they were removed while no Room was looking."""
    if hub.state.team["name"] != TEAM["name"]:
        _let_go(hub, {row[0] for row in PEOPLE})


def _let_go(hub: Hub, known: set[str]) -> None:
    for person in list(hub.state.people.values()):
        if not person.is_bot and not person.deleted and person.id not in known:
            _change(hub, person, deleted=True)
            _leave_all(hub, person)


def _take_over(hub: Hub, account: RoomAccount) -> None:
    facts = {"name": account.name, **asdict(accounts.facts_of(account)), "deleted": False}
    person = hub.state.people.get(account.id)
    if person is None:
        person = Person(account.id, **facts)
        add_person(hub, person)
        desk = hub.state.channels.get(DESK)
        if desk is not None and not person.guest:
            membership.add(hub, desk, person.id)
    elif any(getattr(person, name) != value for name, value in facts.items()):
        _change(hub, person, **facts)


def _leave_all(hub: Hub, person: Person) -> None:
    """Take somebody who is gone out of every channel; that says nothing, as in Slack."""
    for channel in hub.state.channels.values():
        if channel.kind != "im" and person.id in channel.members:
            channel.members.remove(person.id)
            hub.state.save_channel(channel)
            membership.show_channel(hub, channel)


def page_person(hub: Hub, person: Person) -> Fields:
    """Return a member as the page wants it."""
    app, here = person.app_id, hub.live.is_present(person.id)
    present = hub.sockets.count(app) > 0 if app else here
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "is_bot": person.is_bot,
        "presence": "active" if present else "away",
        "gone": person.deleted,
    }


def _change(hub: Hub, person: Person, **facts: Any) -> None:
    """Keep what is new of a member, and tell apps and pages."""
    # Whoever holds the member, an open page for one, holds what is new.
    for name, value in facts.items():
        setattr(person, name, value)
    person.updated = hub.state.now()
    hub.state.save_person(person)
    event = {"type": "user_change", "user": user_object(hub.state, person)}

    def tell() -> None:
        hub.events.publish(event, None)
        hub.live.to_all({"type": "person", "person": page_person(hub, person)})

    hub.journal.afterwards(tell)
