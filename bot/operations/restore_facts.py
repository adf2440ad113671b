"""Looks up what the guards of the restore ladder ask: other systems, servers, segments, waivers."""

from bot.domain import restores as rules
from bot.domain.models import Incident, Server, System
from bot.domain.pilot_guards import PILOT_LASTS
from bot.domain.restore_guards import Attempt
from bot.domain.restore_path import names
from bot.domain.restores import SYSTEM
from bot.domain.servers import SERVER
from bot.grammar import lines
from bot.language.catalogue import later, say
from bot.operations import signatures
from bot.operations.turn import Turn
from bot.storage import pilots, registers, segments
from bot.storage.signatures import waived


def matter(row: System) -> str:
    """Return the name under which a system is security-cleared."""
    return f"clear:{SYSTEM.name(row)}"


def attempt(turn: Turn, incident: Incident, row: System, read: lines.Options) -> Attempt:
    """Return what is tried on a system, with everything that its guards look at."""
    name = SYSTEM.name(row)
    day = turn.now - PILOT_LASTS
    return Attempt(
        name=name, state=row.stage, row=row, now=turn.now, reason=read.rest,
        severe=tuple(pilots.severe(turn.session, incident, max(row.pilot_at or day, day))),
        attacker_at=incident.occurred_at or incident.noticed_at,
        behind=tuple(_behind(turn, incident, row)), off=tuple(_off(turn, incident, row)),
        cleared=signatures.is_signed(turn, incident, matter(row), rules.CLEARED_BY),
        waived=waived(turn.session, incident.row, name, now=turn.now),
        given=read.pairs,
    )  # fmt: skip


def _behind(turn: Turn, incident: Incident, row: System) -> list[tuple[str, str]]:
    """Return what the system depends on that is not security-cleared."""
    found = []
    for name in names(row.after):
        other = registers.named(turn.session, SYSTEM, incident.row, name)
        if other is None:
            found.append((name, later("not registered")))
        elif not rules.is_cleared(other.stage):
            found.append((other.name, other.stage))
    return found


def _off(turn: Turn, incident: Incident, row: System) -> list[str]:
    """Return why a system's servers may not be connected yet (rule 3)."""
    found = []
    for name in names(row.targets):
        server = registers.named(turn.session, SERVER, incident.row, name)
        if server is None:
            found.append(say("{name} is not registered", name=name))
            continue
        found += _why_off(turn, incident, server)
    return found


def _why_off(turn: Turn, incident: Incident, server: Server) -> list[str]:
    name = SERVER.name(server)
    if server.state not in {"in_service", "verified", "reconnected"}:
        state = say(SERVER.machine.word(server.state))
        return [say("{name} is {stage}", name=name, stage=state)]
    if segments.is_open(turn.session, incident.row, server.segment):
        return []
    segment = server.segment or say("no segment")
    done, total = segments.verified(turn.session, incident.row, server.segment)
    if not total:
        return [say("{name} stands in {segment}, which is not open", name=name, segment=segment)]
    return [
        say(
            "{name} stands in {segment}, which is not open ({done} of {total} endpoints verified)",
            name=name, segment=segment, done=done, total=total,
        )
    ]  # fmt: skip
