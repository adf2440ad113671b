"""`/task`: looking at tasks, adding one, its due time, notes. Working them is `taskwork`."""

from bot.errors import Mistyped
from bot.grammar import lines, refs
from bot.grammar.suggest import nearest
from bot.grammar.tasks import names_tasks, task_numbers
from bot.grammar.times import looks_like_time
from bot.language.catalogue import later, say
from bot.operations import people
from bot.operations import tasks as operations
from bot.playbook.roles import say_role
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import answered, around, scene, told
from bot.slack.views import kit, taskcard
from bot.slack.views import tasks as views
from bot.slack.views.said import Said, paragraph
from bot.storage import tasks
from bot.storage.tasks import TaskFilter

STATES = {
    "open": "open", "all": "any", "any": "any", "everything": "any", "overdue": "overdue",
    "late": "overdue", "blocked": "blocked", "stuck": "blocked", "approval": "approval",
    "approvals": "approval", "review": "approval", "done": "done", "finished": "done",
}  # fmt: skip
MOST_CARDS = 3
MINE = frozenset({"mine", "me", "my"})
TITLES = {
    "open": later("Open tasks"),
    "any": later("All tasks"),
    "overdue": later("Overdue tasks"),
    "blocked": later("Blocked tasks"),
    "approval": later("Tasks waiting for approval"),
    "done": later("Finished tasks"),
}


def list_(ask: Ask) -> Answer:
    """Show a page of tasks: all open ones, or those that the words ask for."""
    page, words = ask.page()
    wanted, title = _wanted(ask, words)
    return _listing(ask, wanted, title, words, page, ids.TASK_LIST)


def mine(ask: Ask) -> Answer:
    """Show what the asker holds, and what is free for the roles that he has."""
    page, _ = ask.page()
    return _listing(ask, _my(ask), say("My tasks"), "", page, ids.TASK_MINE)


def _listing(
    ask: Ask, wanted: TaskFilter, title: str, words: str, page: int, action: str
) -> Answer:
    offset = (page - 1) * views.PAGE
    now = ask.turn.now
    found = tasks.listed(
        ask.turn.session, ask.incident.row, wanted, now=now, limit=views.PAGE, offset=offset
    )
    if not found.tasks and found.total:
        offset = (found.total - 1) // views.PAGE * views.PAGE
        found = tasks.listed(
            ask.turn.session, ask.incident.row, wanted, now=now, limit=views.PAGE, offset=offset
        )
    listing = views.Listing(found.tasks, found.total, offset, words, title, action)
    return answered(views.listing(listing, scene(ask)))


def _my(ask: Ask) -> TaskFilter:
    return TaskFilter(state="open", mine=ask.user_id, mine_roles=tuple(ask.standing.roles))


def _wanted(ask: Ask, words: str) -> tuple[TaskFilter, str]:
    """Return the filter that the words mean, and its name for people."""
    typed = lines.unquote(words.strip())
    folded = typed.lower()
    if folded in MINE:
        return _my(ask), say("My tasks")
    state = STATES.get(folded or "open")
    if state is not None:
        return TaskFilter(state=state), say(TITLES[state])  # type: ignore[arg-type]  # Its own words.
    named = refs.users(typed)
    if named:
        user_id = ask.known(named[0])
        return TaskFilter(state="open", assignee=user_id), say(
            "Open tasks of {who}", who=kit.mention(user_id)
        )
    return _by_name(ask, folded)


def _by_name(ask: Ask, name: str) -> tuple[TaskFilter, str]:
    slugs = [slug for slug, _, _ in tasks.run_names(ask.turn.session, ask.incident.row)]
    if name in slugs:
        return TaskFilter(state="any", playbook=name), say("Tasks of {name}", name=kit.escape(name))
    roles = people.known_roles(ask.turn, ask.incident)
    role = name.replace(" ", "-").replace("_", "-")
    if role in roles:
        return TaskFilter(state="open", role=role), say(
            "Open tasks for {role}", role=kit.escape(say_role(role))
        )
    close = nearest(name, [*STATES, *MINE, *slugs, *roles])
    raise Mistyped(
        say("Tasks can be listed by state, person, role or playbook."),
        instead=(name, close) if close else None,
        next_step=say("Did you mean `/task list {close}`?", close=close)
        if close
        else say(
            "Try `/task list open`, `mine`, `overdue`, `blocked`, `@who`, a role or a playbook."
        ),
    )


