"""A letter leaves once as far as SMTP allows: no answer, a crash, a refusal, a server that is away."""

from datetime import timedelta

import pytest

from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.fake_slack import FakeSlack
from tests.outbox.letters import KEY, connect, put, settle
from tests.outbox.smtp_server import DROP, HANG, MailServer


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
    lag = (await outbox.sender.health()).lag_seconds
    assert lag == 0, "A mail account that is shut is no reason to send nobody here any more."
    connect(outbox, server, user="wardroom", password="right")
    await settle(outbox)
    assert outbox.states() == {KEY: "sent"}


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
