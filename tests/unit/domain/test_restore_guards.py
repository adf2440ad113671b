"""What a backup's proof says, and what two people sign for: tables (rules 17 and 30)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.models import System
from bot.domain.restore_anew import forgotten
from bot.domain.restore_guards import Attempt, backup_is_clean, is_cleared_by_two
from bot.errors import Refused

NOW = datetime(2022, 12, 1, tzinfo=UTC)


def system(**over: Any) -> System:
    fields: dict[str, Any] = {
        "name": "LIS", "backup_id": "job-7", "backup_taken_at": NOW, "backup_scan": "clean",
        "test_restore": "ok", "stage": "backup_selected", **over,
    }  # fmt: skip
    return System(incident_id=1, number=1, since=NOW, created_at=NOW, created_by="U1", **fields)


def tried(**over: Any) -> Attempt:
    row = system(**over)
    return Attempt("SYS-001", row.stage, row, NOW)


@pytest.mark.parametrize(
    ("scan", "test", "why"),
    [
        ("clean", "ok", ""),
        ("Clean, by two scanners", "PASSED in the clean room", ""),
        ("infected", "ok", "the scan of SYS-001 says “infected”"),
        ("not clean", "ok", "says “not clean”"),
        ("clean", "failed", "the test restore of SYS-001 says “failed”"),
        ("0 found", "ok", "says “0 found”"),
        ("", "ok", "lacks scan=…"),
    ],
)
def test_a_scan_and_a_test_say_that_they_passed(scan: str, test: str, why: str) -> None:
    attempt = tried(backup_scan=scan, test_restore=test)
    if not why:
        backup_is_clean(attempt)
        return
    with pytest.raises(Refused) as refused:
        backup_is_clean(attempt)
    assert why in refused.value.message
    assert refused.value.rule.startswith("17")


def test_secrets_are_changed_before_a_system_is_cleared() -> None:
    with pytest.raises(Refused, match="lacks secrets="):
        is_cleared_by_two(Attempt("SYS-001", "integrity_checked", system(), NOW, cleared=True))
    changed = system(secrets_rotated="SMS, payment")
    is_cleared_by_two(Attempt("SYS-001", "integrity_checked", changed, NOW, cleared=True))
    with pytest.raises(Refused, match="cleared by two people"):
        is_cleared_by_two(Attempt("SYS-001", "integrity_checked", changed, NOW))


def test_what_is_proved_of_one_copy_is_not_taken_over() -> None:
    assert forgotten(system(), "set", {"backup_scan": "clean"}) == {}
    other = forgotten(system(), "set", {"backup_id": "job-8", "test_restore": "ok"})
    assert other["backup_scan"] == ""
    assert "test_restore" not in other, "it is given with it"
    back = forgotten(system(stage="pilot", clinical_sign="U1"), "rolled_back", {})
    assert back["clinical_sign"] is None
    assert "backup_scan" not in back, "the copy stays the same"
    assert "backup_id" in forgotten(system(stage="restored_clean"), "backup_selected", {})
    assert forgotten(system(stage="scoped"), "backup_selected", {}) == {}
