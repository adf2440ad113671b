"""Whatever the numbers and names are, a picture comes of it, wide as a phone, told in words."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pictures import draw
from bot.pictures.model import Bar, Bars, Line, Lines, Picture, read
from bot.pictures.words import LONGEST, alt
from tests.hostile import HOSTILE

T0 = 1_669_167_420


def burn_up(*, title: str = "All tasks", last: int = 60, span: int = 86_400) -> Lines:
    whole = Line("all", ((T0, 24), (T0 + span // 2, last), (T0 + span, last)))
    done = Line("done", ((T0, 0), (T0 + span // 3, last // 3), (T0 + span, last // 2)))
    return Lines(title, (whole, done))


def bars(*names: str, left: int = 0) -> Bars:
    rows = tuple(Bar(name, (number, 1, 2), "a-slug") for number, name in enumerate(names))
    return Bars("By playbook", ("done or skipped", "overdue", "open"), rows, left)


def picture(*panels: Lines | Bars, title: str = "Tasks", about: str = "INC-2022-001") -> Picture:
    return Picture(title, about, "Asia/Kolkata", panels)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_wide_as_a_phone_and_as_high_as_it_must_be() -> None:
    one = size(draw.png(picture(burn_up())))
    more = size(draw.png(picture(burn_up(), bars("a", "b"))))
    most = size(draw.png(picture(burn_up(), bars(*"abcdefgh", left=9))))
    assert {one[0], more[0], most[0]} == {1080}
    assert one[1] < more[1] < most[1] < 2500


def test_a_legend_takes_the_rows_that_it_needs() -> None:
    """Five parts do not fit beside each other; a single part explains itself."""
    many = Bars("Servers", ("back or cleared", "held as evidence", "not assessed", "being cleaned",
                            "cut off"), (Bar("Virtual", (1, 2, 3, 4, 5)),))  # fmt: skip
    few = Bars("Tasks", ("done", "open"), (Bar("Own", (1, 2)),))
    one = Bars("Departments", ("departments",), (Bar("Manual", (2,)),), of=3)
    heights = [size(draw.png(picture(panel)))[1] for panel in (one, few, many)]
    assert heights == sorted(set(heights))
    assert read(picture(one).written()) == picture(one)


@pytest.mark.parametrize("at", range(0, len(HOSTILE), 8))
def test_whatever_it_is_called(at: int) -> None:
    """Scripts without a font, formulas, control characters: drawn or replaced, never a crash.

    Each is the title of a panel and the name of a bar, so that one picture can hold eight of them.
    """
    some = HOSTILE[at : at + 8]
    named = [Bars(each, ("done",), (Bar(each, (1,), "a-slug"),)) for each in some]
    shown = picture(*named, title=some[0], about=some[-1])
    assert size(draw.png(shown))[0] == 1080
    for words in some:
        own = picture(burn_up(title=words), bars(words, "b"), title=words, about=words)
        assert len(alt(own)) <= LONGEST, words[:40]


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Isolate servers", "Isolate servers"),
        ("Изолировать серверы", "Изолировать серверы"),
        ("अस्पताल के सर्वर", "a-slug"),
        ("سرورها", "a-slug"),
        ("隔离服务器", "a-slug"),
        ("👩‍🚀", "a-slug"),
        ("$\\frac{1}{2}$", "$\\frac{1}{2}$"),
        ("   ", "a-slug"),
        ("a" * 80, "a" * 41 + "…"),
    ],
)
def test_names_that_the_font_lacks_are_replaced(name: str, drawn: str) -> None:
    assert draw._plain(name, draw.LONGEST_NAME, "a-slug") == drawn


def test_the_same_numbers_make_the_same_picture() -> None:
    shown = picture(burn_up(), bars("a"))
    assert draw.png(shown) == draw.png(read(shown.written()))


numbers = st.integers(min_value=0, max_value=10**6)
moments = st.integers(min_value=T0, max_value=T0 + 10**8)


@settings(max_examples=10, deadline=None)
@given(
    points=st.lists(st.tuples(moments, numbers), max_size=20),
    parts=st.lists(st.tuples(numbers, numbers, numbers), max_size=10),
)
def test_any_numbers(points: list[tuple[int, int]], parts: list[tuple[int, int, int]]) -> None:
    steps = tuple(sorted(dict(points).items()))
    shown = picture(
        Lines("Over time", (Line("all", steps), Line("done", steps[::2]))),
        Bars("Parts", ("x", "y", "z"), tuple(Bar(f"No {n}", p) for n, p in enumerate(parts))),
    )
    assert size(draw.png(shown))[0] == 1080
    assert read(shown.written()) == shown
    assert len(alt(shown)) <= LONGEST
