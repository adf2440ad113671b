"""An approval that is needed only if the proof says something: who is asked then, and what goes."""

from pathlib import Path

import pytest

from bot.domain.conditional import is_needed, kept, roles_of, words_of
from bot.domain.models import Incident, Task
from bot.domain.words import Kind, TaskStatus
from bot.errors import Refused
from bot.operations import approvals, incidents, people, tasks
from bot.operations.turn import Turn
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh, make_house

ANA, LEGAL = "U1ANA", "U2LEGAL"
TEXT = """---
slug: tell
title: Tell
when: {kind: [other]}
---
- [ ] NCIIPC {#nciipc proof=reference approve=legal-lead approve_when=n/a}
- [ ] Verdict {#verdict proof=text approve=forensics-lead approve_when=cleared,clean}
"""
NCIIPC, VERDICT = 1, 2


@pytest.fixture
def desk(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    return Desk(database, make_house(tmp_path / "playbooks", TEXT), clock)


@pytest.fixture
def incident(desk: Desk) -> Incident:
    def act(turn: Turn) -> Incident:
        made = incidents.declare(turn, title="Paper", severity=3, kind=Kind.OTHER)
        people.appoint(turn, made, "legal-lead", LEGAL)
        return made

    return desk(ANA, act)


def done(desk: Desk, incident: Incident, number: int, proof: str) -> Task:
    return desk(ANA, lambda turn: tasks.done(turn, fresh(turn, incident), number, proof))


@pytest.mark.parametrize(
    ("number", "proof", "status"),
    [
        (NCIIPC, "NCIIPC/2022/118", TaskStatus.DONE),
        (NCIIPC, "Not applicable, because no system is notified as protected",
         TaskStatus.PROOF_REVIEW),
        (NCIIPC, "N/A: the gazette of 2019 names none of ours", TaskStatus.PROOF_REVIEW),
        (VERDICT, "suspect: odd log-ons at night", TaskStatus.DONE),
        (VERDICT, "Cleared, swept with read-only tools", TaskStatus.PROOF_REVIEW),
    ],
)  # fmt: skip
def test_it_is_asked_only_when_the_proof_says_so(
    desk: Desk, incident: Incident, number: int, proof: str, status: TaskStatus
) -> None:
    finished = done(desk, incident, number, proof)
    assert (finished.status, finished.proof) == (status, proof)


@pytest.mark.parametrize("proof", ["none of ours", "not applicable", "n/a because", ""])
def test_neither_a_number_nor_a_reason_is_refused_and_says_who_approves(
    desk: Desk, incident: Incident, proof: str
) -> None:
    with pytest.raises(Refused, match="or why it does not apply, which legal-lead approves") as no:
        done(desk, incident, NCIIPC, proof)
    assert "not applicable, because" in str(no.value.next_step)


def test_legal_signs_that_it_does_not_apply_and_nobody_else(desk: Desk, incident: Incident) -> None:
    done(desk, incident, NCIIPC, "not applicable, because none is protected")
    with pytest.raises(Refused, match="You finished task #1 yourself") as own:
        desk(ANA, lambda turn: approvals.approve(turn, fresh(turn, incident), NCIIPC))
    assert LEGAL in str(own.value.who)
    with pytest.raises(Refused, match="needs the approval of legal-lead"):
        desk("U3BEN", lambda turn: approvals.approve(turn, fresh(turn, incident), NCIIPC))
    signed = desk(LEGAL, lambda turn: approvals.approve(turn, fresh(turn, incident), NCIIPC))
    assert signed.status is TaskStatus.DONE


@pytest.mark.parametrize(
    ("approve", "proof", "needed"),
    [
        ("", "anything", False),
        ("director", "anything", True),
        ("director[n/a]", "see page 4", False),
        ("director[n/a]", "this does not  apply here", True),
        ("director[n/a]", "an/a", False),
        ("a+b[cleared,clean]", "CLEAN", True),
        ("a+b[cleared,clean]", "uncleaned", False),
        ("a+b[cleared,clean]", None, False),
    ],
)
def test_which_proofs_need_it(approve: str, proof: str | None, *, needed: bool) -> None:
    assert is_needed(approve, proof) == needed


def test_it_is_read_as_it_is_kept() -> None:
    assert kept(("a", "b"), ("n/a",)) == "a+b[n/a]"
    assert (roles_of("a+b[n/a]"), words_of("a+b[n/a]")) == (("a", "b"), ("n/a",))
    assert (roles_of(""), words_of("a")) == ((), ())
    longest = kept(("a" * 64, "b" * 64), ("c" * 28,))
    assert len(longest) <= 160
