"""What must hold before the response moves on as a whole: a table (rules 24 and 25)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.ending import Standing, check, wanting
from bot.domain.words import Stage
from bot.errors import Refused

NOW = datetime(2022, 12, 14, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def here(**over: Any) -> Standing:
    return Standing("INC-2022-001", NOW, **over)


GIVEN_THEN: tuple[tuple[Stage, dict[str, Any], str], ...] = (
    (Stage.CONTAINED, {}, ""),
    (Stage.CONTAINED, {"connected": ["SRV-001"]}, "SRV-001 is suspect and connected"),
    (Stage.CONTAINED, {"undone": ["backups are not off the wire (#5)"]}, "backups are not off"),
    (Stage.CONTAINED, {"last_suspect_at": NOW - 11 * HOUR}, "less than 12 hours ago"),
    (Stage.CONTAINED, {"last_suspect_at": NOW - 12 * HOUR}, ""),
    (Stage.ERADICATION, {"without_basis": ["SRV-002"]}, "SRV-002 has a verdict without its basis"),
    (Stage.ERADICATION, {"undecided": ["SRV-002"]}, "what becomes of SRV-002"),
    (Stage.RECOVERY, {"untrusted": ["Identity"]}, "of tier 0, Identity is not security-cleared"),
    (Stage.RECOVERY, {"unready": ["identity is not trusted yet (#9)"]}, "not trusted yet (#9)"),
    (Stage.RECOVERY, {"systems": 3}, "no system has a verified backup"),
    (Stage.RECOVERY, {"systems": 3, "verified_backups": 1}, ""),
    (Stage.RECOVERY, {}, ""),
    (Stage.MONITORING, {"not_live": ["LIS"]}, "LIS is not live"),
    (Stage.REVIEW, {"not_normal": ["lab"]}, "lab is not normal"),
    (Stage.REVIEW, {"was_hit": True, "monitoring_since": NOW - 13 * 24 * HOUR}, "quiet days"),
    (Stage.REVIEW, {"was_hit": True, "monitoring_since": NOW - 14 * 24 * HOUR}, ""),
    (Stage.REVIEW, {"was_hit": True}, "quiet days"),
    (
        Stage.REVIEW,
        {
            "was_hit": True,
            "monitoring_since": NOW - 20 * 24 * HOUR,
            "last_suspect_at": NOW - 2 * 24 * HOUR,
        },
        "quiet days",
    ),
    (Stage.CLOSED, {"held": ["SRV-003"]}, "SRV-003 is isolated, held or being rebuilt"),
    (Stage.CLOSED, {"unowned": ["#7"]}, "without owner and date: #7"),
    (Stage.CLOSED, {}, ""),
    (Stage.ACTIVE, {"connected": ["SRV-001"]}, ""),
)


@pytest.mark.parametrize(("stage", "given", "then"), GIVEN_THEN)
def test_the_response_moves_on_when_nothing_is_missing(
    stage: Stage, given: dict[str, Any], then: str
) -> None:
    standing = here(**given)
    if not then:
        check(stage, standing, waived=False)
        assert wanting(stage, standing) == []
        return
    with pytest.raises(Refused, match="INC-2022-001 is not") as refused:
        check(stage, standing, waived=False)
    assert then in refused.value.message
    assert "/waiver ask" in refused.value.next_step
    check(stage, standing, waived=True)


def test_everything_is_named_at_once() -> None:
    names = [f"SRV-{number:03d}" for number in range(1, 10)]
    found = wanting(Stage.CLOSED, here(held=names, not_normal=["opd"], unowned=["#1"]))
    assert len(found) == 3
    assert found[0].startswith("SRV-001, SRV-002, SRV-003, SRV-004, SRV-005, SRV-006 and 3 more")
