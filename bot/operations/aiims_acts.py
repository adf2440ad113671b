"""The demo incident as acts: who enters what of `aiims`, in order, by the people's operations.

Running them, and keeping how far it came, is `demo`.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import partial

from bot.domain import server_fields
from bot.domain.models import Incident
from bot.grammar import lines
from bot.operations import (
    aiims,
    back_entry,
    custody,
    departments,
    etas,
    evidence,
    facts,
    incidents,
    network,
    people,
    restore_fields,
    restores,
    servers,
)
from bot.operations.aiims import ASHA, IMRAN, KABIR, LEELA, NISHA, RAVI
from bot.operations.turn import Turn

# What one person does in one transaction.
Act = tuple[str, Callable[[Turn, Incident], object]]
AT_ONCE = 10
PROMISED_AT = time(9, 0)


def acts() -> Iterator[Act]:
    """Yield every act after the declaration, in order."""
    yield KABIR, _roles
    yield ASHA, partial(_note, text="Reports do not open; file names end in .locked.")
    yield KABIR, _servers
    yield RAVI, _hit
    names = [f"SRV-{number:03d}" for number, _ in enumerate(aiims.servers(), start=1)]
    for first in range(0, len(names), AT_ONCE):
        some = names[first : first + AT_ONCE]
        yield IMRAN, partial(_each, names=some, verb="isolate", text="precaution")
    for row in aiims.DEPARTMENTS:
        yield KABIR, partial(_department, row=row)
    yield KABIR, _numbers
    yield ASHA, partial(_paper, name="lab")
    yield KABIR, _ladder
    yield NISHA, _exhibits
    yield LEELA, _endpoints
    yield LEELA, _figures
    yield KABIR, _promises


def _roles(turn: Turn, incident: Incident) -> None:
    for role, user_id in aiims.ROLES:
        people.appoint(turn, incident, role, user_id)


def _note(turn: Turn, incident: Incident, text: str) -> None:
    incidents.note(turn, incident, text, happened_at=incident.noticed_at)


def _servers(turn: Turn, incident: Incident) -> None:
    rows = [server_fields.read(each) for each in aiims.servers()]
    servers.add(turn, incident, rows, text=f"{len(rows)} servers of the asset register")


def _hit(turn: Turn, incident: Incident) -> None:
    _each(turn, incident, aiims.HIT, "suspect", "its files do not open")
    _each(turn, incident, aiims.HIT, "encrypted", "file names end in .locked")


def _each(turn: Turn, incident: Incident, names: Iterable[str], verb: str, text: str) -> None:
    for name in names:
        servers.perform(turn, incident, name, verb, text)


def _department(turn: Turn, incident: Incident, row: tuple[str, str, str, str, str]) -> None:
    slug, name, block, head, mode = row
    departments.add(turn, incident, slug, name, block, head=head)
    departments.perform(turn, incident, slug, mode, "")


def _numbers(turn: Turn, incident: Incident) -> None:
    back_entry.give_numbers(turn, incident, "opd", "1000-4999")
    back_entry.give_numbers(turn, incident, "emergency", "5000-5999")


def _paper(turn: Turn, incident: Incident, name: str) -> None:
    departments.perform(turn, incident, name, "return", "seen=120 waiting=14 stock=6 urgent only")
    back_entry.set_backlog(turn, incident, name, {"p2": "480"})


def _ladder(turn: Turn, incident: Incident) -> None:
    for name, said in aiims.SYSTEMS:
        keys = restore_fields.KEYS
        row = restores.add(turn, incident, name, dict(lines.options(said, keys=keys).pairs))
        restores.perform(turn, incident, row.name, "scoped", "")


def _exhibits(turn: Turn, incident: Incident) -> None:
    """Take memory and disk of each server that was hit; the first are hashed, sealed, stored."""
    number = 0
    for at, server in enumerate(aiims.HIT):
        for kind, tool in (("memory", "WinPmem 4.0"), ("disk", "FTK Imager 4.7")):
            number += 1
            taken: Mapping[str, str] = {"tool": tool, "found": "data centre"} if at < 4 else {}  # noqa: PLR2004 - the last is not taken yet.
            row = evidence.add(turn, incident, server, kind, taken)
            if at < 2:  # noqa: PLR2004 - the first two are done.
                _keep(turn, incident, f"EXH-{row.number:03d}", f"DEMO-{number:03d}")
    offer = custody.Receiver(user_id=RAVI)
    custody.offer(turn, incident, ["EXH-001"], offer, "comparison with a working copy")


def _keep(turn: Turn, incident: Incident, name: str, seal: str) -> None:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    md5 = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    digests = f"sha256={sha256} md5={md5} source={sha256}"
    evidence.perform(turn, incident, name, "hash", digests)
    sealed = f"{seal} witness <@{RAVI}> <@{KABIR}> photo=drawer-4/{seal}"
    evidence.perform(turn, incident, name, "seal", sealed)
    evidence.perform(turn, incident, name, "store", "evidence room, safe 2")


def _endpoints(turn: Turn, incident: Incident) -> None:
    counted = {"total": "5000", "scanned": "1500", "infected": "60", "resolved": "60"}
    network.count(turn, incident, "Hospital PCs", counted)


def _figures(turn: Turn, incident: Incident) -> None:
    for each in aiims.FIGURES:
        facts.enter(
            turn, incident, each.key, each.value, of=each.of, status=each.status,
            source=each.source,
        )  # fmt: skip


def _promises(turn: Turn, incident: Incident) -> None:
    today = turn.now.astimezone(turn.house.zone).date()
    for what, days, basis in aiims.PROMISES:
        at = datetime.combine(today + timedelta(days), PROMISED_AT, turn.house.zone)
        etas.promise(turn, incident, what, at, basis)
