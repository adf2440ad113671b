"""Verbs that enter or correct a row ask in a window when no more than the row was typed."""

from typing import Any

import pytest
from sqlmodel import select

from bot.domain.models import Backlog, Exhibit, Server, System, Waiver
from bot.slack.listeners.asking import FORMS
from bot.slack.views.windows import REST
from tests.limits import problems
from tests.slack.counter import MEERA, RAVI, Counter

LINES = {
    ("evidence", "set"): "EXH-001", ("evidence", "verify"): "EXH-001", ("server", "add"): "",
    ("server", "set"): "SRV-001", ("restore", "add"): "", ("restore", "set"): "e-Hospital",
    ("restore", "block"): "SYS-001", ("restore", "eta"): "SYS-001", ("dept", "backlog"): "lab",
    ("dept", "entered"): "DEP-001", ("dept", "verified"): "lab", ("waiver", "ask"): "",
}  # fmt: skip
HEX = "a" * 64


async def begun(counter: Counter) -> None:
    """An exhibit, a server, a system and a department, each entered by a line."""
    for line in (
        "/incident declare sev3 kind=other Windows", "/server add lis-db-01 kind=physical tier=2",
        f"/incident role forensics-lead <@{MEERA}>", '/evidence add SRV-001 memory tool="WinPmem"',
        "/restore add e-Hospital tier=1 vendor=NIC", "/dept add lab name=Lab",
    ):  # fmt: skip
        await counter.types(line)


async def window(counter: Counter, line: str) -> dict[str, Any]:
    """Type a line and return the window that it opens."""
    before = len(counter.slack_side.of("views.open"))
    await counter.types(line)
    [view] = counter.slack_side.of("views.open")[before:]
    found: dict[str, Any] = view["view"]
    return found


