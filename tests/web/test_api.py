"""Programs declare and read: what they get, what they are refused, and what is never told."""

import asyncio
import base64
import json
import logging
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.models import Incident, Post, TimelineEntry
from bot.operations import command, incidents
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh
from tests.hostile import HOSTILE
from tests.web.conftest import Caller, Json

ASHA = "U0ASHA"
PHONE = "call 98765 43210"
GROUP: Json = {
    "version": "4", "groupKey": '{}:{alertname="MassRename"}', "truncatedAlerts": 0,
    "status": "firing", "receiver": "wardroom", "groupLabels": {"alertname": "MassRename"},
    "commonLabels": {"alertname": "MassRename", "severity": "critical", "kind": "ransomware"},
    "commonAnnotations": {"summary": "Files are renamed on many hosts"},
    "externalURL": "http://alertmanager.hospital.example:9093",
    "alerts": [
        {
            "status": "firing", "labels": {"alertname": "MassRename", "instance": "fs-01:9100"},
            "annotations": {}, "startsAt": "2022-11-23T01:30:00.123456789Z",
            "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "", "fingerprint": "a1",
        }
    ],
}  # fmt: skip
# Of what is refused before the database is asked.
ON_ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def rows(desk: Desk, what: Any) -> list[Any]:
    return desk.database.read_now(
        lambda session: list(session.exec(select(what).order_by(what.id)))
    )


async def test_a_program_declares_and_reads_what_it_declared(caller: Caller, desk: Desk) -> None:
    sent = await caller.post(
        {
            "title": "File shares are being encrypted", "severity": 1, "kind": "ransomware",
            "details": "412 files renamed", "source": "EDR", "link": "https://edr.example/7",
            "noticed_at": "2022-11-23T07:00:00+05:30", "dedup_key": "edr-7",
        }
    )  # fmt: skip
    assert (sent.status, sent.json["outcome"], sent.json["id"]) == (201, "declared", "INC-2022-001")
    assert sent.json["incident"]["noticed_at"] == "2022-11-23T01:30:00.000000Z"
    found = await caller.get("/incidents/INC-2022-001")
    assert found.status == 200
    assert {key: found.json[key] for key in ("severity", "stage", "commander", "declared_by")} == {
        "severity": 1, "stage": "triage", "commander": None, "declared_by": "alert",
    }  # fmt: skip
    assert found.json["tasks"][0]["total"] == 4, "The playbook that fits began."
    listed = await caller.get("/incidents")
    assert [each["id"] for each in listed.json["incidents"]] == ["INC-2022-001"]
    assert listed.json["next"] is None


async def test_the_same_key_belongs_to_the_open_incident(caller: Caller) -> None:
    body = {"title": "Beaconing", "dedup_key": "siem-1"}
    assert (await caller.post(body)).status == 201
    again = await caller.post({**body, "details": "two hosts now"})
    assert (again.status, again.json["outcome"], again.json["id"]) == (
        200, "repeated", "INC-2022-001",
    )  # fmt: skip
    over = await caller.post({**body, "status": "resolved"})
    assert (over.status, over.json["outcome"]) == (200, "resolved")
    unknown = await caller.post({**body, "dedup_key": "siem-2", "status": "resolved"})
    assert (unknown.status, unknown.json["outcome"], unknown.json["id"]) == (200, "ignored", None)


async def test_many_at_one_moment_are_one_incident(caller: Caller, desk: Desk) -> None:
    body = {"title": "Beaconing", "dedup_key": "siem-1"}
    replies = await asyncio.gather(*(caller.post(body) for _ in range(8)))
    assert sorted(reply.status for reply in replies) == [200] * 7 + [201]
    assert len(rows(desk, Incident)) == 1


async def test_alertmanager_sends_its_group_as_it_is(caller: Caller, desk: Desk) -> None:
    sent = await caller.post(GROUP)
    assert sent.status == 201
    assert {key: sent.json["incident"][key] for key in ("title", "severity", "kind")} == {
        "title": "Files are renamed on many hosts", "severity": 2, "kind": "ransomware",
    }  # fmt: skip
    assert sent.json["incident"]["noticed_at"].startswith("2022-11-23T01:30:00")
    assert (await caller.post(GROUP)).json["outcome"] == "repeated"
    over = {**GROUP, "status": "resolved", "alerts": [{**GROUP["alerts"][0], "status": "resolved"}]}
    assert (await caller.post(over)).json["outcome"] == "resolved"
    said = [post.payload for post in rows(desk, Post) if post.key.startswith("said:")]
    assert "instance=fs-01:9100" in said[0]
    assert "is over" in said[-1]


LEVELS = {"sev1": 1, "P1": 1, "4": 4, "critical": 2, "warning": 3, "": 3, "odd": 3}


async def test_an_alert_says_how_bad_it_is(caller: Caller) -> None:
    found = {}
    for label in LEVELS:
        labels = {"alertname": "X", "severity": label}
        sent = await caller.post({**GROUP, "groupKey": f"of {label}", "commonLabels": labels})
        assert sent.json["incident"]["kind"] == "outage"
        found[label] = sent.json["incident"]["severity"]
    assert found == LEVELS


