"""`wardroom servers`: lists in and out of the database, with a line for every row."""

import csv
from pathlib import Path

from sqlmodel import Session, select

from bot.domain.models import Post, Server
from bot.storage.database import Database
from tests.cli.conftest import Type

REF = "INC-2022-001"


def _servers(url: str) -> list[str]:
    database = Database(url)

    def read(session: Session) -> list[str]:
        return [row.hostname for row in session.exec(select(Server).order_by(Server.hostname))]

    found = database.read_now(read)
    database.close()
    return found


def test_a_file_is_tried_then_entered_and_what_is_exported_is_read_again(
    types: Type, worked: str, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    # As Excel writes "Unicode text": UTF-16 with tabs.
    file.write_bytes(
        "Server Name\tIP\tRack\nlis-db-01\t10.2.0.11\tलैब 4\nbad\t10.2.0.999\t\n".encode("utf-16")
    )
    trial = types(
        "servers", "import", str(file), "--incident", REF, "--dry-run", DATABASE_URL=worked
    )
    assert (trial.code, trial.err) == (1, "")
    assert trial.out.splitlines() == [
        "line 2 lis-db-01 entered: SRV-001",
        "line 3 bad refused: ip: 10.2.0.999 is no IP address",
        "1 entered, 0 updated, 0 unchanged, 1 refused; a trial, nothing was kept",
    ]
    assert _servers(worked) == []
    done = types("servers", "import", str(file), "--incident", REF, DATABASE_URL=worked)
    assert (done.code, done.out.splitlines()[-1]) == (
        1, "1 entered, 0 updated, 0 unchanged, 1 refused",
    )  # fmt: skip
    printed = types("servers", "export", REF, DATABASE_URL=worked)
    [row] = csv.DictReader(printed.out.splitlines())
    assert (row["id"], row["hostname"], row["location"], row["state"], row["eol"]) == (
        "SRV-001", "lis-db-01", "लैब 4", "in_service", "",
    )  # fmt: skip
    out = tmp_path / "out.csv"
    types("servers", "export", REF, "-o", str(out), DATABASE_URL=worked)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    again = types("servers", "import", str(out), "--incident", REF, DATABASE_URL=worked)
    assert (again.code, again.out.splitlines()[0]) == (0, "line 2 lis-db-01 unchanged: SRV-001")
    assert "columns left out: id, state, verdict_basis" in again.out


def test_what_is_no_list_is_refused_in_one_line(types: Type, worked: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    for data, why in (
        (b"", "The file is empty."),
        (b"PK\x03\x04rest", "an Excel workbook or a ZIP, not CSV"),
        (b"host\x01name\n", "The file is no text."),
        (
            b"address,rack\n10.0.0.1,4\n",
            "No heading is a host's name. The headings are: address, rack.",
        ),
        (b'hostname\n"lis\n', "From line 2 on it cannot be read"),
        (b"hostname\n", "It has headings and no row."),
    ):
        file.write_bytes(data)
        refused = types("servers", "import", str(file), "--incident", REF, DATABASE_URL=worked)
        assert (refused.code, why in refused.line) == (1, True), refused
    with file.open("wb") as large:
        large.truncate(50 << 20)
    refused = types("servers", "import", str(file), "--incident", REF, DATABASE_URL=worked)
    assert "The file has 50.0 MB; 4 MB are the most." in refused.line
    missing = types(
        "servers", "import", str(tmp_path / "no.csv"), "--incident", REF, DATABASE_URL=worked
    )
    assert "cannot be read" in missing.line
    file.write_text("hostname\nlis-1\n")
    unknown = types("servers", "import", str(file), "--incident", "INC-2022-9", DATABASE_URL=worked)
    assert f"There are: {REF}." in unknown.line
    assert _servers(worked) == []


def test_a_long_list_counts_on_says_how_far_it_is_and_is_told_by_one_message(
    types: Type, worked: str, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("hostname\n" + "".join(f"host-{number}\n" for number in range(1, 302)))
    for words in (("--dry-run",), ()):
        ended = types(
            "servers", "import", str(file), "--incident", REF, *words, DATABASE_URL=worked
        )
        assert ended.out.splitlines()[300] == "line 302 host-301 entered: SRV-301"
        assert ended.err.splitlines() == ["250 of 301 rows"]
    assert len(_servers(worked)) == 301
    database = Database(worked)
    posted = database.read_now(
        lambda s: s.exec(select(Post.method).where(Post.kind == "import")).all()
    )
    database.close()
    assert sorted(posted) == ["chat.postMessage", "chat.update"]
