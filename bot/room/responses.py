"""What an app answers to a command or a click: in its ack, or later by response_url.

Rules: https://docs.slack.dev/interactivity/handling-user-interaction.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.room.arguments import Arguments, read_arguments
from bot.room.content import is_empty, read_content
from bot.room.entities import App, Channel, Fields
from bot.room.errors import RateLimitedError, SlackError
from bot.room.hub import Hub
from bot.room.memory import ResponseUrl
from bot.room.messages import (
    by_app,
    by_person,
    change,
    post,
    remove,
    show_ephemeral,
    thread_of,
    whisper,
)


def answer_command(
    hub: Hub, app: App, channel: Channel, user_id: str, line: str, payload: Any
) -> str:
    """Show the answer in the ack of the command *line*, return its timestamp; raise SlackError."""
    if isinstance(payload, str):
        payload = {"text": payload}
    if not payload:
        return ""
    if not isinstance(payload, dict):
        raise SlackError("invalid_command_response")
    args = Arguments(payload)
    content = read_content(args)
    if is_empty(content):
        return ""
    content.pop("metadata", None)
    if args.text("response_type") == "in_channel":
        # Slack shows what the person typed as well, because everybody sees the answer.
        spoken = by_person(user_id, line) | {"subtype": "slash_command"}
        post(hub, channel, spoken, quiet=True)
        return post(hub, channel, by_app(hub, app, content)).ts
    return str(whisper(hub, channel, user_id, content, app=app).fields["ts"])


def respond(hub: Hub, url: ResponseUrl, payload: Fields) -> None:
    """Do what a post to a response_url asks for; raise SlackError."""
    app, channel = hub.state.apps[url.app_id], hub.state.channels[url.channel_id]
    args = Arguments(payload)
    if args.flag("delete_original"):
        _delete_original(hub, url)
        return
    content = read_content(args)
    if is_empty(content):
        raise SlackError("no_text")
    if args.flag("replace_original") and url.origin in {"message", "ephemeral"}:
        _replace_original(hub, url, content)
        return
    thread = thread_of(hub, channel, args.text("thread_ts"))
    if args.text("response_type") == "in_channel":
        post(hub, channel, by_app(hub, app, content, thread_ts=thread))
    else:
        whisper(hub, channel, url.user_id, content, app=app, thread_ts=thread)


def _delete_original(hub: Hub, url: ResponseUrl) -> None:
    message = hub.state.message(url.channel_id, url.ts)
    if url.origin == "ephemeral":
        ephemeral = hub.ephemerals.get(url.user_id, url.channel_id, url.ts)
        if ephemeral is not None:
            hub.ephemerals.drop(ephemeral)
            hub.journal.afterwards(lambda: show_ephemeral(hub, ephemeral, "ephemeral_deleted"))
    elif url.origin == "message" and message is not None:
        remove(hub, message)
    else:
        raise SlackError("cant_delete_message")


def _replace_original(hub: Hub, url: ResponseUrl, content: Fields) -> None:
    if url.origin == "ephemeral":
        ephemeral = hub.ephemerals.get(url.user_id, url.channel_id, url.ts)
        if ephemeral is None:
            raise SlackError("message_not_found")
        ephemeral.fields = _replaced(ephemeral.fields, content)
        hub.journal.afterwards(lambda: show_ephemeral(hub, ephemeral, "ephemeral_changed"))
        return
    message = hub.state.message(url.channel_id, url.ts)
    if message is None:
        raise SlackError("message_not_found")
    change(hub, message, _replaced(message.fields, content))


def _replaced(fields: Fields, content: Fields) -> Fields:
    kept = {
        name: value
        for name, value in fields.items()
        if name not in {"text", "blocks", "attachments"}
    }
    return kept | content


async def read_payload(request: Request) -> Fields:
    """Return what was posted to a response_url, as JSON or in a form; raise SlackError."""
    values = await read_arguments(request)
    if isinstance(values.get("payload"), str):
        values = Arguments(values).data("payload")
    return values


async def endpoint(hub: Hub, request: Request) -> Response:
    """Answer a post to a response_url."""
    url = hub.responses.spend(request.path_params["key"])
    if isinstance(url, str):
        return JSONResponse({"ok": False, "error": url}, 404)
    try:
        hub.limiter.response(url.app_id, url.channel_id)
        respond(hub, url, await read_payload(request))
    except RateLimitedError as error:
        headers = {"retry-after": str(error.seconds)}
        return JSONResponse(error.answer(), 429, headers)
    except SlackError as error:
        return JSONResponse(error.answer(), 400)
    finally:
        await hub.journal.commit()
    return PlainTextResponse("ok")
