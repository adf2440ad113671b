"""Paper that is keyed in, and temporary patient numbers: who entered, who verified (rule 21).

Says nothing in Slack. The mode of a department is `departments`.
"""

from collections.abc import Mapping, Sequence

from bot.domain import department_counts as counts
from bot.domain.departments import DEPARTMENT
from bot.domain.lengths import within
from bot.domain.models import BackEntry, Backlog, Department, Incident, TempIdBlock
from bot.errors import Mistyped, Refused
from bot.language.catalogue import say
from bot.operations import each, register, task_moves
from bot.operations.turn import Turn
from bot.storage import departments

_USED = "/dept tempids opd 1000-1999 used=120 merged=80"


def set_backlog(
    turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str], oldest: str = ""
) -> Department:
    """Say how many sheets of which priority wait; what was keyed in of them stays counted."""
    row = _begin(turn, incident, name)
    for priority, sheets in counts.priorities(pairs, "/dept backlog lab p1=120 p2=300").items():
        kept = _kept(turn, row, priority)
        if sheets < kept.entered:
            raise Refused(
                say(
                    "{entered} P{priority} sheets are keyed in already; {sheets} are fewer.",
                    entered=kept.entered,
                    priority=priority,
                    sheets=sheets,
                ),
                rule="back-entry",
                next_step=say("Say the whole number, keyed in or not."),
            )
        kept.oldest = within("oldest", oldest, 32) or kept.oldest
        kept.sheets, kept.at = sheets, turn.now
        turn.session.add(kept)
    return _told(turn, incident, row, "backlog", pairs)


def entered(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> Department:
    """Say how many more sheets were keyed in, by whoever says it."""
    row = _begin(turn, incident, name)
    for priority, sheets in counts.priorities(pairs, "/dept entered lab p1=50").items():
        kept = _counted(turn, row, priority)
        if kept.entered + sheets > kept.sheets:
            raise Refused(
                say(
                    "P{priority} has {sheets} sheets and {entered} are keyed in; {more} more "
                    "are too many.",
                    priority=priority,
                    sheets=kept.sheets,
                    entered=kept.entered,
                    more=sheets,
                ),
                rule="back-entry",
                next_step=say(
                    "`/dept backlog {slug} p{priority}=…` first.", slug=row.slug, priority=priority
                ),
            )
        own = _by(turn, kept)[turn.actor.user_id]
        own.entered += sheets
        kept.entered += sheets
        kept.entered_by, kept.verified_by, kept.at = own.user_id, None, turn.now
        turn.session.add_all([kept, own])
    return _told(turn, incident, row, "entered", pairs)


def verified(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> Department:
    """Say how many more sheets were verified, by another than who keyed them in (rule 21)."""
    row = _begin(turn, incident, name)
    error = counts.percent("error", pairs["error"]) if "error" in pairs else 0
    for priority, sheets in counts.priorities(pairs, "/dept verified lab p1=50 error=1").items():
        kept = _counted(turn, row, priority)
        people = _by(turn, kept)
        own = people.pop(turn.actor.user_id)
        others = kept.entered - own.entered
        if own.entered and (not others or own.verified + sheets > others):
            raise _own_work(row, kept, own)
        if kept.verified + sheets > kept.entered:
            raise Refused(
                say(
                    "P{priority}: {entered} are keyed in and {verified} verified; {sheets} more "
                    "are too many.",
                    priority=priority,
                    entered=kept.entered,
                    verified=kept.verified,
                    sheets=sheets,
                ),
                rule="back-entry",
                next_step=say(
                    "`/dept entered {slug} p{priority}=…` first.", slug=row.slug, priority=priority
                ),
            )
        own.verified += sheets
        kept.verified += sheets
        if kept.entered_by == own.user_id:
            kept.entered_by = next((user for user, each in people.items() if each.entered), None)
        kept.verified_by, kept.error_pct, kept.at = own.user_id, error, turn.now
        turn.session.add_all([kept, own])
    if error > counts.MOST_ERRORS_PCT:
        _stop(turn, incident, row, pairs["error"].strip().rstrip("%").strip())
    return _told(turn, incident, row, "verified", pairs)


def _own_work(row: Department, kept: Backlog, own: BackEntry) -> Refused:
    return Refused(
        say(
            "You keyed in {entered} of the {all} P{priority} sheets of {name} yourself.",
            entered=own.entered,
            all=kept.entered,
            priority=kept.priority,
            name=row.name,
        ),
        rule="21, back-entry",
        who=say("somebody who did not key them in"),
        next_step=say("Ask another to compare them with the paper."),
    )


def _stop(turn: Turn, incident: Incident, row: Department, error: str) -> None:
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


def _counted(turn: Turn, row: Department, priority: int) -> Backlog:
    """Return the sheets of a priority; raise Refused while nobody said how many there are."""
    found = departments.backlog(turn.session, row.row).get(priority)
    if found is None:
        raise Refused(
            say(
                "The P{priority} sheets of {name} were never counted.",
                priority=priority,
                name=row.name,
            ),
            rule="back-entry",
            next_step=say(
                "`/dept backlog {slug} p{priority}=…` first.", slug=row.slug, priority=priority
            ),
        )
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
                say(
                    "{first}-{last} overlaps {first2}-{last2}, which was given out already.",
                    first=first,
                    last=last,
                    first2=block.first,
                    last2=block.last,
                ),
                rule="temporary numbers",
                who=say("registration lead"),
                next_step=say(
                    "Take the next free: {next_free}.",
                    next_free=_next_free(turn, incident, last - first),
                ),
            )
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
    """Say how many numbers of a department's range were used and merged; `range` says which."""
    row = _begin(turn, incident, name)
    block = _meant(row, departments.blocks_of(turn.session, row.row), pairs.get("range", ""))
    used = counts.count("used", pairs["used"], _USED) if "used" in pairs else block.used
    merged = counts.count("merged", pairs["merged"], _USED) if "merged" in pairs else block.merged
    if used > block.last - block.first + 1 or merged > used:
        raise Refused(
            say(
                "The range holds {last} numbers, of which {used} would be used and {merged} "
                "merged.",
                last=block.last - block.first + 1,
                used=used,
                merged=merged,
            ),
            rule="temporary numbers",
            next_step=say("Merged are at most the used, used at most all."),
        )
    block.used, block.merged = used, merged
    turn.session.add(block)
    said = {**pairs, "range": f"{block.first}-{block.last}"}
    return _told(turn, incident, row, "tempids", said)


def _meant(row: Department, mine: Sequence[TempIdBlock], typed: str) -> TempIdBlock:
    """Return the range that is counted: the one that is named, or the only one."""
    if not mine:
        raise Mistyped(
            say("{name} has no temporary numbers.", name=row.name),
            next_step=say("`/dept tempids {slug} 1000-1999` gives it some.", slug=row.slug),
        )
    wanted = counts.span(typed) if typed else None
    found = [each for each in mine if wanted in {None, (each.first, each.last)}]
    if len(found) == 1:
        return found[0]
    ranges = ", ".join(f"{each.first}-{each.last}" for each in mine)
    way = say(
        "Name the range: `/dept tempids {slug} {first}-{last} used=… merged=…`.",
        slug=row.slug, first=mine[0].first, last=mine[0].last,
    )  # fmt: skip
    has = say("{name} has the numbers {ranges}.", name=row.name, ranges=ranges)
    raise Mistyped(has, next_step=way)
