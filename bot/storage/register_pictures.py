"""The facts of the registers that a digest's picture is drawn from. How it looks is `bot.pictures`.

Cost follows the given incidents: one aggregate for servers and departments, rows for systems.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain.models import Department, Server, System
from bot.storage.columns import fetched


@dataclass(frozen=True, slots=True)
class Machines:
    """So many servers of a kind stand in a state with a verdict."""

    kind: str
    state: str
    verdict: str
    number: int


@dataclass(frozen=True, slots=True)
class Rung:
    """One system on the restore ladder."""

    name: str
    tier: int
    stage: str
    blocked: bool


def servers(session: Session, ids: Sequence[int]) -> list[Machines]:
    """Return how many servers there are of each kind, state and verdict."""
    by = (col(Server.kind), col(Server.state), col(Server.verdict))
    wanted = sa.select(*by, sa.func.count()).where(col(Server.incident_id).in_(ids)).group_by(*by)
    return [Machines(*row) for row in fetched(session, wanted.order_by(*by))]


def departments(session: Session, ids: Sequence[int]) -> dict[str, int]:
    """Return how many departments work in each mode."""
    mode = col(Department.mode)
    wanted = (
        sa.select(mode, sa.func.count()).where(col(Department.incident_id).in_(ids)).group_by(mode)
    )
    return {row[0]: row[1] for row in fetched(session, wanted)}


def systems(session: Session, ids: Sequence[int]) -> list[Rung]:
    """Return the systems that come back, what the others need first."""
    wanted = (
        sa.select(
            col(System.name), col(System.tier), col(System.stage),
            col(System.blocked_reason) != "",
        )
        .where(col(System.incident_id).in_(ids))
        .order_by(col(System.tier), col(System.number))
    )  # fmt: skip
    return [
        Rung(name, tier, stage, bool(blocked))
        for name, tier, stage, blocked in fetched(session, wanted)
    ]
