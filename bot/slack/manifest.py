"""The Slack app manifest, made from the same tables that listen: commands, events, shortcuts.

Which scope is for which feature stands in `features`.
"""

from typing import Any

from bot.slack.features import SCOPES
from bot.slack.listeners.commands import COMMANDS
from bot.slack.listeners.happened import EVENTS
from bot.slack.listeners.shortcuts import SHORTCUTS

NAME = "Wardroom"
DESCRIPTION = "Runs a hospital's answer to a cyber attack: incidents, playbooks, tasks, summaries."
LONG_DESCRIPTION = (
    "Wardroom turns a hospital's playbooks into tracked tasks while its systems are under attack. "
    "Anyone declares an incident from the chat; responders claim and finish tasks by command or "
    "button; status summaries and a daily digest come by the clock. Every change is kept in a "
    "hash-chained timeline. It never touches machines, and patient data does not belong in it."
)


def manifest(url: str | None = None) -> dict[str, Any]:
    """Return the manifest: Socket Mode, or with *url* the HTTP door at that public address."""
    address = f"{url.rstrip('/')}/slack/events" if url else None
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [_shortcut(each) for each in SHORTCUTS],
            "slash_commands": [_command(noun, address) for noun in COMMANDS.nouns],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {
                **({"request_url": address} if address else {}),
                "bot_events": sorted(EVENTS),
            },
            "interactivity": {
                "is_enabled": True,
                **({"request_url": address} if address else {}),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }


def _shortcut(callback_id: str) -> dict[str, str]:
    row = SHORTCUTS[callback_id]
    return {
        "type": row.kind, "callback_id": callback_id, "name": row.name, "description": row.about,
    }  # fmt: skip


def _command(noun: str, address: str | None) -> dict[str, Any]:
    """Return one slash command; people and channels arrive as ids (`should_escape`)."""
    made: dict[str, Any] = {
        "command": f"/{noun}",
        "description": COMMANDS.nouns[noun].summary.capitalize(),
        "usage_hint": COMMANDS.usage_hint(noun),
        "should_escape": True,
    }
    if address:
        made["url"] = address
    return made
