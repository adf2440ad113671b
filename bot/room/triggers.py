"""Trigger ids: what lets an app open a modal, three seconds long and once.

Rules: https://docs.slack.dev/surfaces/modals. Knows nothing of views.
"""

import hashlib
import secrets
from dataclasses import dataclass

from bot.clock import Clock
from bot.room.errors import SlackError

LIFE = 3.0
KEPT = 300.0


@dataclass(slots=True)
class Trigger:
    """One right to open a modal; `view_id` is the open modal in which the click happened."""

    app_id: str
    user_id: str
    born: float
    view_id: str = ""
    used: bool = False


class Triggers:
    """The triggers of the last minutes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._found: dict[str, Trigger] = {}

    def mint(self, app_id: str, user_id: str, view_id: str = "", *, sent: str = "") -> str:
        """Return a new trigger id; of what comes again, named *sent*, the same."""
        now = self._clock.monotonic()
        for key in [key for key, old in self._found.items() if now - old.born > KEPT]:
            del self._found[key]
        millis = int(self._clock.now().timestamp() * 1000)
        key = f"{millis}.{len(self._found)}.{secrets.token_hex(16)}"
        if sent:
            named = hashlib.sha256(f"{app_id}/{user_id}/{sent}".encode()).hexdigest()
            key = f"1.0.{named[:32]}"
        self._found[key] = Trigger(app_id, user_id, now, view_id)
        return key

    def spend(self, key: str, app_id: str) -> Trigger:
        """Use up the trigger; raise SlackError when it is unknown, old or used."""
        trigger = self._found.get(key)
        if trigger is None or trigger.app_id != app_id:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.monotonic() - trigger.born > LIFE:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
