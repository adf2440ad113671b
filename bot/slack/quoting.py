"""Asks Slack for the words and the address of a message, before the window about it opens."""

import asyncio
from dataclasses import replace

import structlog

from bot.errors import WardroomError
from bot.slack import inbound
from bot.slack.failures import SlackFailure
from bot.slack.inbound import Quoted
from bot.slack.outbound import Slack

# A window must open within three seconds of the press.
PATIENCE_S = 1.0

log = structlog.get_logger(__name__)


async def quoted(slack: Slack, where: Quoted) -> Quoted:
    """Return the message with its words, or as it was given when Slack does not tell in time."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            found = await slack.message(where.channel_id, where.ts)
        return inbound.quoted(where.channel_id, found) if found else where
    except (SlackFailure, WardroomError, TimeoutError) as failure:
        log.info("message.not_quoted", reason=type(failure).__name__)
        return where


async def linked(slack: Slack, message: Quoted) -> Quoted:
    """Return the message with its address, or without one when Slack does not tell in time."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            link = await slack.permalink(message.channel_id, message.ts)
    except (SlackFailure, TimeoutError) as failure:
        log.info("message.not_linked", reason=type(failure).__name__)
        return message
    return replace(message, link=link)
