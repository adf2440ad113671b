import json
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from sqlmodel import Session

from bot.export import document, markdown, verify
from bot.operations import incidents, people, tasks
from bot.operations.turn import Turn
from bot.storage import incidents as queries
from bot.storage import news
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import DELHI, Desk, fresh, make_house

SCHEMA = json.loads(Path("docs/export.schema.json").read_text(encoding="utf-8"))


def document_of(database: Database, ref: str) -> dict[str, object]:
    """Return the whole incident as it is exported."""

    def read(session: Session) -> dict[str, object]:
        found = queries.by_ref(session, ref)
        assert found is not None
        return document.document(session, found)

    return database.read_now(read)


@pytest.fixture
def exported(database: Database, clock: StoppedClock, tmp_path: Path) -> dict[str, object]:
    desk = Desk(database, make_house(tmp_path / "playbooks"), clock)
    incident = desk(
        "U1", lambda turn: incidents.declare(turn, title="लैब | <b>down</b>", severity=1)
    )
    desk("U2", lambda turn: tasks.done(turn, fresh(turn, incident), 1, "seen by the lab"))
    return document_of(database, incident.ref)


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
    text = markdown.report(exported, zone=DELHI, made_at=clock.now(), names={})
    assert "लैब \\| \\<b\\>down\\</b\\>" in text
    closed = {**exported["incident"], "stage": "stood_down", "kind": "data_leak"}  # type: ignore[dict-item]  # A dict.
    ended = markdown.report(
        {**exported, "incident": closed}, zone=DELHI, made_at=clock.now(), names={}
    )
    assert "| Kind | data leak |" in ended
    assert "| Stage | stood down |" in ended
    assert "23 Nov 2022 07:07 IST" in text


def test_the_report_does_not_name_a_role_where_nobody_holds_a_task(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    desk = Desk(database, make_house(tmp_path / "playbooks"), clock)
    incident = desk("U1ASHA", lambda turn: incidents.declare(turn, title="down", severity=1))

    def adds(turn: Turn) -> None:
        about = fresh(turn, incident)
        tasks.add(turn, about, title="Look", role="network-lead")
        tasks.add(turn, about, title="Ask")
        tasks.add(turn, about, title="Call", assignee="U1ASHA")

    desk("U1ASHA", adds)
    content = document_of(database, incident.ref)
    text = markdown.report(content, zone=DELHI, made_at=clock.now(), names={"U1ASHA": "Asha"})
    assert "| Look | to do | nobody, for Network lead |" in text
    assert "| Ask | to do | nobody |" in text
    assert "| Call | to do | Asha |" in text
    assert "todo" not in text


def test_the_report_tells_the_timeline_in_sentences_and_calls_people_by_name(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    desk = Desk(database, make_house(tmp_path / "playbooks"), clock)
    incident = desk("U1ASHA", lambda turn: incidents.declare(turn, title="down", severity=1))

    def happens(turn: Turn) -> None:
        told = f"Met <@U2RAVI> & the <vendor> {'again ' * 200}in 2_000 rows"
        about = fresh(turn, incident)
        incidents.note(turn, about, told, happened_at=clock.now() - timedelta(hours=3))
        people.appoint(turn, about, "it-lead", "U2RAVI")
        people.appoint(turn, about, "network-lead", "U9KEPT")

    desk("U1ASHA", happens)
    content = document_of(database, incident.ref)
    names = {"U1ASHA": "Asha | Rawat", "U2RAVI": "Ravi Nair", "U9KEPT": news.MASKED}
    text = markdown.report(content, zone=DELHI, made_at=clock.now(), names=names)
    assert "| Asha \\| Rawat | noted: Met Ravi Nair & the \\<vendor\\> again " in text
    assert "again in 2\\_000 rows |" in text
    assert "| 23 Nov 2022 04:07 IST, entered 23 Nov 2022 07:07 IST | Asha" in text
    assert "| gave the role IT lead to Ravi Nair |" in text
    assert "| IT lead | Ravi Nair |" in text
    assert "| Ravi Nair | U2RAVI |" in text
    assert "U1ASHA" not in text.partition("## People")[0]
    assert "| gave the role Network lead to name withheld |" in text
    assert "U9KEPT" not in text
