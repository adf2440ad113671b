"""Apps that the command line installs beside a running Room, which finds them within seconds.

An app that the Room itself installs needs none of this: `Room.install`.
"""

import json
import secrets
from dataclasses import asdict

from sqlmodel import Session, select

from bot.room.entities import App, Fields
from bot.room.hub import Hub
from bot.room.install import OWN, introduce
from bot.room.manifests import check_manifest
from bot.room.models import RoomApp


def everybody(session: Session) -> list[App]:
    """Return the installed apps, the latest last."""
    rows = session.exec(select(RoomApp))
    return sorted((App(**json.loads(row.payload)) for row in rows), key=lambda app: app.installed)


def add(session: Session, manifest: Fields) -> App:
    """Install an app, or give the one of that name a new manifest; its tokens stay."""
    check_manifest(manifest)
    known = everybody(session)
    name = manifest["display_information"]["name"]
    # The bot that the Room belongs to brings its own manifest at each start.
    app = next((one for one in known if one.name == name and one.id != OWN[0]), None)
    if app is None:
        own = secrets.token_hex(5).upper()
        app = App(
            f"A0{own}", f"B0{own}", f"U0{own}", f"xoxb-room-{secrets.token_hex(24)}",
            f"xapp-room-{secrets.token_hex(24)}", secrets.token_hex(12), manifest,
            1 + max((one.installed for one in known), default=0),
        )  # fmt: skip
    app.manifest = manifest
    session.merge(RoomApp(id=app.id, payload=json.dumps(asdict(app))))
    return app


async def look_for_apps(hub: Hub) -> None:
    """Take over the apps that were installed or changed since the last look."""
    for found in await hub.database.read(everybody):
        known = hub.state.apps.get(found.id)
        if known is None or (known.manifest != found.manifest and known.id != OWN[0]):
            hub.state.apps[found.id] = found
        if hub.state.apps[found.id] is found or found.bot_user not in hub.state.people:
            introduce(hub, found)
    await hub.journal.commit()
