"""The hash chain that makes a timeline tamper-evident. Knows neither database nor Slack.

Every entry's hash covers its own fields and the hash before it, so that a changed, removed or
inserted entry breaks every later link. An export holds the same fields and can be checked offline.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

ALGORITHM = "sha256"
GENESIS = "0" * 64
VERSION = 1
FIELDS = (
    "seq", "happened_at", "recorded_at", "actor", "role", "door", "action", "subject", "text",
    "before", "after", "reason", "prev_hash",
)  # fmt: skip
# One writing of an entry and no other: sorted, without spaces, in UTF-8.
_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where a chain does not hold: the entry's number and what is wrong."""

    seq: int
    why: str


def stamp(at: datetime) -> str:
    """Return an aware moment as fixed-width RFC 3339 text in UTC, microseconds kept."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def clean(text: str) -> str:
    """Return *text* as both databases and the hash can hold it: NFC, no NUL, no lone surrogate."""
    sound = text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", sound)


def entry_hash(incident_ref: str, entry: Mapping[str, object]) -> str:
    """Return the hash of one entry; *entry* has at least FIELDS, times as `stamp` writes them."""
    body = {field: entry[field] for field in FIELDS}
    body["incident"] = incident_ref
    body["v"] = VERSION
    return hashlib.sha256(_CANONICAL.encode(body).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A head that was written down elsewhere: so many entries there were, the last with that hash.

    `start` is as much of the hash as was written down.
    """

    seq: int
    start: str


def first_break(
    incident_ref: str,
    entries: Iterable[Mapping[str, object]],
    *,
    length: int,
    head: str,
    kept: Kept | None = None,
) -> Broken | None:
    """Return where the chain of *entries* (in order) fails, or None; *head* closes it.

    A chain that was cut or written anew together with its head fails only at a *kept* one.
    """
    previous, count = GENESIS, 0
    for count, entry in enumerate(entries, start=1):
        why = _wrong(incident_ref, entry, count, previous)
        previous = str(entry["hash"])
        if (
            not why
            and kept is not None
            and count == kept.seq
            and not previous.startswith(kept.start)
        ):
            why = "it is another one than when its hash was written down"
        if why:
            return Broken(count, why)
    return _wrong_end(count, previous, length=length, head=head, kept=kept)


def _wrong(ref: str, entry: Mapping[str, object], count: int, previous: str) -> str:
    """Return why an entry does not hold, or nothing."""
    if entry["seq"] != count:
        return f"entry {count} is missing; the next one is {entry['seq']}"
    if entry["prev_hash"] != previous:
        return "it does not continue the entry before it"
    if not _holds(ref, entry):
        return "its content does not match its hash"
    if len(entry) == len(FIELDS) + 1:
        return ""
    return f"it says more than was written: {', '.join(sorted({*entry} - {*FIELDS, 'hash'}))}"


def _holds(ref: str, entry: Mapping[str, object]) -> bool:
    try:
        return entry_hash(ref, entry) == entry["hash"]
    except (TypeError, ValueError):
        # Bytes, or half a character: nothing that was ever written can be hashed like that.
        return False


def _wrong_end(
    count: int, last: str, *, length: int, head: str, kept: Kept | None
) -> Broken | None:
    if count == 0:
        return Broken(1, "there is no entry, and to declare an incident writes one")
    if count != length:
        return Broken(count + 1, f"the chain ends at {count}, but {length} entries were written")
    if last != head:
        return Broken(count, "the head recorded for the incident is another one")
    if kept is not None and count < kept.seq:
        return Broken(count + 1, f"there were {kept.seq} entries when the head was written down")
    return None
