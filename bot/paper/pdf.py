"""A document as a PDF of A4 pages, for printers that no browser reaches.

Where letters and lines are put on a page is `press`; what stands in it is `model`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, Final

from bot.paper import fonts
from bot.paper.model import (
    Card,
    Code,
    Document,
    Fields,
    Grid,
    Heading,
    Labels,
    NewPage,
    Part,
    Points,
    Words,
)
from bot.paper.press import BOTTOM, LEFT, ROOM, TOP, Press

SIZES: Final = MappingProxyType({1: 18.0, 2: 14.0, 3: 11.0})
NAME, CELL, HEAD = 7.5, 8.5, 8.0
PAD: Final = 1.2
LABEL_HIGH, ACROSS = 33.0, 3
CODE_HIGH: Final = 26.0
# So much of what follows a heading must stand on the same page.
FOLLOWS: Final = 22.0
LONGEST_CELL: Final = 700


def pages(document: Document, made_at: datetime) -> bytes:
    """Return the document as a PDF."""
    joins = fonts.needs_devanagari(document.texts())
    press = Press(document.title, document.foot, joins=joins, made_at=made_at)
    press.words(document.title, LEFT, ROOM, size=SIZES[1], bold=True)
    press.down(2)
    for each, after in zip_longest(document.parts, document.parts[1:]):
        if isinstance(each, Heading) and isinstance(after, Card):
            # A heading at the foot of a page is read by nobody.
            press.keep(press.height(partial(_both, press, each, after)))
        _part(press, each, LEFT, ROOM)
    return press.finished()


def _both(press: Press, heading: Heading, card: Card) -> None:
    _heading(press, heading, LEFT, ROOM)
    _card(press, card, LEFT, ROOM)


def _part(press: Press, part: Part, x: float, wide: float) -> None:
    _DRAWN[type(part)](press, part, x, wide)


def _heading(press: Press, part: Heading, x: float, wide: float) -> None:
    press.keep(FOLLOWS)
    press.down(0 if press.is_fresh else 4)
    press.words(part.text, x, wide, size=SIZES[part.level], bold=True)
    press.down(1.5)


def _words(press: Press, part: Words, x: float, wide: float) -> None:
    if not part.strong:
        press.words(part.text, x, wide)
        press.down(2)
        return
    inside = partial(press.words, part.text, x + 3, wide - 6, bold=True)
    high = press.height(inside) + 4
    press.keep(high)
    press.frame(x, press.y, wide, high)
    press.down(2)
    inside()
    press.down(4)


def _points(press: Press, part: Points, x: float, wide: float) -> None:
    for at, item in enumerate(part.items):
        inside = partial(press.words, item, x + 7, wide - 7)
        press.keep(press.height(inside))
        if part.ticks:
            press.box(x, press.y + 0.2, done=at in part.done)
        else:
            top = press.y
            press.words("•", x + 2, 4)
            press.y = top
        inside()
        press.down(1.6 if part.ticks else 0.8)
    press.down(1.5)


def _fields(press: Press, part: Fields, x: float, wide: float) -> None:
    gap = 6.0
    each = (wide - gap * (part.columns - 1)) / part.columns
    for first in range(0, len(part.rows), part.columns):
        row = part.rows[first : first + part.columns]
        high = max(press.height(partial(_field, press, *field, x, each)) for field in row)
        high = max(high, 9.0)
        press.keep(high)
        top = press.y
        for at, field in enumerate(row):
            press.y = top
            left = x + at * (each + gap)
            _field(press, *field, left, each)
            press.line(left, top + high - 0.5, left + each, soft=True)
        press.y = top + high + 0.8
    press.down(1.5)


def _field(press: Press, name: str, value: str, x: float, wide: float) -> None:
    press.words(name, x, wide, size=NAME)
    if value:
        press.words(value, x, wide)
    press.down(1)


def _grid(press: Press, part: Grid, x: float, wide: float) -> None:
    total = sum(part.widths)
    widths = [wide * each / total for each in part.widths]
    press.keep(FOLLOWS)
    _row(press, part.heads, x, widths, 0, head=True)
    for row in (*part.rows, *[("",) * len(part.heads)] * part.blank):
        high = press.height(partial(_row, press, row, x, widths, part.row_mm))
        if press.y + high > BOTTOM:
            press.new_page()
            _row(press, part.heads, x, widths, 0, head=True)
        _row(press, row, x, widths, part.row_mm)
    press.down(3)


def _row(
    press: Press, row: tuple[str, ...], x: float, widths: list[float], least: float, *,
    head: bool = False,
) -> None:  # fmt: skip
    cells = [_clipped(each) for each in row]
    size = HEAD if head else CELL
    insides = [
        partial(press.words, cell, 0.0, wide - 2 * PAD, size=size, bold=head)
        for cell, wide in zip(cells, widths, strict=True)
    ]
    high = max(least, *(press.height(each) + 2 * PAD for each in insides))
    top, left = press.y, x
    for cell, wide in zip(cells, widths, strict=True):
        if head:
            press.shade(left, top, wide, high)
        press.frame(left, top, wide, high)
        press.y = top + PAD
        press.words(cell, left + PAD, wide - 2 * PAD, size=size, bold=head)
        left += wide
    press.y = top + high


def _clipped(cell: str) -> str:
    """Return a cell's text so that its row fits on one page."""
    return cell if len(cell) <= LONGEST_CELL else f"{cell[:LONGEST_CELL]}…"


