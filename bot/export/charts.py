"""Charts of the report in Markdown, drawn by whatever shows it: GitHub, GitLab and many editors.

They are written in Mermaid (https://mermaid.js.org), so that the figures stand in the text too.
Reads only the exported document.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.export.tables import counts

Row = dict[str, Any]
# More bars than these cannot be told apart; of a longer response the last days are drawn.
MOST_DAYS = 31


def charts(content: dict[str, Any], zone: ZoneInfo, made_at: datetime) -> str:
    """Return a chart for each register that holds anything; days are those of *zone*."""
    drawn = (
        _pie("Tasks by state", content["tasks"], "status"),
        _finished(content["tasks"], zone, made_at),
        _pie("Departments by mode", content["departments"], "mode"),
        _pie("Servers by verdict", content["servers"], "verdict"),
        _pie("Systems by stage of restore", content["restores"], "stage"),
    )
    return "## Charts\n\n" + ("\n".join(each for each in drawn if each) or "None.\n")


def _pie(title: str, rows: Iterable[Row], field: str) -> str:
    slices = [f'    "{name}" : {count}' for name, count in counts(rows, field).most_common()]
    return _block(f"pie showData title {title}", slices) if slices else ""


def _finished(tasks: Iterable[Row], zone: ZoneInfo, made_at: datetime) -> str:
    days = Counter(
        datetime.fromisoformat(task["done_at"]).astimezone(zone).date()
        for task in tasks
        if task["done_at"]
    )
    if not days:
        return ""
    shown = _days(min(days), made_at.astimezone(zone).date())
    sums = [sum(count for day, count in days.items() if day <= each) for each in shown]
    lines = [
        '    title "Tasks finished, added up day by day"',
        "    x-axis [" + ", ".join(f'"{day:%d %b}"' for day in shown) + "]",
        f'    y-axis "Tasks" 0 --> {sums[-1]}',
        f"    bar [{', '.join(map(str, sums))}]",
    ]
    return _block("xychart-beta", lines)


def _days(first: date, last: date) -> list[date]:
    every = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    return every[-MOST_DAYS:] or [first]


def _block(head: str, lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", head, *lines, "```", ""])
