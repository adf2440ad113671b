"""The sections of reports in words: one function for each, rows of facts to lines of mrkdwn.

Which report has which of them, and in what order, is a table in `bot.operations.contents`.
"""

from collections.abc import Sequence

from bot.domain.report import Listing, Load, Progress, Signer, Vacancy, Wanted, Work
from bot.domain.words import TaskStatus
from bot.language.catalogue import say, say_many
from bot.playbook.model import ANY_ROLE
from bot.slack.views import kit
from bot.slack.views.page import Page, cut, more_by
from bot.slack.views.words import listed, role

TITLE, NAMED = 70, 5


def progress(found: Listing[Progress], _page: Page) -> tuple[str, ...]:
    """Say how far each playbook is."""
    lines = [
        f"{kit.one_line(row.title, TITLE) if row.title else say('Own tasks')} "
        f"{kit.bar(row.done, row.total)}"
        for row in found.rows
    ]
    return tuple(cut(lines, of=found.total, more=say("more playbooks: `/playbook list`")))


def troubled(found: Listing[Work], page: Page) -> tuple[str, ...]:
    """Say what is overdue or blocked, whose it is and why."""
    lines = [_work(row, page) for row in found.rows]
    return tuple(cut(lines, of=found.total, more=more_by("`/task list overdue`")))


def _work(row: Work, page: Page) -> str:
    state = []
    if row.due_at is not None and row.due_at < page.now:
        state.append(say("due {at}", at=page.clock(row.due_at)))
    if row.status == TaskStatus.PROOF_REVIEW:
        state.append(say("waiting for approval"))
    if row.status == TaskStatus.BLOCKED:
        why = f": {kit.one_line(row.reason, 60)}" if row.reason else ""
        state.append(f"{say('blocked')}{why}")
    return f"{_named(row)} — {', '.join([*state, owner(row, page)])}"


def _named(row: Work) -> str:
    critical = f" ({say('critical')})" if row.critical else ""
    return f"#{row.number} {kit.one_line(row.title, TITLE)}{critical}"


def owner(row: Work, page: Page) -> str:
    """Say who has a task: the person, else whose role it is for, else nobody."""
    if row.owner:
        return page.who(row.owner)
    if not row.role:
        return say("unclaimed")
    if row.holder:
        return say("unclaimed, for {who} ({role})", who=page.who(row.holder), role=role(row.role))
    return say("unclaimed, {role} vacant", role=role(row.role))


def goals(found: Listing[Work], page: Page) -> tuple[str, ...]:
    """Say what is to be done next, by when and by whom."""
    lines = [
        f"{page.clock(row.due_at) if row.due_at else ''} {_named(row)} — {owner(row, page)}"
        for row in sorted(found.rows, key=lambda row: row.due_at or page.now)
    ]
    return tuple(cut(lines, of=found.total, more=more_by("`/task list open`")))


def criticals(found: Listing[Work], _page: Page) -> tuple[str, ...]:
    """Say how many critical tasks are overdue, and which."""
    if not found.rows:
        return ()
    numbers = ", ".join(f"#{row.number}" for row in found.rows)
    if found.left:
        numbers = say("{names} and {left} more", names=numbers, left=found.left)
    said = say_many(
        "{count} critical task is overdue", "{count} critical tasks are overdue", found.total
    )
    return (f"{said}: {numbers}",)


def decisions(found: Listing[Wanted], page: Page) -> tuple[str, ...]:
    """Say which proofs wait for whose signature."""
    lines = [
        say(
            "#{number} {title}: approval of {signers} (done by {who})",
            number=row.number, title=kit.one_line(row.title, TITLE),
            signers=listed(_signers(row.signers, page)) or say("an approver"),
            who=page.who(row.doer),
        )
        for row in found.rows
    ]  # fmt: skip
    return tuple(cut(lines, of=found.total, more=say("more approvals")))


def _signers(signers: Sequence[Signer], page: Page) -> list[str]:
    named = [_signer(each, page) for each in signers if each.role != ANY_ROLE]
    free = len(signers) - len(named)
    if free:
        named.append(say("anybody else") if free == 1 else say("{count} other people", count=free))
    return named


def _signer(signer: Signer, page: Page) -> str:
    if signer.holder:
        return f"{page.who(signer.holder)}, {role(signer.role)}"
    return say("{role}, vacant", role=role(signer.role))


def vacancies(found: Listing[Vacancy], _page: Page) -> tuple[str, ...]:
    """Say on one line which roles nobody holds, those that most work waits for first."""
    if not found.rows:
        return ()
    said = [
        f"{role(row.role)} ({say_many('{count} task', '{count} tasks', row.tasks)})"
        if row.tasks
        else role(row.role)
        for row in found.rows[:NAMED]
    ]
    left = found.total - len(said)
    names = ", ".join(said)
    if left > 0:
        names = say("{names} and {left} more", names=names, left=left)
    return (say("Nobody holds: {roles}", roles=names),)


def loads(found: Listing[Load], page: Page) -> tuple[str, ...]:
    """Say on one line who holds how much, the most overdue first."""
    if not found.rows:
        return ()
    said = [
        f"{page.who(row.owner) if row.owner else say('nobody yet')} {row.open}"
        + (f" ({say('{number} overdue', number=row.overdue)})" if row.overdue else "")
        for row in found.rows
    ]
    if found.left:
        said.append(say_many("and {count} more person", "and {count} more people", found.left))
    return (say("Open: {people}", people=" · ".join(said)),)
