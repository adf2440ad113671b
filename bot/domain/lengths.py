"""How much fits into a value that is typed as `key=value`, and what is said when it does not."""

from bot.errors import Mistyped
from bot.language.catalogue import say


def check_length(
    key: str, value: str, longest: int, *, about: str = "", next_step: str = ""
) -> None:
    """Raise Mistyped for a value of more than *longest* characters; *about* is a window's field."""
    if len(value) <= longest:
        return
    raise Mistyped(
        say(
            "`{key}` has {value} characters; {longest} are the most.",
            key=key,
            value=len(value),
            longest=longest,
        ),
        next_step=next_step or say("Say it shorter; the rest goes into `/incident note <text>`."),
        about=about,
    )


def within(key: str, value: str, longest: int) -> str:
    """Return a value of at most *longest* characters; a longer one is refused and never cut."""
    check_length(key, value, longest, about=key)
    return value
