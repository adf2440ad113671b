"""The live board: one pinned message that says where the response stands. Pure.

`/incident status` shows the same to one person.
"""

from datetime import datetime, tzinfo

from bot.domain.deadlines import SAID as DEADLINE_STATES
from bot.domain.models import Deadline
from bot.domain.overview import BoardData, Named, Progress, Registers
from bot.domain.stages import SAID
from bot.domain.words import ENDED
from bot.grammar import spans
from bot.slack import ids
from bot.slack.views import deadlines, kit
from bot.slack.views.incidents import marks, severity
from bot.slack.views.said import Said
from bot.slack.views.taskcard import named

MOST_PLAYBOOKS, MOST_PEOPLE, MOST_OFFERS, MOST_VACANT = 12, 12, 5, 12


def board(data: BoardData, zone: tzinfo) -> Said:
    """Return the board as it stands at the data's moment."""
    lines = _head(data)
    parts = [
        "\n".join(lines),
        _registers(data.registers),
        _playbooks(data),
        _people(data),
        _tasks("Overdue", data.overdue, zone),
        _tasks("Blocked", data.blocked, zone),
        _tasks("Approval wanted", data.review, zone),
        _deadlines(data, zone),
        _next(data, zone),
    ]
    incident = data.incident
    title = f"{incident.ref}{marks(incident)} {' '.join(incident.title.split())}"
    blocks = [
        kit.header(title),
        *(block for part in parts if part for block in kit.paragraphs(part)[:4]),
        *_offers(data),
        kit.actions(*_buttons(data)),
        kit.context(f"As of {kit.date(data.now, zone)} · {kit.said_date(data.now, zone)}"),
    ]
    return Said(_text(data, zone), tuple(block for block in blocks if block))


def _text(data: BoardData, zone: tzinfo) -> str:
    """Return all that matters in one text, for those to whom the board is read aloud."""
    done = sum(each.done for each in data.progress)
    total = sum(each.total for each in data.progress)
    counts = (
        f"{done} of {total} tasks finished; {data.overdue.total} overdue, "
        f"{data.blocked.total} blocked, {data.review.total} waiting for approval, "
        f"{data.free} free."
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
            f"As of {kit.said_date(data.now, zone)}.",
        )
    )


def _head(data: BoardData) -> list[str]:
    incident = data.incident
    how_bad = f"*{severity(incident.severity)}*, {kit.escape(incident.kind.replace('_', ' '))}."
    stage = f"*Stage:* {SAID[incident.stage]}."
    if _leaderless(data):
        return ["*Nobody commands this incident yet.*", how_bad, stage]
    commander = data.roles.get("incident-commander", ())
    deputies = data.roles.get("deputy-ic", ())
    led = f"*Commander:* {kit.mentions(commander) if commander else 'vacant'}"
    if deputies:
        led += f", deputy {kit.mentions(deputies)}"
    return [how_bad, stage, f"{led}."]


def _registers(found: Registers) -> str:
    """Return what the registers count, those alone that have rows."""
    told = [
        f"*Servers:* {found.hit} of {found.servers} hit, {found.off} off the network"
        if found.servers else "",
        f"*Departments:* {found.on_paper} of {found.departments} on paper"
        if found.departments else "",
        f"*Exhibits:* {found.exhibits}{f', {found.broken} broken' if found.broken else ''}"
        if found.exhibits else "",
        f"*Restore:* {found.back} of {found.systems} systems live"
        f"{f', {found.stuck} blocked' if found.stuck else ''}" if found.systems else "",
    ]  # fmt: skip
    return ". ".join(part for part in told if part) + ("." if any(told) else "")


def _leaderless(data: BoardData) -> bool:
    """Tell whether somebody must take command before anything else."""
    return not data.roles.get("incident-commander") and data.incident.stage not in ENDED


def _playbooks(data: BoardData) -> str:
    if not data.progress:
        return "*Tasks:* none yet. Start a playbook or add one: `/task add <text>`."
    lines = [_playbook(each) for each in data.progress[:MOST_PLAYBOOKS]]
    more = len(data.progress) - MOST_PLAYBOOKS
    return "\n".join(["*Tasks*", *lines, *([f"… and {more} more playbooks"] if more > 0 else [])])


def _playbook(each: Progress) -> str:
    trouble = [f"{each.overdue} overdue"] if each.overdue else []
    trouble += [f"{each.blocked} blocked"] if each.blocked else []
    said = f" ({', '.join(trouble)})" if trouble else ""
    return f"{kit.bar(each.done, each.total)} {kit.one_line(each.title, 100)}{said}"


