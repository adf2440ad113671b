from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.domain.models import Incident, Task
from bot.domain.words import TaskStatus
from bot.errors import AlreadyTaken, Mistyped, NotFound, Refused
from bot.operations import approvals, command, incidents, tasks
from bot.operations.turn import Turn
from tests.factories import Desk, fresh

ALICE, BOB, CAROL = "U0ALICE", "U0BOB", "U0CAROL"
LOG, CUT, SEAL, TELL = 1, 2, 3, 4


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return desk(ALICE, lambda turn: incidents.declare(turn, title="e-Hospital", severity=1))


def state(desk: Desk, incident: Incident, number: int) -> Task:
    return desk(ALICE, lambda turn: tasks.found(turn, fresh(turn, incident), number))


def finish_log(desk: Desk, incident: Incident) -> None:
    desk(
        ALICE, lambda turn: tasks.done(turn, fresh(turn, incident), LOG, "seen by the lab at 07:00")
    )


def test_one_wins_and_the_other_is_told_who_has_it(desk: Desk, incident: Incident) -> None:
    def claim(user_id: str) -> str:
        try:
            desk(user_id, lambda turn: tasks.claim(turn, fresh(turn, incident), TELL))
        except AlreadyTaken as refusal:
            return refusal.holder
        return "won"

    people_at_once = [f"U{n:03d}" for n in range(12)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(claim, people_at_once))

    assert answers.count("won") == 1
    winner = people_at_once[answers.index("won")]
    assert set(answers) == {"won", winner}
    assert state(desk, incident, TELL).assignee == winner


def test_a_task_waits_for_what_comes_before_it(desk: Desk, incident: Incident) -> None:
    with pytest.raises(Refused, match="comes after #1 Open the log"):
        desk(ALICE, lambda turn: tasks.done(turn, fresh(turn, incident), CUT, "24"))
    finish_log(desk, incident)
    waiting = desk(ALICE, lambda turn: tasks.done(turn, fresh(turn, incident), CUT, "24"))
    assert waiting.status is TaskStatus.PROOF_REVIEW


@pytest.mark.parametrize(
    ("number", "proof", "asked"),
    [
        (LOG, None, "a sentence"),
        (LOG, "…", "a sentence"),
        (CUT, "many", "a number"),
        (SEAL, "in the drawer", "a photo"),
    ],
)
def test_proof_of_the_wrong_kind_is_refused(
    desk: Desk, incident: Incident, number: int, proof: str | None, asked: str
) -> None:
    if number != LOG:
        finish_log(desk, incident)
    if number == SEAL:
        desk(BOB, lambda turn: tasks.done(turn, fresh(turn, incident), CUT, "24"))
        desk(ALICE, lambda turn: approvals.approve(turn, fresh(turn, incident), CUT))
    with pytest.raises(Refused, match=asked):
        desk(BOB, lambda turn: tasks.done(turn, fresh(turn, incident), number, proof))
    assert state(desk, incident, number).status is TaskStatus.TODO


def test_the_doer_may_not_sign_and_the_named_role_may(desk: Desk, incident: Incident) -> None:
    finish_log(desk, incident)
    desk(ALICE, lambda turn: tasks.done(turn, fresh(turn, incident), CUT, "24"))
    with pytest.raises(Refused, match="yourself"):
        desk(ALICE, lambda turn: approvals.approve(turn, fresh(turn, incident), CUT))
    with pytest.raises(Refused, match="incident-commander"):
        desk(BOB, lambda turn: approvals.approve(turn, fresh(turn, incident), CUT))
    desk(ALICE, lambda turn: command.hand_over(turn, fresh(turn, incident), BOB))
    signed = desk(BOB, lambda turn: approvals.approve(turn, fresh(turn, incident), CUT))
    assert signed.status is TaskStatus.DONE


def test_a_refused_proof_goes_back_and_needs_a_new_round(desk: Desk, incident: Incident) -> None:
    finish_log(desk, incident)
    desk(BOB, lambda turn: tasks.done(turn, fresh(turn, incident), CUT, "2"))
    back = desk(
        ALICE, lambda turn: approvals.refuse(turn, fresh(turn, incident), CUT, "count again")
    )
    assert (back.status, back.reason) == (TaskStatus.IN_PROGRESS, "count again")
    desk(BOB, lambda turn: tasks.done(turn, fresh(turn, incident), CUT, "24"))
    signed = desk(ALICE, lambda turn: approvals.approve(turn, fresh(turn, incident), CUT))
    assert signed.status is TaskStatus.DONE


def test_a_due_time_may_count_from_the_doing_of_another(desk: Desk, incident: Incident) -> None:
    assert state(desk, incident, SEAL).due_at is None
    finish_log(desk, incident)
    desk(BOB, lambda turn: tasks.done(turn, fresh(turn, incident), CUT, "24"))
    at = desk.clock.advance(minutes=3)
    desk(ALICE, lambda turn: approvals.approve(turn, fresh(turn, incident), CUT))
    assert state(desk, incident, SEAL).due_at == at + timedelta(hours=1)


