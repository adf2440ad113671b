"""Where somebody is in their App Home: which page of the incidents, and of one incident's list.

A button carries it whole, and it is kept for as long as Home is open. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.grammar import lines
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.registers import offset_of
from bot.slack.views.tasks import pager

# Whatever is longer was made by nobody of ours.
LONGEST = 80
INCIDENTS, ROWS = "incidents", "page"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """The page of incidents, and the one list of the one incident that was turned to a page.

    An incident without a list is the one whose rows come first when not all of them fit.
    """

    incidents: int = 1
    ref: str = ""
    name: str = ""
    page: int = 1

    @property
    def words(self) -> str:
        """The place but for the page of its list, as a button carries it."""
        return f"{self.name} {INCIDENTS}={self.incidents}".strip()

    @property
    def value(self) -> str:
        """The whole place, as it is kept."""
        if not self.ref:
            return f"{ROWS}={self.incidents}"
        return f"{self.ref} {self.words} {ROWS}={self.page}"

    def page_of(self, ref: str, name: str) -> int:
        """Return which page of a list is shown; all but the one that was turned show the first."""
        return self.page if (self.ref, self.name) == (ref, name) else 1


def read(value: str) -> Place:
    """Return the place that a button carries; what is none of ours is where Home begins."""
    found = lines.options(value, keys={INCIDENTS, ROWS}) if len(value) <= LONGEST else None
    if found is None:
        return Place()
    page = lines.page_number(found.pairs.get(ROWS, ""))
    ref, _, name = found.rest.partition(" ")
    if not ref:
        return Place(page)
    return Place(lines.page_number(found.pairs.get(INCIDENTS, "")), ref, name, page)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list in Home: of which incident, which list, and how many rows it shows."""

    place: Place
    ref: str
    name: str
    size: int

    def offset(self, total: int) -> int:
        """Return where the page begins in a list of so many rows."""
        return offset_of(self.place.page_of(self.ref, self.name), total, self.size)

    def of(self, rows: Sequence[T]) -> Sequence[T]:
        """Return the rows that the page shows."""
        offset = self.offset(len(rows))
        return rows[offset : offset + self.size]

    def titled(self, title: str, total: int) -> str:
        """Return the title of the list with which of its rows are shown, where not all are."""
        if total <= self.size:
            return title
        first = self.offset(total) + 1
        return say(
            "{title}: {first}-{last} shown",
            title=title, first=first, last=min(first + self.size - 1, total),
        )  # fmt: skip

    def pager(self, total: int) -> kit.Block:
        """Return the row of buttons to the pages beside this one, nothing where there are none."""
        words = replace(self.place, name=self.name).words
        offset = self.offset(total)
        return kit.actions(*pager(ids.HOME_TURN, self.ref, words, offset, total, size=self.size))


def incidents(place: Place, total: int, size: int) -> list[kit.Block]:
    """Return which of the open incidents are shown, and the way to the others."""
    if total <= size:
        return []
    offset = offset_of(place.incidents, total, size)
    text = say(
        "*Open incidents* {first}-{last} of {total}",
        first=offset + 1, last=min(offset + size, total), total=total,
    )  # fmt: skip
    return [
        kit.section(text),
        kit.actions(*pager(ids.HOME_TURN, "", "", offset, total, size=size)),
    ]


def opener(place: Place, ref: str) -> kit.Block:
    """Return the button that shows in full an incident for which there was no room."""
    value = Place(place.incidents, ref).value
    return kit.button(
        say("Show"), ids.HOME_TURN, value,
        accessibility_label=say("Show what waits in {ref}", ref=ref),
    )  # fmt: skip
