"""Makes one call and says what came of it. Touches no row.

A message in doubt is looked for first (`bot.outbox.reconcile`); everything else may be repeated.
"""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from bot.clock import Clock
from bot.outbox import fetching, importing, pictures, rooms, stamp
from bot.outbox.job import (
    MESSAGE,
    SHOW,
    SOUGHT,
    UPLOAD,
    Doubt,
    Job,
    Later,
    Outcome,
    Plainer,
    Refused,
    Sent,
)
from bot.outbox.mail import MAIL, Mailer
from bot.outbox.pace import Pace
from bot.outbox.reconcile import find_all, look_for
from bot.outbox.timing import Timing
from bot.slack import failures
from bot.slack.outbound import Slack
from bot.slack.views.tables import stand_in

# Safe to repeat, with what Slack answers when it was done already. Anything else is refused.
REPEATABLE = {
    "chat.getPermalink": (),
    "chat.update": (),
    "chat.delete": ("message_not_found",),
    "conversations.archive": ("already_archived",),
    "conversations.create": (),
    "conversations.history": (),
    "conversations.invite": (),
    "conversations.kick": ("not_in_channel", "user_not_found", "user_not_in_channel"),
    "conversations.setTopic": (),
    "bookmarks.add": (),
    "pins.add": ("already_pinned",),
    "views.publish": (),
    "files.info": (),
    # A file that nobody sees yet; an upload that is not finished, Slack forgets.
    UPLOAD: (),
}

# What Slack says of a message whose blocks it does not take.
ITS_BLOCKS = frozenset({"invalid_attachments", "invalid_blocks", "invalid_blocks_format"})


class OutOfTime(Exception):
    """The lease ends too soon to begin another call under it."""


