"""A task's due time and rhythm in words, as they are kept with it. Pure."""

from datetime import timedelta
from itertools import accumulate

from bot.domain import recurrence
from bot.domain.due import SEPARATOR, is_back
from bot.grammar import spans
from bot.language.catalogue import say
from bot.slack.views import kit
from bot.slack.views.words import listed


def unknown(due: str) -> str:
    """Return what a due time counts from whose moment is not known yet."""
    seconds, _, anchor = due.partition(SEPARATOR)
    span, anchor = spans.say_span(_span(seconds)), kit.escape(anchor)
    if is_back(due):
        return say("due {span} before {anchor} is", span=span, anchor=anchor)
    return say("due {span} after {anchor}", span=span, anchor=anchor)


def _span(seconds: str) -> timedelta:
    return timedelta(seconds=int(seconds) if seconds.lstrip("-").isdecimal() else 0)


def again(every: str) -> str:
    """Return when the task comes again: by its rhythm, or a few times and no more."""
    if not recurrence.ends(every):
        return say("every {every}", every=kit.escape(recurrence.told(every)))
    later = list(accumulate(recurrence.gaps(every)))
    return say("again {spans} later", spans=listed([spans.say_span(each) for each in later]))
