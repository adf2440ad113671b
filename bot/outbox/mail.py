"""Mails the digest from an account of its own: one message per address and row of the outbox.

SMTP has no way to ask whether a message arrived. What follows from that is decision 18.
"""

import asyncio
import contextlib
import hashlib
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

import structlog

from bot.clock import Clock
from bot.domain.mail import Postbox
from bot.outbox.job import Doubt, Job, Later, Outcome, Refused, Sent
from bot.outbox.pictures import NAME, NotDrawn, drawn
from bot.pictures import words

if TYPE_CHECKING:
    from aiosmtplib import SMTP

log = structlog.get_logger(__name__)

MAIL, LANE = "email.send", "mail:"
# Together with a second for the rest these stay below the lease of a lane.
GREETED_WITHIN_S, ANSWERED_WITHIN_S = 12.0, 14.0
LATEST_START_S, LEFT_WITHIN_S = 15.0, 1.0
# So often a message whose fate is unknown is sent in all.
MOST_TIMES = 2
OLDEST = timedelta(hours=24)
SHORTEST_WAIT_S, LONGEST_WAIT_S = 60.0, 1800.0
# A lost connection and a silent server are among these; aiosmtplib's own errors derive from them.
GONE = (OSError, TimeoutError)
NO_PICTURE = "The picture of this digest could not be drawn; the digest itself is complete."


class Mailer:
    """Sends mail for the outbox; without a postbox it says that mail is switched off."""

    def __init__(
        self, postbox: Postbox | None, clock: Clock, *, within_s: float = ANSWERED_WITHIN_S
    ) -> None:
        self._postbox, self._clock, self._within_s = postbox, clock, within_s

    async def carry_out(self, job: Job) -> Outcome:
        """Send one mail; Doubt only where the server was told everything and gave no answer."""
        if self._postbox is None:
            return Refused("mail is switched off: WARDROOM_SMTP_URL is not set")
        if job.in_doubt:
            # The same letter under the same name lets the reader's server fold the two into one.
            again = Later("its fate was unknown, so it is sent once more", wait_s=0.0)
            return again if job.attempts < MOST_TIMES else Refused("nobody knows if it arrived")
        if self._clock.now() - job.first_try_at > OLDEST:
            return Refused("the mail server took nothing for a day")
        letter = await self._letter(job, self._postbox)
        if self._clock.monotonic() > job.claim.until - LATEST_START_S:
            return Later("the lease ended", wait_s=0.001, counted=False)
        from aiosmtplib import SMTPException

        try:
            return await self._hand_over(job, self._postbox, letter)
        except (*GONE, SMTPException) as error:
            return self._judged(job, error)

    async def _hand_over(self, job: Job, box: Postbox, letter: EmailMessage) -> Outcome:
        client = _client(box)
        try:
            async with asyncio.timeout(GREETED_WITHIN_S):
                await client.connect()
                await client.mail(box.sender)
                await client.rcpt(str(job.payload["to"]))
            return await self._told(client, letter)
        finally:
            await _leave(client)

    async def _told(self, client: "SMTP", letter: EmailMessage) -> Outcome:
        try:
            async with asyncio.timeout(self._within_s):
                await client.data(letter.as_bytes(policy=policy.SMTP))
        except GONE as error:
            return Doubt(f"no answer to the mail ({type(error).__name__})")
        return Sent()

    def _judged(self, job: Job, error: Exception) -> Outcome:
        """Return what follows from a mail that was surely not taken."""
        from aiosmtplib import SMTPAuthenticationError, SMTPConnectError

        code = getattr(error, "code", None)
        trouble = isinstance(error, SMTPAuthenticationError | SMTPConnectError)
        if isinstance(code, int) and code >= 500 and not trouble:  # noqa: PLR2004 - SMTP's own.
            return Refused(f"the mail server refused it ({code})")
        reason = f"{type(error).__name__} {code or ''}".strip()
        log.warning("mail.not_taken", post_id=job.post_id, reason=reason)
        age = (self._clock.now() - job.first_try_at).total_seconds()
        wait = min(max(SHORTEST_WAIT_S, age / 4), LONGEST_WAIT_S)
        return Later(reason, wait_s=wait, counted=False)

    async def _letter(self, job: Job, box: Postbox) -> EmailMessage:
        payload, letter = job.payload, EmailMessage()
        letter["From"], letter["To"] = box.sender, str(payload["to"])
        letter["Subject"] = " ".join(str(payload["subject"]).split())[:200]
        # Some servers know a letter again by its name and its date, so the date stays as well.
        letter["Date"] = format_datetime(job.first_try_at)
        name = hashlib.sha256(job.key.encode()).hexdigest()[:40]
        letter["Message-ID"] = f"<{name}@{box.sender.partition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        said, image = [str(payload["text"]).strip()], b""
        if payload.get("picture"):
            try:
                picture, image = await drawn(payload["picture"], job.post_id)
                said.append(f"The picture: {words.alt(picture)}")
            except (NotDrawn, TimeoutError):
                said.append(NO_PICTURE)
        letter.set_content("\n\n".join(said) + "\n", cte="quoted-printable")
        if image:
            letter.add_attachment(
                image, maintype="image", subtype="png", filename=NAME, disposition="inline"
            )
            letter.set_boundary(name)
        return letter


def _client(box: Postbox) -> "SMTP":
    from aiosmtplib import SMTP as Client  # noqa: N811 - the name is taken by the type.

    return Client(
        hostname=box.host, port=box.port, timeout=GREETED_WITHIN_S, use_tls=box.wrapped,
        # A password never travels in the clear, nor does the digest.
        start_tls=False if box.wrapped else None if box.local else True,
        username=box.user or None, password=box.password or None,
    )  # fmt: skip


async def trouble(box: Postbox) -> str:
    """Return why the account cannot be used now, or nothing; sends no letter."""
    from aiosmtplib import SMTPException

    client = _client(box)
    try:
        async with asyncio.timeout(GREETED_WITHIN_S):
            await client.connect()
    except (*GONE, SMTPException) as error:
        return f"{type(error).__name__} {getattr(error, 'code', '')}".strip()
    finally:
        await _leave(client)
    return ""


async def _leave(client: "SMTP") -> None:
    """Say goodbye if somebody listens; the mail's fate does not hang on it."""
    from aiosmtplib import SMTPException

    with contextlib.suppress(*GONE, SMTPException):
        async with asyncio.timeout(LEFT_WITHIN_S):
            await client.quit()
    client.close()
