"""How departments look in lists, on cards and in reports. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain import returns
from bot.domain.departments import DEPARTMENT
from bot.domain.models import Backlog, Department, DepartmentReturn, TempIdBlock
from bot.language.catalogue import later, say, say_many
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.registers import Face
from bot.slack.views.said import Said

LABELS = (
    ("seen", later("seen")),
    ("waiting", later("waiting over 2 h")),
    ("turned_away", later("turned away or cancelled")),
    ("tat_minutes", later("min median turn-around")),
    ("criticals_late", later("critical results late")),
    ("incidents", later("incidents and near misses")),
    ("stock_days", later("days of stock")),
    ("staff_short", later("staff short")),
    ("sheets", later("sheets waiting")),
)


def is_silent(row: Department, page: Page) -> bool:
    """Tell whether a department on paper did not report for the last period (rule 31)."""
    return returns.is_silent(row, page.now, page.hospital)


def mode(row: Department) -> str:
    """Return the mode as people say it."""
    return row.mode.replace("_", "-")


def silence(row: Department, page: Page) -> str:
    """Say since when a department has not reported."""
    if row.last_return_at is None:
        return say(
            "*no return yet*, {mode} since {at}", mode=say(mode(row)), at=page.hour(row.since)
        )
    return say("*no return since {at}*", at=page.hour(row.last_return_at))


def _facts(row: Department, page: Page) -> Sequence[str]:
    facts = [say("since {at}", at=page.hour(row.since))]
    facts += [kit.one_line(row.block, 40)] if row.block else []
    if is_silent(row, page):
        facts.append(silence(row, page))
    elif row.last_return_at:
        facts.append(say("return {at}", at=page.hour(row.last_return_at)))
    return facts


def _details(row: Department, page: Page) -> Sequence[str]:
    told = [say("*Name:* {name}", name=kit.one_line(row.name, 200))]
    if row.head:
        told.append(say("*Head:* {who}", who=kit.mention(row.head)))
    if row.deputy:
        told.append(say("*Deputy:* {who}", who=kit.mention(row.deputy)))
    if row.superusers:
        told.append(say("*Super-users:* {who}", who=kit.mentions(row.superusers.split(","))))
    if row.apps:
        told.append(
            say("*Works with:* {apps}", apps=kit.one_line(row.apps.replace(",", ", "), 300))
        )
    if row.kit_days is not None:
        told.append(say_many("*Forms:* for {count} day", "*Forms:* for {count} days", row.kit_days))
    if row.diversion:
        told.append(say("*Patients go to:* {where}", where=kit.one_line(row.diversion, 300)))
    if is_silent(row, page):
        told.append(say("*Returns:* {since}", since=silence(row, page)))
    return told


def returned(row: DepartmentReturn, page: Page) -> str:
    """Return what was reported, in one line: only what was said, never an old number."""
    words = f": {kit.one_line(row.line, 200)}" if row.line else ""
    return f"{page.hour(row.at)} {reported(kept(row))}{words}"


def kept(row: DepartmentReturn) -> dict[str, int]:
    """Return what was said of the counts, by column; what was not said is not there."""
    said = {column: getattr(row, column) for column, _ in LABELS}
    return {column: count for column, count in said.items() if count is not None}


def reported(counts: Mapping[str, int]) -> str:
    """Return counts as words, in the order of the form."""
    return ", ".join(
        f"{counts[column]} {say(label)}" for column, label in LABELS if column in counts
    )


def paper(rows: Mapping[int, Backlog]) -> str:
    """Return the paper to key in by priority: sheets, keyed in, verified."""
    return "; ".join(
        say(
            "P{priority} {sheets} sheets, {entered} keyed in, {verified} verified",
            priority=row.priority,
            sheets=row.sheets,
            entered=row.entered,
            verified=row.verified,
        )
        + (", " + say("{percent} % wrong", percent=row.error_pct) if row.error_pct else "")
        + (", " + say("oldest {at}", at=kit.one_line(row.oldest, 32)) if row.oldest else "")
        for row in sorted(rows.values(), key=lambda each: each.priority)
    )


def numbers(rows: Sequence[TempIdBlock]) -> str:
    """Return ranges of temporary numbers with what was used and merged."""
    return "; ".join(
        say(
            "{first}-{last} ({used} used, {merged} merged)",
            first=row.first,
            last=row.last,
            used=row.used,
            merged=row.merged,
        )
        for row in rows
    )


FACE = Face(
    register=DEPARTMENT,
    plural=later("departments"),
    facts=_facts,
    details=_details,
    labels={
        "return": later("Return"),
        "degraded": later("Degraded"),
        "manual": later("Manual"),
        "hybrid": later("Hybrid"),
        "suspended": later("Suspend"),
        "backentry": later("Back-entry"),
        "normal": later("Normal"),
    },
)


def outcome(row: Department, verb: str) -> str:
    """Return what came of a return, which moves no department to another mode; else nothing."""
    if verb != "return":
        return ""
    return say(
        "The return of {name} is taken down; its mode stays {state}.",
        name=DEPARTMENT.name(row),
        state=FACE.state(row),
    )


def asked(
    rows: Sequence[Department], ref: str, due: datetime, page: Page, *, late: str = ""
) -> Said:
    """Ask for the returns of departments, each with the button that opens its form."""
    head = say(
        "The return of {at} is due in {ref}. Counts only, no patient.", at=page.hour(due), ref=ref
    )
    blocks, lines = [kit.section(head)], [head]
    for row in rows:
        line = f"{FACE.named(row)} {kit.one_line(row.name, 80)} ({FACE.state(row)})"
        button = kit.button(
            say("Report"), "dept.return", FACE.value(ref, row), style="primary",
            accessibility_label=say("Report for {name}", name=row.name),
        )  # fmt: skip
        blocks.append(kit.section(line, accessory=button))
        lines.append(line)
    last = [kit.context(late)] if late else []
    return Said(" ".join([*lines, late]).rstrip(), (*blocks[:48], *last))
