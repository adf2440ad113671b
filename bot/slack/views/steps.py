"""A playbook's step in words: who, by when, shown by what, what of a register. Pure."""

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.words import Proof
from bot.grammar import spans
from bot.language.catalogue import later, say
from bot.playbook import fields
from bot.playbook.model import ANY_ROLE, Due, Every, Playbook, Selector, Step
from bot.playbook.registers import REGISTERS
from bot.slack.views import kit
from bot.slack.views.words import OR, counted, listed, role

PROOFS = {
    Proof.TEXT: later("a sentence"),
    Proof.FILE: later("a file"),
    Proof.PHOTO: later("a photo"),
    Proof.NUMBER: later("a number"),
    Proof.REFERENCE: later("a reference number"),
    Proof.CHECKLIST: later("every line ticked"),
}
ANCHORS = {
    "start": later("the start"),
    "occurred": later("it happened"),
    "noticed": later("it was noticed"),
    "declared": later("it was declared"),
    "contained": later("it was contained"),
    "breach": later("the breach was found"),
}
MOST, TITLE = 3, 50
EACH = {
    "server": later("each server"), "segment": later("each segment"),
    "exhibit": later("each exhibit"), "transfer": later("each transfer"),
    "department": later("each department"), "system": later("each system"),
    "deadline": later("each deadline"), "interface": later("each interface"),
    "batch": later("each batch"), "block": later("each block"), "family": later("each family"),
}  # fmt: skip


def said(step: Step, playbook: Playbook) -> str:
    """Return a step: its title, below it what it asks, one kind of thing to a line."""
    own = {each.slug: each.title for each in playbook.roles}
    critical = f" ({say('critical')})" if step.critical else ""
    lines = (
        f"☐ *{titled(step)}*{critical}",
        _when(step, playbook, own),
        _after(step, playbook),
        _shown_by(step, own),
        _register(step),
    )
    return "\n".join(line for line in lines if line)


def _rows() -> dict[str, str]:
    return {f"{noun}.{name}": say(EACH[noun]) for noun in REGISTERS for name in fields.FIELDS[noun]}


def titled(step: Step, limit: int = 200) -> str:
    """Return a step's title; a row that a register will fill in is "each server"."""
    return kit.one_line(fields.fill(step.title, _rows()), limit)


def _when(step: Step, playbook: Playbook, own: Mapping[str, str]) -> str:
    parts = [_title(step.role, own)] if step.role else []
    parts += [_due(step.due, playbook)] if step.due else []
    parts += [every(step.every)] if step.every else []
    return " · ".join(parts)


def _title(slug: str, own: Mapping[str, str]) -> str:
    return kit.one_line(own[slug], 80) if slug in own else role(slug)


def _due(due: Due, playbook: Playbook) -> str:
    if due.is_back:
        step = _named(due.step or "", playbook)
        span = spans.say_span(-due.offset)
        return say("due {span} before “{step}” is", span=span, step=step)
    own = [f"{spans.say_span(each.offset)} ({each.rows})" for each in due.rows]
    span = " / ".join([*own, listed([_span(each) for each in (due.offset, *due.further)])])
    if due.step:
        return say("due {span} after “{step}”", span=span, step=_named(due.step, playbook))
    return say("due {span} after {anchor}", span=span, anchor=say(ANCHORS[due.anchor]))


def _span(span: timedelta) -> str:
    return spans.say_span(span) if span else say("at once")


def _named(ref: str, playbook: Playbook) -> str:
    """Return a step by its title; one of another playbook by its id."""
    there = playbook.step(ref)
    return titled(there, TITLE) if there else kit.one_line(ref, TITLE)


def every(rhythm: Every) -> str:
    """Return a rhythm: `every 4 h`, `daily at 06:30 and 18:30`, one after the other."""
    first = [
        say("{rhythm} for {span}", rhythm=_every(each), span=spans.say_span(until))
        for each, until in rhythm.before
    ]
    return " → ".join([*first, _every(rhythm)])


def _every(rhythm: Every) -> str:
    if rhythm.interval is not None:
        return say("every {span}", span=spans.say_span(rhythm.interval))
    return say("daily at {hours}", hours=listed([f"{each:%H:%M}" for each in rhythm.times]))


def _after(step: Step, playbook: Playbook) -> str:
    if not step.after:
        return ""
    named = [f"“{_named(ref, playbook)}”" for ref in step.after[:MOST]]
    left = len(step.after) - MOST
    return say(
        "Comes after {steps}",
        steps=listed([*named, *([say("{left} more", left=left)] if left > 0 else [])]),
    )


def _shown_by(step: Step, own: Mapping[str, str]) -> str:
    kind, lines = Proof(step.proof), counted(len(step.checklist), "line")
    ticks = say("{lines} to tick", lines=lines)
    proof = say(PROOFS[kind]) if kind in PROOFS else ""
    if kind is Proof.CHECKLIST and step.checklist:
        proof = ticks
    parts = [say("proof: {proof}", proof=proof)] if proof else []
    if step.checklist and kind is not Proof.CHECKLIST:
        parts.append(ticks)
    if step.approve:
        parts.append(_approval(step, own))
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def _approval(step: Step, own: Mapping[str, str]) -> str:
    signers = _signers(step.approve, own)
    if not step.approve_when:
        return say("approval: {signers}", signers=signers)
    said = listed(list(step.approve_when), OR)
    return say("approval: {signers}, if the proof says {words}", signers=signers, words=said)


def _signers(slugs: tuple[str, ...], own: Mapping[str, str]) -> str:
    free = slugs.count(ANY_ROLE)
    named = [_title(slug, own) for slug in slugs if slug != ANY_ROLE]
    if free:
        named.append(say("anybody else") if free == 1 else say("{count} other people", count=free))
    return listed(named)


def _register(step: Step) -> str:
    """Return what a step asks of a register or a rule."""
    parts = [say("one for each {rows}", rows=selected(step.each))] if step.each else []
    parts += [say("done, it sets `{sets}` there", sets=kit.escape(step.sets))] if step.sets else []
    parts += (
        [say("gate: {gates}", gates=listed([kit.escape(gate) for gate in step.gates]))]
        if step.gate
        else []
    )
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def selected(rows: Selector) -> str:
    """Return which rows of a register are meant: `server with verdict infiltrated or encrypted`."""
    conditions = [
        f"{kit.escape(each.field)} {listed([_value(value) for value in each.values], OR)}"
        for each in rows.conditions
    ]
    if not conditions:
        return kit.escape(rows.noun)
    return say(
        "{noun} with {conditions}", noun=kit.escape(rows.noun), conditions=listed(conditions)
    )


def _value(value: str) -> str:
    return kit.escape(value.replace("_", " "))
