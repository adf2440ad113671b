"""The live board: one pinned message that says where the response stands. Pure.

It stands for hours and is redrawn when something changes, so that it names moments: how far off
one is would soon be wrong. `/incident status` shows the same to one person.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.domain.deadlines import SAID as DEADLINE_STATES
from bot.domain.models import Deadline
from bot.domain.overview import BoardData, Named, Registers
from bot.domain.stages import SAID
from bot.domain.words import ENDED
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import board_playbooks as playbooks
from bot.slack.views import deadlines, kit
from bot.slack.views.incidents import marks, severity
from bot.slack.views.said import Said
from bot.slack.views.taskcard import named
from bot.slack.views.words import said_kind, stop

MOST_PEOPLE, MOST_OFFERS, MOST_VACANT = 12, 5, 12


def board(data: BoardData, zone: tzinfo, *, table: bool = False) -> Said:
    """Return the board as it stands at the data's moment, its playbooks in a *table* if it may."""
    above = ["\n".join(_head(data)), _registers(data.registers)]
    below = [
        _people(data),
        _tasks(say("Overdue"), data.overdue, zone),
        _tasks(say("Blocked"), data.blocked, zone, with_reason=True),
        _tasks(say("Approval wanted"), data.review, zone),
        _deadlines(data, zone),
        _next(data, zone),
    ]
    incident = data.incident
    title = f"{incident.ref}{marks(incident)} {' '.join(incident.title.split())}"
    blocks = [
        kit.header(title),
        *_paragraphs(above),
        *(
            playbooks.table(data)
            if table and data.progress
            else _paragraphs([playbooks.lines(data)])
        ),
        *_paragraphs(below),
        *_offers(data),
        kit.actions(*_buttons(data)),
        kit.context(say("As of {at}.", at=kit.said_date(data.now, zone))),
    ]
    return Said(_text(data, zone), tuple(block for block in blocks if block))


def _paragraphs(parts: Sequence[str]) -> list[kit.Block]:
    return [block for part in parts if part for block in kit.paragraphs(part)[:4]]


def _text(data: BoardData, zone: tzinfo) -> str:
    """Return all that matters in one text, for those to whom the board is read aloud."""
    done = sum(each.done for each in data.progress)
    total = sum(each.total for each in data.progress)
    counts = say(
        "{done} of {total} tasks finished; {overdue} overdue, {blocked} blocked, {review} waiting "
        "for approval, {free} free.",
        done=done,
        total=total,
        overdue=data.overdue.total,
        blocked=data.blocked.total,
        review=data.review.total,
        free=data.free,
    )
    head = f"*{data.incident.ref}*{marks(data.incident)} {kit.one_line(data.incident.title, 200)}. "
    return head + " ".join(
        part.replace("\n", " ")
        for part in (
            *_head(data),
            counts,
            _registers(data.registers),
            _deadlines(data, zone),
            _next(data, zone),
            say("As of {at}.", at=kit.said_date(data.now, zone)),
        )
    )


def _head(data: BoardData) -> list[str]:
    incident = data.incident
    kind = kit.escape(said_kind(incident.kind))
    how_bad = stop(f"*{severity(incident.severity)}*, {kind}")
    stage = say("*Stage:* {stage}.", stage=say(SAID[incident.stage]))
    if _leaderless(data):
        return [say("*Nobody commands this incident yet.*"), how_bad, stage]
    commander = data.roles.get("incident-commander", ())
    deputies = data.roles.get("deputy-ic", ())
    led = say(
        "*Commander:* {people}", people=kit.mentions(commander) if commander else say("vacant")
    )
    if deputies:
        led += f", {say('deputy {people}', people=kit.mentions(deputies))}"
    return [how_bad, stage, stop(led)]


def _registers(found: Registers) -> str:
    """Return what the registers count, those alone that have rows."""
    told = [
        say(
            "*Servers:* {hit} of {servers} hit, {off} off the network",
            hit=found.hit, servers=found.servers, off=found.off,
        )
        if found.servers else "",
        say(
            "*Departments:* {on_paper} of {departments} on paper",
            on_paper=found.on_paper, departments=found.departments,
        )
        if found.departments else "",
        _exhibits(found) if found.exhibits else "",
        _systems(found) if found.systems else "",
    ]  # fmt: skip
    return " ".join(stop(part) for part in told if part)


def _exhibits(found: Registers) -> str:
    if not found.broken:
        return say("*Exhibits:* {exhibits}", exhibits=found.exhibits)
    return say(
        "*Exhibits:* {exhibits}, {broken} broken", exhibits=found.exhibits, broken=found.broken
    )


def _systems(found: Registers) -> str:
    if not found.stuck:
        return say(
            "*Restore:* {back} of {systems} systems live", back=found.back, systems=found.systems
        )
    return say(
        "*Restore:* {back} of {systems} systems live, {stuck} blocked",
        back=found.back, systems=found.systems, stuck=found.stuck,
    )  # fmt: skip


