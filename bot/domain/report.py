"""What a summary and a digest say, as plain values. Gathered by storage, worded by views."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

USER_ID = re.compile(r"\b[UW][A-Z0-9]{2,31}\b")


class Row(Protocol):
    """One line of a section."""

    @property
    def people(self) -> tuple[str, ...]:
        """The Slack user ids that the line names."""
        ...


R_co = TypeVar("R_co", bound=Row, covariant=True)


@dataclass(frozen=True, slots=True)
class Listing(Generic[R_co]):
    """The first rows of a section, and how many there are in all."""

    rows: tuple[R_co, ...] = ()
    total: int = 0

    @property
    def left(self) -> int:
        """How many are not among the rows."""
        return max(self.total - len(self.rows), 0)


@dataclass(frozen=True, slots=True)
class Failed:
    """A section that could not be computed; the log has the cause under this reference."""

    reference: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The incident that is reported on."""

    id: int
    ref: str
    title: str
    severity: int
    stage: str
    drill: bool
    private: bool
    declared_at: datetime
    channel_id: str | None
    last_update_at: datetime | None
    next_update_due: datetime | None
    head_seq: int


class Counts(NamedTuple):
    """How many tasks stand where; a digest makes thousands, so it is a tuple."""

    total: int = 0
    done: int = 0
    skipped: int = 0
    review: int = 0
    blocked: int = 0
    overdue: int = 0

    @property
    def open(self) -> int:
        """How many are neither done nor skipped."""
        return self.total - self.done - self.skipped


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a playbook is; `title` is empty for tasks that people added themselves."""

    title: str
    done: int
    total: int
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """An open task; `holder` holds the role that it is for."""

    number: int
    title: str
    status: str
    critical: bool
    role: str | None
    owner: str | None
    due_at: datetime | None
    reason: str | None
    holder: str | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """The owner, and who holds the role."""
        return tuple(each for each in (self.owner, self.holder) if each)


@dataclass(frozen=True, slots=True)
class Load:
    """How much one person holds; nobody's work has no owner."""

    owner: str | None
    open: int
    overdue: int

    @property
    def people(self) -> tuple[str, ...]:
        """The owner."""
        return (self.owner,) if self.owner else ()


@dataclass(frozen=True, slots=True)
class Signer:
    """A signature that is missing: whose role it is, and who of its holders may give it."""

    role: str
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A proof that waits for signatures, and whose they are."""

    number: int
    title: str
    doer: str | None
    signers: tuple[Signer, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Who did the work, and who is to sign."""
        named = (self.doer, *(each.holder for each in self.signers))
        return tuple(each for each in named if each)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A role that open tasks wait for and nobody holds."""

    role: str
    tasks: int
    people: tuple[str, ...] = ()


class Happened(NamedTuple):
    """An entry of the timeline as far as it decides what is told, and `of` how many there are.

    A digest reads thousands, as the rows that the database gives: by position, not by name.
    """

    id: int
    action: str
    subject: str
    actor: str
    before: str | None
    after: str | None
    of: int


class Change(NamedTuple):
    """One entry of the timeline that is told."""

    at: datetime
    actor: str
    action: str
    subject: str
    text: str
    before: str | None = None
    after: str | None = None
    reason: str | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Who did it, and whom it concerns."""
        return tuple(USER_ID.findall(f"{self.actor} {self.before or ''} {self.after or ''}"))


@dataclass(frozen=True, slots=True)
class Told:
    """One line on what happened: an entry, or the first of the `of` things that it counts."""

    changes: tuple[Change, ...]
    of: int = 0

    @property
    def people(self) -> tuple[str, ...]:
        """Whom its entries name."""
        return tuple(each for change in self.changes for each in change.people)


class Standing(NamedTuple):
    """How the registers of an incident stand, as far as reports compare it with the day before."""

    hit: int = 0
    off: int = 0
    verified: int = 0
    on_paper: int = 0
    exhibits: int = 0
    live: int = 0


@dataclass(frozen=True, slots=True)
class TrendLine:
    """How the registers of an incident stand now, and how they stood."""

    now: Standing
    before: Standing
    people: tuple[str, ...] = ()


class Mark(NamedTuple):
    """Where an incident stood when it was last reported on; there are as many as incidents."""

    seq: int = 0
    total: int = 0
    done: int = 0
    overdue: int = 0
    blocked: int = 0
    registers: Standing | None = None


UNMARKED = Mark()


@dataclass(frozen=True, slots=True)
class Before:
    """What the report before this one said, and when; `at` is None when there was none."""

    at: datetime | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def mark(self, ref: str) -> Mark:
        """Return where the incident stood then; one that was not there stood at nothing."""
        return self.marks.get(ref, UNMARKED)


def mark_of(seq: int, counts: Counts, registers: Standing | None = None) -> Mark:
    """Return where an incident stands now, its timeline being at *seq*."""
    total, done, _, _, blocked, overdue = counts
    return Mark(seq, total, done, overdue, blocked, registers)


def written(marks: Mapping[str, Mark]) -> str:
    """Return marks as they are kept: the same text in whichever order they were counted."""
    return json.dumps(dict(marks), separators=(",", ":"), sort_keys=True)


def read(text: str) -> dict[str, Mark]:
    """Return the marks of a kept text; what cannot be read is as if it had not been kept."""
    try:
        return {ref: _mark(*kept) for ref, kept in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _mark(*kept: Any) -> Mark:
    """Return a kept mark; one that was kept before registers were compared has none of them."""
    seq, total, done, overdue, blocked = (int(each) for each in kept[:5])
    registers = kept[5] if len(kept) > 5 else None  # noqa: PLR2004 - the place after five.
    standing = Standing(*(int(each) for each in registers)) if registers else None
    return Mark(seq, total, done, overdue, blocked, standing)
