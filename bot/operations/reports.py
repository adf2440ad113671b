"""Status summary and digest, gathered and put together: for whom, compared with which before.

Which sections they have is the table in `contents`. Posting them is `posting`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.domain import clockwork
from bot.domain.cadence import Catch
from bot.domain.models import Schedule
from bot.domain.report import Before, Counts, Failed, Mark, Subject, mark_of, read
from bot.domain.words import DigestCut, Language
from bot.language.catalogue import say, speaking
from bot.operations import languages, panels, pictures, silences
from bot.operations.contents import SECTIONS
from bot.operations.sections import (
    Asked,
    Cut,
    Found,
    Place,
    Section,
    gathered,
    parts,
    people,
    standing,
)
from bot.operations.turn import House
from bot.pictures.model import Picture
from bot.slack.views import digest as digest_view
from bot.slack.views import summary as summary_view
from bot.slack.views.page import Page
from bot.storage import figures, news, schedules, standings

__all__ = ["SECTIONS", "Asked", "Edition", "Place", "Report", "Section", "digest", "summary"]


# The cut of the whole has the name of the report.
SECTIONS_OF: Mapping[DigestCut, Cut] = MappingProxyType(
    {
        DigestCut.COMMAND: "digest",
        DigestCut.CLINICAL: "clinical",
        DigestCut.MINISTRY: "ministry",
    }
)


@dataclass(frozen=True, slots=True)
class Edition:
    """For whom a digest is made: which cut, on whose clocks, over which incidents.

    Without `lang` it is in the language of its reader. `reader` is the one person who will read
    it; None means that everybody may. `only` is the id of the one incident that it tells of; None
    means all that are open.
    """

    cut: DigestCut = DigestCut.COMMAND
    zone: ZoneInfo | None = None
    lang: Language | None = None
    reader: str | None = None
    only: int | None = None


EVERYBODY = Edition()
NONE = Counts()


@dataclass(frozen=True, slots=True)
class Report:
    """A message that is ready to be posted, and the numbers that the next one compares with."""

    message: dict[str, Any]
    marks: Mapping[str, Mark]
    picture: Picture | Failed | None = None


def _before(session: Session, key: str | None) -> Before:
    kept = schedules.figures_of(session, key)
    return Before(kept.at, read(kept.figures)) if kept else Before()


def summary(
    session: Session,
    house: House,
    incident_id: int,
    *,
    now: datetime,
    row: Schedule | None,
    next_due_at: datetime | None = None,
    catch: Catch | None = None,
) -> Report:
    """Return the status summary of an incident, compared with the one before it.

    Everybody reads it, so it is in the house's language.
    """
    with speaking(house.language):
        return _summary(
            session, house, incident_id, now=now, row=row, next_due_at=next_due_at, catch=catch
        )


def _summary(
    session: Session,
    house: House,
    incident_id: int,
    *,
    now: datetime,
    row: Schedule | None,
    next_due_at: datetime | None,
    catch: Catch | None,
) -> Report:
    subject = news.subjects(session, [incident_id])[0]
    before = _before(session, row.last_key if row else None)
    stands = standings.standings(session, [incident_id])
    asked = Asked([subject], now, before, stands)
    counted = figures.counts(session, news.EVERY, [incident_id], now=now)
    counts = counted.get(incident_id, NONE)
    sections = standing(SECTIONS, "summary")
    found = gathered(session, sections, asked)
    page = Page(now, house.zone, news.names(session, people(found)))
    planned = next_due_at or (row.next_due_at if row and row.enabled else None)
    head = summary_view.Headline(
        subject, counts, before.mark(subject.ref), before.at, planned, catch
    )
    marks = {subject.ref: mark_of(subject.head_seq, counts, stands[incident_id])}
    moved = head.mark.registers not in {None, stands[incident_id]}
    if not moved and _nothing_happened(head, found, page):
        return Report(summary_view.quiet(head, page), marks)
    worded = parts(sections, "summary", found, subject.id, page)
    return Report(summary_view.summary(head, worded, page), marks)


def _nothing_happened(
    head: summary_view.Headline, found: Mapping[str, Found | Failed], page: Page
) -> bool:
    if head.since is None or any(isinstance(each, Failed) for each in found.values()):
        return False
    if (head.counts.overdue, head.counts.blocked) != (head.mark.overdue, head.mark.blocked):
        return False
    rows = {name: _rows(found[name], head.subject.id) for name in found}
    since, now, zone = head.since, page.now, page.hospital
    return not (
        rows["changes"]
        or any(clockwork.fell_silent(each.row, since, now, zone) for each in rows["departments"])
        or any(clockwork.became_overdue(each.row, since, now) for each in rows["transfers"])
        or any(clockwork.has_passed(each.said, since, now) for each in rows["etas"])
    )


def _rows(found: Found | Failed, incident_id: int) -> Sequence[Any]:
    if isinstance(found, Failed) or incident_id not in found:
        return ()
    return found[incident_id].rows


def digest(
    session: Session,
    house: House,
    *,
    now: datetime,
    row: Schedule | None,
    next_due_at: datetime | None = None,
    catch: Catch | None = None,
    edition: Edition = EVERYBODY,
) -> Report:
    """Return the digest over the open incidents of *edition*, compared with the one before it."""
    with speaking(edition.lang or languages.of(session, edition.reader, house)):
        return _digest(
            session, house, now=now, row=row, next_due_at=next_due_at, catch=catch, edition=edition
        )


def _digest(
    session: Session,
    house: House,
    *,
    now: datetime,
    row: Schedule | None,
    next_due_at: datetime | None,
    catch: Catch | None,
    edition: Edition,
) -> Report:
    before = _before(session, row.last_key if row else None)
    among = news.open_ids(reader=edition.reader, only=edition.only)
    heads = news.heads(session, among)
    ids = [each for each, _, _ in heads]
    told = news.subjects(session, ids[: digest_view.FULL + digest_view.BRIEF])
    subjects = [_cut(subject, edition) for subject in told]
    counts = figures.counts(session, among, ids, now=now)
    whole = subjects[: digest_view.FULL]
    stands = standings.standings(session, [each.id for each in whole]) if whole else {}
    asked = Asked(whole, now, before, stands)
    marks = {
        ref: mark_of(seq, counts.get(each, NONE), stands.get(each)) for each, ref, seq in heads
    }
    overview = replace(
        _overview(session, edition, before, marks, counts),
        catch=catch,
        next_due_at=next_due_at or (row.next_due_at if row and row.enabled else None),
    )
    headlines = [_headline(counts, before, subject) for subject in subjects]
    page, chapters = _chapters(session, edition, asked, headlines, house.zone)
    others = headlines[digest_view.FULL :]
    drawn = panels.Asked(asked.subjects, len(marks), now, page.zone, edition.cut)
    message = digest_view.digest(overview, chapters, others, page)
    if edition.cut is not DigestCut.MINISTRY:
        message = silences.named(session, message, among, heads, page)
    return Report(message, marks, pictures.gathered(session, drawn))


def _overview(
    session: Session,
    edition: Edition,
    before: Before,
    marks: Mapping[str, Mark],
    counts: Mapping[int, Counts],
) -> digest_view.Overview:
    """Return all incidents together, and which have ended since the digest before."""
    gone = [ref for ref in before.marks if ref not in marks]
    return digest_view.Overview(
        cut=edition.cut,
        note=_note(edition),
        incidents=len(marks),
        counts=_total(counts.values()),
        mark=digest_view.of_marks([before.marks[ref] for ref in marks if ref in before.marks]),
        since=before.at,
        ended=news.ended(session, gone, reader=edition.reader) if gone else (),
    )


def _chapters(
    session: Session,
    edition: Edition,
    asked: Asked,
    headlines: Sequence[summary_view.Headline],
    hospital: ZoneInfo,
) -> tuple[Page, list[digest_view.Chapter]]:
    """Return the incidents that are told in full, and the page that they stand on."""
    cut = SECTIONS_OF[edition.cut]
    sections = standing(SECTIONS, cut)
    found = gathered(session, sections, asked) if asked.subjects else {}
    names = news.names(session, people(found))
    page = Page(asked.now, edition.zone or hospital, names, hospital)
    return page, [
        digest_view.Chapter(head, parts(sections, cut, found, head.subject.id, page))
        for head in headlines[: len(asked.subjects)]
    ]


def _cut(subject: Subject, edition: Edition) -> Subject:
    """Return the incident as the edition may show it: what was typed stays here."""
    if edition.cut is not DigestCut.MINISTRY:
        return subject
    return replace(subject, title="", channel_id=None)


def _note(edition: Edition) -> str:
    """Say which incidents are in the digest."""
    if edition.only is not None:
        return say("This digest is about one incident.")
    if edition.reader is not None:
        return say("This digest is about every open incident that you may see.")
    return say("Private incidents are not in the digest.")


def _headline(
    counts: Mapping[int, Counts], before: Before, subject: Subject
) -> summary_view.Headline:
    # An incident that the digest before did not know has nothing to be compared with.
    since = before.at if subject.ref in before.marks else None
    mine = counts.get(subject.id, NONE)
    return summary_view.Headline(subject, mine, before.mark(subject.ref), since)


def _total(every: Any) -> Counts:
    return Counts(*(sum(column) for column in zip(NONE, *every, strict=True)))
