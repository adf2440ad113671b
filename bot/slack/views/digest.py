"""The daily digest: one page over all open incidents, for those who read it on a phone.

What it says was gathered elsewhere; nothing here asks the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from bot.domain.cadence import Catch
from bot.domain.report import Counts, Mark
from bot.domain.stages import SAID
from bot.domain.words import DigestCut, Stage
from bot.language.catalogue import later, say, say_many
from bot.slack.views import kit
from bot.slack.views.page import (
    PART,
    SPOKEN,
    Page,
    Part,
    cut,
    delta,
    fitted,
    lateness,
    merged,
    more_by,
    spoken,
    told,
)
from bot.slack.views.summary import Headline, figures, numbers, standing
from bot.slack.views.words import stop

# So many incidents are told in full: more would not fit fifty blocks, nor a reader's morning.
FULL, BRIEF = 8, 20
# So much of one part is read aloud: one long list must not silence what follows.
LONGEST_SPOKEN = 1500
# Two of Slack's fifty blocks are for what stands below the incidents, and one more for a line.
MOST_BLOCKS = 47
TITLES: Mapping[DigestCut, str] = MappingProxyType(
    {
        DigestCut.COMMAND: later("Daily digest"),
        DigestCut.CLINICAL: later("Clinical digest"),
        DigestCut.MINISTRY: later("Ministry digest"),
    }
)


@dataclass(frozen=True, slots=True)
class Overview:
    """All open incidents together, and what was said of them in the digest before."""

    incidents: int = 0
    counts: Counts = field(default_factory=Counts)
    mark: Mark = field(default_factory=Mark)
    since: datetime | None = None
    ended: Sequence[tuple[str, str]] = ()
    catch: Catch | None = None
    next_due_at: datetime | None = None
    failed: tuple[Part, ...] = ()
    cut: DigestCut = DigestCut.COMMAND
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One incident of the digest."""

    head: Headline
    parts: Sequence[Part]


def digest(
    overview: Overview, chapters: Sequence[Chapter], others: Sequence[Headline], page: Page
) -> kit.Block:
    """Return the page: the whole in numbers, the worst incidents in full, the rest in a line."""
    title = f"{say(TITLES[overview.cut])}, {kit.said_day(page.now, page.zone)}"
    top = _top(overview, page)
    small = _closing(overview, page)
    rest = _rest(overview, chapters, others, page)
    alone = overview.incidents == 1
    known = overview.since is not None
    blocks = [
        kit.header(title),
        kit.section("\n".join(line for line in top if line != _numbers(overview))),
        figures(overview.counts, overview.mark, known=known),
    ]
    room = (MOST_BLOCKS - len(blocks)) // max(len(chapters), 1)
    for chapter in chapters:
        blocks += [kit.divider(), *_chapter(chapter, page, alone=alone, room=room)]
    if rest is not None:
        blocks += [kit.divider(), kit.section(told(rest))]
    blocks.append(kit.context(small) if small else {})
    text = [stop(title), *(f"{line.replace('*', '')}" for line in top)]
    text += [line for chapter in chapters for line in _said(chapter, page, alone=alone)]
    text += [spoken(rest)] if rest is not None else []
    return kit.message(fitted([*text, small] if small else text, SPOKEN), blocks)


def _top(overview: Overview, page: Page) -> list[str]:
    late = lateness(overview.catch, page.zone)
    lines = [late] if late else []
    if not overview.incidents:
        lines.append(f"*{say('No incident is open.')}*")
    else:
        are = say_many(
            "{count} incident is open.", "{count} incidents are open.", overview.incidents
        )
        lines.append(f"*{are}*")
        lines.append(_numbers(overview))
    if overview.ended:
        lines.append(say("Ended since: {incidents}.", incidents=_ended(overview.ended)))
    if overview.since is not None:
        lines.append(say("Changes are since {at}.", at=page.hour(overview.since)))
    return [*lines, *(line for part in overview.failed for line in part.lines)]


def _ended(ended: Sequence[tuple[str, str]]) -> str:
    said = ", ".join(f"{ref} ({say(SAID[Stage(stage)])})" for ref, stage in ended[:BRIEF])
    left = len(ended) - BRIEF
    return say("{names} and {left} more", names=said, left=left) if left > 0 else said


def _numbers(overview: Overview) -> str:
    where = numbers(overview.counts, overview.mark, known=overview.since is not None)
    return stop(f"{where[:1].upper()}{where[1:]}")


