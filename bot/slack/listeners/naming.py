"""Which rows of a register a line names, and whether its reason begins with one more of them.

How names are written is `bot.grammar.hosts`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.register import Register
from bot.errors import Mistyped
from bot.grammar import hosts
from bot.grammar.text import wire
from bot.language.catalogue import say
from bot.slack.ask import Ask
from bot.slack.listeners import laying
from bot.storage import registers

_BARE = re.compile(r"#?[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Named:
    """The rows that a line names (globs and ranges spelt out), and the text behind them.

    `front` is how they were typed, `known` what the register's rows are called.
    """

    names: Sequence[str]
    rest: str
    front: str
    known: Sequence[str]


def rows_named(ask: Ask, register: Register, text: str | None = None) -> Named:
    """Return the rows named at the front and the text behind."""
    found = registers.names(ask.turn.session, register, ask.incident.row)
    numbered = {f"{register.prefix}-{number:03d}": key for number, key in found}
    known = [*numbered, *numbered.values()]
    typed = ask.text if text is None else text
    front, rest = hosts.leading(typed, known=known, named=_shape(register))
    read = hosts.hosts(front, known=known, cap=laying.MOST)
    # A host that is named by number and by name is one host; what is not known is refused by name.
    by_key = {key: name for name, key in numbered.items()}
    names = dict.fromkeys(by_key.get(name, name) for name in (*read.found, *read.unknown))
    return Named(tuple(names), rest, front, known)


def _shape(register: Register) -> re.Pattern[str]:
    return re.compile(rf"(?i:{register.prefix}-?\d+)")


def _overlooked(register: Register, named: Named) -> hosts.Overlooked | None:
    there = named.front.lower().replace(",", " ").split()
    # What is named already is no slip's first meaning: `a1 a22` with an a2 means that one.
    known = sorted(named.known, key=lambda name: name.lower() in there)
    over = hosts.overlooked(named.rest, known=known, named=_shape(register))
    if over is not None:
        is_there = over.meant.lower() in there
        return replace(over, meant=over.typed) if is_there else over
    joint, _, last = named.rest.rpartition(" ")
    if not _BARE.fullmatch(last) or " " in joint:
        return None
    # Rows go by their bare number too, where it cannot be a count: `17 18`, `SRV-017 to 018`.
    is_row = joint or _BARE.fullmatch(named.front)
    return hosts.Overlooked(last, last, "") if is_row and hosts.is_joint(joint) else None


def check_rest(ask: Ask, register: Register, verb: str, named: Named) -> None:
    """Raise Mistyped when one more row begins what would be kept as the reason.

    Otherwise half of what was meant is done, and whoever typed it believes that all of it is.
    """
    over = _overlooked(register, named)
    if over is None:
        return
    front, ref = named.front.rstrip(", "), ask.line.incident_ref
    verbs = " ".join(filter(None, (f"/{register.command}", verb, ref)))
    line = f"{verbs} {front}, {over.meant}"
    noun = say(register.noun)
    what = (
        say(
            "`{typed}` is named where the reason stands, so nothing was done yet.", typed=over.typed
        )
        if over.typed.lower() == over.meant.lower()
        else say(
            "`{typed}` is no {noun}; `{meant}` is one. Nothing was done yet.",
            typed=over.typed[:60],
            noun=noun,
            meant=over.meant,
        )
    )
    raise Mistyped(
        what,
        nearest=wire(f"{line} {over.behind}".rstrip()),
        next_step=say(
            "For each of them: `{line}`. As a reason it stands between quotes: `{quoted}`.",
            line=line,
            quoted=f'{verbs} {front} "{over.typed[:60]}"',
        ),
    )
