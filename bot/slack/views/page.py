"""What every report shares: its reader's zone, people's names, parts that fit Slack's limits.

Which parts there are is decided elsewhere (`bot.operations.contents`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.cadence import Catch
from bot.language.catalogue import say, say_many
from bot.language.dates import moment
from bot.slack.views import kit
from bot.slack.views.words import stop

LINE, PART, SHOWN = 220, 2800, 8
# So many characters stay free for the line that counts the rest.
SPARE = 30
# The text that screen readers read; Slack asks for less than 4,000 characters.
SPOKEN = 3600
# A bar is for eyes; read aloud it is a row of "dark shade".
_BAR = re.compile("[▓░]+")


@dataclass(frozen=True, slots=True)
class Page:
    """For whom and when a report is written; `house` is the hospital's zone where it differs."""

    now: datetime
    zone: ZoneInfo
    names: Mapping[str, str] = field(default_factory=dict)
    house: ZoneInfo | None = None

    @property
    def hospital(self) -> ZoneInfo:
        """The zone on whose clocks the hospital works, whoever reads."""
        return self.house or self.zone

    def who(self, user_id: str | None) -> str:
        """Name a person without calling them; by mention only if the name is not known."""
        name = self.names.get(user_id or "")
        return kit.clip(kit.escape(name), 40) if name else kit.mention(user_id)

    def hour(self, at: datetime) -> str:
        """Say a moment as short as the day allows: `14:00 IST`, `23 Nov 14:00 IST`."""
        hour = kit.said_hour(at, self.zone)
        day, today = at.astimezone(self.zone).date(), self.now.astimezone(self.zone).date()
        if day == today:
            return hour
        return moment(kit.said_day(at, self.zone, year=day.year != today.year), hour)

    def clock(self, at: datetime) -> str:
        """Say a moment without its zone, for lists: `14:00`, `23 Nov 14:00`."""
        return self.hour(at).rpartition(" ")[0]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its lines of mrkdwn."""

    title: str
    lines: tuple[str, ...]


def merged(parts: Iterable[Part]) -> list[Part]:
    """Put neighbours under one heading when they have the same; empty ones go.

    What one block does not hold becomes several under that heading: no line is lost.
    """
    found: list[Part] = []
    for part in parts:
        if not part.lines:
            continue
        lines = found.pop().lines if found and found[-1].title == part.title else ()
        found.append(Part(part.title, lines + part.lines))
    return [piece for part in found for piece in _pieces(part)]


def _pieces(part: Part) -> list[Part]:
    pieces: list[list[str]] = []
    size = 0
    for line in part.lines:
        # A line has its bullet and its end.
        size += len(line) + 3
        if not pieces or size > PART - SPARE:
            pieces.append([])
            size = len(part.title) + len(line) + 6
        pieces[-1].append(line)
    return [Part(part.title, tuple(lines)) for lines in pieces]


def cut(
    lines: Sequence[str], *, limit: int = SHOWN, of: int = 0, more: str = "", width: int = LINE
) -> list[str]:
    """Return at most *limit* lines, each clipped, the last of them counting what is left.

    *more* names what is left, in the language that is spoken.
    """
    total = max(of, len(lines))
    shown = [kit.clip(line, width) for line in lines]
    if total <= limit and total == len(shown):
        return shown
    shown = shown[: limit - 1]
    left = say("… and {left} {more}", left=total - len(shown), more=more or say("more"))
    return [*shown, left]


def more_by(command: str) -> str:
    """Name what is left by the command that shows it."""
    return say("more: {command}", command=command)


def fitted(lines: Iterable[str], limit: int = PART, *, count: bool = True) -> str:
    """Return as many whole lines as fit into *limit* characters, and *count* those that do not."""
    kept, size, left = [], 0, 0
    for line in lines:
        if left or size + len(line) + 1 > limit - SPARE:
            left += 1
            continue
        kept.append(line)
        size += len(line) + 1
    more = [say("… and {left} lines more", left=left)] if left and count else []
    return "\n".join([*kept, *more])


def told(part: Part) -> str:
    """Return a part as one block's text."""
    return fitted([f"*{part.title}*", *(f"• {line}" for line in part.lines)])


def spoken(part: Part) -> str:
    """Return a part as a sentence or two for the message's text."""
    lines = (" ".join(_BAR.sub("", line).split()) for line in part.lines)
    return stop(f"{part.title}: " + "; ".join(lines))


def delta(now: int, before: int, *, known: bool = True) -> str:
    """Say a number and how it changed: `34 (+12)`, `5 (−1)`, `5`."""
    if not known or now == before:
        return str(now)
    sign = "+" if now > before else "−"
    return f"{now} ({sign}{abs(now - before)})"


def lateness(catch: Catch | None, zone: ZoneInfo) -> str:
    """Say that a report comes late and what it stands for, or nothing."""
    if catch is None or not (catch.late or catch.missed):
        return ""
    said = []
    if catch.late:
        said.append(say("Late: it was due {at}.", at=kit.said_date(catch.due_at, zone)))
    if catch.missed:
        said.append(
            say_many(
                "It also stands for one before it that fell due while Wardroom was not running.",
                "It also stands for {count} before it that fell due while Wardroom was not "
                "running.",
                catch.missed,
            )
        )
    return " ".join(said)
