"""What a message may carry: text, blocks, attachments, metadata, read with Slack's refusals.

Limits: https://docs.slack.dev/reference/methods/chat.postMessage and chat.update.
"""

from typing import Any

from bot.room.arguments import Arguments
from bot.room.blocks import block_problems, with_ids
from bot.room.entities import Fields
from bot.room.errors import SlackError
from bot.room.schema import byte_length
from bot.room.wire import plain_text

TRUNCATED_AT = 40_000
MOST_MARKDOWN = 12_000
MOST_ATTACHMENTS = 100
MOST_METADATA_BYTES = 8_000  # Slack publishes no number; this is far above what we send.
ATTACHMENT_TEXT = ("fallback", "text", "pretext", "title")


def read_content(args: Arguments, *, most: int | None = None) -> Fields:
    """Return text, blocks, attachments and metadata of a call; raise SlackError for bad ones.

    Text over *most* characters is refused; without it, text is cut where Slack cuts it.
    """
    text, blocks, attachments = args.text("text"), _blocks(args), _attachments(args)
    markdown = args.text("markdown_text")
    if markdown:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        if len(markdown) > MOST_MARKDOWN:
            raise SlackError("msg_too_long")
        blocks = with_ids([{"type": "markdown", "text": markdown}])
    if most is not None and len(text) > most:
        raise SlackError("msg_too_long")
    content: Fields = {"text": text[:TRUNCATED_AT]}
    if blocks:
        content["blocks"] = blocks
        content["text"] = content["text"] or plain_text(blocks)
    if attachments:
        content["attachments"] = attachments
    return content | _metadata(args)


def is_empty(content: Fields) -> bool:
    """Tell whether there is nothing to show."""
    return not (content["text"].strip() or content.get("blocks") or content.get("attachments"))


def _blocks(args: Arguments) -> list[Fields]:
    if not args.has("blocks"):
        return []
    try:
        blocks = args.data("blocks")
    except SlackError:
        raise SlackError("invalid_blocks_format") from None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = block_problems(blocks, "message")
    if problems:
        raise SlackError("invalid_blocks", *problems, errors=problems)
    return with_ids(blocks)


def _attachments(args: Arguments) -> list[Fields]:
    found = args.data("attachments") or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise SlackError("invalid_attachments")
    if len(found) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for number, attachment in enumerate(found, 1):
        attachment.setdefault("id", number)
        blocks = attachment.get("blocks")
        if blocks:
            problems = block_problems(blocks, "message", f"/attachments/{number - 1}/blocks")
            if problems:
                raise SlackError("invalid_blocks", *problems, errors=problems)
            attachment["blocks"] = with_ids(blocks)
        elif not any(attachment.get(name) for name in (*ATTACHMENT_TEXT, "fields", "image_url")):
            raise SlackError("no_text")
    return found


def _metadata(args: Arguments) -> Fields:
    if not args.has("metadata"):
        return {}
    try:
        metadata: Any = args.data("metadata")
    except SlackError:
        raise SlackError("invalid_metadata_format") from None
    if metadata == {}:
        return {"metadata": {}}
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    payload = metadata.get("event_payload")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_schema")
    if byte_length(metadata) > MOST_METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return {"metadata": metadata}
