"""Mail leaves once as far as SMTP allows, never in the clear, and never repeats a taken letter."""

import logging
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.domain.mail import Postbox
from bot.outbox.mail import MAIL, Mailer, trouble
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.fake_slack import FakeSlack
from tests.outbox.smtp_server import DROP, HANG, MailServer
from tests.outbox.test_pictures import DRAWN
from tests.requirements import require_or_skip

KEY = "mail:digest:daily:2022-11-24T07:30:abc"


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    """A mail server that takes everything."""
    made = MailServer()
    await made.start()
    yield made
    await made.stop()


def connect(outbox: Outbox, server: MailServer, **box: Any) -> None:
    """Let the outbox mail through *server*."""
    fields = {"host": "127.0.0.1", "port": server.port, "wrapped": False,
              "sender": "wardroom@clean.example.org", **box}  # fmt: skip
    mailer = Mailer(Postbox(**fields), outbox.clock, within_s=0.4)
    outbox.sender = outbox.another(mailer=mailer)


def put(
    outbox: Outbox, key: str = KEY, *, to: str = "director@example.org", **payload: Any
) -> None:
    """Write a mail, as `bot.operations.posting` does."""
    said = {"text": f"The digest could not be mailed to {to[:1]}….", "targets": ["channel:C0DESK"]}
    outbox.put(
        key, "", kind="mail", method=MAIL, lane=f"mail:{to}"[:64],
        payload={"to": to, "subject": "[Wardroom] Daily digest, 24 Nov 2022",
                 "text": "Daily digest\n\n2 incidents are open: इ-अस्पताल, “quoted” & <tags>.\n.\n",
                 "picture": DRAWN.written(), "otherwise": said, **payload},
    )  # fmt: skip


async def settle(outbox: Outbox, *, steps: int = 30, seconds: float = 61.0) -> None:
    """Let time pass until nothing is left to do."""
    for _ in range(steps):
        await outbox.drain(seconds=seconds)
        if set(outbox.states().values()) <= {"sent", "dead"}:
            return


@both_engines
async def test_the_letter(outbox: Outbox, server: MailServer) -> None:
    connect(outbox, server)
    put(outbox)
    await outbox.drain()
    assert outbox.states() == {KEY: "sent"}
    (letter,) = server.letters
    assert letter["From"] == "wardroom@clean.example.org"
    assert letter["To"] == "director@example.org"
    assert letter["Subject"] == "[Wardroom] Daily digest, 24 Nov 2022"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@clean.example.org>")
    assert letter["Date"].datetime == outbox.clock.now()
    text, image = letter.iter_parts()
    said = text.get_content().replace("\r\n", "\n")
    assert "2 incidents are open: इ-अस्पताल, “quoted” & <tags>.\n.\n" in said
    assert "The picture: Tasks on 24 Nov 2022 07:30 IST, INC-2022-001." in said
    assert image.get_content_type() == "image/png"
    assert image.get_content().startswith(b"\x89PNG")


async def test_one_letter_for_each_address(outbox: Outbox, server: MailServer) -> None:
    """Nobody reads who else gets it, and a full mailbox delays nobody."""
    connect(outbox, server)
    server.rude["rcpt"] = ["452 mailbox full"] * 2
    put(outbox, "mail:1", to="full@example.org")
    put(outbox, "mail:2", to="also@example.org")
    put(outbox, "mail:3", to="free@example.org")
    await outbox.drain()
    assert len(server.taken) == 1
    await settle(outbox)
    assert sorted(to for to, _ in server.taken) == [
        "also@example.org", "free@example.org", "full@example.org",
    ]  # fmt: skip
    assert all("also" not in str(each["To"]) for to, each in server.taken if to[0] == "f")


@pytest.mark.parametrize(
    ("step", "what"),
    [
        *((step, "451 later") for step in ("greet", "ehlo", "mail", "rcpt", "data", "dot")),
        *((step, DROP) for step in ("greet", "ehlo", "mail", "rcpt")),
    ],
)
async def test_before_the_letter_was_told_it_is_tried_until_it_goes(
    outbox: Outbox, server: MailServer, step: str, what: str
) -> None:
    """Nothing was taken, so nothing can come twice."""
    connect(outbox, server)
    server.rude[step] = [what] * 3
    put(outbox)
    await settle(outbox)
    assert outbox.states() == {KEY: "sent"}
    assert len(server.taken) == 1
    assert outbox.post(KEY).attempts == 1


async def test_a_server_that_is_away_is_asked_again(outbox: Outbox, server: MailServer) -> None:
    connect(outbox, server)
    await server.stop()
    put(outbox)
    await settle(outbox, steps=3)
    assert outbox.states() == {KEY: "pending"}
    await server.start()
    connect(outbox, server)
    await settle(outbox)
    assert len(server.taken) == 1


async def test_a_letter_that_was_taken_is_never_sent_again(
    outbox: Outbox, server: MailServer
) -> None:
    connect(outbox, server)
    server.rude["quit"] = [DROP]
    put(outbox)
    await settle(outbox)
    await settle(outbox, steps=3)
    assert outbox.states() == {KEY: "sent"}
    assert len(server.taken) == 1


@both_engines
@pytest.mark.parametrize("what", [DROP, HANG])
async def test_without_an_answer_once_more_under_the_same_name(
    outbox: Outbox, server: MailServer, what: str
) -> None:
    connect(outbox, server)
    server.rude["dot"] = [what]
    put(outbox)
    await settle(outbox)
    assert outbox.states() == {KEY: "sent"}
    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes(), "the date too: some servers compare it"
    assert first["Date"].datetime < outbox.clock.now()


