"""Reads a paper log that was typed into CSV: when something happened, who was it, what. Pure.

How a file is read is `csv_files`; entering it into the timeline is `bot.operations.paper_log`'s.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import csv_files
from bot.domain.lengths import check_length
from bot.errors import Mistyped, WardroomError
from bot.grammar import text as texts
from bot.grammar.days import MONTHS
from bot.grammar.errors import GrammarError
from bot.grammar.text import clip
from bot.grammar.times import moment
from bot.language.catalogue import later, say

LONGEST_NAME, LONGEST_PLACE, LONGEST_SHEET = 120, 200, 40
COLUMNS: Final = ("happened_at", "who", "what", "where", "sheet", "by")
HEADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{each: each for each in (*COLUMNS, "date", "time")},
        "happened": "happened_at", "when": "happened_at", "date_time": "happened_at",
        "datetime": "happened_at", "date_and_time": "happened_at", "timestamp": "happened_at",
        "event_time": "happened_at", "happened_at_date_time": "happened_at", "day": "date",
        "hour": "time", "clock": "time", "name": "who", "person": "who", "reported_by": "who",
        "written_by": "by", "written_down_by": "by", "recorded_by": "by", "logged_by": "by",
        "scribe": "by", "entry": "what", "event": "what",
        "note": "what", "text": "what", "description": "what", "what_happened": "what",
        "remarks": "what", "place": "where", "ward": "where", "location": "where",
        "department": "where", "sheet_no": "sheet", "page": "sheet", "page_no": "sheet",
        "paper_ref": "sheet", "serial": "sheet",
    }
)  # fmt: skip
EACH: Final = "entry"
# On paper a clock time alone, "yesterday" or "20m ago" says nothing once the sheet is typed in.
_DATED: Final = re.compile(
    rf"[0-9]{{4}}-[0-9]|[0-9][./-][0-9]{{1,2}}[./-][0-9]|[0-9]/[0-9]|\b(?:{'|'.join(MONTHS)})",
    re.IGNORECASE,
)
_FORMULA: Final = re.compile("[=＝]")
WRITTEN: Final = later("Write it like 2022-11-23 07:07.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a log: where it began in the file, when it happened, its words; or what is wrong.

    `sheet` is the number of the paper on which it stands, `by` who wrote it down there.
    """

    line: int
    at: datetime | None = None
    text: str = ""
    sheet: str = ""
    by: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """A file as read: its entries, and the headings that no column has."""

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()


def read(text: str, *, now: datetime, zone: ZoneInfo) -> Log:
    """Return the entries of a log; raise Mistyped when it is none. Times are read in *zone*."""
    head, rest = csv_files.lines_of(text, _column, each=EACH)
    columns = csv_files.chosen(head, [_column(each) for each in head])
    there = set(columns.values())
    if "what" not in there or not there & {"happened_at", "date"}:
        raise Mistyped(
            say(
                "The headings must name when it happened and what. They are: {listed}.",
                listed=csv_files.listed(head),
            ),
            next_step=say(
                "Call the columns {names}; `date` and `time` may stand apart.",
                names=", ".join(f"`{each}`" for each in COLUMNS),
            ),
        )
    csv_files.check_rows(rest, each=EACH)
    entries = [_entry(line, cells, columns, len(head), now, zone) for line, cells in rest]
    return Log(tuple(entries), csv_files.left_out(head, columns))


def _column(heading: str) -> str:
    return HEADINGS.get(csv_files.heading(heading), "")


def _entry(
    line: int, cells: Sequence[str], columns: Mapping[int, str], width: int, now: datetime,
    zone: ZoneInfo,
) -> Entry:  # fmt: skip
    fields = csv_files.filled(cells, columns)
    try:
        csv_files.check_width(cells, width)
        csv_files.check_private(fields)
        return Entry(
            line, _happened(fields, now, zone), _said(fields),
            _short(fields, "sheet", LONGEST_SHEET), _short(fields, "by", LONGEST_NAME),
        )  # fmt: skip
    except WardroomError as error:
        return Entry(line, wrong=str(error).rstrip("."))


def _happened(fields: Mapping[str, str], now: datetime, zone: ZoneInfo) -> datetime:
    typed = fields.get("happened_at") or " ".join(
        fields[each] for each in ("date", "time") if each in fields
    )
    if not typed:
        raise Mistyped(say("It does not say when it happened."), next_step=say(WRITTEN))
    if not _DATED.search(texts.fold(typed)):
        raise Mistyped(
            say("“{typed}” names no day.", typed=clip(typed, 30)), next_step=say(WRITTEN)
        )
    try:
        found = moment(typed, now=now, zone=zone, direction="past")
    except GrammarError as error:
        raise Mistyped(
            say("{what}: {why}.", what=error.what, why=error.why), next_step=say(WRITTEN)
        ) from error
    if found.whole_day:
        raise Mistyped(
            say("“{typed}” has no time of day.", typed=clip(typed, 30)), next_step=say(WRITTEN)
        )
    return found.at


def _said(fields: Mapping[str, str]) -> str:
    """Return who, what and where as the words of one note; nothing in them becomes a mention."""
    what = fields.get("what", "")
    if not what:
        raise Mistyped(say("It does not say what happened."), next_step=say("Fill `what`."))
    if any(_FORMULA.match(each) for each in fields.values()):
        raise Mistyped(
            say("A cell begins like a formula of a spreadsheet."),
            next_step=say("Write it as words."),
        )
    who = _short(fields, "who", LONGEST_NAME)
    where = _short(fields, "where", LONGEST_PLACE)
    return texts.plain(f"{f'{who}: ' if who else ''}{what}{f' ({where})' if where else ''}")


def _short(fields: Mapping[str, str], column: str, most: int) -> str:
    said = texts.plain(" ".join(fields.get(column, "").split()))
    check_length(column, said, most, next_step=say("Say the rest in `what`."))
    return said
