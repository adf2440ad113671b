"""The evening count of departments: what lies in the boxes, compared with what is booked.

Nothing is corrected to fit: what differs is written down; lost sheets open a critical task.
"""

from collections.abc import Mapping, Sequence

from bot.domain import department_counts as counts
from bot.domain import paper_count as rules
from bot.domain.departments import DEPARTMENT
from bot.domain.models import Department, Incident
from bot.operations import register, task_moves
from bot.operations.turn import Turn
from bot.storage import departments


def reconcile(
    turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]
) -> tuple[Department, tuple[rules.Pile, ...]]:
    """Compare the sheets that were counted with those that are booked as still to key in."""
    row: Department
    row, _ = register.begin(turn, incident, DEPARTMENT, name, "report for")
    counted = counts.priorities(pairs, "/dept reconcile lab p1=40 p2=300")
    piles = rules.compare(departments.backlog(turn.session, row.row), counted)
    turn.record(
        incident, "department.reconciled", subject=DEPARTMENT.name(row),
        text=f"{row.name}: {rules.written(piles)}",
        after="as booked" if rules.agrees(piles) else "it differs",
    )  # fmt: skip
    _ask_for_lost(turn, incident, row, piles)
    return row, piles


def _ask_for_lost(
    turn: Turn, incident: Incident, row: Department, piles: Sequence[rules.Pile]
) -> None:
    lost = ", ".join(f"{each.missing} of P{each.priority}" for each in piles if each.missing)
    if lost:
        task_moves.open_critical_once(
            turn, incident, f"Sheets of {row.name} are missing: {lost}. Find them before anybody "
            "keys in more.",
            role="mrd-lead", noun=DEPARTMENT.noun, subject=DEPARTMENT.name(row),
        )  # fmt: skip