async def test_twice_without_an_answer_is_enough(
    outbox: Outbox, server: MailServer, fake: FakeSlack
) -> None:
    connect(outbox, server)
    server.rude["dot"] = [DROP] * 9
    put(outbox)
    await settle(outbox)
    assert len(server.taken) == 2
    assert outbox.states()[KEY] == "dead"
    assert fake.texts("C0DESK") == [
        "The digest could not be mailed to d…. Nobody knows if it arrived."
    ]


@both_engines
async def test_after_a_crash_once_more(outbox: Outbox, server: MailServer) -> None:
    """The process died between the server's answer and the mark."""
    connect(outbox, server)
    put(outbox)
    await outbox.drain()
    outbox.as_after_a_crash(KEY)
    outbox.expire_leases()
    connect(outbox, server)
    await settle(outbox)
    assert outbox.states() == {KEY: "sent"}
    assert len({letter["Message-ID"] for letter in server.letters}) == 1
    assert len(server.taken) == 2


@pytest.mark.parametrize(
    ("step", "code"), [("mail", 553), ("rcpt", 550), ("data", 554), ("dot", 552)]
)
async def test_what_is_refused_is_said_once(
    outbox: Outbox, server: MailServer, fake: FakeSlack, step: str, code: int
) -> None:
    connect(outbox, server)
    server.rude[step] = [f"{code} never"] * 9
    put(outbox)
    await settle(outbox)
    assert outbox.states()[KEY] == "dead"
    assert server.taken == []
    assert fake.texts("C0DESK") == [
        f"The digest could not be mailed to d…. The mail server refused it ({code})."
    ]


async def test_after_a_day_it_is_given_up(
    outbox: Outbox, server: MailServer, fake: FakeSlack
) -> None:
    connect(outbox, server)
    server.rude["rcpt"] = ["451 later"] * 999
    put(outbox)
    await settle(outbox, steps=80, seconds=timedelta(minutes=31).total_seconds())
    assert outbox.states()[KEY] == "dead"
    assert "took nothing for a day" in fake.texts("C0DESK")[0]


async def test_a_wrong_password_waits_to_be_put_right(outbox: Outbox, server: MailServer) -> None:
    server.users = {"wardroom": "right"}
    connect(outbox, server, user="wardroom", password="wrong")
    put(outbox)
    await settle(outbox, steps=3)
    assert outbox.states() == {KEY: "pending"}
    connect(outbox, server, user="wardroom", password="right")
    await settle(outbox)
    assert outbox.states() == {KEY: "sent"}


async def test_without_an_account_it_says_so(
    outbox: Outbox, server: MailServer, fake: FakeSlack
) -> None:
    put(outbox)
    await settle(outbox)
    assert "WARDROOM_SMTP_URL is not set" in fake.texts("C0DESK")[0]


@pytest.mark.parametrize(
    "picture", [None, {"title": "x", "about": "", "zone": "UTC", "panels": []}]
)
async def test_with_no_picture(outbox: Outbox, server: MailServer, picture: Any) -> None:
    connect(outbox, server)
    put(outbox, picture=picture)
    await outbox.drain()
    assert len(server.taken) == 1


@pytest.mark.parametrize("kept", ["nonsense", "hangs"])
async def test_a_picture_that_fails_stops_no_mail(
    outbox: Outbox, server: MailServer, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    async def hangs(_kept: Any, _post_id: int) -> Any:
        raise TimeoutError

    if kept == "hangs":
        monkeypatch.setattr("bot.outbox.mail.drawn", hangs)
    connect(outbox, server)
    put(outbox, picture={"panels": [{kept: 1}]})
    await outbox.drain()
    (letter,) = server.letters
    assert not letter.is_multipart()
    assert "could not be drawn; the digest itself is complete" in letter.get_content()


async def test_nobody_can_write_into_the_head_of_the_letter(
    outbox: Outbox, server: MailServer
) -> None:
    connect(outbox, server)
    put(outbox, subject="Daily\r\nBcc: spy@example.org\r\n\r\nbody")
    await outbox.drain()
    (letter,) = server.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Daily Bcc: spy@example.org body"


async def test_mail_goes_while_slack_knows_us_no_more(
    outbox: Outbox, server: MailServer, fake: FakeSlack
) -> None:
    """The night on which the token is revoked is the night for which mail is there."""
    fake.tokens.clear()
    connect(outbox, server)
    outbox.put("message")
    await outbox.drain()
    assert outbox.sender.paused == "invalid_auth"
    put(outbox)
    put(outbox, "mail:2", to="second@example.org")
    await outbox.drain()
    assert len(server.taken) == 2
    assert outbox.sender.paused == "invalid_auth"
    assert outbox.states()["message"] == "pending"


async def test_nothing_secret_is_logged(
    outbox: Outbox, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.users = {"wardroom": "right"}
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as events:
        connect(outbox, server, user="wardroom", password="hunter2-secret")
        put(outbox)
        await settle(outbox, steps=2)
    kept = f"{events} {caplog.text} {outbox.post(KEY).error}"
    assert "SMTPAuthenticationError" in kept
    for secret in ("hunter2", "director@example.org", "2 incidents"):
        assert secret not in kept


async def test_the_account_can_be_tried_without_a_letter(server: MailServer) -> None:
    server.users = {"wardroom": "right"}
    box = Postbox("127.0.0.1", server.port, wrapped=False, sender="w@example.org", user="wardroom",
                  password="right")  # fmt: skip
    assert await trouble(box) == ""
    assert await trouble(replace(box, password="wrong")) == "SMTPAuthenticationError 535"
    await server.stop()
    assert await trouble(box) == "SMTPConnectError"
    assert server.taken == []


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
