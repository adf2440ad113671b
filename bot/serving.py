"""Running a bot until the system asks it to end; what a bot is made of is `bot.main`'s."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Coroutine
from typing import Any

import structlog

from bot.config import Settings
from bot.main import Bot

# A thread that waits for a server cannot be ended, and the interpreter would wait for it.
LEAVE_AFTER_S = 4.8

log = structlog.get_logger(__name__)


async def serve(
    settings: Settings, *, room: bool, with_room: bool = False, insecure: bool = False
) -> None:
    """Run until SIGTERM or SIGINT, which end a start that hangs too."""
    ended = asyncio.Event()

    def end() -> None:
        ended.set()
        late = threading.Timer(LEAVE_AFTER_S, _leave)
        late.daemon = True
        late.start()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    bot = Bot(settings, room=room, with_room=with_room, insecure=insecure)
    if not await _unless(ended, bot.start()):
        return
    try:
        if bot.room is not None:
            print(f"Wardroom's Room is open at {bot.url}", flush=True)  # noqa: T201 - for the person who typed `make run`.
        await ended.wait()
    finally:
        await bot.stop()


def _leave() -> None:
    """End the process, whatever waits in it for a server that is silent.

    Nothing is lost that was acknowledged, as when it is killed; what was not is told again.
    """
    log.warning("wardroom.left_at_once")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


async def _unless(ended: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do *work*, or give it up once *ended* is set; return whether it was done."""
    task, end = asyncio.create_task(work), asyncio.create_task(ended.wait())
    await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
    end.cancel()
    if task.done():
        await task
        return True
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return False
