"""The sections that machines, departments, systems and evidence add: how each is gathered.

Facts, dates and waivers are `register_sections`; the words are `bot.slack.views.kept_sections`.
"""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.domain.custody import OPEN, TRANSFER
from bot.domain.departments import ON_PAPER
from bot.domain.models import Department, EndpointBatch, Exhibit, Server, System, Transfer
from bot.domain.register_report import (
    BatchLine,
    DepartmentLine,
    EvidenceLine,
    ServersLine,
    SystemLine,
    TransferLine,
)
from bot.domain.report import Listing
from bot.language.catalogue import later
from bot.operations.register_sections import listings
from bot.operations.sections import Asked, Found, InDigest, InSummary, Place, Section
from bot.slack.views import kept_sections as words
from bot.storage import batches, segments


def _departments(session: Session, asked: Asked) -> Found:
    """Return the departments that do not work as usual, those on paper first."""
    wanted = (
        select(Department)
        .where(col(Department.incident_id).in_(asked.ids), Department.mode != "normal")
        .order_by(sa.case((col(Department.mode).in_(ON_PAPER), 0), else_=1), col(Department.number))
    )
    found: dict[int, list[DepartmentLine]] = {}
    for row in session.exec(wanted):
        found.setdefault(row.incident_id, []).append(DepartmentLine(row))
    # All of them: whoever did not report is named, however many they are.
    return {key: Listing(tuple(rows), len(rows)) for key, rows in found.items()}


def _servers(session: Session, asked: Asked) -> Found:
    """Return one line of counts for each incident that has servers."""
    fresh = sa.case((col(Server.replaces) == "", 0), else_=1)
    by = (
        col(Server.incident_id), col(Server.verdict), col(Server.state), col(Server.kind), fresh,
    )  # fmt: skip
    counted = (
        sa.select(*by, sa.func.count()).where(col(Server.incident_id).in_(asked.ids)).group_by(*by)
    )
    lines: dict[int, ServersLine] = {}
    for incident_id, verdict, state, kind, is_fresh, count in session.execute(counted):
        line = lines.setdefault(incident_id, ServersLine())
        line.add(verdict, state, kind, count, fresh=bool(is_fresh))
    return listings(sorted(lines.items()))


def _batches(session: Session, asked: Asked) -> Found:
    """Return the endpoint batches with their rate and forecast."""
    wanted = select(EndpointBatch).where(col(EndpointBatch.incident_id).in_(asked.ids))
    return listings(
        (row.incident_id, BatchLine(row, batches.forecast(session, row, now=asked.now)))
        for row in session.exec(wanted.order_by(col(EndpointBatch.number)))
    )


def _systems(session: Session, asked: Asked) -> Found:
    """Return the systems that are not stable, by tier, with what comes next."""
    wanted = (
        select(System)
        .where(col(System.incident_id).in_(asked.ids), System.stage != "stable")
        .order_by(col(System.tier), col(System.number))
    )
    rows = session.exec(wanted).all()
    return listings(
        (row.incident_id, SystemLine(row, segments.next_gate(session, row))) for row in rows
    )


def _evidence(session: Session, asked: Asked) -> Found:
    """Return one line of counts for each incident that has exhibits."""
    counted = (
        sa.select(
            col(Exhibit.incident_id), col(Exhibit.state), col(Exhibit.custodian),
            col(Exhibit.external), col(Exhibit.broken), sa.func.count(),
        )
        .where(col(Exhibit.incident_id).in_(asked.ids))
        .group_by(
            col(Exhibit.incident_id), col(Exhibit.state), col(Exhibit.custodian),
            col(Exhibit.external), col(Exhibit.broken),
        )
    )  # fmt: skip
    lines: dict[int, EvidenceLine] = {}
    for incident_id, state, custodian, external, broken, count in session.execute(counted):
        line = lines.setdefault(incident_id, EvidenceLine())
        line.add(state, custodian, count, external=external, broken=broken)
    return listings(sorted(lines.items()))


def _transfers(session: Session, asked: Asked) -> Found:
    """Return the hand-overs that are not done, oldest first."""
    wanted = select(Transfer).where(
        col(Transfer.incident_id).in_(asked.ids), col(Transfer.state).in_(OPEN)
    )
    rows = session.exec(wanted.order_by(col(Transfer.created_at), col(Transfer.id)))
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
