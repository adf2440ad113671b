"""One turn at the desk: who acts, when, by which door, in which transaction.

Every operation takes a turn as its first argument. Nothing here decides a rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.domain.doorway import Doorway
from bot.domain.mail import Recipient
from bot.domain.models import Incident
from bot.domain.people import Standing
from bot.domain.quiet import Quiet
from bot.domain.words import Door, Language
from bot.language.catalogue import speaking
from bot.obligations.model import NONE, Profile
from bot.operations import spoken
from bot.operations.ways import home_door, ways
from bot.playbook.library import Library
from bot.slack.views import withholding
from bot.slack.views.said import Said
from bot.storage import homes, posts, roles, suspensions, timeline

SYSTEM = "system"
# Under which a program's report is recorded: no person is behind it.
ALERT = "alert"
MACHINES = frozenset({SYSTEM, ALERT})


@dataclass(frozen=True, slots=True)
class House:
    """What the hospital decided in its settings and every rule may need.

    The two channels are those of the first of the `doorways`, the workspaces of this process.
    """

    zone: ZoneInfo
    summary_every: Mapping[int, timedelta]
    digest_at: str
    library: Library
    profile: Profile = NONE
    announce_channel: str = ""
    managers_channel: str = ""
    responders: frozenset[str] = field(default_factory=frozenset)
    managers: frozenset[str] = field(default_factory=frozenset)
    admins: frozenset[str] = field(default_factory=frozenset)
    mail_to: tuple[Recipient, ...] = ()
    quiet: Quiet | None = None
    language: Language = Language.ENGLISH
    doorways: tuple[Doorway, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a Slack user id, `system` for what the clock does, `alert` for a program.

    `foreign`: of another workspace, with which a channel is shared.
    """

    user_id: str
    door: Door = Door.SLACK
    team_id: str = ""
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Who acts, when, and the transaction in which everything of this turn happens."""

    session: Session
    now: datetime
    actor: Actor
    house: House

    def record(  # noqa: PLR0913 - the columns of the timeline, each by name.
        self,
        incident: Incident,
        action: str,
        *,
        subject: str = "",
        text: str = "",
        before: str | None = None,
        after: str | None = None,
        reason: str | None = None,
        happened_at: datetime | None = None,
        who: Standing | None = None,
    ) -> None:
        """Write one entry to the incident's chain, in this turn's transaction.

        *who* is the acting person's standing, where it was asked for under the incident's lock.
        """
        held = who.taken if who else roles.held_by(self.session, incident, self.actor.user_id)
        what = timeline.Happening(
            actor=self.actor.user_id,
            role=",".join(held),
            door=self.actor.door,
            action=action,
            subject=subject,
            text=text,
            before=before,
            after=after,
            reason=reason,
            happened_at=happened_at,
        )
        timeline.append(self.session, incident, what, now=self.now)

    def call(self, call: posts.Call) -> bool:
        """Write one call to Slack into the outbox, in this turn's transaction.

        It is written once for each workspace that it concerns; return whether any was new. What is
        `said` with it is said in the language of those who read it, and names nobody whose access
        is taken unless it is about a private incident (rule 29).
        """
        made = ways(self.session, self._worded(call), self.house.doorways, self.actor.door)
        written = [posts.enqueue(self.session, each, now=self.now) for each in made]
        return any(written)

    def otherwise(
        self, text: Callable[[], str], *targets: str, thread_key: str | None = None
    ) -> dict[str, object]:
        """Return what is said should a call be refused, in the language of its first target."""
        whose = spoken.at(self.session, targets[0] if targets else "", self.house.language)
        with speaking(whose):
            return {"text": text(), "targets": list(targets), "thread_key": thread_key}

    def _worded(self, call: posts.Call) -> posts.Call:
        language = spoken.at(self.session, call.target, self.house.language) if call.said else ""
        told = posts.worded(call, language) if call.said else call
        if "text" not in told.payload or self._is_private(call):
            return told
        masked = suspensions.withheld(self.session)
        if not masked.ids:
            return told
        with speaking(language or self.house.language):
            return replace(told, payload=withholding.message(told.payload, masked))

    def _is_private(self, call: posts.Call) -> bool:
        about = self.session.get(Incident, call.incident_id) if call.incident_id else None
        return about is not None and about.private

    @property
    def home(self) -> Door:
        """The workspace in which what is begun now has its home."""
        return home_door(self.house.doorways, self.actor.door)

    def say(self, incident: Incident, said: Callable[[], Said], *, kind: str = "event") -> None:
        """Say the newest timeline entry in the incident's channel, once, as one message.

        *said* makes the message, since it is in the house's language and not in the asker's.
        """
        self.call(
            posts.Call(
                key=f"said:{incident.ref}:{incident.head_seq}",
                kind=kind,
                target=posts.incident_target(incident),
                incident_id=incident.id,
                said=lambda: said().message,
            )
        )

    def refresh_board(self, incident: Incident) -> None:
        """Ask for the board and the open Homes to be redrawn; many changes become one edit."""
        homes.draw_anew(self.session, f"{incident.ref}:{incident.head_seq}", now=self.now)
        self.call(
            posts.Call(
                key=f"board:{incident.ref}:{incident.head_seq}",
                kind="board",
                method="chat.update",
                target=posts.incident_target(incident),
                lane=f"board:{incident.id}",
                priority=posts.STATUS,
                incident_id=incident.id,
                after_key=f"board:{incident.ref}",
                coalesce_key=f"board:{incident.ref}",
                render="board",
            )
        )
