"""Draws a picture as PNG: wide as a phone, large letters, colours that everybody can tell apart.

matplotlib loads when the first picture is drawn, only here and in `grid`. What is drawn was
gathered before.
"""

import io
import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.grammar.days import MONTHS
from bot.pictures import grid
from bot.pictures.look import BLUE, DARK, GREY, PARTS, RED, SMALL_PT, TEXT_PT
from bot.pictures.model import Bars, Cells, Lines, Panel, Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# 1,080 pixels across: a phone shows it without zooming.
WIDTH_IN, DPI = 5.4, 200
TOP_IN, LINES_IN, HEAD_IN, KEYS_IN, BAR_IN, GAP_IN = 0.75, 2.7, 0.34, 0.22, 0.5, 0.3
TITLE_PT, HEAD_PT = 13, 12
LONGEST_NAME, LONGEST_LINE = 42, 48
# So many letters of a legend fit beside each other.
LONGEST_KEYS = 44
DAY_S, SHORTEST_S = 86_400, 600


def png(picture: Picture) -> bytes:
    """Return the picture as the bytes of a PNG file. Takes a second or two; no event loop's work.

    A name in letters that the font lacks is replaced by its plain one.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    heights = [_height(panel) for panel in picture.panels]
    total = TOP_IN + sum(heights) + GAP_IN * len(heights)
    figure = Figure(figsize=(WIDTH_IN, total), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    _write(figure, picture.title, 1 - 0.12 / total, TITLE_PT)
    _write(figure, picture.about, 1 - 0.38 / total, TEXT_PT, weight="normal")
    y = total - TOP_IN
    for panel, height in zip(picture.panels, heights, strict=True):
        y -= height
        _panel(figure, panel, (y / total, height / total), ZoneInfo(picture.zone))
        y -= GAP_IN
    written = io.BytesIO()
    figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def _height(panel: Panel) -> float:
    if isinstance(panel, Lines):
        return LINES_IN
    if isinstance(panel, Cells):
        return HEAD_IN + grid.height(panel)
    return _head(panel) + BAR_IN * max(len(panel.bars), 1)


def _head(panel: Bars) -> float:
    """Return how high the title and the rows of the legend are, in inches."""
    return HEAD_IN + KEYS_IN * len(_keys(panel))


def _keys(panel: Bars) -> list[list[int]]:
    """Return which parts stand in each row of the legend; a single part needs none."""
    rows: list[list[int]] = []
    size = LONGEST_KEYS
    for place, name in enumerate(panel.parts if len(panel.parts) > 1 else ()):
        if size + len(name) + 4 > LONGEST_KEYS:
            rows.append([])
            size = 0
        rows[-1].append(place)
        size += len(name) + 4
    return rows


def _write(figure: "Figure", text: str, y: float, size: int, weight: str = "bold") -> None:
    shown = _plain(text, LONGEST_LINE, "")
    figure.text(0.04, y, shown, size=size, weight=weight, color=DARK, va="top", parse_math=False)


def _panel(figure: "Figure", panel: Panel, place: tuple[float, float], zone: ZoneInfo) -> None:
    bottom, height = place
    inches = _height(panel)
    _write(figure, panel.title, bottom + height, HEAD_PT)
    if isinstance(panel, Lines):
        head, foot = 0.4 / inches, 0.3 / inches
        left, width = 0.1, 0.66
    else:
        head = (HEAD_IN if isinstance(panel, Cells) else _head(panel)) / inches
        foot = 0.0
        left, width = 0.04, 0.92
    axes = figure.add_axes((left, bottom + height * foot, width, height * (1 - head - foot)))
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    if isinstance(panel, Lines):
        _lines(axes, panel, zone)
    elif isinstance(panel, Cells):
        grid.draw(axes, panel)
    else:
        _bars(axes, panel)


def _lines(axes: "Axes", panel: Lines, zone: ZoneInfo) -> None:
    from matplotlib.ticker import MaxNLocator

    looks = ((DARK, "--", 2.0), (BLUE, "-", 3.0), (RED, "-.", 2.0))
    for line, (colour, style, width) in zip(panel.lines, looks, strict=False):
        times, numbers = [at for at, _ in line.points], [number for _, number in line.points]
        axes.step(times, numbers, where="post", color=colour, linestyle=style, linewidth=width)
        if style == "-":
            axes.fill_between(times, numbers, step="post", color=colour, alpha=0.15)
    moments = [at for line in panel.lines for at, _ in line.points] or [0]
    # The first minutes are shown as what they are: the end of a short span.
    first, last = min(*moments, max(moments) - SHORTEST_S), max(moments)
    axes.set_ylim(bottom=0)
    axes.set_xlim(first, last)
    _name_lines(axes, panel, [look[0] for look in looks])
    axes.grid(axis="y", color=GREY, linewidth=0.8)
    axes.tick_params(length=0, labelsize=SMALL_PT, labelcolor=DARK)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    marks = _marks(first, last, zone)
    axes.set_xticks([at for at, _ in marks], [said for _, said in marks])


def _name_lines(axes: "Axes", panel: Lines, colours: list[str]) -> None:
    """Write each line's name and last number at its end, never on top of each other."""
    last = axes.get_xlim()[1]
    ends = [line.points[-1][1] for line in panel.lines if line.points]
    highest = max([*ends, 1])
    room = highest * 0.2
    floor = -room / 2
    named = sorted(zip(ends, panel.lines, colours, strict=False), key=lambda each: each[0])
    for end, line, colour in named:
        y = max(float(end), floor + room)
        floor = y
        axes.annotate(
            f"{line.name}\n{end}", (last, y), xytext=(6, 0),
            textcoords="offset points", size=TEXT_PT, color=colour, weight="bold", va="center",
            annotation_clip=False, parse_math=False, linespacing=1.0,
        )  # fmt: skip


