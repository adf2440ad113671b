"""Words for machines, departments, systems and evidence in summaries and digests. Pure."""

from collections.abc import Mapping, Sequence

from bot.domain import returns
from bot.domain.custody import OVERDUE_AFTER
from bot.domain.reconciling import SHELF
from bot.domain.register_report import (
    BatchLine,
    DepartmentLine,
    EvidenceLine,
    ServersLine,
    SystemLine,
    TransferLine,
)
from bot.domain.report import Listing
from bot.domain.restores import SYSTEM
from bot.language.catalogue import say, say_many
from bot.slack.views import departments as department_views
from bot.slack.views import kit, restores, silences
from bot.slack.views.endpoints import pace
from bot.slack.views.page import Page, cut, more_by

BAD = ("suspect", "infiltrated", "encrypted")
# What is the hospital's, when each department says its part: the sum, or the worst.
SUMMED = ("seen", "waiting", "turned_away", "criticals_late", "incidents", "staff_short")
NAME, NUMBERS, WORDS = 60, 400, 60


def departments(found: Listing[DepartmentLine], page: Page) -> tuple[str, ...]:
    """Say which departments do not work as usual, and what they report of their patients.

    Every one that did not report is named, and no number is older than the last period (31).
    """
    quiet = [each.row for each in found.rows if department_views.is_silent(each.row, page)]
    others = [each for each in found.rows if each.row not in quiet]
    told = cut(
        [_stands(each, page) for each in others], of=found.total - len(quiet), width=NUMBERS,
        more=more_by("`/dept list`"),
    )  # fmt: skip
    return (*silences.lines(quiet, page), *_together(others, page), *told)


def _stands(each: DepartmentLine, page: Page) -> str:
    row = each.row
    mode = say(department_views.mode(row))
    since = say("{mode} since {at}", mode=mode, at=page.hour(row.since))
    said = [f"*{kit.one_line(row.name, NAME)}*: {since}"]
    if row.diversion and row.mode == "suspended":
        said.append(say("patients go to {where}", where=kit.one_line(row.diversion, 60)))
    if row.last_return_at:
        said.append(say("return {at}", at=page.hour(row.last_return_at)) + _numbers(each, page))
    return ", ".join(said)


def _numbers(each: DepartmentLine, page: Page) -> str:
    counts = _counts(each, page)
    if each.last is None or not counts:
        return ""
    words = f"; {kit.one_line(each.last.line, WORDS)}" if each.last.line else ""
    return f": {department_views.reported(counts)}{words}"


def _counts(each: DepartmentLine, page: Page) -> dict[str, int]:
    last = each.last
    if last is None or not returns.is_current(last.at, page.now, page.hospital):
        return {}
    return department_views.kept(last)


def _together(rows: Sequence[DepartmentLine], page: Page) -> tuple[str, ...]:
    """Return what the departments report together, in one line; nothing if none did."""
    counted = {each.row.name: counts for each in rows if (counts := _counts(each, page))}
    if not counted:
        return ()
    given = {
        column: [counts[column] for counts in counted.values() if column in counts]
        for column in SUMMED
    }
    sums = {column: sum(counts) for column, counts in given.items() if counts}
    said = [department_views.reported(sums)] if sums else []
    stocks = [(counts["stock_days"], name) for name, counts in counted.items()
              if "stock_days" in counts]  # fmt: skip
    if stocks:
        days, name = min(stocks)
        said.append(
            say_many("lowest stock {count} day ({name})", "lowest stock {count} days ({name})",
                     days, name=kit.one_line(name, NAME))
        )  # fmt: skip
    if not said:
        return ()
    return (
        say_many("{count} department reported: {counts}", "{count} departments reported: {counts}",
                 len(counted), counts=", ".join(said)),
    )  # fmt: skip


