"""A channel in which the app posts."""

from dataclasses import dataclass
from typing import Any

from tests.room.serving import Caller

PEOPLE = "U0KABIR,U0ASHA,U0MEERA"


@dataclass(frozen=True, slots=True)
class Place:
    """One channel, seen from the app."""

    app: Caller
    id: str
    name: str

    @classmethod
    def make(cls, app: Caller, name: str) -> "Place":
        """Create the channel and bring the people in."""
        made = app("conversations.create", name=name)
        app("conversations.invite", channel=made["channel"]["id"], users=PEOPLE)
        return cls(app, made["channel"]["id"], name)

    def post(self, text: str, **more: Any) -> str:
        """Post and return the message's stamp."""
        answer = self.app("chat.postMessage", channel=self.id, text=text, **more)
        assert answer["ok"], answer
        return str(answer["ts"])
