"""A document for a browser: one file of A4 pages that fetches nothing and prints as it is. Pure."""

import base64
from collections.abc import Callable, Mapping
from html import escape
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

BOX, TICKED = "☐", "☑"
# Nothing is fetched and nothing runs, whatever stands in a title.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
STYLE: Final = """
@page { size: A4; margin: 14mm 14mm 18mm; @bottom-left { content: FOOT; font: 8pt sans-serif }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt sans-serif } }
* { box-sizing: border-box } html { background: #fff; color: #000 }
body { font: 10pt/1.35 Ward, "DejaVu Sans", "Noto Sans", "Segoe UI", sans-serif; margin: 0 auto;
  max-width: 182mm; overflow-wrap: anywhere }
h1 { font-size: 18pt; line-height: 1.2; margin: 0 0 2mm } h2 { font-size: 14pt; margin: 5mm 0 2mm }
h3 { font-size: 11pt; margin: 4mm 0 1mm } h1, h2, h3 { break-after: avoid }
p { margin: 0 0 2mm; white-space: pre-line }
p.strong { border: 0.6mm solid #000; font-weight: bold; padding: 2mm 3mm }
ul { list-style: "•  "; margin: 0 0 2mm; padding-left: 5mm }
ul.ticks { list-style: none; padding: 0 }
ul.ticks li { padding-left: 7mm; text-indent: -7mm; margin: 1mm 0 }
.box { display: inline-block; font-size: 13pt; line-height: 1; text-indent: 0; width: 7mm }
dl { display: grid; gap: 1.5mm 6mm; margin: 1mm 0 3mm }
dl div { border-bottom: 0.2mm solid #555; min-height: 9mm }
dt { color: #333; font-size: 8pt } dd { margin: 0; white-space: pre-line }
table { border-collapse: collapse; margin: 1mm 0 3mm; table-layout: fixed; width: 100% }
th, td { border: 0.2mm solid #000; font-size: 8.5pt; padding: 0.8mm 1.2mm; text-align: left;
  vertical-align: top } th { background: #e6e6e6; font-size: 8pt } tr { break-inside: avoid }
section { border-top: 0.2mm solid #000; break-inside: avoid; margin: 0 0 3mm; padding-top: 1.5mm }
section.framed { border: 0.3mm dashed #000; padding: 2.5mm 3mm } section h3 { margin: 0 0 1mm }
.labels { display: grid; grid-template-columns: repeat(3, 1fr) }
.labels div { border: 0.2mm dashed #000; break-inside: avoid; height: 33mm; padding: 2mm 3mm }
.labels b { display: block; font-size: 16pt } .labels i { border-bottom: 0.2mm solid #555;
  display: block; font: 7pt sans-serif; height: 6mm; padding-top: 2.5mm }
.code { align-items: center; display: flex; gap: 3mm; font-size: 8.5pt }
.code svg { height: 26mm; shape-rendering: crispEdges; width: 26mm } .fresh { break-before: page }
@media screen { html { background: #ddd } body { background: #fff; margin: 6mm auto;
  max-width: 210mm; padding: 14mm } .fresh { border-top: 1mm solid #ddd; margin: 8mm -14mm } }
"""


def page(document: Document) -> str:
    """Return the document as one HTML file; whatever people typed in it is text."""
    style = STYLE.replace("FOOT", _in_css(document.foot)) + _face(document)
    body = "\n".join(_part(each) for each in document.parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{escape(document.title)}</title>\n<style>{style}</style></head>\n"
        f"<body>\n<h1>{escape(document.title)}</h1>\n{body}\n</body></html>\n"
    )


def _in_css(text: str) -> str:
    """Return a text as a string of CSS that ends neither itself nor the style."""
    return (
        '"' + "".join(c if c.isalnum() or c in " .,:-" else f"\\{ord(c):06x} " for c in text) + '"'
    )


def _face(document: Document) -> str:
    """Return the fonts that travel in the file, where it has letters that need them."""
    if not fonts.needs_devanagari(document.texts()):
        return ""
    faces = ((fonts.DEVANAGARI, "normal"), (fonts.DEVANAGARI_BOLD, "bold"))
    return "".join(
        f'@font-face {{ font-family: "Ward"; font-weight: {weight}; unicode-range: U+900-97F, '
        "U+A8E0-A8FF, U+1CD0-1CFF, U+200C-200D, U+25CC; src: url(data:font/ttf;base64,"
        f"{base64.b64encode(fonts.read(name)).decode()}) }}\n"
        for name, weight in faces
    )


def _part(part: Part) -> str:
    return _DRAWN[type(part)](part)


def _heading(part: Heading) -> str:
    return f"<h{part.level}>{escape(part.text)}</h{part.level}>"


def _words(part: Words) -> str:
    return f"<p{' class=strong' if part.strong else ''}>{escape(part.text)}</p>"


def _points(part: Points) -> str:
    lines = [
        (f"<span class=box>{TICKED if at in part.done else BOX}</span>" if part.ticks else "")
        + escape(item)
        for at, item in enumerate(part.items)
    ]
    kind = " class=ticks" if part.ticks else ""
    return f"<ul{kind}>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def _fields(part: Fields) -> str:
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in part.rows
    )
    return f'<dl style="grid-template-columns: repeat({part.columns}, 1fr)">{rows}</dl>'


def _grid(part: Grid) -> str:
    total = sum(part.widths)
    columns = "".join(f'<col style="width: {100 * each / total:.2f}%">' for each in part.widths)
    heads = "".join(f"<th>{escape(each)}</th>" for each in part.heads)
    height = f' style="height: {part.row_mm}mm"'
    rows = [*part.rows, *[("",) * len(part.heads)] * part.blank]
    body = "".join(
        f"<tr{height}>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return (
        f"<table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _labels(part: Labels) -> str:
    lines = "".join(f"<i>{escape(each)}</i>" for each in part.lines)
    return (
        "<div class=labels>"
        + "".join(f"<div><b>{escape(each)}</b>{lines}</div>" for each in part.numbers)
        + "</div>"
    )


def _card(part: Card) -> str:
    box = "" if part.done is None else f"<span class=box>{TICKED if part.done else BOX}</span>"
    inside = "".join(_part(each) for each in part.parts)
    kind = " class=framed" if part.framed else ""
    return f"<section{kind}><h3>{box}{escape(part.title)}</h3>{inside}</section>"


def _code(part: Code) -> str:
    dots = part.dots()
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(dots) for x, on in enumerate(row) if on
    )
    return (
        f'<p class=code><svg viewBox="0 0 {len(dots)} {len(dots)}" role="img" '
        f'aria-label="{escape(part.text)}"><path d="{dark}"/></svg>{escape(part.text)}</p>'
    )


def _new_page(_: NewPage) -> str:
    return "<div class=fresh></div>"


_DRAWN: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        Heading: _heading, Words: _words, Points: _points, Fields: _fields, Grid: _grid,
        Labels: _labels, Card: _card, Code: _code, NewPage: _new_page,
    }
)  # fmt: skip
