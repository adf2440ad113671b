"""What a person sends: a message, or a slash command with three seconds to be acknowledged.

Rules: https://docs.slack.dev/interactivity/implementing-slash-commands.
"""

from dataclasses import dataclass

from bot.room import membership, payloads
from bot.room.entities import Channel, Fields, Message, Person
from bot.room.errors import PageError, SlackError
from bot.room.hub import Hub
from bot.room.messages import by_person, post, whisper
from bot.room.responses import answer_command
from bot.room.sends import Fate, Sent
from bot.room.sockets import Envelope, NotDeliveredError
from bot.room.state import State
from bot.room.wire import escape, to_wire

MOST_TEXT = 40_000
FAILURES = {
    "no_socket": "dispatch_failed: the app is not connected, so nobody heard it",
    "connection_failed": "dispatch_failed: the connection broke. Look first, then try again",
    "timeout": "operation_timeout: the app did not answer within three seconds",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed where; `id` is the page's for this send, which may have come before."""

    text: str
    thread_ts: str = ""
    id: str = ""
    again: bool = False


def wire_text(state: State, text: str, *, mails: bool = True) -> str:
    """Return what a person typed in wire form, names resolved to ids."""

    def mention(name: str) -> str | None:
        here = (one for one in state.people.values() if not one.deleted)
        found = next((one for one in here if one.name == name), None)
        if found is not None:
            return f"<@{found.id}>"
        for group in state.settings.get("usergroups", {}).get("rows", []):
            if group["handle"] == name:
                return f"<!subteam^{group['id']}>"
        return None

    def channel(name: str) -> str | None:
        found = state.channel_named(name)
        if found is None:
            return None
        return f"<#{found.id}|{found.name if found.is_public else ''}>"

    return to_wire(text, mention=mention, channel=channel, mails=mails)


def say(hub: Hub, person: Person, channel: Channel, typed: Typed) -> Message:
    """Post a person's message, once; raise PageError."""
    text = typed.text
    if channel.archived:
        raise PageError("is_archived", "This channel is archived. Nobody can post here any more.")
    if person.id not in channel.members:
        raise PageError("not_in_channel", "Join the channel to post in it.", status=403)
    if not text.strip():
        raise PageError("no_text", "There is nothing to send.")
    if len(text) > MOST_TEXT:
        raise PageError("msg_too_long", f"A message may have {MOST_TEXT:,} characters at most.")
    thread = thread_in(hub, channel, typed.thread_ts)
    before = hub.state.sent(channel.id, person.id, typed.id) if typed.again else None
    fields = by_person(person.id, wire_text(hub.state, text), thread_ts=thread, sent=typed.id)
    return before or post(hub, channel, fields)


def thread_in(hub: Hub, channel: Channel, thread_ts: str) -> str | None:
    """Return the thread that *thread_ts* is in, None for no thread; raise PageError."""
    if not thread_ts:
        return None
    parent = hub.state.message(channel.id, thread_ts)
    if parent is None:
        raise PageError(
            "thread_not_found", "The message you answer is not there any more.", status=404
        )
    return parent.thread_ts or parent.ts


async def send(hub: Hub, person: Person, channel: Channel, typed: Typed) -> Sent:
    """Send what was typed, as a message or as a command; raise PageError."""
    if not typed.text.startswith("/"):
        return Sent("message", ts=say(hub, person, channel, typed).ts)
    if person.id not in channel.members:
        raise PageError("not_in_channel", "Join the channel to use commands in it.", status=403)
    if not typed.id:
        return await _run(hub, person, channel, typed)
    return await hub.sends.once((person.id, typed.id), lambda: _run(hub, person, channel, typed))


async def fate(hub: Hub, person: Person, channel: Channel, send_id: str) -> Fate:
    """Return what became of something that was sent and never answered."""
    if hub.state.sent(channel.id, person.id, send_id) is not None:
        return "taken"
    return await hub.sends.fate((person.id, send_id))


async def _run(hub: Hub, person: Person, channel: Channel, typed: Typed) -> Sent:
    text = typed.text
    # Any blank ends a word, that of a phone's keyboard as well, which looks like every other.
    name, *more = text.split(maxsplit=1)
    rest = "".join(more)
    if typed.thread_ts:
        return _failed(
            hub, person, channel, text, f"`{escape(name)}` is not supported in threads. Sorry!"
        )
    if name.lower() == "/invite":
        return _invite(hub, person, channel, text, rest)
    return await _command(hub, person, channel, typed, (name.lower(), rest.strip()))


def _invite(hub: Hub, person: Person, channel: Channel, typed: str, rest: str) -> Sent:
    """Do what Slack's own `/invite @somebody` does, so that nobody looks for a button."""
    names = [name.lstrip("@").lower() for name in rest.replace(",", " ").split()]
    here = {one.name: one for one in hub.state.people.values() if not one.deleted}
    strangers = [name for name in names if name not in here]
    if channel.kind == "im" or channel.archived or not names or strangers:
        whom = (
            f"nobody is called @{escape(strangers[0])}" if strangers else "say whom: /invite @asha"
        )
        closed = "an archived channel" if channel.archived else "a direct message"
        why = f"this is {closed}" if channel.archived or channel.kind == "im" else whom
        return _failed(hub, person, channel, typed, f"Nobody was added: {why}.")
    for name in names:
        if here[name].id not in channel.members:
            membership.add(hub, channel, here[name].id, inviter=person.id)
    return Sent("command")


async def _command(
    hub: Hub, person: Person, channel: Channel, sent: Typed, line: tuple[str, str]
) -> Sent:
    (name, rest), typed = line, sent.text
    app = hub.state.app_with_command(name)
    if app is None:
        return _failed(hub, person, channel, typed, f"`{escape(name)}` is not a valid command.")
    if app.commands[name].get("should_escape"):
        rest = wire_text(hub.state, rest, mails=False)
    payload = payloads.command(hub, app, person, channel, (name, rest))
    payload["trigger_id"] = hub.triggers.mint(app.id, person.id, sent=sent.id)
    try:
        answer = await hub.sockets.deliver(
            app.id, Envelope("slash_commands", payload, accepts=True)
        )
        reply_ts = answer_command(hub, app, channel, person.id, escape(typed), answer)
    except NotDeliveredError as error:
        failure = FAILURES[error.reason]
    except SlackError as error:
        failure = f"invalid_command_response ({error.code})"
    else:
        return Sent("command", reply_ts=reply_ts)
    return _failed(
        hub, person, channel, typed, f"`{escape(name)}` failed with the error {failure}."
    )


def _failed(hub: Hub, person: Person, channel: Channel, typed: str, why: str) -> Sent:
    content: Fields = {"text": why}
    told = whisper(hub, channel, person.id, content)
    return Sent("command", restore=typed, reply_ts=told.fields["ts"])
