"""The window in which an incident is declared. Pure; what was entered is read in `listeners`.

`private_metadata` holds ids only, and everything in it is checked again when the window is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.words import Kind
from bot.language.catalogue import later, say
from bot.slack import ids, parts
from bot.slack.views import inputs, kit

KIND_SAID = {
    Kind.RANSOMWARE: later("Ransomware: files are encrypted"),
    Kind.INTRUSION: later("Intrusion: somebody is inside"),
    Kind.DATA_LEAK: later("Data leak: data went out"),
    Kind.OUTAGE: later("Outage: cause not known yet"),
    Kind.INSIDER: later("Insider: one of our own"),
    Kind.OTHER: later("Something else"),
}
# What somebody sees who has never heard of severities; the whole meaning stands below the menu.
SEVERITY_SAID = {
    1: (
        later("SEV1: care is in danger"),
        later("Patient systems are down hospital-wide, or a life is at risk"),
    ),
    2: (
        later("SEV2: one important system"),
        later("One important application is down, or somebody is inside"),
    ),
    3: (later("SEV3: contained"), later("It is contained, and care goes on as usual")),
    4: (later("SEV4: for information"), later("Nothing is to be done at once; people should know")),
}


@dataclass(frozen=True, slots=True)
class Place:
    """From where the window was opened, and from which message of which thread."""

    channel: str = ""
    ts: str = ""
    thread_ts: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A playbook that can be started; `starts`: it would by itself; `private`: there alone."""

    slug: str
    title: str
    starts: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Declaring:
    """What the window is filled with; `notes` say what words of a line were taken for."""

    title: str = ""
    severity: int = 2
    kind: Kind = Kind.INTRUSION
    private: bool = False
    drill: bool = False
    playbooks: Sequence[Choice] = ()
    place: Place = Place()
    notes: Sequence[str] = ()


def place(metadata: Mapping[str, str]) -> Place:
    """Return the place that a window carries; what is misshapen counts as none."""
    channel = parts.optional(metadata.get("channel"), parts.CHANNEL)
    ts = parts.optional(metadata.get("message"), parts.STAMP)
    thread_ts = parts.optional(metadata.get("thread"), parts.STAMP)
    return Place(channel, ts if channel else "", thread_ts if channel else "")


def playbooks_block(kind: Kind, severity: int) -> str:
    """Return the field's name: another one for each choice that lets other playbooks fit.

    Slack keeps what was chosen in a field of the same name, also when another choice is proposed.
    """
    return f"{ids.PLAYBOOKS}.{kind}.{severity}"


def declare(given: Declaring) -> kit.Block:
    """Return the window that asks what is happening."""
    message = [kit.context(say("From a message: its link is kept, and its thread is told."))]
    blocks = [
        *(message if given.place.ts else []),
        *([kit.context(" ".join(given.notes))] if given.notes else []),
        _title(given.title),
        _severity(given.severity),
        _kind(given.kind),
        _noticed(),
        *_playbooks(given),
        _special(given),
    ]
    where = given.place
    return kit.modal(
        ids.INCIDENT_DECLARE, say("Declare an incident"), blocks, submit=say("Declare"),
        metadata={"channel": where.channel, "message": where.ts, "thread": where.thread_ts},
    )  # fmt: skip


def _title(title: str) -> kit.Block:
    one_line = " ".join(title.split())[:200]
    box = inputs.line(
        ids.FIELD, value=one_line, placeholder=say("e-Hospital servers encrypted"), longest=200
    )
    return inputs.field(
        ids.TITLE, say("What is happening?"), box, hint=say("One line. No patient data.")
    )


def _severity(chosen: int) -> kit.Block:
    levels = [
        kit.option(say(label), str(level), say(meaning))
        for level, (label, meaning) in SEVERITY_SAID.items()
    ]
    menu = inputs.radio(ids.DECLARE_REFIT, levels, initial=str(chosen))
    return inputs.field(
        ids.SEVERITY, say("How bad is it for patients?"), menu, tells=True,
        hint=say("When in doubt take the worse one: it can be changed, and nobody is blamed."),
    )  # fmt: skip


def _kind(chosen: Kind) -> kit.Block:
    kinds = [kit.option(say(said), kind.value) for kind, said in KIND_SAID.items()]
    menu = inputs.choice(ids.DECLARE_REFIT, kinds, initial=chosen)
    return inputs.field(ids.KIND, say("What kind is it?"), menu, tells=True)


def _noticed() -> kit.Block:
    box = inputs.line(ids.FIELD, placeholder=say("07:07, or 20m ago, or 23 nov 07:07"), longest=60)
    hint = say("Legal deadlines count from here. Empty means now.")
    return inputs.field(
        ids.NOTICED, say("When was it first noticed?"), box, hint=hint, optional=True
    )


def _playbooks(given: Declaring) -> list[kit.Block]:
    if not given.playbooks:
        return []
    alone = say("In private incidents alone")
    options = [
        kit.option(each.title, each.slug, alone if each.private else "") for each in given.playbooks
    ]
    fitting = [each.slug for each in given.playbooks if each.starts]
    return [
        inputs.field(
            playbooks_block(given.kind, given.severity),
            say("Which playbooks start at once?"),
            inputs.choices(ids.FIELD, options, initial=fitting, placeholder=say("None yet")),
            hint=say("Those that fit are chosen already; any other can be started later."),
            optional=True,
        )
    ]


def _special(given: Declaring) -> kit.Block:
    boxes = [
        inputs.tick(say("Private"), "private", say("Only people in its channel see it.")),
        inputs.tick(say("Drill"), "drill", say("An exercise, marked as one everywhere.")),
    ]
    ticked = [*(["private"] if given.private else []), *(["drill"] if given.drill else [])]
    return inputs.field(
        ids.OPTIONS,
        say("Is it special?"),
        inputs.ticks(ids.FIELD, boxes, initial=ticked),
        optional=True,
    )


def declared(text: str) -> kit.Block:
    """Return what the window turns into once the incident is declared."""
    return kit.modal(
        "incident.declared",
        say("Declared"),
        kit.paragraphs(text) or [kit.section(text)],
        close=say("Close"),
    )
