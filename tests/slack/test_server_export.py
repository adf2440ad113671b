"""The registers leave whole: the board's counts, the picture and the list, the export and its schema."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlmodel import Session, select

from bot.domain.custody import TRANSFER
from bot.domain.departments import DEPARTMENT
from bot.domain.evidence import EXHIBIT
from bot.domain.models import Post
from bot.domain.register import Register
from bot.domain.restores import SYSTEM
from bot.domain.servers import SERVER
from bot.domain.waivers import WAIVER
from bot.export import document
from bot.pictures import words
from bot.pictures.model import read
from bot.slack.renderers import renderers
from bot.slack.views.board import board
from bot.storage.board import gather
from bot.storage.incidents import by_ref
from tests.factories import DELHI
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine

SCHEMA = json.loads(Path("docs/export.schema.json").read_text(encoding="utf-8"))
REGISTERS = (
    "servers", "endpoint_batches", "evidence", "custody", "departments", "restores", "waivers",
    "facts", "etas",
)  # fmt: skip
HASH = "a" * 64


LINES = (
    (ASHA, "/incident declare sev3 kind=other Everything"),
    (ASHA, f"/incident role evidence-custodian <@{RAVI}>"),
    (ASHA, f"/incident role forensics-lead <@{MEERA}>"),
    (ASHA, "/server add ehosp-db-01 kind=physical tier=1 owner=Asha"),
    (ASHA, "/server add lis-app-01 kind=virtual tier=2"),
    (ASHA, "/server infiltrated SRV-001 web shell"),
    (ASHA, "/server isolate SRV-001 beacons at 03:00"),
    (ASHA, "/server endpoints OPD total=1000 scanned=600 infected=12"),
    (ASHA, "/server endpoints OPD scanned=700"),
    (RAVI, '/evidence add SRV-001 memory tool="WinPmem 4.0"'),
    (RAVI, f"/evidence hash EXH-001 sha256={HASH} md5={'b' * 32} source={HASH}"),
    (RAVI, f"/evidence seal EXH-001 S-1 witness <@{ASHA}> <@{MEERA}> photo=https://files/1"),
    (RAVI, "/evidence store EXH-001 safe 2"),
    (RAVI, "/evidence set EXH-001 fir=312/2022 part_b=drafted"),
    (RAVI, f"/evidence offer EXH-001 to <@{MEERA}> purpose examination"),
    (ASHA, "/dept add lab name=Laboratory"),
    (ASHA, "/dept manual lab"),
    (ASHA, "/dept set lab deputy=@me kit=5 apps=LIS"),
    (ASHA, "/dept tempids lab 1000-1099"),
    (ASHA, "/dept return lab seen=120 waiting=14"),
    (ASHA, "/dept backlog lab p1=10"),
    (ASHA, "/restore add identity tier=0"),
    (ASHA, "/restore add e-Hospital tier=1 after=identity"),
    (ASHA, "/restore block e-Hospital vendor waits for a licence"),
    (ASHA, "/waiver ask 1 SRV-001 life_safety ICU waits"),
    (MEERA, "/waiver approve WVR-001"),
    (ASHA, "/incident fact servers.infiltrated 1/2 confirmed source forensics"),
    (ASHA, "/incident eta OPD registration 28 nov 09:00"),
)


async def full(counter: Counter) -> None:
    """Fill every register by the commands that people type."""
    for who, line in LINES:
        await counter.types(line, by=who)


def exported(counter: Counter) -> dict[str, Any]:
    def made(session: Session) -> dict[str, Any]:
        incident = by_ref(session, "INC-2022-001")
        assert incident is not None
        return document.document(session, incident)

    return counter.query(made)


def _schema_of(key: str) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["properties"][key]
    return found


@on_either_engine
async def test_a_full_incident_fits_the_schema_and_what_lacks_a_field_does_not(
    counter: Counter,
) -> None:
    await full(counter)
    whole = json.loads(document.as_json(exported(counter)))
    assert [key for key in REGISTERS if not whole[key]] == []
    checker = jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    assert [(list(error.path), error.message) for error in checker.iter_errors(whole)] == []
    assert (whole["evidence"][0]["fir_no"], whole["custody"][0]["sha256_read"]) == (
        "312/2022", {"EXH-001": ""},
    )  # fmt: skip
    lab = whole["departments"][0]
    assert (lab["deputy"], lab["kit_days"], lab["apps"]) == (ASHA, 5, ["LIS"])
    assert [each["first"] for each in lab["temp_ids"]] == [1000]
    assert [bool(lab["backlog"][f"p{number}"]) for number in range(1, 5)] == [
        True,
        False,
        False,
        False,
    ]
    assert [each["seen"] for each in lab["returns"]] == [120]
    for key in REGISTERS:
        for name in _schema_of(key)["items"]["required"]:
            broken = {**whole, key: [{k: v for k, v in whole[key][0].items() if k != name}]}
            assert not checker.is_valid(broken), (key, name)


@pytest.mark.parametrize(
    ("register", "key", "column"),
    [
        (SERVER, "servers", "state"), (EXHIBIT, "evidence", "state"),
        (TRANSFER, "custody", "state"), (DEPARTMENT, "departments", "mode"),
        (SYSTEM, "restores", "stage"), (WAIVER, "waivers", "state"),
    ],
)  # fmt: skip
def test_the_schema_knows_every_state_that_a_machine_reaches(
    register: Register, key: str, column: str
) -> None:
    reached = {step.after for step in register.machine.steps}
    left = {state for step in register.machine.steps for state in step.before}
    known = set(_schema_of(key)["items"]["properties"][column]["enum"])
    assert (reached | left) - {"", "*"} <= known


def _board(session: Session) -> str:
    incident = by_ref(session, "INC-2022-001")
    assert incident is not None
    return board(gather(session, incident, now=incident.declared_at), DELHI).text


@on_either_engine
async def test_the_live_board_says_how_many_are_hit_on_paper_kept_and_back(
    counter: Counter,
) -> None:
    await full(counter)
    assert (
        "*Servers:* 1 of 2 hit, 1 off the network. *Departments:* 1 of 1 on paper. "
        "*Exhibits:* 1. *Restore:* 0 of 2 systems live, 1 blocked." in counter.query(_board)
    )


async def test_the_live_board_is_silent_on_registers_without_rows(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Nothing yet")
    told = counter.query(_board)
    assert "tasks finished" in told
    assert not any(word in told for word in ("Servers:", "Departments:", "Exhibits:", "Restore:"))


@on_either_engine
async def test_the_list_is_sent_as_a_file_that_no_spreadsheet_runs(counter: Counter) -> None:
    await full(counter)
    await counter.types("/server infiltrated SRV-002 =cmd|' /C calc'!A0")
    shown = await counter.types("/server export")
    assert "2 servers of INC-2022-001 as CSV: the file comes to you" in shown["text"]
    draw = renderers(lambda: counter.runtime.house, counter.clock)["servers"]

    def sent(session: Session) -> tuple[str, Any]:
        post = session.exec(select(Post).where(Post.kind == "document")).one()
        return post.target, draw(session, post)["document"]

    target, file = counter.query(sent)
    assert (target, file["name"]) == (f"user:{ASHA}", "INC-2022-001-servers.csv")
    rows = list(csv.DictReader(io.StringIO(file["text"], newline="")))
    assert [(row["id"], row["hostname"], row["exhibits"]) for row in rows] == [
        ("SRV-001", "ehosp-db-01", "EXH-001"), ("SRV-002", "lis-app-01", ""),
    ]  # fmt: skip
    assert rows[1]["verdict_basis"] == "'=cmd|' /C calc'!A0"
    again = await counter.types(f"/server import {file['text']}")
    assert "2 unchanged" in again["text"]


async def test_the_whole_record_goes_as_a_file_to_who_may_read_it(counter: Counter) -> None:
    await full(counter)
    refused = await counter.types("/incident export", by="U9OTHER")
    assert "27, what is withheld" in str(refused["blocks"])
    shown = await counter.types("/incident export")
    assert "wardroom audit verify FILE" in shown["text"]
    draw = renderers(lambda: counter.runtime.house, counter.clock, document.whole)["export"]

    def sent(session: Session) -> tuple[str, Any]:
        post = session.exec(select(Post).where(Post.kind == "document")).one()
        return post.target, draw(session, post)["document"]

    target, file = counter.query(sent)
    assert (target, file["name"]) == (f"user:{ASHA}", "INC-2022-001.json")
    whole = json.loads(file["text"])
    jsonschema.validate(whole, SCHEMA)
    assert whole["timeline"][-1]["action"] == "incident.exported"


@on_either_engine
async def test_the_board_of_servers_is_a_picture_and_a_table(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Servers")
    assert "`/server import` begins" in (await counter.types("/server board"))["text"]
    lines = "".join(f"srv-{n:02d},{'virtual' if n > 15 else 'physical'}\n" for n in range(1, 36))
    await counter.types(f"/server import hostname,kind\n{lines}")
    for number in range(36, 61):
        await counter.types(f"/server add srv-{number} kind=virtual")
    await counter.types("/server infiltrated SRV-003,SRV-020 beacons")
    await counter.types("/server isolate SRV-001..SRV-003")
    shown = await counter.types("/server board")
    assert "page 1 of 2. 15 physical, 45 virtual: 2 infiltrated (I)" in shown["text"]
    assert "3 off the network." in shown["text"]
    assert "*Hit:* SRV-003 srv-03, SRV-020 srv-20" in shown["text"]
    assert "\nI SRV-003 srv-03 " in shown["text"]
    post = counter.query(lambda s: s.exec(select(Post).where(Post.kind == "picture")).one())
    payload = json.loads(post.payload)
    assert payload["name"] == "INC-2022-001-servers.png"
    picture = read(payload["picture"])
    said = words.alt(picture)
    assert "Physical servers: 15: 1 infiltrated, 2 cut off, not hit, 12 not assessed; 3 off" in said
    second = await counter.presses("server.board", "INC-2022-001 page=2")
    assert "page 2 of 2" in second["text"]
    assert "I SRV-003" not in second["text"]
    assert len(counter.posts("picture")) == 1
