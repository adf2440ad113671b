"""Which sections the status summary and the digest have, in which order, in which cuts.

The registers' are in `register_sections`, `kept_sections`, `ministry_sections`; putting together
is `reports`.
"""

from sqlmodel import Session

from bot.domain.report import Listing, Told, TrendLine
from bot.language.catalogue import later
from bot.operations.kept_sections import SECTIONS as KEPT
from bot.operations.ministry_sections import SECTIONS as MINISTRY
from bot.operations.register_sections import SECTIONS as REGISTERS
from bot.operations.sections import Asked, Found, InDigest, InSummary, Place, Section
from bot.playbook.roles import CARE
from bot.slack.views import deadline_news
from bot.slack.views import news as news_view
from bot.slack.views import sections as words
from bot.slack.views import trend as trend_view
from bot.storage import deadlines, decisions, figures, news

# So many rows of what a manager only needs to have seen.
FEW = 5


def changes(session: Session, asked: Asked) -> dict[int, Listing[Told]]:
    """Return what happened in each incident since the report before, by the lines that tell it."""
    found = {each: news.happened(session, each, seq) for each, seq in asked.since.items()}
    picked = {each: news_view.picked(happened) for each, happened in found.items() if happened}
    wanted = [each for picks, _ in picked.values() for pick in picks for each in pick.ids]
    entries = news.entries(session, wanted)
    told = {}
    for incident_id, (picks, lines) in picked.items():
        rows = tuple(Told(tuple(entries[each] for each in pick.ids), pick.of) for pick in picks)
        happened = found[incident_id]
        told[incident_id] = Listing(rows, lines + happened[0][-1] - len(happened))
    return told


def _troubled(session: Session, asked: Asked) -> Found:
    return figures.troubled(session, asked.ids, now=asked.now)


def _decisions(session: Session, asked: Asked) -> Found:
    return decisions.decisions(session, asked.ids)


def _criticals(session: Session, asked: Asked) -> Found:
    return figures.criticals(session, asked.ids, now=asked.now)


def _goals(session: Session, asked: Asked) -> Found:
    return figures.goals(session, asked.ids, now=asked.now)


def _troubled_care(session: Session, asked: Asked) -> Found:
    return figures.troubled(session, asked.ids, now=asked.now, roles=CARE)


def _goals_of_care(session: Session, asked: Asked) -> Found:
    return figures.goals(session, asked.ids, now=asked.now, roles=CARE)


def _trend(_session: Session, asked: Asked) -> Found:
    """Return how the registers moved in each incident that the report before knew."""
    found = {}
    for subject in asked.subjects:
        before = asked.before.mark(subject.ref).registers
        if before is not None and subject.id in asked.standings:
            found[subject.id] = Listing((TrendLine(asked.standings[subject.id], before),), 1)
    return found


def _deadlines(session: Session, asked: Asked) -> Found:
    """Return what is owed in each incident, the most urgent first."""
    found: dict[int, list[deadline_news.Row]] = {}
    for row in deadlines.owed_of(session, asked.ids):
        found.setdefault(row.incident_id, []).append(deadline_news.Row(row))
    return {key: Listing(tuple(rows[: figures.ROWS]), len(rows)) for key, rows in found.items()}


SECTIONS: tuple[Section, ...] = (
    Section(
        "changes", changes, news_view.changes,
        {
            "summary": Place(InSummary.CHANGED, later("What changed")),
            "digest": Place(InDigest.CHANGED, later("What changed")),
        },
    ),
    Section(
        "trend", _trend, trend_view.trend,
        {
            "summary": Place(InSummary.CHANGED + 1, later("What changed")),
            "digest": Place(InDigest.CHANGED + 1, later("What changed")),
        },
    ),
    Section(
        "course", lambda session, asked: news.course(session, asked.since), news_view.course,
        {"ministry": Place(InDigest.CHANGED, later("Course"))},
    ),
    Section(
        "decisions", _decisions, words.decisions,
        {
            "summary": Place(InSummary.DECISIONS, later("Decisions wanted")),
            "digest": Place(InDigest.ASKED, later("Asked of you"), FEW),
            "clinical": Place(InDigest.ASKED, later("Asked of you")),
        },
    ),
    Section(
        "criticals", _criticals, words.criticals,
        {
            "digest": Place(InDigest.ASKED + 1, later("Asked of you")),
            "clinical": Place(InDigest.ASKED + 1, later("Asked of you")),
        },
    ),
    Section(
        "vacancies", lambda session, asked: figures.vacancies(session, asked.ids), words.vacancies,
        {
            "summary": Place(InSummary.DECISIONS + 1, later("Vacant roles")),
            "digest": Place(InDigest.ASKED + 2, later("Asked of you")),
        },
    ),
    Section(
        "deadlines", _deadlines, deadline_news.section,
        {
            "summary": Place(InSummary.DEADLINES, later("Legal deadlines")),
            "digest": Place(InDigest.DEADLINES, later("Legal deadlines"), FEW),
            "ministry": Place(InDigest.DEADLINES, later("Legal deadlines")),
        },
    ),
    Section(
        "progress", lambda session, asked: figures.progress(session, asked.ids), words.progress,
        {"summary": Place(InSummary.TROUBLE - 1, later("Tasks by playbook"))},
    ),
    Section(
        "goals", _goals, words.goals,
        {"digest": Place(InDigest.WORK + 1, later("Next 24 hours"), FEW)},
    ),
    Section(
        "goals of care", _goals_of_care, words.goals,
        {"clinical": Place(InDigest.WORK + 1, later("Next 24 hours in care"), FEW)},
    ),
    Section(
        "troubled", _troubled, words.troubled,
        {
            "summary": Place(InSummary.TROUBLE, later("Overdue and blocked")),
            "digest": Place(InDigest.WORK, later("Overdue and blocked"), FEW),
        },
    ),
    Section(
        "troubled care", _troubled_care, words.troubled,
        {"clinical": Place(InDigest.WORK, later("Overdue and blocked in care"))},
    ),
    Section(
        "loads", lambda session, asked: figures.loads(session, asked.ids, now=asked.now),
        words.loads, {"digest": Place(InDigest.WORK + 2, later("Tasks by owner"))},
    ),
    *REGISTERS,
    *KEPT,
    *MINISTRY,
)  # fmt: skip
