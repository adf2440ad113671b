"""The status summary of one incident as a message. What it says was gathered elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.cadence import Catch, day_number
from bot.domain.report import Counts, Mark, Subject
from bot.domain.stages import SAID
from bot.domain.words import Stage
from bot.language.catalogue import say
from bot.slack.views import kit
from bot.slack.views.page import SPOKEN, Page, Part, delta, fitted, lateness, merged, spoken, told
from bot.slack.views.words import stop

NONE = Mark()


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands at the top: the incident, its numbers, the period that is reported on."""

    subject: Subject
    counts: Counts
    mark: Mark = NONE
    since: datetime | None = None
    next_due_at: datetime | None = None
    catch: Catch | None = None


def standing(subject: Subject, page: Page) -> str:
    """Say how bad it is, where it stands and which day it is: `SEV1 · active · day 2`."""
    drill = f"{say('DRILL')} · " if subject.drill else ""
    stage = say(SAID[Stage(subject.stage)])
    day = say("day {day}", day=day_number(subject.declared_at, page.now, page.zone))
    return f"{drill}SEV{subject.severity} · {stage} · {day}"


def numbers(counts: Counts, mark: Mark, *, known: bool) -> str:
    """Say where the tasks stand and how that changed: `done 34 of 60 (+12) · overdue 5`."""
    if not counts.total:
        return say("no tasks yet")
    done = delta(counts.done, mark.done, known=known)
    words = [say("done {number} of {total}", number=done, total=counts.total)]
    if counts.overdue or (known and mark.overdue):
        words.append(
            say("overdue {number}", number=delta(counts.overdue, mark.overdue, known=known))
        )
    if counts.blocked or (known and mark.blocked):
        words.append(
            say("blocked {number}", number=delta(counts.blocked, mark.blocked, known=known))
        )
    if counts.review:
        words.append(say("waiting for approval {number}", number=counts.review))
    return say("tasks {numbers}", numbers=" · ".join(words))


def figures(counts: Counts, mark: Mark, *, known: bool) -> kit.Block:
    """Return the same numbers side by side, for eyes; nothing while there are no tasks."""
    if not counts.total:
        return {}
    done = _figure(counts.done, mark.done, known=known)
    overdue = _figure(counts.overdue, mark.overdue, known=known)
    blocked = _figure(counts.blocked, mark.blocked, known=known)
    shown = [
        say("{number} of {total} tasks done", number=done, total=counts.total),
        say("{number} overdue", number=overdue),
        say("{number} blocked", number=blocked),
        say("{number} waiting for approval", number=f"*{counts.review}*"),
    ]
    return kit.fields(*shown)


def _figure(now: int, before: int, *, known: bool) -> str:
    number, _, change = delta(now, before, known=known).partition(" ")
    return f"*{number}* {change}".rstrip()


def closing(head: Headline, page: Page) -> str:
    """Say what was promised and when the next summary comes."""
    words = []
    if head.subject.next_update_due is not None:
        due = head.subject.next_update_due
        at = page.hour(due)
        words.append(
            say("The next update was promised for {at} and is overdue.", at=at)
            if due <= page.now
            else say("The next update was promised for {at}.", at=at)
        )
    if head.next_due_at is not None:
        words.append(say("Next summary: {at}.", at=page.hour(head.next_due_at)))
    return " ".join(words)


def quiet(head: Headline, page: Page) -> kit.Block:
    """Return the summary of a period in which nothing happened: one line."""
    since = head.since or head.subject.declared_at
    where = numbers(head.counts, head.mark, known=True)
    line = say("No change since {at}.", at=page.hour(since))
    line = f"{line} {stop(where[:1].upper() + where[1:])}"
    late = lateness(head.catch, page.zone)
    said = (f"{head.subject.ref}:", line, late, closing(head, page))
    text = " ".join(each for each in said if each)
    shown = f"*{head.subject.ref}* · {standing(head.subject, page)}\n{line}"
    small = [each for each in (late, closing(head, page)) if each]
    return kit.message(text, [kit.section(shown), kit.context(*small)])


def summary(head: Headline, parts: Sequence[Part], page: Page) -> kit.Block:
    """Return the whole summary: what changed first, then what stands, then what comes next."""
    subject = head.subject
    since = head.since or subject.declared_at
    period = say("{first} to {last}", first=page.hour(since), last=page.hour(page.now))
    where = numbers(head.counts, head.mark, known=head.since is not None)
    late = lateness(head.catch, page.zone)
    title = kit.one_line(subject.title, 200)
    heading = say("Status summary {ref}", ref=subject.ref)
    top = f"*{standing(subject, page)}*\n{title}\n{period}"
    shown = merged(parts)
    last = closing(head, page)
    blocks = [
        kit.header(heading),
        kit.section(f"{top}\n_{late}_" if late else top),
        figures(head.counts, head.mark, known=head.since is not None)
        or kit.context(say("No tasks yet")),
        *(kit.section(told(part)) for part in shown),
        kit.context(last) if last else {},
    ]
    text = [
        stop(f"{heading}, {standing(subject, page)}: {title}"),
        late,
        stop(f"{period}: {where}"),
        *(spoken(part) for part in shown),
        last,
    ]
    return kit.message(fitted((line for line in text if line), SPOKEN), blocks)
