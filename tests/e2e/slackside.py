"""A workspace that stands for Slack: it has its own server and outlives every bot.

The bot reaches it as it would reach Slack, by tokens and SLACK_API_URL.
"""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bot.room.install import Tokens
from bot.slack.manifest import manifest
from tests.e2e.product import environment
from tests.e2e.response import DESK, KABIR, MANAGERS
from tests.room import serving
from tests.room.serving import Running, request
from tests.workspace import Workspace

Json = dict[str, Any]
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM = "T0ROOM"


@dataclass(frozen=True, slots=True)
class SlackSide:
    """The workspace, the app that was installed in it, and the people."""

    room: Running
    tokens: Tokens
    workspace: Workspace

    def signed(self, url: str, secret: str = SECRET) -> "Signed":
        """Return this workspace as the HTTP door at *url* meets it."""
        return Signed(url, f"{self.room.url}/slack/respond/none", secret)

    @property
    def bot_user(self) -> str:
        """Return the user id of the app that was installed."""
        found = self.room.room.hub.state.app_with_token(self.tokens.bot)
        assert found is not None
        return found[0].bot_user

    @property
    def api_url(self) -> str:
        """Return the base URL of its Web API."""
        return f"{self.room.url}/slack/api/"

    def environment(self, database_url: str, **over: str) -> dict[str, str]:
        """Return the environment of a bot that comes in by Socket Mode."""
        return environment(
            database_url,
            **{
                "SLACK_BOT_TOKEN": self.tokens.bot,
                "SLACK_APP_TOKEN": self.tokens.app,
                "SLACK_API_URL": self.api_url,
                "WARDROOM_ANNOUNCE_CHANNEL": DESK,
                "WARDROOM_MANAGERS_CHANNEL": MANAGERS,
                **over,
            },
        )

    def http_environment(self, database_url: str, **over: str) -> dict[str, str]:
        """Return the environment of a bot to which Slack speaks by HTTP."""
        return self.environment(
            database_url, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=SECRET, **over
        )

    def messages(self, *channels: str) -> list[Json]:
        """Return what the app posted into the channels (all of them if none is named), threads too."""
        found = []
        state = self.room.room.hub.state
        for channel in channels or tuple(state.channels):
            for message in list(state.logs[channel].found.values()):
                fields = message.fields
                if fields.get("bot_id") and not fields.get("subtype"):
                    found.append({"channel": channel, **fields})
        return sorted(found, key=lambda each: str(each["ts"]))


@contextmanager
def slack_side(
    folder: Path, *, without: Collection[str] = (), **options: Any
) -> Iterator[SlackSide]:
    """Yield a workspace with Wardroom installed, *without* scopes; nobody is connected yet."""
    # The Room's own app is silent here; Wardroom is installed as any other app would be.
    idle = serving.manifest("Idle", commands={})
    options = {"manifest": idle, "retry_after": (0.1, 0.2, 0.4), **options}
    with serving.running(folder / "slack.db", **options) as room:
        asked = manifest()
        granted = asked["oauth_config"]["scopes"]["bot"]
        asked["oauth_config"]["scopes"]["bot"] = [each for each in granted if each not in without]
        tokens = room.run(lambda: room.room.install(asked))
        workspace = Workspace(room.url)
        yield SlackSide(room, tokens, workspace)
        workspace.close()


@contextmanager
def back_again(folder: Path, before: SlackSide, **options: Any) -> Iterator[SlackSide]:
    """Yield the workspace that was *before*, at its old address: Slack is back."""
    idle = serving.manifest("Idle", commands={})
    options = {"manifest": idle, "retry_after": (0.1, 0.2, 0.4), **options}
    with serving.running(folder / "slack.db", port=before.room.port, **options) as room:
        workspace = Workspace(room.url)
        yield SlackSide(room, before.tokens, workspace)
        workspace.close()


@dataclass
class Signed:
    """Slack's side of the HTTP door: payloads with signatures, and what came back."""

    url: str
    hook: str
    secret: str = SECRET
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def post(
        self,
        body: bytes,
        kind: str = "application/x-www-form-urlencoded",
        *,
        age: float = 0,
        **headers: str,
    ) -> tuple[int, Json, float]:
        """Send a signed body; return status, answer and seconds. *headers* replace or add."""
        stamp = str(int(time.time() - age))  # noqa: TID251 - Slack's clock is the machine's.
        base = b"v0:" + stamp.encode() + b":" + body
        signature = hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()
        given = {
            "Content-Type": kind, "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }  # fmt: skip
        before = time.monotonic()
        status, answer, _ = request("POST", f"{self.url}/slack/events", body, given)
        return status, answer, time.monotonic() - before

    def command(self, line: str, *, by: str = KABIR, channel: str = DESK, **more: str) -> bytes:
        """Return the body of a slash command as Slack sends it."""
        name, _, text = line.partition(" ")
        number = next(self.numbers)
        return urlencode(
            {
                "command": name, "text": text, "user_id": by, "team_id": TEAM,
                "channel_id": channel, "trigger_id": f"{number}.{id(self)}.abc", "token": "x",
                "api_app_id": "A1", "user_name": "n", "team_domain": "d",
                "response_url": self.hook, **more,
            }
        ).encode()  # fmt: skip

    def types(self, line: str, **how: str) -> Json:
        """Send a slash command and return the message in its acknowledgement."""
        status, answer, seconds = self.post(self.command(line, **how))
        assert status == 200, answer
        assert seconds < 3, "Slack waits no longer."
        assert answer["response_type"] == "ephemeral"
        return answer

    def click(self, action_id: str, value: str, *, by: str = KABIR, stamp: str = "") -> bytes:
        """Return the body of a pressed button."""
        number = next(self.numbers)
        payload = {
            "type": "block_actions", "user": {"id": by, "team_id": TEAM}, "team": {"id": TEAM},
            "channel": {"id": DESK, "name": "incident-desk"}, "trigger_id": f"{number}.c.abc",
            "container": {"type": "message", "message_ts": "1669167420.000100", "channel_id": DESK},
            "response_url": self.hook, "api_app_id": "A1",
            "actions": [{"type": "button", "action_id": action_id, "block_id": "b",
                         "value": value, "action_ts": stamp or f"1669167421.{number:06d}"}],
        }  # fmt: skip
        return urlencode({"payload": json.dumps(payload)}).encode()
