"""What the ministry's cut says of the registers: counts and confirmed figures, nothing typed.

Their words are `bot.slack.views.ministry`. What those inside read is `kept_sections`.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain import facts as rules
from bot.domain.bare_figures import is_bare_figure
from bot.domain.models import Department, Fact, Server, System
from bot.domain.register_report import CountLine, FactLine
from bot.domain.report import Listing
from bot.language.catalogue import later
from bot.operations.sections import Asked, Found, InDigest, Place, Section
from bot.slack.views import ministry as words
from bot.storage import figures


def _counted(session: Session, asked: Asked, state: Any) -> Found:
    """Return how many rows of a register stand in each state, one line for each incident."""
    incident_id = state.class_.incident_id
    wanted = (
        sa.select(incident_id, state, sa.func.count())
        .where(incident_id.in_(asked.ids))
        .group_by(incident_id, state)
    )
    found: dict[int, dict[str, int]] = {}
    for key, name, number in session.execute(wanted):
        found.setdefault(key, {})[name] = number
    return {key: Listing((CountLine(counts),), 1) for key, counts in found.items()}


def _confirmed(session: Session, asked: Asked) -> Found:
    """Return the figures whose newest value is confirmed, a bare number, and no secret."""
    newest = (
        sa.select(sa.func.max(col(Fact.id)))
        .where(col(Fact.incident_id).in_(asked.ids))
        .group_by(col(Fact.incident_id), col(Fact.key))
    )
    wanted = (
        select(Fact)
        .where(col(Fact.id).in_(newest), Fact.status == rules.CONFIRMED)
        .order_by(col(Fact.key))
    )
    found: dict[int, list[FactLine]] = {}
    for row in session.exec(wanted):
        if is_bare_figure(row):
            found.setdefault(row.incident_id, []).append(FactLine(row, None))
    return {key: Listing(tuple(rows[: figures.ROWS]), len(rows)) for key, rows in found.items()}


SECTIONS: tuple[Section, ...] = (
    Section(
        "departments by mode",
        lambda session, asked: _counted(session, asked, col(Department.mode)),
        words.departments, {"ministry": Place(InDigest.CARE, later("Patients and departments"))},
    ),
    Section(
        "servers by state",
        lambda session, asked: _counted(session, asked, col(Server.state)),
        words.servers, {"ministry": Place(InDigest.SERVERS, later("Servers and network"))},
    ),
    Section(
        "systems by stage",
        lambda session, asked: _counted(session, asked, col(System.stage)),
        words.systems, {"ministry": Place(InDigest.RESTORE, later("Restore"))},
    ),
    Section(
        "confirmed figures", _confirmed, words.figures,
        {"ministry": Place(InDigest.FACTS, later("Confirmed figures"))},
    ),
)  # fmt: skip
