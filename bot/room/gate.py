"""The gate: whether people must log in, who is logged in, and letting them in and out.

Open while there are no users: then one is whom one says. Once it is shut it stays so until the
next start. Cookies and pages are `page_login`'s, the rows `accounts`, `sessions` and `tries`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.clock import Clock
from bot.room import accounts, passcodes, sessions, tries
from bot.room.errors import PageError
from bot.room.models import RoomAccount
from bot.storage.database import Database

# Each check takes 64 MB and every core for a moment; the bot on the same machine comes first.
CHECKS_AT_ONCE = 2
WRONG = (
    "This name and passcode do not belong together. Check both and try again, or ask whoever runs "
    "Wardroom for a new passcode."
)
TOO_MANY = (
    "There were too many tries. Wait {minutes} and try again, or ask whoever runs Wardroom for a "
    "new passcode, which opens at once."
)
ASK_AGAIN = "Log in to go on. What you were writing stays where it is."
BARRED = (
    "Your access was taken by written order, so this passcode opens nothing. Only a written order "
    "gives it back; whoever commands the response can say more."
)
NO_ANSWER = "The Room cannot look up who you are just now. Try again in a moment."


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who has just logged in, and the token for their cookie."""

    user_id: str
    token: str


def nobody(_session: Session, _user_id: str) -> bool:
    """Bar nobody: a Room by itself knows of no orders."""
    return False


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """Where people reach the page: *secure* under TLS, *public* from other machines.

    *barred* tells of a person, in the caller's transaction, whether they must stay outside.
    """

    url: str
    secure: bool = False
    public: bool = False
    barred: Callable[[Session, str], bool] = nobody


class TooManyTriesError(PageError):
    """Wait; `seconds` until the next try may be made."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        words = "a minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__("too_many_tries", TOO_MANY.format(minutes=words), status=429)
        self.seconds = seconds


class Gate:
    """One per Room."""

    def __init__(self, database: Database, clock: Clock, door: FrontDoor) -> None:
        self._database, self._clock = database, clock
        self._checking = asyncio.Semaphore(CHECKS_AT_ONCE)
        self._seen: tuple[int, datetime | None] = (0, None)
        self.door = door
        self.is_shut = False

    @property
    def cookie(self) -> str:
        """Return the cookie's name; the prefix binds it to this host and to TLS."""
        return "__Host-room" if self.door.secure else "room"

    async def any_users(self) -> bool:
        """Tell whether there is anybody who can log in."""
        return (await self._database.read(accounts.state_of))[0] > 0

    async def news(self) -> list[RoomAccount] | None:
        """Return all accounts if one came, went or changed since the last call, and shut then."""
        seen = await self._database.read(accounts.state_of)
        if seen == self._seen:
            return None
        self._seen = seen
        self.is_shut = self.is_shut or seen[0] > 0
        return await self._database.read(accounts.everybody)

    async def log_in(self, name: str, passcode: str, address: str) -> Admitted:
        """Let a person in; raise PageError for a wrong passcode and for too many tries."""
        wait = await self._database.write(lambda session: self._count(session, name, address))
        if wait:
            raise TooManyTriesError(wait)
        account = await self._database.read(lambda session: accounts.named(session, name))
        kept = account.passcode if account is not None else None
        async with self._checking:
            fits = await asyncio.to_thread(passcodes.fits, passcode, kept)
        if account is None or not fits:
            raise PageError("wrong_passcode", WRONG, status=401)
        renewed = ""
        if passcodes.is_outdated(account.passcode):
            renewed = await asyncio.to_thread(passcodes.hashed, passcode)
        token = await self._database.write(
            lambda session: self._admit(session, account, renewed, address)
        )
        if token is None:
            raise PageError("wrong_passcode", WRONG, status=401)
        return Admitted(account.id, token)

    def _count(self, session: Session, name: str, address: str) -> int:
        # The address comes first: one that is locked must not go on locking names.
        now = self._clock.now()
        return tries.count(session, tries.of_address(address), now=now) or tries.count(
            session, tries.of_name(name), now=now
        )

    def _admit(
        self, session: Session, checked: RoomAccount, renewed: str, address: str
    ) -> str | None:
        now = self._clock.now()
        account = session.get(RoomAccount, checked.id, with_for_update=True)
        # Removed, or given another passcode, while this one was being checked.
        if account is None or account.passcode != checked.passcode:
            return None
        if self.door.barred(session, account.id):
            # Said only to who has the passcode.
            raise PageError("barred", BARRED, status=403)
        account.seen_at, account.passcode = now, renewed or account.passcode
        session.add(account)
        tries.forget(session, tries.of_name(account.name))
        tries.forgive(session, tries.of_address(address))
        return sessions.begin(session, account.id, now=now)

    async def holder(self, token: str) -> str:
        """Return whose session it is; raise PageError when it is nobody's any more."""
        try:
            found = await self._database.read(lambda session: self._holder(session, token))
        except sa.exc.SQLAlchemyError as error:
            raise PageError("no_answer", NO_ANSWER, status=503) from error
        if found is None:
            raise PageError("login_needed", ASK_AGAIN, status=401)
        return found

    def _holder(self, session: Session, token: str) -> str | None:
        user_id = sessions.holder(session, token, now=self._clock.now())
        return None if user_id is None or self.door.barred(session, user_id) else user_id

    async def log_out(self, token: str) -> None:
        """End a session."""
        await self._database.write(lambda session: sessions.end(session, token))

    async def ended(self, keys: set[str]) -> set[str]:
        """Return those of the *keys* whose sessions have ended."""
        now = self._clock.now()
        still = await self._database.read(
            lambda session: sessions.still_open(session, keys, now=now)
        )
        return keys - still

    async def sweep(self) -> None:
        """Forget what is over."""
        now = self._clock.now()

        def forget(session: Session) -> None:
            sessions.sweep(session, now=now)
            tries.sweep(session, now=now)

        await self._database.write(forget)
