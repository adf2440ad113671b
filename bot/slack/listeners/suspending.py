"""`/incident suspend` and `unsuspend`: a person's access taken or given back by written order."""

from bot.errors import Mistyped
from bot.grammar import lines, refs
from bot.language.catalogue import say
from bot.operations import suspensions as operations
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit
from bot.slack.views.said import paragraph
from bot.slack.views.words import counted

USAGE = '`/incident suspend @who order=HR/2022/117 authority="Medical Superintendent" deputy=@who`'


def suspend(ask: Ask) -> Answer:
    """Take a person's access: `@who order=<no> authority=<who> [deputy=@who]`."""
    read = lines.options(ask.text, keys={"order", "authority", "deputy"})
    user_id = _person(ask, read.rest)
    deputy = read.pairs.get("deputy", "")
    done = operations.serve(
        ask.turn, ask.incident, user_id, order_no=read.pairs.get("order", ""),
        authority=read.pairs.get("authority", ""),
        deputy=ask.person(deputy) if deputy else None,
    )  # fmt: skip
    # The name stays out of the channel: suspension is not proof (rule 29).
    announce(ask, lambda: paragraph(
        say(
            "The access of one person was taken by written order {order} ({moved}).",
            order=kit.one_line(done.row.order_no, 80), moved=_moved(done),
        )
        + _gone_to(done)
    ))  # fmt: skip
    said = say("Access of {who} is taken: {moved}.", who=kit.mention(user_id), moved=_moved(done))
    return answered(paragraph(said + _gone_to(done)))


def _moved(done: operations.Served) -> str:
    return ", ".join(
        (
            counted(done.roles, "role"), counted(done.tasks, "task"),
            counted(done.exhibits, "exhibit"), counted(done.channels, "private channel"),
        )
    )  # fmt: skip


def _gone_to(done: operations.Served) -> str:
    deputy = done.row.deputy
    if not deputy:
        return ""
    return " " + say("Tasks and custody went to {who}.", who=kit.mention(deputy))


def unsuspend(ask: Ask) -> Answer:
    """Give a person's access back: `@who order=<no>`."""
    read = lines.options(ask.text, keys={"order"})
    user_id = _person(ask, read.rest)
    rows = operations.lift(ask.turn, ask.incident, user_id, order_no=read.pairs.get("order", ""))
    order = kit.one_line(rows[0].lifted_order_no, 80)
    announce(
        ask,
        lambda: paragraph(
            say("The access of one person was given back by written order {order}.", order=order)
        ),
    )
    return answered(
        paragraph(
            say(
                "{who} has access again. Roles are given anew: `/incident role`.",
                who=kit.mention(user_id),
            )
        )
    )


def _person(ask: Ask, text: str) -> str:
    if not refs.users(text):
        raise Mistyped(say("Whose access?"), next_step=say("Type {usage}.", usage=USAGE))
    return ask.person(text)
