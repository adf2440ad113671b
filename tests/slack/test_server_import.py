"""Lists of servers at the counter: what is entered, updated, refused, row by row; one message tells it."""

import json
from typing import Any

from sqlmodel import Session, col, select

from bot.domain.models import Post, Server, ServerImport, TimelineEntry
from bot.operations.server_import import CHUNK
from bot.outbox import importing
from bot.schedule.beat import Beat
from bot.schedule.importing import importing as import_pass
from bot.schedule.quarantine import Quarantine
from bot.slack.renderers import renderers
from bot.storage import estate
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_both_engines, on_either_engine

LIST = """Host Name;IP Address;Type;Criticality;Verdict;Asset No
lis-db-01;10.2.0.11;VM;T1;;77
ehosp-db-01;10.2.0.12, 10.2.0.13;Physical Server;0;infiltrated;78
icu-gw-01;;medical;;;79
"""


async def begun(counter: Counter, *words: str) -> None:
    await counter.types(f"/incident declare sev3 kind=other {' '.join(words)} Servers")


def servers(counter: Counter) -> list[Server]:
    ordered = select(Server).order_by(col(Server.number))
    return counter.query(lambda session: list(session.exec(ordered)))


def beat(counter: Counter) -> Beat:
    house = counter.runtime.house
    return Beat(counter.database, house, counter.clock.now(), Quarantine(), lambda: False)


def drawn(counter: Counter, method: str) -> list[dict[str, Any]]:
    """Return what the outbox would send now of imports by this method."""
    draw = renderers(lambda: counter.runtime.house, counter.clock)["import"]
    wanted = select(Post).where(Post.kind == "import", Post.method == method).order_by(col(Post.id))

    def read(session: Session) -> list[dict[str, Any]]:
        return [dict(draw(session, post)) for post in session.exec(wanted)]

    return counter.query(read)


@on_either_engine
async def test_pasted_rows_are_entered_and_reported_row_by_row(counter: Counter) -> None:
    await begun(counter)
    shown = await counter.types(f"/server import {LIST}")
    assert "*done*, 3 rows: 3 entered." in shown["text"]
    assert "Line 3 *ehosp-db-01* entered: SRV-002" in shown["text"]
    rows = servers(counter)
    assert [(row.hostname, row.kind, row.tier, row.verdict) for row in rows] == [
        ("lis-db-01", "virtual", 1, "unassessed"), ("ehosp-db-01", "physical", 0, "infiltrated"),
        ("icu-gw-01", "medical", None, "unassessed"),
    ]  # fmt: skip
    assert rows[1].ip == "10.2.0.12,10.2.0.13"
    entries = counter.query(
        lambda s: s.exec(select(TimelineEntry).where(TimelineEntry.action == "server.added")).all()
    )
    assert [entry.actor for entry in entries] == [ASHA]
    again = await counter.types(f"/server import {LIST}")
    assert "3 unchanged" in again["text"]
    assert len(servers(counter)) == 3


@on_either_engine
async def test_known_hosts_are_updated_and_an_empty_cell_changes_nothing(counter: Counter) -> None:
    await begun(counter)
    await counter.types(f"/server import {LIST}")
    shown = await counter.types(
        "/server import hostname,kind,location,verdict\nLIS-DB-01,,Rack 4,suspect\nnew-1,virtual,,\n"
    )
    assert "1 entered, 1 updated" in shown["text"]
    assert "Line 2 *LIS-DB-01* updated: SRV-001: location, verdict" in shown["text"]
    first = servers(counter)[0]
    assert (first.kind, first.location, first.verdict) == ("virtual", "Rack 4", "suspect")


@on_either_engine
async def test_a_trial_says_the_same_and_keeps_nothing(counter: Counter) -> None:
    await begun(counter)
    shown = await counter.types(f"/server import dry\n{LIST}")
    assert "as a trial; nothing is kept: *done*, 3 rows: 3 entered." in shown["text"]
    assert servers(counter) == []
    added = select(TimelineEntry).where(TimelineEntry.action == "server.added")
    assert counter.query(lambda s: s.exec(added).all()) == []


