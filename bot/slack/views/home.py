"""App Home as a view. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from bot.domain.models import Incident, Task
from bot.domain.statements import STATEMENT
from bot.language.catalogue import say, say_many
from bot.slack import ids
from bot.slack.views import evidence, kit, restores, servers, waivers
from bot.slack.views.incidents import headline
from bot.slack.views.menu import Who
from bot.slack.views.page import Page
from bot.slack.views.registers import Face, row_block
from bot.slack.views.taskcard import value

MOST_BLOCKS = 95
# So much of the last digest stands in Home; a button shows the rest.
DIGEST_TEXT = 1500
# Bytes that the line takes which counts what is left out.
ONE_LINE = 2000


@dataclass(frozen=True, slots=True)
class Part:
    """What waits of one kind: its first rows, how many there are, and what shows all of them."""

    title: str
    rows: Sequence[kit.Block]
    total: int
    action: str
    value: str
    command: str


@dataclass(frozen=True, slots=True)
class Room:
    """One incident with what this person has to do in it, the most pressing kind first."""

    incident: Incident
    parts: Sequence[Part] = ()
    leaderless: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """The daily digest as it was posted last."""

    text: str
    at: datetime
    channel_id: str


# What is said of the rows of a register that wait for somebody, by noun.
_WAITING: Mapping[str, Callable[[int], str]] = {
    "waiver": lambda count: say_many(
        "*{count} waiver waits for your signature*",
        "*{count} waivers wait for your signature*",
        count,
    ),
    "statement": lambda count: say_many(
        "*{count} public text waits for your signature*",
        "*{count} public texts wait for your signature*",
        count,
    ),
    "transfer": lambda count: say_many(
        "*{count} hand-over of evidence waits for you*",
        "*{count} hand-overs of evidence wait for you*",
        count,
    ),
    "exhibit": lambda count: say_many(
        "*{count} exhibit waits for a second signature*",
        "*{count} exhibits wait for a second signature*",
        count,
    ),
    "system": lambda count: say_many(
        "*{count} system waits for a second signature*",
        "*{count} systems wait for a second signature*",
        count,
    ),
    "server": lambda count: say_many(
        "*The release of {count} server waits for a second signature*",
        "*The release of {count} servers waits for a second signature*",
        count,
    ),
}
_FACES: Mapping[str, tuple[Face, str]] = {
    "waiver": (waivers.FACE, ""),
    "transfer": (evidence.TRANSFER_FACE, "transfers"),
    "exhibit": (evidence.FACE, ""),
    "system": (restores.FACE, ""),
    "server": (servers.FACE, ""),
}


def waiting(noun: str, rows: Sequence[Any], ref: str, page: Page, most: int) -> Part:
    """Return the rows of a register that wait for the person."""
    title = _WAITING[noun](len(rows))
    if noun == STATEMENT.noun:
        shown = [_statement(each, ref) for each in rows[:most]]
        return Part(
            title, shown, len(rows), ids.INCIDENT_STATEMENT, ref, "/incident statement"
        )  # fmt: skip
    face, words = _FACES[noun]
    shown = [row_block(face, each, ref, page) for each in rows[:most]]
    command = f"/{face.register.command} list {words}".strip()
    return Part(title, shown, len(rows), face.action("list"), f"{ref} {words}".strip(), command)


def _statement(each: Any, ref: str) -> kit.Block:
    name = STATEMENT.name(each)
    details = kit.button(say("Details"), ids.INCIDENT_STATEMENT, f"{ref} show {name}")
    return kit.section(f"*{name}* {kit.one_line(each.text, 150)}", accessory=details)


def proof(task: Task, ref: str) -> kit.Block:
    """Return a task whose proof waits for the person."""
    return kit.section(
        f"*#{task.number}* {kit.one_line(task.title, 200)}",
        accessory=kit.button(say("Details"), ids.TASK_SHOW, value(ref, task.number)),
    )


def home(
    rooms: Sequence[Room],
    who: Who,
    *,
    open_count: int,
    digests: Sequence[kit.Block] = (),
    last: Sequence[kit.Block] = (),
) -> kit.Block:
    """Return the Home: what waits for this person first, what is open, their digests.

    What does not fit in full is shown short, what does not fit short is counted.
    """
    blocks = [kit.header("Wardroom"), kit.actions(*_doors(who))]
    tail = [*last, *digests]
    if not rooms:
        blocks.append(kit.section(say("No incident is open that you may see.")))
    shown = 0
    for room in rooms:
        tried = (_full(room, who), _short(room))
        drawn = next((each for each in tried if _fits([*blocks, *each, *tail])), None)
        if drawn is None:
            break
        blocks += drawn
        shown += 1
    if open_count > shown:
        more = say_many(
            "… and {count} more open incident.",
            "… and {count} more open incidents.",
            open_count - shown,
        )
        blocks.append(kit.section(more, accessory=kit.button(say("Incidents"), ids.INCIDENT_LIST)))
    return {"type": "home", "blocks": _steady([*blocks, *tail])}


def _steady(blocks: Sequence[kit.Block]) -> list[kit.Block]:
    """Name each block by what it holds: drawn anew, what is still there can still be pressed."""
    named: dict[str, kit.Block] = {}
    for block in blocks:
        held = json.dumps(block, sort_keys=True).encode()
        name = hashlib.sha256(held).hexdigest()[:20]
        while name in named:
            name += "+"
        named[name] = {"block_id": name, **block}
    return list(named.values())


def _fits(blocks: Sequence[kit.Block]) -> bool:
    """Tell whether so much fits, with a line that counts the rest."""
    return len(blocks) < MOST_BLOCKS and len(json.dumps(blocks)) < kit.VIEW_BYTES - ONE_LINE


def last_digest(digest: Digest, zone: tzinfo) -> list[kit.Block]:
    """Return the last daily digest: when, where, how it begins, and the way to the whole of it."""
    head = say(
        "*The last daily digest*, {at}, {channel}",
        at=kit.said_date(digest.at, zone), channel=kit.channel_ref(digest.channel_id),
    )  # fmt: skip
    button = kit.button(say("All of it"), ids.INCIDENT_DIGEST, "last")
    text = kit.section(kit.clip(digest.text, DIGEST_TEXT))
    return [kit.divider(), kit.section(head, accessory=button), text]


def _doors(who: Who) -> list[kit.Block]:
    """Return what somebody may begin with; guests work where they were invited."""
    if who.guest:
        return [
            kit.button(say("Incidents"), ids.INCIDENT_LIST),
            kit.button(say("Help"), ids.INCIDENT_HELP),
        ]
    digest = (
        [kit.button(say("The digest now"), ids.INCIDENT_DIGEST, "preview")] if who.manager else []
    )
    return [
        kit.button(say("Declare an incident"), ids.INCIDENT_DECLARE, style="danger"),
        kit.button(say("Playbooks"), ids.PLAYBOOK_LIST),
        *digest,
        kit.button(say("Help"), ids.INCIDENT_HELP),
    ]


def _head(room: Room, who: Who | None = None) -> kit.Block:
    ref = room.incident.ref
    button = kit.button(say("Status"), ids.INCIDENT_STATUS, ref)
    if room.leaderless and who is not None and who.responder:
        button = kit.button(say("Claim command"), ids.INCIDENT_CLAIM, ref, style="primary")
    leaderless = "\n" + say("*Nobody commands it yet.*") if room.leaderless else ""
    return kit.section(
        f"{headline(room.incident)} {kit.channel_ref(room.incident.channel_id)}{leaderless}",
        accessory=button,
    )


def _full(room: Room, who: Who) -> list[kit.Block]:
    ref = room.incident.ref
    blocks = [kit.divider(), _head(room, who)]
    if room.unread:
        text = say("*Command was handed to you.* Read the brief and acknowledge it.")
        button = kit.button(say("Acknowledge"), ids.INCIDENT_ACKNOWLEDGE, ref, style="primary")
        blocks.append(kit.section(text, accessory=button))
    for part in room.parts:
        blocks += [kit.section(part.title), *part.rows]
        left = part.total - len(part.rows)
        if left > 0:
            more = say("… and {left} more: {command}", left=left, command=f"`{part.command}`")
            button = kit.button(say("Show all"), part.action, part.value)
            blocks.append(kit.section(more, accessory=button))
    return blocks


def _short(room: Room) -> list[kit.Block]:
    titles = [part.title for part in room.parts]
    titles += [say("*Command was handed to you.*")] if room.unread else []
    return [kit.divider(), _head(room), *([kit.context(" · ".join(titles))] if titles else [])]
