"""Fetching a file that somebody gave us in Slack: from Slack's own host, no more than wanted.

Which file, and what is read from it, is the caller's business.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.slack.failures import OK, Ambiguous, Permanent
from bot.slack.outbound import BROKEN, LOOPBACK, Slack

# https://docs.slack.dev/reference/objects/file-object
_HOST = re.compile(r"files\.slack(?:-gov)?\.com")
BUSY = 429
_STEP = 1 << 16


async def info(slack: Slack, file_id: str) -> Mapping[str, Any]:
    """Return what Slack knows of a file, or raise a `SlackFailure`."""
    answer = await slack.call("files.info", file=file_id)
    found = answer.get("file")
    return found if isinstance(found, dict) else {}


async def download(slack: Slack, url: str, *, most: int) -> bytes:
    """Return a file's bytes; raise Permanent when it lies elsewhere or has more than *most*."""
    if not is_slacks(url, slack.client.base_url):
        raise Permanent("file_outside_slack")
    try:
        async with slack.file(url) as answer:
            if answer.status == BUSY or answer.status >= 500:  # noqa: PLR2004 - a server's fault.
                raise Ambiguous(f"http_{answer.status}")
            # Without the scope Slack answers with its login page.
            if answer.status != OK or answer.content_type == "text/html":
                raise Permanent("file_not_readable")
            data = bytearray()
            async for piece in answer.content.iter_chunked(_STEP):
                data += piece
                if len(data) > most:
                    raise Permanent("file_too_large")
            return bytes(data)
    except (*BROKEN, ValueError) as error:
        raise Ambiguous(type(error).__name__) from error


def is_slacks(url: str, base_url: str) -> bool:
    """Tell whether an address is Slack's own, or the Room's where the Room stands for Slack."""
    try:
        asked, ours = urlsplit(url), urlsplit(base_url)
        port = asked.port
    except ValueError:
        return False
    if asked.username or asked.password:
        return False
    if ours.hostname in LOOPBACK:
        return (asked.scheme, asked.hostname, port) == (ours.scheme, ours.hostname, ours.port)
    return asked.scheme == "https" and port is None and bool(_HOST.fullmatch(asked.hostname or ""))