def asked(view: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in each field of a window before anybody filled it in."""
    fields = {each["block_id"]: each["element"] for each in view["blocks"] if "element" in each}
    return {
        name: element.get("initial_value")
        or element.get("initial_user")
        or element.get("initial_option", {}).get("value", "")
        for name, element in fields.items()
    }


def one(counter: Counter, table: Any) -> Any:
    return counter.query(lambda session: session.exec(select(table)).one())


async def test_each_opens_a_window_that_slack_shows(counter: Counter) -> None:
    assert set(LINES) == set(FORMS)
    await begun(counter)
    for (noun, verb), rest in LINES.items():
        view = await window(counter, f"/{noun} {verb} {rest}")
        assert problems(view) == [], (noun, verb)
        assert view["callback_id"] == f"{noun}.{verb}"


async def test_what_became_known_of_an_exhibit_is_written_where_it_differs(
    counter: Counter,
) -> None:
    """What was there stands in the window; what is sealed and does not last is no field."""
    await begun(counter)
    await counter.types('/evidence set EXH-001 fir="312/2022" make=Dell')
    view = await window(counter, "/evidence set EXH-001")
    there = asked(view)
    assert (there["fir_no"], there["make"], there["tool"]) == ("312/2022", "Dell", "WinPmem")
    same = await counter.submits(view, there)
    assert "Nothing is different" in str(same["errors"])
    await counter.submits(view, {**there, "parcel_no": "P & 3", "certificate_a": "drafted"})
    row = one(counter, Exhibit)
    assert (row.fir_no, row.certificate_a) == ("312/2022", "drafted")
    stale = await counter.submits(view, {**there, "make": "HP"})
    assert "Somebody changed this row" in str(stale["errors"])
    view = await window(counter, "/evidence set EXH-001")
    assert asked(view)["parcel_no"] == "P & 3"
    assert await counter.submits(view, {**asked(view), "make": ""}) == {}
    assert (one(counter, Exhibit).make, one(counter, Exhibit).fir_no) == ("", "312/2022")
    seal = f"witness <@{RAVI}> <@{MEERA}> photo=https://files/1"
    await counter.types(f"/evidence hash EXH-001 sha256={HEX} md5={'c' * 32}")
    await counter.types(f"/evidence seal EXH-001 S-1 {seal}")
    sealed = asked(await window(counter, "/evidence set EXH-001"))
    assert {"tool", "fir_no", "serial"} & set(sealed) == {"fir_no", "serial"}


async def test_a_mistake_stands_in_the_window_and_nothing_is_written(counter: Counter) -> None:
    await begun(counter)
    view = await window(counter, "/server set SRV-001")
    wrong = await counter.submits(view, {**asked(view), "ip": "10.2.0.999", "serial": "X-1"})
    assert "“10.2.0.999” is no IP address" in str(wrong["errors"])
    assert (one(counter, Server).ip, one(counter, Server).serial) == ("", "")
    await counter.submits(view, {**asked(view), "ip": "10.2.0.9", "monitored": "yes"})
    row = one(counter, Server)
    assert (row.ip, row.monitored, row.kind, row.tier) == ("10.2.0.9", True, "physical", 2)


async def test_each_mistake_stands_under_its_own_field(counter: Counter) -> None:
    await begun(counter)
    view = await window(counter, "/server add")
    wrong = await counter.submits(view, {REST: "pacs-01", "ip": "10.2.0.999", "tier": "9"})
    assert set(wrong["errors"]) == {"ip", "tier"}
    view = await window(counter, "/server set SRV-001")
    wrong = await counter.submits(view, {**asked(view), "tier": "9", "mac": "x"})
    assert set(wrong["errors"]) == {"tier", "mac"}
    view = await window(counter, "/restore set e-Hospital")
    assert set((await counter.submits(view, {**asked(view), "tier": "9"}))["errors"]) == {"tier"}
    view = await window(counter, "/waiver ask")
    said = {"rule": "1", "subject": "SRV-001", "kind": "life_safety", REST: "ICU waits for it"}
    for until in ("soon", "22 nov 2022 09:00", "now"):
        wrong = await counter.submits(view, {**said, "until": until})
        assert set(wrong["errors"]) == {"until"}, until
    wrong = await counter.submits(view, {**said, "subject": "SRV-009"})
    assert set(wrong["errors"]) == {"subject"}


async def test_rows_are_entered_by_window(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Windows")
    view = await window(counter, "/server add")
    await counter.submits(view, {REST: "pacs-01", "kind": "virtual", "tier": "2"})
    assert (one(counter, Server).hostname, one(counter, Server).kind) == ("pacs-01", "virtual")
    view = await window(counter, "/restore add")
    await counter.submits(view, {REST: "Blood bank", "tier": "1", "owner": RAVI})
    assert (one(counter, System).name, one(counter, System).owner) == ("Blood bank", RAVI)
    view = await window(counter, "/restore set Blood bank")
    await counter.submits(view, {**asked(view), "superuser": MEERA, "rollback": "snapshot 7"})
    row = one(counter, System)
    assert (row.owner, row.superuser, row.rollback_point) == (RAVI, MEERA, "snapshot 7")
    view = await window(counter, "/restore eta SYS-001")
    await counter.submits(view, {"at": "tomorrow 09:00", "because": "the vendor comes"})
    assert one(counter, System).eta_at is not None
    view = await window(counter, "/restore block SYS-001")
    await counter.submits(view, {REST: "a licence lacks"})
    assert one(counter, System).blocked_reason == "a licence lacks"


async def test_paper_and_waivers_are_asked_for_in_windows(counter: Counter) -> None:
    await begun(counter)
    view = await window(counter, "/dept backlog lab")
    await counter.submits(view, {"p1": "120", "p2": "300"})
    rows = counter.query(lambda session: session.exec(select(Backlog)).all())
    assert {each.priority: each.sheets for each in rows if each.sheets} == {1: 120, 2: 300}
    view = await window(counter, "/waiver ask")
    said = {"rule": "1", "subject": "SRV-001", "kind": "life_safety", REST: "ICU waits for it"}
    await counter.submits(view, {**said, "until": "tomorrow 09:00"})
    row = one(counter, Waiver)
    assert (row.rule, row.subject, row.ground) == ("1", "SRV-001", "life_safety")


@pytest.mark.parametrize(
    "line", ["/evidence hash EXH-001", "/dept return lab", "/dept return DEP-001"]
)
async def test_what_a_button_asks_is_asked_of_a_line_that_names_the_row_alone(
    counter: Counter, line: str
) -> None:
    """A verb that does not go from there is refused, and nobody fills in a window first."""
    await begun(counter)
    noun, verb, _ = line.removeprefix("/").split()
    assert (await window(counter, line))["callback_id"] == f"{noun}.{verb}"
    refused = await counter.types("/evidence seal EXH-001")
    assert "`seal` does not go from there" in refused["text"]


@pytest.mark.parametrize("line", ["/server set SRV-404", "/evidence set EXH-404", "/dept backlog"])
async def test_a_row_that_is_not_there_opens_nothing(counter: Counter, line: str) -> None:
    await begun(counter)
    await counter.types(line)
    assert counter.slack_side.of("views.open") == []
