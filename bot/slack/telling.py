"""Telling one person something after the acknowledgement: by response_url, in a channel, or a DM.

None of these can be read back, so none is ever the only carrier of a fact.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog

from bot.slack.answer import Answer
from bot.slack.failures import RateLimited, SlackFailure
from bot.slack.inbound import Origin
from bot.slack.outbound import LOOPBACK, Slack

TIMEOUT_S = 5.0
# Where others just spoke, Slack asks for a second's patience; the way round is a direct message.
PATIENCE_S = 2.0
# A response_url is asked again when Slack says wait: so often, and so long in all. It takes five
# posts within thirty minutes, and what a command says later wants its share of them.
TRIES, LONGEST_WAIT_S = 3, 30.0
OK, TOO_MANY = 200, 429

# Only Slack's own hooks: any other address in a payload is somebody's way into our network.
_HOOK = re.compile(
    r"https://hooks\.slack(?:-gov)?\.com/(?:commands|actions|services|workflows|triggers)/[\w/-]+"
)

_SECONDS = re.compile(r"[0-9]{1,6}")
Sleep = Callable[[float], Awaitable[None]]

log = structlog.get_logger(__name__)


def allowed(url: str, base_url: str) -> bool:
    """Tell whether an answer may be sent to *url*: Slack's hooks, or the Room on this machine."""
    if _HOOK.fullmatch(url):
        return True
    ours = urlsplit(base_url)
    try:
        theirs = urlsplit(url)
        same = (theirs.scheme, theirs.hostname, theirs.port) == (
            ours.scheme, ours.hostname, ours.port
        )  # fmt: skip
    except ValueError:
        return False
    return ours.hostname in LOOPBACK and same and theirs.username is None


class Teller:
    """Sends late and second answers."""

    def __init__(self, slack: Slack, base_url: str, sleep: Sleep = asyncio.sleep) -> None:
        self._slack, self._base_url, self._sleep = slack, base_url, sleep

    async def tell(self, origin: Origin, answer: Answer) -> None:
        """Show the answer to the person who asked; try the next way when one fails."""
        if not answer.text and not answer.blocks:
            return
        if origin.response_url and await self._respond(origin, answer):
            return
        if origin.channel_id and await self._whisper(origin, answer):
            return
        await self._direct(origin, answer)

    async def _whisper(self, origin: Origin, answer: Answer) -> bool:
        """Show the answer where it was asked; tell whether Slack took it."""
        message = {**answer.message, "thread_ts": origin.thread_ts or None}
        for is_last in (False, True):
            try:
                await self._slack.tell(origin.channel_id, origin.user_id, message)
            except RateLimited as failure:
                if is_last or failure.retry_after_s > PATIENCE_S:
                    break
                await self._sleep(failure.retry_after_s)
            except SlackFailure as failure:
                log.info("tell.not_in_channel", reason=type(failure).__name__)
                return False
            else:
                return True
        log.info("tell.not_in_channel", reason="RateLimited")
        return False

    async def _direct(self, origin: Origin, answer: Answer) -> None:
        try:
            await self._slack.post_message(await self._slack.open_dm(origin.user_id), _bare(answer))
        except SlackFailure as failure:
            log.warning("tell.failed", reason=type(failure).__name__, user_id=origin.user_id)

    async def _respond(self, origin: Origin, answer: Answer) -> bool:
        """Send the answer to the response_url; tell whether Slack took it."""
        if not allowed(origin.response_url, self._base_url):
            log.warning("tell.refused_address", user_id=origin.user_id)
            return False
        body: Mapping[str, Any] = {
            **answer.message,
            "response_type": "ephemeral",
            "replace_original": answer.replace,
        }
        try:
            async with aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)
            ) as session:
                return await self._posted(session, origin.response_url, body)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("tell.not_taken", reason=type(error).__name__)
        return False

    async def _posted(
        self, session: aiohttp.ClientSession, url: str, body: Mapping[str, Any]
    ) -> bool:
        """Post until it is taken, waiting as long as asked; tell whether it was."""
        waited, status = 0.0, TOO_MANY
        for tries in range(1, TRIES + 1):
            async with session.post(url, json=body, allow_redirects=False) as response:
                status, wait = response.status, _wait(response.headers.get("Retry-After", ""))
            if status == OK:
                return True
            waited += wait
            if status != TOO_MANY or tries == TRIES or waited > LONGEST_WAIT_S:
                break
            await self._sleep(wait)
        log.warning("tell.not_taken", status=status)
        return False


def _wait(given: str) -> float:
    """Return the seconds that an answer asks to wait; a second where it names none."""
    return max(float(given), 1.0) if _SECONDS.fullmatch(given) else 1.0


def _bare(answer: Answer) -> dict[str, Any]:
    message = answer.message
    return {key: part for key, part in message.items() if not key.startswith("unfurl")}