def _leaderless(data: BoardData) -> bool:
    """Tell whether somebody must take command before anything else."""
    return not data.roles.get("incident-commander") and data.incident.stage not in ENDED


def _people(data: BoardData) -> str:
    lines = []
    if data.held:
        shown = [f"{kit.mention(who)} {count}" for who, count in data.held[:MOST_PEOPLE]]
        more = len(data.held) - MOST_PEOPLE
        people = ", ".join(shown) + _more(more)
        lines.append(say("*Hold open tasks:* {people}", people=people))
    if data.free:
        lines.append(say("*Free tasks:* {free}", free=data.free))
    if data.vacant:
        shown_roles = ", ".join(map(kit.escape, data.vacant[:MOST_VACANT]))
        more = len(data.vacant) - MOST_VACANT
        lines.append(say("*Vacant roles:* {roles}", roles=shown_roles + _more(more)))
    return "\n".join(lines)


def _more(number: int) -> str:
    return f" {say('and {left} more', left=number)}" if number > 0 else ""


def _tasks(title: str, found: Named, zone: tzinfo, *, with_reason: bool = False) -> str:
    if not found.total:
        return ""
    lines = [f"*{title}: {found.total}*"]
    for task in found.tasks:
        parts = [named(task), kit.mention(task.assignee) if task.assignee else say("free")]
        if task.due_at is not None:
            parts.append(say("due {at}", at=kit.said_date(task.due_at, zone)))
        if task.reason and with_reason:
            parts.append(kit.one_line(task.reason, 120))
        lines.append(" · ".join(parts))
    left = found.total - len(found.tasks)
    return "\n".join([*lines, *([say("… and {left} more", left=left)] if left > 0 else [])])


def _deadlines(data: BoardData, zone: tzinfo) -> str:
    """Return the legal deadlines that end next."""
    found = data.deadlines
    if not found.rows or data.incident.stage in ENDED:
        return ""
    lines = [say("*Next legal deadlines: {total}*", total=found.total)]
    lines += [_deadline(row, row.due_at, data, zone) for row in found.rows if row.due_at]
    left = found.total - len(found.rows)
    return "\n".join(
        [*lines, *([say("… and {left} more: `/deadline list`", left=left)] if left > 0 else [])]
    )


def _deadline(row: Deadline, due_at: datetime, data: BoardData, zone: tzinfo) -> str:
    late = f" *{say('overdue')}*" if due_at < data.now else ""
    stage = say(DEADLINE_STATES[row.state])
    when = say("due {at}", at=kit.said_date(due_at, zone))
    return f"{deadlines.named(row)} · {when}{late} · {stage}"


def _next(data: BoardData, zone: tzinfo) -> str:
    incident, lines = data.incident, []
    if incident.last_update and incident.last_update_at:
        lines.append(
            say(
                "*Last update* ({at}): {text}",
                at=kit.said_date(incident.last_update_at, zone),
                text=kit.clip(kit.spoken(incident.last_update), 700),
            )
        )
    if incident.stage in ENDED:
        return "\n".join(lines)
    if incident.next_update_due is not None:
        late = f" *{say('overdue')}*" if incident.next_update_due < data.now else ""
        lines.append(
            say(
                "*Next update due:* {at}{late}",
                at=kit.said_date(incident.next_update_due, zone),
                late=late,
            )
        )
    if data.next_summary_at is not None:
        lines.append(
            say("*Next status summary:* {at}", at=kit.said_date(data.next_summary_at, zone))
        )
    return "\n".join(lines)


def _offers(data: BoardData) -> list[kit.Block]:
    if data.incident.stage in ENDED:
        return []
    return [
        kit.section(
            say("*Offered playbook:* {title}", title=kit.one_line(title, 150)),
            accessory=kit.button(
                say("Start"),
                ids.PLAYBOOK_RUN,
                f"{data.incident.ref} {slug}",
                style="primary",
                accessibility_label=say("Start the playbook {title}", title=title),
            ),
        )
        for slug, title in data.offered[:MOST_OFFERS]
    ]


def _buttons(data: BoardData) -> list[kit.Block]:
    ref = data.incident.ref
    if data.incident.stage in ENDED:
        return [
            kit.button(say("Status"), ids.INCIDENT_STATUS, ref),
            kit.button(say("Timeline"), ids.INCIDENT_TIMELINE, ref),
        ]
    claim = kit.button(say("Claim command"), ids.INCIDENT_CLAIM, ref, style="primary")
    return [
        *([claim] if _leaderless(data) else []),
        kit.button(say("Status"), ids.INCIDENT_STATUS, ref),
        kit.button(say("My tasks"), ids.TASK_MINE, ref),
        kit.button(say("Open tasks"), ids.TASK_LIST, f"{ref} open"),
        *([kit.button(say("Deadlines"), ids.DEADLINE_LIST, ref)] if data.deadlines.total else []),
        kit.button(say("Give update"), ids.INCIDENT_UPDATE, ref),
    ]
