"""A disk that takes no more: one line tells it, and what was there before stays.

The system's limit on the size of a file stands for the disk: beyond it, a write fails alike.
"""

import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import BadStart
from bot.storage import migrations
from tests.e2e.children import PROGRAM
from tests.e2e.product import environment
from tests.schema import create_schema

LIMITED = """
import os, resource, sys
most = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
os.execv(sys.argv[2], sys.argv[2:])
"""


def types(folder: Path, most: int, *words: str) -> tuple[int, str]:
    """Run `wardroom` where no file grows beyond *most* bytes; return its code and what it says."""
    # Python before 3.13 keeps half a module's bytecode where it could not be written whole.
    bare = {"PYTHONDONTWRITEBYTECODE": "1"}
    env = {**environment(f"sqlite:///{folder / 'ward.db'}"), **bare}
    with (folder / "out").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, str(most), str(PROGRAM), *words],
            cwd=folder, env=env, stdout=out, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_what_cannot_be_printed_is_told(tmp_path: Path) -> None:
    code, line = types(tmp_path, 100, "manifest")
    assert (code, "this could not be written whole (File too large)" in line) == (1, True)


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    there = tmp_path / "pack.html"
    there.write_text("the pack of yesterday")
    code, line = types(tmp_path, 2000, "print", "ward-pack", "--blank", "-o", "pack.html")
    assert (code, "pack.html: it cannot be written (File too large)" in line) == (1, True)
    assert there.read_text() == "the pack of yesterday"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "pack.html"]
    there.chmod(0o600)
    assert types(tmp_path, 10**7, "print", "ward-pack", "--blank", "-o", "pack.html")[0] == 0
    assert there.read_text().startswith("<!")
    assert there.stat().st_mode & 0o777 == 0o600


def test_a_start_without_room_is_one_line(tmp_path: Path) -> None:
    create_schema(f"sqlite:///{tmp_path / 'ward.db'}")
    code, line = types(tmp_path, 40_000, "run", "--room", "--port", "0")
    assert (code, line.startswith("wardroom: DATABASE_URL: ")) == (1, True)
    assert "look there" in line or "Make room" in line


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ('FATAL:  database "x" does not exist', "Create it"),
        ('FATAL:  role "x" does not exist', "Correct the user"),
        ('FATAL:  password authentication failed for user "x"', "Correct the user"),
        ("Connection refused", "Start the database server"),
    ],
)
def test_each_refusal_of_a_server_has_its_own_cure(said: str, cure: str) -> None:
    refused = migrations.unreachable("postgresql://x@127.0.0.1/x", OSError(said))
    assert cure in refused.next_step


def test_a_damaged_file_and_a_locked_one_have_their_own_cures(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database at all, but long enough to be one" * 40)
    with pytest.raises(BadStart) as refused:
        migrations.current(f"sqlite:///{damaged}")
    assert "wardroom db restore COPY --force" in refused.value.next_step
    held = sqlite3.connect(tmp_path / "held.db", isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")
    with contextlib.closing(sqlite3.connect(tmp_path / "held.db", timeout=0)) as late:
        with pytest.raises(sqlite3.OperationalError) as locked:
            late.execute("CREATE TABLE a (b)")
        told = migrations.unreachable(f"sqlite:///{tmp_path / 'held.db'}", locked.value)
    held.close()
    assert "Another program holds it" in told.next_step