def test_who_holds_a_task_keeps_it_but_command_may_move_it(desk: Desk, incident: Incident) -> None:
    desk(BOB, lambda turn: tasks.claim(turn, fresh(turn, incident), TELL))
    for act in (
        lambda turn: tasks.done(turn, fresh(turn, incident), TELL),
        lambda turn: tasks.assign(turn, fresh(turn, incident), TELL, CAROL),
        lambda turn: tasks.block(turn, fresh(turn, incident), TELL, "no line"),
        lambda turn: tasks.skip(turn, fresh(turn, incident), TELL, "no neighbours"),
    ):
        with pytest.raises(Refused, match="held by <@U0BOB>"):
            desk(CAROL, act)
    moved = desk(ALICE, lambda turn: tasks.assign(turn, fresh(turn, incident), TELL, CAROL))
    assert moved.assignee == CAROL


def test_block_and_reopen_are_undone(desk: Desk, incident: Incident) -> None:
    desk(BOB, lambda turn: tasks.start(turn, fresh(turn, incident), TELL))
    desk(BOB, lambda turn: tasks.block(turn, fresh(turn, incident), TELL, "no line"))
    with pytest.raises(Refused, match="unblock"):
        desk(BOB, lambda turn: tasks.done(turn, fresh(turn, incident), TELL))
    assert (
        desk(BOB, lambda turn: tasks.unblock(turn, fresh(turn, incident), TELL)).status
        is TaskStatus.IN_PROGRESS
    )
    desk(BOB, lambda turn: tasks.done(turn, fresh(turn, incident), TELL))
    with pytest.raises(Refused, match="already done"):
        desk(BOB, lambda turn: tasks.done(turn, fresh(turn, incident), TELL))
    back = desk(BOB, lambda turn: tasks.reopen(turn, fresh(turn, incident), TELL, "wrong hospital"))
    assert (back.status, back.done_at) == (TaskStatus.TODO, None)


def test_what_is_finished_comes_back_by_reopening_alone(desk: Desk, incident: Incident) -> None:
    """With a reason, so that nobody undoes another's signed work by a slip."""
    finish_log(desk, incident)
    desk(BOB, lambda turn: tasks.done(turn, fresh(turn, incident), CUT, "24"))
    desk(ALICE, lambda turn: approvals.approve(turn, fresh(turn, incident), CUT))
    for act in (
        lambda turn: tasks.start(turn, fresh(turn, incident), CUT),
        lambda turn: tasks.claim(turn, fresh(turn, incident), CUT),
        lambda turn: tasks.assign(turn, fresh(turn, incident), CUT, CAROL),
    ):
        for who in (ALICE, BOB):
            with pytest.raises(Refused, match=r"is (already )?done") as refused:
                desk(who, act)
            assert "reopen" in refused.value.next_step
    assert state(desk, incident, CUT).status is TaskStatus.DONE


def test_a_step_that_is_refused_is_named(desk: Desk, incident: Incident) -> None:
    desk(BOB, lambda turn: tasks.start(turn, fresh(turn, incident), TELL))
    with pytest.raises(AlreadyTaken, match="you hold it") as held:
        desk(BOB, lambda turn: tasks.claim(turn, fresh(turn, incident), TELL))
    assert "/task done #4" in held.value.next_step
    desk(BOB, lambda turn: tasks.block(turn, fresh(turn, incident), TELL, "no line"))
    with pytest.raises(Refused, match="blocked: from there it does not go to “in progress”"):
        desk(BOB, lambda turn: tasks.start(turn, fresh(turn, incident), TELL))


@pytest.mark.parametrize(
    "act",
    [
        lambda turn, incident: tasks.block(turn, fresh(turn, incident), TELL, " "),
        lambda turn, incident: tasks.skip(turn, fresh(turn, incident), TELL, ""),
        lambda turn, incident: tasks.add(turn, fresh(turn, incident), "  "),
        lambda turn, incident: tasks.add(turn, fresh(turn, incident), "x" * 501),
        lambda turn, incident: tasks.add(turn, fresh(turn, incident), "x", role="it-laed"),
    ],
)
def test_what_is_missing_is_said(
    desk: Desk, incident: Incident, act: Callable[[Turn, Incident], Task]
) -> None:
    with pytest.raises(Mistyped) as refusal:
        desk(BOB, lambda turn: act(turn, fresh(turn, incident)))
    assert refusal.value.next_step


def test_a_critical_task_is_skipped_by_command_alone(desk: Desk, incident: Incident) -> None:
    with pytest.raises(Refused, match="critical"):
        desk(BOB, lambda turn: tasks.skip(turn, fresh(turn, incident), LOG, "no time"))
    skipped = desk(ALICE, lambda turn: tasks.skip(turn, fresh(turn, incident), LOG, "on paper"))
    assert skipped.status is TaskStatus.SKIPPED


def test_an_unknown_number_names_the_range(desk: Desk, incident: Incident) -> None:
    with pytest.raises(NotFound, match="#1 to #4"):
        desk(BOB, lambda turn: tasks.claim(turn, fresh(turn, incident), 99))


def test_what_is_finished_is_due_no_more(desk: Desk, incident: Incident) -> None:
    def put_off(number: int) -> Task:
        return desk(
            ALICE,
            lambda turn: tasks.set_due(
                turn, fresh(turn, incident), number, turn.now + timedelta(hours=2)
            ),
        )

    assert put_off(LOG).due_at is not None
    finish_log(desk, incident)
    desk(ALICE, lambda turn: tasks.skip(turn, fresh(turn, incident), TELL, "nobody to tell"))
    for number, state_of_it in ((LOG, "done"), (TELL, "skipped")):
        with pytest.raises(Refused, match=f"#{number} is {state_of_it}, so there is") as refused:
            put_off(number)
        assert f"/task reopen #{number}" in refused.value.next_step