def _marks(first: int, last: int, zone: ZoneInfo) -> list[tuple[int, str]]:
    """Return three moments to write below the axis, the first and the last among them."""
    days = last - first > 2 * DAY_S
    chosen = (first, (first + last) // 2, last)
    return [(at, _said(datetime.fromtimestamp(at, UTC).astimezone(zone), days)) for at in chosen]


def _said(local: datetime, days: bool) -> str:  # noqa: FBT001 - one of two forms.
    date = f"{local.day} {MONTHS[local.month - 1].capitalize()}"
    return date if days else f"{date}\n{local:%H:%M}"


def _bars(axes: "Axes", panel: Bars) -> None:
    widest = max([sum(bar.parts) for bar in panel.bars] + [panel.of, 1])
    for row, bar in enumerate(panel.bars):
        y, start, total = -float(row), 0, sum(bar.parts)
        for number, (colour, hatch) in zip(bar.parts, PARTS, strict=False):
            axes.barh(
                y - 0.22, number, left=start, height=0.34, color=colour, hatch=hatch,
                edgecolor="white", linewidth=0.5,
            )  # fmt: skip
            start += number
        name = _plain(bar.name, LONGEST_NAME, bar.plain or f"no. {row + 1}")
        axes.text(0, y + 0.03, name, size=TEXT_PT, color=DARK, va="bottom", parse_math=False)
        share = f"{bar.parts[0]} of {panel.of or total}"
        axes.text(widest, y + 0.03, share, size=TEXT_PT, color=DARK, va="bottom", ha="right",
                  weight="bold")  # fmt: skip
    if panel.left:
        axes.text(0, 0.45 - len(panel.bars), f"and {panel.left} more", size=SMALL_PT, color=DARK,
                  va="top")  # fmt: skip
    axes.set_xlim(0, widest)
    axes.set_ylim(0.5 - max(len(panel.bars), 1), 0.5)
    axes.set_axis_off()
    _legend(axes, panel)


def _legend(axes: "Axes", panel: Bars) -> None:
    from matplotlib.patches import Patch

    rows = _keys(panel)
    inch = 1 / (BAR_IN * max(len(panel.bars), 1))
    for line, places in enumerate(reversed(rows)):
        keys = [
            Patch(facecolor=PARTS[place][0], hatch=PARTS[place][1], edgecolor="white",
                  label=panel.parts[place])
            for place in places
        ]  # fmt: skip
        legend = axes.legend(
            handles=keys, loc="lower left",
            bbox_to_anchor=(-0.015, 1.0 + line * KEYS_IN * inch), ncols=len(keys),
            fontsize=SMALL_PT, frameon=False, handlelength=1.2, columnspacing=1.2, borderpad=0.1,
            labelcolor=DARK,
        )  # fmt: skip
        axes.add_artist(legend)


def _plain(text: str, longest: int, instead: str) -> str:
    """Return *text* as the font can draw it on one line, or what stands for it."""
    drawn = "".join(letter for letter in " ".join(text.split()) if _has_shape(letter))
    if len(drawn) * 2 < len(text) or not drawn.strip():
        return instead
    return drawn if len(drawn) <= longest else f"{drawn[: longest - 1].rstrip()}…"


def _has_shape(letter: str) -> bool:
    """Tell whether the font draws the letter, and by itself: no joining, from left to right."""
    alone = unicodedata.bidirectional(letter) not in {"R", "AL", "AN"}
    return alone and unicodedata.category(letter)[0] in "LNPSZ" and ord(letter) in _letters()


@cache
def _letters() -> frozenset[int]:
    from matplotlib import font_manager

    path = font_manager.findfont(font_manager.FontProperties())
    return frozenset(font_manager.get_font(path).get_charmap())
