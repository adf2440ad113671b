"""A task's due time and rhythm in words, as they are kept with it. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import accumulate

from bot.domain import recurrence
from bot.domain.due import SEPARATOR, is_back
from bot.grammar import spans
from bot.language.catalogue import say
from bot.slack.views import kit
from bot.slack.views.words import listed

NAMED = 5


def unknown(due: str) -> str:
    """Return what a due time counts from whose moment is not known yet."""
    seconds, _, anchor = due.partition(SEPARATOR)
    span, anchor = spans.say_span(_span(seconds)), kit.escape(anchor)
    if is_back(due):
        return say("due {span} before {anchor} is", span=span, anchor=anchor)
    return say("due {span} after {anchor}", span=span, anchor=anchor)


def _span(seconds: str) -> timedelta:
    return timedelta(seconds=int(seconds) if seconds.lstrip("-").isdecimal() else 0)


def before(numbers: Sequence[int]) -> str:
    """Say which tasks are due so long before another, and so move with it; with a space ahead."""
    if not numbers:
        return ""
    shown = [f"#{number}" for number in numbers[:NAMED]]
    left = len(numbers) - NAMED
    shown += [say("{left} more", left=left)] if left > 0 else []
    return " " + say("Due before it: {tasks}.", tasks=listed(shown))


def again(every: str) -> str:
    """Return when the task comes again: by its rhythm, or a few times and no more."""
    if not recurrence.ends(every):
        return say("every {every}", every=kit.escape(recurrence.told(every)))
    later = list(accumulate(recurrence.gaps(every)))
    return say("again {spans} later", spans=listed([spans.say_span(each) for each in later]))
