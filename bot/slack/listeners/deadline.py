"""`/deadline`: what the law wants until when, drafting it, recording it, deciding, extending."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import Deadline, Incident
from bot.errors import Mistyped
from bot.grammar import lines
from bot.grammar.leading import leading_moment
from bot.grammar.times import Direction, looks_like_time
from bot.language.catalogue import later, say
from bot.operations import anchors, drafts, extending
from bot.operations import deadlines as operations
from bot.operations.extending import Ending
from bot.operations.turn import Turn
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import deadline_draft, kit
from bot.slack.views import deadlines as views
from bot.slack.views.page import Page
from bot.slack.views.said import Said, paragraph
from bot.slack.views.words import noted, sentence, stop
from bot.storage import roles

_LATE = re.compile(r"(?:^|\s)late\s*[:=]\s*(?P<why>.+)$", re.IGNORECASE | re.DOTALL)

Simple = Callable[[Turn, Incident, str], Deadline]
Reasoned = Callable[[Turn, Incident, str, str], Deadline]


@dataclass(frozen=True, slots=True)
class Sending:
    """What is said of a report that was sent."""

    receipt: str
    channel: str = ""
    late_reason: str = ""
    at: str = ""


def page(ask: Ask) -> Page:
    """Return for whom deadlines are shown now."""
    return Page(ask.turn.now, ask.turn.house.zone)


def _named(ask: Ask, usage: str) -> tuple[str, str]:
    """Return the deadline's name at the front and the text behind it, or raise Mistyped."""
    name, _, rest = ask.text.strip().partition(" ")
    if not name:
        raise Mistyped(
            say("Which deadline?"),
            next_step=say("Type `{usage}`; `/deadline list` shows them.", usage=usage),
        )
    return name, rest.strip()


def show(ask: Ask) -> Answer:
    """Show one deadline in full."""
    name, _ = _named(ask, "/deadline show D1")
    return answered(_card(ask, operations.found(ask.turn, ask.incident, name)))


def _people(ask: Ask) -> views.People:
    return views.People(roles.holders(ask.turn.session, ask.incident))


def _card(ask: Ask, row: Deadline) -> Said:
    return views.card(row, ask.incident.ref, _people(ask), page(ask))


def _told(ask: Ask, sentence: Callable[[], str], row: Deadline, mine: str) -> Answer:
    """Tell the channel what became of a deadline, and answer with its card."""
    announce(ask, lambda: views.changed(sentence(), row, ask.incident.ref, page(ask)))
    card = _card(ask, row)
    return answered(Said(f"{mine} {card.text}", (kit.section(mine), *card.blocks)))


def draft(ask: Ask) -> Answer:
    """Show the draft of a report to the asker alone; the first time its writing begins."""
    number, words = ask.page()
    name = words.strip().partition(" ")[0]
    if not name:
        _named(ask, "/deadline draft in.certin.initial")
    made = drafts.draft(ask.turn, ask.incident, name)

    def begun() -> Said:
        words = say(
            "{who} began the report {d}.", who=kit.mention(ask.user_id), d=views.named(made.row)
        )
        approvers = views.approval(made.row, _people(ask))
        words += f" {approvers}" if approvers else ""
        return views.changed(words, made.row, ask.incident.ref, page(ask))

    if made.begun:
        announce(ask, begun)
    text = deadline_draft.Text(made.text, made.gaps, made.to_fill)
    return answered(deadline_draft.draft(made.row, text, ask.incident.ref, number))


def met(ask: Ask) -> Answer:
    """Record that a report was sent: `D <receipt no> [at <time>] [via <way>] [late: <reason>]`."""
    name, rest = _named(ask, "/deadline met D1 <receipt no>")
    late = _LATE.search(rest)
    rest = rest[: late.start()].strip() if late else rest
    read = lines.options(rest, keys={"via", "by", "at", "receipt", "late"})
    cut = lines.clauses(read.rest, {"at": looks_like_time, "via": bool})
    given = {**read.pairs, **cut.found}
    sending = Sending(
        receipt=given.get("receipt") or lines.unquote(cut.head),
        channel=given.get("via") or given.get("by", ""),
        late_reason=late["why"].strip() if late else given.get("late", ""),
        at=given.get("at", ""),
    )
    return sent(ask, name, sending)


def sent(ask: Ask, name: str, sending: Sending) -> Answer:
    """Record a submission and say what runs now."""
    at = ask.moment(sending.at, "past").at if sending.at else None
    done = operations.met(
        ask.turn, ask.incident, name, sending.receipt, channel=sending.channel,
        late_reason=sending.late_reason, sent_at=at,
    )  # fmt: skip
    row = done.row
    return _told(
        ask, lambda: _sent(ask, done), row, say("{d} is recorded as sent.", d=f"D{row.number}")
    )


def _sent(ask: Ask, done: operations.Met) -> str:
    row, receipt = done.row, kit.one_line(done.row.receipt_no or "", 200)
    who, d = kit.mention(ask.user_id), views.named(row)
    words = [say("{who} recorded {d} as sent, receipt {receipt}.", who=who, d=d, receipt=receipt)]
    late = sentence(kit.one_line(row.late_reason or "", 500))
    words += [say("It is late: {late}", late=late)] if done.late else []
    words += [say("No approval was recorded before it was sent.")] if done.unapproved else []
    following = [f"{views.named(each)}, {views.when(each, page(ask))}" for each in done.going]
    words += [say("Now running: {clocks}.", clocks="; ".join(following))] if following else []
    return " ".join(words)