@on_either_engine
async def test_what_a_list_may_not_ease_is_refused_whole(counter: Counter) -> None:
    await begun(counter)
    await counter.types(f"/incident role forensics-lead <@{MEERA}>")
    await counter.types("/server add ehosp-db-01 life_support=yes")
    await counter.types("/server infiltrated SRV-001")
    for row, why in (
        ("verdict,triage\nehosp-db-01,cleared,looks fine", "only the forensics lead eases that"),
        ("verdict,owner\nehosp-db-01,unassessed,Ravi", "no list takes that back to unassessed"),
        ("life_support,owner\nehosp-db-01,no,Ravi", "only clinical engineering says"),
    ):
        shown = await counter.types(f"/server import hostname,{row}")
        assert "1 refused" in shown["text"], row
        assert why in shown["text"]
    [server] = servers(counter)
    assert (server.verdict, server.owner, server.life_support) == ("infiltrated", "", True)
    fine = await counter.types(
        "/server import hostname,verdict,triage\nehosp-db-01,cleared,two sweeps", by=MEERA
    )
    assert "1 updated" in fine["text"]
    assert servers(counter)[0].verdict == "cleared"
    bare = await counter.types("/server import hostname,verdict\nnew-1,cleared")
    assert "Entering new-1 as cleared needs its basis" in bare["text"]


@on_either_engine
async def test_what_is_isolated_is_not_connected_by_a_list_or_a_note(counter: Counter) -> None:
    await begun(counter)
    await counter.types("/server add lis-db-01")
    await counter.types("/server isolate SRV-001")
    for line in ("import hostname,network\nlis-db-01,connected", "set SRV-001 network=connected",
                 "isolate SRV-001 network=connected"):  # fmt: skip
        shown = await counter.types(f"/server {line}")
        assert "SRV-001 is isolated" in shown["text"], line
    assert servers(counter)[0].network == "unplugged"
    off = await counter.types("/server import hostname,network\nlis-db-01,powered off")
    assert "1 updated" in off["text"]
    said = await counter.types("/server set SRV-001 verdict=cleared")
    assert "not a field to correct" in said["text"]


@on_either_engine
async def test_each_bad_row_is_refused_by_itself(counter: Counter) -> None:
    await begun(counter)
    bad = (
        "hostname,ip,mac,owner\n"
        "ok-1,10.0.0.1,00:11:22:33:44:55,Ravi\n"
        "bad-ip,10.0.0.999,,\n"
        "bad-mac,,00:11:22,\n"
        "=cmd|' /C calc'!A0,,,\n"
        "formula,,,=cmd|' /C calc'!A0\n"
        "wide,,,＝1+1\n"
        "ok-1,,,\n"
        "long,1,2,3,4\n"
        ",10.0.0.2,,\n"
    )
    shown = await counter.types(f"/server import {bad}")
    assert "1 entered, 8 refused" in shown["text"]
    for line, why in (
        (3, "10.0.0.999 is no IP address"), (4, "00:11:22 is no MAC address"),
        (5, "letters, digits, dots and dashes"), (6, "begins like a formula"),
        (7, "begins like a formula"), (8, "line 2 is about the same host"),
        (9, "it has 5 cells and the headings are 4"), (10, "it names no host"),
    ):  # fmt: skip
        [told] = [each for each in shown["text"].split("\n") if each.startswith(f"Line {line} ")]
        assert why in told
    assert [row.hostname for row in servers(counter)] == ["ok-1"]
    refused = await counter.types("/server imported 1 refused")
    assert "Line 3" in refused["text"]
    assert "Line 2 " not in refused["text"]


