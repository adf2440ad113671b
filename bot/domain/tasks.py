"""What may become of a task. Pure rules; the wording of refusals is here, the queries are not."""

from collections.abc import Sequence

from bot.domain.words import TaskStatus as S
from bot.errors import Refused

ALLOWED: dict[S, frozenset[S]] = {
    S.TODO: frozenset({S.IN_PROGRESS, S.PROOF_REVIEW, S.DONE, S.BLOCKED, S.SKIPPED}),
    S.IN_PROGRESS: frozenset({S.PROOF_REVIEW, S.DONE, S.BLOCKED, S.SKIPPED, S.TODO}),
    S.PROOF_REVIEW: frozenset({S.DONE, S.IN_PROGRESS, S.SKIPPED, S.BLOCKED}),
    S.BLOCKED: frozenset({S.TODO, S.IN_PROGRESS, S.SKIPPED}),
    S.DONE: frozenset({S.TODO, S.IN_PROGRESS}),
    S.SKIPPED: frozenset({S.TODO}),
}

MOST_NAMED = 5

SAID = {
    S.TODO: "to do",
    S.IN_PROGRESS: "in progress",
    S.PROOF_REVIEW: "waiting for approval",
    S.BLOCKED: "blocked",
    S.DONE: "done",
    S.SKIPPED: "skipped",
}

WAY_OUT = {
    S.BLOCKED: "`/task unblock #{n}` first.",
    S.DONE: "`/task reopen #{n} <reason>` brings it back.",
    S.SKIPPED: "`/task reopen #{n} <reason>` brings it back.",
    S.PROOF_REVIEW: "It waits for its approvers: `/task show #{n}` names them.",
    S.TODO: "`/task start #{n}` begins it.",
    S.IN_PROGRESS: "`/task done #{n}` finishes it.",
}


def check_step(number: int, now: S, wanted: S, *, done_by: str | None = None) -> None:
    """Raise Refused unless task *number* may go from *now* to *wanted*; name who did a done one."""
    if wanted in ALLOWED[now]:
        return
    what = f"already {SAID[now]}" if now is wanted else f"{SAID[now]}"
    if done_by is not None and now is S.DONE:
        what += f", by <@{done_by}>"
    then = "" if now is wanted else f"; it cannot become {SAID[wanted]} from there"
    raise Refused(
        f"Task #{number} is {what}{then}.",
        rule="task states",
        next_step=WAY_OUT[now].format(n=number),
    )


def check_order(number: int, waiting_for: Sequence[tuple[int, str]]) -> None:
    """Raise Refused while task *number* waits for others, given as (number, title)."""
    if not waiting_for:
        return
    listed = ", ".join(f"#{other} {title}" for other, title in waiting_for[:MOST_NAMED])
    left = len(waiting_for) - MOST_NAMED
    more = f" and {left} more" if left > 0 else ""
    raise Refused(
        f"Task #{number} cannot be done yet: it comes after {listed}{more}.",
        rule="task order",
        next_step="Finish or skip what comes first; `/task start` may begin at any time.",
    )
