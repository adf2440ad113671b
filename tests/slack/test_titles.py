"""`/incident title`: what was typed in haste is called otherwise, and nothing of it is lost."""

from sqlmodel import Session, col, select

from bot.domain.models import Incident, Person, Post
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine


def title_of(counter: Counter) -> str:
    """Return what the incident is called."""
    return counter.query(lambda session: session.exec(select(Incident.title)).one())


def topics(counter: Counter) -> list[str]:
    """Return the topics that the channel is to get."""
    wanted = select(Post.payload).where(Post.kind == "topic").order_by(col(Post.id))
    return counter.query(lambda session: list(session.exec(wanted)))


@on_either_engine
async def test_an_incident_is_called_otherwise(counter: Counter) -> None:
    await counter.types("/incident declare sev2 Printrs", by=RAVI)
    await counter.types(f"/incident lead <@{MEERA}>", by=RAVI)
    shown = await counter.types('/incident rename "Printers print a ransom note"', by=RAVI)
    assert shown["text"] == (
        "INC-2022-001 is called *Printers print a ransom note* now. Its channel keeps its name."
    )
    assert counter.posts()[-1]["text"] == (
        f"<@{RAVI}> calls INC-2022-001 *Printers print a ransom note* now. Until now: Printrs."
    )
    assert title_of(counter) == "Printers print a ransom note"
    assert "Printers print a ransom note" in topics(counter)[-1]
    told = (await counter.types("/incident timeline 1"))["text"]
    assert f"<@{RAVI}> called it Printers print a ransom note, before: Printrs" in told
    refused = await counter.types("/incident title Nothing happened", by=ASHA)
    assert "Only the incident commander or a deputy may change the title" in refused["text"]
    same = await counter.types("/incident title Printers print a ransom note", by=MEERA)
    assert "is called that already" in same["text"]
    for nothing in ("", "...", "x" * 201):
        assert "Not " in (await counter.types(f"/incident title {nothing}", by=MEERA))["text"]
    await counter.types("/incident standdown a drill of the vendor", by=MEERA)
    over = await counter.types("/incident title Over INC-2022-001", by=MEERA)
    assert "Not done" in over["text"]
    assert title_of(counter) == "Printers print a ransom note"


async def test_a_title_calls_people_by_name(counter: Counter) -> None:
    """It stands in headers and channel names too, where no mention is drawn."""

    def known(session: Session) -> None:
        session.add(Person(user_id=RAVI, name="ravi", seen_at=counter.clock.now()))

    counter.database.write_now(known)
    await counter.types(f"/incident declare sev2 Laptop of <@{RAVI}> encrypted")
    assert title_of(counter) == "Laptop of @ravi encrypted"
    await counter.types(f"/incident title Laptops of <@{RAVI}> and <@{ASHA}>")
    assert title_of(counter) == f"Laptops of @ravi and @{ASHA}"
