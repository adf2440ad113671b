"""The sections that machines, departments, systems and evidence add: how each is gathered.

Facts, dates and waivers are `register_sections`; the words are `bot.slack.views.kept_sections`.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.custody import OPEN, TRANSFER
from bot.domain.departments import ON_PAPER
from bot.domain.models import (
    Department,
    DepartmentReturn,
    EndpointBatch,
    Exhibit,
    Server,
    System,
    Transfer,
)
from bot.domain.register_report import (
    BatchLine,
    DepartmentLine,
    EvidenceLine,
    ServersLine,
    SystemLine,
    TransferLine,
)
from bot.domain.report import Listing
from bot.domain.returns import LASTS
from bot.language.catalogue import later
from bot.operations.register_sections import listings
from bot.operations.sections import Asked, Found, InDigest, InSummary, Place, Section
from bot.slack.views import kept_sections as words
from bot.storage import batches, segments
from bot.storage.columns import IDS, fetched


def _counted(*by: Any) -> Any:
    """Return SQL that counts rows of the incidents by these columns, the first the incident."""
    return sa.select(*by, sa.func.count()).where(by[0].in_(IDS)).group_by(*by)


# Built once: building a statement costs more than running it over a register that is small.
_UNUSUAL = (
    select(Department)
    .where(col(Department.incident_id).in_(IDS), Department.mode != "normal")
    .order_by(sa.case((col(Department.mode).in_(ON_PAPER), 0), else_=1), col(Department.number))
)
_RETURNS = (
    select(DepartmentReturn)
    .join(Department, col(Department.id) == col(DepartmentReturn.department_id))
    .where(col(Department.incident_id).in_(IDS), DepartmentReturn.at >= sa.bindparam("since"))
    .order_by(col(DepartmentReturn.id))
)
_MACHINES = _counted(
    col(Server.incident_id), col(Server.verdict), col(Server.state), col(Server.kind),
    sa.case((col(Server.replaces) == "", 0), else_=1),
)  # fmt: skip
_ENDPOINTS = (
    select(EndpointBatch)
    .where(col(EndpointBatch.incident_id).in_(IDS))
    .order_by(col(EndpointBatch.number))
)
_UNSTABLE = (
    select(System)
    .where(col(System.incident_id).in_(IDS), System.stage != "stable")
    .order_by(col(System.tier), col(System.number))
)
_EXHIBITS = _counted(
    col(Exhibit.incident_id), col(Exhibit.state), col(Exhibit.custodian), col(Exhibit.external),
    col(Exhibit.broken),
)  # fmt: skip
_ON_THE_WAY = (
    select(Transfer)
    .where(col(Transfer.incident_id).in_(IDS), col(Transfer.state).in_(OPEN))
    .order_by(col(Transfer.created_at), col(Transfer.id))
)


def _departments(session: Session, asked: Asked) -> Found:
    """Return the departments that do not work as usual, those on paper first."""
    since = asked.now - LASTS
    returned = session.exec(_RETURNS, params={"ids": asked.ids, "since": since})
    newest = {each.department_id: each for each in returned}
    found: dict[int, list[DepartmentLine]] = {}
    for row in session.exec(_UNUSUAL, params={"ids": asked.ids}):
        found.setdefault(row.incident_id, []).append(DepartmentLine(row, newest.get(row.row)))
    # All of them: whoever did not report is named, however many they are.
    return {key: Listing(tuple(rows), len(rows)) for key, rows in found.items()}


def _servers(session: Session, asked: Asked) -> Found:
    """Return one line of counts for each incident that has servers."""
    counted = fetched(session, _MACHINES, {"ids": asked.ids})
    lines: dict[int, ServersLine] = {}
    for incident_id, verdict, state, kind, is_fresh, count in counted:
        line = lines.setdefault(incident_id, ServersLine())
        line.add(verdict, state, kind, count, fresh=bool(is_fresh))
    return listings(sorted(lines.items()))


def _batches(session: Session, asked: Asked) -> Found:
    """Return the endpoint batches with their rate and forecast."""
    return listings(
        (row.incident_id, BatchLine(row, batches.forecast(session, row, now=asked.now)))
        for row in session.exec(_ENDPOINTS, params={"ids": asked.ids})
    )


def _systems(session: Session, asked: Asked) -> Found:
    """Return the systems that are not stable, by tier, with what comes next."""
    rows = session.exec(_UNSTABLE, params={"ids": asked.ids}).all()
    return listings(
        (row.incident_id, SystemLine(row, segments.next_gate(session, row))) for row in rows
    )


def _evidence(session: Session, asked: Asked) -> Found:
    """Return one line of counts for each incident that has exhibits."""
    counted = fetched(session, _EXHIBITS, {"ids": asked.ids})
    lines: dict[int, EvidenceLine] = {}
    for incident_id, state, custodian, external, broken, count in counted:
        line = lines.setdefault(incident_id, EvidenceLine())
        line.add(state, custodian, count, external=external, broken=broken)
    return listings(sorted(lines.items()))


def _transfers(session: Session, asked: Asked) -> Found:
    """Return the hand-overs that are not done, oldest first."""
    rows = session.exec(_ON_THE_WAY, params={"ids": asked.ids})
    return listings((row.incident_id, TransferLine(row, TRANSFER.name(row))) for row in rows)


SECTIONS: tuple[Section, ...] = (
    Section(
        "departments", _departments, words.departments,
        {
            "summary": Place(InSummary.CARE, later("Patients and departments")),
            "digest": Place(InDigest.CARE, later("Patients and departments")),
            "clinical": Place(InDigest.CARE, later("Patients and departments")),
        },
    ),
    Section(
        "servers", _servers, words.servers,
        {
            "summary": Place(InSummary.SERVERS, later("Servers and network")),
            "digest": Place(InDigest.SERVERS, later("Servers and network")),
        },
    ),
    Section(
        "endpoints", _batches, words.batches,
        {
            "summary": Place(InSummary.SERVERS + 1, later("Servers and network")),
            "digest": Place(InDigest.SERVERS + 1, later("Servers and network")),
        },
    ),
    Section(
        "systems", _systems, words.systems,
        {
            "summary": Place(InSummary.RESTORE, later("Restore")),
            "digest": Place(InDigest.RESTORE, later("Restore")),
            "clinical": Place(InDigest.RESTORE, later("Restore")),
        },
    ),
    Section(
        "evidence", _evidence, words.evidence,
        {
            "summary": Place(InSummary.EVIDENCE, later("Evidence and agencies")),
            "digest": Place(InDigest.EVIDENCE, later("Evidence and agencies")),
        },
    ),
    Section(
        "transfers", _transfers, words.transfers,
        {
            "summary": Place(InSummary.EVIDENCE + 1, later("Evidence and agencies")),
            "digest": Place(InDigest.EVIDENCE + 1, later("Evidence and agencies")),
        },
    ),
)  # fmt: skip
