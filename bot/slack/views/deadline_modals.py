"""Windows that a deadline's buttons open: met, extend, a reason. Pure; read in `submissions`."""

from bot.domain.counting import is_overdue
from bot.domain.models import Deadline, Incident
from bot.language.catalogue import later, say
from bot.slack import ids
from bot.slack.views import inputs, kit
from bot.slack.views.deadlines import named, weight, when
from bot.slack.views.page import Page

REASONED = {
    ids.DEADLINE_NA: (later("Not applicable"), later("Why does it not apply?"), later("Record")),
    ids.DEADLINE_SENDBACK: (
        later("Send back"),
        later("What is wrong with the draft?"),
        later("Send back"),
    ),
    ids.DEADLINE_APPLIES: (later("It applies"), later("What changed?"), later("Record")),
}


def met(incident: Incident, row: Deadline, channel: str, page: Page) -> kit.Block:
    """Return the window that asks for receipt, way, time and, when late, the reason."""
    late = is_overdue(row, page.now)
    fields = [
        inputs.field(
            ids.RECEIPT,
            say("Receipt number"),
            inputs.line(ids.FIELD, placeholder="CERTIn-55123456", longest=200),
            hint=say("Or what shows that it was sent: the mail's subject, the courier's number."),
        ),
        inputs.field(
            ids.CHANNEL,
            say("How was it sent?"),
            inputs.line(ids.FIELD, placeholder=say("e-mail from the clean account"), longest=200),
            optional=True,
        ),
        inputs.field(
            ids.AT,
            say("When was it sent?"),
            inputs.line(ids.FIELD, placeholder=say("12:50, or 20m ago"), longest=60),
            hint=say("Empty means now. Late or not is judged by this."),
            optional=True,
        ),
        inputs.field(
            ids.REASON,
            say("Why is it late?") if late else say("If it is late, why?"),
            inputs.line(ids.FIELD, multiline=True, longest=1000),
            optional=not late,
        ),
    ]
    return _about(
        ids.DEADLINE_MET, say("Met"), incident, row, (channel, page), fields, submit=say("Record")
    )


def extend(incident: Incident, row: Deadline, channel: str, page: Page) -> kit.Block:
    """Return the window that asks for the later end and for what allows it."""
    fields = [
        inputs.field(
            ids.AT,
            say("Until when?"),
            inputs.line(ids.FIELD, placeholder=say("tomorrow 18:00, or 24 nov 13:00"), longest=60),
        ),
        inputs.field(
            ids.REASON,
            say("On what basis?"),
            inputs.line(ids.FIELD, multiline=True, longest=1000),
            hint=say("Who allowed it, with date and number of the letter or order."),
        ),
    ]
    return _about(
        ids.DEADLINE_EXTEND,
        say("Extend"),
        incident,
        row,
        (channel, page),
        fields,
        submit=say("Extend"),
    )


def reason(action: str, incident: Incident, row: Deadline, channel: str, page: Page) -> kit.Block:
    """Return the window that asks why."""
    title, question, submit = REASONED[action]
    field = inputs.field(
        ids.REASON, say(question), inputs.line(ids.FIELD, multiline=True, longest=1000)
    )
    return _about(action, say(title), incident, row, (channel, page), [field], submit=say(submit))


def _about(
    action: str,
    title: str,
    incident: Incident,
    row: Deadline,
    where: tuple[str, Page],
    fields: list[kit.Block],
    *,
    submit: str,
) -> kit.Block:
    channel, page = where
    head = kit.section(f"{named(row)}\n{weight(row)} · {when(row, page)}")
    return kit.modal(
        action, f"{title}: D{row.number}", [head, *fields], submit=submit,
        metadata={"incident": incident.ref, "deadline": f"D{row.number}", "channel": channel},
    )  # fmt: skip
