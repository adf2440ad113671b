"""Charts of the report: what they count, and by whose days."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.export.charts import MOST_DAYS, charts
from tests.factories import DELHI

MADE_AT = datetime(2022, 11, 25, 3, 0, tzinfo=UTC)
NOTHING: dict[str, Any] = {"tasks": [], "departments": [], "servers": [], "restores": []}


def task(status: str, done_at: str | None = None) -> dict[str, Any]:
    return {"status": status, "done_at": done_at}


def test_each_register_that_holds_anything_has_its_chart() -> None:
    content = {
        **NOTHING,
        # The second was finished after midnight in Delhi, before it in UTC.
        "tasks": [
            task("done", "2022-11-23T02:00:00Z"), task("done", "2022-11-23T19:00:00Z"),
            task("in_progress"),
        ],
        "servers": [{"verdict": "encrypted"}, {"verdict": "cleared"}, {"verdict": "encrypted"}],
    }  # fmt: skip
    assert charts(content, DELHI, MADE_AT) == (
        "## Charts\n\n"
        '```mermaid\npie showData title Tasks by state\n    "done" : 2\n    "in progress" : 1\n```\n\n'
        "```mermaid\nxychart-beta\n"
        '    title "Tasks finished, added up day by day"\n'
        '    x-axis ["23 Nov", "24 Nov", "25 Nov"]\n'
        '    y-axis "Tasks" 0 --> 2\n    bar [1, 2, 2]\n```\n\n'
        '```mermaid\npie showData title Servers by verdict\n    "encrypted" : 2\n    "cleared" : 1\n```\n'
    )


def test_nothing_is_drawn_of_nothing_and_no_more_days_than_can_be_seen() -> None:
    assert charts(NOTHING, DELHI, MADE_AT) == "## Charts\n\nNone.\n"
    old = MADE_AT - timedelta(days=90)
    drawn = charts({**NOTHING, "tasks": [task("done", old.isoformat())]}, DELHI, MADE_AT)
    assert drawn.count(" Nov") + drawn.count(" Oct") == MOST_DAYS
    # A clock that ran ahead finished it "tomorrow".
    ahead = (MADE_AT + timedelta(days=1)).isoformat()
    assert "bar [1]" in charts({**NOTHING, "tasks": [task("done", ahead)]}, DELHI, MADE_AT)
