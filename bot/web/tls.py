"""TLS from a certificate and a key that whoever runs Wardroom brings. None is made here."""

import contextlib
import ssl
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.errors import BadStart

OTHERS = 0o077
NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python does not name.

log = structlog.get_logger(__name__)


def _check_readable(variable: str, path: Path) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise BadStart(
            f"{variable}: {path} cannot be read ({error.strerror}).",
            next_step="Give the path of a PEM file that Wardroom may read.",
        ) from error


def _no_password() -> str:
    raise BadStart(
        "WARDROOM_TLS_KEY: the key is locked with a password, which nobody can type at a restart.",
        next_step="Unlock it into a file that only Wardroom may read.",
    )


def context(cert: Path, key: Path) -> ssl.SSLContext:
    """Return what a server needs to speak TLS 1.2 or newer; raise BadStart with the cure."""
    _check_readable("WARDROOM_TLS_CERT", cert)
    _check_readable("WARDROOM_TLS_KEY", key)
    if key.stat().st_mode & OTHERS:
        log.warning("tls.key_open_to_others", cure=f"chmod 600 {key}")
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        made.load_cert_chain(cert, key, password=_no_password)
    except ssl.SSLError as error:
        raise BadStart(
            "WARDROOM_TLS_CERT and WARDROOM_TLS_KEY: they are no certificate and its own key "
            f"({error.reason or 'unreadable'}).",
            next_step="Both are PEM files; the certificate comes first, then those that signed it.",
        ) from error
    return made


def ends_at(context: ssl.SSLContext, cert: Path) -> datetime:
    """Return when the certificate of *context* ends; raise SSLError if it serves no one."""
    asks = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asks.check_hostname = False
    asks.load_verify_locations(cert)
    # The certificate is trusted for itself, however old: its date is asked for.
    asks.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | NO_CHECK_TIME
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = asks.wrap_bio(down, up)
    server = context.wrap_bio(up, down, server_side=True)
    for side in (client, server, client):
        with contextlib.suppress(ssl.SSLWantReadError):
            side.do_handshake()
    told = client.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
