"""What the HTTP API does not take, and what it says of it."""

import pytest

from bot.domain.models import Incident
from bot.web.gate import BURST, MOST_BYTES, PER_MINUTE, WRONG_TOKENS
from tests.clocks import StoppedClock
from tests.factories import Desk
from tests.web.conftest import Caller
from tests.web.test_api import rows

UNTAKEN: tuple[tuple[bytes, int, str], ...] = (
    (b"{", 400, ""), (b"\xff\xfe", 400, ""), (b"[" * 100_000, 400, ""), (b"", 422, "body"),
    (b"null", 422, "body"), (b"[]", 422, "body"), (b"7", 422, "body"),
    (b"{}", 422, "title"), (b'{"title": ""}', 422, "title"), (b'{"title": "   "}', 422, "title"),
    (b'{"title": 7}', 422, "title"), (b'{"title": "' + b"x" * 201 + b'"}', 422, "title"),
    (b'{"title": "x", "severity": 5}', 422, "severity"),
    (b'{"title": "x", "severity": "worst"}', 422, "severity"),
    (b'{"title": "x", "kind": "flood"}', 422, "kind"),
    (b'{"title": "x", "tilte": "x"}', 422, "tilte"),
    (b'{"title": "x", "noticed_at": "2022-11-23T07:00:00"}', 422, "noticed_at"),
    (b'{"title": "x", "link": "javascript:alert(1)"}', 422, "link"),
    (b'{"title": "x", "details": "' + b"y" * 3001 + b'"}', 422, "details"),
    (b'{"title": "\\ud800"}', 422, "title"),
    (b'{"title": ' + b"9" * 5000 + b"}", 400, ""),
    (b'{"groupKey": ""}', 422, "groupKey"), (b'{"groupKey": "k", "status": "odd"}', 422, "status"),
    (b'{"groupKey": "k", "status": "firing", "alerts": {}}', 422, "alerts"),
)  # fmt: skip


async def test_what_cannot_be_taken_is_explained(
    caller: Caller, desk: Desk, clock: StoppedClock
) -> None:
    wrong = []
    for body, status, field in UNTAKEN:
        sent = await caller.ask("POST", "/incidents", body)
        explained = {"error", "message", "next_step"} <= set(sent.json)
        named = (field in sent.json.get("fields", {})) or not field
        if sent.status != status or not explained or not named:
            wrong.append((body[:60], sent.status, sent.content[:200]))
        clock.advance(minutes=1)
    assert wrong == []
    assert rows(desk, Incident) == []


async def test_what_was_noticed_tomorrow_is_refused_by_its_rule(caller: Caller) -> None:
    sent = await caller.post({"title": "x", "noticed_at": "2022-11-25T00:00:00Z"})
    assert (sent.status, sent.json["error"]) == (422, "refused")
    assert "future" in sent.json["message"]


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "bearer é",
        "Basic eDp5",
        "b7c1-a-token",
        "Bearer a b",
    ],
)
async def test_a_wrong_token_gets_nothing(caller: Caller, desk: Desk, authorization: str) -> None:
    for method, path in (("POST", "/incidents"), ("GET", "/incidents"), ("GET", "/nowhere")):
        sent = await caller.ask(
            method, path, b'{"title": "x"}', headers={"authorization": authorization}
        )
        assert (sent.status, sent.json["error"]) == (401, "wrong_token")
        assert sent.headers["www-authenticate"].startswith("Bearer")
    assert rows(desk, Incident) == []


async def test_who_guesses_tokens_waits_and_who_has_it_does_not(
    caller: Caller, clock: StoppedClock
) -> None:
    wrong = {"authorization": "Bearer guess"}
    tries = [await caller.get("/incidents", headers=wrong) for _ in range(WRONG_TOKENS + 1)]
    assert [each.status for each in tries] == [401] * WRONG_TOKENS + [429]
    assert 0 < int(tries[-1].headers["retry-after"]) <= 61
    assert (await caller.get("/incidents")).status == 200
    assert (await caller.get("/incidents", headers=wrong, peer="203.0.113.10")).status == 401
    clock.advance(seconds=61)
    assert (await caller.get("/incidents", headers=wrong)).status == 401


async def test_too_many_requests_are_told_when_to_come_back(
    caller: Caller, clock: StoppedClock
) -> None:
    found = [(await caller.get("/incidents")).status for _ in range(BURST + 1)]
    assert found == [200] * BURST + [429]
    clock.advance(seconds=60 / PER_MINUTE)
    assert [(await caller.get("/incidents")).status for _ in range(2)] == [200, 429]


async def test_a_body_that_is_too_large_is_not_read_to_its_end(caller: Caller, desk: Desk) -> None:
    huge = b'{"title": "' + b"x" * MOST_BYTES + b'"}'
    said = await caller.ask("POST", "/incidents", huge)
    lied = await caller.ask("POST", "/incidents", huge, headers={"content-length": "10"})
    odd = await caller.ask("POST", "/incidents", b"{}", headers={"content-length": "-1"})
    assert [each.status for each in (said, lied, odd)] == [413] * 3
    assert rows(desk, Incident) == []


async def test_what_is_not_called_json_is_told_so(caller: Caller) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    sent = await caller.ask("POST", "/incidents", b"title=x", headers=form)
    assert (sent.status, sent.json["error"]) == (415, "not_json")


async def test_wrong_addresses_and_methods_are_named(caller: Caller) -> None:
    assert (await caller.get("/nowhere")).json["error"] == "not_offered"
    assert (await caller.ask("DELETE", "/incidents/INC-2022-001")).status == 405
    assert (await caller.get("/incidents", "limit=0")).json["fields"].keys() == {"limit"}
    assert (await caller.get("/incidents", "before=INC-1")).status == 404
