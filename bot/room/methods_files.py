"""The files.* methods: upload in three steps, info, delete.

Facts: https://docs.slack.dev/reference/methods/files.getUploadURLExternal.
"""

import secrets

from bot.room import files
from bot.room.call import Call, Method, Scopes
from bot.room.entities import Fields
from bot.room.errors import SlackError
from bot.room.memory import Upload
from bot.room.messages import by_app, post, thread_of
from bot.room.shapes import file_object

WRITE, READ = Scopes(anywhere=("files:write",)), Scopes(anywhere=("files:read",))
MOST_ALT_TEXT = 1_000


def upload_url(call: Call) -> Fields:
    """files.getUploadURLExternal."""
    name, length = call.args.need("filename"), call.args.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", "missing required field: length")
    if length > files.MOST_BYTES:
        raise SlackError("file_upload_size_restricted")
    alt_text = call.args.text("alt_txt") or call.args.text("alt_text")
    if len(alt_text) > MOST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    key, file_id = secrets.token_urlsafe(18), call.hub.state.new_id("F")
    call.hub.uploads.found[key] = Upload(file_id, call.app.id, name, length, alt_text)
    return {"upload_url": f"{call.hub.base_url}/slack/upload/{key}", "file_id": file_id}


def _take(call: Call, file_id: str) -> Upload:
    for key, upload in call.hub.uploads.found.items():
        if upload.file_id == file_id and upload.app_id == call.app.id and upload.data is not None:
            del call.hub.uploads.found[key]
            return upload
    raise SlackError("file_not_found")


async def complete(call: Call) -> Fields:
    """files.completeUploadExternal: the files become one message when a channel is named."""
    given = call.args.data("files")
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given) or not given:
        raise SlackError("invalid_arguments", "missing required field: files")
    channel = call.channel("channel_id", member=True) if call.args.has("channel_id") else None
    thread = thread_of(call.hub, channel, call.args.text("thread_ts")) if channel else None
    shown = []
    for row in given:
        upload = _take(call, str(row.get("id")))
        file = await files.store(
            call.hub,
            call.me,
            upload.filename,
            upload.data or b"",
            upload.alt_text,
            file_id=upload.file_id,
            title=str(row.get("title") or upload.filename),
        )
        if channel is not None:
            files.share(call.hub, file, channel)
        shown.append(file_object(call.hub.base_url, call.hub.state.files[file["id"]]))
    if channel is not None:
        content = {"text": call.args.text("initial_comment"), "files": shown, "upload": True}
        post(call.hub, channel, by_app(call.hub, call.app, content, thread_ts=thread))
    return {"files": shown}


def _file(call: Call) -> Fields:
    file = call.hub.state.files.get(call.args.need("file"))
    if file is None or not files.may_see(call.hub, call.app, file):
        raise SlackError("file_not_found")
    if file.get("deleted"):
        raise SlackError("file_deleted")
    return file


def info(call: Call) -> Fields:
    """files.info."""
    return {"file": file_object(call.hub.base_url, _file(call)), "comments": []}


async def delete(call: Call) -> Fields:
    """files.delete."""
    file = _file(call)
    if file["user"] != call.me:
        raise SlackError("cant_delete_file")
    await files.delete(call.hub, file)
    return {}


METHODS = (
    Method("files.getUploadURLExternal", upload_url, 4, WRITE, json=False),
    Method("files.completeUploadExternal", complete, 4, WRITE, json=False),
    Method("files.info", info, 4, READ, json=False),
    Method("files.delete", delete, 3, WRITE),
)
