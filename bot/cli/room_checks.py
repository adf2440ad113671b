"""What `wardroom doctor` says of the Room as a fallback: who may log in, TLS, and whom it lets in.

The rules are those that guard the start, in `bot.web.site`; nothing is opened here.
"""

import ssl
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

from bot.clock import SystemClock
from bot.config import Settings
from bot.errors import BadStart, WardroomError
from bot.room import accounts
from bot.storage import migrations
from bot.storage.database import Database
from bot.web import site, tls
from bot.web.gate import is_loopback

RENEW_DAYS = 14
PAGE = "docs/fallback.md has the steps"


class Finding(NamedTuple):
    """What was looked at, whether it is well, what was found, and the cure."""

    what: str
    ok: bool
    found: str
    cure: str = ""


def _users(settings: Settings) -> int | None:
    """Return how many may log in, or None where the database cannot be asked."""
    try:
        migrations.check_ready(settings.database_url)
    except WardroomError:
        return None
    database = Database(settings.database_url)
    try:
        return database.read_now(accounts.state_of)[0]
    finally:
        database.close()


def _of_users(users: int, *, alone: bool) -> Finding:
    if users:
        return Finding("Room users", True, f"{users} may log in")
    if alone:
        found = f"none, so on this machine one is whom one says; for a fallback, {PAGE}"
        return Finding("Room users", True, found)
    cure = f"`wardroom room users add <name>`, one line each; {PAGE}"
    return Finding("Room users", False, "nobody may log in", cure)


def _of_tls(settings: Settings, *, alone: bool) -> Finding:
    try:
        context = site.tls_context(settings)
    except BadStart as error:
        return Finding("Room TLS", False, error.message, error.next_step)
    cert, key = settings.tls_cert, settings.tls_key
    if context is None or cert is None or key is None:
        cure = f"set WARDROOM_TLS_CERT and WARDROOM_TLS_KEY; {PAGE}"
        return Finding("Room TLS", alone, "no certificate is set", cure)
    if key.stat().st_mode & tls.OTHERS:
        return Finding("Room TLS", False, f"others can read {key}", f"chmod 600 {key}")
    return _of_certificate(context, cert)


def _of_certificate(context: ssl.SSLContext, cert: Path) -> Finding:
    cure = "bring a new certificate and its key, and start Wardroom anew"
    try:
        ends_at = tls.ends_at(context, cert)
    except ssl.SSLError as error:
        return Finding("Room TLS", False, f"{cert} is not accepted ({error.reason or error})", cure)
    left = (ends_at - SystemClock().now().astimezone(UTC)).days
    found = f"{cert} is good until {ends_at:%d %b %Y}, {left} days"
    if left < 0:
        found = f"{cert} ended on {ends_at:%d %b %Y}, so browsers refuse the page"
    return Finding("Room TLS", left >= RENEW_DAYS, found, cure)


def _of_network(settings: Settings, users: int) -> Finding:
    lacking = site.lacking(settings, users=users > 0)
    if is_loopback(settings.host):
        return Finding("Room", True, f"it would listen on {settings.host}, this machine alone")
    if lacking:
        cure = f"add {' and '.join(lacking)}, or set WARDROOM_HOST=127.0.0.1; {PAGE}"
        return Finding("Room", False, f"it would not open on {settings.host}", cure)
    return Finding("Room", True, f"it may open on {settings.host}: people log in, under TLS")


def findings(settings: Settings) -> Iterable[Finding]:
    """Yield what there is to say; on a network the Room lacks nothing, or it does not open."""
    users = _users(settings)
    if users is None:
        return
    # Behind a proxy Slack's own door listens on a network too, without any Room.
    alone = is_loopback(settings.host) or (settings.door == "http" and not users)
    yield _of_users(users, alone=alone)
    yield _of_tls(settings, alone=alone)
    if not alone or settings.door != "http":
        yield _of_network(settings, users)
