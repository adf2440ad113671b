"""What stands on paper: the parts of a document, whatever draws them. Frozen values, no looks.

How they look in a browser is `html`, how in a PDF `pdf`; what is printed is decided elsewhere.
"""

from dataclasses import dataclass

Text = str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the first level opens a part of the document."""

    text: Text
    level: int = 2


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph, or several with a line between; `strong` is what must not be overlooked."""

    text: Text
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short sentences; with `ticks` each has a box to tick, filled for those `done`."""

    items: tuple[Text, ...]
    ticks: bool = False
    done: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fields:
    """Names with their values in columns; where a value is empty there is a line for a pen."""

    rows: tuple[tuple[Text, Text], ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows, then so many `blank` ones, high enough to write in.

    `widths` are shares of the page. Its heads stand again on every page.
    """

    heads: tuple[Text, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Text, ...], ...] = ()
    blank: int = 0
    row_mm: float = 9.0


@dataclass(frozen=True, slots=True)
class Labels:
    """Numbers to cut out and stick on, each with lines for who it is."""

    numbers: tuple[Text, ...]
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What belongs together on one page: a task, a slip. `done` is None where nothing is ticked.

    A `framed` one is cut out along its frame.
    """

    title: Text
    parts: tuple["Part", ...]
    done: bool | None = None
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A square code that a phone reads without a network, and the same words beside it."""

    text: Text

    def dots(self) -> tuple[tuple[bool, ...], ...]:
        """Return its rows, dark or not, with the quiet zone around it."""
        import segno

        made = segno.make(self.text, error="m", micro=False)
        return tuple(tuple(bool(dot) for dot in row) for row in made.matrix_iter(border=4))


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a fresh page."""


Part = Heading | Words | Points | Fields | Grid | Labels | Card | Code | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed: its title, what stands at the foot of every page, its parts in order."""

    title: Text
    foot: Text
    parts: tuple[Part, ...]

    def texts(self) -> str:
        """Return every letter of it, to choose fonts by."""
        return f"{self.title}{self.foot}{self.parts!r}"
