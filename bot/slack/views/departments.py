"""How departments look in lists, on cards and in reports. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain import returns
from bot.domain.departments import DEPARTMENT
from bot.domain.models import Backlog, Department, DepartmentReturn, TempIdBlock
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.registers import Face
from bot.slack.views.said import Said

LABELS = (
    ("seen", "seen"), ("waiting", "waiting over 2 h"), ("turned_away", "turned away or cancelled"),
    ("tat_minutes", "min median turn-around"), ("criticals_late", "critical results late"),
    ("incidents", "incidents and near misses"), ("stock_days", "days of stock"),
    ("staff_short", "staff short"), ("sheets", "sheets waiting"),
)  # fmt: skip


def is_silent(row: Department, page: Page) -> bool:
    """Tell whether a department on paper did not report for the last period (rule 31)."""
    return returns.is_silent(row, page.now, page.hospital)


def mode(row: Department) -> str:
    """Return the mode as people say it."""
    return row.mode.replace("_", "-")


def silence(row: Department, page: Page) -> str:
    """Say since when a department has not reported."""
    if row.last_return_at is None:
        return f"*no return yet*, {row.mode} since {page.hour(row.since)}"
    return f"*no return since {page.hour(row.last_return_at)}*"


def _facts(row: Department, page: Page) -> Sequence[str]:
    facts = [f"since {page.hour(row.since)}"]
    facts += [kit.one_line(row.block, 40)] if row.block else []
    if is_silent(row, page):
        facts.append(silence(row, page))
    elif row.last_return_at:
        facts.append(f"return {page.hour(row.last_return_at)}")
    return facts


def _details(row: Department, page: Page) -> Sequence[str]:
    told = [f"*Name:* {kit.one_line(row.name, 200)}"]
    if row.head:
        told.append(f"*Head:* {kit.mention(row.head)}")
    if row.deputy:
        told.append(f"*Deputy:* {kit.mention(row.deputy)}")
    if row.diversion:
        told.append(f"*Patients go to:* {kit.one_line(row.diversion, 300)}")
    if is_silent(row, page):
        told.append(f"*Returns:* {silence(row, page)}")
    return told


def returned(row: DepartmentReturn, page: Page) -> str:
    """Return what was reported, in one line: only what was said, never an old number."""
    said = [
        f"{getattr(row, column)} {label}"
        for column, label in LABELS
        if getattr(row, column) is not None
    ]
    words = f": {kit.one_line(row.line, 200)}" if row.line else ""
    return f"{page.hour(row.at)} {', '.join(said)}{words}"


def paper(rows: Mapping[int, Backlog]) -> str:
    """Return the paper to key in by priority: sheets, keyed in, verified."""
    return "; ".join(
        f"P{row.priority} {row.sheets} sheets, {row.entered} keyed in, {row.verified} verified"
        + (f", {row.error_pct} % wrong" if row.error_pct else "")
        + (f", oldest {kit.one_line(row.oldest, 32)}" if row.oldest else "")
        for row in sorted(rows.values(), key=lambda each: each.priority)
    )


def numbers(rows: Sequence[TempIdBlock]) -> str:
    """Return ranges of temporary numbers with what was used and merged."""
    return "; ".join(
        f"{row.first}-{row.last} ({row.used} used, {row.merged} merged)" for row in rows
    )


FACE = Face(
    register=DEPARTMENT, plural="departments", facts=_facts, details=_details,
    labels={
        "return": "Return", "degraded": "Degraded", "manual": "Manual", "hybrid": "Hybrid",
        "suspended": "Suspend", "backentry": "Back-entry", "normal": "Normal",
    },
)  # fmt: skip


def asked(rows: Sequence[Department], ref: str, due: datetime, page: Page) -> Said:
    """Ask for the returns of departments, each with the button that opens its form."""
    head = f"The return of {page.hour(due)} is due in {ref}. Counts only, no patient."
    blocks, lines = [kit.section(head)], [head]
    for row in rows:
        line = f"{FACE.named(row)} {kit.one_line(row.name, 80)} ({FACE.state(row)})"
        button = kit.button(
            "Report", "dept.return", FACE.value(ref, row), style="primary",
            accessibility_label=f"Report for {row.name}",
        )  # fmt: skip
        blocks.append(kit.section(line, accessory=button))
        lines.append(line)
    return Said(" ".join(lines), tuple(blocks[:48]))
