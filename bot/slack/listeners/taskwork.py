"""`/task`: working tasks, from claim to done, and signing under their proof.

Putting them into other hands is `handing`.
"""

from collections.abc import Callable

from bot.domain.models import Incident, Task
from bot.domain.words import TaskStatus
from bot.errors import Mistyped
from bot.grammar.tasks import names_tasks
from bot.grammar.text import quoted
from bot.language.catalogue import later, say
from bot.operations import approvals, bulk
from bot.operations import tasks as operations
from bot.operations.turn import Turn
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import laying
from bot.slack.listeners.saying import not_read, told, wanted
from bot.slack.listeners.several import Past, each, known, not_done, several, taken_for_proof
from bot.slack.views import kit, taskcard
from bot.slack.views.words import stop
from bot.storage import tasks

Plain = Callable[[Turn, Incident, int], Task]
Reasoned = Callable[[Turn, Incident, int, str], Task]
CLAIMED = Past(later("{who} claimed {tasks}"), later("Claimed"))
STARTED = Past(later("{who} started {tasks}"), later("Started"))
UNBLOCKED = Past(later("{who} unblocked {tasks}"), later("Unblocked"))
FINISHED = Past(later("{who} finished {tasks}"), later("Finished"))
BLOCKED = Past(later("{who} blocked {tasks}"), later("Blocked"))
SKIPPED = Past(later("{who} skipped {tasks}"), later("Skipped"))
REOPENED = Past(later("{who} reopened {tasks}"), later("Reopened"))
SENT_BACK = Past(later("{who} sent back {tasks}"), later("Sent back"))
APPROVED = Past(later("{who} approved {tasks}"), later("Approved"))
IS_BLOCKED, IS_SKIPPED = later("Task #{n} is blocked."), later("Task #{n} is skipped.")
IS_OPEN, WENT_BACK = later("Task #{n} is open again."), later("Task #{n} went back.")
SIGNED = later("whoever signs has looked at each")


def _simple(ask: Ask, operation: Plain, verb: str, past: Past, mine: str) -> Answer:
    """Run an operation that needs a number only, for one task or for many."""
    numbers, beside = ask.only_tasks(f"/task {verb} #12", most=laying.MOST)
    more = not_read(beside, numbers[0])
    turn, incident = ask.turn, ask.incident
    if len(numbers) > laying.AT_ONCE:
        return very_many(ask, verb, numbers, "")
    if len(numbers) > 1:
        done, refused = each(ask, numbers, lambda number: operation(turn, incident, number))
        return several(ask, done, refused, past, beside=more)
    task = operation(turn, incident, numbers[0])
    return told(
        ask,
        lambda: stop(past.sentence(ask, the_task(task))),
        task,
        f"{say(mine, n=task.number)} {more}".rstrip(),
    )


def the_task(task: Task) -> str:
    """Return one task as a sentence names it."""
    return say("task {task}", task=taskcard.named(task))


def very_many(ask: Ask, verb: str, numbers: tuple[int, ...], text: str) -> Answer:
    """Have a verb done on more tasks than one answer can wait for."""
    there, beyond = known(ask, numbers)
    if not there:
        operations.found(ask.turn, ask.incident, numbers[0])  # Raises: it says which there are.
    behind = " ".join(not_done(beyond))
    names = [f"#{each}" for each in there]
    return laying.in_background(ask, bulk.TASK, verb, names, text, behind)


def _check_few(numbers: tuple[int, ...], verb: str) -> None:
    laying.check_few([f"#{each}" for each in numbers], f"/task {verb}", say(SIGNED))


def claim(ask: Ask) -> Answer:
    """Take tasks into one's own hands."""
    return _simple(ask, operations.claim, "claim", CLAIMED, later("You hold task #{n} now."))


def start(ask: Ask) -> Answer:
    """Begin tasks."""
    return _simple(ask, operations.start, "start", STARTED, later("Task #{n} is in progress."))


def unblock(ask: Ask) -> Answer:
    """Let blocked tasks go on."""
    return _simple(ask, operations.unblock, "unblock", UNBLOCKED, later("Task #{n} can go on."))


def done(ask: Ask) -> Answer:
    """Finish tasks, with the proof that they ask for."""
    numbers, proof = ask.tasks("/task done #12 [proof]", most=laying.MOST)
    return finish(ask, numbers, proof)