def _labels(press: Press, part: Labels, x: float, wide: float) -> None:
    each = wide / ACROSS
    for first in range(0, len(part.numbers), ACROSS):
        press.keep(LABEL_HIGH)
        top = press.y
        for at, number in enumerate(part.numbers[first : first + ACROSS]):
            _label(press, number, part.lines, x + at * each, top, each)
        press.y = top + LABEL_HIGH
    press.down(3)


def _label(
    press: Press, number: str, lines: tuple[str, ...], x: float, top: float, wide: float
) -> None:
    press.frame(x, top, wide, LABEL_HIGH, cut=True)
    press.y = top + 2
    press.words(number, x + 3, wide - 6, size=15, bold=True)
    step = (top + LABEL_HIGH - 3 - press.y) / max(len(lines), 1)
    low = press.y
    for at, line in enumerate(lines, 1):
        press.y = low + at * step - 3
        press.words(line, x + 3, wide - 6, size=7)
        press.line(x + 3, low + at * step, x + wide - 3, soft=True)


def _card(press: Press, part: Card, x: float, wide: float) -> None:
    inside = partial(_inside, press, part, x + 3, wide - 6) if part.framed else partial(
        _inside, press, part, x, wide
    )  # fmt: skip
    high = press.height(inside) + (5 if part.framed else 2)
    press.keep(high)
    top, fits = press.y, high <= BOTTOM - TOP
    if part.framed and fits:
        press.frame(x, top, wide, high, cut=True)
    elif not part.framed:
        press.line(x, top, x + wide)
    press.down(2.5 if part.framed else 1.5)
    inside()
    press.down(5 if part.framed else 2)


def _inside(press: Press, part: Card, x: float, wide: float) -> None:
    indent = 0.0
    if part.done is not None:
        press.box(x, press.y, done=part.done, side=4.6)
        indent = 7.0
    press.words(part.title, x + indent, wide - indent, size=SIZES[3], bold=True)
    press.down(1)
    for each in part.parts:
        _part(press, each, x + indent, wide - indent)


def _code(press: Press, part: Code, x: float, wide: float) -> None:
    dots, top = part.dots(), press.y
    side = CODE_HIGH / len(dots)
    for down, row in enumerate(dots):
        for across, on in enumerate(row):
            if on:
                press.dot(x + across * side, top + down * side, side)
    press.down(CODE_HIGH / 2 - 2)
    press.words(part.text, x + CODE_HIGH + 2, wide - CODE_HIGH - 2, size=CELL)
    press.y = max(press.y, top + CODE_HIGH)


def _new_page(press: Press, _: NewPage, __: float, ___: float) -> None:
    if not press.is_fresh:
        press.new_page()


_DRAWN: Mapping[type, Callable[[Press, Any, float, float], None]] = MappingProxyType(
    {
        Heading: _heading, Words: _words, Points: _points, Fields: _fields, Grid: _grid,
        Labels: _labels, Card: _card, Code: _code, NewPage: _new_page,
    }
)  # fmt: skip
