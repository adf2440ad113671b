"""The Events API: who is told of what, in Slack's wrapper, redelivered until acknowledged.

Rules: https://docs.slack.dev/apis/events-api. What happened is said by the caller.
"""

import asyncio
import secrets
from typing import Any

from bot.room.entities import App, Channel, Fields
from bot.room.sockets import Envelope, NotDeliveredError, Sockets
from bot.room.state import State

RETRY_AFTER = (0.0, 60.0, 300.0)
MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
SCOPES = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "team_join": "users:read",
    "subteam_members_changed": "usergroups:read",
    "user_change": "users:read",
    "channel_created": "channels:read",
    "channel_rename": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
}
EVERYWHERE = {
    "channel_created",
    "channel_rename",
    "channel_archive",
    "channel_unarchive",
    "team_join",
    "user_change",
}
MEMBERSHIP = {"member_joined_channel", "member_left_channel"}


def wants(app: App, event: Fields, channel: Channel | None) -> bool:
    """Tell whether *app* subscribes to *event*, holds its scope and is where it happened."""
    kind = event["type"]
    name, scope = kind, SCOPES.get(kind)
    if kind == "message" and channel is not None:
        name, scope = MESSAGE_EVENTS[channel.kind], HISTORY[channel.kind]
    elif kind in MEMBERSHIP and channel is not None:
        scope = "channels:read" if channel.is_public else "groups:read"
    if name not in app.events or (scope is not None and scope not in app.scopes):
        return False
    if channel is None or (kind in EVERYWHERE and channel.is_public):
        return True
    return app.bot_user in channel.members


class Events:
    """Tells apps what happened."""

    def __init__(self, state: State, sockets: Sockets) -> None:
        self._state = state
        self._sockets = sockets
        self.retry_after = RETRY_AFTER
        self._running: set[asyncio.Task[None]] = set()

    def publish(self, event: Fields, channel: Channel | None, *, only: App | None = None) -> None:
        """Tell every app that wants to know of *event*, or *only* one."""
        for app in [only] if only else list(self._state.apps.values()):
            if wants(app, event, channel):
                self._start(app, self._wrap(app, event))

    def _start(self, app: App, payload: Fields) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(app.id, payload))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver(self, app_id: str, payload: Fields) -> None:
        reason, failed = "", None
        for attempt, pause in enumerate((0.0, *self.retry_after)):
            if pause:
                await asyncio.sleep(pause)
            envelope = Envelope(
                "events_api", payload, accepts=False, attempt=attempt, reason=reason
            )
            try:
                await self._sockets.deliver(app_id, envelope, avoid=failed)
            except NotDeliveredError as error:
                reason, failed = _retry_reason(error), error.socket
            else:
                return

    def _wrap(self, app: App, event: Fields) -> dict[str, Any]:
        team_id = self._state.team["id"]
        return {
            "token": app.verification,
            "team_id": team_id,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": "Ev0" + secrets.token_hex(5).upper(),
            "event_time": self._state.now(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team_id,
                    "user_id": app.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": "4-" + secrets.token_hex(8),
        }

    async def close(self) -> None:
        """Stop telling."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


def _retry_reason(error: NotDeliveredError) -> str:
    return "timeout" if error.reason == "timeout" else "connection_failed"
