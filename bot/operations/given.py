"""What people write with a step: a title, a text, a moment; each may be empty, or too much.

Whether the step itself is allowed is asked elsewhere.
"""

import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import Mistyped, Refused
from bot.grammar.times import HORIZON, say_moment
from bot.language.catalogue import say

LONGEST_TITLE = 200
LONGEST_TEXT = 3000
ANCHORS = "22, clock anchors"


def title_given(title: str) -> str:
    """Return the title as kept: one line, not empty, not too long; or raise Mistyped."""
    words = " ".join(title.split())
    if not words:
        raise Mistyped(
            say("An incident needs a title."),
            next_step=say("Type what is happening: `/incident declare sev1 e-Hospital is down`."),
            about="title",
        )
    if not says_something(words):
        raise Mistyped(
            say("The title holds no word."),
            next_step=say("Type what is happening: `/incident declare sev1 e-Hospital is down`."),
            about="title",
        )
    if len(words) > LONGEST_TITLE:
        raise Mistyped(
            say(
                "The title has {words} characters; {longest_title} are the most.",
                words=len(words),
                longest_title=LONGEST_TITLE,
            ),
            next_step=say("Say it in one line; the rest goes into `/incident note <text>`."),
            about="title",
        )
    return words


def says_something(words: str) -> bool:
    """Tell whether a title holds a letter, a number or a picture: `...` and `--` say nothing."""
    return any(unicodedata.category(each) == "So" or each.isalnum() for each in words)


def noticed_given(
    noticed_at: datetime | None, occurred_at: datetime | None, now: datetime, zone: ZoneInfo
) -> datetime:
    """Return when it was noticed: after it occurred, before the declaration (rule 22).

    What a program sends may be no moment at all: many write the year 1 for "unknown".
    """
    noticed = noticed_at or now
    anew = say("Give the time at which somebody first saw it, or leave it out.")
    if noticed > now:
        why = say("It cannot have been noticed in the future.")
        raise Refused(why, rule=ANCHORS, next_step=anew)
    if now - noticed > HORIZON:
        why = say("It cannot have been noticed more than {days} days ago.", days=HORIZON.days)
        raise Refused(why, rule=ANCHORS, next_step=anew)
    if occurred_at is not None:
        check_occurred(occurred_at, noticed, zone, next_step=say("Give an earlier time."))
    return noticed


def check_occurred(
    occurred_at: datetime, noticed_at: datetime, zone: ZoneInfo, *, next_step: str
) -> None:
    """Raise Refused when it occurred after it was noticed (rule 22)."""
    if occurred_at > noticed_at:
        raise Refused(
            say(
                "It was noticed at {noticed_at}, so it occurred by then.",
                noticed_at=say_moment(noticed_at, zone),
            ),
            rule=ANCHORS,
            next_step=next_step,
        )


def text_given(text: str, what: str, example: str) -> str:
    """Return a text as kept, or raise Mistyped when it is empty or too long."""
    words = text.strip()
    if not words:
        raise Mistyped(
            say("The {what} is empty.", what=what),
            next_step=say("Type `{example}`.", example=example),
            about="text",
        )
    if len(words) > LONGEST_TEXT:
        raise Mistyped(
            say(
                "The {what} has {words} characters; {longest_text} are the most.",
                what=what,
                words=len(words),
                longest_text=LONGEST_TEXT,
            ),
            next_step=say("Split it, or put it into a file and give its link."),
            about="text",
        )
    return words
