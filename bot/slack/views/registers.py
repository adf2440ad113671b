"""Lists and cards of every register, from a `Face` that says how its rows look. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.register import Register
from bot.language.catalogue import later, say
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.said import Said
from bot.slack.views.tasks import PAGE, pager
from bot.slack.views.words import capital

MOST_BUTTONS = 8


@dataclass(frozen=True, slots=True)
class Face:
    """How the rows of one register look.

    `facts` are short and stand in lists; `details` are lines of the card; `labels` name the verbs
    that get a button; `titled` is what a row is called where that is a word of ours and not what
    somebody typed; `adds` names the button by which one is entered in a window; `filters` says by
    what their list is narrowed; `besides` are verbs of a state that are not the machine's own. What
    a row says is mrkdwn: each register escapes what people typed.
    """

    register: Register
    plural: str
    facts: Callable[[Any, Page], Sequence[str]]
    details: Callable[[Any, Page], Sequence[str]]
    labels: Mapping[str, str] = field(default_factory=dict)
    titled: Callable[[Any], str] | None = None
    adds: str = ""
    filters: str = later("Without a filter the list shows them all.")
    besides: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def named(self, row: Any) -> str:
        """Return the row as it is spoken of: `*SRV-017* lis-db-01`."""
        return f"*{self.register.name(row)}* {kit.one_line(self.called(row), 100)}"

    def called(self, row: Any) -> str:
        """Return what people know the row by, in the language that is spoken."""
        return self.titled(row) if self.titled else self.register.title(row)

    def changed(self, row: Any, past: str) -> str:
        """Return the row as it is spoken of, with its state where the sentence *past* has it not.

        `switched opd (manual) to manual mode` says it twice, `began to rebuild web (rebuilding)`
        too; `marked as suspect web (in service)` does not.
        """
        word = self.register.machine.word(self.register.state(row))
        told = word.removesuffix("ing").removesuffix("ed") in past
        return self.named(row) if told else f"{self.named(row)} ({self.state(row)})"

    def value(self, ref: str, row: Any) -> str:
        """Return what a button of the row carries."""
        return f"{ref} {self.register.name(row)}"

    def action(self, verb: str) -> str:
        """Return the action of a verb's button."""
        return f"{self.register.command}.{verb}"

    def state(self, row: Any) -> str:
        """Return where the row stands, in words."""
        return say(self.register.machine.word(self.register.state(row)))


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of rows, out of how many, with the words of the filter as typed.

    `states` counts every row of the register by its state: a menu narrows the list to one of them.
    """

    rows: Sequence[Any]
    total: int
    offset: int
    words: str = ""
    above: str = ""
    states: Mapping[str, int] = field(default_factory=dict)


def listing(face: Face, found: Listing, ref: str, page: Page) -> Said:
    """Return a page of rows with the ways to the pages beside it; `above` stands over it."""
    list_ = face.action("list")
    if not found.rows:
        plural = say(face.plural)
        text = say("No {rows} in {ref}.", rows=plural, ref=ref)
        add = say("`/{command} help` says how they are entered.", command=face.register.command)
        if found.words:
            words = kit.code(found.words)
            text = say("No {rows} in {ref} for {words}.", rows=plural, ref=ref, words=words)
        if found.words and found.states:
            text, add = _none_of(face, found, ref), say(face.filters)
        ways = (
            [kit.button(say("All {rows}", rows=say(face.plural)), list_, ref)]
            if found.words
            else []
        )
        if face.adds:
            ways.append(kit.button(say(face.adds), face.action("add"), ref, style="primary"))
        ways.append(kit.button(say("Help"), f"{face.register.command}.help"))
        told = f"{text} {add}".rstrip()
        return Said(told, (kit.section(told),)).with_buttons(*ways)
    first, last = found.offset + 1, found.offset + len(found.rows)
    asked = f" ({kit.code(found.words)})" if found.words else ""
    head = say(
        "*{rows}* in {where}: {first}-{last} of {total}",
        rows=capital(say(face.plural)),
        where=f"{ref}{asked}",
        first=first,
        last=last,
        total=found.total,
    )
    above = f"{head}\n{found.above}" if found.above else head
    told = "; ".join(_line(face, row, page) for row in found.rows)
    rows = (row_block(face, row, ref, page) for row in found.rows)
    blocks = (*kit.paragraphs(above), *rows, *_menu(face, found, ref))
    return Said(f"{above}: {told}", blocks).with_buttons(
        *pager(list_, ref, found.words, found.offset, found.total)
    )


def _none_of(face: Face, found: Listing, ref: str) -> str:
    """Say that there are rows, and that the filter matches none of them."""
    return say(
        "{words} matches none of the {count} {rows} in {ref}.",
        words=kit.code(found.words),
        count=sum(found.states.values()),
        rows=say(face.plural),
        ref=ref,
    )


def _menu(face: Face, found: Listing, ref: str) -> list[kit.Block]:
    """Return the menu that narrows the list in place, where there is more than one state."""
    if len(found.states) < 2:  # noqa: PLR2004 - with one state there is nothing to choose.
        return []
    plural, word = say(face.plural), face.register.machine.word
    options = [kit.option(say("All {rows}", rows=plural), ref)]
    options += [
        kit.option(f"{say(word(state))} ({count})", f"{ref} {state}")
        for state, count in found.states.items()
    ]
    now = f"{ref} {found.words}".strip()
    return [kit.actions(kit.select(face.action("list"), say("State"), options, initial=now))]


def _line(face: Face, row: Any, page: Page) -> str:
    return f"{face.named(row)}: {', '.join((face.state(row), *face.facts(row, page)))}"


def row_block(face: Face, row: Any, ref: str, page: Page) -> kit.Block:
    """Return one line of a list with the button that shows the row in full."""
    facts = " · ".join((face.state(row), *face.facts(row, page)))
    name = face.register.name(row)
    button = kit.button(
        say("Details"),
        face.action("show"),
        face.value(ref, row),
        accessibility_label=f"{say('Details')} {name}",
    )
    return kit.section(f"{face.named(row)}\n{facts}", accessory=button)


def card(face: Face, row: Any, ref: str, page: Page, more: Sequence[str] = ()) -> Said:
    """Return a row in full: state, since when, every detail, and what can be done from there."""
    since = say("*{state}* since {at}", state=face.state(row), at=_since(row.since, page))
    head = f"{say('{row} in {ref}', row=face.named(row), ref=ref)}\n{since}"
    lines = [*face.details(row, page), *more]
    text = "\n".join([head, *lines])
    blocks = (kit.section(head), *kit.paragraphs("\n".join(lines)))
    return Said(text, blocks).with_buttons(*_buttons(face, row, ref))


def _since(at: datetime, page: Page) -> str:
    return kit.said_date(at, page.zone)


def _buttons(face: Face, row: Any, ref: str) -> list[kit.Block]:
    state = face.register.state(row)
    verbs = (*face.besides.get(state, ()), *face.register.machine.verbs(state))
    wanted = [verb for verb in verbs if verb in face.labels][:MOST_BUTTONS]
    name = face.register.name(row)
    return [
        *(
            kit.button(
                say(face.labels[verb]), face.action(verb), face.value(ref, row),
                accessibility_label=f"{say(face.labels[verb])} {name}",
            )
            for verb in wanted
        ),
        kit.button(say("All {rows}", rows=say(face.plural)), face.action("list"), ref),
    ]  # fmt: skip


def changed(face: Face, sentence: str, row: Any, ref: str) -> Said:
    """Return what the channel is told when one row changed."""
    button = kit.button(say("Details"), face.action("show"), face.value(ref, row))
    return Said(sentence, tuple(kit.paragraphs(sentence))).with_buttons(button)


def offset_of(page: int, total: int, size: int = PAGE) -> int:
    """Return where a page begins, the last one when there are not so many."""
    return (min(page, max(-(-total // size), 1)) - 1) * size