def servers(found: Listing[ServersLine], _page: Page) -> tuple[str, ...]:
    """Say how many servers there are, how many are hit, and where they stand."""
    lines: list[str] = []
    for each in found.rows:
        total = sum(each.kinds.values())
        hit = each.verdicts["infiltrated"] + each.verdicts["encrypted"]
        kinds = _counted(each.kinds)
        lines.append(
            say("{hit}/{total} infiltrated or encrypted ({kinds})", hit=hit, total=total,
                kinds=kinds)
        )  # fmt: skip
        if each.fresh:
            lines.append(say("new in the place of others: {counts}", counts=_counted(each.fresh)))
        lines.append(say("by verdict: {counts}", counts=_counted(each.verdicts)))
        lines.append(say("by state: {counts}", counts=_counted(each.states)))
    return tuple(lines)


def _counted(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count} {say(name.replace('_', ' '))}" for name, count in ordered if count)


def batches(found: Listing[BatchLine], _page: Page) -> tuple[str, ...]:
    """Say how many endpoints are done of which total, how fast, and how long it takes at that."""
    lines = [
        say(
            "*{name}* endpoints: {verified}/{total} verified (total v{version}), {scanned} "
            "scanned, {infected} infected, {reconnected} reconnected; {pace}",
            name=kit.one_line(each.row.name, 40), verified=each.row.verified,
            total=each.row.total, version=each.row.denominator_version,
            scanned=each.row.scanned, infected=each.row.infected,
            reconnected=each.row.reconnected, pace=pace(each.forecast),
        )
        for each in found.rows
    ]  # fmt: skip
    return tuple(cut(lines, of=found.total, more=more_by("`/server endpoints`")))


def systems(found: Listing[SystemLine], page: Page) -> tuple[str, ...]:
    """Say how far up the ladder each system is, what came back of it, and the next gate."""
    lines = []
    for each in found.rows:
        row = each.row
        stage, tier = say(SYSTEM.machine.word(row.stage)), say("tier {tier}", tier=row.tier)
        said = [
            f"*{kit.one_line(row.name, 50)}* ({tier}): {stage}, {restores.back(row)}",
            say("next gate: {gate}", gate=kit.escape(say(each.next_gate))),
        ]
        if row.blocked_reason:
            said.append(f"*{say('blocked')}*: {kit.one_line(row.blocked_reason, 80)}")
        if row.eta_at:
            said.append(say("expected {at}", at=page.hour(row.eta_at)))
        lines.append("; ".join(said))
    return tuple(cut(lines, of=found.total, more=more_by("`/restore list`")))


def evidence(found: Listing[EvidenceLine], page: Page) -> tuple[str, ...]:
    """Say how many exhibits are where and with whom, and how many are broken."""
    lines: list[str] = []
    for each in found.rows:
        total = sum(each.states.values())
        shelf = sum(each.states[state] for state in SHELF)
        moving, outside = each.states["in_transit"], each.states["with_authority"]
        exhibits = say_many("{count} exhibit", "{count} exhibits", total)
        where = say(
            "{shelf} on the shelf, {moving} in transit, {outside} with the authority",
            shelf=shelf, moving=moving, outside=outside,
        )  # fmt: skip
        broken = f", *{say('{number} BROKEN', number=each.broken)}*" if each.broken else ""
        lines.append(f"{exhibits}: {where}{broken}")
        holders = [f"{page.who(user)} {count}" for user, count in each.members.most_common(6)]
        holders += [f"{kit.one_line(name, 40)} {n}" for name, n in each.outside.most_common(4)]
        lines.append(say("custodians: {people}", people=", ".join(holders)))
    return tuple(lines)


def transfers(found: Listing[TransferLine], page: Page) -> tuple[str, ...]:
    """Say what is being handed over, and what takes longer than a day."""
    lines = []
    for each in found.rows:
        row = each.row
        to = kit.one_line(row.to_name, 40) if row.external else page.who(row.to_user)
        since = row.released_at or row.created_at
        late = f" *{say('overdue')}*" if page.now - since > OVERDUE_AFTER else ""
        moves = say(
            "{name} {state} from {giver} to {receiver} since {at}",
            name=each.name, state=say(row.state.replace("_", " ")), giver=page.who(row.from_user),
            receiver=to, at=page.hour(since),
        )  # fmt: skip
        lines.append(f"{moves}{late}")
    return tuple(cut(lines, of=found.total, more=more_by("`/evidence list transfers`")))
