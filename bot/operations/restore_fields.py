"""Reads `key=value` pairs of a system under restore into columns. What they mean: `restores`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain import tiers
from bot.domain.lengths import check_length
from bot.grammar import refs, times
from bot.operations.people import person_named
from bot.operations.turn import Turn

TEXTS: Mapping[str, tuple[str, int]] = {
    "backup": ("backup_id", 128), "location": ("backup_location", 500),
    "hash": ("backup_sha256", 64), "scan": ("backup_scan", 500), "test": ("test_restore", 500),
    "secrets": ("secrets_rotated", 500),
    "rows": ("row_counts", 1000), "recon": ("reconciliation", 500),
    "failing": ("failing_check", 500), "rollback": ("rollback_point", 500),
    "targets": ("targets", 500), "block": ("block", 64), "department": ("department", 64),
    "vendor": ("vendor", 128), "after": ("after", 500),
}  # fmt: skip
MOMENTS: Mapping[str, str] = {
    "taken": "backup_taken_at", "last": "last_transaction_at", "gapfrom": "gap_from",
    "gapto": "gap_to",
}  # fmt: skip
PEOPLE: Mapping[str, str] = {"superuser": "superuser", "owner": "owner", "lead": "tech_lead"}
KEYS = frozenset({*TEXTS, *MOMENTS, *PEOPLE, "tier", "kind", "newbackup"})
NONE = frozenset({"none", "no", "-"})


def read_columns(turn: Turn, pairs: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns that `key=value` pairs mean, or raise Mistyped."""
    found: dict[str, Any] = {}
    for key, value in pairs.items():
        if key in TEXTS:
            column, longest = TEXTS[key]
            check_length(key, value, longest)
            found[column] = "" if value.strip().lower() in NONE else value.strip()
        elif key in MOMENTS:
            found[MOMENTS[key]] = _moment(turn, value)
        elif key in PEOPLE:
            found[PEOPLE[key]] = _person(turn, value)
    if "tier" in pairs:
        found["tier"] = tiers.read(pairs["tier"])
    if "kind" in pairs:
        found["kind"] = "interface" if pairs["kind"].lower().startswith("i") else "system"
    return found


def _moment(turn: Turn, typed: str) -> datetime:
    return times.moment(typed, now=turn.now, zone=turn.house.zone, direction="past").at


def _person(turn: Turn, typed: str) -> str:
    ref = refs.user(typed)
    return ref.user_id or person_named(turn.session, ref.name or "")
