"""Names under a digest every department whose return is missing and that it did not name yet.

A digest tells the worst incidents in full; whoever did not report is named in all of them. The
words are `bot.slack.views.silences`.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain import returns
from bot.domain.departments import ON_PAPER
from bot.domain.models import Department
from bot.domain.report import Failed, Listing
from bot.operations.sections import Asked, Found, Section, failure, gathered
from bot.slack.views import silences as words
from bot.slack.views.page import Page
from bot.storage.columns import built_once, fetched


def named(
    session: Session,
    message: Mapping[str, Any],
    among: Any,
    heads: Iterable[tuple[int, str, int]],
    page: Page,
) -> dict[str, Any]:
    """Return the message with whoever is missing in it.

    *among* is the SQL that names the incidents, *heads* are their ids and names.
    """
    refs = {each: ref for each, ref, _ in heads}
    ask = partial(_silent, among=among, page=page)
    section = Section("silences", ask, lambda rows, _: words.lines(rows.rows, page), {})
    found = gathered(session, [section], Asked((), page.now))["silences"]
    if isinstance(found, Failed):
        return words.under(message, [failure(found)])
    told = (
        (refs[each], section.render(rows, page))
        for each, rows in sorted(found.items())
        if each in refs
    )
    return words.under(message, words.untold(message, told))


@built_once
def _owed(among: Any) -> Any:
    due: Any = sa.bindparam("due")
    in_time: Any = sa.bindparam("in_time")
    return (
        sa.select(
            col(Department.incident_id), col(Department.name), col(Department.mode),
            col(Department.last_return_at),
        )
        .where(
            col(Department.incident_id).in_(among),
            col(Department.mode).in_(ON_PAPER),
            sa.or_(
                col(Department.last_return_at) < in_time,
                sa.and_(col(Department.last_return_at).is_(None), col(Department.since) < due),
            ),
        )
        .order_by(col(Department.incident_id), col(Department.number))
    )  # fmt: skip


def _silent(session: Session, _asked: Asked, *, among: Any, page: Page) -> Found:
    """Return the departments of those incidents that owe a return."""
    due = returns.last_due(page.now, page.hospital)
    found: dict[int, list[Any]] = {}
    for row in fetched(session, _owed(among), {"due": due, "in_time": due - returns.EARLY}):
        found.setdefault(row.incident_id, []).append(row)
    return {key: Listing(tuple(rows), len(rows)) for key, rows in found.items()}
