"""What an entry of the timeline says, as a sentence: who did what, why. Pure.

The words of each action are `entry_words`; number and times stand before it in `noting`; how a
report gathers many is `news`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import MappingProxyType

from bot.domain import stages
from bot.domain.models import TimelineEntry
from bot.domain.report import USER_ID, Change
from bot.domain.words import Kind
from bot.language.catalogue import later, say
from bot.playbook.roles import ROLES
from bot.slack.views import kit
from bot.slack.views.entry_words import SAID, WITH_AFTER
from bot.slack.views.words import role

Entry = TimelineEntry | Change
TEXT, REASON, VALUE, WHOLE = 300, 200, 140, 100_000
# What these are about is a role.
ABOUT_ROLES = frozenset({"role.taken", "role.left", "command.handed_over"})
PEOPLE = re.compile(rf"{USER_ID.pattern}(,{USER_ID.pattern})*")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+]00:00)")
# What the code itself writes down as before and after, in one language.
VALUES: Mapping[str, str] = MappingProxyType(
    {
        **{stage.value: said for stage, said in stages.SAID.items()},
        **{kind.value: kind.replace("_", " ") for kind in Kind},
        "channel": later("the channel"),
        "as booked": later("as booked"),
        "it differs": later("it differs"),
        "the same SHA-256": later("the same SHA-256"),
        "another SHA-256": later("another SHA-256"),
    }
)


@dataclass(frozen=True, slots=True)
class Voice:
    """How its reader is told of people and of moments, and whether long texts are told whole."""

    who: Callable[[str], str]
    when: Callable[[datetime], str]
    whole: bool = False

    def room(self, limit: int) -> int:
        """Return how many characters a text may have that has *limit* where room is short."""
        return WHOLE if self.whole else limit


def calling(zone: tzinfo) -> Voice:
    """Return the voice of a timeline: people by mention, moments in full."""
    return Voice(kit.mention, lambda at: kit.said_date(at, zone))


def sentence(entry: Entry, voice: Voice) -> str:
    """Return who did what, and why."""
    why = f" ({_spoken(entry.reason, voice.room(REASON))})" if entry.reason else ""
    return f"{actor(entry, voice)} {told(entry, voice)}{why}"


def actor(entry: Entry, voice: Voice) -> str:
    """Return who did it."""
    return "Wardroom" if entry.actor == "system" else voice.who(entry.actor)


def told(entry: Entry, voice: Voice) -> str:
    """Return what was done, as it stands behind the name of whoever did it."""
    parts = {
        "subject": subject(entry),
        "text": _spoken(entry.text, voice.room(TEXT)),
        "before": value(entry.before, voice),
        "after": value(entry.after, voice),
    }
    return say(_words(entry), **parts).strip()


def subject(entry: Entry) -> str:
    """Return what the entry is about; a role by its title."""
    if entry.action in ABOUT_ROLES:
        return role(entry.subject)
    return kit.one_line(entry.subject, 60) if entry.subject else ""


def _words(entry: Entry) -> str:
    """Return the words of its action; one that nobody writes any more is told by its own name."""
    if entry.action == "role.taken" and entry.after == entry.actor:
        return later("took the role {subject}")
    if entry.after and entry.action in WITH_AFTER:
        return WITH_AFTER[entry.action]
    plain = kit.escape(entry.action.replace(".", " ").replace("_", " "))
    return SAID.get(entry.action, f"{plain} {{subject}} {{text}}")


def _spoken(text: str, limit: int) -> str:
    return kit.clip(kit.spoken(" ".join(text.split())), limit)


def value(kept: str | None, voice: Voice) -> str:
    """Return what stood there before or after, in words: people, a moment, a role, a state."""
    if not kept:
        return say("nobody")
    if PEOPLE.fullmatch(kept):
        return ", ".join(voice.who(each) for each in kept.split(","))
    if MOMENT.fullmatch(kept):
        return voice.when(datetime.fromisoformat(kept))
    if kept in ROLES:
        return role(kept)
    return (
        say(VALUES[kept])
        if kept in VALUES
        else kit.one_line(kept.replace("_", " "), voice.room(VALUE))
    )