def _heading(head: Headline, page: Page, *, alone: bool) -> str:
    channel = f" · {kit.channel_ref(head.subject.channel_id)}" if head.subject.channel_id else ""
    title = _title(head, 200)
    first = f"*{head.subject.ref}{f' · {title}' if title else ''}*"
    lines = [first, f"{standing(head.subject, page)}{channel}"]
    # The numbers of the only incident stand at the top already.
    return "\n".join(each for each in (*lines, "" if alone else _where(head)) if each)


def _title(head: Headline, limit: int) -> str:
    """Return the title, or nothing where what was typed may not be told."""
    return kit.one_line(head.subject.title, limit) if head.subject.title else ""


def _where(head: Headline) -> str:
    said = numbers(head.counts, head.mark, known=head.since is not None)
    return f"{said[:1].upper()}{said[1:]}"


def _promise(head: Headline, page: Page) -> str:
    due = head.subject.next_update_due
    if due is not None:
        at = page.hour(due)
        if due <= page.now:
            return say("Update promised for {at}, overdue", at=at)
        return say("Update promised for {at}", at=at)
    last = head.subject.last_update_at
    if last is None:
        return say("No update was given yet")
    return say("Last update {at}", at=page.hour(last))


def _chapter(chapter: Chapter, page: Page, *, alone: bool, room: int) -> list[kit.Block]:
    """Return one incident in at most *room* blocks: a block for each part where they fit."""
    parts = [told(part) for part in merged(chapter.parts)]
    # Heading, line and small print are three.
    if len(parts) + 3 > room:
        parts = _close(parts, chapter.head.subject.ref)
    return [
        kit.section(_heading(chapter.head, page, alone=alone)),
        *(kit.section(part) for part in parts),
        kit.context(stop(_promise(chapter.head, page))),
    ]


def _close(parts: Sequence[str], ref: str) -> list[str]:
    """Return the parts in two blocks; what has no room is counted, and the way to it named."""
    first = fitted("\n".join(parts).split("\n"), PART, count=False)
    rest = "\n".join(parts)[len(first) :].strip("\n").split("\n")
    second = fitted([line for line in rest if line], PART - 100)
    whole = say("All of it: {command}", command=f"`/incident digest preview of {ref}`")
    if len(second) < len("\n".join(rest)):
        second = f"{second}\n{whole}"
    return [each for each in (first, second) if each]


def _said(chapter: Chapter, page: Page, *, alone: bool) -> list[str]:
    """Return one incident as lines to be read aloud; what does not fit is counted by the line."""
    head = chapter.head
    title = _title(head, 120)
    first = f"{head.subject.ref}, {standing(head.subject, page)}{f': {title}' if title else ''}"
    where = "" if alone else stop(_where(head))
    return [
        " ".join(each for each in (stop(first), where) if each),
        *(kit.clip(spoken(part), LONGEST_SPOKEN) for part in merged(chapter.parts)),
        stop(_promise(head, page)),
    ]


def _rest(
    overview: Overview, chapters: Sequence[Chapter], others: Sequence[Headline], page: Page
) -> Part | None:
    left = overview.incidents - len(chapters)
    if left <= 0:
        return None
    lines = [_line(head, page) for head in others]
    more = more_by("`/incident list`")
    return Part(say("Also open"), tuple(cut(lines, limit=BRIEF, of=left, more=more)))


def _line(head: Headline, page: Page) -> str:
    done = delta(head.counts.done, head.mark.done, known=head.since is not None)
    title = f"{_title(head, 60)}, " if head.subject.title else ""
    counted = (
        say("done {number} of {total}", number=done, total=head.counts.total),
        say("overdue {number}", number=head.counts.overdue),
    )
    return f"{head.subject.ref} {standing(head.subject, page)}: {title}{', '.join(counted)}"


def _closing(overview: Overview, page: Page) -> str:
    words = [overview.note]
    if overview.next_due_at is not None:
        at = kit.said_date(overview.next_due_at, page.zone)
        words.append(say("Next digest: {at}.", at=at))
    return " ".join(each for each in words if each)


def of_marks(marks: Iterable[Mark]) -> Mark:
    """Return the sum of where incidents stood."""
    every = (mark[1:5] for mark in (Mark(), *marks))
    total, done, overdue, blocked = (sum(column) for column in zip(*every, strict=True))
    return Mark(0, total, done, overdue, blocked)
