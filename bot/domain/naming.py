"""Names an incident's channel within Slack's rules, whatever script its title is in. Pure."""

import re
import unicodedata

from bot.grammar.text import plain as spelt_out

LONGEST = 80  # https://docs.slack.dev/reference/methods/conversations.create
_NOT_ALLOWED = re.compile(r"[^a-z0-9]+")


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return _NOT_ALLOWED.sub("-", plain.lower()).strip("-")


def _shortened(slug: str, room: int) -> str:
    """Cut *slug* to *room* characters, between words where one ends in the last third."""
    if len(slug) <= room:
        return slug
    cut = slug[:room]
    if slug[room] != "-" and cut.rfind("-") > room * 2 // 3:
        cut = cut[: cut.rfind("-")]
    return cut.strip("-")


def channel_name(ref: str, title: str, attempt: int = 1) -> str:
    """Return the channel's name, `inc-2022-001-<slug>`; from the second *attempt* on with `-2`…."""
    stem = ref.lower()
    slug = _shortened(_slug(title), LONGEST - len(stem) - 1)
    return numbered("-".join(part for part in (stem, slug) if part), attempt)


def numbered(name: str, attempt: int) -> str:
    """Return *name* for the first attempt, `<name>-2` for the second; never cut in the number."""
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    suffix = f"-{attempt}" if attempt > 1 else ""
    return _shortened(name, LONGEST - len(suffix)) + suffix


TOPIC_LIMIT = 250


def topic(ref: str, title: str, severity: int, *, drill: bool = False) -> str:
    """Return a channel's topic: at most 250 characters of plain text (`conversations.setTopic`).

    It is the one line that whoever looks into a channel always sees, so a drill is one there too.
    """
    mark = "DRILL · " if drill else ""
    return f"{mark}SEV{severity} · {ref} · {spelt_out(title)}"[:TOPIC_LIMIT]
