"""What the registers share: rows with a number and a state, and verbs that move them. Pure.

A register is a table, a machine (`Step` rows and named guards) and the words its rows show. What
servers, exhibits or departments may do is in a module of each; queries are in `bot.storage`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

from sqlmodel import Field, SQLModel

from bot.errors import Mistyped, Refused, together
from bot.language.catalogue import say


class Row(SQLModel):
    """The columns that every register has. `since` is when its present state began."""

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    number: int
    since: datetime
    created_at: datetime
    created_by: str = Field(max_length=32)

    @property
    def row(self) -> int:
        """The id of the stored row; one that is not stored yet has none (ValueError)."""
        if self.id is None:
            raise ValueError("the row is not stored yet")
        return self.id


class Tried(Protocol):
    """Who tries what on which row: every register adds what its own guards look at."""

    @property
    def name(self) -> str:
        """How the row is called in a command: `SRV-017`."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def reason(self) -> str:
        """Why it is done, as typed."""


def wanting(*asked: tuple[object, str]) -> list[str]:
    """Return what is wanting, of conditions that say whether it is, each with its clause."""
    return [clause for is_wanting, clause in asked if is_wanting]


# A guard is silent, or raises Refused (a rule says no) or Mistyped (something is missing).
Guard = Callable[[Any], None]
ANY = frozenset({"*"})


@dataclass(frozen=True, slots=True)
class Step:
    """One verb from some states (`ANY` = every one) to another; what must hold, in order.

    `after` empty means that the state stays. `reason` names the step in "… needs a reason".
    """

    verb: str
    before: frozenset[str]
    after: str
    guards: tuple[Guard, ...] = ()
    reason: str = ""

    def fits(self, state: str) -> bool:
        """Tell whether the verb may be tried from *state* by this row of the table."""
        return state in self.before or self.before == ANY


def has_reason(step: Step, tried: Tried) -> None:
    """Raise Mistyped where the step needs a reason and none is given."""
    if step.reason and not tried.reason.strip():
        raise Mistyped(
            say("{what} needs a reason.", what=say(step.reason)), about="reason",
            next_step=say("Type it again with the reason behind {name}.", name=tried.name),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Machine:
    """Every step of a register. `way_out` says of a state what can be done from it.

    `besides` says what else can, where that needs a sentence of its own.
    """

    steps: tuple[Step, ...]
    said: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    way_out: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    besides: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def word(self, state: str) -> str:
        """Return a state as people say it."""
        return self.said.get(state, state.replace("_", " "))

    def verbs(self, state: str) -> tuple[str, ...]:
        """Return what may be tried from a state, in the order of the table."""
        return tuple(dict.fromkeys(step.verb for step in self.steps if step.fits(state)))

    def step(self, verb: str, tried: Tried) -> Step:
        """Return the step that the verb is now, or raise Refused or Mistyped with the way out."""
        found = next((s for s in self.steps if s.verb == verb and s.fits(tried.state)), None)
        if found is None:
            raise Refused(
                say(
                    "{name} is {state}; `{verb}` does not go from there.",
                    name=tried.name,
                    state=say(self.word(tried.state)),
                    verb=verb,
                ),
                rule="states",
                next_step=self._way(tried),
            )
        checks = [partial(guard, tried) for guard in found.guards]
        together(partial(has_reason, found, tried), *checks)
        return found

    def _way(self, tried: Tried) -> str:
        ways = (self.way_out.get(tried.state), self.besides.get(tried.state))
        if any(ways):
            return " ".join(say(each, d=tried.name) for each in ways if each)
        leaving = Machine(tuple(step for step in self.steps if step.after))
        verbs = ", ".join(f"`{verb}`" for verb in leaving.verbs(tried.state))
        return (
            say("From there: {verbs}.", verbs=verbs) if verbs else say("Nothing goes from there.")
        )


@dataclass(frozen=True, slots=True)
class Register:
    """One register: what playbooks (`noun`) and commands call it, its table, its machine.

    `key` is the column by which people know a row (`hostname`), `column` the one of its state.
    `shows` gives what `{{noun.field}}` says and what `each=noun[field=…]` compares; `titled` is
    what a row is called where its key alone says too little. `holds` tells two registers of one
    table apart.
    """

    noun: str
    command: str
    prefix: str
    table: type[Any]
    column: str
    key: str
    machine: Machine
    shows: Callable[[Any], Mapping[str, str]]
    titled: Callable[[Any], str] | None = None
    holds: Callable[[Any], bool] = lambda _row: True

    def name(self, row: Any) -> str:
        """Return what the row is called: `SRV-017`."""
        return self.called(row.number)

    def called(self, number: int) -> str:
        """Return what the row of that number is called."""
        return f"{self.prefix}-{number:03d}"

    def state(self, row: Any) -> str:
        """Return where the row stands."""
        return str(getattr(row, self.column))

    def title(self, row: Any) -> str:
        """Return what people know the row by."""
        return self.titled(row) if self.titled else str(getattr(row, self.key))
