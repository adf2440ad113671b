"""`wardroom export` and `wardroom audit verify`: what leaves is whole, and what was changed is found."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.domain import chain
from bot.storage.database import engine_url, make_engine
from tests.cli.conftest import Type, sql

REF = "INC-2022-001"


def test_an_export_is_printed_or_written(types: Type, worked: str, tmp_path: Path) -> None:
    printed = types("export", REF.lower(), DATABASE_URL=worked)
    assert (printed.code, printed.err) == (0, "")
    assert json.loads(printed.out)["incident"]["title"] == "Servers | encrypted"
    file = tmp_path / "an export.json"
    written = types("export", REF, "-o", str(file), DATABASE_URL=worked)
    assert (written.code, written.out) == (0, "")
    assert file.read_text(encoding="utf-8") == printed.out
    report = types("export", REF, "--format", "md", DATABASE_URL=worked)
    assert report.out.startswith(f"# {REF} Servers \\| encrypted\n")
    assert "seen by the lab" in report.out


def test_what_cannot_be_exported_is_told(types: Type, worked: str, tmp_path: Path) -> None:
    missing = types("export", "INC-2022-999", DATABASE_URL=worked)
    assert (missing.code, f"There are: {REF}." in missing.line) == (1, True)
    odd = types("export", "../../etc/passwd", DATABASE_URL=worked)
    assert (odd.code, "There is no incident" in odd.line) == (1, True)
    folder = types("export", REF, "-o", str(tmp_path), DATABASE_URL=worked)
    assert (folder.code, "cannot be written" in folder.line) == (1, True)


def test_a_sound_chain_is_confirmed_everywhere(types: Type, worked: str, tmp_path: Path) -> None:
    file = exported(types, worked, tmp_path)
    lines = {
        types("audit", "verify", *what, DATABASE_URL=worked).out
        for what in ((), (REF,), (REF.lower(),), (str(file),))
    }
    (line,) = lines
    assert line.startswith(f"✓ {REF}: ")
    (told,) = json.loads(types("audit", "verify", "--json", DATABASE_URL=worked).out)
    assert (told["ref"], told["broken"]) == (REF, None)


def exported(types: Type, worked: str, folder: Path) -> Path:
    """Return the file of the incident's export."""
    file = folder / "export.json"
    types("export", REF, "-o", str(file), DATABASE_URL=worked)
    return file


def test_an_entry_that_was_changed_is_named(types: Type, worked: str) -> None:
    """Whoever gets past the triggers still has the chain against them."""
    engine = make_engine(engine_url(worked))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER timeline_entry_no_update")
        else:
            connection.exec_driver_sql("ALTER TABLE timeline_entry DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE timeline_entry SET text = 'nothing' WHERE seq = 3")
    engine.dispose()
    found = types("audit", "verify", DATABASE_URL=worked)
    assert found.code == 1
    assert found.out == f"✗ {REF}: broken at entry 3: its content does not match its hash\n"
    (told,) = json.loads(types("audit", "verify", REF, "--json", DATABASE_URL=worked).out)
    assert told["broken"]["seq"] == 3


def test_text_that_cannot_be_read_is_named_too(types: Type, worked_on_sqlite: str) -> None:
    """SQLite keeps whatever bytes it is given, also as text."""
    sql(worked_on_sqlite, "DROP TRIGGER timeline_entry_no_update")
    sql(worked_on_sqlite, "UPDATE timeline_entry SET text = CAST(x'ff41' AS TEXT) WHERE seq = 2")
    sql(worked_on_sqlite, "UPDATE incident SET title = CAST(x'ff41' AS TEXT)")
    found = types("audit", "verify", DATABASE_URL=worked_on_sqlite)
    assert (found.code, f"✗ {REF}: broken at entry 2" in found.out) == (1, True)
    export = types("export", REF, DATABASE_URL=worked_on_sqlite)
    assert (export.code, "`wardroom audit verify` names the entry" in export.line) == (1, True)


