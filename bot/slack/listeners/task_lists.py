"""`/task list` and `/task mine`: which tasks are meant, a page of them, and how to narrow it."""

from dataclasses import replace

from bot.errors import Mistyped
from bot.grammar import lines, refs
from bot.grammar.suggest import nearest
from bot.language.catalogue import say
from bot.operations.known_roles import known_roles, roles_of
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import answered, scene
from bot.slack.views import task_filters
from bot.slack.views import tasks as views
from bot.slack.views.task_filters import Asked
from bot.storage import playbook_runs, tasks
from bot.storage.tasks import State, TaskFilter

STATES = {
    "open": "open", "all": "all", "any": "all", "everything": "all", "overdue": "overdue",
    "late": "overdue", "blocked": "blocked", "stuck": "blocked", "approval": "approval",
    "approvals": "approval", "review": "approval", "done": "done", "finished": "done",
}  # fmt: skip
MINE = frozenset({"mine", "me", "my"})
_KEPT: dict[str, State] = {
    "all": "any", "open": "open", "overdue": "overdue", "blocked": "blocked",
    "approval": "approval", "done": "done",
}  # fmt: skip


def list_(ask: Ask) -> Answer:
    """Show a page of tasks: all open ones, or those that the words ask for."""
    page, words = ask.page()
    return _listing(ask, _asked(ask, words), page, ids.TASK_LIST)


def mine(ask: Ask) -> Answer:
    """Show what the asker holds, and what is free for the roles that he has."""
    page, _ = ask.page()
    return _listing(ask, Asked(mine=True), page, ids.TASK_MINE)


def _listing(ask: Ask, asked: Asked, page: int, action: str) -> Answer:
    offset = (page - 1) * views.PAGE
    now, wanted = ask.turn.now, _filter(ask, asked)
    session, number = ask.turn.session, ask.incident.row
    found = tasks.listed(session, number, wanted, now=now, limit=views.PAGE, offset=offset)
    if not found.tasks and found.total:
        offset = (found.total - 1) // views.PAGE * views.PAGE
        found = tasks.listed(session, number, wanted, now=now, limit=views.PAGE, offset=offset)
    words = "" if action == ids.TASK_MINE else asked.words
    runs = {slug: title for slug, title, _ in playbook_runs.names(session, number)}
    roles = sorted(roles_of(ask.turn, runs))
    listing = views.Listing(
        found.tasks, found.total, offset, words, asked.title, action,
        menus=task_filters.menus(asked, ask.incident.ref, roles, [*runs.items()]),
    )  # fmt: skip
    return answered(views.listing(listing, scene(ask)))


def _filter(ask: Ask, asked: Asked) -> TaskFilter:
    return TaskFilter(
        state=_KEPT[asked.shown], mine=ask.user_id if asked.mine else None,
        mine_roles=tuple(ask.standing.roles) if asked.mine else (),
        assignee=asked.person or None, role=asked.role or None, playbook=asked.playbook or None,
    )  # fmt: skip


def _asked(ask: Ask, words: str) -> Asked:
    """Return what the words ask for: one thing, or several that must all fit."""
    typed = lines.unquote(words.strip())
    if not typed:
        return Asked()
    whole = _with(ask, Asked(), typed)
    if whole is not None:
        return whole
    asked = Asked()
    for word in typed.split():
        narrowed = _with(ask, asked, word)
        if narrowed is None:
            # Of words that mean nothing together or alone, the whole is what was mistyped.
            raise _unknown(ask, typed if asked == Asked() else word)
        asked = narrowed
    return asked


def _with(ask: Ask, asked: Asked, typed: str) -> Asked | None:
    """Return what is asked narrowed by one thing more, None when that means nothing."""
    folded = typed.lower()
    if folded in MINE:
        return replace(asked, mine=True)
    if folded in STATES:
        return replace(asked, state=STATES[folded])
    named = refs.users(typed)
    if named and not refs.without(typed, *named).strip():
        return replace(asked, person=ask.known(named[0]))
    if folded in _slugs(ask):
        return replace(asked, playbook=folded)
    role = folded.replace(" ", "-").replace("_", "-")
    if role in known_roles(ask.turn, ask.incident):
        return replace(asked, role=role)
    return None


def _slugs(ask: Ask) -> list[str]:
    return [slug for slug, _, _ in playbook_runs.names(ask.turn.session, ask.incident.row)]


def _unknown(ask: Ask, typed: str) -> Mistyped:
    name, roles = typed.lower(), known_roles(ask.turn, ask.incident)
    close = nearest(name, [*STATES, *MINE, *_slugs(ask), *roles])
    return Mistyped(
        say("Tasks can be listed by state, person, role or playbook."),
        instead=(typed, close) if close else None,
        next_step=say("Did you mean `/task list {close}`?", close=close)
        if close
        else say(
            "Try `/task list open`, `mine`, `overdue`, `blocked`, `@who`, a role or a playbook."
        ),
    )
