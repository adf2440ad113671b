"""`/dept`: departments, the mode in which each works, what they report, the paper to key in."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.domain import department_counts as counts
from bot.domain import department_fields as fields
from bot.domain.departments import DEPARTMENT
from bot.domain.models import Department, Incident
from bot.errors import Mistyped
from bot.grammar import lines, refs
from bot.language.catalogue import later, say
from bot.operations import back_entry, register
from bot.operations import departments as operations
from bot.operations import each as sets_and_tasks
from bot.operations.turn import Turn
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.registers import Counter, page_of
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import departments as looks
from bot.slack.views import kit, taskcard
from bot.slack.views import registers as views
from bot.slack.views.departments import FACE
from bot.slack.views.windows import Blank, Window
from bot.storage import departments

_RANGE = re.compile(r"^\S+\s+[0-9]")
Sheets = Callable[[Turn, Incident, str, Mapping[str, str]], Department]


def _left_open(ask: Ask, row: Department) -> list[str]:
    return [
        say(
            "{task} stays open: whoever did it is the only one who could approve it. Somebody "
            "else gives its proof: `/task done #{number} …`.",
            task=taskcard.named(each), number=each.number,
        )
        for each in sets_and_tasks.left_open(ask.turn, ask.incident, DEPARTMENT, row)
    ]  # fmt: skip


def _more(ask: Ask, row: Department) -> Sequence[str]:
    session, page, told = ask.turn.session, page_of(ask), _left_open(ask, row)
    systems = departments.systems(session, ask.incident.row, row.slug)
    if systems:
        stages = ", ".join(f"{each.name} ({say(each.stage.replace('_', ' '))})" for each in systems)
        told.append(say("*Systems:* {systems}", systems=kit.one_line(stages, 500)))
    paper = looks.paper(departments.backlog(session, row.row))
    told += [say("*Paper to key in:* {paper}", paper=paper)] if paper else []
    mine = departments.blocks_of(session, row.row)
    told += [say("*Temporary numbers:* {numbers}", numbers=looks.numbers(mine))] if mine else []
    told += [f"• {looks.returned(each, page)}" for each in departments.returns(session, row.row)]
    return told


COUNTER = Counter(
    face=FACE,
    perform=operations.perform,
    past={
        "degraded": later("{who} set as degraded {rows}"),
        "manual": later("{who} switched {rows} to manual mode"),
        "hybrid": later("{who} switched {rows} to hybrid mode"),
        "suspended": later("{who} suspended {rows}"),
        "backentry": later("{who} began back-entry in {rows}"),
        "normal": later("{who} brought {rows} back to normal"),
        "return": later("{who} reported for {rows}"),
    },
    windows={
        "suspended": Window(
            later("Suspend a department"),
            later("Suspend"),
            (
                Blank(
                    "to",
                    later("Where do its patients go?"),
                    placeholder=later("Safdarjung emergency"),
                ),
                Blank(
                    "told",
                    later("Do emergency and the neighbours know?"),
                    "choice",
                    choices=(("yes", later("Yes, they were told")), ("no", later("Not yet"))),
                ),
                Blank("rest", later("Why?"), "text"),
            ),
        ),
        "return": Window(
            later("Return"),
            later("Report"),
            (
                Blank("seen", later("Patients seen or samples done"), optional=True, longest=7),
                Blank("waiting", later("Waiting over 2 hours"), optional=True, longest=7),
                Blank("turned", later("Turned away or cancelled"), optional=True, longest=7),
                Blank("tat", later("Median turn-around, minutes"), optional=True, longest=7),
                Blank("criticals", later("Critical results late"), optional=True, longest=7),
                Blank("incidents", later("Incidents and near misses"), optional=True, longest=7),
                Blank("stock", later("Days of stock, worst item"), optional=True, longest=7),
                Blank("staff", later("Staff short"), optional=True, longest=7),
                Blank("sheets", later("Sheets waiting to be keyed in"), optional=True, longest=7),
                Blank(
                    "rest",
                    later("One line"),
                    optional=True,
                    longest=500,
                    hint=later("Counts only, no patient."),
                ),
            ),
        ),
    },
    more=_more,
    behind={"return": later("Line: {why}")},
    outcome=looks.outcome,
    left=_left_open,
)


def list_(ask: Ask) -> Answer:
    """Show the departments by mode."""
    return registers.list_rows(ask, COUNTER, registers.by_state(COUNTER))


def show(ask: Ask) -> Answer:
    """Show one department in full."""
    return registers.show_row(ask, COUNTER)


def _said(ask: Ask, pairs: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns that are said of a department, or raise Mistyped."""
    found = fields.read(pairs)
    found |= {key: ask.person(pairs[key]) for key in ("head", "deputy") if pairs.get(key)}
    if "superusers" in pairs:
        found["superusers"] = _people(ask, pairs["superusers"])
    return found


def _people(ask: Ask, typed: str) -> str:
    """Return people as they are kept, `-` for nobody; raise Mistyped where none is named."""
    users = dict.fromkeys(ask.known(each) for each in refs.users(typed))
    if typed.strip() not in {"", "-"} and not users:
        raise Mistyped(
            say("`{typed}` names nobody.", typed=typed[:40]),
            next_step=say("Type `superusers=@asha,@ravi`, or `-` for nobody."),
        )
    return ",".join([*users][: fields.MOST_SUPERUSERS])


