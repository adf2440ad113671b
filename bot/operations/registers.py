"""Every register under the noun that playbooks use: its rows, and how a task does its verbs.

A new register is one row here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bot.domain.custody import TRANSFER
from bot.domain.departments import DEPARTMENT
from bot.domain.endpoints import BATCH
from bot.domain.evidence import EXHIBIT
from bot.domain.models import Incident
from bot.domain.register import Register
from bot.domain.restores import INTERFACE, SYSTEM
from bot.domain.segments import SEGMENT
from bot.domain.servers import SERVER
from bot.domain.waivers import WAIVER
from bot.operations import (
    custody,
    departments,
    evidence,
    network,
    opening,
    restores,
    servers,
    waivers,
)
from bot.operations.step_rows import Planned
from bot.operations.turn import Turn
from bot.playbook.model import Step
from bot.storage import registers

# Does a verb on the row of a name; the text is what was typed behind it, or a task's proof.
Perform = Callable[[Turn, Incident, str, str, str], Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A register and the door by which tasks reach its verbs."""

    register: Register
    perform: Perform


KEPT: Mapping[str, Kept] = MappingProxyType(
    {
        "department": Kept(DEPARTMENT, departments.perform),
        "server": Kept(SERVER, servers.perform),
        "exhibit": Kept(EXHIBIT, evidence.perform),
        "transfer": Kept(TRANSFER, custody.perform),
        "segment": Kept(SEGMENT, network.perform_segment),
        "batch": Kept(BATCH, network.perform_batch),
        "system": Kept(SYSTEM, restores.perform),
        "interface": Kept(INTERFACE, restores.perform),
        "waiver": Kept(WAIVER, waivers.perform),
    }
)


# What is said of the rows of the registers that were read, by noun.
Rows = dict[str, list[Mapping[str, str]]]


def planned(turn: Turn, incident: Incident, steps: Sequence[Step], rows: Rows) -> Iterator[Planned]:
    """Yield what steps become: one task, or one for every matching row of a kept register.

    What is read for them stays in *rows*, for the next playbook.
    """
    for step in steps:
        kept = KEPT.get(step.each.noun) if step.each else None
        if kept is None:
            yield Planned(step)
            continue
        noun = kept.register.noun
        if noun not in rows:
            found = registers.rows(turn.session, kept.register, incident.row)
            rows[noun] = opening.said_of(kept.register, found)
        yield from opening.planned(kept.register, step, rows[noun])
