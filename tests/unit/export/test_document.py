import json
from pathlib import Path

import jsonschema
import pytest
from sqlmodel import Session

from bot.export import document, markdown, verify
from bot.operations import incidents, tasks
from bot.storage import incidents as queries
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import DELHI, Desk, fresh, make_house

SCHEMA = json.loads(Path("docs/export.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def exported(database: Database, clock: StoppedClock, tmp_path: Path) -> dict[str, object]:
    desk = Desk(database, make_house(tmp_path / "playbooks"), clock)
    incident = desk(
        "U1", lambda turn: incidents.declare(turn, title="लैब | <b>down</b>", severity=1)
    )
    desk("U2", lambda turn: tasks.done(turn, fresh(turn, incident), 1, "seen by the lab"))

    def read(session: Session) -> dict[str, object]:
        found = queries.by_ref(session, incident.ref)
        assert found is not None
        return document.document(session, found)

    return database.read_now(read)


def test_an_export_fits_its_schema(exported: dict[str, object]) -> None:
    """Times included: a format checker looks at them."""
    checker = jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    assert [error.message for error in checker.iter_errors(exported)] == []


def test_an_export_verifies_offline_and_a_forged_one_does_not(
    exported: dict[str, object], tmp_path: Path
) -> None:
    path = tmp_path / "export.json"
    path.write_text(document.as_json(exported), encoding="utf-8")
    assert verify.in_file(path).broken is None
    forged = json.loads(path.read_text(encoding="utf-8"))
    forged["timeline"][2]["actor"] = "somebody else"
    path.write_text(json.dumps(forged), encoding="utf-8")
    broken = verify.in_file(path).broken
    assert broken is not None
    assert broken.seq == 3
    del forged["timeline"][-1]
    forged["timeline"][2]["actor"] = "U1"
    path.write_text(json.dumps(forged), encoding="utf-8")
    cut = verify.in_file(path).broken
    assert cut is not None
    assert "ends at" in cut.why


def test_the_report_lets_no_text_become_markup(
    exported: dict[str, object], clock: StoppedClock
) -> None:
    text = markdown.report(exported, zone=DELHI, made_at=clock.now())
    assert "लैब \\| \\<b\\>down\\</b\\>" in text
    assert "23 Nov 2022 07:07 IST" in text
