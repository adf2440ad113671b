"""Tables of a report in Markdown: values in, text in which nothing is markup out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.grammar.times import written

ACTIVE = str.maketrans({each: f"\\{each}" for each in "\\`*_{}[]<>#|~"})


def cell(value: object) -> str:
    """Return a value as one line of Markdown text in which nothing is markup."""
    text = "–" if value in (None, "", []) else str(value)
    return " ".join(text.split()).translate(ACTIVE)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table, or a line that says there is nothing."""
    body = ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    if not body:
        return "None.\n"
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads), *body]
    return "\n".join(lines) + "\n"


def counts(rows: Iterable[Mapping[str, object]], field: str) -> Counter[str]:
    """Return how many rows have which state in a field, as it is read."""
    return Counter(state(str(row[field])) for row in rows)


def state(name: str) -> str:
    """Return a state of the document as it is read."""
    return "to do" if name == "todo" else name.replace("_", " ")


def at(text: str | None, zone: ZoneInfo) -> str | None:
    """Return a moment of the document as it is read in *zone*."""
    return None if text is None else written(datetime.fromisoformat(text), zone)
