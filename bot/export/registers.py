"""The registers in the export: for each key its rows as plain data, ids as people know them.

A new register adds a function and a row of EXPORTS; the schema is `docs/export.schema.json`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlmodel import Session

from bot.domain import chain
from bot.domain.departments import DEPARTMENT
from bot.domain.models import Department, Server
from bot.domain.servers import SERVER
from bot.domain.waivers import WAIVER
from bot.export import evidence, network, restores
from bot.storage import departments, exhibits, registers, signatures

Row = dict[str, Any]


def _departments(session: Session, incident_id: int) -> list[Row]:
    return [_department(session, row) for row in registers.rows(session, DEPARTMENT, incident_id)]


def _department(session: Session, row: Department) -> Row:
    paper = departments.backlog(session, row.row)
    last = departments.returns(session, row.row, limit=1)
    counts = ("seen", "waiting", "turned_away", "tat_minutes", "criticals_late", "incidents",
              "stock_days", "staff_short", "sheets", "line")  # fmt: skip
    return {
        "id": DEPARTMENT.name(row),
        "slug": row.slug,
        "name": row.name,
        "block": row.block,
        "mode": row.mode,
        "since": chain.stamp(row.since),
        "head": row.head,
        "diversion": row.diversion,
        "last_return": {
            "at": chain.stamp(last[0].at), **{key: getattr(last[0], key) for key in counts},
        } if last else None,
        "backlog": {
            f"p{priority}": {
                "sheets": each.sheets, "entered": each.entered, "verified": each.verified,
                "error_pct": each.error_pct, "oldest": each.oldest,
            }
            for priority, each in sorted(paper.items())
        },
    }  # fmt: skip


def _servers(session: Session, incident_id: int) -> list[Row]:
    kept = exhibits.numbers_by_server(session, incident_id)
    return [_server(row, kept) for row in registers.rows(session, SERVER, incident_id)]


def _server(row: Server, kept: Mapping[str, list[str]]) -> Row:
    name = SERVER.name(row)
    plain = (
        "hostname", "ip", "mac", "kind", "serial", "location", "hypervisor", "os", "eol", "apps",
        "tier", "department", "segment", "owner", "life_support", "verdict", "verdict_basis",
        "state", "network", "flagged", "triage", "release_basis", "replaces", "sanitised_by",
        "verified_by",
    )  # fmt: skip
    return {
        "id": name,
        **{column: getattr(row, column) for column in plain},
        "since": chain.stamp(row.since),
        "last_scan_at": chain.stamp(row.last_scan_at) if row.last_scan_at else None,
        "exhibits": kept.get(name, []),
    }


def _waivers(session: Session, incident_id: int) -> list[Row]:
    return [
        {
            "id": WAIVER.name(row),
            "rule": row.rule,
            "subject": row.subject,
            "ground": row.ground,
            "reason": row.reason,
            "requester": row.requester,
            "approvers": [
                {"user_id": each.user_id, "role": each.role, "at": chain.stamp(each.at)}
                for each in signatures.agreed(session, incident_id, f"waiver:{WAIVER.name(row)}")
            ],
            "state": row.state,
            "expires_at": chain.stamp(row.expires_at) if row.expires_at else None,
        }
        for row in registers.rows(session, WAIVER, incident_id)
    ]


EXPORTS: Mapping[str, Callable[[Session, int], list[Row]]] = MappingProxyType(
    {
        "servers": _servers,
        "endpoint_batches": network.endpoint_batches,
        "evidence": evidence.exhibits,
        "custody": evidence.transfers,
        "departments": _departments,
        "restores": restores.systems,
        "waivers": _waivers,
    }
)


def exported(session: Session, incident_id: int) -> dict[str, list[Row]]:
    """Return every register's rows by the key of the export."""
    return {key: rows(session, incident_id) for key, rows in EXPORTS.items()}
