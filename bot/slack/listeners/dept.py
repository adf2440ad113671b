"""`/dept`: departments, the mode in which each works, what they report, the paper to key in."""

import re
from collections.abc import Callable, Mapping, Sequence

from bot.domain import department_counts as counts
from bot.domain.departments import DEPARTMENT
from bot.domain.models import Department, Incident
from bot.errors import Mistyped
from bot.grammar import lines
from bot.language.catalogue import say
from bot.operations import back_entry, register
from bot.operations import departments as operations
from bot.operations.turn import Turn
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.registers import Counter, page_of
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import departments as looks
from bot.slack.views import kit
from bot.slack.views import registers as views
from bot.slack.views.departments import FACE
from bot.slack.views.windows import Blank, Window
from bot.storage import departments

_RANGE = re.compile(r"^\S+\s+[0-9]")
Sheets = Callable[[Turn, Incident, str, Mapping[str, str]], Department]


def _more(ask: Ask, row: Department) -> Sequence[str]:
    session, page = ask.turn.session, page_of(ask)
    told = []
    systems = departments.systems(session, ask.incident.row, row.slug)
    if systems:
        stages = ", ".join(f"{each.name} ({each.stage.replace('_', ' ')})" for each in systems)
        told.append(f"*Systems:* {kit.one_line(stages, 500)}")
    paper = looks.paper(departments.backlog(session, row.row))
    told += [f"*Paper to key in:* {paper}"] if paper else []
    mine = [
        each
        for each in departments.blocks(session, ask.incident.row)
        if each.department_id == row.id
    ]
    told += [f"*Temporary numbers:* {looks.numbers(mine)}"] if mine else []
    told += [f"• {looks.returned(each, page)}" for each in departments.returns(session, row.row)]
    return told


COUNTER = Counter(
    face=FACE,
    perform=operations.perform,
    past={
        "degraded": "set as degraded", "manual": "switched to manual",
        "hybrid": "switched to hybrid", "suspended": "suspended",
        "backentry": "began back-entry in", "normal": "brought back to normal",
        "return": "reported for",
    },
    windows={
        "suspended": Window(
            "Suspend a department", "Suspend",
            (
                Blank("to", "Where do its patients go?", placeholder="Safdarjung emergency"),
                Blank("told", "Do emergency and the neighbours know?", "choice",
                      choices=(("yes", "Yes, they were told"), ("no", "Not yet"))),
                Blank("rest", "Why?", "text"),
            ),
        ),
        "return": Window(
            "Return", "Report",
            (
                Blank("seen", "Patients seen or samples done", optional=True, longest=7),
                Blank("waiting", "Waiting over 2 hours", optional=True, longest=7),
                Blank("turned", "Turned away or cancelled", optional=True, longest=7),
                Blank("tat", "Median turn-around, minutes", optional=True, longest=7),
                Blank("criticals", "Critical results late", optional=True, longest=7),
                Blank("incidents", "Incidents and near misses", optional=True, longest=7),
                Blank("stock", "Days of stock, worst item", optional=True, longest=7),
                Blank("staff", "Staff short", optional=True, longest=7),
                Blank("sheets", "Sheets waiting to be keyed in", optional=True, longest=7),
                Blank("rest", "One line", optional=True, longest=500,
                      hint="Counts only, no patient."),
            ),
        ),
    },
    more=_more,
)  # fmt: skip


def list_(ask: Ask) -> Answer:
    """Show the departments by mode."""
    return registers.list_rows(ask, COUNTER, registers.by_state(COUNTER))


def show(ask: Ask) -> Answer:
    """Show one department in full."""
    return registers.show_row(ask, COUNTER)


def add(ask: Ask) -> Answer:
    """Enter a department: `<slug> [name=…] [block=…] [head=@who] [deputy=@who]`."""
    read = lines.options(ask.text, keys={"name", "block", "head", "deputy"})
    slug = re.sub(r"[^a-z0-9]+", "-", read.rest.lower()).strip("-")[:64]
    if not slug:
        raise Mistyped(
            say("Which department?"), next_step=say('Type `/dept add lab name="Smart lab"`.')
        )
    people = {
        role: ask.person(read.pairs[role]) if read.pairs.get(role) else None
        for role in ("head", "deputy")
    }
    row = operations.add(
        ask.turn, ask.incident, slug, read.pairs.get("name") or read.rest,
        read.pairs.get("block", "")[:64], **people,
    )  # fmt: skip
    announce(
        ask,
        lambda: views.changed(
            FACE,
            f"{kit.mention(ask.user_id)} entered the department {FACE.named(row)}.",
            row,
            ask.incident.ref,
        ),
    )
    return answered(registers.card(ask, COUNTER, row))


def _named(ask: Ask, usage: str) -> tuple[str, str]:
    name, _, rest = ask.text.strip().partition(" ")
    if not name:
        raise Mistyped(say("Which department?"), next_step=say("Type `{usage}`.", usage=usage))
    return name, rest


def _counted(ask: Ask, operation: Sheets, past: str, usage: str) -> Answer:
    name, rest = _named(ask, usage)
    read = lines.options(rest, keys={*counts.PRIORITIES, "error", "oldest", "used", "merged"})
    row = operation(ask.turn, ask.incident, name, read.pairs)
    said = " ".join(f"{key.upper()} {value}" for key, value in read.pairs.items())
    announce(
        ask,
        lambda: views.changed(
            FACE,
            f"{kit.mention(ask.user_id)} {past} {FACE.named(row)}: {kit.escape(said)}",
            row,
            ask.incident.ref,
        ),
    )
    return answered(registers.card(ask, COUNTER, row))


def backlog(ask: Ask) -> Answer:
    """Say how many sheets wait: `D p1=120 p2=300 [oldest=24-nov]`."""
    return _counted(ask, _set_backlog, "counted the paper of", "/dept backlog lab p1=120 p2=300")


def _set_backlog(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> Department:
    return back_entry.set_backlog(turn, incident, name, pairs, pairs.get("oldest", ""))


def entered(ask: Ask) -> Answer:
    """Say how many more sheets were keyed in: `D p1=50`."""
    return _counted(ask, back_entry.entered, "keyed in for", "/dept entered lab p1=50")


def verified(ask: Ask) -> Answer:
    """Say how many more sheets were verified: `D p1=50 [error=1]`."""
    return _counted(ask, back_entry.verified, "verified for", "/dept verified lab p1=50 error=1")


def tempids(ask: Ask) -> Answer:
    """Give a range of temporary numbers, `D 1000-1999`, or say `D used=… merged=…`."""
    usage = "/dept tempids opd 1000-1999"
    if not _RANGE.match(ask.text.strip()):
        return _counted(ask, back_entry.use_numbers, "counted temporary numbers of", usage)
    name, rest = _named(ask, usage)
    block = back_entry.give_numbers(ask.turn, ask.incident, name, rest)
    row = register.found(ask.turn, ask.incident, DEPARTMENT, name)
    announce(
        ask,
        lambda: views.changed(
            FACE,
            (
                f"{kit.mention(ask.user_id)} gave {FACE.named(row)} the temporary numbers "
                f"{block.first}-{block.last}."
            ),
            row,
            ask.incident.ref,
        ),
    )
    return answered(registers.card(ask, COUNTER, row))
