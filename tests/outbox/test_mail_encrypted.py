"""Mail never goes in the clear, but to this machine itself."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from tests.outbox.conftest import Outbox
from tests.outbox.letters import KEY, connect, put, settle
from tests.outbox.smtp_server import MailServer
from tests.requirements import require_or_skip


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for `localhost` that nobody signed, with its key in the same file."""
    if shutil.which("openssl") is None:
        require_or_skip("openssl", "no openssl on the PATH")
    path = tmp_path / "mail.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", path, "-out", tmp_path / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + (tmp_path / "cert.pem").read_text())
    return path


async def encrypted(path: Path, *, starttls: bool) -> MailServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server = MailServer(context=context, starttls=starttls, users={"wardroom": "right"})
    await server.start()
    return server


@pytest.mark.parametrize("starttls", [True, False], ids=["STARTTLS", "smtps"])
async def test_encrypted_with_a_certificate_that_is_known(
    outbox: Outbox,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    starttls: bool,  # noqa: FBT001 - a case.
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.parent / "cert.pem"))
    server = await encrypted(certificate, starttls=starttls)
    connect(
        outbox, server, host="localhost", wrapped=not starttls, user="wardroom", password="right"
    )
    put(outbox)
    await outbox.drain()
    assert outbox.states() == {KEY: "sent"}
    await server.stop()


async def test_an_unknown_certificate_gets_neither_password_nor_letter(
    outbox: Outbox, certificate: Path
) -> None:
    server = await encrypted(certificate, starttls=False)
    connect(outbox, server, host="localhost", wrapped=True, user="wardroom", password="right")
    put(outbox)
    await settle(outbox, steps=2)
    assert outbox.states() == {KEY: "pending"}
    assert server.seen == []
    await server.stop()


async def test_elsewhere_nothing_goes_in_the_clear(
    outbox: Outbox, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is not on this machine and offers no encryption gets nothing."""
    server.users = {"wardroom": "right"}
    monkeypatch.setattr("bot.domain.mail.LOOPBACK", frozenset())
    connect(outbox, server, user="wardroom", password="right")
    put(outbox)
    await settle(outbox, steps=2)
    assert outbox.states() == {KEY: "pending"}
    assert "AUTH" not in server.seen
    assert "MAIL" not in server.seen