def add(ask: Ask) -> Answer:
    """Enter a department: `<slug> [name=…] [block=…] [head=@who] [superusers=@a,@b] [kit=5] …`."""
    read = lines.options(ask.text, keys=fields.KEYS)
    slug = re.sub(r"[^a-z0-9]+", "-", read.rest.lower()).strip("-")[:64]
    if not slug:
        raise Mistyped(
            say("Which department?"), next_step=say('Type `/dept add lab name="Smart lab"`.')
        )
    given = {"name": read.rest, **_said(ask, read.pairs)}
    row = operations.add(ask.turn, ask.incident, slug, **given)
    announce(
        ask,
        lambda: views.changed(
            FACE,
            say(
                "{who} entered the department {row}.",
                who=kit.mention(ask.user_id),
                row=FACE.named(row),
            ),
            row,
            ask.incident.ref,
        ),
    )
    return answered(registers.card(ask, COUNTER, row))


def set_(ask: Ask) -> Answer:
    """Correct what is said of a department: `D head=@who superusers=@a,@b apps=LIS kit=5`."""
    name, rest = _named(ask, "/dept set lab head=@who kit=5")
    read = lines.options(rest, keys=fields.KEYS)
    if read.rest:
        raise Mistyped(
            say("`{words}` is no `key=value`.", words=read.rest[:40]),
            next_step=say("Keys: {keys}.", keys=", ".join(fields.KEYS)),
        )
    row = operations.change(ask.turn, ask.incident, name, _said(ask, read.pairs))
    said = ", ".join(f"{key}={kit.clip(value, 90)}" for key, value in read.pairs.items())
    return registers.noted(ask, COUNTER, row, said)


def _named(ask: Ask, usage: str) -> tuple[str, str]:
    name, _, rest = ask.text.strip().partition(" ")
    if not name:
        raise Mistyped(say("Which department?"), next_step=say("Type `{usage}`.", usage=usage))
    return name, rest


def _counted(ask: Ask, operation: Sheets, past: str, usage: str, *, rest_is: str = "") -> Answer:
    """Count by `key=value`; *rest_is* names what stands there without a key."""
    name, rest = _named(ask, usage)
    read = lines.options(rest, keys={*counts.PRIORITIES, "error", "oldest", "used", "merged"})
    pairs = {**read.pairs, **({rest_is: read.rest} if rest_is and read.rest else {})}
    row = operation(ask.turn, ask.incident, name, pairs)
    said = " ".join(f"{key.upper()} {value}" for key, value in pairs.items())
    announce(
        ask,
        lambda: views.changed(
            FACE,
            say(past, who=kit.mention(ask.user_id), row=FACE.named(row), said=kit.escape(said)),
            row,
            ask.incident.ref,
        ),
    )
    return answered(registers.card(ask, COUNTER, row))


def backlog(ask: Ask) -> Answer:
    """Say how many sheets wait: `D p1=120 p2=300 [oldest=24-nov]`."""
    return _counted(
        ask,
        _set_backlog,
        later("{who} counted the paper of {row}: {said}"),
        "/dept backlog lab p1=120 p2=300",
    )


def _set_backlog(turn: Turn, incident: Incident, name: str, pairs: Mapping[str, str]) -> Department:
    return back_entry.set_backlog(turn, incident, name, pairs, pairs.get("oldest", ""))


def entered(ask: Ask) -> Answer:
    """Say how many more sheets were keyed in: `D p1=50`."""
    return _counted(
        ask,
        back_entry.entered,
        later("{who} keyed in for {row}: {said}"),
        "/dept entered lab p1=50",
    )


def verified(ask: Ask) -> Answer:
    """Say how many more sheets were verified: `D p1=50 [error=1]`."""
    return _counted(
        ask,
        back_entry.verified,
        later("{who} verified for {row}: {said}"),
        "/dept verified lab p1=50 error=1",
    )


def tempids(ask: Ask) -> Answer:
    """Give a range of temporary numbers, `D 1000-1999`, or say `D [range] used=… merged=…`."""
    usage = "/dept tempids opd 1000-1999"
    said = lines.options(ask.text, keys={"used", "merged"}).pairs
    if said or not _RANGE.match(ask.text.strip()):
        return _counted(
            ask,
            back_entry.use_numbers,
            later("{who} counted temporary numbers of {row}: {said}"),
            usage,
            rest_is="range",
        )
    name, rest = _named(ask, usage)
    block = back_entry.give_numbers(ask.turn, ask.incident, name, rest)
    row = register.found(ask.turn, ask.incident, DEPARTMENT, name)
    announce(
        ask,
        lambda: views.changed(
            FACE,
            say(
                "{who} gave {row} the temporary numbers {first}-{last}.",
                who=kit.mention(ask.user_id),
                row=FACE.named(row),
                first=block.first,
                last=block.last,
            ),
            row,
            ask.incident.ref,
        ),
    )
    return answered(registers.card(ask, COUNTER, row))
