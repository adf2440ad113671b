"""`/server`: the machines, what is known of each, and what was done with it."""

import re
from collections.abc import Sequence
from typing import Any

from bot.domain import server_fields
from bot.domain.evidence import EXHIBIT
from bot.domain.models import Server
from bot.domain.server_guards import VERDICTS
from bot.domain.servers import KINDS, SERVER
from bot.errors import Mistyped
from bot.grammar import hosts, lines
from bot.grammar.text import fold
from bot.language.catalogue import later, say
from bot.operations import bulk
from bot.operations import servers as operations
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.registers import Counter
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit, windows
from bot.slack.views import registers as views
from bot.slack.views import servers as looks
from bot.slack.views.servers import FACE
from bot.storage import exhibits
from bot.storage import registers as queries


def _more(ask: Ask, row: Server) -> Sequence[str]:
    found = exhibits.of_server(ask.turn.session, ask.incident.row, SERVER.name(row))
    if not found:
        return ()
    named = ", ".join(
        f"EXH-{each.number:03d} {each.type} ({say(EXHIBIT.machine.word(each.state))})"
        for each in found[:12]
    )
    return (say("*Exhibits:* {exhibits}", exhibits=named),)


COUNTER = Counter(
    face=FACE,
    perform=operations.perform,
    past={
        "suspect": later("{who} marked as suspect {rows}"),
        "infiltrated": later("{who} marked as infiltrated {rows}"),
        "encrypted": later("{who} marked as encrypted {rows}"),
        "clear": later("{who} cleared {rows}"),
        "decide": later("{who} recorded what becomes of {rows}"),
        "isolate": later("{who} isolated {rows}"),
        "hold": later("{who} held {rows}"),
        "acquired": later("{who} recorded as acquired {rows}"),
        "custody": later("{who} handed to the investigator {rows}"),
        "release": later("{who} released {rows}"),
        "rebuild": later("{who} began to rebuild {rows}"),
        "rebuilt": later("{who} rebuilt {rows}"),
        "failed": later("{who} failed to rebuild {rows}"),
        "sanitise": later("{who} began to sanitise {rows}"),
        "sanitised": later("{who} sanitised {rows}"),
        "verify": later("{who} verified {rows}"),
        "reconnect": later("{who} reconnected {rows}"),
        "retire": later("{who} retired {rows}"),
        "clean": later("{who} cleaned {rows}"),
        "patch": later("{who} patched {rows}"),
        "reboot": later("{who} restarted {rows}"),
        "restoreover": later("{who} restored over {rows}"),
    },
    windows={
        "clear": windows.why(later("Clear a server"), later("On what basis?"), later("Clear")),
        "failed": windows.why(later("Rebuild failed"), later("What happened?"), later("Record")),
    },
    more=_more,
    pending=bulk.server_pending,
    behind={
        **dict.fromkeys(("clear", "decide"), later("Basis: {why}")),
        "custody": later("Receipt: {why}"),
    },
    outcome=looks.outcome,
)  # fmt: skip


_STATES = frozenset({step.after for step in SERVER.machine.steps} - {""} | {"in_service"})
# What a filter may say without its key, in the order in which it is looked up.
_BARE: Sequence[tuple[str, frozenset[str]]] = (
    ("state", _STATES), ("verdict", frozenset(VERDICTS)), ("kind", frozenset(KINDS)),
    ("life_support", frozenset({"life_support", "life"})),
)  # fmt: skip


def list_(ask: Ask) -> Answer:
    """Show servers by state, verdict, kind, department, host name or `key=value`."""
    return registers.list_rows(ask, COUNTER, _wanted)


def _wanted(ask: Ask, words: str) -> tuple[Sequence[Any], str]:
    every: list[Server] = queries.rows(ask.turn.session, SERVER, ask.incident.row)
    if not words or words.lower() == "all":
        return every, ""
    conditions = _conditions(words, every)
    return [row for row in every if all(_fits(row, *each) for each in conditions)], words


def _conditions(words: str, every: Sequence[Server]) -> list[tuple[str, frozenset[str]]]:
    names = [name for row in every for name in (row.hostname, SERVER.name(row))]
    found = []
    for word in fold(words).lower().split():
        key, equals, value = word.partition("=")
        if equals:
            found.append(_condition(key, value))
            continue
        wanted = frozenset(each.replace("-", "_") for each in key.split(","))
        column = next((name for name, said in _BARE if wanted <= said), "")
        if column:
            found.append((column, frozenset({"true"}) if column == "life_support" else wanted))
            continue
        named = hosts.hosts(word, known=names)
        if not named.found and not re.search(r"[*?]|\.\.", word):
            raise _no_filter(word)
        found.append(("named", frozenset(each.lower() for each in named.found)))
    return found


def _condition(key: str, typed: str) -> tuple[str, frozenset[str]]:
    """Return what `key=value` asks for, its value read as it is when it is entered."""
    values = [each for each in typed.split(",") if each] or [""]
    if key == "state" and set(values) <= _STATES:
        return key, frozenset(values)
    if key not in server_fields.BY_NAME:
        raise _no_filter(f"{key}={typed}")
    column = server_fields.BY_NAME[key].column
    read = (server_fields.read({key: each})[column] for each in values)
    return column, frozenset(str(each).lower() for each in read)


def _no_filter(word: str) -> Mistyped:
    return Mistyped(
        say("`{word}` is no filter of servers, and none is called so.", word=word[:60]),
        next_step=say(FACE.filters),
    )


def _fits(row: Server, column: str, wanted: frozenset[str]) -> bool:
    if column == "named":
        return bool(wanted & {row.hostname.lower(), SERVER.name(row).lower()})
    value = str(getattr(row, column)).lower()
    return value in wanted or value.replace("-", "_") in wanted


def show(ask: Ask) -> Answer:
    """Show one server in full."""
    return registers.show_row(ask, COUNTER)


def add(ask: Ask) -> Answer:
    """Enter a server: `<hostname> [key=value …]`."""
    read = lines.options(ask.text, keys=operations.KEYS)
    words = read.rest.split()
    if len(words) > 1:
        raise Mistyped(
            say("One server at a time; `{words}` is no `key=value`.", words=words[1][:40]),
            next_step=say("Many come by `/server import`."),
        )
    given = server_fields.read({**read.pairs, **({"hostname": words[0]} if words else {})})
    [row] = operations.add(ask.turn, ask.incident, [given])
    announce(
        ask,
        lambda: views.changed(
            FACE,
            say(
                "{who} entered the server {row}.", who=kit.mention(ask.user_id), row=FACE.named(row)
            ),
            row,
            ask.incident.ref,
        ),
    )
    return answered(registers.card(ask, COUNTER, row))


def set_(ask: Ask) -> Answer:
    """Correct what is said of a server: `X key=value …`."""
    read = lines.options(ask.text, keys=operations.KEYS)
    name = read.rest.strip()
    if not name or " " in name:
        raise Mistyped(
            say("Which server, and what of it?"),
            next_step=say("Type `/server set SRV-017 segment=OPD monitored=yes`."),
        )
    row = operations.change(ask.turn, ask.incident, hosts.shown(name), read.pairs)
    said = ", ".join(f"{key}={kit.one_line(value, 60)}" for key, value in read.pairs.items())
    return registers.noted(ask, COUNTER, row, said)
