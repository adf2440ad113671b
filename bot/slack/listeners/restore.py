"""`/restore`: systems and interfaces on their way back, rung by rung."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.models import System
from bot.domain.restore_guards import LADDER
from bot.domain.restore_path import critical_path
from bot.domain.restores import SYSTEM
from bot.errors import Mistyped
from bot.grammar import lines
from bot.grammar.leading import MOST_WORDS
from bot.grammar.suggest import nearest
from bot.grammar.times import looks_like_time
from bot.language.catalogue import later, say
from bot.operations import restore_facts, restore_fields
from bot.operations import restores as operations
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.expecting import expected
from bot.slack.listeners.registers import Counter, page_of
from bot.slack.views import facts as fact_views
from bot.slack.views import kit
from bot.slack.views.restores import FACE
from bot.slack.views.words import stop
from bot.storage import facts, segments, signatures
from bot.storage import registers as queries

BECAUSE = "because"
STAGES = (*LADDER[1:], "rolled_back")


def _more(ask: Ask, row: System) -> Sequence[str]:
    told = [say("*Next gate:* {gate}", gate=say(segments.next_gate(ask.turn.session, row)))]
    matter = restore_facts.matter(row)
    signed = signatures.agreed(ask.turn.session, ask.incident.row, matter)
    if signed:
        told.append(say("*Security cleared by:* {people}", people=registers.signers(signed)))
    said = facts.etas(ask.turn.session, [ask.incident.row], row.name)
    if said:
        told.append(
            say("*Expected:* {dates}", dates=fact_views.history(row.name, said, page_of(ask)))
        )
    return told


COUNTER = Counter(
    face=FACE,
    perform=operations.perform,
    past=dict.fromkeys(STAGES, later("{who} brought on {rows}")),
    more=_more,
)


def list_(ask: Ask) -> Answer:
    """Show the ladder by tier, with the critical path."""
    every: list[System] = queries.rows(ask.turn.session, SYSTEM, ask.incident.row)
    path = critical_path({row.name: row for row in every})
    told = " → ".join(f"{kit.one_line(row.name, 40)} ({FACE.state(row)})" for row in path)
    above = ""
    if path:
        gate = say(segments.next_gate(ask.turn.session, path[0]))
        above = say("*Critical path:* {path}", path=told) + "\n"
        above += say("*Next gate:* {gate}", gate=f"{kit.escape(path[0].name)}: {gate}")
    return registers.list_rows(ask, COUNTER, _wanted, above)


def _wanted(ask: Ask, words: str) -> tuple[Sequence[Any], str]:
    rows, kept = registers.by_state(COUNTER)(ask, words)
    return sorted(rows, key=lambda row: (row.tier, row.number)), kept


def show(ask: Ask) -> Answer:
    """Show one system in full, with its next gate."""
    return registers.show_row(ask, COUNTER)


def add(ask: Ask) -> Answer:
    """Put a system on the ladder: `<system> tier=… after=… [kind=interface] [owner=@who]`."""
    read = lines.options(ask.text, keys=restore_fields.KEYS)
    row = operations.add(ask.turn, ask.incident, lines.unquote(read.rest), read.pairs)
    return _told(ask, row, later("{who} put {row} on the ladder"))


def set_(ask: Ask) -> Answer:
    """Correct what is said of a system: `S key=value … [because <why>]`."""
    read = lines.options(ask.text, keys={*restore_fields.KEYS, BECAUSE})
    name, _, typed = read.rest.partition(f" {BECAUSE} ")
    pairs = {key: value for key, value in read.pairs.items() if key != BECAUSE}
    why = read.pairs.get(BECAUSE, "") or typed.strip()
    row = operations.change(ask.turn, ask.incident, _name(name), pairs, why)
    said = ", ".join(f"{key}={kit.one_line(value, 60)}" for key, value in pairs.items())
    said += f" ({kit.one_line(why, 300)})" if why else ""
    return registers.noted(ask, COUNTER, row, said)


def _name(typed: str) -> str:
    """Return the system that a text names: by number, or by its whole name, quoted or not."""
    name = lines.unquote(typed.strip())
    if not name:
        raise Mistyped(say("Which system?"), next_step=say("`/restore list` shows the ladder."))
    return name


def _split(ask: Ask, usage: str) -> tuple[str, str]:
    """Return the system at the front of what was typed, by number or name, and the rest."""
    text = ask.text.strip()
    every = queries.names(ask.turn.session, SYSTEM, ask.incident.row)
    by_length = sorted((name for _, name in every), key=len, reverse=True)
    low = text.lower()
    for name in by_length:
        if low == name.lower() or low.startswith(f"{name.lower()} "):
            return name, text[len(name) :].strip()
    words = lines.split(text)
    if not words:
        raise Mistyped(say("Which system?"), next_step=say("Type `{usage}`.", usage=usage))
    return words[0].text, text[words[0].end :].strip()


def stage(ask: Ask) -> Answer:
    """Bring a system to a stage: `S <stage> [key=value …]`."""
    name, rest = _split(ask, "/restore stage e-Hospital backup_verified scan=clean test=ok")
    typed, _, text = rest.partition(" ")
    wanted = typed.lower().replace("-", "_").strip(",.")
    if wanted not in STAGES:
        close = nearest(wanted, STAGES)
        raise Mistyped(
            say("There is no stage `{typed}`.", typed=typed[:40]) if typed else say("Which stage?"),
            nearest=f"/restore stage {name} {close} {text}".strip() if close else "",
            next_step=say("Did you mean `{close}`?", close=close)
            if close
            else say("Stages: {stages}.", stages=", ".join(STAGES)),
        )
    row = operations.perform(ask.turn, ask.incident, name, wanted, text)
    if not text.strip():
        return _told(ask, row, later("{who} brought {row} to *{stage}*"))
    why = kit.one_line(text, 400)
    return _told(ask, row, later("{who} brought {row} to *{stage}*: {why}"), why=why)


def clear(ask: Ask) -> Answer:
    """Sign that scan and secrets of a system are in order."""
    name, _ = _split(ask, "/restore clear e-Hospital")
    row, complete = operations.clear(ask.turn, ask.incident, name)
    if complete:
        return _told(ask, row, later("{who} signed that {row} is clean; both have signed"))
    wanted = later("{who} signed that {row} is clean; one more signature is wanted")
    return _told(ask, row, wanted)


def sign(ask: Ask) -> Answer:
    """Sign, as the clinical owner, that a system may be piloted."""
    name, _ = _split(ask, "/restore sign e-Hospital")
    row = operations.sign(ask.turn, ask.incident, name)
    return _told(ask, row, later("{who} signed as clinical owner that {row} may be piloted"))


def block(ask: Ask) -> Answer:
    """Say that a system cannot go on, and why."""
    name, why = _split(ask, "/restore block e-Hospital vendor waits for a licence")
    if not why:
        raise Mistyped(
            say("Why is it blocked?"),
            next_step=say("Type `/restore block {name} vendor waits`.", name=name),
        )
    row = operations.block(ask.turn, ask.incident, name, why)
    said = later("{who} says that {row} is blocked: {why}")
    return _told(ask, row, said, why=kit.one_line(why, 400))


def unblock(ask: Ask) -> Answer:
    """Say that a system can go on."""
    name, _ = _split(ask, "/restore unblock e-Hospital")
    row = operations.block(ask.turn, ask.incident, name, "")
    return _told(ask, row, later("{who} says that {row} can go on"))


def eta(ask: Ask) -> Answer:
    """Say when a system is expected back: `S <time> [because …]`."""
    name, rest = _split(ask, "/restore eta e-Hospital 5 dec 09:00")
    if not _has_time(rest):
        raise Mistyped(
            say("When is it expected?"),
            next_step=say("Type `/restore eta {name} 5 dec 09:00`.", name=name),
        )
    at, basis = expected(ask, rest, f"/restore eta {name}")
    row, before = operations.promise(ask.turn, ask.incident, name, at.at, basis)
    if before is None:
        return _told(ask, row, later("{who} expects {row} {at}"), at=at.at)
    was = later("{who} expects {row} {at}; before it was {before}")
    return _told(ask, row, was, at=at.at, before=before)


def _has_time(typed: str) -> bool:
    """Tell whether a text begins with what means to be a time, right or wrong."""
    words = typed.split()
    fronts = (" ".join(words[:count]) for count in range(1, min(len(words), MOST_WORDS) + 1))
    return any(map(looks_like_time, fronts))


def _told(ask: Ask, row: System, what: str, **values: str | datetime) -> Answer:
    def sentence() -> str:
        words = {
            name: ask.said(each) if isinstance(each, datetime) else each
            for name, each in values.items()
        }
        who, stage = kit.mention(ask.user_id), FACE.state(row)
        return stop(say(what, who=who, row=FACE.named(row), stage=stage, **words))

    return registers.told(ask, COUNTER, row, sentence)
