"""Looks up what the guards of a server's verbs ask: exhibits, segment, waivers, signatures."""

from bot.domain.models import Exhibit, Incident, Server
from bot.domain.people import Standing
from bot.domain.server_guards import KEEPERS, Attempt, is_evidence
from bot.domain.servers import SERVER
from bot.domain.signing import Wanted
from bot.operations import signatures
from bot.operations.turn import Turn
from bot.storage import exhibits, roles, segments
from bot.storage import signatures as kept

MANDATORY = ("memory", "disk")
STORED = frozenset({"stored", "in_transit", "with_authority", "retained", "released"})
HASHED = STORED | {"hashed", "sealed"}
RELEASED_BY = Wanted(KEEPERS)
UNOBTAINABLE = "unobtainable"


def attempt(
    turn: Turn, incident: Incident, row: Server, who: Standing, reason: str, *, noc: str = ""
) -> Attempt:
    """Return what is tried on a server with everything that guards look at."""
    name = SERVER.name(row)
    found = exhibits.of_server(turn.session, incident.row, name) if is_evidence(row) else []
    return Attempt(
        name=name, state=row.state, row=row, reason=reason, user_id=who.user_id, roles=who.roles,
        holders=roles.holders(turn.session, incident),
        missing=_missing(row, found), unsafe=_unsafe(row, found),
        waived=kept.waived(turn.session, incident.row, name, now=turn.now),
        segment_open=segments.is_open(turn.session, incident.row, row.segment),
        released_by=noc or _signed(turn, incident, name),
    )  # fmt: skip


def said(turn: Turn, incident: Incident, row: Server, who: Standing) -> Attempt:
    """Return what writing fields is checked against: who writes, where the row stands."""
    return Attempt(
        name=SERVER.name(row), state=row.state, row=row, user_id=who.user_id, roles=who.roles,
        holders=roles.holders(turn.session, incident),
    )  # fmt: skip


def _missing(row: Server, found: list[Exhibit]) -> tuple[str, ...]:
    """Return the mandatory classes that are neither acquired nor signed off (rule 2)."""
    if not is_evidence(row) or row.original_seized:
        return ()
    there = {each.type for each in found if each.state in HASHED | {UNOBTAINABLE}}
    return tuple(
        kind
        for kind in MANDATORY
        if kind not in there and not (kind == "disk" and there & {"vm", "original"})
    )


def _unsafe(row: Server, found: list[Exhibit]) -> tuple[str, ...]:
    """Return the mandatory exhibits that are not stored with a verified hash (rule 1)."""
    if row.original_seized:
        return ()
    wanted = [each for each in found if each.type in {*MANDATORY, "vm"} and not each.derived_from]
    unsafe = [
        f"EXH-{each.number:03d} ({each.type})"
        for each in wanted
        if each.state != UNOBTAINABLE
        and (each.state not in STORED or not each.sha256 or each.broken)
    ]
    return (*unsafe, *(f"{kind} image" for kind in _missing(row, found)))


def matter(name: str) -> str:
    """Return the name under which the release of a server is signed."""
    return f"release:{name}"


def _signed(turn: Turn, incident: Incident, name: str) -> str:
    complete = signatures.is_signed(turn, incident, matter(name), RELEASED_BY)
    return "custodian and forensics lead" if complete else ""
