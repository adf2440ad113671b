"""A playbook's step in words: who, by when, shown by what, and what waits for a register. Pure."""

from collections.abc import Mapping

from bot.domain.words import Proof
from bot.grammar import spans
from bot.playbook import fields
from bot.playbook.model import ANY_ROLE, Due, Every, Playbook, Selector, Step
from bot.playbook.registers import REGISTERS
from bot.slack.views import kit
from bot.slack.views.words import counted, listed, role

PROOFS = {
    Proof.TEXT: "a sentence",
    Proof.FILE: "a file",
    Proof.PHOTO: "a photo",
    Proof.NUMBER: "a number",
    Proof.REFERENCE: "a reference number",
    Proof.CHECKLIST: "every line ticked",
}
ANCHORS = {
    "start": "the start",
    "occurred": "it happened",
    "noticed": "it was noticed",
    "declared": "it was declared",
    "contained": "it was contained",
    "breach": "the breach was found",
}
# Until a register is there, what a step asks of it is shown and does not act.
WAITS = "(acts when the register lands)"
MOST, TITLE = 3, 50
EACH = {f"{noun}.{name}": f"each {noun}" for noun in REGISTERS for name in fields.FIELDS[noun]}


def said(step: Step, playbook: Playbook) -> str:
    """Return a step: its title, below it what it asks, one kind of thing to a line."""
    own = {each.slug: each.title for each in playbook.roles}
    critical = " (critical)" if step.critical else ""
    lines = (
        f"☐ *{titled(step)}*{critical}",
        _when(step, playbook, own),
        _after(step, playbook),
        _shown_by(step, own),
        _register(step),
    )
    return "\n".join(line for line in lines if line)


def titled(step: Step, limit: int = 200) -> str:
    """Return a step's title; a row that a register will fill in is "each server"."""
    return kit.one_line(fields.fill(step.title, EACH), limit)


def _when(step: Step, playbook: Playbook, own: Mapping[str, str]) -> str:
    parts = [_title(step.role, own)] if step.role else []
    parts += [_due(step.due, playbook)] if step.due else []
    parts += [every(step.every)] if step.every else []
    return " · ".join(parts)


def _title(slug: str, own: Mapping[str, str]) -> str:
    return kit.one_line(own[slug], 80) if slug in own else role(slug)


def _due(due: Due, playbook: Playbook) -> str:
    span = spans.say_span(due.offset)
    if due.step:
        return f"due {span} after “{_named(due.step, playbook)}”"
    return f"due {span} after {ANCHORS[due.anchor]}"


def _named(ref: str, playbook: Playbook) -> str:
    """Return a step by its title; one of another playbook by its id."""
    there = playbook.step(ref)
    return titled(there, TITLE) if there else kit.one_line(ref, TITLE)


def every(rhythm: Every) -> str:
    """Return a rhythm: `every 4 h`, `daily at 06:30 and 18:30`."""
    if rhythm.interval is not None:
        return f"every {spans.say_span(rhythm.interval)}"
    return f"daily at {listed([f'{each:%H:%M}' for each in rhythm.times])}"


def _after(step: Step, playbook: Playbook) -> str:
    if not step.after:
        return ""
    named = [f"“{_named(ref, playbook)}”" for ref in step.after[:MOST]]
    left = len(step.after) - MOST
    return f"Comes after {listed([*named, *([f'{left} more'] if left > 0 else [])])}"


def _shown_by(step: Step, own: Mapping[str, str]) -> str:
    kind, lines = Proof(step.proof), counted(len(step.checklist), "line")
    proof = f"{lines} to tick" if kind is Proof.CHECKLIST and step.checklist else PROOFS.get(kind)
    parts = [f"proof: {proof}"] if proof else []
    if step.checklist and kind is not Proof.CHECKLIST:
        parts.append(f"{lines} to tick")
    if step.approve:
        parts.append(f"approval: {_signers(step.approve, own)}")
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def _signers(slugs: tuple[str, ...], own: Mapping[str, str]) -> str:
    free = slugs.count(ANY_ROLE)
    named = [_title(slug, own) for slug in slugs if slug != ANY_ROLE]
    if free:
        named.append("anybody else" if free == 1 else f"{free} other people")
    return listed(named)


def _register(step: Step) -> str:
    """Return what a step asks of a register or a rule, with the word that it waits for it."""
    parts = [f"one for each {selected(step.each)}"] if step.each else []
    parts += [f"done, it sets `{kit.escape(step.sets)}` there"] if step.sets else []
    parts += [f"gate: {listed([kit.escape(gate) for gate in step.gates])}"] if step.gate else []
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]} {WAITS}" if text else ""


def selected(rows: Selector) -> str:
    """Return which rows of a register are meant: `server with verdict infiltrated or encrypted`."""
    conditions = [
        f"{kit.escape(each.field)} {listed([_value(value) for value in each.values], 'or')}"
        for each in rows.conditions
    ]
    return kit.escape(rows.noun) + (f" with {listed(conditions)}" if conditions else "")


def _value(value: str) -> str:
    return kit.escape(value.replace("_", " "))
