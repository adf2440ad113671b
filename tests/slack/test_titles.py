"""`/incident title` and `kind`: what was typed in haste is put right, and nothing of it is lost."""

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


async def test_the_topic_of_a_drill_says_so(counter: Counter) -> None:
    await counter.types("/incident declare drill sev1 No LIS")
    assert "DRILL · SEV1 · INC-2022-001 · No LIS" in topics(counter)[-1]


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


LEAK = """---
slug: leak
title: Leaked data
when: {kind: [data_leak], severity: [1, 2]}
start: auto
lead: it-lead
---
# Leaked data
Why.
## First
- [ ] Find what left {#find role=it-lead}
  Ask the firewall's log what left the hospital, and when.
"""


async def test_an_incident_is_of_another_kind(counter: Counter) -> None:
    """What fits now starts; what was set going goes on."""
    folder = counter.runtime.house.library.folder
    (folder / "leak.md").write_text(LEAK)
    await counter.types("/playbook reload")
    await counter.types("/incident declare sev2 Printers", by=RAVI)
    await counter.types(f"/incident lead <@{MEERA}>", by=RAVI)
    shown = await counter.types("/incident kind Data-leak lists were seen for sale", by=RAVI)
    assert shown["text"] == "INC-2022-001 is of the kind *data leak* now."
    said = [post["text"] for post in counter.posts()]
    assert (
        f"<@{RAVI}> changed the kind of INC-2022-001 from intrusion to *data leak*: "
        "lists were seen for sale."
    ) in said
    assert any("Leaked data" in text for text in said)
    assert "Find what left" in (await counter.types("/task list"))["text"]
    told = (await counter.types("/incident timeline"))["text"]
    assert "changed the kind from intrusion to data leak" in told
    assert "data leak" in (await counter.types("/incident status"))["text"]
    refused = await counter.types("/incident type outage", by=ASHA)
    assert "Only the incident commander or a deputy may change the kind" in refused["text"]
    same = await counter.types("/incident kind data leak", by=MEERA)
    assert "is of the kind data leak already" in same["text"]
    close = await counter.types("/incident kind ransomwere", by=MEERA)
    assert "Did you mean `ransomware`?" in close["text"]
    assert "`insider`" in (await counter.types("/incident kind", by=MEERA))["text"]
