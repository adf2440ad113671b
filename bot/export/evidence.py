"""Exhibits and transfers of custody in the export: ids as people know them, times in UTC."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain import chain
from bot.domain.custody import TRANSFER
from bot.domain.evidence import EXHIBIT
from bot.domain.models import Exhibit, Transfer
from bot.storage import custody, registers

Row = dict[str, Any]


def _when(at: datetime | None) -> str | None:
    return None if at is None else chain.stamp(at)


def exhibits(session: Session, incident_id: int) -> list[Row]:
    """Return every exhibit, by number."""
    return [_exhibit(row) for row in registers.rows(session, EXHIBIT, incident_id)]


def _exhibit(row: Exhibit) -> Row:
    plain = (
        "exhibit_no", "police_mark", "server", "type", "description", "make", "model", "serial",
        "capacity", "found_at", "found_state", "clock_offset", "collected_by", "method", "tool",
        "write_blocker", "size", "source_sha256", "state", "seal_no", "sealed_by", "seal_photo",
        "place", "custodian", "external", "broken", "broken_reason", "derived_from", "corrects",
        "reason",
    )  # fmt: skip
    hashes = {"sha256": row.sha256, row.second_algorithm: row.second_digest}
    return {
        "id": EXHIBIT.name(row),
        **{column: getattr(row, column) for column in plain},
        "hashes": {name: value for name, value in hashes.items() if name and value},
        "seal_witnesses": [each for each in row.seal_witnesses.split(",") if each],
        "collected_at": _when(row.collected_at),
        "hashed_at": _when(row.hashed_at),
        "sealed_at": _when(row.sealed_at),
    }


def transfers(session: Session, incident_id: int) -> list[Row]:
    """Return every transfer of custody, by number."""
    return [_transfer(session, row) for row in registers.rows(session, TRANSFER, incident_id)]


def _transfer(session: Session, row: Transfer) -> Row:
    moved = custody.moved_by(session, row)
    return {
        "id": TRANSFER.name(row),
        "exhibits": [EXHIBIT.name(each) for each, _ in moved],
        "from": row.from_user,
        "to": row.to_user or row.to_name,
        "to_designation": row.to_designation,
        "to_organisation": row.to_organisation,
        "external": row.external,
        "purpose": row.purpose,
        "state": row.state,
        "mode": row.mode,
        "certificate_no": row.certificate_no,
        "released_at": _when(row.released_at),
        "received_at": _when(row.received_at),
        "received_by": row.received_by,
        "witness": row.witness,
        "paper": row.paper,
        "place": row.place,
        "seals": {EXHIBIT.name(each): went.seal_no for each, went in moved},
        "seal_match": row.seal_match,
        "hash_match": row.hash_match,
        "remarks": row.remarks,
    }
