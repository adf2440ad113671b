"""What is said back to the person who asked. A value; sending it is `app`'s."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.slack.views import kit
from bot.slack.views.said import Said


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown to the asker: a message, a modal, or mistakes under a modal's fields.

    `alone` keeps it from others even where a mention asked in public.
    `replace` puts it in the place of the ephemeral card whose button was pressed.
    `brief` says what was done above the list in whose row it was pressed; it is not kept.
    `update` is the view that a submitted modal turns into. `errors` are by block id.
    """

    text: str = ""
    blocks: tuple[kit.Block, ...] = ()
    in_channel: bool = False
    alone: bool = False
    modal: kit.Block | None = None
    replace: bool = False
    brief: Said | None = None
    update: kit.Block | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> kit.Block:
        """The message's parts as Slack takes them."""
        return kit.message(self.text, self.blocks)

    def written(self) -> str:
        """Return the answer as text for the inbox."""
        kept = {
            "text": self.text,
            "blocks": list(self.blocks),
            "in_channel": self.in_channel,
            "modal": self.modal,
            "replace": self.replace,
            "update": self.update,
            "errors": dict(self.errors),
        }
        return json.dumps({name: part for name, part in kept.items() if part}, ensure_ascii=False)


def read(written: str) -> Answer:
    """Return the answer that `Answer.written` wrote."""
    kept: dict[str, Any] = json.loads(written or "{}")
    return Answer(**{**kept, "blocks": tuple(kept.get("blocks", ()))})


NOTHING = Answer()
