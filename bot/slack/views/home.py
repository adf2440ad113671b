"""App Home as a view. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import chain
from typing import Any

from bot.domain.models import Incident, Task
from bot.domain.statements import STATEMENT
from bot.language.catalogue import say, say_many
from bot.slack import ids
from bot.slack.views import evidence, home_pages, kit, restores, servers, waivers
from bot.slack.views.home_pages import Leaf, Place
from bot.slack.views.incidents import headline
from bot.slack.views.menu import Who
from bot.slack.views.page import Page
from bot.slack.views.registers import Face, row_block
from bot.slack.views.task_buttons import value

MOST_BLOCKS = 95
MOST_INCIDENTS, MOST_TASKS, MOST_ROWS = 6, 8, 4
# So much of the last digest stands in Home; a button shows the rest.
DIGEST_TEXT = 1500


@dataclass(frozen=True, slots=True)
class Part:
    """What waits of one kind: one page of its rows, how many there are, and the other pages."""

    title: str
    rows: Sequence[kit.Block]
    total: int
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Room:
    """One incident with what this person has to do in it, the most pressing kind first."""

    incident: Incident
    parts: Sequence[Part] = ()
    leaderless: bool = False
    unread: bool = False

    @property
    def waits(self) -> bool:
        """Whether there is anything in it for this person."""
        return bool(self.parts) or self.unread


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
_FACES: Mapping[str, Face] = {
    "waiver": waivers.FACE,
    "transfer": evidence.TRANSFER_FACE,
    "exhibit": evidence.FACE,
    "system": restores.FACE,
    "server": servers.FACE,
}


def waiting(rows: Sequence[Any], leaf: Leaf, page: Page) -> Part:
    """Return the rows of a register that wait for the person; the list is named by its noun."""
    noun, ref = leaf.name, leaf.ref
    shown = [
        _statement(each, ref)
        if noun == STATEMENT.noun
        else row_block(_FACES[noun], each, ref, page)
        for each in leaf.of(rows)
    ]
    return Part(_WAITING[noun](len(rows)), shown, len(rows), leaf)


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
    place: Place,
    digests: Sequence[kit.Block] = (),
    last: Sequence[kit.Block] = (),
) -> kit.Block:
    """Return the Home: what waits for this person first, what is open, their digests.

    What does not fit in full is shown short; the incident that somebody turned to comes first.
    """
    head = [kit.header("Wardroom"), kit.actions(*_doors(who))]
    tail = [*home_pages.incidents(place, open_count, MOST_INCIDENTS), *last, *digests]
    if not rooms:
        head.append(kit.section(say("No incident is open that you may see.")))
    drawn = [_short(room, place) for room in rooms]
    for at in sorted(range(len(rooms)), key=lambda at: rooms[at].incident.ref != place.ref):
        tried = [*drawn[:at], _full(rooms[at], who), *drawn[at + 1 :]]
        if _fits([*head, *chain(*tried), *tail]):
            drawn = tried
    return {"type": "home", "blocks": _steady([*head, *chain(*drawn), *tail])}


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
    """Tell whether so much fits."""
    return len(blocks) <= MOST_BLOCKS and len(json.dumps(blocks)) < kit.VIEW_BYTES


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


def _head(room: Room, who: Who | None = None, *, button: kit.Block | None = None) -> kit.Block:
    ref = room.incident.ref
    button = button or kit.button(say("Status"), ids.INCIDENT_STATUS, ref)
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
        title = part.leaf.titled(part.title, part.total)
        blocks += [kit.section(title), *part.rows, part.leaf.pager(part.total)]
    return [block for block in blocks if block]


def _short(room: Room, place: Place) -> list[kit.Block]:
    titles = [part.title for part in room.parts]
    titles += [say("*Command was handed to you.*")] if room.unread else []
    button = home_pages.opener(place, room.incident.ref) if room.waits else None
    return [
        kit.divider(),
        _head(room, button=button),
        *([kit.context(" · ".join(titles))] if titles else []),
    ]
