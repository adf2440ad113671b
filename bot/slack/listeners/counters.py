"""The registers' counters by their command: what a button asks first, and what was entered.

A new register is one row here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bot.domain.custody import TRANSFER
from bot.domain.evidence import EXHIBIT
from bot.domain.waivers import WAIVER
from bot.errors import Mistyped
from bot.grammar import lines, refs
from bot.grammar.lines import Line
from bot.language.catalogue import say
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import dept, evidence_counters, restore, server, waiver
from bot.slack.listeners.filled import Filled
from bot.slack.listeners.registers import Counter, one
from bot.slack.registry import Verb
from bot.slack.views import windows
from bot.storage import registers as queries

COUNTERS: Mapping[str, tuple[Counter, ...]] = MappingProxyType(
    {
        "dept": (dept.COUNTER,),
        "server": (server.COUNTER,),
        "evidence": (evidence_counters.EXHIBITS, evidence_counters.TRANSFERS),
        "restore": (restore.COUNTER,),
        "waiver": (waiver.COUNTER,),
    }
)


def counter_of(command: str, name: str) -> Counter | None:
    """Return the counter at which a row of that name is worked, the command's first if unsure."""
    found = COUNTERS.get(command, ())
    named = (each for each in found if name.upper().startswith(each.face.register.prefix))
    return next(named, found[0] if found else None)


# The letters by which the usages of a command call its rows.
LETTERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "evidence": {"E": EXHIBIT.prefix, "T": TRANSFER.prefix},
        "waiver": {"W": WAIVER.prefix},
    }
)


def spelt_out(verb: Verb, line: Line) -> Line:
    """Return the line with `E1` in the place of a row as `EXH-001`, where the verb takes rows."""
    letters = LETTERS.get(verb.noun, {})
    if verb.usage[:1] not in letters:
        return line
    rest = refs.numbered(line.rest, letters)
    # What is put right in the line is looked for as it is spelt here.
    raw = line.raw.replace(line.rest, rest, 1)
    return replace(line, raw=raw, rest=rest, words=lines.split(rest))


def windows_of() -> Iterator[str]:
    """Yield the callback id of every window of every register."""
    for command in COUNTERS.values():
        for counter in command:
            yield from (counter.face.action(verb) for verb in counter.windows)


def first_a_window(ask: Ask) -> dict[str, Any] | None:
    """Return the window that a verb of a register asks which names its row alone, else None.

    None is to act at once: what is typed may name many rows, or one that is not there.
    """
    name = ask.text.strip()
    counter = counter_of(ask.line.noun, name)
    window = counter.windows.get(ask.line.verb) if counter else None
    if counter is None or window is None or ask.found is None:
        return None
    face = counter.face
    row = queries.named(ask.turn.session, face.register, ask.incident.row, name) if name else None
    if row is None:
        return None
    if ask.line.verb not in face.register.machine.verbs(face.register.state(row)):
        return None
    head = say("{row} is {state}.", row=face.named(row), state=face.state(row))
    action = face.action(ask.line.verb)
    return windows.opened(
        window, action, ask.incident, face.register.name(row), ask.origin.channel_id, head
    )


def filled(ask: Ask, form: Filled) -> Callable[[], Answer]:
    """Return what a register's window was about, to be done as if it had been typed."""
    command, _, verb = form.submission.callback_id.partition(".")
    name = form.submission.metadata.get("row", "")
    counter = counter_of(command, name)
    if not name or counter is None:
        raise Mistyped(
            say("This window names no row."),
            next_step=say("What you entered stays here: copy it, and open the window again."),
        )
    window = counter.windows[verb]
    text = windows.typed(window, "", entered_in(window, form))
    return lambda: one(ask, counter, verb, name, lines.unquote(text))


def entered_in(window: windows.Window, form: Filled) -> dict[str, str]:
    """Return what was entered into each field of a window."""
    return {
        blank.name: _chosen(blank.kind, form.chosen(blank.name))
        if blank.kind in {"person", "choice"}
        else form.text(blank.name)
        for blank in window.blanks
    }


def _chosen(kind: str, value: str) -> str:
    """Return what was chosen as it would have been typed: a person as a mention."""
    return f"<@{value}>" if kind == "person" and value else value
