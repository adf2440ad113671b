"""What listeners and jobs are handed: the parts of one running bot. Built once, in `bot.main`."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.clock import Clock
from bot.config import Settings
from bot.domain.doorway import Doorway
from bot.domain.quiet import quiet_hours
from bot.domain.words import Door
from bot.obligations.model import NONE, Profile
from bot.operations.turn import House
from bot.playbook.library import Library
from bot.slack.outbound import Slack
from bot.storage.database import Database


def _nothing() -> None:
    """Wake nobody; until the sender runs there is nobody to wake."""


@dataclass(slots=True)
class Runtime:
    """The parts of one running bot in one workspace; those `beside` it share the house.

    `house` is replaced when the playbooks are read anew.
    """

    settings: Settings
    database: Database
    clock: Clock
    house: House
    slack: Slack
    door: Door = Door.SLACK
    wake: Callable[[], None] = field(default=_nothing)
    beside: list["Runtime"] = field(default_factory=list)

    def reload(self) -> Library:
        """Read the playbooks anew; a file that became bad keeps its last good version."""
        library = self.house.library.reload()
        self.house = replace(self.house, library=library)
        for other in self.beside:
            other.house = self.house
        return library


def house_of(
    settings: Settings,
    library: Library,
    *,
    announce: str,
    managers: str,
    profile: Profile = NONE,
    doorways: tuple[Doorway, ...] = (),
) -> House:
    """Return what the settings decide for every rule; the channels may be the Room's own.

    Where there are *doorways*, the first one's channels are meant.
    """
    if doorways:
        announce, managers = doorways[0].announce_channel, doorways[0].managers_channel
    return House(
        zone=settings.zone,
        summary_every=settings.summary_every,
        digest_at=settings.digest_at,
        library=library,
        profile=profile,
        announce_channel=announce,
        managers_channel=managers,
        doorways=doorways,
        responders=settings.responders,
        managers=settings.managers,
        admins=settings.admins,
        mail_to=settings.digest_emails,
        quiet=quiet_hours(settings.quiet, settings.zone),
        language=settings.language,
    )
