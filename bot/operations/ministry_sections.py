"""What the ministry's cut says in figures: those that somebody confirmed, and no others.

What the registers count is known inside; who confirms a number enters it as a fact.
Their words are `bot.slack.views.ministry`. What those inside read is `kept_sections`.
"""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain import facts as rules
from bot.domain.bare_figures import is_bare_figure
from bot.domain.models import Fact
from bot.domain.register_report import FactLine
from bot.domain.report import Listing
from bot.language.catalogue import later
from bot.operations.sections import Asked, Found, InDigest, Place, Section
from bot.slack.views import ministry as words
from bot.storage import figures


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
        "confirmed figures", _confirmed, words.figures,
        {"ministry": Place(InDigest.FACTS, later("Confirmed figures"))},
    ),
)  # fmt: skip
