"""Messages in the timeline: put there once; what becomes of them later is a new entry.

Fetching a message's words from Slack is the sender's (`bot.outbox.fetching`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from bot.domain import ransom_words
from bot.domain.models import Incident, NotedMessage
from bot.domain.words import Door
from bot.errors import Mistyped, Refused
from bot.grammar import patient
from bot.language.catalogue import say
from bot.operations import moments
from bot.operations.turn import SYSTEM, Turn
from bot.storage import incidents, noted, roles, timeline
from bot.storage.posts import Call

NOTED, EDITED, DELETED = "message.noted", "message.edited", "message.deleted"
LONGEST = 3000
# What could not be fetched in this time may be asked for again.
ANEW_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Words:
    """A message as the timeline keeps it: who wrote what, its files by link, its own address."""

    channel_id: str
    ts: str
    author: str = ""
    text: str = ""
    thread_ts: str = ""
    files: Sequence[tuple[str, str]] = ()
    link: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands."""
        return self.channel_id, self.ts

    @property
    def at(self) -> datetime:
        """When it was written: its stamp is the moment in seconds."""
        return datetime.fromtimestamp(float(self.ts), UTC)

    @property
    def kept(self) -> str:
        """The text of its entry."""
        said = f"<@{self.author}>: {self.text.strip()}" if self.author else self.text.strip()
        files = [f"File: {name} {link}" for name, link in self.files]
        whole = "\n".join([said, *files])
        return whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…"


def ask_for(turn: Turn, incident: Incident, channel_id: str, ts: str) -> bool:
    """Have a message fetched and noted; False if it is in the timeline, or on its way there."""
    incidents.lock(turn.session, incident)
    user_id, place = turn.actor.user_id, (channel_id, ts)
    if not noted.claim(turn.session, incident.row, place, user_id, now=turn.now):
        row = noted.of(turn.session, incident.row, place)
        if row is None or row.entry_seq is not None or turn.now - row.noted_at < ANEW_AFTER:
            return False
        row.noted_by, row.noted_at = user_id, turn.now
    otherwise = turn.otherwise(
        lambda: say(
            "The message that you marked for the timeline of {ref} could not be read. Write it "
            "down by hand: `/incident note <text> at <time>`.",
            ref=incident.ref,
        ),
        f"user:{user_id}",
    )
    turn.call(
        Call(
            key=f"note:{incident.ref}:{channel_id}:{ts}:{turn.now.timestamp():.0f}", kind="note",
            method="conversations.history", target=f"channel:{channel_id}",
            lane=f"note:{incident.id}",
            payload={
                "ts": ts, "incident": incident.ref, "user": user_id, "door": turn.actor.door,
                "otherwise": otherwise,
            },
        )
    )  # fmt: skip
    return True


def note(
    turn: Turn, incident: Incident, words: Words, *, happened_at: datetime | None = None
) -> int:
    """Put a message whose words are known into the timeline; return its entry's number."""
    incidents.lock(turn.session, incident)
    if not words.text.strip():
        raise Mistyped(
            say("There is nothing to write down."), next_step=say("Say in a line what happened.")
        )
    mine = turn.actor.user_id
    if not noted.claim(turn.session, incident.row, words.place, mine, now=turn.now):
        raise Refused(
            _there(incident.ref, noted.of(turn.session, incident.row, words.place)),
            rule="one message, one entry",
            next_step=say(
                "`/incident timeline {ref}` shows it; `/incident note <text>` adds to it.",
                ref=incident.ref,
            ),
        )
    number = write(turn.session, incident, words, (mine, turn.actor.door), turn.now, happened_at)
    moments.heard(turn, incident, words.kept)
    return number


def _there(ref: str, row: NotedMessage | None) -> str:
    if row is None or not row.entry_seq:
        return say("This message is in the timeline of {ref} already.", ref=ref)
    return say(
        "This message is in the timeline of {ref} already, as entry {seq}.",
        ref=ref, seq=row.entry_seq,
    )  # fmt: skip


def write(
    session: Session,
    incident: Incident,
    words: Words,
    by: tuple[str, Door],
    now: datetime,
    happened_at: datetime | None = None,
) -> int:
    """Write the entry of a message that was claimed; the incident is locked by the caller."""
    _append(session, incident, by, NOTED, words, now, happened_at=happened_at or words.at)
    row = noted.of(session, incident.row, words.place)
    if row is None:
        raise LookupError("a message is claimed before it is written")
    row.entry_seq, row.text = incident.head_seq, words.kept
    session.add(row)
    session.flush()
    return incident.head_seq


def edited(turn: Turn, words: Words) -> list[Incident]:
    """Follow an edit in every timeline that has the message; return those that got an entry."""
    found = []
    for row in noted.at(turn.session, words.place):
        incident = incidents.by_id(turn.session, row.incident_id)
        if incident is None or row.text == words.kept:
            continue
        incidents.lock(turn.session, incident)
        said = words
        why_not = _why_not(incident, words.kept)
        if why_not:
            # What was kept stays; the new words are the author's to take back.
            said = Words(*words.place, text=f"Edited; the new words hold {why_not}, so they were "
                         "not kept.")  # fmt: skip
        by = words.author or SYSTEM, turn.actor.door
        _append(turn.session, incident, by, EDITED, said, turn.now, of=row, before=row.text)
        row.text = words.kept if said is words else row.text
        turn.session.add(row)
        found.append(incident)
    return found


def _why_not(incident: Incident, text: str) -> str:
    """Return what new words hold that is not kept, in English as it is written down, or nothing."""
    if patient.found(text):
        return "what looks like a patient's data"
    return "" if incident.private else ransom_words.found(text)


def deleted(turn: Turn, words: Words) -> list[Incident]:
    """Follow a deletion in every timeline that has the message; its entry stands."""
    found = []
    for row in noted.at(turn.session, words.place):
        incident = incidents.by_id(turn.session, row.incident_id)
        if incident is None or row.deleted_at is not None:
            continue
        incidents.lock(turn.session, incident)
        said = Words(*words.place, text=f"Deleted in Slack. Entry {row.entry_seq} stands.")
        # Slack does not tell who deleted it.
        by = SYSTEM, turn.actor.door
        _append(turn.session, incident, by, DELETED, said, turn.now, of=row, before=row.text)
        row.deleted_at = turn.now
        turn.session.add(row)
        found.append(incident)
    return found


def _append(  # noqa: PLR0913 - the columns of an entry.
    session: Session,
    incident: Incident,
    by: tuple[str, Door],
    action: str,
    words: Words,
    now: datetime,
    *,
    of: NotedMessage | None = None,
    before: str | None = None,
    happened_at: datetime | None = None,
) -> None:
    """Write one entry; of an edit or a deletion it points back to the message's own."""
    actor, door = by
    what = timeline.Happening(
        actor=actor, role=",".join(roles.held_by(session, incident, actor)), door=door,
        action=action, subject=f"entry {of.entry_seq}" if of is not None else incident.ref,
        text=words.kept, before=before, after=words.link or None, happened_at=happened_at,
    )  # fmt: skip
    timeline.append(session, incident, what, now=now)
