"""Checking the hash chain, in the database or in an exported file, without any network."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.domain import chain
from bot.domain.models import Incident
from bot.errors import WardroomError
from bot.export.document import SCHEMA_VERSION
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


def in_database(session: Session, incident: Incident, kept: chain.Kept | None = None) -> Verdict:
    """Check an incident's chain as it is stored, against the head kept with the incident.

    And against one that was *kept* elsewhere, if there is one.
    """
    broken = chain.first_break(
        incident.ref,
        timeline.every_entry(session, incident.row),
        length=incident.head_seq,
        head=incident.head_hash,
        kept=kept,
    )
    return Verdict(incident.ref, incident.head_seq, incident.head_hash, broken)


def in_file(path: Path, kept: chain.Kept | None = None) -> Verdict:
    """Check an export, also against a head *kept* elsewhere; raise WardroomError if it is none."""
    content = _read(path)
    try:
        if content["schema_version"] != SCHEMA_VERSION:
            raise _no_export(
                path, f"its schema_version is not {SCHEMA_VERSION}, the one that this version reads"
            )
        ref, head = content["incident"]["id"], content["chain"]["head"]
        entries, length = content["timeline"], content["chain"]["length"]
        if content["chain"]["algorithm"] != chain.ALGORITHM:
            raise _no_export(path, f"its chain is not one of {chain.ALGORITHM}")
        broken = chain.first_break(ref, entries, length=length, head=head, kept=kept)
    except KeyError as error:
        raise _no_export(path, f"it lacks {error}") from error
    except (TypeError, IndexError) as error:
        raise _no_export(path, "its parts are not what an export's are") from error
    return Verdict(str(ref), length, str(head), broken)


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _no_export(path, "it is larger than 1 GiB")
        return json.loads(
            path.read_text(encoding="utf-8"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except OSError as error:
        raise _no_export(path, f"it cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise _no_export(path, "it is not JSON, or a name stands there twice") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; of two values under one name one program shows this, another that."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands there twice")
    return made


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _no_export(path: Path, why: str) -> WardroomError:
    return WardroomError(
        f"{path}: this is no export of an incident ({why}).",
        next_step="Make one with `wardroom export INC-2022-001 --format json -o FILE`.",
    )
