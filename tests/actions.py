"""Every action that the code writes into a timeline, read from the code itself.

An action is named where `record` is called; where it is made of a part that was handed on, `MADE`
says of which. What is named in no way that is known here is a mistake, so none is overlooked.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from bot.domain.custody import TRANSFER
from bot.domain.deadlines import Act
from bot.domain.departments import DEPARTMENT
from bot.domain.endpoints import BATCH
from bot.domain.evidence import EXHIBIT
from bot.domain.register import Register
from bot.domain.restores import INTERFACE, SYSTEM
from bot.domain.segments import SEGMENT
from bot.domain.servers import SERVER
from bot.domain.statements import STATEMENT
from bot.domain.waivers import WAIVER
from bot.operations import noting
from bot.storage import watch
from tests.repo.tree import python

WRITERS = ("bot",)
REGISTERS: tuple[Register, ...] = (
    SERVER, SEGMENT, BATCH, EXHIBIT, TRANSFER, DEPARTMENT, SYSTEM, INTERFACE, STATEMENT, WAIVER,
)  # fmt: skip
# Verbs that the machine knows and that are signed for: what is written is `signed`, and the end.
SIGNED = {"statement.approve", "waiver.approve"}


@cache
def written() -> frozenset[str]:
    """Return every action that the code can write."""
    return frozenset(action for path in python(*WRITERS) for action in _of(path))


def _of(path: Path) -> Iterator[str]:
    for call in (*_calls_of("record", path), *_calls_of("Happening", path)):
        named = _named(call)
        if named is None:
            continue
        literal = list(_literals(named))
        if literal:
            yield from literal
            continue
        place = f"{path.stem}: {ast.unparse(named)}"
        assert place in MADE, f"{place} names an action in a way that tests/actions.py cannot read"
        yield from MADE[place](path)


@cache
def _calls(path: Path) -> tuple[ast.Call, ...]:
    tree = ast.parse(_source(path))
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Call))


@cache
def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _calls_of(to: str, path: Path) -> Iterator[ast.Call]:
    """Yield the calls of a function in a file; one that never names it is not parsed."""
    if f"{to}(" in _source(path):
        yield from (call for call in _calls(path) if _name(call) == to)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _named(call: ast.Call) -> ast.expr | None:
    """Return what names the action, if the call writes into a timeline."""
    if _name(call) == "record" and len(call.args) == 2:
        return call.args[1]
    if _name(call) == "Happening":
        return next(each.value for each in call.keywords if each.arg == "action")
    return None


def _literals(named: ast.expr) -> Iterator[str]:
    sides = (named.body, named.orelse) if isinstance(named, ast.IfExp) else (named,)
    for side in sides:
        if isinstance(side, ast.Constant):
            yield str(side.value)


def _handed(to: str, place: int) -> Callable[[Path], Iterator[str]]:
    """Return the literals that stand at a place of the calls of a function, in every writer."""

    def found(_: Path) -> Iterator[str]:
        for path in python(*WRITERS):
            for call in _calls_of(to, path):
                if len(call.args) > place:
                    yield from _literals(call.args[place])

    return found


def _nouns(to: str, place: int) -> Iterator[str]:
    """Return the nouns of the registers that are named at a place of the calls of a function."""
    known = {register.noun.upper(): register.noun for register in REGISTERS}
    for path in python(*WRITERS):
        for call in _calls_of(to, path):
            if len(call.args) <= place:
                continue
            name = ast.unparse(call.args[place])
            # What goes on the ladder is a system or an interface.
            yield from (
                (SYSTEM.noun, INTERFACE.noun) if name == "kind" else filter(None, [known.get(name)])
            )


def _moved(_: Path) -> Iterator[str]:
    for register in REGISTERS:
        for step in register.machine.steps:
            yield f"{register.noun}.{step.verb}"


MADE: Mapping[str, Callable[[Path], Iterator[str]]] = {
    # Handed on as they are: whoever calls is read too.
    "turn: action": lambda _: iter(()),
    "noting: action": lambda _: iter((noting.NOTED, noting.EDITED, noting.DELETED)),
    "intake: action": lambda path: (
        each for to in ("_record", "_tell") for each in _handed(to, 3)(path)
    ),
    "promises: watch.SNOOZED": lambda _: iter((watch.SNOOZED,)),
    "task_moves: f'task.{action}'": lambda path: (
        f"task.{each}"
        for to, place in (("record", 3), ("move", 4))
        for each in _handed(to, place)(path)
    ),
    "deadline_moves: f'deadline.{act.value}'": lambda _: (f"deadline.{act.value}" for act in Act),
    "back_entry: f'department.{verb}'": lambda path: (
        f"department.{each}" for each in _handed("_told", 3)(path)
    ),
    "register: f'{register.noun}.{verb}'": lambda path: (
        each for each in _moved(path) if each not in SIGNED
    ),
    "register: f'{register.noun}.changed'": lambda _: (
        f"{noun}.changed" for noun in _nouns("correct", 2)
    ),
    "register: f'{register.noun}.added'": lambda _: (f"{noun}.added" for noun in _nouns("add", 2)),
}