def _people(data: BoardData) -> str:
    lines = []
    if data.held:
        shown = [f"{kit.mention(who)} {count}" for who, count in data.held[:MOST_PEOPLE]]
        more = len(data.held) - MOST_PEOPLE
        lines.append("*Hold open tasks:* " + ", ".join(shown) + _more(more))
    if data.free:
        lines.append(f"*Free tasks:* {data.free}")
    if data.vacant:
        shown_roles = ", ".join(map(kit.escape, data.vacant[:MOST_VACANT]))
        more = len(data.vacant) - MOST_VACANT
        lines.append(f"*Vacant roles:* {shown_roles}" + _more(more))
    return "\n".join(lines)


def _more(number: int) -> str:
    return f" and {number} more" if number > 0 else ""


def _tasks(title: str, found: Named, zone: tzinfo) -> str:
    if not found.total:
        return ""
    lines = [f"*{title}: {found.total}*"]
    for task in found.tasks:
        parts = [named(task), kit.mention(task.assignee) if task.assignee else "free"]
        if task.due_at is not None:
            parts.append(f"due {kit.said_date(task.due_at, zone)}")
        if task.reason and title == "Blocked":
            parts.append(kit.one_line(task.reason, 120))
        lines.append(" · ".join(parts))
    left = found.total - len(found.tasks)
    return "\n".join([*lines, *([f"… and {left} more"] if left > 0 else [])])


def _deadlines(data: BoardData, zone: tzinfo) -> str:
    """Return the legal deadlines that end next, with the time left."""
    found = data.deadlines
    if not found.rows or data.incident.stage in ENDED:
        return ""
    lines = [f"*Next legal deadlines: {found.total}*"]
    lines += [_deadline(row, row.due_at, data, zone) for row in found.rows if row.due_at]
    left = found.total - len(found.rows)
    return "\n".join([*lines, *([f"… and {left} more: `/deadline list`"] if left > 0 else [])])


def _deadline(row: Deadline, due_at: datetime, data: BoardData, zone: tzinfo) -> str:
    left = spans.say_due(due_at, now=data.now)
    late = " *overdue*" if due_at < data.now else ""
    stage = DEADLINE_STATES[row.state]
    return f"{deadlines.named(row)} · due {kit.said_date(due_at, zone)} ({left}){late} · {stage}"


def _next(data: BoardData, zone: tzinfo) -> str:
    incident, lines = data.incident, []
    if incident.last_update and incident.last_update_at:
        ago = spans.say_ago(incident.last_update_at, now=data.now)
        lines.append(f"*Last update* ({ago}): {kit.clip(kit.spoken(incident.last_update), 700)}")
    if incident.stage in ENDED:
        return "\n".join(lines)
    if incident.next_update_due is not None:
        late = " *overdue*" if incident.next_update_due < data.now else ""
        lines.append(f"*Next update due:* {kit.said_date(incident.next_update_due, zone)}{late}")
    if data.next_summary_at is not None:
        lines.append(f"*Next status summary:* {kit.said_date(data.next_summary_at, zone)}")
    return "\n".join(lines)


def _offers(data: BoardData) -> list[kit.Block]:
    if data.incident.stage in ENDED:
        return []
    return [
        kit.section(
            f"*Offered playbook:* {kit.one_line(title, 150)}",
            accessory=kit.button(
                "Start",
                ids.PLAYBOOK_RUN,
                f"{data.incident.ref} {slug}",
                style="primary",
                accessibility_label=f"Start the playbook {title}",
            ),
        )
        for slug, title in data.offered[:MOST_OFFERS]
    ]


def _buttons(data: BoardData) -> list[kit.Block]:
    ref = data.incident.ref
    if data.incident.stage in ENDED:
        return [
            kit.button("Status", ids.INCIDENT_STATUS, ref),
            kit.button("Timeline", ids.INCIDENT_TIMELINE, ref),
        ]
    claim = kit.button("Claim command", ids.INCIDENT_CLAIM, ref, style="primary")
    return [
        *([claim] if _leaderless(data) else []),
        kit.button("Status", ids.INCIDENT_STATUS, ref),
        kit.button("My tasks", ids.TASK_MINE, ref),
        kit.button("Open tasks", ids.TASK_LIST, f"{ref} open"),
        *([kit.button("Deadlines", ids.DEADLINE_LIST, ref)] if data.deadlines.total else []),
        kit.button("Give update", ids.INCIDENT_UPDATE, ref),
    ]
