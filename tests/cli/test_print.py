"""`wardroom print`: paper for wards, responders and the evidence store, also without a database."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.cli import print as printing
from bot.domain.models import Incident, Person
from bot.operations import back_entry, departments, evidence, incidents, people, servers
from bot.operations.turn import Turn
from bot.storage import incidents as queries
from bot.storage import tasks
from bot.storage.database import Database
from tests.cli.conftest import Type
from tests.clocks import StoppedClock
from tests.factories import Desk, make_house

REF = "INC-2022-001"


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch, clock: StoppedClock) -> None:
    """It is 07:07 in Delhi for what is printed, too."""
    monkeypatch.setattr(printing, "SystemClock", lambda: clock)


def _act(
    url: str, clock: StoppedClock, folder: Path, act: Callable[[Turn, Incident], object]
) -> None:
    database = Database(url)
    desk = Desk(database, make_house(folder / "house"), clock)

    def inside(turn: Turn) -> None:
        found = queries.by_ref(turn.session, REF)
        assert found is not None
        act(turn, found)

    desk("U1BOSS", inside)
    database.close()


def _text(path: Path) -> str:
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_a_ward_pack_knows_the_hospital_and_needs_no_database(
    types: Type, worked: str, clock: StoppedClock, tmp_path: Path
) -> None:
    def fill(turn: Turn, incident: Incident) -> None:
        departments.add(
            turn, incident, "opd", "OPD <registration>", "RAK", head="U0HEAD",
            apps="e-Hospital,LIS", kit_days=5,
        )  # fmt: skip
        back_entry.set_backlog(turn, incident, "opd", {"p1": "12"}, "")
        back_entry.give_numbers(turn, incident, "opd", "1000-1999")
        back_entry.use_numbers(turn, incident, "opd", {"used": "7"})
        people.appoint(turn, incident, "nursing-lead", "U0MEERA")

    _act(worked, clock, tmp_path, fill)
    done = types("print", "ward-pack", "-o", "pack", DATABASE_URL=worked)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == ["wrote pack/ward-pack.html", "wrote pack/ward-pack.pdf"]
    page = (tmp_path / "pack" / "ward-pack.html").read_text(encoding="utf-8")
    assert "OPD &lt;registration&gt;" in page
    for label, said in (("Its systems", "e-Hospital, LIS"), ("Days of forms left", "5"),
                        ("Sheets to key in", "P1 12 (0 keyed in)")):  # fmt: skip
        assert f"<dt>{label}</dt><dd>{said}</dd>" in page
    assert "<td>Nursing lead</td><td>U0MEERA</td>" in page
    assert ("<b>T 1007</b>" in page, "<b>T 1006</b>" in page) == (True, False)
    # It hangs where visitors read it: the number of the incident, not what happened.
    assert "encrypted" not in page
    text = _text(tmp_path / "pack" / "ward-pack.pdf")
    assert f"Ward pack {REF} · printed 23 Nov 2022 07:07 IST Page 1 of " in text
    assert "T 1007" in text
    types("print", "ward-pack", "--department", "opd", "--labels", "0", "-o", "opd.html",
                DATABASE_URL=worked)  # fmt: skip
    assert "class=labels" not in (tmp_path / "opd.html").read_text(encoding="utf-8")
    nowhere = types("print", "ward-pack", "--department", "nowhere", DATABASE_URL=worked)
    assert "There is no department 'nowhere' in INC-2022-001." in nowhere.line


def test_without_a_database_the_pack_is_one_for_the_boxes(types: Type, tmp_path: Path) -> None:
    done = types("print", "ward-pack", "--format", "html")
    assert (done.code, done.out) == (0, "wrote ward-pack.html\n")
    assert done.err == "of no incident: The database has no tables yet.\n"
    assert "Critical result" in (tmp_path / "ward-pack.html").read_text(encoding="utf-8")
    quiet = types("print", "ward-pack", "--blank", "-o", "x.pdf")
    assert (quiet.code, quiet.err) == (0, "")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF-")
    meant = types("print", "ward-pack", "--incident", REF)
    assert (meant.code, "wardroom db upgrade" in meant.line) == (1, True)


def test_where_two_are_open_or_the_one_is_private_it_must_be_named(
    types: Type, worked: str, clock: StoppedClock, tmp_path: Path
) -> None:
    def second(turn: Turn, _: Incident) -> None:
        incidents.declare(turn, title="Second", severity=2)

    def withdraw(_: Turn, incident: Incident) -> None:
        incident.private = True

    _act(worked, clock, tmp_path, second)
    several = types("print", "ward-pack", "--format", "html", DATABASE_URL=worked)
    assert "not exactly one is open" in several.err
    assert REF not in (tmp_path / "ward-pack.html").read_text(encoding="utf-8")
    _act(worked, clock, tmp_path, withdraw)
    types("print", "ward-pack", "--format", "html", DATABASE_URL=worked)
    page = (tmp_path / "ward-pack.html").read_text(encoding="utf-8")
    assert (REF in page, "INC-2022-002" in page) == (False, True)
    types("print", "ward-pack", "--incident", REF, "--format", "html", DATABASE_URL=worked)
    assert REF in (tmp_path / "ward-pack.html").read_text(encoding="utf-8")


def test_a_playbook_stands_as_it_is_in_the_incident_or_as_it_is_written(
    types: Type, worked: str, tmp_path: Path
) -> None:
    house = str(tmp_path / "house")
    done = types("print", "playbook", "small", DATABASE_URL=worked, WARDROOM_PLAYBOOKS=house)
    assert (done.code, len(done.out.splitlines())) == (0, 2)
    page = (tmp_path / "playbook-small.html").read_text(encoding="utf-8")
    tasks = re.findall(r"<h3><span class=box>(.)</span>([^<]+)</h3>", page)
    assert tasks == [
        ("☑", "#1 Open the log  [CRITICAL]"), ("☐", "#2 Cut the edge"), ("☐", "#3 Seal it"),
        ("☐", "#4 Tell the neighbours"),
    ]  # fmt: skip
    assert "seen by the lab" in page
    assert "Network lead · nobody has it yet · due 23 Nov 2022 07:27 IST" in page
    assert "comes after #1 · proof: a number" in page
    assert "Signed: Incident commander; name, time" in page
    types("print", "playbook", "small", "--blank", WARDROOM_PLAYBOOKS=house)
    text = _text(tmp_path / "playbook-small.pdf")
    assert "Network lead · due 20 min after the start" in text
    assert "#1" not in text
    unknown = types("print", "playbook", "nothing", "--blank", WARDROOM_PLAYBOOKS=house)
    assert unknown.line == (
        "wardroom: There is no playbook 'nothing'. `wardroom playbooks list`."
    )  # fmt: skip


def test_whom_a_task_says_to_call_stands_by_name_on_paper(
    types: Type, worked: str, clock: StoppedClock, tmp_path: Path
) -> None:
    def fill(turn: Turn, incident: Incident) -> None:
        turn.session.merge(Person(user_id="U0MEERA", real_name="Meera Rao", seen_at=turn.now))
        task = tasks.by_number(turn.session, incident.row, 4)
        assert task is not None
        task.instruction = "Call <@U0MEERA> of **OPD**."
        task.checklist = '["<@U0MEERA> repeated it"]'

    _act(worked, clock, tmp_path, fill)
    house = str(tmp_path / "house")
    types("print", "playbook", "small", DATABASE_URL=worked, WARDROOM_PLAYBOOKS=house)
    page = (tmp_path / "playbook-small.html").read_text(encoding="utf-8")
    assert "Call @Meera Rao of OPD." in page
    assert "@Meera Rao repeated it" in page
    assert "U0MEERA" not in page


def test_evidence_is_printed_with_its_seals_and_room_for_signatures(
    types: Type, worked: str, clock: StoppedClock, tmp_path: Path
) -> None:
    def fill(turn: Turn, incident: Incident) -> None:
        servers.add(turn, incident, [{"hostname": "lis-db", "verdict": "encrypted"}])
        servers.perform(turn, incident, "SRV-001", "isolate", "")
        evidence.add(
            turn,
            incident,
            "SRV-001",
            "disk",
            {"serial": "WD & 40", "description": "told by <@U0BOSS|asha>", "fir": "312/2022"},
        )

    _act(worked, clock, tmp_path, fill)
    done = types("print", "evidence", "inc-2022-001", "-o", "e", DATABASE_URL=worked)
    assert done.out.splitlines()[1] == f"wrote e/evidence-{REF}.pdf"
    page = (tmp_path / "e" / f"evidence-{REF}.html").read_text(encoding="utf-8")
    assert "EXH-001: chain of custody" in page
    assert "<dd>WD &amp; 40</dd>" in page
    assert "<dt>FIR or case number</dt><dd>312/2022</dd>" in page
    number = "WR-INC-2022-001-SRV-001-E01"
    assert f"<dt>Number in the register</dt><dd>{number}</dd>" in page
    # A mention is a name on paper.
    assert "<dd>told by @asha</dd>" in page
    assert "DO NOT TOUCH: lis-db" in page
    assert "HELD since 23 Nov 2022 07:07 IST" in page
    assert "Custody slip: one for who receives" in _text(tmp_path / "e" / f"evidence-{REF}.pdf")
    unknown = types("print", "evidence", "INC-2022-9", DATABASE_URL=worked)
    assert f"There are: {REF}." in unknown.line


def test_a_place_that_cannot_be_written_is_told_in_one_line(types: Type, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    there = types("print", "ward-pack", "--blank", "-o", "file/pack")
    assert (there.code, "it cannot be written" in there.line) == (1, True)
    wrong = types("print", "ward-pack", "--blank", "--format", "pdf", "-o", "pack.html")
    assert (wrong.code, "pack.html is no pdf" in wrong.err) == (2, True)
