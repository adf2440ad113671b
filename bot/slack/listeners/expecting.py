"""Reads when something is expected back, and what is typed behind it: `<time> [because …]`."""

from bot.errors import Mistyped
from bot.grammar.errors import TimeRefused
from bot.grammar.leading import leading_moment
from bot.grammar.times import Moment
from bot.language.catalogue import say
from bot.slack.ask import Ask


def expected(ask: Ask, typed: str, line: str) -> tuple[Moment, str]:
    """Return the moment and its why; *line* is the command before the time, to repeat it.

    A word behind the time may be a zone that is not ours, so it is asked what it means.
    """
    when, _, basis = typed.partition(" because ")
    try:
        return ask.moment(when), basis.strip()
    except TimeRefused as refused:
        now, zone = ask.turn.now, ask.turn.house.zone
        try:
            _, behind = leading_moment(when, now=now, zone=zone)
        except TimeRefused:
            raise refused from None
        if not behind:
            raise
    before = when.strip().removesuffix(behind).strip()
    raise Mistyped(
        say("What is `{behind}` behind the time?", behind=behind[:60]),
        nearest=f"{line} {before} because {behind}",
        next_step=say(
            "Why it is expected then stands behind `because`; times are read in the hospital's "
            "zone."
        ),
    )
