"""`wardroom timeline import`: a paper log into the timeline, told line by line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.cli import timeline
from bot.domain.models import Incident, Person, Post, Suspension, TimelineEntry
from bot.operations import paper_log
from bot.room import accounts
from bot.storage.database import Database
from tests.cli.conftest import Type
from tests.clocks import StoppedClock

REF = "INC-2022-001"
NOW = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
LOG = (
    "Date;Time;Who;What;Sheet;Written by\n"
    "22/11/2022;23:50;निशा;Lab on paper;2;<@U9EVE> निशा\n"
    "22/11/2022;23:10;Asha;No link to LIS;1;\n"
    "23/11/2022;09:10;Asha;still to come;2;\n"
)


@pytest.fixture
def worked(worked: str) -> str:
    """A database in which Asha is known from Slack, Ravi as a user of the Room, Eve as suspended."""
    database = Database(worked)

    def known(session: Session) -> None:
        for user_id, name in (("U1ASHA", "asha"), ("U9EVE", "eve")):
            session.add(
                Person(user_id=user_id, team_id="T1", name=name, in_slack=True, seen_at=NOW)
            )
        accounts.add(session, "ravi", accounts.Facts("Ravi"), "kept", now=NOW, user_id="U0ROOMRAVI")
        incident = session.exec(select(Incident)).one()
        session.add(
            Suspension(
                incident_id=incident.row, number=1, user_id="U9EVE", authority="HR", order_no="1",
                since=NOW, created_at=NOW, created_by="U1BOSS", served_at=NOW,
            )
        )  # fmt: skip

    database.write_now(known)
    database.close()
    return worked


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch, clock: StoppedClock) -> None:
    """It is 07:07 in Delhi for what is imported, too."""
    monkeypatch.setattr(timeline, "SystemClock", lambda: clock)


def _notes(url: str) -> list[TimelineEntry]:
    database = Database(url)

    def read(session: Session) -> list[TimelineEntry]:
        wanted = select(TimelineEntry).where(TimelineEntry.action == "note")
        return list(session.exec(wanted.order_by(col(TimelineEntry.seq))))

    found = database.read_now(read)
    database.close()
    return found


def _said(url: str) -> list[str]:
    database = Database(url)
    found = database.read_now(lambda session: list(session.exec(select(Post.payload))))
    database.close()
    texts = [json.loads(each).get("text", "") for each in found if each]
    return [each for each in texts if "paper log" in each]


def test_a_paper_log_is_tried_then_entered_with_both_times(
    types: Type, worked: str, tmp_path: Path
) -> None:
    file = tmp_path / "night.csv"
    file.write_bytes(LOG.encode("utf-16"))
    words = ("timeline", "import", str(file), "--incident", REF, "--by", "asha")
    trial = types(*words, "--dry-run", DATABASE_URL=worked)
    lines = [
        "line 2 entered", "line 3 entered",
        ("line 4 refused: `23/11/2022 09:10` means 23 Nov 2022 09:10 IST: that is still 2 h 3 min "
        "ahead. Write it like 2022-11-23 07:07"),
    ]  # fmt: skip
    assert (trial.code, trial.err) == (1, "")
    assert trial.out.splitlines() == [
        *lines, "2 entered, 0 already there, 1 refused; a trial, nothing was kept",
    ]  # fmt: skip
    assert (_notes(worked), _said(worked)) == ([], [])
    done = types(*words, DATABASE_URL=worked)
    assert done.out.splitlines() == [*lines, "2 entered, 0 already there, 1 refused"]
    told = [(each.happened_at, each.recorded_at, each.text, each.reason) for each in _notes(worked)]
    # In the order in which it happened, whatever the order of the sheets.
    assert told == [
        (datetime(2022, 11, 22, 17, 40, tzinfo=UTC), NOW, "Asha: No link to LIS",
         "from paper: night.csv, line 3, sheet 1"),
        (datetime(2022, 11, 22, 18, 20, tzinfo=UTC), NOW, "निशा: Lab on paper",
         "from paper: night.csv, line 2, sheet 2, written down by @U9EVE निशा"),
    ]  # fmt: skip
    assert {(each.actor, each.door) for each in _notes(worked)} == {("U1ASHA", "cli")}
    exported = json.loads(types("export", REF, DATABASE_URL=worked).out)
    [entry] = [each for each in exported["timeline"] if each["text"] == "निशा: Lab on paper"]
    assert (entry["actor"], entry["reason"][-4:]) == ("U1ASHA", "निशा")
    [said] = _said(worked)
    assert said.startswith(
        "<@U1ASHA> entered 2 lines of a paper log (night.csv) into the timeline, from 22 Nov 2022 "
        "23:10 IST to 22 Nov 2022 23:50 IST."
    )
    assert types("audit", "verify", DATABASE_URL=worked).code == 0
    again = types(*words, DATABASE_URL=worked)
    assert again.out.splitlines()[-1] == "0 entered, 2 already there, 1 refused"
    assert (len(_notes(worked)), len(_said(worked))) == (2, 1)


def test_who_enters_it_is_named_and_may(types: Type, worked: str, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("when,what\n2022-11-22 10:00,one\n", encoding="utf-8")
    words = ("timeline", "import", str(file), "--incident", REF)
    nobody = types(*words, DATABASE_URL=worked)
    assert nobody.code == 2
    assert "Who enters it?" in nobody.err
    for said, why in (
        ("nisha", "There is nobody called @nisha here."),
        ("eve", "eve may record nothing: their access is taken by written order."),
    ):
        refused = types(*words, "--by", said, DATABASE_URL=worked)
        assert (refused.code, why in refused.line) == (1, True), refused
        # No list opens behind an @ in a terminal.
        assert "that Slack offers" not in refused.line
        assert ("`wardroom room users list` has it" in refused.line) == (said == "nisha"), refused
    _turn_private(worked)
    refused = types(*words, "--by", "ravi", DATABASE_URL=worked)
    assert f"{REF} is private, and ravi does not belong to it." in refused.line
    assert _notes(worked) == []
    _turn_private(worked, private=False)
    for at, said in enumerate(("@Ravi", "u1asha", "U0ROOMRAVI")):
        file.write_text(f"when,what\n2022-11-22 10:0{at},one\n", encoding="utf-8")
        assert types(*words, "--by", said, DATABASE_URL=worked).code == 0
    assert [each.actor for each in _notes(worked)] == ["U0ROOMRAVI", "U1ASHA", "U0ROOMRAVI"]


def _turn_private(url: str, *, private: bool = True) -> None:
    database = Database(url)

    def turn(session: Session) -> None:
        incident = session.exec(select(Incident)).one()
        incident.private = private
        session.add(incident)

    database.write_now(turn)
    database.close()


def test_an_import_that_was_broken_off_goes_on_and_says_so_once(
    types: Type, worked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_log, "CHUNK", 10)
    file = tmp_path / "long.csv"
    rows = [f"2022-11-22 {at // 60:02}:{at % 60:02},A,line {at}\n" for at in range(35)]
    head = "happened_at,who,what\n"
    file.write_text(head + "".join(rows[:20]), encoding="utf-8")
    words = ("timeline", "import", str(file), "--incident", REF, "--by", "asha")
    types(*words, DATABASE_URL=worked)
    file.write_text(head + "".join([*rows, rows[3]]), encoding="utf-8")
    done = types(*words, DATABASE_URL=worked)
    assert (done.code, done.out.splitlines()[-1]) == (0, "15 entered, 21 already there, 0 refused")
    assert [each.text for each in _notes(worked)] == [f"A: line {at}" for at in range(35)]
    assert len(_said(worked)) == 2


def test_what_only_a_private_incident_keeps_is_refused(
    types: Type, worked: str, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    wallet = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
    file.write_text(f"when,what\n2022-11-22 10:00,pay to {wallet}\n", encoding="utf-8")
    done = types(
        "timeline", "import", str(file), "--incident", REF, "--by", "asha", DATABASE_URL=worked
    )
    assert "line 2 refused: it holds a wallet" in done.out
    assert wallet not in done.out
    assert _notes(worked) == []


def test_what_is_no_log_is_refused_in_one_line(types: Type, worked: str, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    words = ("timeline", "import", str(file), "--incident", REF, "--by", "asha")
    for data, why in (
        (b"", "The file is empty. Choose the CSV file with a row for each entry."),
        (b"PK\x03\x04rest", "an Excel workbook or a ZIP, not CSV"),
        (b"when,what\x01\n", "The file is no text."),
        (b"who,what\na,b\n", "The headings must name when it happened and what."),
        (b"when,what\n", "It has headings and no row."),
    ):
        file.write_bytes(data)
        refused = types(*words, DATABASE_URL=worked)
        assert (refused.code, why in refused.line) == (1, True), refused
    with file.open("wb") as large:
        large.truncate(50 << 20)
    assert "The file has 50.0 MB; 4 MB are the most." in types(*words, DATABASE_URL=worked).line
    file.write_text("when,what\n2022-11-22 10:00,x\n", encoding="utf-8")
    unknown = types(*words, "--incident", "INC-2022-9", DATABASE_URL=worked)
    assert f"There are: {REF}." in unknown.line
    file.unlink()
    assert "it cannot be read" in types(*words, DATABASE_URL=worked).line
    assert _notes(worked) == []
