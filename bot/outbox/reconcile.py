"""Looks in Slack's own history for what may have been sent: a message, a picture. Never sends."""

from collections.abc import Mapping
from typing import Any

from bot.outbox import pictures, stamp
from bot.outbox.job import SHOW, Doubt, Job, Later, Outcome, Sent
from bot.outbox.timing import Timing
from bot.slack import failures
from bot.slack.identity import Identity
from bot.slack.outbound import Slack

# There is no such place, so nothing can stand in it; sending will be refused in its own words.
NOTHING_THERE = frozenset({"channel_not_found", "thread_not_found"})


async def find_all(job: Job, channel: str, slack: Slack, timing: Timing, marked: str) -> list[str]:
    """Return the stamps of every copy that stands in its place."""
    oldest = f"{job.first_try_at.timestamp() - timing.search_back_s:.6f}"
    we = await slack.identity()
    return [
        str(message["ts"])
        async for message in slack.messages(channel, oldest=oldest, thread_ts=job.thread_ts)
        if _is_it(job, message, marked, we)
    ]


def _is_it(job: Job, message: Mapping[str, Any], marked: str, we: Identity) -> bool:
    if job.method == SHOW:
        return pictures.is_shown(job, message)
    return stamp.is_ours(message, marked, we)


async def look_for(job: Job, channel: str, slack: Slack, timing: Timing, marked: str) -> Outcome:
    """Return Sent with the message's stamp, Later if it surely is not there, Doubt otherwise."""
    try:
        stamps = await _find_even_outside(job, channel, slack, timing, marked)
    except failures.Permanent as failure:
        if failure.code not in NOTHING_THERE:
            return Doubt(failure.code, blind=True)
        stamps = []
    except failures.Missing as failure:
        return Doubt(failure.code, blind=True)
    except failures.RateLimited as failure:
        return Doubt(failure.code, wait_s=failure.retry_after_s)
    except failures.Ambiguous as failure:
        return Doubt(failure.code)
    if not stamps:
        return Later("it had not arrived", wait_s=0.0)
    first = min(stamps)
    answer = {"ok": True, "ts": first, "channel": channel, "found": True}
    return Sent(answer, channel_id=channel, ts=first)


async def _find_even_outside(
    job: Job, channel: str, slack: Slack, timing: Timing, marked: str
) -> list[str]:
    """Search; where we may speak without being a member, become one to be able to look."""
    try:
        return await find_all(job, channel, slack, timing, marked)
    except failures.Permanent as failure:
        if failure.code != "not_in_channel":
            raise
    await slack.join(channel)
    return await find_all(job, channel, slack, timing, marked)
