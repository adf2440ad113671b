"""The sections of summary and digest that the registers add: how each is gathered.

Their words are `bot.slack.views.register_sections`; a new section is a row of SECTIONS.
"""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from bot.domain.facts import DENIED, DISPUTED, is_secret
from bot.domain.models import Eta, Fact, Waiver
from bot.domain.register_report import EtaLine, FactLine, WaiverLine
from bot.domain.report import Listing
from bot.domain.waivers import LASTING
from bot.language.catalogue import later
from bot.operations.sections import Asked, Found, InDigest, InSummary, Place, Section
from bot.slack.views import register_sections as words
from bot.storage import facts, figures
from bot.storage.columns import IDS

# Built once: building a statement costs more than running it over a register that is small.
_SAID = select(Fact).where(col(Fact.incident_id).in_(IDS)).order_by(col(Fact.id))
_WAIVED = (
    select(Waiver)
    .where(col(Waiver.incident_id).in_(IDS), col(Waiver.state).in_(LASTING))
    .order_by(col(Waiver.incident_id), col(Waiver.number))
)


def listings(pairs: Iterable[tuple[int, Any]]) -> Found:
    """Return rows, given with their incident's id, as one listing for each incident."""
    found: dict[int, list[Any]] = {}
    for incident_id, row in pairs:
        found.setdefault(incident_id, []).append(row)
    return {key: Listing(tuple(rows[: figures.ROWS]), len(rows)) for key, rows in found.items()}


def _disputed(session: Session, asked: Asked) -> Found:
    """Return the figures in dispute, and those that were denied."""
    newest: dict[tuple[int, str], FactLine] = {}
    for row in session.exec(_SAID, params={"ids": asked.ids}):
        key = (row.incident_id, row.key)
        newest[key] = FactLine(row, newest[key].row if key in newest else None)
    return listings(
        (incident_id, line)
        for (incident_id, key), line in sorted(newest.items())
        if (line.row.status in {DISPUTED, DENIED} and not is_secret(key))
        or line.row.status == DISPUTED
    )


def _etas(session: Session, asked: Asked) -> Found:
    """Return every promise with its history."""
    history: dict[tuple[int, str], list[Eta]] = {}
    for row in facts.etas(session, asked.ids):
        history.setdefault((row.incident_id, row.what), []).append(row)
    return listings(
        (incident_id, EtaLine(what, tuple(said)))
        for (incident_id, what), said in sorted(history.items())
    )


def _waivers(session: Session, asked: Asked) -> Found:
    """Return the waivers in force, and those that wait for signatures."""
    rows = session.exec(_WAIVED, params={"ids": asked.ids})
    return listings((row.incident_id, WaiverLine(row)) for row in rows)


SECTIONS: tuple[Section, ...] = (
    Section(
        "waivers", _waivers, words.waivers,
        {
            "summary": Place(InSummary.DECISIONS + 2, later("Waivers")),
            "digest": Place(InDigest.ASKED + 3, later("Waivers in force and asked for")),
        },
    ),
    Section(
        "etas", _etas, words.etas,
        {
            "summary": Place(InSummary.RESTORE + 1, later("Expected")),
            "digest": Place(InDigest.RESTORE + 1, later("Expected, with what was said")),
            "clinical": Place(InDigest.RESTORE + 1, later("Expected")),
        },
    ),
    Section(
        "facts", _disputed, words.facts,
        {
            "summary": Place(InSummary.FACTS, later("Facts in dispute")),
            "digest": Place(InDigest.FACTS, later("Facts in dispute")),
        },
    ),
)  # fmt: skip
