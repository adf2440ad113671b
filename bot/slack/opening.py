"""Opening a window: whole, or without its boxes for files where the app may not have them."""

import structlog

from bot.slack.failures import Missing, Permanent
from bot.slack.outbound import Slack
from bot.slack.views import inputs, kit

log = structlog.get_logger(__name__)


async def opened(slack: Slack, trigger_id: str, window: kit.Block) -> None:
    """Open the window, or raise a `SlackFailure`; every box for a file has a line beside it.

    Without `files:read` Slack takes no such box:
    https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
    """
    try:
        await slack.open_view(trigger_id, window)
    except (Missing, Permanent) as failure:
        plainer = inputs.without_files(window)
        if plainer == window:
            raise
        log.warning("window.without_files", reason=failure.code)
        await slack.open_view(trigger_id, plainer)
