"""App Home: my tasks, my approvals, my deadlines, the open incidents that I may see, my digests."""

from collections.abc import Container
from typing import Any

from bot.domain.models import Deadline, Incident
from bot.domain.people import COMMAND
from bot.domain.words import DeadlineState
from bot.operations import approvals, people, subscriptions
from bot.operations.turn import Turn
from bot.slack.listeners import menu
from bot.slack.views import home as views
from bot.slack.views import kit
from bot.slack.views import subscriptions as subscription_views
from bot.slack.views.deadlines import row_block
from bot.slack.views.page import Page
from bot.slack.views.taskcard import Scene
from bot.storage import deadlines, incidents, roles, tasks
from bot.storage.tasks import TaskFilter

MOST_INCIDENTS, MOST_TASKS, MOST_DEADLINES = 10, 8, 4


def home(turn: Turn) -> dict[str, Any]:
    """Return the Home of the acting person as a view."""
    me = turn.actor.user_id
    who = people.standing(turn)
    seen = incidents.seen_by(
        turn.session, incidents.open_incidents(turn.session), me, guest=who.is_guest
    )
    rooms = []
    for incident in seen[:MOST_INCIDENTS]:
        wanted = TaskFilter(state="open", assignee=me)
        mine = tasks.listed(turn.session, incident.row, wanted, now=turn.now, limit=MOST_TASKS)
        scene = Scene(ref=incident.ref, zone=turn.house.zone, now=turn.now, me=me)
        waiting = approvals.waiting_for(turn, incident, me)[:MOST_TASKS]
        clocks = _my_deadlines(turn, incident)
        rooms.append(
            views.Room(
                incident, scene, mine.tasks, mine.total, waiting, clocks,
                leaderless=people.command_of(turn, incident).commander is None,
            )
        )  # fmt: skip
    own = subscription_views.in_home(subscriptions.mine(turn), turn.now) if who.is_member else []
    return views.home(rooms, menu.seen(who), open_count=len(seen), digests=own)


def _my_deadlines(turn: Turn, incident: Incident) -> list[kit.Block]:
    """Return the legal deadlines that are the acting person's to meet, the most urgent first."""
    held = roles.holders(turn.session, incident)
    me = turn.actor.user_id
    mine = frozenset(role for role, holders in held.items() if me in holders)
    owed = deadlines.owed_of(turn.session, [incident.row]) if mine else []
    shown = [row for row in owed if _is_mine(row, me, mine, held)][:MOST_DEADLINES]
    return [row_block(row, incident.ref, Page(turn.now, turn.house.zone)) for row in shown]


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
