"""A mail server on this machine: keeps what it took, and can be rude at every step."""

import asyncio
import base64
import contextlib
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

HANG, DROP = "hang", "drop"


@dataclass
class MailServer:
    """Answers SMTP. `rude` says by step what comes instead: an answer, `hang` or `drop`.

    Steps are greet, ehlo, auth, mail, rcpt, data, and dot, the end of the letter. What is taken
    is kept before the answer to the dot, so that `drop` there is a taken letter without a word.
    """

    rude: dict[str, list[str]] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    starttls: bool = False
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    port: int = 0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _visits: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        """Listen on a free port of this machine, after a stop on the same."""
        self.stopping.clear()
        inner = self.context if not self.starttls else None
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, ssl=inner, limit=1 << 24
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more."""
        assert self._server is not None
        self._server.close()
        self.stopping.set()
        await asyncio.gather(*self._visits)

    @property
    def letters(self) -> list[EmailMessage]:
        """Return what was taken, oldest first."""
        return [letter for _, letter in self.taken]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._visits.add(task)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, Dropped):
            await Talk(self, reader, writer).hold()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        self._visits.discard(task)


class Dropped(Exception):
    """The server hung up."""


class Talk:
    """One client's visit."""

    def __init__(
        self, server: MailServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server, self._reader, self._writer = server, reader, writer
        self._to = ""
        self._over = False

    async def hold(self) -> None:
        """Answer until the client leaves."""
        acts = {"EHLO": self._ehlo, "STARTTLS": self._starttls, "AUTH": self._auth,
                "RCPT": self._rcpt, "DATA": self._data, "QUIT": self._quit}  # fmt: skip
        await self._say("greet", "220 mail.example.org ready")
        while not self._over:
            line = (await self._reader.readuntil(b"\r\n")).decode().strip()
            word, _, rest = line.partition(" ")
            self._server.seen.append(word.upper())
            act = acts.get(word.upper())
            if act is not None:
                await act(rest)
            else:
                await self._say(word.lower(), "250 ok")

    async def _say(self, step: str, otherwise: str) -> bool:
        """Answer; return whether all is well."""
        waiting = self._server.rude.get(step)
        said = waiting.pop(0) if waiting else otherwise
        if said == DROP:
            raise Dropped
        if said == HANG:
            await self._server.stopping.wait()
            raise Dropped
        self._writer.write(f"{said}\r\n".encode())
        await self._writer.drain()
        return said[0] in "23"

    async def _ehlo(self, _rest: str) -> None:
        server = self._server
        can = ["mail.example.org", *(["STARTTLS"] if server.starttls else [])]
        can += ["AUTH PLAIN"] if server.users else []
        await self._say("ehlo", "\r\n".join([*(f"250-{each}" for each in can), "250 8BITMIME"]))

    async def _starttls(self, _rest: str) -> None:
        assert self._server.context is not None
        await self._say("starttls", "220 go ahead")
        await self._writer.start_tls(self._server.context)
        self._server.starttls = False

    async def _auth(self, rest: str) -> None:
        _, user, password = base64.b64decode(rest.rsplit(maxsplit=1)[-1]).decode().split("\0")
        good = self._server.users.get(user) == password
        await self._say("auth", "235 welcome" if good else "535 no")

    async def _rcpt(self, rest: str) -> None:
        self._to = rest.partition("<")[2].partition(">")[0]
        await self._say("rcpt", "250 ok")

    async def _data(self, _rest: str) -> None:
        if not await self._say("data", "354 go on"):
            return
        raw = await self._reader.readuntil(b"\r\n.\r\n")
        answers = self._server.rude.get("dot") or ["250 taken"]
        if answers[0][0] not in "45":
            body = raw.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
            letter: Any = message_from_bytes(body, policy=default)
            self._server.taken.append((self._to, letter))
        await self._say("dot", "250 taken")

    async def _quit(self, _rest: str) -> None:
        self._over = True
        await self._say("quit", "221 bye")
