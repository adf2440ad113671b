"""What a picture shows, in words, for those who do not see it. Pure."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.grammar.text import clip
from bot.grammar.times import written
from bot.pictures.model import Bar, Bars, Cells, Line, Lines, Panel, Picture

# Slack takes 1,000 characters: https://docs.slack.dev/reference/methods/files.getUploadURLExternal
LONGEST = 1000


def alt(picture: Picture) -> str:
    """Return the picture's text alternative: every panel with its numbers."""
    zone = ZoneInfo(picture.zone)
    said = [_said(panel, zone) for panel in picture.panels]
    return clip(" ".join([f"{picture.title}, {picture.about}.", *said]), LONGEST)


def _said(panel: Panel, zone: ZoneInfo) -> str:
    if isinstance(panel, Lines):
        return _lines(panel, zone)
    return _cells(panel) if isinstance(panel, Cells) else _bars(panel)


def _cells(panel: Cells) -> str:
    counted = ", ".join(f"{number} {key.name}" for key, number in panel.counted())
    framed = sum(cell.framed for cell in panel.cells)
    off = f"; {framed} {panel.frame}" if framed else ""
    more = f"; and {panel.left} more" if panel.left else ""
    return f"{panel.title}: {counted or 'nothing'}{off}{more}."


def _lines(panel: Lines, zone: ZoneInfo) -> str:
    times = [at for line in panel.lines for at, _ in line.points]
    if not times:
        return f"{panel.title}: nothing yet."
    first, last = (
        written(datetime.fromtimestamp(at, UTC), zone) for at in (min(times), max(times))
    )
    moved = ", ".join(_line(line) for line in panel.lines if line.points)
    return f"{panel.title}, from {first} to {last}: {moved}."


def _line(line: Line) -> str:
    first, last = line.points[0][1], line.points[-1][1]
    return f"{line.name} {last}" if first == last else f"{line.name} from {first} to {last}"


def _bars(panel: Bars) -> str:
    rows = "; ".join(
        f"{bar.name} {bar.parts[0]} of {panel.of}" if panel.of else _bar(bar, panel.parts)
        for bar in panel.bars
    )
    more = f"; and {panel.left} more" if panel.left else ""
    return f"{panel.title}: {rows}{more}."


def _bar(bar: Bar, names: tuple[str, ...]) -> str:
    parts = zip(bar.parts, names, strict=False)
    shown = ", ".join(f"{number} {name}" for number, name in parts if number)
    return f"{bar.name}: {shown or 'nothing'}"
