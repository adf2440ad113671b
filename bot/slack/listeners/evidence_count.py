"""`/evidence register` and `/evidence reconcile`: what is booked, and whether it is all there."""

import re
from collections import Counter as Tally

from bot.domain.evidence import EXHIBIT
from bot.domain.models import Exhibit
from bot.domain.reconciling import ALWAYS, ON_SHELF, PLACES, booked
from bot.errors import Mistyped
from bot.grammar import lines, refs
from bot.language.catalogue import say
from bot.operations import reconciling as operations
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.evidence_counters import EXHIBITS
from bot.slack.listeners.naming import rows_named
from bot.slack.listeners.registers import page_of
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit, lists
from bot.slack.views.evidence import holder, reconciled
from bot.slack.views.said import Said, paragraph
from bot.storage import registers as queries

_NAME = re.compile(r"EXH-?([0-9]{1,6})", re.IGNORECASE)
_READ = re.compile(r"(?P<name>EXH-?[0-9]+):(?P<seal>[^,;\s]+)", re.IGNORECASE)


def register_(ask: Ask) -> Answer:
    """Show the whole register with what is booked where, which adds up to all of it."""
    rows: list[Exhibit] = queries.rows(ask.turn.session, EXHIBIT, ask.incident.row)
    counts = [(say(place), len(names)) for place, names in booked(rows).items()]
    told = [(say("register"), len(rows)), *counts[:ALWAYS]]
    told += [(place, count) for place, count in counts[ALWAYS:] if count]
    above = say(
        "*Reconciliation:* {counts}", counts=" · ".join(f"{place} {count}" for place, count in told)
    )
    holders = Tally(holder(row, page_of(ask)) for row in rows)
    if holders:
        each = " · ".join(f"{name} {count}" for name, count in sorted(holders.items()))
        above += "\n" + say("*Custodians:* {holders}", holders=each)
    return registers.list_rows(ask, EXHIBITS, lambda _ask, words: (rows, words), above)


def reconcile(ask: Ask) -> Answer:
    """Compare what two people counted: `E… with @who [seals=EXH-003:S-1]`; bare, what to count."""
    if not ask.text.strip():
        return _to_count(ask)
    read = lines.options(ask.text, keys={"seals", "with"})
    nothing = read.rest.lower().startswith("with ")
    named = None if nothing else rows_named(ask, EXHIBIT, read.rest)
    typed, rest = (named.names, named.rest) if named else ([], read.rest)
    names = [_numbered(each) for each in typed]
    people = refs.users(f"{read.pairs.get('with', '')} {rest}")
    second = ask.known(people[0]) if people else ""
    seals = _seals(read.pairs.get("seals", ""))
    counted = operations.reconcile(ask.turn, ask.incident, names, second, seals)

    def said() -> Said:
        told = reconciled(counted, kit.mention(ask.user_id), kit.mention(second))
        return paragraph(told, *lists.of("evidence", ask.incident.ref))

    announce(ask, said)
    return answered(said())


def _numbered(typed: str) -> str:
    """Return an exhibit's name as it is booked: `EXH-003`, also of `exh3`; others stay."""
    number = _NAME.fullmatch(typed)
    return f"EXH-{int(number[1]):03d}" if number else typed


def _seals(typed: str) -> dict[str, str]:
    """Return which seals were read on which exhibits, or raise Mistyped."""
    found = {_numbered(each["name"]): each["seal"] for each in _READ.finditer(typed)}
    if typed.strip() and not found:
        raise Mistyped(
            say("Which seal was read on which exhibit?"),
            next_step=say("Type `seals=EXH-003:S-1117,EXH-007:S-1121`."),
        )
    return found


def _to_count(ask: Ask) -> Answer:
    """Name what must lie on the shelf now, and how the count is entered."""
    rows: list[Exhibit] = queries.rows(ask.turn.session, EXHIBIT, ask.incident.row)
    shelf = booked(rows)[ON_SHELF]
    places = " · ".join(f"{say(place)} {len(booked(rows)[place])}" for place, _ in PLACES[:ALWAYS])
    told = say("*Booked:* {places}.", places=places)
    if shelf:
        told += " " + say("*To be counted:* {names}", names=", ".join(shelf))
    told += "\n" + say(
        "Count with a second person, look at five seals, then type {way}: what you found, whatever "
        "is booked.",
        way=operations.WAY,
    )
    return answered(paragraph(told, *lists.of("evidence", ask.incident.ref)))
