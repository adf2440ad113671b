"""Cells of spreadsheets: what would run as a formula, and text written so that none does.

Reading and writing whole tables is not here.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

_STARTS = frozenset("=+-@|%")
_RUNS_ON = ("\t", "\r", "\n")
# What a spreadsheet skips before it looks for a formula.
_UNSEEN = "\ufeff\u200b\u200c\u200d\u2060 \u00a0"


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet might run the text: `=cmd|…`, also in full-width letters."""
    if text.startswith(_RUNS_ON):
        return True
    return unicodedata.normalize("NFKC", text.lstrip(_UNSEEN))[:1] in _STARTS


def cell(value: object) -> str:
    """Return a value as the text of a cell that no spreadsheet runs; None and False are empty."""
    if value is None or value is False:
        return ""
    text = "yes" if value is True else str(value)
    return f"'{text}" if is_formula(text) else text


def written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV, every cell quoted."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    writer.writerows([[cell(value) for value in row] for row in rows])
    return made.getvalue()
