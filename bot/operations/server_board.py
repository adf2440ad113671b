"""The picture of an incident's servers: gathered here, drawn and sent by the outbox."""

from collections.abc import Sequence
from typing import Final

from bot.domain.models import Incident, Server
from bot.domain.server_looks import GLANCES, OFF_THE_NET, is_off, place
from bot.domain.servers import KINDS
from bot.grammar.times import written
from bot.language.catalogue import say
from bot.operations.turn import Turn
from bot.pictures.model import Cell, Cells, Key, Picture
from bot.storage import posts

# So many cells of one kind can be told apart on a phone.
MOST_CELLS: Final = 900
PLURAL: Final = {"physical": "Physical servers", "virtual": "Virtual servers",
                 "storage": "Storage", "network": "Network devices", "appliance": "Appliances",
                 "medical": "Medical devices", "endpoint": "Endpoints"}  # fmt: skip


def picture(turn: Turn, incident: Incident, rows: Sequence[Server]) -> Picture:
    """Return one cell for each server, by kind, in the order of their numbers."""
    panels = tuple(
        _panel(kind, [row for row in rows if row.kind == kind])
        for kind in KINDS
        if any(row.kind == kind for row in rows)
    )
    drill = "DRILL " if incident.drill else ""
    title = f"{len(rows):,} servers on {written(turn.now, turn.house.zone)}"
    return Picture(title, f"{drill}{incident.ref}", turn.house.zone.key, panels)


def _panel(kind: str, rows: Sequence[Server]) -> Cells:
    # When there are too many, the worst are shown; each keeps its place by number.
    shown = sorted(sorted(rows, key=place)[:MOST_CELLS], key=lambda row: row.number)
    cells = tuple(Cell(f"{row.number:03d}", place(row), is_off(row)) for row in shown)
    keys = tuple(Key(each.letter, each.name, look) for look, each in enumerate(GLANCES))
    return Cells(f"{PLURAL[kind]}: {len(rows):,}", keys, cells, OFF_THE_NET, len(rows) - len(shown))


def send(turn: Turn, incident: Incident, rows: Sequence[Server], target: str) -> None:
    """Write the picture into the outbox; it is drawn when it is sent."""
    said = turn.otherwise(
        lambda: say(
            "The picture of the servers of {ref} could not be sent; the table has them all: "
            "`/server board`.",
            ref=incident.ref,
        ),
        target,
    )
    turn.call(
        posts.Call(
            key=f"board-of-servers:{incident.ref}:{turn.actor.user_id}:{turn.now.timestamp():.3f}",
            kind="picture", method="files.getUploadURLExternal", target=target,
            lane=f"files:{target}"[:64], priority=posts.STATUS, incident_id=incident.id,
            payload={
                "picture": picture(turn, incident, rows).written(), "otherwise": said,
                "name": f"{incident.ref}-servers.png",
            },
        )
    )  # fmt: skip
