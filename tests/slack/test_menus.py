"""The empty command: what fits the place, the moment and the person."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.domain.models import Incident, Person
from bot.domain.words import Door
from bot.operations.intake import Report, receive
from bot.operations.turn import ALERT, Actor, Turn
from bot.slack.views.lists import LISTED
from tests.factories import make_house
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, Json, on_either_engine
from tests.slack.test_noting import HERE, begun


def buttons(shown: Json) -> list[str]:
    rows = [each["elements"] for each in shown["blocks"] if each["type"] == "actions"]
    return [one["text"]["text"] for row in rows for one in row]


async def empty(counter: Counter, by: str, noun: str = "/incident", where: str = HERE) -> Json:
    return await counter.types(noun, by=by, channel=where)


@on_either_engine
async def test_in_its_channel_the_menu_fits_who_asks(counter: Counter) -> None:
    await begun(counter)
    commander = buttons(await empty(counter, ASHA))
    assert "Give update" in commander
    assert "Give update" not in buttons(await empty(counter, RAVI)), "Ravi does not command."
    counter.runtime.house = make_house(
        counter.runtime.house.library.folder, responders=frozenset({RAVI})
    )
    assert buttons(await empty(counter, MEERA)) == ["Status", "Timeline", "Add a note", "Help"]


@on_either_engine
async def test_the_menu_fits_the_moment(counter: Counter) -> None:
    await begun(counter)
    await counter.types("/incident update all quiet next 10m", channel=HERE)
    counter.clock.advance(minutes=20)
    late = await empty(counter, ASHA)
    assert "overdue" in late["text"]
    assert buttons(late)[0] == "Give update"
    await counter.types("/task done #1 log is open", channel=HERE)
    await counter.types("/task claim #2", by=RAVI, channel=HERE)
    await counter.types("/task done #2 12 ports", by=RAVI, channel=HERE)
    assert "Approvals (1)" in buttons(await empty(counter, ASHA))
    await counter.types("/incident standdown a drill that nobody had told", channel=HERE)
    assert buttons(await empty(counter, ASHA)) == ["Status", "Timeline", "Reopen", "Help"]
    assert buttons(await empty(counter, RAVI)) == ["Status", "Timeline", "Help"]


@on_either_engine
async def test_what_an_alert_opened_asks_for_a_commander_first(counter: Counter) -> None:
    def report(session: Session) -> None:
        turn = Turn(session, counter.clock.now(), Actor(ALERT, Door.API), counter.runtime.house)
        receive(turn, Report("Beaconing"))
        incident = session.exec(select(Incident)).one()
        incident.channel_id = HERE

    counter.database.write_now(report)
    shown = await empty(counter, ASHA)
    assert "Nobody commands it yet" in shown["text"]
    assert buttons(shown)[:2] == ["Claim command", "Stand down"]
    await counter.types("/incident claim", channel=HERE)
    assert "Claim command" not in buttons(await empty(counter, RAVI))


@pytest.mark.parametrize("noun", sorted(set(LISTED) - {"incident"}))
async def test_each_noun_offers_its_own_list(counter: Counter, noun: str) -> None:
    await begun(counter)
    assert LISTED[noun] in buttons(await empty(counter, ASHA, f"/{noun}"))


@on_either_engine
async def test_elsewhere_it_shows_what_the_person_may_see(counter: Counter) -> None:
    nothing = await empty(counter, ASHA, where="C0DESK")
    assert "No incident is open" in nothing["text"]
    await begun(counter, "private")
    assert "e-Hospital" in (await empty(counter, ASHA, where="C0DESK"))["text"]
    assert "e-Hospital" not in str(await empty(counter, MEERA, where="C0DESK"))
    guest = Person(user_id=RAVI, is_guest=True, seen_at=counter.clock.now() - timedelta(hours=1))
    counter.database.write_now(lambda session: session.add(guest))
    assert buttons(await empty(counter, RAVI, where="C0DESK")) == ["Incidents", "Help"]