def finish(ask: Ask, numbers: tuple[int, ...], proof: str) -> Answer:
    """Finish tasks with one proof."""
    turn, incident = ask.turn, ask.incident
    if len(numbers) > laying.AT_ONCE:
        return very_many(ask, "done", numbers, proof)
    if len(numbers) > 1:
        ready, refused = each(
            ask, numbers, lambda number: operations.done(turn, incident, number, proof or None)
        )
        beside = taken_for_proof(ask, ready, proof)
        return several(ask, ready, refused, FINISHED, beside=beside)
    task = operations.done(turn, incident, numbers[0], proof or None)
    beside = taken_for_proof(ask, [task], proof)
    who = kit.mention(ask.user_id)
    if task.status is TaskStatus.PROOF_REVIEW:
        return told(
            ask,
            # Whoever signs reads here what they sign under.
            lambda: say(
                "{who} gave proof for task {task}.{proof} Approval wanted: {roles}.",
                who=who,
                task=taskcard.named(task),
                proof=_proof(task),
                roles=_wanted(ask, task),
            ),
            task,
            " ".join(filter(None, (
                say("Task #{n} waits for approval: {roles}.",
                    n=task.number, roles=_wanted(ask, task)),
                beside,
            ))),
        )  # fmt: skip
    return told(
        ask,
        lambda: f"{stop(FINISHED.sentence(ask, the_task(task)))}{_proof(task)}{_freed(ask, task)}",
        task,
        " ".join(filter(None, (say("Task #{n} is done.", n=task.number), beside))),
    )


def _proof(task: Task) -> str:
    if not task.proof:
        return ""
    proof = kit.linked(" ".join(task.proof.split()), 300)
    return " " + say("Proof: {proof}", proof=kit.ended(proof))


def _freed(ask: Ask, task: Task) -> str:
    free = tasks.freed_by(ask.turn.session, task)
    if not free:
        return ""
    names = taskcard.listing(free[:5])
    return " " + say("Can go on now: {names}", names=stop(names))


def _wanted(ask: Ask, task: Task) -> str:
    return ", ".join(wanted(ask, task))


def _reasoned(ask: Ask, operation: Reasoned, verb: str, past: Past, mine: str) -> Answer:
    numbers, reason = ask.tasks(f"/task {verb} #12 <reason>", most=laying.MOST)
    if reason and names_tasks(reason):
        raise Mistyped(
            say("{words} is no reason.", words=quoted(reason, 40)),
            next_step=say(
                "Several tasks stand with commas between: `/task {verb} #3,#5-9 <reason>`.",
                verb=verb,
            ),
        )
    if len(numbers) > laying.AT_ONCE:
        return very_many(ask, verb, numbers, reason)
    return explained(ask, operation, numbers, reason, past, mine)


def explained(
    ask: Ask, operation: Reasoned, numbers: tuple[int, ...], reason: str, past: Past, mine: str
) -> Answer:
    """Run an operation that needs a reason, for one task or for many."""
    turn, incident = ask.turn, ask.incident
    if len(numbers) > 1:
        ready, refused = each(
            ask, numbers, lambda number: operation(turn, incident, number, reason)
        )
        return several(ask, ready, refused, past)
    task = operation(turn, incident, numbers[0], reason)
    why = kit.clip(kit.spoken(reason.strip()), 1000)
    return told(
        ask,
        lambda: f"{past.sentence(ask, the_task(task))}: {why}",
        task,
        say(mine, n=task.number),
    )


def block(ask: Ask) -> Answer:
    """Say that tasks cannot go on, and why."""
    return _reasoned(ask, operations.block, "block", BLOCKED, IS_BLOCKED)


def skip(ask: Ask) -> Answer:
    """Decide that tasks will not be done, and why."""
    return _reasoned(ask, operations.skip, "skip", SKIPPED, IS_SKIPPED)


def reopen(ask: Ask) -> Answer:
    """Bring finished or skipped tasks back, and say why."""
    return _reasoned(ask, operations.reopen, "reopen", REOPENED, IS_OPEN)


def refuse(ask: Ask) -> Answer:
    """Send a finished task back to its doer, and say why."""
    numbers, _ = ask.tasks("/task refuse #12 <reason>", most=laying.MOST)
    _check_few(numbers, "refuse")
    return _reasoned(ask, approvals.refuse, "refuse", SENT_BACK, WENT_BACK)


def approve(ask: Ask) -> Answer:
    """Sign under a finished task's proof."""
    numbers, beside = ask.only_tasks("/task approve #12", most=laying.MOST)
    more = not_read(beside, numbers[0])
    _check_few(numbers, "approve")
    turn, incident = ask.turn, ask.incident
    if len(numbers) > 1:
        ready, refused = each(
            ask, numbers, lambda number: approvals.approve(turn, incident, number)
        )
        return several(ask, ready, refused, APPROVED, beside=more)
    task = approvals.approve(turn, incident, numbers[0])
    who = kit.mention(ask.user_id)
    if task.status is TaskStatus.PROOF_REVIEW:
        return told(
            ask,
            lambda: say(
                "{who} approved task {task}. Still wanted: {roles}.",
                who=who,
                task=taskcard.named(task),
                roles=_wanted(ask, task),
            ),
            task,
            say(
                "You approved task #{n}; still wanted: {roles}.",
                n=task.number,
                roles=_wanted(ask, task),
            )
            + (more and f" {more}"),
        )
    return told(
        ask,
        lambda: (
            say("{who} approved task {task}: it is done.", who=who, task=taskcard.named(task))
            + _freed(ask, task)
        ),
        task,
        say("Task #{n} is approved and done.", n=task.number) + (more and f" {more}"),
    )
