"""Which proofs wait for signatures, and who may give them: what is asked of those who read reports.

Signing itself is `bot.operations.approvals`.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.domain import conditional
from bot.domain.models import Approval, RoleHolder, Task
from bot.domain.report import Listing, Signer, Wanted
from bot.domain.words import TaskStatus, Verdict
from bot.storage.columns import IDS, fetched
from bot.storage.figures import listed

# Proofs that wait for signatures, with those that they have.
WANTED = (
    sa.select(
        col(Task.incident_id), col(Task.number), col(Task.title),
        sa.func.coalesce(col(Task.done_by), col(Task.assignee)).label("doer"),
        col(Task.approve), col(Approval.role), col(Approval.verdict),
    )
    .select_from(Task)
    .outerjoin(
        Approval,
        sa.and_(
            col(Approval.task_id) == col(Task.id),
            col(Approval.proof_round) == col(Task.proof_round),
        ),
    )
    .where(col(Task.incident_id).in_(IDS), col(Task.status) == TaskStatus.PROOF_REVIEW)
    .order_by(col(Task.incident_id), col(Task.number))
)  # fmt: skip
_HELD = (
    sa.select(col(RoleHolder.incident_id), col(RoleHolder.role), col(RoleHolder.user_id))
    .where(col(RoleHolder.incident_id).in_(IDS), col(RoleHolder.until).is_(None))
    .order_by(col(RoleHolder.id))
)


def decisions(session: Session, ids: Sequence[int]) -> dict[int, Listing[Wanted]]:
    """Return the proofs that wait for signatures, and whose."""
    tasks: dict[tuple[int, int], tuple[str, str | None, str]] = {}
    signed: dict[tuple[int, int], list[str]] = {}
    for row in fetched(session, WANTED, {"ids": ids}):
        key = (row.incident_id, row.number)
        tasks[key] = (row.title, row.doer, row.approve)
        if row.verdict is Verdict.APPROVED:
            signed.setdefault(key, []).append(row.role)
    held = _held(session, sorted({incident_id for incident_id, _ in tasks}))
    return listed(
        (key[0], Wanted(key[1], title, doer, _signers(
            _unsigned(approve, signed.get(key, [])), held.get(key[0], {}), doer
        )))
        for key, (title, doer, approve) in tasks.items()
    )  # fmt: skip


def _held(session: Session, ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """Return who holds which role in each incident."""
    found: dict[int, dict[str, list[str]]] = {}
    for incident_id, role, user_id in fetched(session, _HELD, {"ids": ids}) if ids else ():
        found.setdefault(incident_id, {}).setdefault(role, []).append(user_id)
    return found


def _signers(
    roles: Sequence[str], held: Mapping[str, Sequence[str]], doer: str | None
) -> tuple[Signer, ...]:
    """Return who of a role's holders can sign: nobody signs under their own work."""
    return tuple(
        Signer(role, next((each for each in held.get(role, ()) if each != doer), None))
        for role in roles
    )


def _unsigned(approve: str, signed: Sequence[str]) -> tuple[str, ...]:
    left = list(conditional.roles_of(approve))
    for role in signed:
        # Two signatures by any people are kept as any#1 and any#2.
        if role.partition("#")[0] in left:
            left.remove(role.partition("#")[0])
    return tuple(left)
