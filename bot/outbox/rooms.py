"""The steps of furnishing a channel that take more than one call: create, invite, bookmark."""

from collections.abc import Callable
from typing import Any

from bot.domain.naming import channel_name
from bot.outbox.job import Job, Sent
from bot.outbox.timing import Timing
from bot.slack import failures
from bot.slack.outbound import Slack

MOST_NAMES = 9
# What is as good as invited.
INSIDE = frozenset({"already_in_channel", "cant_invite_self"})
# What is wrong with the channel or with us, and not with one of the invited.
NOT_THE_PERSON = frozenset(
    {"channel_not_found", "is_archived", "not_in_channel", "method_not_supported_for_channel_type"}
)

Check = Callable[[Job], None]


async def create(job: Job, slack: Slack, timing: Timing, check: Check) -> Sent:
    """Make the incident's channel under the first name that is free, or find that we had."""
    ref, title = str(job.payload["ref"]), str(job.payload["title"])
    for attempt in range(1, MOST_NAMES + 1):
        name = channel_name(ref, title, attempt)
        check(job)
        try:
            answer = await slack.create_channel(name, private=bool(job.payload.get("is_private")))
        except failures.Permanent as failure:
            if failure.code != "name_taken":
                raise
            adopted = await _made_by_us(job, name, slack, timing, check)
            if adopted is not None:
                return Sent({"ok": True, "channel": adopted, "found": True})
        else:
            return Sent(answer)
    raise failures.Permanent("name_taken")


async def _made_by_us(
    job: Job, name: str, slack: Slack, timing: Timing, check: Check
) -> dict[str, Any] | None:
    """Return the channel if it is from an earlier try of this very job, cut short by a crash."""
    check(job)
    we = await slack.identity()
    try:
        channel = await slack.find_channel(name)
    except failures.Missing:
        return None
    if channel is None or channel.get("is_archived") or channel.get("creator") != we.user_id:
        return None
    # An older one belongs to another installation's incident of the same number.
    began = job.first_try_at.timestamp() - timing.search_back_s
    return channel if float(channel.get("created", 0)) >= began else None


async def invite(job: Job, channel: str, slack: Slack, check: Check) -> Sent:
    """Invite everybody at once; if Slack objects to one, each alone. Notes who could not be."""
    users = [str(user) for user in job.payload["users"]]
    try:
        return Sent(await slack.invite(channel, users), channel_id=channel)
    except failures.Permanent as failure:
        if failure.code in NOT_THE_PERSON:
            raise
        first = failure.code
    refused = {users[0]: first} if len(users) == 1 else {}
    for user in users if len(users) > 1 else ():
        check(job)
        try:
            await slack.invite(channel, [user])
        except failures.Permanent as failure:
            refused[user] = failure.code
    outside = {user: code for user, code in refused.items() if code not in INSIDE}
    return Sent({"ok": True, "not_invited": outside}, channel_id=channel)


async def bookmark(job: Job, channel: str, on: tuple[str, str], slack: Slack, check: Check) -> Sent:
    """Bookmark a message unless it is there; only a second try has to look."""
    title = str(job.payload["title"])
    link = await slack.permalink(*on)
    check(job)
    if job.again:
        for known in await slack.bookmarks(channel):
            if known.get("title") == title and known.get("link") == link:
                return Sent({"ok": True, "bookmark": known, "found": True}, channel_id=channel)
        check(job)
    return Sent(await slack.bookmark(channel, title, link), channel_id=channel)
