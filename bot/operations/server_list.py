"""An incident's servers as CSV, in the words that an import reads again.

How a cell is kept from running as a formula is `bot.grammar.cells`.
"""

from typing import Final

from sqlmodel import Session

from bot.domain import chain
from bot.domain.models import Incident, Server
from bot.domain.server_fields import SPELLINGS
from bot.domain.servers import SERVER
from bot.grammar import cells
from bot.language.catalogue import say
from bot.operations.turn import Turn
from bot.storage import exhibits, posts, registers

READ_AGAIN: Final = tuple(each.column for each in SPELLINGS)
# What verbs say; an import leaves these columns out.
TOLD: Final = (
    "state", "verdict_basis", "decision", "decision_basis", "release_basis", "sanitised_by",
    "verified_by",
)  # fmt: skip


def count(session: Session, incident: Incident) -> int:
    """Return how many servers the incident has."""
    return sum(registers.by_state(session, SERVER, incident.row).values())


def as_csv(session: Session, incident: Incident) -> str:
    """Return every server as a row of CSV, by number."""
    kept = exhibits.numbers_by_server(session, incident.row)
    rows: list[Server] = registers.rows(session, SERVER, incident.row)
    return cells.written(
        ("id", *READ_AGAIN, *TOLD, "since", "exhibits"),
        (
            (
                SERVER.name(row),
                *(getattr(row, column) for column in (*READ_AGAIN, *TOLD)),
                chain.stamp(row.since),
                " ".join(kept.get(SERVER.name(row), ())),
            )
            for row in rows
        ),
    )


def file_name(incident: Incident) -> str:
    """Return what the file is called: nothing of it was typed by people."""
    return f"{incident.ref}-servers.csv"


def send(turn: Turn, incident: Incident, target: str) -> None:
    """Write the sending of the list into the outbox; it is drawn when it is sent."""
    said = turn.otherwise(
        lambda: say(
            "The list of servers of {ref} could not be sent; on the machine: `wardroom servers "
            "export {ref}`.",
            ref=incident.ref,
        ),
        target,
    )
    turn.call(
        posts.Call(
            key=f"servers:{incident.ref}:{turn.actor.user_id}:{turn.now.timestamp():.3f}",
            kind="document", method="files.getUploadURLExternal", target=target,
            lane=f"files:{target}"[:64], priority=posts.STATUS, incident_id=incident.id,
            payload={"otherwise": said}, render="servers",
        )
    )  # fmt: skip
