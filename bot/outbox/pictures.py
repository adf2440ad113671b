"""A picture on its way: drawn, uploaded where nobody sees it, then shown. Touches no history.

Uploading may be repeated. Showing may not, so the file's id is kept before it is done.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import structlog
from sqlmodel import Session

from bot.domain.models import Post
from bot.outbox.job import SHOW, UPLOAD, Doubt, Job, Later, Outcome, Refused, Sent
from bot.pictures import draw, words
from bot.pictures.model import Picture, read
from bot.slack import failures, files
from bot.slack.outbound import Slack
from bot.storage import posts

log = structlog.get_logger(__name__)

# The first drawing of a process loads a library and may look through the machine's fonts.
DRAWN_WITHIN_S = 20.0
# Slack shows a file some seconds after it said yes; sooner nobody can say that it does not.
SHOWN_WITHIN_S = 60.0
# More than Slack takes in a window (10 MB), and as much as the Room does.
MOST_BYTES = 25 << 20
# What a picture is called that brings no name of its own: the digest's.
NAME = "digest.png"


class NotDrawn(Exception):
    """There is no picture, and why; the log has the rest."""


# One picture goes to every reader of a digest, and is asked for again whenever a call is.
@lru_cache(maxsize=16)
def _png(picture: Picture) -> bytes:
    return draw.png(picture)


async def drawn(kept: Mapping[str, Any], post_id: int) -> tuple[Picture, bytes]:
    """Return the picture and its PNG, drawn in a thread; NotDrawn, or TimeoutError if it hangs."""
    try:
        picture = read(kept)
        drawing = asyncio.to_thread(_png, picture)
        return picture, await asyncio.wait_for(drawing, DRAWN_WITHIN_S)
    except TimeoutError:
        raise
    except Exception as error:
        log.exception("picture.not_drawn", post_id=post_id)
        raise NotDrawn(f"it could not be drawn ({type(error).__name__})") from error


async def upload(job: Job, slack: Slack, check: Callable[[Job], None]) -> Sent:
    """Draw the picture and upload it, or a text, or a file; the answer has the file's id."""
    document = job.payload.get("document")
    if document:
        return await _upload_text(document, slack)
    if "file" in job.payload:
        return await _upload_file(job, slack, check)
    try:
        picture, image = await drawn(job.payload["picture"], job.post_id)
    except TimeoutError as error:
        hung = "drawing it took too long"
        raise (failures.Permanent if job.again else failures.Ambiguous)(hung) from error
    except NotDrawn as error:
        raise failures.Permanent(str(error)) from error
    check(job)
    address = await slack.call(
        UPLOAD,
        filename=job.payload.get("name") or NAME,
        length=len(image),
        alt_txt=words.alt(picture),
    )
    await slack.upload(str(address["upload_url"]), image)
    return Sent({"ok": True, "file_id": str(address["file_id"]), "title": picture.title})


async def _upload_text(document: Mapping[str, Any], slack: Slack) -> Sent:
    """Upload a text; in a table a mark of UTF-8 lets Excel read every letter, JSON has none."""
    name = str(document["name"])
    data = str(document["text"]).encode("utf-8-sig" if name.endswith(".csv") else "utf-8")
    address = await slack.call(UPLOAD, filename=name, length=len(data))
    await slack.upload(str(address["upload_url"]), data)
    return Sent({"ok": True, "file_id": str(address["file_id"]), "title": name})


async def _upload_file(job: Job, slack: Slack, check: Callable[[Job], None]) -> Sent:
    """Upload what somebody gave us in a window, as our own: theirs nobody else may see."""
    found = await files.info(slack, str(job.payload["file"]))
    url = str(found.get("url_private_download") or found.get("url_private") or "")
    data = await files.download(slack, url, most=MOST_BYTES)
    check(job)
    name = str(job.payload["name"] or found.get("name") or "file")
    address = await slack.call(UPLOAD, filename=name, length=len(data))
    await slack.upload(str(address["upload_url"]), data)
    return Sent({"ok": True, "file_id": str(address["file_id"]), "title": name})


def uploaded(session: Session, post: Post, answer: Mapping[str, Any], now: datetime) -> None:
    """Write down, with the file's id, that the picture is to be shown now."""
    payload = {
        "files": [{"id": answer["file_id"], "title": answer["title"]}],
        "otherwise": json.loads(post.payload).get("otherwise"),
    }
    call = posts.Call(
        key=f"show:{post.key}", kind="picture_shown", method=SHOW, target=post.target,
        lane=post.lane, door=post.door, priority=post.priority, thread_key=post.thread_key,
        after_key=post.after_key, payload=payload,
    )  # fmt: skip
    posts.enqueue(session, call, now=now)


async def show(job: Job, channel: str, slack: Slack) -> Sent:
    """Show the uploaded picture in its place; where only members may, become one first."""
    args = {
        "files": json.dumps(job.payload["files"]),
        "channel_id": channel,
        "thread_ts": job.thread_ts,
    }
    try:
        answer = await slack.call(SHOW, **args)
    except failures.Permanent as failure:
        if failure.code != "not_in_channel":
            raise
        await slack.join(channel)
        answer = await slack.call(SHOW, **args)
    return Sent(answer, channel_id=channel)


def is_shown(job: Job, message: Mapping[str, Any]) -> bool:
    """Tell whether *message* shows the picture: the file's id is in nobody else's hands."""
    wanted = {file["id"] for file in job.payload["files"]}
    return any(file.get("id") in wanted for file in message.get("files") or ())


def judged(job: Job, found: Outcome, now: datetime) -> Outcome:
    """Return what a search means for a picture: patience first, and never a second one blindly."""
    if isinstance(found, Doubt) and found.blind:
        return Refused("nobody can tell whether it arrived")
    age = (now - job.first_try_at).total_seconds()
    if isinstance(found, Later) and age < SHOWN_WITHIN_S:
        return Doubt("it may still appear")
    return found
