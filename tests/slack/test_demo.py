"""The Room's demo: begun by one press, filled by the schedule, there once (and nowhere in Slack)."""

from collections import Counter as Counted
from dataclasses import replace

from sqlmodel import Session, col, select

from bot.domain.models import Deadline, Department, Exhibit, Fact, Incident, Server, System
from bot.domain.words import Door
from bot.obligations.house import chosen
from bot.operations import aiims, demo
from bot.room.hospital import PEOPLE
from bot.schedule.tick import tick
from tests.slack.counter import ASHA, RAVI, Counter, on_either_engine


def test_its_people_are_those_of_the_room() -> None:
    known = {row[0] for row in PEOPLE}
    assert {user_id for user_id, _ in demo.ACTS} | {user for _, user in aiims.ROLES} <= known


def beats(counter: Counter, number: int) -> None:
    for _ in range(number):
        now = counter.clock.advance(seconds=2)
        tick(counter.database, counter.runtime.house, now, beat=1)


def one(counter: Counter) -> Incident:
    return counter.query(lambda session: session.exec(select(Incident)).one())


@on_either_engine
async def test_one_press_fills_the_hospital_and_a_second_is_told_so(counter: Counter) -> None:
    counter.runtime.house = replace(counter.runtime.house, profile=chosen("in-hospital"))
    menu = await counter.types("/incident")
    assert "incident.demo" in str(menu["blocks"])
    begun = await counter.presses("incident.demo", "")
    assert "*INC-2022-001* is the demo incident" in begun["text"]
    beats(counter, 2)
    there = counter.query(demo.filled)
    assert there == demo.Filled("INC-2022-001", 10), "some acts in each beat"
    again = await counter.types("/incident demo")
    assert f"10 of {len(demo.ACTS)} steps" in again["text"], "a second press begins no second one"
    assert "deadlines are in its channel, to which its status links." in again["text"]
    counter.database.write_now(_has_channel)
    assert "deadlines are in <#C0DEMO>." in (await counter.types("/incident demo"))["text"]
    beats(counter, 6)
    _is_filled(counter)
    refused = await counter.types("/incident demo", by=RAVI)
    assert "is there already: INC-2022-001" in refused["text"]
    assert "/incident standdown INC-2022-001 &lt;why&gt;" in refused["text"]
    beats(counter, 2)
    _is_filled(counter)
    # What ended may be filled anew.
    await counter.types("/incident standdown INC-2022-001 shown", by=aiims.KABIR)
    second = await counter.types("/incident demo")
    assert "INC-2022-002" in second["text"]


def _has_channel(session: Session) -> None:
    session.exec(select(Incident)).one().channel_id = "C0DEMO"


def _is_filled(counter: Counter) -> None:
    servers = counter.query(lambda s: s.exec(select(Server).order_by(col(Server.number))).all())
    assert Counted(each.kind for each in servers) == {"physical": 40, "virtual": 60}
    assert sum(each.apps == "e-Hospital" for each in servers) == 24
    hit = [each for each in servers if each.verdict == "encrypted"]
    assert [each.number for each in hit] == [1, 2, 3, 4, 5]
    assert {(each.kind, each.state) for each in hit} == {("physical", "held")}
    assert Counted(each.state for each in servers) == {"isolated": 94, "held": 5, "in_service": 1}
    incident = one(counter)
    assert (incident.drill, incident.severity) == (True, 1)
    certin = counter.query(
        lambda s: s.exec(select(Deadline).where(Deadline.item == "in.certin.initial")).one()
    )
    assert certin.due_at is not None
    assert f"{certin.due_at.astimezone(counter.runtime.house.zone):%H:%M}" == "13:07"
    counts = {
        table: len(counter.query(lambda s, table=table: s.exec(select(table.id)).all()))  # type: ignore[misc]  # a default argument.
        for table in (Department, System, Exhibit)
    }
    assert counts == {Department: 11, System: 13, Exhibit: 10}
    sums = select(Fact).where(Fact.key == "ransom.sum").order_by(col(Fact.id))
    ransom = counter.query(lambda s: s.exec(sums).all())
    assert [each.status for each in ransom] == ["reported", "disputed"]


async def test_in_slack_it_is_refused_and_not_offered(counter: Counter) -> None:
    counter.runtime.door = Door.SLACK
    assert "incident.demo" not in str(await counter.types("/incident"))
    refused = await counter.types("/incident demo")
    assert "played by the people of the Room's demo, and this is Slack" in refused["text"]
    assert counter.query(lambda session: session.exec(select(Incident)).all()) == []


async def test_while_something_is_open_the_menu_leads_there(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Pump", by=ASHA)
    assert "incident.demo" not in str(await counter.types("/incident"))
