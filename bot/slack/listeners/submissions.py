"""Windows that were sent: what was entered goes to the same handlers as what is typed.

Each is read first, field by field, and done only when every field is right.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from bot.domain import ransom_words
from bot.domain.proof import missing_lines
from bot.domain.words import Kind, Stage
from bot.errors import Mistyped, Refused, WardroomError
from bot.grammar import text as texts
from bot.grammar.times import Moment, clock
from bot.grammar.zones import zone
from bot.language.catalogue import say
from bot.operations import approvals, extending, given, promises, proof_files, subscriptions
from bot.operations import deadlines as deadline_operations
from bot.operations import tasks as operations
from bot.operations.extending import Ending
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.finding import by_ref
from bot.slack.inbound import Submission
from bot.slack.listeners import (
    asking,
    counters,
    deadline,
    declaration,
    declaring,
    digests,
    evidence_add,
    evidence_offer,
    handing,
    incident,
    noting,
    people,
    server_lists,
    steering,
    taskwork,
)
from bot.slack.listeners.filled import Filled
from bot.slack.listeners.several import Past
from bot.slack.views import kit, windows

Act = Callable[[], Answer]
Read = Callable[[Ask, Filled], Act]
MOST_DIGITS = 6
_BOXES = re.compile(rf"{ids.CHECKS}\.[0-9]{{1,4}}")


def _number(form: Filled) -> tuple[int, ...]:
    number = form.submission.metadata.get("task", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS):
        raise unnamed(say("This window names no task."))
    return (int(number),)


def unnamed(what: str) -> Mistyped:
    """Return the error of a window that does not say any more what it is about."""
    return Mistyped(
        what,
        next_step=say("What you entered stays here: copy it, and open the window again."),
    )


def _declare(ask: Ask, form: Filled) -> Act:
    title = form.read(ids.TITLE, given.title_given, "")
    private = "private" in form.submission.fields.get(ids.OPTIONS, ())
    form.read(ids.TITLE, partial(ransom_words.check, private=private), None)
    noticed = form.read(ids.NOTICED, lambda text: ask.moment(text, "past") if text else None, None)
    kind = form.read(ids.KIND, declaration.read_kind, Kind.INTRUSION)
    return lambda: declaring.submitted(
        ask, form.submission, title, noticed.at if noticed else None, kind
    )


def _done(ask: Ask, form: Filled) -> Act:
    fields, number = form.submission.fields, _number(form)
    boxes = sorted(name for name in fields if _BOXES.fullmatch(name))
    checked = ",".join(tick for name in boxes for tick in fields[name])
    if boxes:
        task = operations.found(ask.turn, ask.incident, number[0])
        left = missing_lines(checked, json.loads(task.checklist or "[]"))
        for name in boxes:
            form.read(name, partial(_all_ticked, name, left), None)
    files = form.files(ids.FILE)
    proof = checked if boxes else proof_files.worded(form.text(ids.PROOF), files)

    def act() -> Answer:
        answer = taskwork.finish(ask, number, proof)
        proof_files.bring(ask.turn, ask.incident, number[0], files)
        return answer

    return act


def _all_ticked(name: str, left: list[str], _text: str) -> None:
    """Raise Refused while a line of this field is not ticked; ten lines stand in one."""
    first = int(name.rpartition(".")[2])
    mine = [line for line in left if first < int(line.partition(".")[0]) <= first + 10]
    if mine:
        raise Refused(
            say("Not ticked: {lines}.", lines="; ".join(mine)), rule="proof",
            next_step=say("Tick each line once it is done."),
        )  # fmt: skip


def _explained(operation: taskwork.Reasoned, past: Past, mine: str) -> Read:
    def read(ask: Ask, form: Filled) -> Act:
        number, why = _number(form), form.text(ids.REASON)
        return lambda: taskwork.explained(ask, operation, number, why, past, mine)

    return read


def _assign(ask: Ask, form: Filled) -> Act:
    number, user_id = _number(form), form.read(ids.PERSON, _chosen_person, "")
    return lambda: handing.give(ask, number, user_id)


def _chosen_person(text: str) -> str:
    if not text:
        raise Mistyped(say("Nobody was chosen."), next_step=say("Choose the person."))
    return text


def _chosen_role(text: str) -> str:
    if not text:
        raise Mistyped(say("No role was chosen."), next_step=say("Choose the role."))
    return text


def _role(ask: Ask, form: Filled) -> Act:
    slug = form.read(ids.ROLE, _chosen_role, "")
    user_id = form.read(ids.PERSON, _chosen_person, "")
    return lambda: people.appoint(ask, slug, user_id)


def _update(ask: Ask, form: Filled) -> Act:
    example = "/incident update 40 of 100 servers isolated next 45m"
    text = form.read(ids.TEXT, lambda text: given.text_given(text, say("update"), example), "")
    form.read(ids.NEXT, partial(_promised, ask), None)
    return lambda: incident.updated(ask, text, form.text(ids.NEXT))


def _promised(ask: Ask, text: str) -> None:
    promises.check_promise(ask.moment(text).at if text else None, ask.turn.now)


def _reopen_incident(ask: Ask, form: Filled) -> Act:
    return lambda: steering.reopened(ask, form.text(ids.REASON))


def _note(ask: Ask, form: Filled) -> Act:
    example = "/incident note guard posted at the server room at 09:40"
    about = form.read(ids.SCOPE, partial(by_ref, ask.turn), None)
    form.keep_out(about)
    text = form.read(ids.TEXT, lambda text: given.text_given(text, say("note"), example), "")
    form.read(ids.AT, lambda at: noting.moment_of(ask, form.submission, at), None)
    return lambda: noting.submitted(ask, form.submission, text, form.text(ids.AT))


def _end(stage: Stage) -> Read:
    def read(ask: Ask, form: Filled) -> Act:
        return lambda: steering.moved(ask, stage, form.text(ids.REASON))

    return read


def _digest(ask: Ask, form: Filled) -> Act:
    scope = form.chosen(ids.SCOPE)
    if scope not in digests.OPEN:
        form.read(ids.SCOPE, partial(by_ref, ask.turn), None)
    form.read(ids.AT, lambda text: clock(text) if text else None, None)
    form.read(ids.ZONE, lambda text: zone(text) if text else None, None)
    form.read(ids.CUT, lambda text: subscriptions.cut_meant(text) if text else None, None)
    chosen = {name: form.chosen(name) for name in (ids.SCOPE, ids.CUT, ids.ZONE, ids.LANG)}
    return lambda: digests.submitted(ask, {**chosen, ids.AT: form.text(ids.AT)})


def _deadline(form: Filled) -> str:
    name = form.submission.metadata.get("deadline", "")
    if not name:
        raise unnamed(say("This window names no deadline."))
    return name


def _met(ask: Ask, form: Filled) -> Act:
    name = _deadline(form)
    form.read(ids.RECEIPT, deadline_operations.check_receipt, None)
    form.read(ids.AT, lambda text: ask.moment(text, "past") if text else None, None)
    sending = deadline.Sending(
        form.text(ids.RECEIPT), form.text(ids.CHANNEL), form.text(ids.REASON), form.text(ids.AT)
    )
    return lambda: deadline.sent(ask, name, sending)


def _extend(ask: Ask, form: Filled) -> Act:
    name = _deadline(form)
    to = form.read(ids.AT, ask.moment, Moment(ask.turn.now))
    basis = form.read(ids.REASON, extending.basis_given, "")
    return lambda: deadline.extended(ask, name, Ending(to), basis)


def _decided(action: str) -> Read:
    def read(ask: Ask, form: Filled) -> Act:
        operation, past, mine = deadline.SAID[action]
        name, why = _deadline(form), form.text(ids.REASON)
        return lambda: deadline.explained(ask, operation, name, why, past, mine)

    return read


def _import(ask: Ask, form: Filled) -> Act:
    return lambda: server_lists.submitted(ask, form.submission)


SUBMISSIONS: MappingProxyType[str, Read] = MappingProxyType(
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
        ids.TASK_BLOCK: _explained(operations.block, taskwork.BLOCKED, taskwork.IS_BLOCKED),
        ids.TASK_SKIP: _explained(operations.skip, taskwork.SKIPPED, taskwork.IS_SKIPPED),
        ids.TASK_REOPEN: _explained(operations.reopen, taskwork.REOPENED, taskwork.IS_OPEN),
        ids.TASK_REFUSE: _explained(approvals.refuse, taskwork.SENT_BACK, taskwork.WENT_BACK),
        ids.TASK_ASSIGN: _assign,
        ids.DEADLINE_MET: _met,
        ids.DEADLINE_EXTEND: _extend,
        ids.DEADLINE_NA: _decided(ids.DEADLINE_NA),
        ids.DEADLINE_APPLIES: _decided(ids.DEADLINE_APPLIES),
        ids.DEADLINE_SENDBACK: _decided(ids.DEADLINE_SENDBACK),
        ids.SERVER_IMPORT: _import,
        ids.EVIDENCE_ADD: evidence_add.filled,
        ids.EVIDENCE_OFFER: evidence_offer.filled,
        **dict.fromkeys(counters.windows_of(), counters.filled),
        **dict.fromkeys(asking.actions(), asking.filled),
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
        ids.EVIDENCE_ADD: "type",
        ids.EVIDENCE_OFFER: "exhibits",
    }
)


def mistake(
    submission: Submission,
    error: WardroomError,
    names: Mapping[str, str] = MappingProxyType({}),
) -> Answer:
    """Return an error as Slack shows it in the window, every field that is wrong with its own.

    *names* are what the people in it are called, by their ids: what stands there is plain text.
    """
    found: dict[str, str] = {}
    for each in (error, *error.besides):
        under = _under(submission, each)
        found[under] = " ".join(filter(None, (found.get(under), str(each))))
    shown = {under: kit.plain(texts.typeable(said, names), 1000) for under, said in found.items()}
    return Answer(errors={under: said["text"] for under, said in shown.items()})


def _under(submission: Submission, error: WardroomError) -> str:
    wanted = MISTAKES_UNDER.get(submission.callback_id, ids.REASON)
    # In the windows of registers the reason is what stands behind all else.
    also = windows.REST if error.about == ids.REASON else ""
    for name in (error.about, also, wanted):
        if name in submission.fields:
            return name
    return next(iter(submission.fields), wanted)
