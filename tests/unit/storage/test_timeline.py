from sqlmodel import Session

from bot.domain import chain
from bot.domain.models import Incident
from bot.domain.words import Door, Kind, Stage
from bot.storage import timeline
from bot.storage.database import Database
from tests.clocks import StoppedClock


def test_a_stored_timeline_verifies_on_both_engines(
    database: Database, clock: StoppedClock
) -> None:
    """What was written is read back byte for byte, and the chain holds."""

    def write(session: Session) -> tuple[int, str, int]:
        incident = Incident(
            ref="INC-2022-001", year=2022, number=1, title="x", kind=Kind.RANSOMWARE,
            severity=1, stage=Stage.ACTIVE, noticed_at=clock.now(), declared_at=clock.now(),
            declared_by="U1",
        )  # fmt: skip
        session.add(incident)
        session.flush()
        for text in ("one", "अस्पताल", "e\u0301", "nul\x00 and \ud800"):
            happening = timeline.Happening(actor="U1", door=Door.SLACK, action="note", text=text)
            timeline.append(session, incident, happening, now=clock.advance(seconds=1))
        assert incident.id is not None
        return incident.id, incident.head_hash, incident.head_seq

    incident_id, head, length = database.write_now(write)
    entries = database.read_now(lambda session: list(timeline.every_entry(session, incident_id)))

    assert [entry["text"] for entry in entries] == ["one", "अस्पताल", "é", "nul and "]
    assert chain.first_break("INC-2022-001", entries, length=length, head=head) is None
    entries[1]["text"] = "changed"
    broken = chain.first_break("INC-2022-001", entries, length=length, head=head)
    assert broken is not None
    assert broken.seq == 2
