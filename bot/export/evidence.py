"""Exhibits and transfers of custody in the export: ids as people know them, times in UTC."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain import chain
from bot.domain.custody import TRANSFER
from bot.domain.evidence import EXHIBIT
from bot.domain.exhibit_details import COLUMNS
from bot.domain.models import Exhibit, Transfer
from bot.storage import custody, registers

Row = dict[str, Any]
SIDES = (
    "from_designation", "from_organisation", "from_id", "to_designation", "to_organisation",
    "to_id",
)  # fmt: skip


def _when(at: datetime | None) -> str | None:
    return None if at is None else chain.stamp(at)


def _listed(kept: str) -> list[str]:
    return [each for each in kept.split(",") if each]


def exhibits(session: Session, incident_id: int) -> list[Row]:
    """Return every exhibit, by number."""
    return [_exhibit(row) for row in registers.rows(session, EXHIBIT, incident_id)]


def _exhibit(row: Exhibit) -> Row:
    plain = (
        "exhibit_no", "server", "type", *COLUMNS, "collected_by", "source_sha256", "state",
        "seal_no", "sealed_by", "seal_photo", "place", "release_order", "custodian", "external",
        "broken", "broken_reason", "derived_from", "corrects", "reason",
    )  # fmt: skip
    hashes = {"sha256": row.sha256, row.second_algorithm: row.second_digest}
    return {
        "id": EXHIBIT.name(row),
        **{column: getattr(row, column) for column in plain},
        "hashes": {name: value for name, value in hashes.items() if name and value},
        "entered_by": row.created_by,
        "entered_at": _when(row.created_at),
        "collected_witnesses": _listed(row.collected_witnesses),
        "seal_witnesses": _listed(row.seal_witnesses),
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
        **{column: getattr(row, column) for column in SIDES},
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
        "seals_read": {EXHIBIT.name(each): went.seal_read for each, went in moved},
        "sha256": {EXHIBIT.name(each): went.sha256 for each, went in moved},
        "sha256_read": {EXHIBIT.name(each): went.sha256_read for each, went in moved},
        "seal_intact": row.seal_intact,
        "seal_match": row.seal_match,
        "hash_match": row.hash_match,
        "condition": row.condition,
        "remarks": row.remarks,
    }
