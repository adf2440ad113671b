"""A way out of the chat: the account that mails the digest, and who gets it. Values and reading.

Sending is `bot.outbox.mail`.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from bot.domain.words import DigestCut

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PORTS = {"smtp": 587, "smtps": 465}
LIKE = "it is like smtps://user:password@mail.example.org:465"
# Stricter than the standard: what is odd in a setting is a slip.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_LONGEST = 254


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets the daily digest by mail, and in which cut."""

    address: str
    cut: DigestCut = DigestCut.COMMAND

    @property
    def masked(self) -> str:
        """The address as it may be named to others: `d…@example.org`."""
        name, _, host = self.address.partition("@")
        return f"{name[:1]}…@{host}"


Recipients = tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Postbox:
    """The account that sends mail. `wrapped` means TLS from the first byte, else STARTTLS."""

    host: str
    port: int
    wrapped: bool
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def local(self) -> bool:
        """Whether the server is on this machine, where encryption protects nothing."""
        return self.host in LOOPBACK


def address(text: str) -> str:
    """Return a mail address, or raise ValueError."""
    typed = text.strip()
    if len(typed) > _LONGEST or not _ADDRESS.fullmatch(typed):
        raise ValueError(f"`{typed[:60]}` is no mail address")
    return typed


def sender(text: str) -> str:
    """Return the address that mail comes from, or nothing; ValueError for anything else."""
    return address(text) if text else ""


def recipients(text: str | Recipients) -> Recipients:
    """Read `a@example.org, ministry=b@example.org`, or raise ValueError; what was read stays."""
    if not isinstance(text, str):
        return text
    found: dict[str, Recipient] = {}
    for part in (each for each in re.split(r"[\s,;]+", text) if each):
        cut, equals, rest = part.partition("=")
        if not equals:
            cut, rest = DigestCut.COMMAND, part
        elif cut.lower() not in set(DigestCut):
            raise ValueError(f"`{cut[:30]}=` is no cut: it is command, clinical or ministry")
        mailed = Recipient(address(rest), DigestCut(cut.lower()))
        found[mailed.address.lower()] = mailed
    return tuple(found.values())


def postbox(url: str, sender: str) -> Postbox:
    """Read `smtps://user:password@host:465`; ValueError says what is wrong, never the password."""
    try:
        read = urlsplit(url)
        port = read.port or PORTS.get(read.scheme, 0)
    except ValueError:
        # What Python says here repeats the URL, and with it the password.
        raise ValueError(LIKE) from None
    if read.scheme not in PORTS or not read.hostname:
        raise ValueError(LIKE)
    if read.path.strip("/") or read.query or read.fragment:
        raise ValueError("nothing stands behind the port; in a password, write / as %2F, ? as %3F")
    user, password = (unquote(each or "") for each in (read.username, read.password))
    return Postbox(read.hostname, port, read.scheme == "smtps", sender, user, password)
