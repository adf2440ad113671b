"""Draws a panel of cells: one square for each thing, told apart by colour and by letter.

Which thing has which letter was decided before.
"""

from typing import TYPE_CHECKING

from bot.pictures.look import DARK, SMALL_PT
from bot.pictures.model import Cells

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_IN = 0.92 * 5.4
# Up to so many cells there is room for names in them; beyond that they are smaller.
ROOMY, WIDE, NARROW = 300, 12, 30
KEY_IN, FOOT_IN = 0.24, 0.24
KEYS_BESIDE = 2
# Fill and letter; the letter says what the colour says, for whoever cannot tell the colours.
LOOKS = (
    ("#B00000", "white"), ("#222222", "white"), ("#E69F00", "black"), ("#0072B2", "white"),
    ("#CFE8F7", "black"), ("#BFE8D4", "black"), ("#EDEDED", "black"), ("#FFFFFF", "#777777"),
)  # fmt: skip


def _across(panel: Cells) -> int:
    return WIDE if len(panel.cells) <= ROOMY else NARROW


def _keys_high(panel: Cells) -> float:
    rows = -(-len(panel.counted()) // KEYS_BESIDE) + (1 if _framed(panel) else 0)
    return rows * KEY_IN + 0.08


def _framed(panel: Cells) -> int:
    return sum(cell.framed for cell in panel.cells)


def height(panel: Cells) -> float:
    """Return how high the panel is below its title, in inches."""
    across = _across(panel)
    rows = -(-max(len(panel.cells), 1) // across)
    return _keys_high(panel) + rows * WIDTH_IN / across + (FOOT_IN if panel.left else 0)


def draw(axes: "Axes", panel: Cells) -> None:
    """Draw the cells from left to right, row by row, with the keys and their counts above."""
    axes.set_xlim(0, WIDTH_IN)
    axes.set_ylim(height(panel), 0)
    axes.set_axis_off()
    _keys(axes, panel)
    across, top = _across(panel), _keys_high(panel)
    size = WIDTH_IN / across
    for place, cell in enumerate(panel.cells):
        key = panel.keys[cell.key]
        x, y = place % across * size, top + place // across * size
        _square(axes, (x, y, size), key.look, framed=cell.framed)
        colour = LOOKS[key.look][1]
        named = across == WIDE
        axes.text(
            x + size / 2, y + size * (0.4 if named else 0.52), key.letter, color=colour,
            size=13 if named else 6, weight="bold", ha="center", va="center", parse_math=False,
        )  # fmt: skip
        if named:
            axes.text(x + size / 2, y + size * 0.76, cell.name, color=colour, size=7,
                      ha="center", va="center", parse_math=False)  # fmt: skip
    if panel.left:
        axes.text(
            0,
            height(panel) - 0.06,
            f"and {panel.left:,} more, none of them worse",
            size=SMALL_PT,
            color=DARK,
        )


def _keys(axes: "Axes", panel: Cells) -> None:
    """Write what the letters mean and how many cells have each, two beside each other."""
    counted = panel.counted()
    for place, (key, number) in enumerate(counted):
        x = place % KEYS_BESIDE * WIDTH_IN / KEYS_BESIDE
        y = place // KEYS_BESIDE * KEY_IN
        _square(axes, (x, y, KEY_IN * 0.9), key.look, framed=False)
        axes.text(x + KEY_IN * 0.45, y + KEY_IN * 0.47, key.letter, size=8, weight="bold",
                  color=LOOKS[key.look][1], ha="center", va="center", parse_math=False)  # fmt: skip
        axes.text(x + KEY_IN * 1.15, y + KEY_IN * 0.47, f"{number} {key.name}", size=SMALL_PT,
                  color=DARK, va="center", parse_math=False)  # fmt: skip
    framed = _framed(panel)
    if framed:
        y = -(-len(counted) // KEYS_BESIDE) * KEY_IN
        _square(axes, (0.0, y, KEY_IN * 0.9), len(LOOKS) - 1, framed=True)
        axes.text(KEY_IN * 1.15, y + KEY_IN * 0.47, f"{framed} {panel.frame} (thick frame)",
                  size=SMALL_PT, color=DARK, va="center", parse_math=False)  # fmt: skip


def _square(axes: "Axes", place: tuple[float, float, float], look: int, *, framed: bool) -> None:
    from matplotlib.patches import Rectangle

    x, y, size = place
    gap = size * 0.06
    axes.add_patch(
        Rectangle(
            (x + gap, y + gap), size - 2 * gap, size - 2 * gap, facecolor=LOOKS[look][0],
            edgecolor=DARK if framed else "#9A9A9A", linewidth=2.6 if framed else 0.6,
        )
    )  # fmt: skip
