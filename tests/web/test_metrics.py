"""Figures: this machine reads them freely, a network by the token alone."""

from typing import Any

import pytest

from bot.storage.database import Database
from bot.web import metrics
from tests.clocks import StoppedClock

TOKEN = "b7c1-a-token-that-nobody-guesses"
NEAR = ["127.0.0.1", "::1", "::ffff:127.0.0.1"]
FAR = ["203.0.113.9", "10.0.0.7", "::ffff:10.0.0.7", ""]


async def asked(database: Database, clock: StoppedClock, peer: str, token: str, given: str) -> Any:
    """Ask from an address with a token, none if empty; return the status and the body."""
    served = metrics.served(metrics.registry(database, clock), token, clock)
    scope = {
        "type": "http", "method": "GET", "path": metrics.PATH, "client": (peer, 4711),
        "headers": [(b"authorization", f"Bearer {given}".encode())] if given else [],
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await served(scope, receive, send)
    return sent[0]["status"], sent[1]["body"].decode()


@pytest.mark.parametrize("peer", NEAR)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_this_machine_reads_them(database: Database, clock: StoppedClock, peer: str) -> None:
    status, body = await asked(database, clock, peer, TOKEN, "")
    assert status == 200
    assert "wardroom_outbox_lag_seconds 0.0" in body


@pytest.mark.parametrize("peer", FAR)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_network_reads_them_by_the_token(
    database: Database, clock: StoppedClock, peer: str
) -> None:
    assert (await asked(database, clock, peer, TOKEN, TOKEN))[0] == 200
    for given in ("", "wrong"):
        status, body = await asked(database, clock, peer, TOKEN, given)
        assert status == 401
        assert "wardroom_" not in body
        assert "WARDROOM_INTAKE_TOKEN" in body


@pytest.mark.parametrize("given", ["", "None", TOKEN])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_where_no_token_was_set_no_network_reads_them(
    database: Database, clock: StoppedClock, given: str
) -> None:
    assert (await asked(database, clock, FAR[0], "", given))[0] == 401
