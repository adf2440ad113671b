"""The rules that a task stands behind (`gate=`) where no register's verb asks them already."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlmodel import select

from bot.domain import ending as rules
from bot.domain import restore_path
from bot.domain.endpoints import BATCH, is_ready
from bot.domain.evidence import EXHIBIT
from bot.domain.models import Incident, Statement, Suspension, System, Task
from bot.domain.pilot_guards import may_go_pilot
from bot.domain.restores import SYSTEM
from bot.domain.segments import SEGMENT, everything_is_verified
from bot.domain.words import Stage
from bot.errors import Refused
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import network, restore_facts
from bot.operations.turn import Turn
from bot.storage import ending, exhibits, registers, segments
from bot.storage.signatures import waiver_in_force

Check = Callable[[Turn, Incident, Task], None]
PILOTED = frozenset({"pilot", "live", "stable"})
HAD = frozenset({"identified", "collecting", "failed"})


def check_stage(turn: Turn, incident: Incident, stage: Stage) -> None:
    """Raise Refused while the registers speak against a stage (rules 24 and 25)."""
    rule = rules.rule_of(stage)
    waiver = waiver_in_force(turn.session, incident.row, rule, rules.SUBJECT, now=turn.now)
    here = ending.standing(turn.session, incident, turn.now)
    rules.check(stage, here, waived=waiver is not None)


def _contained(turn: Turn, incident: Incident, _task: Task) -> None:
    check_stage(turn, incident, Stage.CONTAINED)


def _memory_is_there(turn: Turn, incident: Incident, task: Task) -> None:
    """Raise Refused unless the server's memory is an exhibit, or signed off (rule 2)."""
    if task.subject_noun != "server":
        return
    found = exhibits.of_server(turn.session, incident.row, str(task.subject_id))
    if any(each.type == "memory" and each.state not in HAD for each in found):
        return
    raise Refused(
        say("{subject_id} has no memory image in the register.", subject_id=task.subject_id),
        rule="2, acquisition",
        who=say("the forensics lead"),
        next_step=say(
            '`/evidence add {subject_id} memory tool="…"` enters it; what cannot be had '
            "takes two signatures: `/evidence unobtainable`.",
            subject_id=task.subject_id,
        ),
    )


def _is_sealed(turn: Turn, incident: Incident, task: Task) -> None:
    if task.subject_noun != EXHIBIT.noun:
        return
    row = registers.named(turn.session, EXHIBIT, incident.row, str(task.subject_id))
    if row is None or not row.seal_no:
        raise Refused(
            say("{subject_id} bears no seal yet.", subject_id=task.subject_id),
            rule="10, seal",
            who=say("the evidence custodian"),
            next_step=f"`/evidence seal {task.subject_id} <seal no> witness @a @b photo=<link>`.",
        )


def _is_published(turn: Turn, incident: Incident, _task: Task) -> None:
    wanted = select(Statement.id).where(
        Statement.incident_id == incident.id, Statement.state == "published"
    )
    if turn.session.exec(wanted).first() is None:
        raise Refused(
            say("No public text went out through two signatures."), rule="28, public text",
            who=say("spokesperson, and director or legal lead"),
            next_step=say("`/incident statement draft <text> next 18:00` writes one."),
        )  # fmt: skip


def _is_served(turn: Turn, incident: Incident, _task: Task) -> None:
    wanted = select(Suspension.id).where(Suspension.incident_id == incident.id)
    if turn.session.exec(wanted).first() is None:
        raise Refused(
            say("No written order is recorded here."), rule="26, suspension",
            who=say("command, director, HR or legal"),
            next_step="`/incident suspend @who order=<no> authority=<who> deputy=@who`.",
        )  # fmt: skip


def _is_ready_for_the_net(turn: Turn, incident: Incident, task: Task) -> None:
    """Raise Refused while a batch is not verified, or something in a segment is not (rule 3)."""
    name = str(task.subject_id)
    if task.subject_noun == SEGMENT.noun:
        row = registers.named(turn.session, SEGMENT, incident.row, name)
        if row is not None:
            everything_is_verified(network.opening(turn, incident, row, ""))
    elif task.subject_noun == BATCH.noun:
        row = registers.named(turn.session, BATCH, incident.row, name)
        if row is not None and not is_ready(row):
            raise Refused(
                say("{name} is {state}, {verified} of {total} endpoints verified",
                    name=row.name, state=say(row.state), verified=row.verified, total=row.total),
                rule="3, reconnection",
                who=say("whoever verifies"),
                next_step=say("`/server endpoints {name} verified=…` counts it.", name=row.name),
            )  # fmt: skip


def _is_triaged(turn: Turn, incident: Incident, task: Task) -> None:
    """Raise Refused while no machine of a segment has a triage in the register (rule 5)."""
    if task.subject_noun != SEGMENT.noun:
        return
    row = registers.named(turn.session, SEGMENT, incident.row, str(task.subject_id))
    known, looked = segments.triaged(turn.session, incident.row, row.name) if row else (0, 0)
    if known and row is not None and not looked:
        raise Refused(
            say("{known} machines of {name} are known, and none has a triage result.",
                known=known, name=row.name),
            rule="5, triage", who=say("any responder"),
            next_step=say("`/server endpoints <batch> triaged=3` counts them; a server's: "
                          '`/server set SRV-003 triage="read-only sweep, nothing found"`.'),
        )  # fmt: skip


def _may_go_live(turn: Turn, incident: Incident, _task: Task) -> None:
    """Raise Refused unless some system may be piloted, or is piloted already (rules 3 and 16)."""
    rule = restore_path.RULE
    if waiver_in_force(turn.session, incident.row, rule, rules.SUBJECT, now=turn.now) is not None:
        return
    systems: list[System] = registers.rows(turn.session, SYSTEM, incident.row)
    why: Refused | None = Refused(
        say("No system has passed its user test, so none goes live."), rule="16, pilot",
        who=say("the leads of the systems"),
        next_step=say("`/restore list` shows the ladder, with the next gate."),
    )  # fmt: skip
    if any(each.stage in PILOTED for each in systems):
        return
    for each in systems:
        if each.stage == "uat_passed":
            why = _why_no_pilot(turn, incident, each)
            if why is None:
                return
    if why is not None:
        raise why


def _why_no_pilot(turn: Turn, incident: Incident, row: System) -> Refused | None:
    try:
        may_go_pilot(restore_facts.attempt(turn, incident, row, lines.options("")))
    except Refused as why:
        return why
    return None


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "contained": _contained,
        "evidence": _memory_is_there,
        "acquisition-complete": _memory_is_there,
        "reconnect": _is_ready_for_the_net,
        "restore-dependencies": _may_go_live,
        "sealed": _is_sealed,
        "triage-recorded": _is_triaged,
        "public-statement": _is_published,
        "revocation": _is_served,
    }
)


def check(turn: Turn, incident: Incident, task: Task) -> None:
    """Raise Refused while a rule that the task stands behind does not hold.

    Where the task sets a register's state, the verb's own guards ask; closing has its own verb.
    """
    if task.sets and task.subject_id:
        return
    for slug in filter(None, (task.gate or "").split(",")):
        held = CHECKS.get(slug)
        if held is not None:
            held(turn, incident, task)
