"""`wardroom run`: the bot itself, in the foreground, until it is told to stop."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from typing import Any

import typer

from bot import logs
from bot.cli.setting import settings as read_settings


def run(
    room: bool = typer.Option(False, "--room", help="Open the Room even if Slack tokens are set."),
    host: str | None = typer.Option(None, "--host", help="Instead of WARDROOM_HOST."),
    port: int | None = typer.Option(
        None, "--port", min=0, max=65535, help="Instead of WARDROOM_PORT; 0 takes a free one."
    ),
    with_room: bool = typer.Option(
        False, "--with-room", help="Open the Room beside Slack, on the same incidents."
    ),
    insecure: bool = typer.Option(
        False, "--insecure", help="Open the Room to a network without users or TLS."
    ),
) -> None:
    """Start the door, the schedule, the sender and the HTTP side; stop cleanly on SIGTERM."""
    if room and with_room:
        raise typer.BadParameter("--room opens the Room alone, --with-room beside Slack: take one.")
    settings = read_settings()
    changes = {"host": host, "port": port}
    settings = settings.model_copy(
        update={name: value for name, value in changes.items() if value is not None}
    )
    logs.set_up(settings.log_format)
    serve = _imported()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve(settings, room=room, with_room=with_room, insecure=insecure))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes uvicorn's choice of loop: uvloop where there is one, else Python's own.

    With it a command that reads is answered in four fifths of the time.
    """
    import uvicorn

    return uvicorn.Config("", log_config=None).get_loop_factory()


def _imported() -> Callable[..., Coroutine[Any, Any, None]]:
    """Import the bot, and have the garbage collector pass over what stays until the end.

    Collecting while classes are made adds a fifth to the start; later each full collection would
    walk these two hundred thousand objects while somebody waits for an answer.
    """
    gc.disable()
    from bot.serving import serve

    gc.freeze()
    gc.enable()
    return serve
