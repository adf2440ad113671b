"""One line that names very many: what is laid down for the background, and what goes in parts.

How a verb then goes on is `bot.operations.bulk`; a few are done before the answer, by the caller.
"""

from collections.abc import Sequence

from bot.errors import Refused
from bot.language.catalogue import say
from bot.language.numbers import grouped
from bot.operations import bulk
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import answered
from bot.slack.views import kit
from bot.slack.views import server_import as views
from bot.slack.views.said import Said
from bot.storage import estate

# So many are done before the answer: each row with its tasks takes some hundredths of a second,
# and whoever asks next waits for the last of them.
AT_ONCE, MOST = 100, 20_000


def in_background(
    ask: Ask, noun: str, verb: str, names: Sequence[str], text: str, behind: str = ""
) -> Answer:
    """Have a verb done on more rows than one answer can wait for; *behind* stands in the answer."""
    job = bulk.lay(ask.turn, ask.incident, noun, names, verb, text)
    counts = estate.outcomes(ask.turn.session, job.row)
    said = views.progress(job, counts, (), ask.incident.ref)
    if not behind:
        return answered(said)
    return answered(Said(f"{said.text} {behind}", (kit.section(behind), *said.blocks)))


def check_few(names: Sequence[str], line: str, why: str, behind: str = "") -> None:
    """Raise Refused for more than can be answered for at once, with the parts to go on in.

    *line* is what stands before the names in such a part, *behind* what stands after them.
    """
    if len(names) <= AT_ONCE:
        return
    raise Refused(
        say("{count} at once are too many: {why}.", count=grouped(len(names)), why=why),
        rule="each is looked at",
        next_step=say(
            "Go on in parts of {most}: `{line} {first}..{last}`, then from {next} on.",
            most=AT_ONCE, line=line, first=names[0], last=f"{names[AT_ONCE - 1]} {behind}".rstrip(),
            next=names[AT_ONCE],
        ),
    )  # fmt: skip