def test_an_entry_that_cannot_even_be_hashed_is_named(
    types: Type, worked: str, tmp_path: Path
) -> None:
    file = exported(types, worked, tmp_path)
    content = json.loads(file.read_text())
    # Half a character: JSON can write it, UTF-8 cannot.
    content["timeline"][2]["text"] = chr(0xD800)
    file.write_text(json.dumps(content))
    found = types("audit", "verify", str(file))
    assert found.out == f"✗ {REF}: broken at entry 3: its content does not match its hash\n"
    # SQLite keeps bytes in a column of text, if somebody writes them there.
    content["timeline"][2]["text"] = b"\xff"
    kept = content["chain"]
    broken = chain.first_break(REF, content["timeline"], length=kept["length"], head=kept["head"])
    assert broken is not None
    assert broken.seq == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[", b"[" * 100_000, b"7", b"[]", b"{}", b'{"timeline": null}',
     b'{"incident": {"id": "X"}, "timeline": [1], "chain": {"head": "", "length": 1}}',
     b'{"incident": [], "timeline": [], "chain": {"head": "", "length": 1}}'],
    ids=range(10),
)  # fmt: skip
def test_what_is_no_export_is_told(types: Type, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.json"
    file.write_bytes(content)
    told = types("audit", "verify", str(file))
    assert told.code == 1
    assert told.line.startswith(f"wardroom: {file}: this is no export of an incident (")
    assert "object" not in told.line


def _added(content: dict[str, Any]) -> None:
    content["timeline"][1]["note"] = "he confessed"


def _emptied(content: dict[str, Any]) -> None:
    content["timeline"], content["chain"] = [], {"algorithm": "sha256", "length": 0, "head": "0"}


@pytest.mark.parametrize(
    ("change", "why"),
    [(_added, "at entry 2: it says more than was written: note"), (_emptied, "there is no entry")],
)
def test_what_was_added_to_an_export_or_emptied_is_told(
    types: Type, worked: str, tmp_path: Path, change: Callable[[dict[str, Any]], None], why: str
) -> None:
    file = exported(types, worked, tmp_path)
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))
    found = types("audit", "verify", str(file))
    assert (found.code, why in found.out) == (1, True)


def test_an_export_that_reads_in_two_ways_is_none(types: Type, worked: str, tmp_path: Path) -> None:
    file = exported(types, worked, tmp_path)
    whole = file.read_text()
    for changed in (
        '{"timeline": [{"seq": 1, "text": "nothing happened"}],' + whole.lstrip()[1:],
        whole.replace('"sha256"', '"md5"'),
        whole.replace('"severity": 1', '"severity": NaN'),
        whole.replace('"schema_version": 1', '"schema_version": 2'),
    ):
        assert changed != whole
        file.write_text(changed)
        told = types("audit", "verify", str(file))
        assert (told.code, "no export of an incident" in told.line) == (1, True)


def test_a_head_that_was_written_down_shows_what_was_cut_together_with_it(
    types: Type, worked: str, tmp_path: Path
) -> None:
    """Whoever owns the database can cut the end of a chain and the head that stands with it."""
    file = exported(types, worked, tmp_path)
    content = json.loads(file.read_text())
    length, head = content["chain"]["length"], content["chain"]["head"]
    kept = f"{length}: {head[:16]}…"
    for what in (REF, str(file)):
        assert types("audit", "verify", what, "--kept", kept, DATABASE_URL=worked).code == 0
        other = types("audit", "verify", what, "--kept", f"2:{head[:16]}", DATABASE_URL=worked)
        assert (other.code, "at entry 2: it is another one" in other.out) == (1, True)
    del content["timeline"][-1]
    content["chain"].update(length=length - 1, head=content["timeline"][-1]["hash"])
    file.write_text(json.dumps(content))
    assert types("audit", "verify", str(file)).code == 0
    cut = types("audit", "verify", str(file), "--kept", kept)
    assert (cut.code, f"there were {length} entries" in cut.out) == (1, True)
    for words in (("--kept", kept), (REF, "--kept", "the one on the wall")):
        assert types("audit", "verify", *words, DATABASE_URL=worked).code == 2


def test_nothing_to_verify_is_said(types: Type, sqlite_url: str) -> None:
    nothing = types("audit", "verify", DATABASE_URL=sqlite_url)
    assert (nothing.code, "nothing to verify" in nothing.out) == (0, True)
    missing = types("audit", "verify", "nowhere.json", DATABASE_URL=sqlite_url)
    assert (missing.code, "No such file" in missing.line) == (1, True)
