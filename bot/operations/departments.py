"""What people do with departments: their mode, their returns. Says nothing in Slack.

Paper to key in and temporary numbers are `back_entry`.
"""

from collections.abc import Mapping
from typing import Any

from bot.domain import department_counts as counts
from bot.domain.departments import DEPARTMENT, SUSPENDS, Attempt
from bot.domain.lengths import check_length
from bot.domain.models import Department, DepartmentReturn, Incident
from bot.domain.people import Standing
from bot.errors import Mistyped, Refused
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import each, register
from bot.operations.turn import Turn
from bot.storage import departments, registers, roles
from bot.storage.signatures import waiver_in_force

LONGEST_LINE = 500
KEYS = frozenset({"to", "told", *counts.RETURN, *counts.PRIORITIES})
RULE = 19


def add(
    turn: Turn, incident: Incident, slug: str, name: str, block: str = "", **more: Any
) -> Department:
    """Enter a department into the register; *more* are columns that the caller read."""
    register.check_may_work(turn, incident, say("enter departments"))
    if registers.named(turn.session, DEPARTMENT, incident.row, slug) is not None:
        raise Refused(
            say("`{name}` is registered already.", name=slug),
            rule="one row for a department",
            next_step=say(
                "`/dept show {slug}` shows it; `/dept set {slug} …` corrects it.", slug=slug
            ),
        )
    row: Department
    [row] = register.add(
        turn, incident, DEPARTMENT, [{"slug": slug, "name": name, "block": block, **more}]
    )
    return row


def change(turn: Turn, incident: Incident, name: str, given: Mapping[str, Any]) -> Department:
    """Correct what is said of a department; its mode is changed by verbs."""
    row: Department
    row, _ = register.begin(turn, incident, DEPARTMENT, name, "correct")
    if not given:
        raise Mistyped(
            say("What is to be changed?"),
            next_step=say(
                'Type `/dept set {slug} head=@who superusers=@a,@b apps="LIS" kit=5`.',
                slug=row.slug,
            ),
        )
    register.correct(turn, incident, DEPARTMENT, row, given)
    each.appear(turn, incident, DEPARTMENT, [row])
    return row


def perform(turn: Turn, incident: Incident, name: str, verb: str, text: str) -> Department:
    """Do a verb on a department; *text* holds `key=value` pairs and a reason."""
    row: Department
    row, who = register.begin(turn, incident, DEPARTMENT, name, "change")
    read = lines.options(text, keys=KEYS)
    if verb == "return":
        return report(turn, incident, row, read)
    tried = _attempt(turn, incident, row, who, read)
    register.transition(turn, incident, DEPARTMENT, row, verb, tried)
    row.declared_by = turn.actor.user_id
    if verb == "suspended":
        row.diversion, row.neighbours_told_at = tried.diversion, turn.now
    else:
        # Its patients come back; where they went stands in the timeline.
        row.diversion = row.neighbours_told_at = None
    turn.session.add(row)
    turn.session.flush()
    return row


def _attempt(
    turn: Turn, incident: Incident, row: Department, who: Standing, read: lines.Options
) -> Attempt:
    session = turn.session
    p1 = departments.backlog(session, row.row).get(1)
    name = DEPARTMENT.name(row)
    return Attempt(
        name=name, state=row.mode, reason=read.rest, diversion=read.pairs.get("to", ""),
        told=read.pairs.get("told", "").lower() in {"yes", "y", "true", "1"},
        systems=tuple(
            (each.name, each.stage) for each in departments.systems(session, incident.row, row.slug)
        ),
        counted_p1=p1 is not None,
        open_p1=p1.sheets - p1.entered if p1 else 0,
        unverified_p1=p1.entered - p1.verified if p1 else 0,
        unmerged=departments.unmerged(session, row.row),
        waived=waiver_in_force(session, incident.row, RULE, name, now=turn.now) is not None,
        roles=who.roles, leads=roles.holders(session, incident).get(SUSPENDS, ()),
    )  # fmt: skip


def report(turn: Turn, incident: Incident, row: Department, read: lines.Options) -> Department:
    """Keep what a department reports: counts, and one line of words."""
    given, line = counts.numbers(read.pairs), read.rest.strip()
    check_length("line", line, LONGEST_LINE, about="rest")
    turn.session.add(
        DepartmentReturn(
            department_id=row.row, at=turn.now, by=turn.actor.user_id, mode=row.mode,
            line=line, **given,
        )
    )  # fmt: skip
    row.last_return_at = turn.now
    turn.session.add(row)
    turn.session.flush()
    turn.record(
        incident, "department.return", subject=DEPARTMENT.name(row), text=row.name,
        after=" ".join(f"{key}={value}" for key, value in given.items()),
        reason=line or None,
    )  # fmt: skip
    each.follow(turn, incident, DEPARTMENT, row, "return")
    return row
