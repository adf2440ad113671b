"""Windows that were sent: what was entered goes to the same handlers as what is typed."""

from collections.abc import Callable
from types import MappingProxyType

from bot.domain.words import Stage
from bot.errors import Mistyped, WardroomError
from bot.grammar import text as texts
from bot.language.catalogue import say
from bot.operations import approvals
from bot.operations import tasks as operations
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.inbound import Submission
from bot.slack.listeners import (
    counters,
    deadline,
    declaring,
    digests,
    incident,
    noting,
    people,
    server_lists,
    steering,
    taskwork,
)
from bot.slack.views import kit

Run = Callable[[Ask, Submission], Answer]


def entered(submission: Submission, block_id: str) -> str:
    """Return a text field as if it had been typed into a command.

    Fields bring bare text: nothing in them is a reference of Slack's, whatever it looks like.
    """
    bare = submission.text(block_id)
    escaped = bare.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return texts.tidy(escaped).strip()


def _number(submission: Submission) -> tuple[int, ...]:
    number = submission.metadata.get("task", "")
    if not number.isdecimal():
        raise Mistyped(
            say("This window names no task."), next_step=say("Open it again from the task.")
        )
    return (int(number),)


def _declare(ask: Ask, submission: Submission) -> Answer:
    title, noticed = entered(submission, ids.TITLE), entered(submission, ids.NOTICED)
    return declaring.submitted(ask, submission, title, noticed)


def _done(ask: Ask, submission: Submission) -> Answer:
    checked = [
        tick
        for name, ticks in sorted(submission.fields.items())
        if name.startswith(f"{ids.CHECKS}.")
        for tick in ticks
    ]
    proof = ",".join(checked) if checked else entered(submission, ids.PROOF)
    return taskwork.finish(ask, _number(submission), proof)


def _block(ask: Ask, submission: Submission) -> Answer:
    why = entered(submission, ids.REASON)
    return taskwork.explained(
        ask, operations.block, _number(submission), why, taskwork.BLOCKED, taskwork.IS_BLOCKED
    )


def _skip(ask: Ask, submission: Submission) -> Answer:
    why = entered(submission, ids.REASON)
    return taskwork.explained(
        ask, operations.skip, _number(submission), why, taskwork.SKIPPED, taskwork.IS_SKIPPED
    )


def _reopen(ask: Ask, submission: Submission) -> Answer:
    why = entered(submission, ids.REASON)
    return taskwork.explained(
        ask, operations.reopen, _number(submission), why, taskwork.REOPENED, taskwork.IS_OPEN
    )


def _refuse(ask: Ask, submission: Submission) -> Answer:
    why = entered(submission, ids.REASON)
    return taskwork.explained(
        ask, approvals.refuse, _number(submission), why, taskwork.SENT_BACK, taskwork.WENT_BACK
    )


def _assign(ask: Ask, submission: Submission) -> Answer:
    user_id = submission.text(ids.PERSON)
    if not user_id:
        raise Mistyped(say("Nobody was chosen."), next_step=say("Choose the person."))
    return taskwork.give(ask, _number(submission), user_id)


def _role(ask: Ask, submission: Submission) -> Answer:
    slug, user_id = submission.text(ids.ROLE), submission.text(ids.PERSON)
    if not (slug and user_id):
        raise Mistyped(say("A role and a person are needed."), next_step=say("Choose both."))
    return people.appoint(ask, slug, user_id)


def _update(ask: Ask, submission: Submission) -> Answer:
    return incident.updated(ask, entered(submission, ids.TEXT), entered(submission, ids.NEXT))


def _reopen_incident(ask: Ask, submission: Submission) -> Answer:
    return steering.reopened(ask, entered(submission, ids.REASON))


def _note(ask: Ask, submission: Submission) -> Answer:
    text, at = entered(submission, ids.TEXT), entered(submission, ids.AT)
    return noting.submitted(ask, submission, text, at)


def _end(stage: Stage) -> Run:
    def run(ask: Ask, submission: Submission) -> Answer:
        return steering.moved(ask, stage, entered(submission, ids.REASON))

    return run


