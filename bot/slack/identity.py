"""Who we are in the workspace, and what our token is good for. Values only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in the workspace, as `auth.test` says."""

    team_id: str
    user_id: str
    bot_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Introspection:
    """What `auth.test` tells about the token: who we are, granted scopes, Slack's own time."""

    identity: Identity
    scopes: frozenset[str]
    server_time: datetime | None
