"""Checking the hash chain, in the database or in an exported file, without any network."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.domain import chain
from bot.domain.models import Incident
from bot.errors import WardroomError
from bot.storage import timeline

LARGEST_FILE = 1 << 30


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check of one incident's chain found; `broken` is None when it holds."""

    ref: str
    length: int
    head: str
    broken: chain.Broken | None

    @property
    def line(self) -> str:
        """One line for people."""
        if self.broken is None:
            return f"✓ {self.ref}: {self.length} entries, head {self.head[:16]}…"
        return f"✗ {self.ref}: broken at entry {self.broken.seq}: {self.broken.why}"


def in_database(session: Session, incident: Incident) -> Verdict:
    """Check an incident's chain as it is stored, against the head kept with the incident."""
    broken = chain.first_break(
        incident.ref,
        timeline.every_entry(session, incident.row),
        length=incident.head_seq,
        head=incident.head_hash,
    )
    return Verdict(incident.ref, incident.head_seq, incident.head_hash, broken)


def in_file(path: Path) -> Verdict:
    """Check an export; raise WardroomError when it is none."""
    content = _read(path)
    try:
        ref, head = content["incident"]["id"], content["chain"]["head"]
        entries, length = content["timeline"], content["chain"]["length"]
        broken = chain.first_break(ref, entries, length=length, head=head)
    except KeyError as error:
        raise _no_export(path, f"it lacks {error}") from error
    except (TypeError, IndexError) as error:
        raise _no_export(path, "its parts are not what an export's are") from error
    return Verdict(str(ref), length, str(head), broken)


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _no_export(path, "it is larger than 1 GiB")
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _no_export(path, f"it cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise _no_export(path, "it is not JSON") from error


def _no_export(path: Path, why: str) -> WardroomError:
    return WardroomError(
        f"{path}: this is no export of an incident ({why}).",
        next_step="Make one with `wardroom export INC-2022-001 --format json -o FILE`.",
    )