async def test_a_private_incident_is_never_told(caller: Caller, desk: Desk) -> None:
    secret = "Insider copies records"
    body = {"title": secret, "private": True, "dedup_key": "dlp-1"}
    for status in (201, 200):
        sent = await caller.post(body)
        assert (sent.status, sent.json["id"], sent.json["incident"]) == (status, None, None)
        assert secret not in sent.content.decode()
    desk(ASHA, lambda turn: incidents.declare(turn, title=secret, private=True))
    for path in ("/incidents", "/incidents/INC-2022-001", "/incidents/INC-2022-002"):
        shown = await caller.get(path, "state=all" if path == "/incidents" else "")
        assert secret not in shown.content.decode()
        assert "INC-2022" not in shown.content.decode().replace("like INC-2022-001", "")
    unknown = await caller.get("/incidents/INC-2022-999")
    hidden = await caller.get("/incidents/INC-2022-001")
    assert (hidden.status, hidden.content) == (unknown.status, unknown.content) == (404,
                                                                                unknown.content)  # fmt: skip


async def test_lists_are_paged_and_chosen_by_state(caller: Caller, desk: Desk) -> None:
    for number in range(3):
        await caller.post({"title": f"Alarm {number}"})

    def end(turn: Any) -> None:
        first = next(each for each in rows(desk, Incident) if each.ref == "INC-2022-001")
        incident = fresh(turn, first)
        command.claim(turn, incident)
        incidents.stand_down(turn, incident, reason="a test")

    desk(ASHA, end)

    async def ids(query: str) -> tuple[list[str], str | None]:
        body = (await caller.get("/incidents", query)).json
        return [each["id"] for each in body["incidents"]], body["next"]

    assert await ids("limit=1") == (["INC-2022-003"], "INC-2022-003")
    assert await ids("limit=1&before=INC-2022-003") == (["INC-2022-002"], None)
    assert await ids("state=ended") == (["INC-2022-001"], None)
    assert (await ids("state=all"))[0] == ["INC-2022-003", "INC-2022-002", "INC-2022-001"]


async def test_an_alarm_of_the_year_1_was_noticed_now(caller: Caller) -> None:
    unknown = [{**GROUP["alerts"][0], "startsAt": "0001-01-01T00:00:00Z"}]
    sent = await caller.post({**GROUP, "alerts": unknown})
    assert sent.status == 201
    assert sent.json["incident"]["noticed_at"] == sent.json["incident"]["declared_at"]
    both = [*unknown, *GROUP["alerts"]]
    known = await caller.post({**GROUP, "groupKey": "another", "alerts": both})
    assert known.json["incident"]["noticed_at"].startswith("2022-11-23T01:30:00")


async def test_patients_numbers_are_hidden_and_the_alarm_is_taken(
    caller: Caller, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = {"title": PHONE, "details": f"seen: {PHONE}", "source": "EDR", "dedup_key": PHONE}
    sent = await caller.post(body)
    assert (sent.status, sent.json["hidden"]) == (201, ["title", "details", "key"])
    assert (await caller.post(body)).json["outcome"] == "repeated", "The key is the same key."
    kept = [
        *(each.title for each in rows(desk, Incident)), *(each.payload for each in rows(desk, Post)),
        *(each.text for each in rows(desk, TimelineEntry)), caplog.text,
    ]  # fmt: skip
    assert not [text for text in kept if "43210" in text]


async def test_a_ransom_s_sum_is_hidden_unless_it_is_private(caller: Caller, desk: Desk) -> None:
    body = {"title": "Ransom of 50 BTC to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            "details": "5 servers, ransom note found", "source": "EDR"}  # fmt: skip
    sent = await caller.post(body)
    assert (sent.status, sent.json["hidden"]) == (201, ["title"])
    assert [each.title for each in rows(desk, Incident)] == ["Ransom of •• BTC to •••"]


@pytest.mark.both_engines
async def test_no_text_breaks_anything(caller: Caller, clock: StoppedClock) -> None:
    wrong = []
    for number, text in enumerate(HOSTILE):
        sent = await caller.post({"title": text[:200], "details": text[:3000], "source": text[:64]})
        grouped = {**GROUP, "groupKey": f"group {number}", "commonLabels": {"alertname": text},
                   "commonAnnotations": {"summary": text, "description": text}}  # fmt: skip
        known = await caller.post(grouped)
        listed = await caller.get("/incidents", "limit=1")
        statuses = (sent.status, known.status, listed.status)
        if not {*statuses[:2]} <= {201, 422} or listed.status != 200:
            wrong.append((text[:40], statuses))
        clock.advance(minutes=10)
    assert wrong == []


async def test_the_description_is_read_with_a_browser_and_asks_no_other_host(
    caller: Caller,
) -> None:
    shut = await caller.get("/docs", headers={"authorization": ""})
    assert (shut.status, shut.headers["www-authenticate"]) == (401, 'Basic realm="Wardroom API"')
    words = base64.b64encode(b"me:b7c1-a-token-that-nobody-guesses").decode()
    page = await caller.get("/docs", headers={"authorization": f"Basic {words}"})
    assert page.status == 200
    html = page.content.decode()
    assert "POST /api/incidents" in html
    assert "src=" not in html
    assert "http" not in html.replace("https://edr", "").replace("https?://", "")
    assert (
        await caller.get("/incidents", headers={"authorization": f"Basic {words}"})
    ).status == 401


async def test_every_answer_is_one_that_the_description_names(caller: Caller) -> None:
    schema = (await caller.get("/openapi.json")).json
    assert schema["openapi"].startswith("3.")
    post = schema["paths"]["/incidents"]["post"]
    body = post["requestBody"]["content"]["application/json"]["schema"]
    assert len(body["oneOf"]) == 2
    assert {"200", "201", "400", "401", "413", "415", "422", "429"} <= set(post["responses"])
    assert set(schema["paths"]) == {"/incidents", "/incidents/{incident_id}"}
    assert json.dumps(schema).count("WARDROOM_INTAKE_TOKEN") >= 1
