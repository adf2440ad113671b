"""Paper that is keyed in, and temporary patient numbers: who entered, who verified (rule 21).

Says nothing in Slack. The mode of a department is `departments`.
"""

from collections.abc import Mapping

from bot.domain import department_counts as counts
from bot.domain.departments import DEPARTMENT
from bot.domain.models import BackEntry, Backlog, Department, Incident, TempIdBlock
from bot.errors import Mistyped, Refused
from bot.operations import each, register, task_moves
from bot.operations.turn import Turn
from bot.storage import departments


def set_backlog(
    turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str], oldest: str = ""
) -> Department:
    """Say how many sheets of which priority wait; what was keyed in of them stays counted."""
    row = _begin(turn, incident, name)
    for priority, sheets in counts.priorities(pairs).items():
        kept = _kept(turn, row, priority)
        if sheets < kept.entered:
            raise Refused(
                f"{kept.entered} P{priority} sheets are keyed in already; {sheets} are fewer.",
                rule="back-entry", next_step="Say the whole number, keyed in or not.",
            )  # fmt: skip
        kept.sheets, kept.oldest, kept.at = sheets, oldest[:32] or kept.oldest, turn.now
        turn.session.add(kept)
    return _told(turn, incident, row, "backlog", pairs)


def entered(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> Department:
    """Say how many more sheets were keyed in, by whoever says it."""
    row = _begin(turn, incident, name)
    for priority, sheets in counts.priorities(pairs).items():
        kept = _kept(turn, row, priority)
        if kept.entered + sheets > kept.sheets:
            raise Refused(
                f"P{priority} has {kept.sheets} sheets and {kept.entered} are keyed in; {sheets} "
                "more are too many.",
                rule="back-entry", next_step=f"`/dept backlog {row.slug} p{priority}=…` first.",
            )  # fmt: skip
        own = _by(turn, kept)[turn.actor.user_id]
        own.entered += sheets
        kept.entered += sheets
        kept.entered_by, kept.verified_by, kept.at = own.user_id, None, turn.now
        turn.session.add_all([kept, own])
    return _told(turn, incident, row, "entered", pairs)


def verified(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> Department:
    """Say how many more sheets were verified, by another than who keyed them in (rule 21)."""
    row = _begin(turn, incident, name)
    error = counts.count("error", pairs["error"]) if "error" in pairs else 0
    for priority, sheets in counts.priorities(pairs).items():
        kept = _kept(turn, row, priority)
        people = _by(turn, kept)
        own = people.pop(turn.actor.user_id)
        others = kept.entered - own.entered
        if own.entered and (not others or own.verified + sheets > others):
            raise Refused(
                f"You keyed in {own.entered} of the {kept.entered} P{priority} sheets of "
                f"{row.name} yourself.",
                rule="21, back-entry", who="somebody who did not key them in",
                next_step="Ask another to compare them with the paper.",
            )  # fmt: skip
        if kept.verified + sheets > kept.entered:
            raise Refused(
                f"P{priority}: {kept.entered} are keyed in and {kept.verified} verified; {sheets} "
                "more are too many.",
                rule="back-entry", next_step=f"`/dept entered {row.slug} p{priority}=…` first.",
            )  # fmt: skip
        own.verified += sheets
        kept.verified += sheets
        if kept.entered_by == own.user_id:
            kept.entered_by = next((user for user, each in people.items() if each.entered), None)
        kept.verified_by, kept.error_pct, kept.at = own.user_id, error, turn.now
        turn.session.add_all([kept, own])
    if error > counts.MOST_ERRORS_PCT:
        _stop(turn, incident, row, error)
    return _told(turn, incident, row, "verified", pairs)


def _stop(turn: Turn, incident: Incident, row: Department, error: int) -> None:
    """Open a critical task when more than two in a hundred sheets are wrong."""
    task_moves.open_critical(
        turn, incident,
        f"Stop keying in for {row.name}: {error} % of the sample are wrong. Find the cause.",
        role="mrd-lead", noun=DEPARTMENT.noun, subject=DEPARTMENT.name(row),
    )  # fmt: skip


def _begin(turn: Turn, incident: Incident, name: str) -> Department:
    row: Department
    row, _ = register.begin(turn, incident, DEPARTMENT, name, "report for")
    return row


def _kept(turn: Turn, row: Department, priority: int) -> Backlog:
    found = departments.backlog(turn.session, row.row).get(priority)
    if found is None:
        found = Backlog(department_id=row.row, priority=priority, at=turn.now)
        turn.session.add(found)
        turn.session.flush()
    return found


def _by(turn: Turn, kept: Backlog) -> dict[str, BackEntry]:
    """Return what each person keyed in and verified of a backlog; the asker is among them."""
    people = departments.back_entries(turn.session, kept)
    user_id = turn.actor.user_id
    people.setdefault(user_id, BackEntry(backlog_id=kept.row, user_id=user_id))
    return people


def _told(
    turn: Turn, incident: Incident, row: Department, verb: str, pairs: Mapping[str, str]
) -> Department:
    turn.session.flush()
    turn.record(
        incident, f"department.{verb}", subject=DEPARTMENT.name(row), text=row.name,
        after=" ".join(f"{key}={value}" for key, value in sorted(pairs.items())),
    )  # fmt: skip
    if verb == "backlog":
        each.follow(turn, incident, DEPARTMENT, row, verb)
    return row


def give_numbers(turn: Turn, incident: Incident, name: str, typed: str) -> TempIdBlock:
    """Give a counter a range of temporary numbers that no other counter has."""
    row = _begin(turn, incident, name)
    first, last = counts.span(typed)
    for block in departments.blocks(turn.session, incident.row):
        if block.first <= last and first <= block.last:
            raise Refused(
                f"{first}-{last} overlaps {block.first}-{block.last}, which was given out already.",
                rule="temporary numbers", who="registration lead",
                next_step=f"Take the next free: {_next_free(turn, incident, last - first)}.",
            )  # fmt: skip
    block = TempIdBlock(
        incident_id=incident.row, department_id=row.row, first=first, last=last,
        given_at=turn.now, given_by=turn.actor.user_id,
    )  # fmt: skip
    turn.session.add(block)
    _told(turn, incident, row, "tempids", {"range": f"{first}-{last}"})
    return block


def _next_free(turn: Turn, incident: Incident, size: int) -> str:
    last = max((block.last for block in departments.blocks(turn.session, incident.row)), default=0)
    return f"{last + 1}-{last + 1 + size}"


def use_numbers(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> Department:
    """Say how many numbers of a department's newest range were used and merged."""
    row = _begin(turn, incident, name)
    mine = [
        block
        for block in departments.blocks(turn.session, incident.row)
        if block.department_id == row.row
    ]
    if not mine:
        raise Mistyped(
            f"{row.name} has no temporary numbers.",
            next_step=f"`/dept tempids {row.slug} 1000-1999` gives it some.",
        )
    block = mine[-1]
    used = counts.count("used", pairs["used"]) if "used" in pairs else block.used
    merged = counts.count("merged", pairs["merged"]) if "merged" in pairs else block.merged
    if used > block.last - block.first + 1 or merged > used:
        raise Refused(
            f"The range holds {block.last - block.first + 1} numbers, of which {used} would be "
            f"used and {merged} merged.",
            rule="temporary numbers", next_step="Merged are at most the used, used at most all.",
        )  # fmt: skip
    block.used, block.merged = used, merged
    turn.session.add(block)
    return _told(turn, incident, row, "tempids", pairs)
