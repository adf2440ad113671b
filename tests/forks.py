"""Processes that tests start to kill them, forked from one that has imported the bot already.

A start takes milliseconds, so that many kills fit into a test. What they do is the callers'.
"""

import multiprocessing
import os
from multiprocessing.context import ForkServerContext, ForkServerProcess

FORKS: ForkServerContext = multiprocessing.get_context("forkserver")
# Whoever starts the first process starts the server, so it is told here, for everybody.
FORKS.set_forkserver_preload(
    ["bot.serving", "bot.cli.app", "tests.outbox.worker", "tests.schedule.days", "tests.preloaded"]
)

__all__ = ["FORKS", "ForkServerProcess", "fall_silent"]


def fall_silent() -> None:
    """Let this process write nowhere: nobody reads what a process said that was to be killed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
