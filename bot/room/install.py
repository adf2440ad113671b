"""Installing apps: their bot user, their tokens, their manifest.

Our own app has fixed ids, so that the demo's addresses stay the same.
"""

import re
import secrets
from dataclasses import dataclass

from bot.room.entities import App, Fields, Person
from bot.room.hub import Hub
from bot.room.manifests import check_manifest

OWN = ("A0WARDROOM", "B0WARDROOM", "U0WARDROOM")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an app needs to speak with the Room; `repr` shows neither."""

    bot: str
    app: str

    def __repr__(self) -> str:
        """Hide the tokens from logs."""
        return "Tokens(…)"


def display_name(manifest: Fields) -> str:
    """Return what the app's bot user is called."""
    features = manifest.get("features", {})
    shown = features.get("bot_user", {}).get("display_name")
    return str(shown or manifest.get("display_information", {}).get("name", "app"))


def install(hub: Hub, manifest: Fields, ids: tuple[str, str, str] | None = None) -> App:
    """Install an app, or give the app with these ids a new manifest; its tokens stay."""
    check_manifest(manifest)
    state = hub.state
    app_id, bot_id, bot_user = ids or (state.new_id("A"), state.new_id("B"), state.new_id("U"))
    app = state.apps.get(app_id)
    if app is None:
        bot_token = f"xoxb-room-{secrets.token_hex(24)}"
        app_token = f"xapp-room-{secrets.token_hex(24)}"
        app = App(app_id, bot_id, bot_user, bot_token, app_token, secrets.token_hex(12), manifest)
    if app.manifest != manifest or app.id not in state.apps:
        app.manifest = manifest
        state.save_app(app)
    introduce(hub, app)
    return app


def introduce(hub: Hub, app: App) -> None:
    """Make the app's bot user a member, under the name that its manifest gives."""
    shown = display_name(app.manifest)
    name = re.sub(r"[^a-z0-9._-]+", "-", shown.lower()).strip("-") or app.id.lower()
    before = hub.state.people.get(app.bot_user)
    if before is None or (before.name, before.real_name) != (name, shown):
        now = hub.state.now()
        hub.state.save_person(
            Person(app.bot_user, name, shown, app_id=app.id, bot_id=app.bot_id, updated=now)
        )
