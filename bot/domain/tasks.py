"""What may become of a task. Pure rules; the wording of refusals is here, the queries are not."""

from collections.abc import Sequence

from bot.domain.words import FINISHED
from bot.domain.words import TaskStatus as S
from bot.errors import Refused
from bot.language.catalogue import later, say

ALLOWED: dict[S, frozenset[S]] = {
    S.TODO: frozenset({S.IN_PROGRESS, S.PROOF_REVIEW, S.DONE, S.BLOCKED, S.SKIPPED}),
    S.IN_PROGRESS: frozenset({S.PROOF_REVIEW, S.DONE, S.BLOCKED, S.SKIPPED, S.TODO}),
    S.PROOF_REVIEW: frozenset({S.DONE, S.IN_PROGRESS, S.SKIPPED, S.BLOCKED}),
    S.BLOCKED: frozenset({S.TODO, S.IN_PROGRESS, S.SKIPPED}),
    S.DONE: frozenset({S.TODO}),
    S.SKIPPED: frozenset({S.TODO}),
}

MOST_NAMED = 5

SAID = {
    S.TODO: later("to do"),
    S.IN_PROGRESS: later("in progress"),
    S.PROOF_REVIEW: later("waiting for approval"),
    S.BLOCKED: later("blocked"),
    S.DONE: later("done"),
    S.SKIPPED: later("skipped"),
}

WAY_OUT = {
    S.BLOCKED: later("`/task unblock #{n}` first."),
    S.DONE: later("`/task reopen #{n} <reason>` brings it back."),
    S.SKIPPED: later("`/task reopen #{n} <reason>` brings it back."),
    S.PROOF_REVIEW: later("It waits for its approvers: `/task show #{n}` names them."),
    S.TODO: later("`/task start #{n}` begins it."),
    S.IN_PROGRESS: later("`/task done #{n}` finishes it."),
}


def check_step(number: int, now: S, wanted: S, *, done_by: str | None = None) -> None:
    """Raise Refused unless task *number* may go from *now* to *wanted*; name who did a done one."""
    if wanted not in ALLOWED[now]:
        raise step_refused(number, now, wanted, done_by=done_by)


def step_refused(number: int, now: S, wanted: S, *, done_by: str | None = None) -> Refused:
    """Return the refusal to take task *number* from *now* to *wanted*, with the way on."""
    by = f"<@{done_by}>" if done_by is not None and now is S.DONE else ""
    return Refused(
        _stands(number, now, by) if now is wanted else _blocked_way(number, now, wanted, by),
        rule="task states",
        next_step=say(WAY_OUT[now], n=number),
    )


def check_unfinished(number: int, now: S) -> None:
    """Raise Refused when task *number* is finished: nobody waits for it, so it has no due time."""
    if now not in FINISHED:
        return
    raise Refused(
        say(
            "Task #{number} is {state}, so there is nothing to be due.",
            number=number,
            state=say(SAID[now]),
        ),
        rule="task states",
        next_step=say(WAY_OUT[now], n=number),
    )


def _stands(number: int, now: S, by: str) -> str:
    state = say(SAID[now])
    if by:
        return say("Task #{number} is already {state}, by {by}.", number=number, state=state, by=by)
    return say("Task #{number} is already {state}.", number=number, state=state)


def _blocked_way(number: int, now: S, wanted: S, by: str) -> str:
    state, other = say(SAID[now]), say(SAID[wanted])
    if by:
        return say(
            "Task #{number} is {state}, by {by}: from there it does not go to “{wanted}”.",
            number=number, state=state, by=by, wanted=other,
        )  # fmt: skip
    return say(
        "Task #{number} is {state}: from there it does not go to “{wanted}”.",
        number=number, state=state, wanted=other,
    )  # fmt: skip


def check_order(number: int, waiting_for: Sequence[tuple[int, str]]) -> None:
    """Raise Refused while task *number* waits for others, given as (number, title)."""
    if not waiting_for:
        return
    listed = ", ".join(f"#{other} {title}" for other, title in waiting_for[:MOST_NAMED])
    left = len(waiting_for) - MOST_NAMED
    if left > 0:
        listed = say("{names} and {left} more", names=listed, left=left)
    raise Refused(
        say(
            "Task #{number} cannot be done yet: it comes after {listed}.",
            number=number,
            listed=listed,
        ),
        rule="task order",
        next_step=say("Finish or skip what comes first; `/task start` may begin at any time."),
    )
