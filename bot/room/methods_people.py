"""Who is who: api.test, auth.test, apps.connections.open, users.*, usergroups.*, team, bots.

Facts: https://docs.slack.dev/reference/methods.
"""

from bot.room.call import Call, Method, Scopes
from bot.room.entities import Fields, Person
from bot.room.errors import SlackError
from bot.room.paging import page
from bot.room.shapes import user_object

USERS = Scopes(anywhere=("users:read",))
EMAIL = Scopes(anywhere=("users:read.email",))
GROUPS = Scopes(anywhere=("usergroups:read",))
TEAM = Scopes(anywhere=("team:read",))


def api_test(call: Call) -> Fields:
    """api.test: answers what it was sent."""
    if call.args.has("error"):
        raise SlackError(call.args.text("error"))
    return {"args": {name: value for name, value in call.args.values.items() if name != "token"}}


def auth_test(call: Call) -> Fields:
    """auth.test."""
    state = call.hub.state
    return {
        "url": f"{call.hub.page_url}/",
        "team": state.team["name"],
        "user": state.people[call.me].name,
        "team_id": state.team["id"],
        "user_id": call.me,
        "bot_id": call.app.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Fields:
    """apps.connections.open: a websocket address that opens once."""
    address = call.hub.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/slack/socket/{call.hub.sockets.ticket(call.app.id)}"}


def _with_email(call: Call, user: Fields) -> Fields:
    if "users:read.email" not in call.app.scopes:
        user["profile"].pop("email", None)
    return user


def _shown(call: Call, person: Person) -> Fields:
    """Return a member; the locale, the house's, only for whom asks for it, as Slack does."""
    user = _with_email(call, user_object(call.hub.state, person))
    return {**user, "locale": call.hub.locale} if call.args.flag("include_locale") else user


def user_info(call: Call) -> Fields:
    """users.info."""
    person = call.hub.state.people.get(call.args.text("user"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": _shown(call, person)}


def user_list(call: Call) -> Fields:
    """users.list."""
    people = list(call.hub.state.people.values())
    shown, cursor = page(call.args, people, default=200, most=1000)
    return {
        "members": [_shown(call, person) for person in shown],
        "cache_ts": call.hub.state.now(),
        "response_metadata": {"next_cursor": cursor},
    }


def by_email(call: Call) -> Fields:
    """users.lookupByEmail."""
    wanted = call.args.need("email").lower()
    for person in call.hub.state.people.values():
        if person.email and person.email.lower() == wanted and not person.deleted:
            return {"user": user_object(call.hub.state, person)}
    raise SlackError("users_not_found")


def presence(call: Call) -> Fields:
    """users.getPresence."""
    user_id = call.args.text("user") or call.me
    person = call.hub.state.people.get(user_id)
    if person is None:
        raise SlackError("user_not_found")
    online = (
        call.hub.sockets.count(person.app_id) > 0
        if person.is_bot
        else call.hub.live.is_present(user_id)
    )
    return {"presence": "active" if online else "away"}


def _groups(call: Call) -> list[Fields]:
    rows: list[Fields] = call.hub.state.settings.get("usergroups", {}).get("rows", [])
    return rows


def group_list(call: Call) -> Fields:
    """usergroups.list."""
    shown = []
    for row in _groups(call):
        group = {name: value for name, value in row.items() if name != "users"}
        if call.args.flag("include_users"):
            group["users"] = row["users"]
        if call.args.flag("include_count"):
            group["user_count"] = len(row["users"])
        shown.append(group)
    return {"usergroups": shown}


def group_users(call: Call) -> Fields:
    """usergroups.users.list."""
    wanted = call.args.need("usergroup")
    for row in _groups(call):
        if row["id"] == wanted:
            return {"users": row["users"]}
    raise SlackError("no_such_subteam")


def team_info(call: Call) -> Fields:
    """team.info."""
    return {"team": {**call.hub.state.team, "email_domain": "", "icon": {}}}


def bot_info(call: Call) -> Fields:
    """bots.info."""
    for app in call.hub.state.apps.values():
        if app.bot_id == call.args.text("bot"):
            bot = {
                "id": app.bot_id,
                "deleted": False,
                "name": app.name,
                "updated": 0,
                "app_id": app.id,
                "user_id": app.bot_user,
                "icons": {},
            }
            return {"bot": bot}
    raise SlackError("bot_not_found")


METHODS = (
    Method("api.test", api_test, 4, caller="anybody"),
    Method("auth.test", auth_test, 0),
    Method("apps.connections.open", open_connection, 3, caller="app"),
    Method("users.info", user_info, 4, USERS, json=False),
    Method("users.list", user_list, 2, USERS, json=False),
    Method("users.lookupByEmail", by_email, 3, EMAIL, json=False),
    Method("users.getPresence", presence, 3, USERS, json=False),
    Method("usergroups.list", group_list, 2, GROUPS, json=False),
    Method("usergroups.users.list", group_users, 2, GROUPS, json=False),
    Method("team.info", team_info, 3, TEAM, json=False),
    Method("bots.info", bot_info, 3, USERS, json=False),
)