class Deliverer:
    """Makes calls for the sender; remembers who has which conversation with us."""

    def __init__(
        self, slack: Slack, clock: Clock, pace: Pace, timing: Timing, secret: str, *, mailer: Mailer
    ) -> None:
        self._slack, self._clock, self._pace, self._mailer = slack, clock, pace, mailer
        self._timing, self._secret = timing, secret
        self._known: dict[str, str] = {}
        self._steps: dict[str, Callable[[Job, str], Awaitable[Sent]]] = {
            MESSAGE: self._post,
            "chat.update": self._edit,
            "chat.delete": self._remove,
            "conversations.create": self._create,
            "conversations.invite": self._invite,
            "conversations.setTopic": self._topic,
            "pins.add": self._pin,
            "bookmarks.add": self._bookmark,
            "conversations.history": self._fetch,
            "files.info": self._fetch_file,
            UPLOAD: self._upload,
            SHOW: self._show,
        }

    async def carry_out(self, job: Job) -> Outcome:
        """Make the call; raise AuthLost alone, and only when nothing more is known."""
        if job.method == MAIL:
            return await self._mailer.carry_out(job)
        if job.method not in SOUGHT and job.method not in REPEATABLE:
            return Refused(f"{job.method} cannot be repeated safely")
        try:
            channel = await self._channel(job)
        except (failures.SlackFailure, OutOfTime) as failure:
            return self._unsent(job, failure)
        if job.method in SOUGHT and job.in_doubt:
            return await self._look(job, channel)
        return await self._send(job, channel)

    async def _look(self, job: Job, channel: str) -> Outcome:
        marked = stamp.mark(self._secret, job.key)
        found = await look_for(job, channel, self._slack, self._timing, marked)
        return found if job.method == MESSAGE else pictures.judged(job, found, self._clock.now())

    async def remove_copies(self, job: Job, *, kept: str, known: str | None) -> int:
        """Delete every copy of the message but *kept*; with *known* that one alone, unsearched."""
        channel = await self._channel(job)
        marked = stamp.mark(self._secret, job.key)
        stamps = (
            [known] if known else await find_all(job, channel, self._slack, self._timing, marked)
        )
        copies = [ts for ts in stamps if ts != kept]
        for ts in copies:
            with contextlib.suppress(failures.Permanent):
                await self._slack.delete_message(channel, ts)
        return len(copies)

    async def _find(self, job: Job, channel: str) -> list[str]:
        marked = stamp.mark(self._secret, job.key)
        return await find_all(job, channel, self._slack, self._timing, marked)

    async def _send(self, job: Job, channel: str) -> Outcome:
        try:
            self._check_time(job)
            return await self._steps.get(job.method, self._plain)(job, channel)
        except (failures.SlackFailure, OutOfTime) as failure:
            done = isinstance(failure, failures.Permanent) and (
                failure.code in REPEATABLE.get(job.method, ())
            )
            if done:
                return Sent({"ok": True, "already": True}, channel_id=channel or None)
            if job.method in SOUGHT and _is_unsure(failure):
                return Doubt(str(failure), strange=getattr(failure, "strange", False))
            return self._unsent(job, failure)

    def _unsent(self, job: Job, failure: Exception) -> Outcome:
        """Return what follows from a failure after which the call can simply be repeated."""
        if job.method in SOUGHT and job.in_doubt:
            return _still_in_doubt(failure)
        match failure:
            case failures.AuthLost():
                raise failure
            case failures.Missing() if job.method == MESSAGE:
                raise failures.AuthLost(failure.code)
            case failures.Missing() | failures.Permanent():
                return _refused(job, failure.code)
            case failures.RateLimited():
                if job.method != MESSAGE:
                    self._pace.close(job.method, failure.retry_after_s)
                return Later(failure.code, wait_s=failure.retry_after_s, counted=False)
            case failures.Ambiguous():
                return Later(failure.code, strange=failure.strange)
            case _:
                return Later("the lease ended", wait_s=0.001, counted=False)

    def _check_time(self, job: Job) -> None:
        if self._clock.monotonic() > job.claim.until:
            raise OutOfTime

    async def _channel(self, job: Job) -> str:
        """Return the id of the place; asks Slack for a person's conversation or a `#name` once."""
        place = job.place
        if place[:1] not in {"@", "#"}:
            return place
        if place not in self._known:
            self._check_time(job)
            self._known[place] = await self._ask_for(place)
        return self._known[place]

    async def _ask_for(self, place: str) -> str:
        if place.startswith("@"):
            return await self._slack.open_dm(place[1:])
        found = await self._slack.find_channel(place[1:])
        if found is None:
            raise failures.Permanent("channel_not_found")
        return str(found["id"])

    async def _post(self, job: Job, channel: str) -> Sent:
        message: dict[str, Any] = dict(job.payload)
        message["metadata"] = stamp.metadata(stamp.mark(self._secret, job.key))
        if job.thread_ts is not None:
            message["thread_ts"] = job.thread_ts
        answer = await self._slack.post_message(channel, message)
        # Without a stamp nobody could ever edit or find it: look for it instead of believing.
        if not answer.get("ts"):
            raise failures.Ambiguous("an answer without a stamp")
        return Sent(answer, channel_id=str(answer.get("channel", channel)), ts=str(answer["ts"]))

    async def _edit(self, job: Job, _channel: str) -> Sent:
        where, ts = _on(job)
        answer = await self._slack.update_message(where, ts, job.payload)
        return Sent(answer, channel_id=where, ts=ts)

    async def _remove(self, job: Job, _channel: str) -> Sent:
        where, ts = _on(job)
        return Sent(await self._slack.delete_message(where, ts), channel_id=where, ts=ts)

    async def _pin(self, job: Job, _channel: str) -> Sent:
        where, ts = _on(job)
        return Sent(await self._slack.pin(where, ts), channel_id=where, ts=ts)

    async def _topic(self, job: Job, channel: str) -> Sent:
        answer = await self._slack.set_topic(channel, str(job.payload["topic"]))
        return Sent(answer, channel_id=channel)

    async def _create(self, job: Job, _channel: str) -> Sent:
        return await rooms.create(job, self._slack, self._timing, self._check_time)

    async def _invite(self, job: Job, channel: str) -> Sent:
        return await rooms.invite(job, channel, self._slack, self._check_time)

    async def _bookmark(self, job: Job, channel: str) -> Sent:
        return await rooms.bookmark(job, channel, _on(job), self._slack, self._check_time)

    async def _fetch(self, job: Job, channel: str) -> Sent:
        return await fetching.fetch(job, channel, self._slack)

    async def _fetch_file(self, job: Job, _channel: str) -> Sent:
        return await importing.fetch(job, self._slack)

    async def _upload(self, job: Job, _channel: str) -> Sent:
        return await pictures.upload(job, self._slack, self._check_time)

    async def _show(self, job: Job, channel: str) -> Sent:
        return await pictures.show(job, channel, self._slack)

    async def _plain(self, job: Job, channel: str) -> Sent:
        place = {"channel": channel} if channel else {}
        return Sent(await self._slack.call(job.method, **{**job.payload, **place}))


def _on(job: Job) -> tuple[str, str]:
    """Return the message that the call is about: of the forerunner, or as the payload says."""
    if job.on is not None:
        return job.on
    where, ts = job.payload.get("channel", job.place), job.payload.get("ts")
    if not where or not ts:
        raise failures.Permanent("message_not_found")
    return str(where), str(ts)


def _refused(job: Job, code: str) -> Refused | Plainer:
    plainer = code in ITS_BLOCKS and stand_in(job.payload)
    return Plainer(code) if plainer else Refused(code)


def _is_unsure(failure: Exception) -> bool:
    return isinstance(failure, failures.Ambiguous) and not isinstance(failure, failures.Unreachable)


def _still_in_doubt(failure: Exception) -> Doubt:
    if isinstance(failure, failures.AuthLost):
        raise failure
    wait = failure.retry_after_s if isinstance(failure, failures.RateLimited) else 0.0
    blind = isinstance(failure, failures.Missing | failures.Permanent)
    return Doubt(str(failure) or type(failure).__name__, blind=blind, wait_s=wait)
