"""What Slack refuses in an app's manifest, of the parts that the Room goes by.

Numbers: the schema that Slack publishes, https://github.com/slackapi/manifest-schema.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.room.entities import Fields
from bot.room.errors import SlackError
from bot.room.schema import Check, both, items, one_of, problem, string

COMMAND = re.compile(r"/[^\s/]+")
MOST_OF_A_TYPE = 5  # Of ten shortcuts at most five are global and five on messages.


def _part(need: dict[str, Check], may: dict[str, Check] | None = None) -> Check:
    """Accept an object with the fields *need*; what is not named here is Slack's to judge."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must be an object", at)
            return
        for name in need:
            if value.get(name) is None:
                yield problem(f"missing required field: {name}", at)
        for name, inner in (need | (may or {})).items():
            if value.get(name) is not None:
                yield from inner(value[name], f"{at}/{name}")

    return check


def _at_most_five(value: Any, at: str) -> Iterator[str]:
    rows = value if isinstance(value, list) else []
    kinds = Counter(str(row.get("type")) for row in rows if isinstance(row, dict))
    for kind, count in kinds.items():
        if count > MOST_OF_A_TYPE:
            yield problem(f"no more than {MOST_OF_A_TYPE} {kind} shortcuts allowed", at)


_COMMAND = _part(
    {"command": string(32, 2, COMMAND), "description": string(2000, 1)},
    {"usage_hint": string(1000, 1)},
)
_SHORTCUT = _part(
    {
        "name": string(24, 1),
        "type": one_of("message", "global"),
        "callback_id": string(255, 1),
        "description": string(150, 1),
    }
)
_SHORTCUTS = items(_SHORTCUT, 0, 10)
_FEATURES = _part(
    {},
    {
        "bot_user": _part({"display_name": string(80, 1)}),
        "slash_commands": items(_COMMAND, 0, 50),
        "shortcuts": both(_SHORTCUTS, _at_most_five),
    },
)
_MANIFEST = _part(
    {
        "display_information": _part(
            {"name": string(35, 1)},
            {"description": string(140, 1), "long_description": string(4000, 175)},
        )
    },
    {
        "features": _FEATURES,
        "oauth_config": _part({}, {"scopes": _part({}, {"bot": items(string(50, 1), 0, 255)})}),
        "settings": _part(
            {},
            {"event_subscriptions": _part({}, {"bot_events": items(string(50, 1), 0, 100)})},
        ),
    },
)


def check_manifest(manifest: Any) -> Fields:
    """Return *manifest*; raise SlackError with a JSON pointer for each mistake in it."""
    problems = list(_MANIFEST(manifest, ""))
    if problems:
        raise SlackError("invalid_manifest", *problems)
    found: Fields = manifest
    return found
