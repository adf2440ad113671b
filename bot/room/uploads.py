"""Bytes coming in: from apps at their upload address, from people through the page.

What becomes of a file is in `files` and `methods_files`.
"""

from collections.abc import Sequence

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.room import files
from bot.room.commands import thread_in, wire_text
from bot.room.entities import Channel, Fields
from bot.room.errors import PageError
from bot.room.guard import acting_person
from bot.room.hub import Hub
from bot.room.messages import by_person, post
from bot.room.shapes import file_object, page_file, page_message
from bot.room.visit import Visit

TOO_LARGE = f"A file may have {files.MOST_BYTES >> 20} MB at most."


async def _first_file(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind != "multipart/form-data":
        return await request.body()
    async with request.form() as form:
        for value in form.values():
            if isinstance(value, UploadFile):
                return await value.read()
    return b""


async def receive(hub: Hub, request: Request) -> Response:
    """Take the bytes that an app posts to its upload address."""
    upload = hub.uploads.found.get(request.path_params["key"])
    if upload is None or upload.data is not None:
        return PlainTextResponse("no such upload", 404)
    data = await _first_file(request)
    if not data or len(data) > files.MOST_BYTES:
        return PlainTextResponse("empty or too large", 400)
    upload.data = data
    return PlainTextResponse(f"OK - {len(data)}")


async def from_page(hub: Hub, request: Request) -> Response:
    """Take files from a person: post them in a channel as one message, or keep them for a form."""
    person = await acting_person(hub, request)
    async with request.form() as form:
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        given = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not given:
            raise PageError("no_file", "Choose a file first.")
        visit = Visit(hub, person, texts)
        channel = visit.channel(member=True) if texts.get("channel") else None
        read = [(each.filename or "file", await _whole(each)) for each in given]
    if channel is not None and channel.archived:
        raise PageError("is_archived", "This channel is archived.")
    alt_text = visit.text("alt_text", "")
    kept = [await files.store(hub, person.id, name, data, alt_text) for name, data in read]
    if channel is None:
        return JSONResponse({"files": [page_file(hub.state, file) for file in kept]})
    return JSONResponse({"message": _share(visit, channel, kept)})


async def _whole(given: UploadFile) -> bytes:
    """Return a file's bytes, or raise PageError where there are none or too many."""
    data = await given.read(files.MOST_BYTES + 1)
    if not data or len(data) > files.MOST_BYTES:
        why = TOO_LARGE if data else "The file is empty."
        raise PageError("file_size", f"{given.filename or 'file'}: {why}", status=413)
    return data


def _share(visit: Visit, channel: Channel, kept: Sequence[Fields]) -> Fields:
    hub = visit.hub
    thread = thread_in(hub, channel, visit.text("thread_ts", ""))
    for file in kept:
        files.share(hub, file, channel)
    text = wire_text(hub.state, visit.text("text", ""))
    fields: Fields = by_person(visit.person.id, text, thread_ts=thread) | {
        "subtype": "file_share",
        "upload": True,
        "files": [file_object(hub.base_url, file) for file in kept],
    }
    message = post(hub, channel, fields)
    return page_message(hub.state, channel.id, message.fields)
