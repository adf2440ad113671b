"""Files: their bytes in the database, their facts in the state, and who may fetch them.

A page fetches by an address that carries the file's own key, an app by its token. Where people log
in, the key alone opens nothing: whoever holds it must be logged in and may see the file.
"""

import mimetypes
import re
import secrets
from urllib.parse import quote

import sqlalchemy as sa
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.room.entities import App, Channel, Fields, Person
from bot.room.guard import acting_person
from bot.room.hub import Hub
from bot.room.models import RoomContent

MOST_BYTES = 25 << 20
SAFE_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, max-age=3600",
}
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\]+")


def clean_name(name: str) -> str:
    """Return a file name without paths and control characters, at most 255 characters."""
    return UNSAFE.sub("_", name).strip(". ")[:255] or "file"


async def store(
    hub: Hub,
    user_id: str,
    name: str,
    data: bytes,
    alt_text: str = "",
    *,
    file_id: str = "",
    title: str = "",
) -> Fields:
    """Keep a file's bytes and return its facts."""
    file_id = file_id or hub.state.new_id("F")
    await hub.database.write(lambda session: _insert(session, file_id, data))
    name = clean_name(name)
    now = hub.state.now()
    file: Fields = {
        "id": file_id,
        "created": now,
        "timestamp": now,
        "name": name,
        "title": title or name,
        "mimetype": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "size": len(data),
        "user": user_id,
        "channels": [],
        "apps": [],
        "alt_txt": alt_text,
        "key": secrets.token_urlsafe(18),
    }
    hub.state.save_file(file)
    return file


def _insert(session: Session, file_id: str, data: bytes) -> None:
    session.add(RoomContent(id=file_id, data=data))


def share(hub: Hub, file: Fields, channel: Channel) -> None:
    """Note that the file can be seen in *channel*."""
    if channel.id not in file["channels"]:
        hub.state.save_file({**file, "channels": [*file["channels"], channel.id]})


async def delete(hub: Hub, file: Fields) -> None:
    """Forget the file's bytes; its facts say that it is gone."""
    table = RoomContent.__table__  # type: ignore[attr-defined]  # SQLModel hides it from types.
    await hub.database.write(
        lambda session: session.execute(sa.delete(table).where(table.c.id == file["id"]))
    )
    hub.state.save_file({**file, "deleted": True})


def may_see(hub: Hub, app: App, file: Fields) -> bool:
    """Tell whether the app uploaded the file, was given it, or is where it was shared."""
    if file["user"] == app.bot_user or app.id in file["apps"]:
        return True
    channels = [hub.state.channels[channel_id] for channel_id in file["channels"]]
    return any(channel.is_public or app.bot_user in channel.members for channel in channels)


def may_read(hub: Hub, person: Person, file: Fields) -> bool:
    """Tell whether a person uploaded the file or may read a channel in which it was shared."""
    channels = [hub.state.channels[channel_id] for channel_id in file["channels"]]
    return file["user"] == person.id or any(each.may_read(person) for each in channels)


async def _is_welcome(hub: Hub, request: Request, file: Fields) -> bool:
    key = request.query_params.get("key", "")
    if key:
        fits = secrets.compare_digest(key.encode(), str(file["key"]).encode())
        if not fits or not hub.gate.is_shut:
            return fits
        return may_read(hub, await acting_person(hub, request), file)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    found = hub.state.app_with_token(token) if scheme.lower() == "bearer" else None
    if found is None:
        return False
    app, kind = found
    return kind == "bot" and "files:read" in app.scopes and may_see(hub, app, file)


async def fetch(hub: Hub, request: Request) -> Response:
    """Answer with a file's bytes, or 404 to whoever may not have them."""
    file = hub.state.files.get(request.path_params["file_id"])
    missing = JSONResponse({"error": "file_not_found"}, 404)
    if file is None or file.get("deleted") or not await _is_welcome(hub, request, file):
        return missing
    content = await hub.database.read(lambda session: session.get(RoomContent, file["id"]))
    if content is None:
        return missing
    shown = "inline" if file["mimetype"] in SAFE_INLINE else "attachment"
    name = f"{shown}; filename*=UTF-8''{quote(file['name'])}"
    headers = {**HEADERS, "content-disposition": name}
    return Response(content.data, media_type=file["mimetype"], headers=headers)