def extend(ask: Ask) -> Answer:
    """Move the end of a deadline: `D <time> <basis>`."""
    name, rest = _named(ask, "/deadline extend D1 tomorrow 18:00 <basis>")
    turn = ask.turn
    read, basis = leading_moment(rest, now=turn.now, zone=turn.house.zone)
    words = rest.split()
    typed = " ".join(words[: len(words) - len(basis.split())])
    return extended(ask, name, Ending(read, typed), basis)


def extended(ask: Ask, name: str, ending: Ending, basis: str) -> Answer:
    """Move the end of a deadline and say it."""
    read = ending.read
    row = extending.extend(ask.turn, ask.incident, name, ending, basis)
    return _told(
        ask,
        lambda: say(
            "{who} extended {d} to {at}: {why}", who=kit.mention(ask.user_id),
            d=views.named(row), at=ask.said(read.at), why=kit.one_line(basis, 1000),
        ),
        row,
        say("{d} is due {at}.", d=f"D{row.number}", at=ask.said(read.at)) + noted(read.note),
    )  # fmt: skip


def _leading(ask: Ask, text: str, direction: Direction) -> tuple[datetime, str, str]:
    """Return the moment at the front, the text behind it, and a note about the reading."""
    turn = ask.turn
    read, rest = leading_moment(text, now=turn.now, zone=turn.house.zone, direction=direction)
    return read.at, rest, noted(read.note)


def _reasoned(ask: Ask, usage: str, operation: Reasoned, past: str, mine: str) -> Answer:
    name, reason = _named(ask, usage)
    return explained(ask, operation, name, reason, past, mine)


def explained(
    ask: Ask, operation: Reasoned, name: str, reason: str, past: str, mine: str
) -> Answer:
    """Run an operation that takes a reason and say it with the reason."""
    row = operation(ask.turn, ask.incident, name, reason)
    why = kit.clip(kit.spoken(reason.strip()), 1000)

    def told() -> str:
        what = say(past, who=kit.mention(ask.user_id), d=views.named(row))
        return f"{what}: {why}" if why else stop(what)

    return _told(ask, told, row, say(mine, d=f"D{row.number}"))


# What is said of each act with a reason; buttons and windows use the same words.
SAID: Mapping[str, tuple[Reasoned, str, str]] = {
    ids.DEADLINE_NA: (
        operations.not_applicable, later("{who} marked {d} as not applicable"),
        later("{d} does not apply."),
    ),
    ids.DEADLINE_APPLIES: (
        operations.applies, later("{who} decided that {d} applies"), later("{d} applies."),
    ),
    ids.DEADLINE_SENDBACK: (
        operations.send_back, later("{who} sent back the draft of {d}"), later("{d} went back."),
    ),
    ids.DEADLINE_ACK: (
        operations.acknowledge, later("{who} recorded that {d} was acknowledged"),
        later("{d} is acknowledged."),
    ),
    ids.DEADLINE_CLOSE: (operations.close, later("{who} closed {d}"), later("{d} is closed.")),
}  # fmt: skip


def reasoned(action: str, usage: str) -> Callable[[Ask], Answer]:
    """Return the handler of an act that takes a name and a reason."""
    operation, past, mine = SAID[action]

    def handle(ask: Ask) -> Answer:
        return _reasoned(ask, usage, operation, past, mine)

    return handle


def approve(ask: Ask) -> Answer:
    """Sign a draft."""
    name, _ = _named(ask, "/deadline approve D1")
    row = operations.approve(ask.turn, ask.incident, name)
    return _told(
        ask,
        lambda: say(
            "{who} approved the report {d}.", who=kit.mention(ask.user_id), d=views.named(row)
        ),
        row,
        say("{d} is approved and may be sent.", d=f"D{row.number}"),
    )


def anchor(ask: Ask) -> Answer:
    """Correct a moment: `noticed|occurred|breach|D <time> [reason]`."""
    name, rest = _named(ask, "/deadline anchor noticed 07:07 [reason]")
    at, reason, note = _leading(ask, rest, "past")
    wanted = anchors.moment_named(name)
    if wanted not in anchors.MOMENTS:
        row = anchors.happened(ask.turn, ask.incident, name, at, reason)
        return _told(
            ask,
            lambda: say(
                "{who} set {d} going from {at}.", who=kit.mention(ask.user_id),
                d=views.named(row), at=ask.said(at),
            ),
            row, say("{d} counts from {at}.", d=f"D{row.number}", at=ask.said(at)) + note,
        )  # fmt: skip
    done = anchors.correct(ask.turn, ask.incident, wanted, at, reason)
    return _corrected(ask, wanted, done, reason, note)


def _corrected(ask: Ask, name: str, done: anchors.Corrected, reason: str, note: str) -> Answer:

    def text() -> str:
        return _correction(ask, name, done, reason)

    def way() -> kit.Block:
        return kit.button(say("Deadlines"), ids.DEADLINE_LIST, ask.incident.ref)

    announce(ask, lambda: paragraph(text(), way()))
    return answered(paragraph(f"{text()}{note}", way()))


def _correction(ask: Ask, name: str, done: anchors.Corrected, reason: str) -> str:
    moved = [f"{views.named(each.row)}, {views.when(each.row, page(ask))}" for each in done.moved]
    given = {"who": kit.mention(ask.user_id), "name": name, "at": ask.said(done.at)}
    words = [
        say("{who} set *{name}* to {at} (was {before}).", before=ask.said(done.before), **given)
        if done.before
        else say("{who} set *{name}* to {at}.", **given)
    ]
    if reason.strip():
        words.append(say("Reason: {why}", why=sentence(kit.one_line(reason, 1000))))
    clocks = "; ".join(moved)
    words.append(say("Clocks now: {clocks}.", clocks=clocks) if moved else say("No clock changed."))
    return kit.clip(" ".join(words), 2900)
