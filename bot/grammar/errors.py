"""The one error of the grammar: a sentence for the person who typed.

What a rule of the house refuses is not here; this is only about reading what was typed.
"""

from bot.language.catalogue import say


class GrammarError(Exception):
    """What was typed cannot be read; says what it was, why it fails and what to type instead.

    `what` opens the sentence, `why` and `next_step` go on without a capital; `str()` joins them
    and closes it. They may quote the person's words, so whoever shows them escapes them first.
    """

    def __init__(self, what: str, why: str, next_step: str) -> None:
        super().__init__(what, why, next_step)
        self.what = what
        self.why = why
        self.next_step = next_step

    def __str__(self) -> str:
        return say(
            "{what}: {why}; {next_step}.",
            what=self.what,
            why=self.why,
            next_step=self.next_step,
        )


class TimeRefused(GrammarError):
    """A time, a length of time or a clock time that cannot be read or lies the wrong way."""


class TimeOutOfReach(TimeRefused):
    """A moment that was read well, and lies the wrong way or too far off."""


class ReferenceRefused(GrammarError):
    """A task, person, channel, host or severity that cannot be read."""
