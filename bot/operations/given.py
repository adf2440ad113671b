"""What people write with a step: a title, a text; each may be empty or too long.

Whether the step itself is allowed is asked elsewhere.
"""

from bot.errors import Mistyped

LONGEST_TITLE = 200
LONGEST_TEXT = 3000


def title_given(title: str) -> str:
    """Return the title as kept: one line, not empty, not too long; or raise Mistyped."""
    words = " ".join(title.split())
    if not words:
        raise Mistyped(
            "An incident needs a title.",
            next_step="Type what is happening: `/incident declare sev1 e-Hospital is down`.",
        )
    if len(words) > LONGEST_TITLE:
        raise Mistyped(
            f"The title has {len(words)} characters; {LONGEST_TITLE} are the most.",
            next_step="Say it in one line; the rest goes into `/incident note <text>`.",
        )
    return words


def text_given(text: str, what: str, example: str) -> str:
    """Return a text as kept, or raise Mistyped when it is empty or too long."""
    words = text.strip()
    if not words:
        raise Mistyped(f"The {what} is empty.", next_step=f"Type `{example}`.")
    if len(words) > LONGEST_TEXT:
        raise Mistyped(
            f"The {what} has {len(words)} characters; {LONGEST_TEXT} are the most.",
            next_step="Split it, or put it into a file and give its link.",
        )
    return words
