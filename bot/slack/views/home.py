"""App Home as a view. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.models import Incident, Task
from bot.language.catalogue import say, say_many
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.incidents import headline
from bot.slack.views.menu import Who
from bot.slack.views.taskcard import Scene, value
from bot.slack.views.tasks import row
from bot.slack.views.words import counted

MOST_BLOCKS = 95


@dataclass(frozen=True, slots=True)
class Room:
    """One incident with what this person has to do in it."""

    incident: Incident
    scene: Scene
    mine: Sequence[Task]
    total: int
    waiting: Sequence[Task]
    deadlines: Sequence[kit.Block] = ()
    leaderless: bool = False


def home(
    rooms: Sequence[Room], who: Who, *, open_count: int, digests: Sequence[kit.Block] = ()
) -> kit.Block:
    """Return the Home: what waits for this person first, what is open, their digests."""
    blocks = [
        kit.header("Wardroom"),
        kit.actions(*_doors(who)),
    ]
    if not rooms:
        blocks.append(kit.section(say("No incident is open that you may see.")))
    for room in rooms:
        blocks += _room(room, who)
    if open_count > len(rooms):
        blocks.append(
            kit.context(
                say_many(
                    "… and {count} more open incident.",
                    "… and {count} more open incidents.",
                    open_count - len(rooms),
                )
            )
        )
    kept = [block for block in blocks if block]
    return {"type": "home", "blocks": [*kept[: MOST_BLOCKS - len(digests)], *digests]}


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


def _room(room: Room, who: Who) -> list[kit.Block]:
    ref = room.incident.ref
    claim = kit.button(say("Claim command"), ids.INCIDENT_CLAIM, ref, style="primary")
    leaderless = "\n" + say("*Nobody commands it yet.*") if room.leaderless else ""
    blocks = [
        kit.divider(),
        kit.section(
            f"{headline(room.incident)} {kit.channel_ref(room.incident.channel_id)}{leaderless}",
            accessory=claim
            if room.leaderless and who.responder
            else kit.button(say("Status"), ids.INCIDENT_STATUS, ref),
        ),
    ]
    if room.deadlines:
        blocks.append(
            kit.section(
                say_many(
                    "*{count} legal deadline of yours*",
                    "*{count} legal deadlines of yours*",
                    len(room.deadlines),
                )
            )
        )
        blocks += room.deadlines
    if room.waiting:
        blocks.append(
            kit.section(say("*{count} proofs wait for your approval*", count=len(room.waiting)))
        )
        blocks += [_wants(task, ref) for task in room.waiting]
    if room.mine:
        blocks.append(
            kit.section(say("*You hold {tasks}*", tasks=counted(room.total, "open task")))
        )
        blocks += [row(task, room.scene) for task in room.mine]
    return blocks


def _wants(task: Task, ref: str) -> kit.Block:
    return kit.section(
        f"*#{task.number}* {kit.one_line(task.title, 200)}",
        accessory=kit.button(say("Details"), ids.TASK_SHOW, value(ref, task.number)),
    )
