"""Logging: events as JSON (or for a terminal), secrets masked, texts of people never passed in."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

SECRET_SHAPES = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|hooks\.slack(?:-gov)?\.com/\S+|Bearer\s+\S+"
    r"|(?<=/slack/respond/)[\w-]+|(?<=/slack/socket/)[\w-]+|(?<=ticket=)[\w-]+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
# Libraries that print payloads, bodies or URLs with tickets below this level.
QUIET = (
    "slack_sdk", "aiohttp", "apscheduler", "uvicorn", "alembic", "asyncio",
    "sqlalchemy", "websockets", "markdown_it", "httpx",
)  # fmt: skip

Processor = Any


def masked(text: str) -> str:
    """Return *text* with everything that looks like a secret replaced by `***`."""
    return SECRET_SHAPES.sub("***", text)


def mask_secrets(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Mask secrets in every value of a log event, tracebacks included."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = masked(value)
    return event


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_secrets,
    ]


def chosen(log_format: str) -> Literal["console", "json"]:
    """Return the format to use: what was set, else console on a terminal and JSON elsewhere."""
    if log_format in {"console", "json"}:
        return "console" if log_format == "console" else "json"
    return "console" if sys.stderr.isatty() else "json"


def set_up(log_format: str) -> None:
    """Send our events and the libraries' warnings to standard error, one line each."""
    renderer: Processor = (
        structlog.dev.ConsoleRenderer()
        if chosen(log_format) == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *_shared()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Bolt warns at every start that the token it was given is not the one that it will use.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