@on_both_engines
async def test_a_long_list_goes_on_in_the_background_and_survives_a_restart(
    counter: Counter,
) -> None:
    await begun(counter)
    count = CHUNK * 2 + 5
    lines = "".join(f"host-{number:03d},10.0.0.{number}\n" for number in range(1, count + 1))
    shown = await counter.types(f"/server import hostname,ip\n{lines}")
    assert f"0 of {count} rows" in shown["text"]
    assert servers(counter) == []
    [first] = drawn(counter, "chat.postMessage")
    assert f"0 of {count} rows" in first["text"]
    one = beat(counter)
    stopped = iter([False, False, True])
    assert import_pass(Beat(one.database, one.house, one.now, one.quarantine,
                            lambda: next(stopped, True))) == 1  # fmt: skip
    assert len(servers(counter)) == CHUNK
    # Another process goes on where the last commit ended.
    assert import_pass(beat(counter)) == 2
    assert [row.hostname for row in servers(counter)] == [
        f"host-{number:03d}" for number in range(1, count + 1)
    ]
    assert import_pass(beat(counter)) == 0
    [edit] = drawn(counter, "chat.update")
    assert f"*done*, {count} rows: {count} entered." in edit["text"]


@on_both_engines
async def test_an_import_stops_when_its_incident_is_closed_meanwhile(counter: Counter) -> None:
    await begun(counter)
    lines = "".join(f"host-{number:03d}\n" for number in range(CHUNK + 1))
    await counter.types(f"/server import hostname\n{lines}")
    await counter.types("/incident standdown false alarm, it was a drill")
    assert import_pass(beat(counter)) == 1
    job = counter.query(lambda s: s.exec(select(ServerImport)).one())
    assert (job.state, servers(counter)) == (estate.FAILED, [])
    assert "stopped" in (await counter.types("/server imported INC-2022-001"))["text"]


def hand_over(counter: Counter, answer: dict[str, Any]) -> None:
    """Let the sender bring the file that waits, as if Slack had handed it over."""

    def bring(session: Session) -> None:
        waiting = select(Post).where(Post.kind == "import_file").order_by(col(Post.id))
        post = session.exec(waiting).all()[-1]
        importing.fetched(session, post, {"ok": True, **answer}, counter.clock.now())

    counter.database.write_now(bring)


@on_either_engine
async def test_a_file_is_fetched_and_entered_and_a_bad_one_says_why(counter: Counter) -> None:
    await begun(counter)
    view = (await counter.send(counter.command("/server import")))[1]
    del view
    window = counter.slack_side.of("views.open")[-1]["view"]
    nothing = await counter.submits(window, {})
    assert "one of the two" in str(nothing["errors"])
    await counter.submits(window, {"file": ["F0LIST"]})
    waiting = counter.query(lambda s: s.exec(select(Post).where(Post.kind == "import_file")).one())
    assert json.loads(waiting.payload) == {"file": "F0LIST", "import": 1}
    hand_over(counter, {"name": "servers.csv", "text": LIST})
    import_pass(beat(counter))
    assert len(servers(counter)) == 3
    await counter.submits(window, {"file": ["F0OTHER"]})
    hand_over(counter, {"problem": importing.PROBLEMS["missing_scope"]})
    shown = await counter.types("/server imported")
    assert "files:read" in shown["text"]
    assert "wardroom servers import FILE --incident INC-2022-001" in shown["text"]


async def test_a_stranger_imports_nothing(counter: Counter) -> None:
    await begun(counter, "private")
    refused = await counter.types(f"/server import INC-2022-001 {LIST}", by=RAVI)
    assert "3 entered" not in refused["text"]
    assert servers(counter) == []


async def test_a_heading_that_is_a_slip_is_told_with_the_rows(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Estate")
    shown = await counter.types("/server import hostname,segmnt,kind\nnew-1,OPD,virtual")
    assert "Columns left out: segmnt." in shown["text"]
    plain = await counter.types("/server import hostname,kind\nnew-2,virtual")
    assert "left out" not in plain["text"]
