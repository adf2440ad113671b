"""A process that sends, to be killed. `naive` is the control: it simply sends again on doubt."""

import asyncio
import contextlib
import json
import os
from typing import Any

from sqlmodel import Session, col, select

from bot.clock import SystemClock
from bot.domain.models import Post
from bot.domain.words import PostState
from bot.faults import VARIABLE
from bot.outbox import stamp
from bot.outbox.saga import EFFECTS
from bot.outbox.sender import Sender
from bot.outbox.timing import Timing
from bot.slack import failures
from bot.slack.outbound import Slack
from bot.storage.database import Database
from tests.forks import fall_silent

QUICK = Timing(timeout_s=0.5, lease_s=1.6, settle_s=0.3, poll_s=0.1, board_every_s=0.5)


def _drawn(_session: Session, post: Post) -> dict[str, Any]:
    return {"text": post.key}


async def send(database: Database, slack: Slack) -> None:
    """Run the real sender until somebody kills us."""
    renderers = {"board": _drawn, "announce": _drawn}
    sender = Sender(
        database, slack, SystemClock(), renderers=renderers, effects=EFFECTS, timing=QUICK
    )
    await sender.run()


async def send_naively(database: Database, slack: Slack) -> None:
    """Send every pending row and mark it; whatever fails is sent again."""
    wanted = select(Post).where(Post.state == PostState.PENDING).order_by(col(Post.id)).limit(1)
    while (post := await database.read(lambda s: s.exec(wanted).first())) is not None:
        message = {**json.loads(post.payload), "metadata": stamp.metadata(post.key)}
        with contextlib.suppress(failures.SlackFailure):
            await slack.post_message(post.target.partition(":")[2], message)
            post.state = PostState.SENT
            await database.write(lambda s, post=post: s.merge(post))  # type: ignore[misc]  # default.


async def main(url: str, api: str, how: str) -> None:
    """Open the database and the door, and send."""
    database, slack = Database(url), Slack("xoxb-good", api, timeout_s=QUICK.timeout_s)
    await (send_naively if how == "naive" else send)(database, slack)
    await slack.close()
    database.close()


def work(url: str, api: str, how: str, fault: str) -> None:
    """Send in a process of its own, silently, until somebody or *fault* kills it."""
    os.environ[VARIABLE] = fault
    fall_silent()
    asyncio.run(main(url, api, how))
