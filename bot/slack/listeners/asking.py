"""Verbs that enter or correct a row ask in a window when nothing more than the row is named.

What is entered becomes the line that a person would have typed, so a verb is written once. What
a button of a register asks first is in `counters`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from bot.domain.departments import DEPARTMENT
from bot.domain.evidence import EXHIBIT
from bot.domain.exhibit_details import COLUMNS
from bot.domain.register import Register
from bot.domain.restores import SYSTEM
from bot.domain.servers import SERVER
from bot.errors import Mistyped, Refused
from bot.grammar import lines
from bot.grammar import text as texts
from bot.language.catalogue import say
from bot.operations import register as operations
from bot.operations.restore_fields import PEOPLE, TEXTS
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import dept, evidence, restore, server, waiver
from bot.slack.listeners.counters import entered_in
from bot.slack.listeners.filled import Filled
from bot.slack.views import field_windows as asked
from bot.slack.views import windows
from bot.slack.views.windows import REST, Window
from bot.storage import registers as queries

Entered = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A verb's window: `handle` reads the line that `line` makes of what was entered.

    `kept` is the register whose row it is about, None where a row is entered. `known` are the
    columns by field that the window is filled with: then what was not changed is not written.
    `moments` are the fields that hold a time ahead, if anything: in the line what is no time would
    be taken for part of a text.
    """

    window: Window | Callable[[Any], Window]
    handle: Callable[[Ask], Answer]
    kept: Register | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    line: Callable[[Window, str, Entered], str] = windows.typed
    moments: Collection[str] = ()

    def of(self, row: Any) -> Window:
        """Return the window for a row."""
        return self.window if isinstance(self.window, Window) else self.window(row)

    def said(self, row: Any) -> dict[str, str]:
        """Return what stands in the fields when the window opens."""
        found = {name: getattr(row, column, None) for name, column in self.known.items()}
        return {name: _spelt(value) for name, value in found.items()}


def _spelt(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else texts.unescape(str(value))


def _own(window: Window) -> dict[str, str]:
    """Return the fields whose names are the columns' own."""
    return {blank.name: blank.name for blank in window.blanks}


def _eta(_window: Window, name: str, entered: Entered) -> str:
    because = entered.get("because", "")
    return f"{name} {entered['at']}" + (f" because {because}" if because else "")


def _waiver(_window: Window, _name: str, entered: Entered) -> str:
    until = entered.get("until", "")
    said = f"{entered['rule']} {entered['subject']} {entered['kind']} {entered[REST]}"
    return said + (f" until {until}" if until else "")


_SYSTEM = {
    **{key: TEXTS[key][0] for key in TEXTS}, **PEOPLE, "tier": "tier",
}  # fmt: skip
FORMS: Mapping[tuple[str, str], Form] = MappingProxyType(
    {
        ("evidence", "set"): Form(
            asked.details_of, evidence.set_, EXHIBIT, {each: each for each in COLUMNS}
        ),
        ("evidence", "verify"): Form(asked.DIGEST_READ, evidence.verify, EXHIBIT),
        ("server", "add"): Form(asked.SERVER_ADD, server.add),
        ("server", "set"): Form(asked.SERVER_SET, server.set_, SERVER, _own(asked.SERVER_SET)),
        ("restore", "add"): Form(asked.SYSTEM_ADD, restore.add),
        ("restore", "set"): Form(asked.SYSTEM_SET, restore.set_, SYSTEM, _SYSTEM),
        ("restore", "block"): Form(asked.SYSTEM_BLOCK, restore.block, SYSTEM),
        ("restore", "eta"): Form(asked.SYSTEM_ETA, restore.eta, SYSTEM, line=_eta),
        ("dept", "backlog"): Form(asked.BACKLOG, dept.backlog, DEPARTMENT),
        ("dept", "entered"): Form(asked.ENTERED, dept.entered, DEPARTMENT),
        ("dept", "verified"): Form(asked.VERIFIED, dept.verified, DEPARTMENT),
        ("waiver", "ask"): Form(asked.WAIVER, waiver.ask_for, line=_waiver, moments=("until",)),
    }
)


def actions() -> Iterator[str]:
    """Yield the callback id of every such window."""
    yield from (f"{noun}.{verb}" for noun, verb in FORMS)


def first_a_form(ask: Ask) -> dict[str, Any] | None:
    """Return the window when a verb of `FORMS` was given no more than its row, else None."""
    form = FORMS.get((ask.line.noun, ask.line.verb))
    name = lines.unquote(ask.text.strip())
    if form is None or bool(name) is not (form.kept is not None) or ask.found is None:
        return None
    row, head = None, say("What you enter is written down and told in the channel.")
    if form.kept is not None:
        row = queries.named(ask.turn.session, form.kept, ask.incident.row, name)
        if row is None:
            return None
        head = f"*{form.kept.name(row)}*"
    operations.check_may_work(ask.turn, ask.incident, say("write it down"))
    return windows.opened(
        form.of(row), f"{ask.line.noun}.{ask.line.verb}", ask.incident,
        form.kept.name(row) if form.kept else "", ask.origin.channel_id, head, form.said(row),
    )  # fmt: skip


def filled(ask: Ask, sent: Filled) -> Callable[[], Answer]:
    """Return what the verb does with what was entered."""
    noun, _, verb = sent.submission.callback_id.partition(".")
    form, name = FORMS[noun, verb], sent.submission.metadata.get("row", "")
    row = operations.found(ask.turn, ask.incident, form.kept, name) if form.kept else None
    window = form.of(row)
    _check_unchanged(form, row, sent)
    for each in form.moments:
        sent.read(each, lambda text: ask.moment(text) if text else None, None)
    entered = entered_in(window, sent)
    made = _changed(form, name, row, entered) if form.known else form.line(window, name, entered)
    line = replace(ask.line, rest=made, words=lines.split(made), raw=f"{verb} {made}")
    return partial(form.handle, replace(ask, line=line))


def _check_unchanged(form: Form, row: Any, sent: Filled) -> None:
    """Raise Refused when somebody else wrote since the window was opened: theirs would be lost."""
    if windows.stamp(form.said(row)) != sent.submission.metadata.get("stamp", ""):
        raise Refused(
            say("Somebody changed this row since you opened the window."),
            rule="one window, one state",
            next_step=say("What you entered stays here: copy it, and open the window again."),
        )


def _changed(form: Form, name: str, row: Any, entered: Entered) -> str:
    """Return the line that writes what differs from what the window was opened with."""
    before = {
        key: f"<@{value}>" if value and key in PEOPLE and form.kept is SYSTEM else value
        for key, value in form.said(row).items()
    }
    pairs = [
        f'{key}="{value.replace(chr(34), "”")}"'
        for key, value in entered.items()
        if texts.unescape(value) != before.get(key, "")
    ]
    if not pairs:
        raise Mistyped(
            say("Nothing is different from what stood there."),
            next_step=say("Change a field, or close the window."),
        )
    return " ".join((name, *pairs))
