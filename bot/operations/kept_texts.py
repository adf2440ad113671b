"""The texts that running playbooks keep, and the word to the commander where one is read anew.

A later version of Wardroom may refuse what an earlier one took; what it then reads is
`bot.playbook.kept`.
"""

from collections.abc import Sequence

from bot.domain.models import Incident, PlaybookRun
from bot.language.catalogue import say
from bot.language.numbers import kept_count
from bot.operations.people import command_of
from bot.operations.turn import Turn
from bot.playbook.findings import Finding
from bot.playbook.model import Playbook
from bot.playbook.parse import parse_kept
from bot.slack.views import kit
from bot.slack.views.said import Said, paragraph
from bot.storage import timeline

# So many places are named; whoever mends the file has them all from `/playbook reload`.
MOST_NAMED = 5


class UnreadableError(ValueError):
    """A run keeps a text that was read once and cannot be read any more; says what is wrong."""


def as_started(turn: Turn, incident: Incident, run: PlaybookRun) -> Playbook:
    """Return the playbook that a run keeps, or raise UnreadableError.

    What of it is refused by now is read as `kept` says, and the commander is told once.
    """
    playbook, refused = parse_kept(run.source, run.slug)
    if playbook is None:
        raise UnreadableError(str(refused[0]) if refused else "it cannot be read")
    if refused:
        _tell_once(turn, incident, run, refused)
    return playbook


def _tell_once(
    turn: Turn, incident: Incident, run: PlaybookRun, refused: Sequence[Finding]
) -> None:
    since = run.started_at or incident.declared_at
    if timeline.last(turn.session, incident.row, "playbook.read_anew", run.slug, since=since):
        return
    turn.record(
        incident, "playbook.read_anew", subject=run.slug, after=run.source_sha256,
        text=f"{run.title}: {kept_count(len(refused), 'place')} refused by now",
        reason="; ".join(_places(refused)),
    )  # fmt: skip
    turn.say(incident, lambda: _said(turn, incident, run, refused))


def _said(turn: Turn, incident: Incident, run: PlaybookRun, refused: Sequence[Finding]) -> Said:
    told = say(
        "{who}: *{name}* runs with the text that it was started with, and this version of Wardroom "
        "refuses parts of that. All its tasks open all the same; what is not understood is left "
        "out, and where that is a proof, an approval or a rule, the task asks for words and for "
        "two other signatures. Look through the tasks; to mend it, correct the file and type "
        "`/playbook reload` and `/playbook run {slug}`.",
        who=command_of(turn, incident).said or say("the incident commander"),
        name=kit.one_line(run.title, 80),
        slug=run.slug,
    )
    return paragraph(told + "\n" + kit.code("\n".join(_places(refused))))


def _places(refused: Sequence[Finding]) -> list[str]:
    """Return where it is refused and why, shortened: `line 12: there is no attribute …`."""
    named = [f"line {each.line}: {each.message}" for each in refused[:MOST_NAMED]]
    return [*named, "…"] if len(refused) > MOST_NAMED else named
