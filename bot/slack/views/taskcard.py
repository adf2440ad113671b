"""One task as people see it: a card with its buttons, and what is said when it changes. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.domain import conditional
from bot.domain.models import Task
from bot.domain.proof import ASKED
from bot.domain.tasks import SAID
from bot.domain.words import FINISHED, Proof, TaskStatus
from bot.grammar import spans
from bot.language.catalogue import later, say
from bot.playbook.roles import say_role
from bot.slack import ids
from bot.slack.views import dues, kit, markdown
from bot.slack.views.said import Said
from bot.slack.views.signed import Signed, said_of
from bot.slack.views.task_buttons import button, buttons
from bot.slack.views.words import OR, listed, signers, stop

GIVEN = {True: later("Proof given: {proof}"), False: later("Proof given before: {proof}")}


@dataclass(frozen=True, slots=True)
class Scene:
    """Whose task it is shown for, when, and in whose zone."""

    ref: str
    zone: tzinfo
    now: datetime
    me: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What a task stands between: the open ones it comes after, and signatures.

    `missing` is mrkdwn: a role whose signature is missing, with who holds it. `vacant` are those
    of them that nobody holds.
    """

    waits_for: Sequence[Task] = ()
    signed: Sequence[Signed] = ()
    missing: Sequence[str] = ()
    vacant: Sequence[str] = ()


def named(task: Task, most: int = 200) -> str:
    """Return the task as it is spoken of, `*#12* Title`, with *most* characters of the title."""
    return f"*#{task.number}* {kit.one_line(task.title, most)}"


def listing(tasks: Sequence[Task]) -> str:
    """Return tasks behind each other; titles hold commas and question marks of their own."""
    return "; ".join(named(each) for each in tasks)


def due(task: Task, scene: Scene) -> str:
    """Return when the task is due, how far off that is, or what it waits for."""
    if task.due_at is None:
        if not task.due:
            return say("no due time")
        return dues.unknown(task.due)
    said = kit.said_date(task.due_at, scene.zone)
    if task.status in FINISHED:
        return say("was due {at}", at=said)
    return say("due {at} ({span})", at=said, span=spans.say_due(task.due_at, now=scene.now))


def is_late(task: Task, now: datetime) -> bool:
    """Tell whether the task is open and past its due time."""
    return task.status not in FINISHED and task.due_at is not None and task.due_at < now


def held(task: Task) -> str:
    """Return who holds the task, or for which role it waits, or for whose approval."""
    if task.assignee:
        return say("held by {who}", who=kit.mention(task.assignee))
    if task.status is TaskStatus.PROOF_REVIEW:
        # It is done and free for nobody: what it lacks is a signature, whoever did it.
        return say("waiting for the approval of {roles}", roles=signers(task.approve))
    return (
        say("free, for {role}", role=kit.escape(say_role(task.role))) if task.role else say("free")
    )


def status(task: Task, now: datetime) -> str:
    """Return the task's state in words; lateness and weight are said, not coloured."""
    words = [say(SAID[task.status])]
    words += [f"*{say('overdue')}*"] if is_late(task, now) else []
    words += [say("critical")] if task.critical else []
    return ", ".join(words)


def card(task: Task, scene: Scene, around: Around | None = None) -> Said:
    """Return the task in full: state, holder, due, proof, instruction, signatures, buttons."""
    around = around or Around()
    facts = [status(task, scene.now), held(task), due(task, scene)]
    head = f"{named(task, 1000)}\n{' · '.join(facts)}"
    blocks = [
        kit.section(head),
        *(kit.section(text) for text in markdown.sections(task.instruction)[:6]),
        *kit.paragraphs(_checklist(task))[:6],
        *kit.paragraphs("\n".join(_details(task, around))),
        kit.context(_origin(task, scene)),
        kit.actions(*_ways(task, scene, around)),
    ]
    return Said(_text(task, head, around), tuple(block for block in blocks if block))


def finished(task: Task, scene: Scene, around: Around) -> Said:
    """Return a finished task to whoever finished it: how it was proved, and what comes next."""
    head = f"{named(task)}\n{' · '.join((status(task, scene.now), held(task)))}"
    blocks = [
        kit.section(head),
        *kit.paragraphs("\n".join(_details(task, around))),
        kit.actions(*_ways(task, scene, around), button(task, scene.ref, ids.TASK_SHOW)),
    ]
    return Said(_text(task, head, around), tuple(block for block in blocks if block))


