"""The registers in the export: for each key its rows as plain data, ids as people know them.

A new register adds a function and a row of EXPORTS; the schema is `docs/export.schema.json`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlmodel import Session

from bot.domain import chain
from bot.domain.models import Server
from bot.domain.servers import SERVER
from bot.domain.waivers import WAIVER
from bot.export import departments, evidence, network, restores
from bot.storage import exhibits, registers, signatures

Row = dict[str, Any]


def _servers(session: Session, incident_id: int) -> list[Row]:
    kept = exhibits.numbers_by_server(session, incident_id)
    return [_server(row, kept) for row in registers.rows(session, SERVER, incident_id)]


def _server(row: Server, kept: Mapping[str, list[str]]) -> Row:
    name = SERVER.name(row)
    plain = (
        "hostname", "ip", "mac", "kind", "serial", "location", "hypervisor", "os", "eol", "apps",
        "tier", "department", "segment", "owner", "life_support", "verdict", "verdict_basis",
        "decision", "decision_basis",
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
        "departments": departments.departments,
        "restores": restores.systems,
        "waivers": _waivers,
    }
)


def exported(session: Session, incident_id: int) -> dict[str, list[Row]]:
    """Return every register's rows by the key of the export."""
    return {key: rows(session, incident_id) for key, rows in EXPORTS.items()}