def show(ask: Ask) -> Answer:
    """Show one task in full, or the first few of several."""
    numbers = ask.only_tasks("/task show #12")
    found = [operations.found(ask.turn, ask.incident, number) for number in numbers[:MOST_CARDS]]
    cards = [taskcard.card(task, scene(ask), around(ask, task)) for task in found]
    if len(numbers) > MOST_CARDS:
        cards.append(
            paragraph(
                say(
                    "These are the first {most} of {count} tasks.",
                    most=MOST_CARDS,
                    count=len(numbers),
                )
            )
        )
    blocks = [block for card in cards for block in (*card.blocks, kit.divider())][:-1]
    return answered(Said(" ".join(card.text for card in cards), tuple(blocks)))


def add(ask: Ask) -> Answer:
    """Add a task: `<text> [@who|role=r] [due t] [after #n]`."""
    cut = lines.clauses(ask.text, {"due": looks_like_time, "after": names_tasks})
    read = lines.options(cut.head, keys={"role", "due", "after", "every"})
    if "every" in read.pairs:
        raise Mistyped(
            say("A task that is typed comes once, so it takes no `every=`."),
            next_step=say(
                "Work that recurs belongs into a playbook: write `{attribute}` behind its step "
                "there. Here leave it out.",
                attribute="{every=4h}",
            ),
        )
    given = {**read.pairs, **cut.found}
    named = refs.users(read.rest)
    if len(named) > 1:
        raise Mistyped(
            say("A task has one holder."),
            next_step=say("Name one person, or give it a role: `role=it-lead`."),
        )
    due = ask.moment(given["due"]) if given.get("due") else None
    task = operations.add(
        ask.turn,
        ask.incident,
        lines.unquote(refs.without(read.rest, *named)),
        assignee=ask.known(named[0]) if named else None,
        role=given.get("role"),
        due_at=due.at if due else None,
        after=task_numbers(given["after"]) if given.get("after") else (),
    )
    who = kit.mention(ask.user_id)
    note = f" {kit.escape(due.note)}" if due and due.note else ""
    return told(
        ask,
        lambda: say("{who} added task {task}.", who=who, task=taskcard.named(task)),
        task,
        say("Task #{n} is added.", n=task.number) + note,
    )


def due(ask: Ask) -> Answer:
    """Set another due time: `#12 18:00`."""
    number, rest = ask.task("/task due #12 18:00")
    if not rest:
        raise Mistyped(
            say("When is it due?"),
            next_step=say("Type `/task due #{number} 18:00` or `2h`.", number=number),
        )
    at = ask.moment(rest.removeprefix("at "))
    task = operations.set_due(ask.turn, ask.incident, number, at.at)
    note = f" {kit.escape(at.note)}" if at.note else ""
    return told(
        ask,
        lambda: say(
            "{who} set task {task} due {at}.",
            who=kit.mention(ask.user_id),
            task=taskcard.named(task),
            at=ask.said(at.at),
        ),
        task,
        say("Task #{n} is due {at}.", n=number, at=ask.said(at.at)) + note,
    )


def note(ask: Ask) -> Answer:
    """Write a note about a task into the timeline."""
    number, rest = ask.task("/task note #12 <text>")
    task = operations.note(ask.turn, ask.incident, number, rest)
    words = kit.clip(kit.spoken(rest), 2000)
    return told(
        ask,
        lambda: say(
            "{who} notes on task {task}: {words}",
            who=kit.mention(ask.user_id),
            task=taskcard.named(task),
            words=words,
        ),
        task,
        say("Noted on task #{n}.", n=number),
    )