def _ways(task: Task, scene: Scene, around: Around) -> tuple[kit.Block, ...]:
    """Return the buttons under a card that one person sees: what that person can do next."""
    own = (
        kit.button(say("My tasks"), ids.TASK_MINE, scene.ref),
        kit.button(say("Open tasks"), ids.TASK_LIST, f"{scene.ref} open"),
    )
    if task.status in FINISHED:
        return (*own, *buttons(task, scene.ref, details=False))
    if task.status is TaskStatus.PROOF_REVIEW and task.done_by == scene.me:
        # Nobody signs under their own proof; what is missing may be somebody to ask.
        roles = [
            kit.button(
                say("Give {role}", role=say_role(role)), ids.INCIDENT_ROLE, f"{scene.ref} {role}"
            )
            for role in around.vacant
        ]
        return (*roles, *own)
    return buttons(task, scene.ref, details=False)


def _text(task: Task, head: str, around: Around) -> str:
    """Return the card in one text, for those to whom it is read: how it is done included."""
    how = markdown.plainly(task.instruction, 1200) if task.status not in FINISHED else ""
    return " ".join(
        stop(each) for each in (head.replace("\n", ": "), how, *_details(task, around)) if each
    )


def _checklist(task: Task) -> str:
    lines = json.loads(task.checklist or "[]")
    box = "☑" if task.status in {TaskStatus.PROOF_REVIEW, TaskStatus.DONE} else "☐"
    return "\n".join(
        f"{box} {at}. {kit.one_line(line, 400)}" for at, line in enumerate(lines, start=1)
    )


def _details(task: Task, around: Around) -> list[str]:
    found = []
    proved = task.status in FINISHED or task.status is TaskStatus.PROOF_REVIEW
    if task.proof_required is not Proof.NONE and not proved:
        found.append(say("Proof asked for: {kind}.", kind=say(ASKED[task.proof_required])))
    if task.proof:
        found.append(say(GIVEN[proved], proof=kit.linked(task.proof, 1500)))
    if task.reason and task.reason != task.proof:
        found.append(say("Reason: {reason}", reason=kit.clip(kit.spoken(task.reason), 1000)))
    if around.waits_for:
        found.append(say("Comes after: {names}", names=listing(around.waits_for[:10])))
    found += [said_of(each) for each in around.signed]
    if around.missing and task.status not in FINISHED:
        found.append(_missing(task, ", ".join(around.missing)))
    if task.gate:
        found.append(say("Gate: {gate}.", gate=kit.escape(task.gate)))
    return found


def _missing(task: Task, people: str) -> str:
    words = conditional.words_of(task.approve)
    if not words or task.status is TaskStatus.PROOF_REVIEW:
        return say("Approval needed from: {people}.", people=people)
    said = listed(list(words), OR)
    return say("Approval, if the proof says {words}, by: {people}.", words=said, people=people)


def _origin(task: Task, scene: Scene) -> str:
    parts = [say("{ref} · task #{number}", ref=scene.ref, number=task.number)]
    if task.playbook:
        parts.append(say("playbook {playbook}", playbook=kit.escape(task.playbook)))
    if task.section:
        parts.append(kit.one_line(task.section, 150))
    if task.every:
        parts.append(dues.again(task.every))
    if task.done_at is not None:
        parts.append(say("done {at}", at=kit.said_date(task.done_at, scene.zone)))
    return " · ".join(parts)


def _for_all(task: Task, ref: str) -> tuple[kit.Block, ...]:
    if task.status not in FINISHED:
        return buttons(task, ref)
    return (kit.button(say("Open tasks"), ids.TASK_LIST, f"{ref} open"), *buttons(task, ref))


def changed(text: str, task: Task, scene: Scene) -> Said:
    """Return what the channel is told of one task: the sentence, where it stands, its buttons."""
    small = f"{held(task)} · {due(task, scene)}" if task.status not in FINISHED else ""
    return Said(
        text,
        tuple(
            block
            for block in (
                kit.section(text),
                kit.context(small) if small else {},
                kit.actions(*_for_all(task, scene.ref)),
            )
            if block
        ),
    )
