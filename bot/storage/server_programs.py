"""PostgreSQL's own programs, by which a server's database is copied and put back.

What they say when they fail is told in one line: the cause, and what to do about it.
"""

import os
import shutil
import subprocess
from typing import Final

import sqlalchemy as sa

from bot.errors import BadStart

OWNER: Final = (
    "Let the user of DATABASE_URL own all that is in the database (`REASSIGN OWNED BY … TO …` "
    "hands it over), then type this again."
)
ROOM: Final = "Make room on that disk, or name a file on another one."
AWAY: Final = "Look whether the server runs and answers, then type this again."
NO_COPY: Final = "Name a file that `wardroom db backup` wrote from a PostgreSQL database."
# By what stands in the cause, in small letters; the first that fits counts.
CURES: Final = (
    (
        "version mismatch",
        "Install PostgreSQL's client programs in the server's version, then type this again.",
    ),
    (
        "unsupported version",
        (
            "Newer programs wrote that file: install PostgreSQL's client programs in their "
            "version, then type this again."
        ),
    ),
    ("permission denied for", OWNER),
    ("must be owner", OWNER),
    ("could not open output file", "Name a file in a folder that is there and may be written."),
    ("could not write", ROOM),
    ("could not fsync", ROOM),
    ("no space left", ROOM),
    ("connection", AWAY),
    ("input file", NO_COPY),
    ("archive", NO_COPY),
)
OTHERWISE: Final = "Put that right, then type this again."
# What the programs put before the server's own words.
WRAPPINGS: Final = ("query failed: ", "could not execute query: ", "error: ", "fatal: ")


def run(database: sa.URL | None, program: str, *arguments: str) -> None:
    """Run one of the programs, on a database or on none; raise BadStart with cause and cure."""
    found = shutil.which(program)
    if found is None:
        raise BadStart(
            f"`{program}` is not installed.", next_step="Install PostgreSQL's client programs."
        )
    environment, words = dict(os.environ), [found, *arguments]
    # What went wrong is told in English everywhere, and so it is recognised.
    environment["LC_ALL"] = "C"
    if database is not None:
        # Everybody on this machine can read the words with which a program was started.
        if database.password:
            environment["PGPASSWORD"] = str(database.password)
        bare = sa.URL.create("postgresql", database.username, None, *database[3:])
        words.insert(1, f"--dbname={bare.render_as_string()}")
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments, no shell.
    if done.returncode:
        why = cause(done.stderr) or f"it ended with code {done.returncode}"
        raise BadStart(
            f"`{program}` did not come to its end ({why}); nothing was changed.",
            next_step=cure(why),
        )


def cause(said: str) -> str:
    """Return why a program failed, of all that it wrote: the first error, not what lies around."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    at = next((at for at, line in enumerate(lines) if "error: " in line), None)
    if at is None:
        return _shortened(lines[-1]) if lines else ""
    why = lines[at].partition("error: ")[2]
    if "version mismatch" in why:
        # The versions stand in the line beneath; in the others stands the statement.
        why = "; ".join([why, *(line.partition("detail: ")[2] for line in lines[at + 1 : at + 2])])
    return _shortened(why)


def _shortened(why: str) -> str:
    for wrapping in WRAPPINGS:
        if why.lower().startswith(wrapping):
            why = why[len(wrapping) :].strip()
    return why[:300]


def cure(why: str) -> str:
    """Return what to do about a cause."""
    return next((cured for sign, cured in CURES if sign in why.lower()), OTHERWISE)
