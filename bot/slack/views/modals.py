"""Windows that ask for what a button cannot carry. Pure; what was entered is read in `inbound`.

`private_metadata` holds ids only, and everything in it is checked again when the window is sent.
"""

import json
from collections.abc import Mapping

from bot.domain.models import Incident, Task
from bot.domain.proof import ASKED, EXAMPLE
from bot.domain.words import Proof
from bot.language.catalogue import later, say
from bot.slack import ids
from bot.slack.views import inputs, kit, markdown

# What a proof is that may be given as a file, and what its box is called.
FILES = {Proof.PHOTO: later("Photo"), Proof.FILE: later("File")}
MOST_FILES = 5


def done(incident: Incident, task: Task, channel: str) -> kit.Block:
    """Return the window that asks for a task's proof, in the way that its kind needs."""
    lines = json.loads(task.checklist or "[]")
    fields = (
        _checks(lines)
        if task.proof_required is Proof.CHECKLIST and lines
        else _proof(task.proof_required)
    )
    return _about(
        ids.TASK_DONE,
        say("Finish task #{number}", number=task.number),
        incident,
        task,
        channel,
        fields,
        submit=say("Done"),
    )


def _proof(kind: Proof) -> list[kit.Block]:
    several = kind in {Proof.TEXT, Proof.NONE}
    line = inputs.line(
        ids.FIELD, placeholder=EXAMPLE.get(kind, ""), multiline=several, longest=3000
    )
    if kind in FILES:
        return _file(kind, line)
    label = say("Proof: {kind}", kind=say(ASKED[kind]))
    hint = say("No patient data.")
    return [inputs.field(ids.PROOF, label, line, hint=hint, optional=kind is Proof.NONE)]


def _file(kind: Proof, line: kit.Block) -> list[kit.Block]:
    """Return the box for a file and the line for its link: either will do."""
    box = inputs.files(ids.FIELD, most=MOST_FILES)
    shown = say("It is shown in the incident's channel. No patient data, not in its name either.")
    link = say("Or the link to it, or to a message that has it")
    return [
        inputs.field(ids.FILE, say(FILES[kind]), box, hint=shown, optional=True),
        inputs.field(ids.PROOF, link, line, hint=say("No patient data."), optional=True),
    ]


def _checks(lines: list[str]) -> list[kit.Block]:
    """Return the checklist, ten boxes to a field, which is the most that one field takes."""
    found = []
    for start in range(0, len(lines), 10):
        boxes = [
            inputs.tick(f"{at}. {line}", str(at))
            for at, line in enumerate(lines[start : start + 10], start=start + 1)
        ]
        last = start + len(boxes)
        label = (
            say("Lines {first} to {last}", first=start + 1, last=last)
            if len(lines) > 1
            else say("Line 1")
        )
        found.append(inputs.field(f"{ids.CHECKS}.{start}", label, inputs.ticks(ids.FIELD, boxes)))
    return found


REASONED = {
    ids.TASK_BLOCK: (
        later("Block"), later("What does it wait for?"), later("Block task #{number}"),
    ),
    ids.TASK_SKIP: (
        later("Skip"), later("Why will it not be done?"), later("Skip task #{number}"),
    ),
    ids.TASK_REOPEN: (
        later("Reopen"), later("Why is it open again?"), later("Reopen task #{number}"),
    ),
    ids.TASK_REFUSE: (
        later("Send back"), later("What is wrong with the proof?"),
        later("Send back task #{number}"),
    ),
}  # fmt: skip


def reason(action: str, incident: Incident, task: Task, channel: str) -> kit.Block:
    """Return the window that asks why."""
    verb, question, title = REASONED[action]
    field = inputs.field(
        ids.REASON, say(question), inputs.line(ids.FIELD, multiline=True, longest=1000)
    )
    named = say(title, number=task.number)
    return _about(action, named, incident, task, channel, [field], submit=say(verb))


def assign(incident: Incident, task: Task, channel: str) -> kit.Block:
    """Return the window that asks whose task it is to be."""
    field = inputs.field(ids.PERSON, say("Who is to have it?"), inputs.person(ids.FIELD))
    return _about(
        ids.TASK_ASSIGN,
        say("Reassign task #{number}", number=task.number),
        incident,
        task,
        channel,
        [field],
        submit=say("Reassign"),
    )


def role(
    incident: Incident, roles: Mapping[str, str], channel: str, *, initial: str = ""
) -> kit.Block:
    """Return the window that asks who gets which role; *roles* are slugs with their titles."""
    choices = [kit.option(f"{say(title)} ({slug})", slug) for slug, title in roles.items()]
    fields = [
        inputs.field(
            ids.ROLE, say("Which role?"), inputs.choice(ids.FIELD, choices, initial=initial)
        ),
        inputs.field(
            ids.PERSON,
            say("Who is to have it?"),
            inputs.person(ids.FIELD),
            hint=say("Whoever is not in the channel yet is invited."),
        ),
    ]
    return kit.modal(
        ids.INCIDENT_ROLE, say("Give a role"), fields, submit=say("Give"),
        metadata={"incident": incident.ref, "channel": channel},
    )  # fmt: skip


def _about(
    action: str,
    title: str,
    incident: Incident,
    task: Task,
    channel: str,
    fields: list[kit.Block],
    *,
    submit: str,
) -> kit.Block:
    head = f"*#{task.number}* {kit.one_line(task.title, 300)}"
    how = markdown.mrkdwn(task.instruction, 1500) if action == ids.TASK_DONE else ""
    blocks = [kit.section(head), *([kit.section(how)] if how else []), *fields]
    return kit.modal(
        action, title, blocks, submit=submit,
        metadata={"incident": incident.ref, "task": task.number, "channel": channel},
    )  # fmt: skip


def update(incident: Incident, channel: str) -> kit.Block:
    """Return the window that asks for an update and for the promise of the next one."""
    fields = [
        inputs.field(
            ids.TEXT,
            say("What is known now, and what changed?"),
            inputs.line(ids.FIELD, multiline=True, longest=3000),
            hint=say("Counts and systems. No patient data."),
        ),
        inputs.field(
            ids.NEXT,
            say("When is the next update?"),
            inputs.line(ids.FIELD, placeholder=say("45m, or 18:00"), longest=60),
            optional=True,
        ),
    ]
    return kit.modal(
        ids.INCIDENT_UPDATE, say("Give an update"), fields, submit=say("Send"),
        metadata={"incident": incident.ref, "channel": channel},
    )  # fmt: skip


ENDINGS = {
    ids.INCIDENT_REOPEN: (later("Reopen"), later("Why is it open again?"), later("Reopen {ref}")),
    ids.INCIDENT_STANDDOWN: (
        later("Stand down"),
        later("Why was it no incident?"),
        later("Stand down {ref}"),
    ),
    ids.INCIDENT_CLOSE: (
        later("Close"),
        later("What did the review decide?"),
        later("Close {ref}"),
    ),
}


def ending(action: str, incident: Incident, channel: str) -> kit.Block:
    """Return the window that asks why an incident ends, or is opened again."""
    verb, question, title = ENDINGS[action]
    field = inputs.field(
        ids.REASON, say(question), inputs.line(ids.FIELD, multiline=True, longest=1000)
    )
    return kit.modal(
        action, say(title, ref=incident.ref), [field], submit=say(verb),
        metadata={"incident": incident.ref, "channel": channel},
    )  # fmt: skip
