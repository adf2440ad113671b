"""App Home: my tasks, my approvals, my deadlines, the open incidents that I may see, my digests."""

from collections.abc import Container, Iterator, Sequence
from typing import Any

from bot.domain.models import Deadline, Incident
from bot.domain.people import COMMAND
from bot.domain.words import DeadlineState
from bot.language.catalogue import say, say_many
from bot.operations import approvals, people, subscriptions, waiting
from bot.operations import digests as digest_operations
from bot.operations.turn import Turn
from bot.slack import ids
from bot.slack.listeners import menu
from bot.slack.views import home as views
from bot.slack.views import kit
from bot.slack.views import subscriptions as subscription_views
from bot.slack.views.deadlines import row_block
from bot.slack.views.home import Part
from bot.slack.views.page import Page
from bot.slack.views.taskcard import Scene
from bot.slack.views.tasks import row as task_row
from bot.slack.views.words import counted
from bot.storage import deadlines, incidents, roles, tasks
from bot.storage.tasks import TaskFilter

MOST_INCIDENTS, MOST_TASKS, MOST_ROWS = 6, 8, 4


def home(turn: Turn) -> dict[str, Any]:
    """Return the Home of the acting person as a view."""
    me = turn.actor.user_id
    who = people.standing(turn)
    mine = incidents.engaging(turn.session, me)
    # Where one has something in hand comes first, then the worst, then what came last.
    seen = sorted(
        incidents.seen_by(
            turn.session, incidents.open_incidents(turn.session), me, guest=who.is_guest
        ),
        key=lambda each: (each.row not in mine, each.severity, -each.row),
    )
    rooms = [_room(turn, incident) for incident in seen[:MOST_INCIDENTS]]
    own = subscription_views.in_home(subscriptions.mine(turn), turn.now) if who.is_member else []
    last = _last_digest(turn) if who.is_manager else []
    return views.home(rooms, menu.seen(who), open_count=len(seen), digests=own, last=last)


def _room(turn: Turn, incident: Incident) -> views.Room:
    return views.Room(
        incident, [part for part in _parts(turn, incident) if part.total],
        leaderless=people.command_of(turn, incident).commander is None,
        unread=waiting.brief_unread(turn, incident),
    )  # fmt: skip


def _parts(turn: Turn, incident: Incident) -> Iterator[Part]:
    ref, page = incident.ref, Page(turn.now, turn.house.zone)
    yield _deadlines(_my_deadlines(turn, incident), ref, page)
    yield _proofs(turn, incident)
    for each in waiting.for_actor(turn, incident):
        yield views.waiting(each.register.noun, each.rows, ref, page, MOST_ROWS)
    yield _tasks(turn, incident)


def _deadlines(rows: Sequence[Deadline], ref: str, page: Page) -> Part:
    title = say_many(
        "*{count} legal deadline of yours*", "*{count} legal deadlines of yours*", len(rows)
    )
    shown = [row_block(row, ref, page) for row in rows[:MOST_ROWS]]
    return Part(title, shown, len(rows), ids.DEADLINE_LIST, ref, f"/deadline list {ref}")


def _proofs(turn: Turn, incident: Incident) -> Part:
    ref, found = incident.ref, approvals.waiting_for(turn, incident, turn.actor.user_id)
    title = say_many(
        "*{count} proof waits for your approval*", "*{count} proofs wait for your approval*",
        len(found),
    )  # fmt: skip
    shown = [views.proof(task, ref) for task in found[:MOST_ROWS]]
    value, command = f"{ref} approval", f"/task list approval {ref}"
    return Part(title, shown, len(found), ids.TASK_LIST, value, command)


def _tasks(turn: Turn, incident: Incident) -> Part:
    ref, me = incident.ref, turn.actor.user_id
    scene = Scene(ref=ref, zone=turn.house.zone, now=turn.now, me=me)
    wanted = TaskFilter(state="open", assignee=me)
    mine = tasks.listed(turn.session, incident.row, wanted, now=turn.now, limit=MOST_TASKS)
    title = say("*You hold {tasks}*", tasks=counted(mine.total, "open task"))
    shown = [task_row(task, scene) for task in mine.tasks]
    return Part(title, shown, mine.total, ids.TASK_MINE, ref, f"/task mine {ref}")


def _last_digest(turn: Turn) -> list[kit.Block]:
    post = digest_operations.last_posted(turn)
    if post is None or post.channel_id is None or post.sent_at is None:
        return []
    text = digest_operations.text_of(post)
    return views.last_digest(views.Digest(text, post.sent_at, post.channel_id), turn.house.zone)


def _my_deadlines(turn: Turn, incident: Incident) -> list[Deadline]:
    """Return the legal deadlines that are the acting person's to meet, the most urgent first."""
    held = roles.holders(turn.session, incident)
    me = turn.actor.user_id
    mine = frozenset(role for role, holders in held.items() if me in holders)
    owed = deadlines.owed_of(turn.session, [incident.row]) if mine else []
    return [row for row in owed if _is_mine(row, me, mine, held)]


def _is_mine(row: Deadline, me: str, mine: frozenset[str], held: Container[str]) -> bool:
    """Tell whether a deadline waits for a person: its owner, its approver, or command for nobody's.

    *mine* are the person's roles, *held* those that anybody holds.
    """
    approves = not mine.isdisjoint(row.approvers.split(",")) and row.drafted_by != me
    return (
        row.owner in mine
        or (row.state is DeadlineState.DRAFTING and approves)
        or (row.owner not in held and not mine.isdisjoint(COMMAND))
    )
