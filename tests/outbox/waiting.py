"""Waits for something to become true, without sleeping longer than it takes."""

import asyncio
from collections.abc import Callable


async def until(true: Callable[[], object], *, within_s: float = 20.0) -> None:
    """Return once *true*() is; raise TimeoutError when it takes longer."""
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 - what is awaited is not ours to signal.
            await asyncio.sleep(0.01)
