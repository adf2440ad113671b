"""What waits for one person in an incident besides tasks: a signature of theirs, a hand-over.

Only reads. Who may sign is asked of the same rules as when they do; proofs are `approvals`.
"""

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain import evidence, restores, waivers
from bot.domain.custody import TRANSFER
from bot.domain.departments import FURTHER
from bot.domain.evidence import EXHIBIT
from bot.domain.models import Deadline, Incident
from bot.domain.people import COMMAND, Standing
from bot.domain.register import Register
from bot.domain.restores import SYSTEM
from bot.domain.servers import SERVER
from bot.domain.signing import Wanted
from bot.domain.statements import STATEMENT
from bot.domain.waivers import WAIVER
from bot.domain.words import DeadlineState
from bot.operations import server_facts, signatures, statements
from bot.operations import waivers as waiver_operations
from bot.operations.people import standing
from bot.operations.turn import Turn
from bot.storage import deadlines as clocks
from bot.storage import exhibits, handovers, registers, roles
from bot.storage import signatures as kept


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of one register for which the person is wanted, and for which verb."""

    register: Register
    verb: str
    rows: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Begun:
    """A matter that one has signed: of which register, what completes it, while what holds."""

    register: Register
    verb: str
    wanted: Wanted
    open: Callable[[Any], bool]


def _may_still(register: Register, verb: str) -> Callable[[Any], bool]:
    return lambda row: verb in register.machine.verbs(register.state(row))


_BEGUN: Mapping[str, _Begun] = {
    "unobtainable": _Begun(
        EXHIBIT, "unobtainable", evidence.UNOBTAINABLE_BY, _may_still(EXHIBIT, "unobtainable")
    ),
    "broken": _Begun(EXHIBIT, "except", evidence.EXCEPTION_BY, lambda row: bool(row.broken)),
    "clear": _Begun(SYSTEM, "clear", restores.CLEARED_BY, lambda row: row.stage not in FURTHER),
    "release": _Begun(
        SERVER, "release", server_facts.RELEASED_BY, _may_still(SERVER, "release")
    ),
}  # fmt: skip


def for_actor(turn: Turn, incident: Incident) -> list[Waiting]:
    """Return what waits for the acting person, signatures first."""
    who = standing(turn, incident)
    found = [*_signatures(turn, incident, who), _transfers(turn, incident, who)]
    return [each for each in found if each.rows]


def deadlines(turn: Turn, incident: Incident) -> list[Deadline]:
    """Return the legal deadlines that are the acting person's to meet, the most urgent first."""
    held = roles.holders(turn.session, incident)
    me = turn.actor.user_id
    mine = frozenset(role for role, holders in held.items() if me in holders)
    owed = clocks.owed_of(turn.session, [incident.row]) if mine else []
    return [row for row in owed if _is_mine(row, me, mine, held)]


def _is_mine(row: Deadline, me: str, mine: frozenset[str], held: Container[str]) -> bool:
    """Tell whether a deadline waits for a person: its owner, its approver, or command for nobody's.

    *mine* are the person's roles, *held* those that anybody holds.
    """
    approves = not mine.isdisjoint(row.approvers.split(",")) and row.drafted_by != me
    return (
        row.owner in mine
        or (row.state is DeadlineState.DRAFTING and approves)
        or (row.owner not in held and not mine.isdisjoint(COMMAND))
    )


def brief_unread(turn: Turn, incident: Incident) -> bool:
    """Tell whether command was handed to the acting person, who has not read the brief yet."""
    row = handovers.unread(turn.session, incident.row)
    return row is not None and row.incoming == turn.actor.user_id


def _transfers(turn: Turn, incident: Incident, who: Standing) -> Waiting:
    """Return the hand-overs that the person receives, or records for a receiver from outside."""
    rows = _in(turn, incident, TRANSFER, ("offered", "in_transit"))
    mine = (row for row in rows if (row.from_user if row.external else row.to_user) == who.user_id)
    return Waiting(TRANSFER, "receive", tuple(mine))


def _signatures(turn: Turn, incident: Incident, who: Standing) -> Iterator[Waiting]:
    if not who.roles:
        return
    asked = _in(turn, incident, WAIVER, ("requested", "half"))
    yield Waiting(WAIVER, "approve", tuple(row for row in asked if _may_waive(turn, incident, row)))
    drafts = (
        row for row in _in(turn, incident, STATEMENT, ("draft",))
        if signatures.may_sign(
            turn, incident, statements.matter(row), statements.signed_by(turn, incident, row),
            asker=row.author,
        )
    )  # fmt: skip
    yield Waiting(STATEMENT, "approve", tuple(drafts))
    begun = kept.begun(turn.session, incident.row)
    for kind, each in _BEGUN.items():
        names = [matter.partition(":")[2] for matter in begun if matter.startswith(f"{kind}:")]
        yield Waiting(each.register, each.verb, tuple(_second(turn, incident, kind, each, names)))


def _may_waive(turn: Turn, incident: Incident, row: Any) -> bool:
    if exhibits.kept_by(turn.session, incident.row, row.subject, turn.actor.user_id):
        return False
    matter = waiver_operations.matter(row)
    return signatures.may_sign(turn, incident, matter, waivers.SIGNED_BY, asker=row.requester)


def _second(
    turn: Turn, incident: Incident, kind: str, what: _Begun, names: Collection[str]
) -> Iterator[Any]:
    """Yield the rows under which the person can put the signature that is still missing."""
    for name in names:
        matter = f"{kind}:{name}"
        if not signatures.may_sign(turn, incident, matter, what.wanted, asker=""):
            continue
        row = registers.named(turn.session, what.register, incident.row, name)
        if row is not None and what.open(row):
            yield row


def _in(turn: Turn, incident: Incident, register: Register, states: Collection[str]) -> list[Any]:
    return registers.in_states(turn.session, register, incident.row, states)
