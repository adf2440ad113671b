"""App Home: what waits for me and for my roles, the open incidents that I may see, my digests."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from bot.domain.models import Deadline, Incident
from bot.language.catalogue import say, say_many
from bot.operations import approvals, people, subscriptions, waiting
from bot.operations import digests as digest_operations
from bot.operations.turn import Turn
from bot.slack.listeners import menu
from bot.slack.views import home as views
from bot.slack.views import home_pages, kit
from bot.slack.views import subscriptions as subscription_views
from bot.slack.views.deadlines import row_block
from bot.slack.views.home import MOST_INCIDENTS, MOST_ROWS, MOST_TASKS, Part
from bot.slack.views.home_pages import Leaf, Place
from bot.slack.views.page import Page
from bot.slack.views.registers import offset_of
from bot.slack.views.taskcard import Scene
from bot.slack.views.tasks import row as task_row
from bot.slack.views.words import counted
from bot.storage import homes, incidents, tasks
from bot.storage.tasks import TaskFilter

APPROVALS, TASKS, FREE, DEADLINES = "approval", "task", "free", "deadline"


def home(turn: Turn) -> dict[str, Any]:
    """Return the Home of the acting person as a view, turned to where they have it."""
    place = home_pages.read(homes.place(turn.session, turn.actor.user_id, turn.actor.door))
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
    start = offset_of(place.incidents, len(seen), MOST_INCIDENTS)
    rooms = [_room(turn, each, place) for each in seen[start : start + MOST_INCIDENTS]]
    own = subscription_views.in_home(subscriptions.mine(turn), turn.now) if who.is_member else []
    last = _last_digest(turn) if who.is_manager else []
    return views.home(
        rooms, menu.seen(who), open_count=len(seen), place=place, digests=own, last=last
    )


def turned(turn: Turn, value: str) -> None:
    """Keep where the acting person turned their Home to; drawing it is another matter."""
    place = home_pages.read(value).value
    homes.turned(turn.session, turn.actor.user_id, turn.actor.door, place)


def _room(turn: Turn, incident: Incident, place: Place) -> views.Room:
    return views.Room(
        incident, [part for part in _parts(turn, incident, place) if part.total],
        leaderless=people.command_of(turn, incident).commander is None,
        unread=waiting.brief_unread(turn, incident),
    )  # fmt: skip


def _parts(turn: Turn, incident: Incident, place: Place) -> Iterator[Part]:
    ref, page = incident.ref, Page(turn.now, turn.house.zone)
    leaf = partial(Leaf, place, ref)
    mine = waiting.deadlines(turn, incident)
    yield _deadlines(mine, leaf(DEADLINES, MOST_ROWS), page)
    yield _proofs(turn, incident, leaf(APPROVALS, MOST_ROWS))
    for each in waiting.for_actor(turn, incident):
        yield views.waiting(each.rows, leaf(each.register.noun, MOST_ROWS), page)
    yield _tasks(turn, incident, leaf(TASKS, MOST_TASKS))
    yield _free(turn, incident, leaf(FREE, MOST_ROWS))


def _deadlines(rows: Sequence[Deadline], leaf: Leaf, page: Page) -> Part:
    title = say_many(
        "*{count} legal deadline of yours*", "*{count} legal deadlines of yours*", len(rows)
    )
    shown = [row_block(row, leaf.ref, page) for row in leaf.of(rows)]
    return Part(title, shown, len(rows), leaf)


def _proofs(turn: Turn, incident: Incident, leaf: Leaf) -> Part:
    found = approvals.waiting_for(turn, incident, turn.actor.user_id)
    title = say_many(
        "*{count} proof waits for your approval*", "*{count} proofs wait for your approval*",
        len(found),
    )  # fmt: skip
    shown = [views.proof(task, leaf.ref) for task in leaf.of(found)]
    return Part(title, shown, len(found), leaf)


def _tasks(turn: Turn, incident: Incident, leaf: Leaf) -> Part:
    """Return the open tasks that the acting person holds."""
    found = _page(turn, incident, leaf, TaskFilter(assignee=turn.actor.user_id))
    title = say("*You hold {tasks}*", tasks=counted(found.total, "open task"))
    return _listed(turn, found, title, leaf)


def _free(turn: Turn, incident: Incident, leaf: Leaf) -> Part:
    """Return the open tasks for the roles of the acting person that nobody has claimed."""
    roles = tuple(people.standing(turn, incident).roles)
    wanted = TaskFilter(free_for=roles)
    found = _page(turn, incident, leaf, wanted) if roles else tasks.Page((), 0, 0)
    title = say_many(
        "*{count} free task waits for a role of yours*",
        "*{count} free tasks wait for roles of yours*",
        found.total,
    )
    return _listed(turn, found, title, leaf)


def _listed(turn: Turn, found: tasks.Page, title: str, leaf: Leaf) -> Part:
    scene = Scene(ref=leaf.ref, zone=turn.house.zone, now=turn.now, me=turn.actor.user_id)
    return Part(title, [task_row(task, scene) for task in found.tasks], found.total, leaf)


def _page(turn: Turn, incident: Incident, leaf: Leaf, wanted: TaskFilter) -> tasks.Page:
    """Return the page that is shown of the tasks that fit, the last if that one is gone."""
    listed = partial(
        tasks.listed, turn.session, incident.row, wanted, now=turn.now, limit=leaf.size
    )
    offset = (leaf.place.page_of(leaf.ref, leaf.name) - 1) * leaf.size
    found = listed(offset=offset)
    return found if found.tasks or not found.total else listed(offset=leaf.offset(found.total))


def _last_digest(turn: Turn) -> list[kit.Block]:
    post = digest_operations.last_posted(turn)
    if post is None or post.channel_id is None or post.sent_at is None:
        return []
    text = digest_operations.text_of(post)
    return views.last_digest(views.Digest(text, post.sent_at, post.channel_id), turn.house.zone)
