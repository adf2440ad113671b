"""What reports tell of patients: the numbers of the last returns, and whose return is missing."""

import json
from typing import Any

import pytest

from bot.domain.models import Department, Incident
from bot.domain.words import DigestCut
from bot.operations import departments, digests, reports
from bot.operations import silences as operation
from bot.operations.turn import Turn
from bot.slack.views import kit, silences
from tests.limits import problems
from tests.schedule.conftest import BOSS, Ward

NUMBERS = (
    "120 seen, 40 waiting over 2 h, 3 turned away or cancelled, 95 min median turn-around, "
    "2 critical results late, 2 incidents and near misses, 1 days of stock, 4 staff short, "
    "300 sheets waiting"
)
TYPED = "seen=120 waiting=40 turned=3 tat=95 criticals=2 incidents=2 stock=1 staff=4 sheets=300"


def on_paper(ward: Ward, ref: str, *names: str) -> None:
    """Let departments work by hand."""

    def add(turn: Turn, incident: Incident) -> None:
        for number, name in enumerate(names, start=1):
            turn.session.add(Department(
                incident_id=incident.row, number=number, since=turn.now, created_at=turn.now,
                created_by=BOSS, slug=f"d{number}", name=name, mode="manual",
            ))  # fmt: skip

    ward.on(ref, add)


def report(ward: Ward, ref: str, slug: str, text: str) -> None:
    """Let a department report."""
    ward.on(ref, lambda turn, incident: departments.perform(turn, incident, slug, "return", text))


def digest(ward: Ward, cut: DigestCut = DigestCut.COMMAND) -> dict[str, Any]:
    """Return a cut of the digest as everybody reads it, checked against Slack's limits."""
    message: dict[str, Any] = ward.desk(BOSS, lambda turn: digests.preview(turn, cut=cut))
    assert problems(message) == []
    return message


def posted(ward: Ward, cut: DigestCut = DigestCut.COMMAND) -> dict[str, Any]:
    """Return the digest that everybody in the managers' channel reads."""
    edition = reports.Edition(cut=cut)
    message = ward.database.read_now(
        lambda session: (
            reports.digest(
                session, ward.house, now=ward.clock.now(), row=None, edition=edition
            ).message
        )
    )
    assert problems(message) == []
    return message


def summary(ward: Ward, ref: str) -> dict[str, Any]:
    """Return the incident's summary, checked against Slack's limits."""
    message: dict[str, Any] = ward.on(ref, digests.summary_preview)
    assert problems(message) == []
    return message


def seen(message: dict[str, Any]) -> str:
    """Return what eyes read."""
    return json.dumps(message["blocks"], ensure_ascii=False)


def test_the_numbers_of_the_last_return_stand_in_every_report(ward: Ward) -> None:
    ref = ward.declare(severity=3)
    on_paper(ward, ref, "Laboratory", "Emergency", "Wards")
    report(ward, ref, "d1", "seen=7")
    report(ward, ref, "d1", f"{TYPED} urgent <!here> only")
    report(ward, ref, "d2", "seen=80 incidents=1 stock=6")
    for message in (
        digest(ward), digest(ward, DigestCut.CLINICAL), summary(ward, ref),
    ):  # fmt: skip
        for shown in (seen(message), message["text"]):
            assert (
                "*Laboratory*: manual since 07:07 IST, return 07:07 IST: "
                f"{NUMBERS}; urgent &lt;!here&gt; only"
            ) in shown
            assert "*Wards*: manual since 07:07 IST" in shown
            assert (
                "2 departments reported: 200 seen, 40 waiting over 2 h, 3 turned away or "
                "cancelled, 2 critical results late, 3 incidents and near misses, 4 staff short, "
                "lowest stock 1 day (Laboratory)"
            ) in shown
    assert "120" not in seen(digest(ward, DigestCut.MINISTRY))


