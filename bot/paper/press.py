"""A sheet of A4 with a cursor that moves down it: words, boxes and lines, also only measured.

What is written where is `pdf`'s. Lengths are millimetres, sizes of letters points.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from bot.paper import fonts

WIDE, HIGH = 210.0, 297.0
LEFT, TOP, FOOT = 14.0, 14.0, 18.0
BOTTOM: Final = HIGH - FOOT
ROOM: Final = WIDE - 2 * LEFT
LETTER: Final = 9.5
_LEADING: Final = 0.3528 * 1.32
_FONT, _JOINING = "ward", "joining"
_TOTAL: Final = "{nb}"


class Sheets(FPDF):
    """The pages, each with what stands at its foot."""

    def __init__(self, foot: str, *, joins: bool) -> None:
        super().__init__(format="A4")
        self._foot, self._joins = foot, joins

    def footer(self) -> None:
        """Write the foot of a page: what it is, and which of how many."""
        self.set_y(HIGH - FOOT + 5)
        self.set_font(_FONT, size=7.5)
        self.cell(ROOM - 30, 4, self._foot)
        # The total is put in at the end, which shaped letters would hide (a limit of fpdf2).
        self.set_text_shaping(use_shaping_engine=False)
        self.cell(30, 4, f"Page {self.page_no()} of {_TOTAL}", align="R")
        self.set_text_shaping(use_shaping_engine=self._joins)


class Press:
    """Writes down the page; `y` is where the next thing begins."""

    def __init__(self, title: str, foot: str, *, joins: bool, made_at: datetime) -> None:
        self.pdf = Sheets(foot, joins=joins)
        self.pdf.set_title(title)
        # The same document gives the same bytes.
        self.pdf.set_creation_date(made_at)
        self.pdf.add_font(_FONT, "", fonts.path(fonts.PLAIN))
        self.pdf.add_font(_FONT, "B", fonts.path(fonts.BOLD))
        if joins:
            self.pdf.add_font(_JOINING, "", fonts.path(fonts.DEVANAGARI))
            self.pdf.add_font(_JOINING, "B", fonts.path(fonts.DEVANAGARI_BOLD))
            self.pdf.set_fallback_fonts([_JOINING])
        self.pdf.set_text_shaping(use_shaping_engine=joins)
        self.pdf.c_margin = 0
        self.pdf.set_margins(LEFT, TOP, LEFT)
        self.pdf.set_auto_page_break(auto=True, margin=FOOT)
        self.pdf.set_line_width(0.2)
        self.y = TOP
        self._measures = False
        self.new_page()

    def new_page(self) -> None:
        """Begin a fresh page; nothing while measuring."""
        if not self._measures:
            self.pdf.add_page()
            self.y = TOP

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands on the page yet."""
        return self.y <= TOP

    def height(self, draw: Callable[[], None]) -> float:
        """Return how much of a page something takes, without writing it."""
        before, measured = self.y, self._measures
        self._measures, self.y = True, 0.0
        draw()
        found, self.y, self._measures = self.y, before, measured
        return found

    def keep(self, need: float) -> None:
        """Begin a fresh page if less than *need* is left, and a fresh page has that much."""
        if self.y + need > BOTTOM and need <= BOTTOM - TOP and not self.is_fresh:
            self.new_page()

    def words(
        self, text: str, x: float, wide: float, *, size: float = LETTER, bold: bool = False
    ) -> None:
        """Write a text from *x*, as many lines as it takes."""
        self.pdf.set_font(_FONT, "B" if bold else "", size)
        line = size * _LEADING
        if self._measures:
            self.y += float(
                self.pdf.multi_cell(
                    wide, line, text, align="L", dry_run=True, output=MethodReturnValue.HEIGHT
                )  # type: ignore[arg-type]  # a height, as was asked for.
            )
            return
        self.pdf.set_xy(x, self.y)
        self.pdf.multi_cell(wide, line, text, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
        self.y = self.pdf.get_y()

    def down(self, gap: float) -> None:
        """Leave a gap."""
        self.y += gap

    def line(self, x: float, y: float, to: float, *, soft: bool = False) -> None:
        """Draw a line across."""
        if not self._measures:
            self.pdf.set_draw_color(110 if soft else 0)
            self.pdf.line(x, y, to, y)

    def frame(self, x: float, y: float, wide: float, high: float, *, cut: bool = False) -> None:
        """Draw a frame; along one to `cut` there are dashes."""
        if self._measures:
            return
        self.pdf.set_draw_color(0)
        if cut:
            self.pdf.set_dash_pattern(dash=1.5, gap=1.5)
        self.pdf.rect(x, y, wide, high)
        self.pdf.set_dash_pattern()

    def shade(self, x: float, y: float, wide: float, high: float) -> None:
        """Fill a part of the page with grey."""
        if not self._measures:
            self.pdf.set_fill_color(230)
            self.pdf.rect(x, y, wide, high, style="F")

    def dot(self, x: float, y: float, side: float) -> None:
        """Fill a small square with black."""
        if not self._measures:
            self.pdf.set_fill_color(0)
            self.pdf.rect(x, y, side, side, style="F")

    def box(self, x: float, y: float, *, done: bool, side: float = 4.0) -> None:
        """Draw a box to tick, with its tick if it is done."""
        if self._measures:
            return
        self.frame(x, y, side, side)
        if done:
            self.pdf.set_line_width(0.5)
            self.pdf.line(x + 0.7, y + side / 2, x + side * 0.42, y + side - 0.8)
            self.pdf.line(x + side * 0.42, y + side - 0.8, x + side - 0.5, y + 0.6)
            self.pdf.set_line_width(0.2)

    def finished(self) -> bytes:
        """Return the file."""
        return bytes(self.pdf.output())
