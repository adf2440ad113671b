"""Reads CSV as hospitals keep it: any encoding, separator, line ends, headings. Pure.

What the columns mean is `server_csv`'s and `paper_log`'s.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.errors import Mistyped
from bot.grammar import patient
from bot.grammar.text import clean, clip
from bot.language.catalogue import later, say
from bot.language.numbers import grouped

Line = tuple[int, list[str]]

MOST_BYTES: Final = 4 << 20
MOST_ROWS: Final = 20_000
SEPARATORS: Final = ",;\t|"
# What stands in a cell for nothing.
EMPTY: Final = frozenset({"", "-", "--", "n/a", "na", "nil", "null", "#n/a"})
BINARY: Final = (
    (b"PK\x03\x04", later("an Excel workbook or a ZIP")),
    (b"\xd0\xcf\x11\xe0", later("an old Excel workbook")),
    (b"%PDF", later("a PDF")),
    (b"\x89PNG", later("a picture")),
    (b"\xff\xd8\xff", later("a picture")),
    (b"\x1f\x8b", later("compressed")),
)
SAVE_AS: Final = later("In Excel: Save as, CSV UTF-8; then import that file.")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEP = re.compile(r"(?i)(\"?)sep=(.)\1[,;\t|]*\r?\n")
# Above the headings may stand a title, a date, the name of the office.
MOST_TITLES: Final = 6


def check_size(size: int, *, each: str) -> None:
    """Raise Mistyped for a file that is empty or too large; *each* is what a row is about."""
    if size <= 0:
        raise Mistyped(
            say("The file is empty."),
            next_step=say("Choose the CSV file with a row for each {each}.", each=say(each)),
        )
    if size > MOST_BYTES:
        raise Mistyped(
            say(
                "The file has {size} MB; {most_bytes} MB are the most.",
                size=f"{size / (1 << 20):.1f}",
                most_bytes=MOST_BYTES >> 20,
            ),
            next_step=say(
                "{most_rows} rows fit into less: leave out other sheets and columns.",
                most_rows=grouped(MOST_ROWS),
            ),
        )


def text_of(data: bytes, *, each: str) -> str:
    """Return a file's text, whatever wrote it: UTF-8, UTF-16 of Excel, Windows' own (cp1252)."""
    check_size(len(data), each=say(each))
    what = next((said for begin, said in BINARY if data.startswith(begin)), "")
    if what:
        raise Mistyped(say("The file is {what}, not CSV.", what=say(what)), next_step=say(SAVE_AS))
    text = _decoded(data)
    if text is None or _CONTROL.search(text):
        raise Mistyped(say("The file is no text."), next_step=say(SAVE_AS))
    return text


def _decoded(data: bytes) -> str | None:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    return None


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    head = data[:400]
    if 0 in head:
        # UTF-16 without its mark: of what parts cells and lines every other byte is zero.
        return ("utf-16-le",) if head[1::2].count(0) > head[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp1252")


def lines_of(text: str, column: Callable[[str], str], *, each: str) -> tuple[list[str], list[Line]]:
    """Return the headings, and the rows that hold anything, each with the line where it begins.

    `column` tells what a heading means, or nothing; *each* is what a row is about.
    """
    named = _SEP.match(text)
    body = text[named.end() :] if named else text
    if not body.strip():
        raise Mistyped(
            say("There is nothing in it."),
            next_step=say("It needs headings and a row for each {each}.", each=say(each)),
        )
    by = named[2] if named else _separator(body, column)
    rows = _lines(body, by, 2 if named else 1)
    at = _heading(rows, column)
    return rows[at][1], rows[at + 1 :]


def _heading(rows: Sequence[Line], column: Callable[[str], str]) -> int:
    """Return which row holds the headings: of the first ones the one with most that are known."""
    known = [sum(bool(column(each)) for each in cells) for _, cells in rows[:MOST_TITLES]]
    return known.index(max(known))


def check_rows(rows: Sequence[Line], *, each: str) -> None:
    """Raise Mistyped when there is no row, or more than can be taken at once."""
    if len(rows) > MOST_ROWS:
        raise Mistyped(
            say(
                "It has {rows} rows; {most_rows} are the most at once.",
                rows=grouped(len(rows)),
                most_rows=grouped(MOST_ROWS),
            ),
            next_step=say("Split the file."),
        )
    if not rows:
        raise Mistyped(
            say("It has headings and no row."),
            next_step=say("One row for each {each}.", each=say(each)),
        )


def _separator(body: str, column: Callable[[str], str]) -> str:
    """Return what parts the headings: with it, the most of them are known."""
    lines = body.lstrip().splitlines()[:MOST_TITLES]

    def known(by: str) -> tuple[int, int]:
        rows = [[column(each) for each in line.split(by)] for line in lines]
        return max((sum(map(bool, row)), len(row)) for row in rows)

    return max(SEPARATORS, key=known)


def _lines(body: str, by: str, first: int) -> list[tuple[int, list[str]]]:
    """Return the rows that hold anything, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=by, strict=True)
    found, begins = [], first
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((begins, cells))
            begins = first + reader.line_num
    except csv.Error as error:
        raise Mistyped(
            say("From line {begins} on it cannot be read: {error}.", begins=begins, error=error),
            next_step=say('Look for a quote (") that is not closed.'),
        ) from error
    return found


def heading(text: str) -> str:
    """Return a heading in the letters by which it is looked up: `Server Name` → `server_name`."""
    return re.sub(r"[^a-z0-9]+", "_", text.strip().strip('"').lower()).strip("_")


def chosen(head: Sequence[str], meant: Sequence[str]) -> dict[int, str]:
    """Return which cell is which column; of two headings that mean one, the column's own name."""
    columns: dict[int, str] = {}
    for at in sorted(range(len(head)), key=lambda at: head[at].strip().lower() != meant[at]):
        if meant[at] and meant[at] not in columns.values():
            columns[at] = meant[at]
    return columns


def left_out(head: Sequence[str], columns: Mapping[int, str]) -> tuple[str, ...]:
    """Return the headings that no column has."""
    left = [clip(" ".join(each.split()), 40) for at, each in enumerate(head) if at not in columns]
    return tuple(filter(None, left))


def listed(head: Sequence[str]) -> str:
    """Return the headings as they stand, for whoever has to rename one."""
    return ", ".join(clip(" ".join(each.split()), 30) for each in head[:12])


def filled(cells: Sequence[str], columns: Mapping[int, str]) -> dict[str, str]:
    """Return the cells that hold something, by column, without what nobody sees in them."""
    return {
        column: clean(cells[at]).strip()
        for at, column in sorted(columns.items())
        if at < len(cells) and cells[at].strip().lower() not in EMPTY
    }


def check_width(cells: Sequence[str], width: int) -> None:
    """Raise Mistyped for a row with more cells than there are headings."""
    if any(cell.strip() for cell in cells[width:]):
        raise Mistyped(
            say(
                "it has {cells} cells and the headings are {width}.", cells=len(cells), width=width
            ),
            next_step=say("Put a text that holds the separator into quotes."),
        )


def check_private(fields: Mapping[str, str]) -> None:
    """Refuse what looks like a patient's data; its field is named, not its text."""
    for column, text in fields.items():
        # A serial number may look like anything; the label in front says what it is.
        found = patient.found(f"{column.replace('_', ' ')}: {text}")
        if found:
            raise Mistyped(
                say(
                    "`{column}` holds what looks like {name}.",
                    column=column,
                    name=patient.named(found[0]),
                ),
                next_step=say("Patient data does not belong here."),
            )
