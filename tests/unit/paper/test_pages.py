"""A document as HTML and as PDF: what stands in it, and that it is the same each time."""

import io
import re
from datetime import UTC, datetime

from pypdf import PdfReader

from bot.paper import html, pdf
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

AT = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
FOOT = "Ward pack INC-2022-001 · printed 23 Nov 2022 07:07 IST"
HOSTILE = '<script>alert("x")</script> & {{host}} %s \\ </style>'


def _document(*parts: Part, title: str = "Title") -> Document:
    return Document(title, FOOT, parts)


def _read(made: bytes) -> list[str]:
    pages = PdfReader(io.BytesIO(made)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_every_page_is_a4_and_says_which_of_how_many_printed_when() -> None:
    made = pdf.pages(_document(Words("one"), NewPage(), Words("two")), AT)
    first, second = _read(made)
    assert (first, second) == (
        f"Title one {FOOT} Page 1 of 2", f"two {FOOT} Page 2 of 2",
    )  # fmt: skip
    width, height = PdfReader(io.BytesIO(made)).pages[0].mediabox[2:]
    assert (round(float(width)), round(float(height))) == (595, 842)
    assert pdf.pages(_document(Words("one"), NewPage(), Words("two")), AT) == made
    page = html.page(_document(Words("one")))
    assert "size: A4" in page
    assert 'content: "Page " counter(page) " of " counter(pages)' in page
    # A letter that is written by its number ends with a blank, which is no part of it.
    assert 'content: "Ward pack INC-2022-001 \\0000b7  printed 23 Nov 2022 07:07 IST"' in page


def test_what_people_typed_is_text_and_nothing_is_fetched() -> None:
    document = Document(
        HOSTILE, HOSTILE,
        (Heading(HOSTILE), Words(HOSTILE), Points((HOSTILE,), ticks=True),
         Fields(((HOSTILE, HOSTILE),)), Grid((HOSTILE,), (1,), ((HOSTILE,),)),
         Labels((HOSTILE,), (HOSTILE,)), Card(HOSTILE, (), done=False)),
    )  # fmt: skip
    page = html.page(document)
    assert "<script" not in page
    assert page.count("</style>") == 1
    assert page.count("&lt;script&gt;") == 12
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=|url\((?!data:)|@import|https?:", page)
    assert sum(each.count('<script>alert("x")</script>') for each in _read(pdf.pages(document, AT)))


def test_letters_of_hindi_join_and_their_font_travels_with_the_page() -> None:
    plain, hindi = _document(Words("Ward")), _document(Words("कबीर शर्मा"))
    assert "@font-face" not in html.page(plain)
    assert html.page(hindi).count("src: url(data:font/ttf;base64,") == 2
    made = pdf.pages(hindi, AT)
    assert b"NotoSansDevanagari" in made
    assert b"NotoSansDevanagari" not in pdf.pages(plain, AT)
    [page] = PdfReader(io.BytesIO(made)).pages
    assert "कबीर" in page.extract_text()


def test_a_box_is_ticked_when_its_task_is_done() -> None:
    both = _document(Card("open", (), done=False), Card("shut", (), done=True))
    assert re.findall(r"<h3><span class=box>(.)</span>(\w+)</h3>", html.page(both)) == [
        ("☐", "open"), ("☑", "shut"),
    ]  # fmt: skip
    some = html.page(_document(Points(("a", "b"), ticks=True, done=frozenset({1}))))
    assert re.findall(r"<li><span class=box>(.)</span>(\w)</li>", some) == [("☐", "a"), ("☑", "b")]


def test_a_code_is_drawn_as_squares_and_says_the_same_in_words() -> None:
    code = Code("/server show SRV-001 INC-2022-001")
    dots = code.dots()
    # Three corners by which a reader finds it, inside four lines of nothing.
    for top, left in ((4, 4), (4, len(dots) - 11), (len(dots) - 11, 4)):
        assert dots[top][left : left + 7] == (True,) * 7
    assert not any(any(row) for row in dots[:4])
    page = html.page(_document(code))
    assert page.count("h1v1h-1z") == sum(map(sum, dots))
    [text] = _read(pdf.pages(_document(code), AT))
    assert code.text in text


def test_a_table_goes_on_with_its_heads_and_a_card_is_not_torn() -> None:
    rows = tuple((f"row {number}", "x " * 200) for number in range(30))
    pages = _read(pdf.pages(_document(Grid(("Name", "Text"), (1, 4), rows, blank=2)), AT))
    assert len(pages) > 2
    assert all("Name Text" in each for each in pages)
    assert sum(each.count("row ") for each in pages) == 30
    tall = Card("the slip", tuple(Words(f"line {number}") for number in range(20)), framed=True)
    filled = [Words(f"before {number}") for number in range(25)]
    torn = _read(pdf.pages(_document(*filled, Heading("head"), tall), AT))
    assert len(torn) == 2
    assert "head the slip line 0" in torn[1]
    assert "line 19" in torn[1]
    assert "head" not in torn[0]


def test_what_is_longer_than_a_page_goes_on_on_the_next() -> None:
    long = Card("task", (Words("\n".join(f"line {number}" for number in range(120))),), done=False)
    pages = _read(pdf.pages(_document(long), AT))
    assert len(pages) >= 2
    text = " ".join(pages)
    assert [f"line {number}" in text for number in range(120)] == [True] * 120
    grid = _read(pdf.pages(_document(Grid(("A",), (1,), (("word " * 4000,),))), AT))
    assert "…" in grid[0]