def _digest(ask: Ask, submission: Submission) -> Answer:
    given = {name: submission.text(name) for name in (ids.SCOPE, ids.CUT, ids.ZONE, ids.LANG)}
    return digests.submitted(ask, {**given, ids.AT: entered(submission, ids.AT)})


def _deadline(submission: Submission) -> str:
    name = submission.metadata.get("deadline", "")
    if not name:
        raise Mistyped(
            say("This window names no deadline."), next_step=say("Open it again from the list.")
        )
    return name


def _met(ask: Ask, submission: Submission) -> Answer:
    said = {name: entered(submission, name) for name in (ids.RECEIPT, ids.CHANNEL, ids.REASON)}
    sending = deadline.Sending(
        said[ids.RECEIPT], said[ids.CHANNEL], said[ids.REASON], entered(submission, ids.AT)
    )
    return deadline.sent(ask, _deadline(submission), sending)


def _extend(ask: Ask, submission: Submission) -> Answer:
    to = ask.moment(entered(submission, ids.AT))
    return deadline.extended(ask, _deadline(submission), to.at, entered(submission, ids.REASON))


def _decided(action: str) -> Run:
    def run(ask: Ask, submission: Submission) -> Answer:
        operation, past, mine = deadline.SAID[action]
        why = entered(submission, ids.REASON)
        return deadline.explained(ask, operation, _deadline(submission), why, past, mine)

    return run


SUBMISSIONS: MappingProxyType[str, Run] = MappingProxyType(
    {
        ids.INCIDENT_DECLARE: _declare,
        ids.INCIDENT_UPDATE: _update,
        ids.INCIDENT_ROLE: _role,
        ids.INCIDENT_REOPEN: _reopen_incident,
        ids.INCIDENT_STANDDOWN: _end(Stage.STOOD_DOWN),
        ids.INCIDENT_CLOSE: _end(Stage.CLOSED),
        ids.INCIDENT_DIGEST: _digest,
        ids.INCIDENT_NOTE: _note,
        ids.TASK_DONE: _done,
        ids.TASK_BLOCK: _block,
        ids.TASK_SKIP: _skip,
        ids.TASK_REOPEN: _reopen,
        ids.TASK_REFUSE: _refuse,
        ids.TASK_ASSIGN: _assign,
        ids.DEADLINE_MET: _met,
        ids.DEADLINE_EXTEND: _extend,
        ids.DEADLINE_NA: _decided(ids.DEADLINE_NA),
        ids.DEADLINE_APPLIES: _decided(ids.DEADLINE_APPLIES),
        ids.DEADLINE_SENDBACK: _decided(ids.DEADLINE_SENDBACK),
        ids.SERVER_IMPORT: server_lists.submitted,
        **dict.fromkeys(counters.windows_of(), counters.submitted),
    }
)

# What is about no incident, or names it in a field.
WITHOUT_INCIDENT = frozenset({ids.INCIDENT_DECLARE, ids.INCIDENT_NOTE, ids.INCIDENT_DIGEST})

# The field under which a mistake is shown when it is about no field in particular.
MISTAKES_UNDER = MappingProxyType(
    {
        ids.INCIDENT_DECLARE: ids.TITLE,
        ids.INCIDENT_UPDATE: ids.TEXT,
        ids.INCIDENT_NOTE: ids.TEXT,
        ids.INCIDENT_ROLE: ids.PERSON,
        ids.INCIDENT_REOPEN: ids.REASON,
        ids.INCIDENT_DIGEST: ids.AT,
        ids.TASK_DONE: ids.PROOF,
        ids.TASK_ASSIGN: ids.PERSON,
        ids.DEADLINE_MET: ids.RECEIPT,
        ids.DEADLINE_EXTEND: ids.AT,
        ids.SERVER_IMPORT: ids.TEXT,
    }
)


def mistake(submission: Submission, error: WardroomError) -> Answer:
    """Return an error as Slack shows it in the window: under the field that it is about."""
    wanted = MISTAKES_UNDER.get(submission.callback_id, ids.REASON)
    if wanted not in submission.fields:
        wanted = next(iter(submission.fields), wanted)
    return Answer(errors={wanted: kit.plain(str(error), 1000)["text"]})
