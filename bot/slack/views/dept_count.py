"""How the evening count of departments' paper looks. Pure."""

from collections.abc import Mapping, Sequence

from bot.domain.departments import DEPARTMENT
from bot.domain.models import Backlog, Department, DepartmentReturn
from bot.domain.paper_count import Pile, agrees, all_left, left
from bot.language.catalogue import say
from bot.slack.views import kit
from bot.slack.views.departments import FACE, is_silent, silence
from bot.slack.views.page import Page


def counted(row: Department, piles: Sequence[Pile], who: str) -> str:
    """Say how a count of the boxes went: which sheets are missing, which are too many."""
    head = say("{who} counted the sheets of {row}:", who=who, row=FACE.named(row))
    told = "; ".join(_pile(each) for each in piles)
    if agrees(piles):
        return f"{head} {told}. {say('It agrees.')}"
    way = say("Count again, also the boxes in the wards; what is missing is looked for.")
    more = " ".join(
        f"p{each.priority}={each.entered + each.counted}" for each in piles if each.extra
    )
    if more:
        way += " " + say("What is more is booked by `/dept backlog {slug} {more}`.",
                         slug=row.slug, more=more)  # fmt: skip
    return f"{head} {told}. {way}"


def _pile(pile: Pile) -> str:
    given = {"priority": pile.priority, "counted": pile.counted}
    if pile.booked is None:
        return say("P{priority} {counted} counted, *never booked*", **given)
    told = say("P{priority} {counted} counted, {booked} booked", booked=pile.booked, **given)
    if pile.missing:
        told += ", " + say("*{count} missing*", count=pile.missing)
    if pile.extra:
        told += ", " + say("*{count} too many*", count=pile.extra)
    return told


def booked(
    row: Department, paper: Mapping[int, Backlog], unmerged: int,
    last: DepartmentReturn | None, page: Page,
) -> str:  # fmt: skip
    """Say in a line what a department has booked, and whether its own return says otherwise."""
    said = [
        say(
            "P{priority} {left} left, {unverified} not verified",
            priority=priority, left=left(each), unverified=each.entered - each.verified,
        )
        for priority, each in sorted(paper.items())
    ] or [say("*its paper was never counted*")]  # fmt: skip
    if unmerged:
        said.append(say("{count} temporary numbers are not merged", count=unmerged))
    if is_silent(row, page):
        said.append(silence(row, page))
    elif last is not None and last.sheets is not None and last.sheets != all_left(paper):
        said.append(
            say(
                "*its return of {at} says {sheets} sheets wait, {booked} are booked*",
                at=page.hour(last.at), sheets=last.sheets, booked=all_left(paper),
            )
        )  # fmt: skip
    return f"• *{DEPARTMENT.name(row)}* {kit.one_line(row.name, 60)}: {'; '.join(said)}"
