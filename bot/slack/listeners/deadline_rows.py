"""The rows of `/deadline`: what is typed, what it does, an example, and who answers it."""

from functools import partial

from bot.language.catalogue import later
from bot.slack import ids
from bot.slack.listeners import deadline, deadline_lists
from bot.slack.registry import Verb

_deadline = partial(Verb, "deadline")

DEADLINE = (
    _deadline(
        "list", deadline_lists.list_, "[mine|overdue|all]",
        later("shows the legal deadlines, the most urgent first"), "all",
        ("ls", "deadlines"), writes=False,
    ),
    _deadline(
        "show", deadline.show, "D",
        later("shows a deadline: from when, until when, who, on which source"),
        "D1", ("view", "info", "details"), writes=False,
    ),
    _deadline(
        "draft", deadline.draft, "D",
        later("drafts its report from what is known, with the gaps marked"),
        "in.certin.initial", ("write", "report"),
    ),
    _deadline("approve", deadline.approve, "D", later("signs a draft"), "D1", ("sign",)),
    _deadline(
        "sendback", deadline.reasoned(ids.DEADLINE_SENDBACK, "/deadline sendback D1 <reason>"),
        "D <reason>", later("sends an approved draft back"), "D1 the number of servers is wrong",
        ("send-back", "refuse", "reject"),
    ),
    _deadline(
        "met", deadline.met, "D <receipt no> [at <t>] [via <way>] [late: <reason>]",
        later("records that the report was sent, with its receipt"),
        "D1 CERTIn-2022-118 at 12:50 via e-mail", ("done", "sent", "submitted", "submit"),
    ),
    _deadline(
        "ack", deadline.reasoned(ids.DEADLINE_ACK, "/deadline ack D1 [number]"), "D [number]",
        later("records that the authority acknowledged it"), "D1 reply of 24 Nov",
        ("acknowledge", "acknowledged", "confirmed"),
    ),
    _deadline(
        "extend", deadline.extend, "D <t> <basis>", later("moves its end later, on a basis"),
        "D6 26 nov 18:00 letter of the Board no. 12", ("extension", "prolong"),
    ),
    _deadline(
        "applies", deadline.reasoned(ids.DEADLINE_APPLIES, "/deadline applies D3 [reason]"),
        "D [reason]", later("decides that a duty applies here"), "D3 the LIS is a protected system",
        ("apply",),
    ),
    _deadline(
        "na", deadline.reasoned(ids.DEADLINE_NA, "/deadline na D3 <reason>"), "D <reason>",
        later("decides that a duty does not apply here, and why"),
        "D3 no protected system was hit", ("n/a", "not-applicable", "skip"),
    ),
    _deadline(
        "anchor", deadline.anchor, "noticed|occurred|breach|D <t> [reason]",
        later("corrects a moment that clocks count from, or says when one's event happened"),
        "noticed 07:07 call from the emergency lab", ("correct", "since"),
    ),
    _deadline(
        "close", deadline.reasoned(ids.DEADLINE_CLOSE, "/deadline close D1 [reason]"),
        "D [reason]", later("ends an acknowledged duty"), "D1", ("end",),
    ),
)  # fmt: skip
