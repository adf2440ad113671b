"""What must hold after every command, as far as the tables tell it (see `test_walks`)."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from bot.domain.custody import OPEN
from bot.domain.evidence import EXHIBIT
from bot.domain.models import (
    Approval,
    Backlog,
    Exhibit,
    Server,
    Task,
    TempIdBlock,
    Transfer,
    TransferExhibit,
    Waiver,
)
from bot.domain.server_guards import is_evidence
from bot.domain.servers import SERVER
from bot.export import verify
from bot.operations import registers
from bot.storage.incidents import by_ref
from bot.storage.registers import rows


@dataclass
class Seen:
    """What stood in the tables before: how many exhibits, where each server was."""

    exhibits: int = 0
    servers: dict[str, str] = field(default_factory=dict)


def all_holds(session: Session, *, seen: Seen) -> None:
    """Assert every invariant that can be read from the tables."""
    here = by_ref(session, "INC-2022-001")
    if here is None:
        return
    assert verify.in_database(session, here).broken is None
    for kept in registers.KEPT.values():
        known = _states(kept.register)
        for row in rows(session, kept.register, here.row):
            assert kept.register.state(row) in known
    _custody_holds(session, seen)
    _evidence_is_not_wiped(session, seen)
    _paper_holds(session)
    _approvers_are_others(session)


def _custody_holds(session: Session, seen: Seen) -> None:
    """Rules 8 and 11: numbers never fewer, one custodian, at most one open hand-over."""
    found = session.exec(select(Exhibit).order_by("number")).all()
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert len(found) >= seen.exhibits
    seen.exhibits = len(found)
    assert all(each.custodian.strip() for each in found)
    seals = [each.seal_no for each in found if each.seal_no]
    assert len(seals) == len(set(seals)), "a seal is put on once"
    open_ = select(TransferExhibit.exhibit_id).join(Transfer).where(col(Transfer.state).in_(OPEN))
    moving = session.exec(open_).all()
    assert len(moving) == len(set(moving))
    on_the_way = {each.row for each in found if EXHIBIT.state(each) == "in_transit"}
    assert on_the_way <= set(moving) | _lost(session)


def _evidence_is_not_wiped(session: Session, seen: Seen) -> None:
    """Rules 1 and 3: what was evidence is rebuilt or retired by release or waiver alone."""
    waived = {each.subject for each in session.exec(select(Waiver)) if each.rule == "1"}
    for row in session.exec(select(Server)):
        name = SERVER.name(row)
        before, seen.servers[name] = seen.servers.get(name, ""), row.state
        gone = row.state in {"rebuilding", "retired"} and before != row.state
        if gone and is_evidence(row):
            assert row.release_basis or name in waived, f"{name}: {before} → {row.state}"
        if row.state in {"verified", "reconnected"}:
            assert row.verified_by != row.sanitised_by


def _states(register: Any) -> set[str]:
    steps = register.machine.steps
    named = {step.after for step in steps} | {each for step in steps for each in step.before}
    # Every register begins somewhere: the default of its column.
    return named | {str(register.table.model_fields[register.column].default)}


def _lost(session: Session) -> set[int]:
    wanted = select(TransferExhibit.exhibit_id).join(Transfer).where(Transfer.state == "lost")
    return set(session.exec(wanted))


def _paper_holds(session: Session) -> None:
    """Rule 21, and temporary numbers: given once."""
    for each in session.exec(select(Backlog)):
        assert each.verified <= each.entered <= each.sheets
        assert each.verified_by is None or each.verified_by != each.entered_by
    blocks = sorted((each.first, each.last) for each in session.exec(select(TempIdBlock)))
    assert all(one[1] < two[0] for one, two in itertools.pairwise(blocks))


def _approvers_are_others(session: Session) -> None:
    signed = select(Approval, Task).where(Approval.task_id == Task.id)
    for approval, task in session.exec(signed):
        assert approval.proof_round != task.proof_round or approval.approver != task.done_by
