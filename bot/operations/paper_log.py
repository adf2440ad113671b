"""Enters a paper log into the timeline: each line a note with its own time, and each only once.

Reading the file is `bot.domain.paper_log`; what a note is, `incidents.note` decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain import chain, ransom_words
from bot.domain.models import Incident
from bot.domain.paper_log import Entry
from bot.errors import WardroomError
from bot.operations import incidents
from bot.operations.turn import Turn
from bot.storage import timeline

# So many lines are entered in one transaction: commands of people come in between.
CHUNK: Final = 100
ENTERED, THERE, REFUSED = "entered", "already there", "refused"
OUTCOMES: Final = (ENTERED, THERE, REFUSED)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one line, and why where that needs a word."""

    line: int
    outcome: str
    why: str = ""


def enter(
    turn: Turn, incident: Incident, entries: Sequence[Entry], name: str, *, dry: bool
) -> list[Told]:
    """Write lines of the file *name* into the timeline; a line that stands there is not repeated.

    They are recorded by whoever acts in this turn; who wrote on the paper stands with its source.
    With `dry` nothing is written, and it is told what would be.
    """
    moments = [each.at for each in entries if each.at is not None]
    there = timeline.notes_at(turn.session, incident.row, moments)
    return [_entered(turn, incident, each, there, name, dry=dry) for each in entries]


def _entered(
    turn: Turn, incident: Incident, entry: Entry, there: set[timeline.Note], name: str, *,
    dry: bool,
) -> Told:  # fmt: skip
    if entry.wrong or entry.at is None:
        return Told(entry.line, REFUSED, entry.wrong)
    apart = "" if incident.private else ransom_words.told(entry.text)
    if apart:
        return Told(entry.line, REFUSED, apart)
    note = (entry.at, chain.clean(entry.text))
    if note in there:
        return Told(entry.line, THERE)
    there.add(note)
    sheet = f", sheet {entry.sheet}" if entry.sheet else ""
    by = f", written down by {entry.by}" if entry.by else ""
    try:
        with turn.session.begin_nested() as point:
            incidents.note(
                turn, incident, entry.text, happened_at=entry.at,
                source=f"from paper: {name}, line {entry.line}{sheet}{by}",
            )  # fmt: skip
            if dry:
                point.rollback()
    except WardroomError as error:
        return Told(entry.line, REFUSED, str(error))
    return Told(entry.line, ENTERED)
