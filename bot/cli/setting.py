"""What several commands need: the settings, an open database, an incident by its name."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.config import Settings, load
from bot.domain import csv_files
from bot.domain.models import Incident
from bot.errors import NotFound, WardroomError
from bot.storage import incidents, migrations
from bot.storage.database import Database


def settings() -> Settings:
    """Return the settings of the environment, or raise BadStart."""
    return load(dict(os.environ))


@contextlib.contextmanager
def open_database() -> Iterator[Database]:
    """Yield the migrated database of the settings, or raise BadStart with the cure."""
    url = settings().database_url
    migrations.check_ready(url)
    database = Database(url)
    try:
        yield database
    except OperationalError as error:
        raise migrations.unreachable(url, error) from error
    finally:
        database.close()


def read_csv(file: Path, *, each: str) -> str:
    """Return the text of a CSV file, *each* of whose rows is about one thing; or raise.

    A file that is too large is not read.
    """
    try:
        csv_files.check_size(file.stat().st_size, each=each)
        return csv_files.text_of(file.read_bytes(), each=each)
    except OSError as error:
        raise WardroomError(
            f"it cannot be read ({error.strerror}).", next_step="Is the name right?"
        ) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, or raise: a full disk leaves what stood there before."""
    there = path.resolve()
    part = there.with_name(f".{there.name}.part")
    try:
        if there.exists() and not there.is_file():
            # A pipe or a device takes it as it comes; a folder refuses.
            there.write_bytes(content)
            return
        part.write_bytes(content)
        if there.exists():
            shutil.copymode(there, part)
        part.replace(there)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise WardroomError(f"{path}: it cannot be written ({error.strerror}).") from error


def named(session: Session, name: str) -> Incident:
    """Return the incident called *name* (`INC-2022-001`, any case), or raise NotFound."""
    found = incidents.by_ref(session, name) if re.fullmatch(r"(?i)inc-\d{4}-\d+", name) else None
    if found is not None:
        return found
    known = ", ".join(row.ref for row in incidents.all_incidents(session)[:10])
    raise NotFound(
        f"There is no incident {name!r}.",
        next_step=f"There are: {known}." if known else "None has been declared yet.",
    )
