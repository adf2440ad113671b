"""What a section of a report is, and how sections are gathered and worded together.

Which reports have which sections is the table in `reports`.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal

import structlog
from sqlmodel import Session

from bot.domain.report import Before, Failed, Listing, Row, Standing, Subject
from bot.language.catalogue import say
from bot.slack.views.page import Page, Part

log = structlog.get_logger(__name__)

# The summary of an incident, and the three cuts of the digest: for command, care and ministry.
Cut = Literal["summary", "digest", "clinical", "ministry"]
Found = Mapping[int, Listing[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the gatherers are asked about: these incidents, as of now, since the report before."""

    subjects: Sequence[Subject]
    now: datetime
    before: Before = field(default_factory=Before)
    standings: Mapping[int, Standing] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        """The ids of the incidents."""
        return [subject.id for subject in self.subjects]

    @property
    def since(self) -> dict[int, int]:
        """Where each incident's timeline stood at the report before."""
        return {subject.id: self.before.mark(subject.ref).seq for subject in self.subjects}


Gather = Callable[[Session, Asked], Found]


class InSummary(IntEnum):
    """The order of a status summary: what changed comes first. Between two there is room for more.

    A register takes the place that is kept for it.
    """

    CHANGED = 10
    CARE = 20
    SERVERS = 30
    RESTORE = 40
    EVIDENCE = 50
    DEADLINES = 60
    TROUBLE = 70
    DECISIONS = 80
    FACTS = 90


class InDigest(IntEnum):
    """The order of a digest, in each of its cuts: what changed, what is asked, then what stands."""

    CHANGED = 10
    ASKED = 20
    CARE = 30
    SERVERS = 40
    RESTORE = 50
    EVIDENCE = 60
    DEADLINES = 70
    WORK = 80
    FACTS = 90


@dataclass(frozen=True, slots=True)
class Place:
    """Where a section stands in a report, under which heading, and how many rows it shows.

    The heading is English; it is said as the reader speaks when the section is worded.
    """

    order: int
    title: str
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One section: how its facts are gathered, how they are worded, in which reports it stands."""

    name: str
    gather: Gather
    render: Callable[[Listing[Any], Page], tuple[str, ...]]
    cuts: Mapping[Cut, Place]


def standing(sections: Iterable[Section], cut: Cut) -> list[Section]:
    """Return the sections of one report in their order."""
    found = [section for section in sections if cut in section.cuts]
    return sorted(found, key=lambda section: section.cuts[cut].order)


def gathered(
    session: Session, sections: Sequence[Section], asked: Asked
) -> dict[str, Found | Failed]:
    """Gather every section; one that fails says so and leaves the others alone."""
    found: dict[str, Found | Failed] = {}
    shared: dict[Gather, Found] = {}
    last: Exception | None = None
    for section in sections:
        try:
            if section.gather not in shared:
                with standing_alone(session):
                    shared[section.gather] = section.gather(session, asked)
            found[section.name] = shared[section.gather]
        except Exception as error:  # noqa: BLE001 - a report is never silent for one bad section.
            last, reference = error, uuid.uuid4().hex[:8]
            log.warning(
                "report.section_failed",
                section=section.name,
                reference=reference,
                error=type(error).__name__,
            )
            found[section.name] = Failed(reference)
    # When several fail together the database is to blame, and the report comes when it is back.
    if last is not None and len(found) > 1 and _all_failed(found):
        raise last
    return found


def standing_alone(session: Session) -> AbstractContextManager[object]:
    """Keep PostgreSQL's transaction usable after a failing statement; SQLite's stays so anyway."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return nullcontext() if on_sqlite else session.begin_nested()


def _all_failed(found: Mapping[str, Found | Failed]) -> bool:
    return all(isinstance(each, Failed) for each in found.values())


def people(found: Mapping[str, Found | Failed]) -> set[str]:
    """Return the user ids that the facts name."""
    return {
        user_id
        for facts in found.values()
        if not isinstance(facts, Failed)
        for listing in facts.values()
        for row in listing.rows
        for user_id in row.people
    }


def parts(
    sections: Iterable[Section],
    cut: Cut,
    found: Mapping[str, Found | Failed],
    incident_id: int,
    page: Page,
) -> list[Part]:
    """Word the sections of one incident, in order."""
    worded = []
    empty: Listing[Row] = Listing()
    for section in sections:
        facts, title = found[section.name], say(section.cuts[cut].title)
        if isinstance(facts, Failed):
            worded.append(Part(title, (failure(facts),)))
        else:
            listing = facts.get(incident_id, empty)
            shown = Listing(listing.rows[: section.cuts[cut].most], listing.total)
            worded.append(Part(title, section.render(shown, page)))
    return worded


def failure(failed: Failed) -> str:
    """Say that a section is missing."""
    return say(
        "could not be computed (reference {reference}); the rest is complete",
        reference=failed.reference,
    )
