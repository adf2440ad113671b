"""The nouns of a playbook: what its text says, as frozen values.

No reading and no judging here (`parse`, `checks`), and nothing of a playbook that is running.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta
from itertools import pairwise
from typing import Literal

ProofKind = Literal["none", "text", "file", "photo", "number", "reference", "checklist"]
Start = Literal["auto", "offer", "manual"]
Anchor = Literal["start", "occurred", "noticed", "declared", "contained", "breach"]
DueKind = Literal["start", "occurred", "noticed", "declared", "contained", "breach", "step"]

ANY_ROLE = "any"


@dataclass(frozen=True, slots=True)
class Role:
    """A post that a person holds; `deputy` is the role that stands in when it is silent."""

    slug: str
    title: str
    deputy: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """Which incidents a playbook is meant for, and its moment; an empty tuple stands for any.

    `stage` are the stages at which its moment comes; `said` are words, in small letters, that
    people write when it has come.
    """

    kind: tuple[str, ...] = ()
    severity: tuple[int, ...] = ()
    stage: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    def matches(self, kind: str, severity: int, stage: str, said: str = "") -> bool:
        """Tell whether an incident like this (severity 1 is the worst) is meant, and now.

        `said` is what was written this moment.
        """
        return (
            (not self.kind or kind in self.kind)
            and (not self.severity or severity in self.severity)
            and (not self.stage or stage in self.stage)
            and (not self.said or self.heard(said))
        )

    def heard(self, text: str) -> bool:
        """Tell whether one of the words stands in a text, as a word of its own."""
        line = " ".join(text.casefold().split())
        # An underscore around a word is Slack's italics, not a part of it.
        return any(
            re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", line) for word in self.said
        )


@dataclass(frozen=True, slots=True)
class RowSpan:
    """The span for rows of a register that meet a condition, as written: `tier=0,1`."""

    offset: timedelta
    rows: str

    def matches(self, row: Mapping[str, str]) -> bool:
        """Tell whether a row, given as field to value, meets every condition."""
        return all(_meets(row, part) for part in self.rows.split())


def _meets(row: Mapping[str, str], condition: str) -> bool:
    name, _, values = condition.partition("=")
    named = values.split(",")
    return row.get(name.replace("-", "_")) in {*named, *(each.replace("-", "_") for each in named)}


@dataclass(frozen=True, slots=True)
class Due:
    """A span after a moment: the run's start, a named anchor, or the doing of a step.

    `step` is set when `anchor` is "step": an id of this playbook or `other-playbook/id`. Less than
    nothing counts back from the time at which that step is due itself. Rows of a register may have
    a span of their own (`rows`); the first that fits counts. One that comes again has its later
    times in `further`.
    """

    offset: timedelta
    anchor: DueKind = "start"
    step: str | None = None
    rows: tuple[RowSpan, ...] = ()
    further: tuple[timedelta, ...] = ()

    def __str__(self) -> str:
        anchor = self.step or self.anchor
        own = "".join(f"+{spelled(each.offset)}[{each.rows}] " for each in self.rows)
        sign = "-" if self.is_back else "+"
        times = ",".join([f"{sign}{spelled(abs(self.offset))}", *map(_plus, self.further)])
        return f"{own}{times}" + ("" if anchor == "start" else f"@{anchor}")

    @property
    def is_back(self) -> bool:
        """Tell whether it counts back from when another step is due."""
        return self.offset < timedelta(0)

    @property
    def gaps(self) -> tuple[timedelta, ...]:
        """How long after each of its times the next one comes."""
        times = (self.offset, *self.further)
        return tuple(later - earlier for earlier, later in pairwise(times))

    def of(self, row: Mapping[str, str]) -> "Due":
        """Return when the task about this row is due."""
        own = (each.offset for each in self.rows if each.matches(row))
        return replace(self, offset=next(own, self.offset), rows=())


def _plus(span: timedelta) -> str:
    return f"+{spelled(span)}"


@dataclass(frozen=True, slots=True)
class Every:
    """A rhythm: either an interval or times of the day on the hospital's clock, ascending.

    Other rhythms may come before it, each until so long after the run's start.
    """

    interval: timedelta | None = None
    times: tuple[time, ...] = ()
    before: tuple[tuple["Every", timedelta], ...] = ()

    def __str__(self) -> str:
        first = "".join(f"{each}[{spelled(until)}] " for each, until in self.before)
        if self.interval:
            return first + spelled(self.interval)
        return first + ",".join(each.strftime("%H:%M") for each in self.times)


@dataclass(frozen=True, slots=True)
class Condition:
    """One field of a register's row and the values it may have."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selector:
    """The rows of a register that meet every condition; without conditions, all of them."""

    noun: str
    conditions: tuple[Condition, ...] = ()

    def matches(self, row: Mapping[str, str]) -> bool:
        """Tell whether a row, given as field to value, meets every condition."""
        return all(row.get(each.field) in each.values for each in self.conditions)

    def __str__(self) -> str:
        inside = " ".join(f"{each.field}={','.join(each.values)}" for each in self.conditions)
        return f"{self.noun}[{inside}]" if inside else self.noun


@dataclass(frozen=True, slots=True)
class Step:
    """One checkbox line: what becomes a task when the playbook is run.

    `approve` holds role slugs, or "any" for each person of a bare `approve=1` or `2`; with
    `approve_when` they are asked only if the proof says one of these words.
    `role` is the step's own or the playbook's lead; `after` holds ids or `other-playbook/id`.
    """

    ref: str
    title: str
    instruction: str = ""
    section: str = ""
    line: int = 0
    role: str | None = None
    due: Due | None = None
    after: tuple[str, ...] = ()
    each: Selector | None = None
    sets: str | None = None
    every: Every | None = None
    proof: ProofKind = "none"
    approve: tuple[str, ...] = ()
    approve_when: tuple[str, ...] = ()
    gate: str | None = None
    critical: bool = False
    checklist: tuple[str, ...] = ()

    def full_ref(self, slug: str) -> str:
        """Return the name by which a step of another playbook may call this one."""
        return f"{slug}/{self.ref}"

    @property
    def gates(self) -> tuple[str, ...]:
        """The names of the rules, when `gate` lists more than one."""
        return tuple(self.gate.split(",")) if self.gate else ()


@dataclass(frozen=True, slots=True)
class Playbook:
    """One markdown file, read: its front matter, its steps in order, and its text as it was.

    `private`: it runs in private incidents alone.
    """

    slug: str
    title: str
    version: str = ""
    lead: str | None = None
    deputy: str | None = None
    when: When | None = None
    start: Start = "manual"
    anchor: Anchor = "start"
    private: bool = False
    roles: tuple[Role, ...] = ()
    intro: str = ""
    steps: tuple[Step, ...] = ()
    source: str = ""
    source_sha256: str = ""
    path: str = ""

    def step(self, ref: str) -> Step | None:
        """Return the step of that id, or None."""
        return next((step for step in self.steps if step.ref == ref), None)


def spelled(span: timedelta) -> str:
    """Return a span of whole minutes as playbooks write it, such as `1h30m` or `2d`."""
    minutes = int(span.total_seconds()) // 60
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0m"
