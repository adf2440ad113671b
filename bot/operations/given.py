"""What people write with a step: a title, a text; each may be empty or too long.

Whether the step itself is allowed is asked elsewhere.
"""

from bot.errors import Mistyped
from bot.language.catalogue import say

LONGEST_TITLE = 200
LONGEST_TEXT = 3000


def title_given(title: str) -> str:
    """Return the title as kept: one line, not empty, not too long; or raise Mistyped."""
    words = " ".join(title.split())
    if not words:
        raise Mistyped(
            say("An incident needs a title."),
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
