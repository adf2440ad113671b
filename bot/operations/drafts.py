"""Writes the draft of a report to an authority from what the incident knows; gaps are said.

What a report asks for is `bot.obligations.fields`, how its lines are filled `draft_fills`; sending
it is people's work, not the bot's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.deadlines import Act
from bot.domain.models import Deadline, Incident
from bot.domain.people import Standing
from bot.domain.words import DeadlineState
from bot.obligations.fields import FIELDS, line_key
from bot.operations.deadline_moves import approvers, begin, move
from bot.operations.draft_facts import Known, known
from bot.operations.draft_fills import FILLS, plain
from bot.operations.turn import Turn

# The rule asks for a report on time with what is known, and for its gaps to be named (23).
GAP = "not known at time of report"
DEFAULT_FIELDS = ("description", "noticed_at", "impact", "actions", "contact")


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a draft, and the deadline that it is for; `begun` when this began it.

    `to_fill` is the key of the first gap: a fact of that name fills it.
    """

    row: Deadline
    text: str
    begun: bool
    gaps: int
    to_fill: str


def draft(turn: Turn, incident: Incident, name: str) -> Draft:
    """Return the draft of a report as it would read now; the first time its writing begins."""
    row, who = begin(turn, incident, name, "draft the report of")
    begun = row.state is DeadlineState.RUNNING
    if begun:
        move(turn, incident, row, Act.DRAFT, who)
    if row.state is DeadlineState.DRAFTING and row.drafted_by is None and not _only_signs(row, who):
        row.drafted_by = who.user_id
        if not begun:
            turn.record(incident, "deadline.author", subject=f"D{row.number}", text=row.item)
    turn.session.add(row)
    facts = known(turn, incident, row, who)
    sections = [_Section(name, facts) for name in _asked(row)]
    gaps = [key for section in sections for key in section.gaps]
    text = "\n".join([*_head(facts), *(line for each in sections for line in each.lines)]) + "\n"
    return Draft(row, text, begun, len(gaps), next(iter(gaps), ""))


def _only_signs(row: Deadline, who: Standing) -> bool:
    """Tell whether the person may approve the report and does not write it.

    Whoever looks at a report in order to sign it must not become its author by looking.
    """
    return row.owner not in who.roles and bool(who.roles & set(approvers(row)))


def _asked(row: Deadline) -> list[str]:
    return [name for name in row.fields.split(",") if name in FIELDS] or list(DEFAULT_FIELDS)


def _head(facts: Known) -> list[str]:
    row, incident = facts.row, facts.incident
    head = [f"# {row.regulator}: {row.title}", ""]
    if incident.drill:
        head += ["**EXERCISE. DO NOT SEND.**", ""]
    due = facts.at(row.due_at) or "not fixed"
    head += [f"Draft of {facts.at(facts.now)} for {incident.ref}. Due: {due}."]
    head += [f"To: {row.send_to}"] if row.send_to else []
    head += [f"Source: {row.source}"] if row.source else []
    return [*head, "Counsel confirms form and content before it is sent."]


class _Section:
    """One heading of a report as it reads now: its lines, and the keys of its gaps."""

    def __init__(self, name: str, facts: Known) -> None:
        self.gaps: list[str] = []
        self._name, self._facts = name, facts
        asked, fill = FIELDS[name], FILLS.get(name)
        given = fill(facts) if fill else ""
        if asked.lines:
            answers = given if isinstance(given, Mapping) else {}
            body = [f"- {line}: {self._line(line, answers.get(line, ''))}" for line in asked.lines]
        else:
            body = [self._line("", given if isinstance(given, str) else "")]
        self.lines = ["", f"## {asked.heading}", *body]

    def _line(self, line: str, answer: str) -> str:
        """Return what people typed for a line, else what the incident knows, else that it is not.

        Only people know what a register lacks, so what they typed stands before it.
        """
        key = line_key(self._name, line)
        typed = plain(self._facts.typed.get(key, ""))
        if not typed and not answer:
            self.gaps.append(key)
        return typed or answer or GAP
