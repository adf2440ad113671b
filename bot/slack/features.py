"""Which feature needs which scopes, and what is reduced without them. A table, nothing else.

The manifest asks for all of them; `wardroom doctor` names what is missing. Scopes:
https://docs.slack.dev/reference/scopes.
"""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature, the scopes without which it does not work, and what people then lack."""

    name: str
    scopes: tuple[str, ...]
    without: str


FEATURES = (
    Feature("commands and shortcuts", ("commands",), "no command and no shortcut reaches Wardroom"),
    Feature("speaking", ("chat:write",), "nothing at all is posted"),
    Feature(
        "announcements", ("chat:write.public", "channels:join"),
        "nothing is announced in a channel to which the bot was not invited, and a message whose "
        "fate is unknown is not looked for there",
    ),
    Feature("mentions", ("app_mentions:read",), "`@wardroom …` in channels is not heard"),
    Feature(
        "talks with the bot alone", ("im:write", "im:history"),
        "reminders, briefs and digests of one's own do not arrive, and what is written to the bot "
        "alone is not heard",
    ),
    Feature(
        "incident channels", ("channels:manage", "channels:read"),
        "incidents get no channel of their own and speak where they were declared; who joins is "
        "not known",
    ),
    Feature(
        "private incidents", ("groups:write", "groups:read"),
        "private incidents get no channel and speak to their commander alone",
    ),
    Feature(
        "looking into channels", ("channels:history", "groups:history"),
        "messages cannot be put into the timeline by :pushpin:, edits are not followed, and after "
        "a lost answer a channel waits until its message is looked for by hand",
    ),
    Feature(
        "marks on messages", ("reactions:read",),
        ":rotating_light: and :pushpin: are not heard; the shortcuts do the same",
    ),
    Feature("the pinned board", ("pins:write",), "the board is not pinned"),
    Feature(
        "the board's bookmark", ("bookmarks:write", "bookmarks:read"),
        "the board is not in the channel's bookmarks",
    ),
    Feature(
        "pictures and lists", ("files:write",),
        "digests come without their picture; the servers' board and their list as CSV do not come",
    ),
    Feature(
        "what is given as a file", ("files:read",),
        "a list of servers is pasted, or imported by `wardroom servers import`, and of a proof the "
        "link is pasted",
    ),
    Feature(
        "who is who", ("users:read",),
        "guests are not told from members, and nobody can be named by `@name`",
    ),
    Feature(
        "user groups", ("usergroups:read",),
        "groups in WARDROOM_RESPONDERS, _MANAGERS and _ADMINS are not known: every full member is "
        "a responder, and nobody is manager or admin by a group",
    ),
)  # fmt: skip

SCOPES = frozenset(scope for feature in FEATURES for scope in feature.scopes)


def reduced(granted: Collection[str]) -> list[tuple[Feature, tuple[str, ...]]]:
    """Return the features that lack a scope, each with the scopes that it lacks."""
    found = [
        (feature, tuple(scope for scope in feature.scopes if scope not in granted))
        for feature in FEATURES
    ]
    return [(feature, missing) for feature, missing in found if missing]
