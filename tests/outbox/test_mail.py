"""The letter that brings the digest: its form, its picture, and what is never in it or in the log."""

import logging
from dataclasses import replace
from typing import Any

import pytest
import structlog

from bot.domain.mail import Postbox
from bot.outbox.mail import trouble
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.fake_slack import FakeSlack
from tests.outbox.letters import KEY, connect, put, settle
from tests.outbox.smtp_server import MailServer


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
