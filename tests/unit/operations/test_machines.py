"""Every register's machine, every state with every verb: it moves as the table says, or refuses.

What refuses says the next step and leaves the row as it was. Whoever tries reads Hindi: what they
are refused is Hindi, what is kept of what they did is English.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.domain.register import Register
from bot.domain.servers import VERDICT_OF
from bot.domain.words import Kind
from bot.errors import Mistyped, Refused
from bot.operations import (
    custody,
    departments,
    evidence,
    incidents,
    network,
    people,
    registers,
    restores,
    servers,
    waivers,
)
from bot.operations.turn import Turn
from bot.storage.database import Database
from bot.storage.incidents import by_ref
from bot.storage.registers import rows
from tests.clocks import StoppedClock
from tests.factories import Desk, make_house
from tests.hindi import DEVANAGARI, english
from tests.unit.operations.hindi import in_hindi, kept_hindi, told

REF, BOSS, OTHER = "INC-2022-001", "U1BOSS", "U2OTHER"
SHA, MD5 = "a" * 64, "b" * 32
# Enough words for most verbs: what is still missing must be asked for by name.
WORDS = f"why sha256={SHA} md5={MD5} tool=FTK total=12"
# What is typed here and in `test_spoken`; it comes back as it was typed.
TYPED = ("db-01", "WinPmem", "why", "Small playbook", "Open the log", "Lab", "other why", "@nobody")


def _server(turn: Turn, incident: Any) -> None:
    servers.add(turn, incident, [{"hostname": "db-01"}])


def _exhibit(turn: Turn, incident: Any) -> None:
    evidence.add(turn, incident, "-", "memory", {"tool": "WinPmem"})


def _transfer(turn: Turn, incident: Any) -> None:
    _exhibit(turn, incident)
    evidence.perform(turn, incident, "EXH-001", "hash", f"sha256={SHA} md5={MD5}")
    sealed = f"S-1 witness <@{OTHER}> <@U3> photo=x"
    evidence.perform(turn, incident, "EXH-001", "seal", sealed)
    evidence.perform(turn, incident, "EXH-001", "store", "safe")
    custody.offer(turn, incident, ["EXH-001"], custody.Receiver(user_id=OTHER), "keeping")


MADE: dict[str, Callable[[Turn, Any], object]] = {
    "server": _server,
    "exhibit": _exhibit,
    "transfer": _transfer,
    "department": lambda turn, here: departments.add(turn, here, "lab", "Lab"),
    "segment": lambda turn, here: network.move_segment(turn, here, "OPD", "open", "verified"),
    "batch": lambda turn, here: network.count(turn, here, "OPD", {"total": "12"}),
    "system": lambda turn, here: restores.add(turn, here, "LIS", {}),
    "interface": lambda turn, here: restores.add(turn, here, "Link", {"kind": "interface"}),
    "waiver": lambda turn, here: waivers.ask(turn, here, "25", "incident", "other why"),
}


def test_every_register_is_here() -> None:
    assert set(MADE) == set(registers.KEPT)


@pytest.fixture
def desk(sqlite_url: str, clock: StoppedClock, tmp_path: Path) -> Any:
    database = Database(sqlite_url)
    made = Desk(database, make_house(tmp_path / "house"), clock)
    made(BOSS, lambda turn: incidents.declare(turn, title="x", severity=4, kind=Kind.OTHER))
    made(BOSS, lambda turn: people.appoint(turn, here(turn.session), "director", OTHER))
    yield made
    database.close()


def here(session: Session) -> Any:
    found = by_ref(session, REF)
    assert found is not None
    return found


def states(register: Register) -> list[str]:
    """Return every state that the machine knows."""
    found = {after for step in register.machine.steps if (after := step.after)}
    found |= {each for step in register.machine.steps for each in step.before}
    return sorted(found - {"*"}) or ["pending"]


def _row(session: Session, register: Register) -> Any:
    [row] = rows(session, register, here(session).row)
    return row


def _dump(session: Session, register: Register) -> dict[str, Any]:
    row = _row(session, register)
    return {name: getattr(row, name) for name in type(row).model_fields}


@pytest.mark.parametrize("noun", MADE)
def test_every_state_with_every_verb(desk: Desk, noun: str) -> None:
    register = registers.KEPT[noun].register
    desk(BOSS, in_hindi(lambda turn: MADE[noun](turn, here(turn.session))))
    first = desk.database.read_now(lambda session: _dump(session, register))
    verbs = dict.fromkeys(step.verb for step in register.machine.steps)
    moved = 0
    said: list[str] = []
    for state in states(register):
        row = None
        for verb in verbs:
            # Whoever was refused left the row as it was; whoever was not moved it.
            row = row or desk(
                BOSS, partial(_put, register=register, values={**first, register.column: state})
            )
            refusal = _tried(desk, noun, verb, row)
            moved += refusal is None
            row, said = (None, said) if refusal is None else (row, [*said, refusal])
    assert moved, "some of them go"
    assert [each for each in said if english(each, *TYPED)] == []
    assert any(map(DEVANAGARI.search, said)) is (noun != "batch"), (
        "counts are refused by themselves"
    )
    assert desk.database.read_now(kept_hindi) == []


def _put(turn: Turn, *, register: Register, values: dict[str, Any]) -> dict[str, Any]:
    """Put the row into a state; return it as it then is."""
    row = _row(turn.session, register)
    for name, value in values.items():
        setattr(row, name, value)
    turn.session.add(row)
    turn.session.flush()
    turn.session.expire(row)
    return _dump(turn.session, register)


def _tried(desk: Desk, noun: str, verb: str, before: dict[str, Any]) -> str | None:
    """Try one verb on the row as it is; return what was said when it was refused."""
    kept = registers.KEPT[noun]
    register = kept.register
    state = str(before[register.column])

    def act(turn: Turn) -> None:
        row = _row(turn.session, register)
        kept.perform(turn, here(turn.session), register.name(row), verb, WORDS)

    refusal = None
    try:
        desk(BOSS, in_hindi(act))
    except (Refused, Mistyped) as error:
        refusal = error
    after = desk.database.read_now(lambda session: _dump(session, register))
    if refusal is not None:
        assert refusal.next_step, f"{noun} {state} {verb}: {refusal.message}"
        assert after == before, f"{noun} {state} {verb}"
        return str(in_hindi(told)(refusal))
    steps = [step for step in register.machine.steps if step.verb == verb and step.fits(state)]
    assert steps, f"{noun}: `{verb}` went from {state}, where the machine has no step"
    allowed = {step.after or state for step in steps} | _also(noun, state, verb)
    assert after[register.column] in allowed, f"{noun} {state} {verb}"
    return None


def _also(noun: str, state: str, verb: str) -> set[str]:
    """Return where a verb may lead besides: what follows by itself, or waits for a signature."""
    if noun == "server":
        # What becomes evidence off the net is held by itself.
        return {"held"} if verb in VERDICT_OF else set()
    if noun == "exhibit":
        return {state} if verb == "unobtainable" else set()
    return {"transfer": {"disputed"}, "waiver": {"half", "granted"}, "batch": {"scanning"}}.get(
        noun, set()
    )