def test_a_number_of_the_period_before_is_never_shown(ward: Ward) -> None:
    """Reported at 07:07; at 18:30 the next was due, so at 19:07 nothing is left of it."""
    ref = ward.declare(severity=3)
    on_paper(ward, ref, "Laboratory", "Emergency")
    report(ward, ref, "d1", TYPED)

    def degraded(turn: Turn, _incident: Incident) -> None:
        row = turn.session.get(Department, 1)
        assert row is not None
        row.mode = "degraded"
        turn.session.add(row)

    ward.clock.advance(hours=12)
    report(ward, ref, "d2", "waiting=6")
    shown = digest(ward)["text"]
    assert "*no return since 06:30 IST* (manual): Laboratory" in shown
    assert "1 department reported: 6 waiting over 2 h" in shown
    assert "120 seen, 40" not in shown.partition("Patients and departments: ")[2]
    # One that is not on paper any more owes nothing, and its number is as old.
    ward.on(ref, degraded)
    shown = digest(ward)["text"].partition("Patients and departments: ")[2]
    assert "*Laboratory*: degraded since 07:07 IST, return 07:07 IST" in shown
    assert "120" not in shown


SIXTY = tuple(
    f"Department of paediatric surgery and paediatric care no. {n:02d}" for n in range(60)
)


def test_sixty_long_names_are_all_named(sqlite_ward: Ward) -> None:
    ref = sqlite_ward.declare(severity=3)
    on_paper(sqlite_ward, ref, *SIXTY)
    sqlite_ward.clock.advance(hours=12)
    for message in (
        digest(sqlite_ward), digest(sqlite_ward, DigestCut.CLINICAL), summary(sqlite_ward, ref),
    ):  # fmt: skip
        assert [name for name in SIXTY if name not in seen(message)] == []
        assert "more parts that do not fit" not in seen(message)


def test_sixty_of_the_ninth_incident_are_named_and_those_of_private_ones_are_not(
    sqlite_ward: Ward,
) -> None:
    for _ in range(8):
        sqlite_ward.declare(severity=1)
    ninth, private = sqlite_ward.declare(severity=4), sqlite_ward.declare(severity=4, private=True)
    on_paper(sqlite_ward, ninth, *SIXTY)
    on_paper(sqlite_ward, private, "Secret ward")
    sqlite_ward.clock.advance(hours=12)
    message = posted(sqlite_ward)
    assert [name for name in SIXTY if name not in seen(message)] == []
    assert f"{ninth}: *no return yet* (manual): {SIXTY[0]}, {SIXTY[1]}" in seen(message)
    assert message["blocks"][-1]["type"] == "context", "The small print stays below."
    assert "Secret" not in seen(message) + message["text"]
    assert "Departments that did not report" in message["text"]
    assert SIXTY[0] not in seen(posted(sqlite_ward, DigestCut.MINISTRY))


def test_what_no_chapter_has_room_for_is_named_below(sqlite_ward: Ward) -> None:
    """Eight incidents share the page: each keeps two blocks, and names more than they hold."""
    refs = [sqlite_ward.declare(severity=1) for _ in range(8)]
    units = [f"Unit of neonatal intensive care in block number {n:02d}" for n in range(60)]
    on_paper(sqlite_ward, refs[7], *SIXTY, *units)
    sqlite_ward.clock.advance(hours=12)
    message = posted(sqlite_ward)
    assert [name for name in [*SIXTY, *units] if name not in seen(message)] == []


def test_a_page_that_is_full_counts_what_it_cannot_name() -> None:
    """Slack holds fifty blocks; nothing is left out in silence."""
    message = kit.message("said", [*[kit.divider()] * 48, kit.context("small")])
    lines = [f"INC-2022-{number:03d}: {'name, ' * 100}" for number in range(30)]
    full = silences.under(message, lines)
    assert problems(full) == []
    assert [each["type"] for each in full["blocks"][-2:]] == ["section", "context"]
    assert "… and 26 lines more" in full["blocks"][-2]["text"]["text"]
    assert full["text"].startswith("said\nDepartments that did not report: INC-2022-000")
    assert "lines more" in full["text"]
    assert silences.under(message, ()) == message


def test_a_list_that_cannot_be_computed_says_so_and_the_digest_comes(
    sqlite_ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_ward.declare(severity=3)

    def broken(*_: object, **__: object) -> None:
        raise ValueError("no zone")

    monkeypatch.setattr(operation, "fetched", broken)
    assert "could not be computed (reference " in seen(posted(sqlite_ward))
