"""Counts in the digits of other keyboards: full-width and Devanagari are numbers like ours."""

from sqlmodel import select

from bot.domain.models import Department, Fact, Server, System
from bot.storage import departments
from tests.slack.counter import Counter, on_either_engine


async def _begun(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Digits")
    await counter.types("/dept add lab kit=५")


@on_either_engine
async def test_counts_are_read_in_every_script(counter: Counter) -> None:
    await _begun(counter)
    returned = await counter.types("/dept return lab seen=１２ waiting=५")
    assert "12 seen, 5 waiting over 2 h" in returned["text"]
    paper = await counter.types("/dept backlog lab P1=५ p2=１２०")
    assert "P1 5 sheets" in paper["text"]
    assert "P2 120 sheets" in paper["text"]
    assert "5 keyed in" in (await counter.types("/dept entered lab p1=५"))["text"]
    numbers = await counter.types("/dept tempids lab １०००-१९९९")
    assert "1000-1999" in numbers["text"]
    row = counter.query(lambda s: s.exec(select(Department)).one())
    assert row.kit_days == 5
    assert counter.query(lambda s: departments.backlog(s, row.row)[1].entered) == 5
    batch = await counter.types("/server endpoints OPD total=१२० scanned=1,0")
    assert "0/120 verified" in batch["text"]
    await counter.types("/restore add PACS tier=１")
    await counter.types("/server add pacs-01 tier=T२ detections=३")
    assert counter.query(lambda s: s.exec(select(System)).one()).tier == 1
    server = counter.query(lambda s: s.exec(select(Server)).one())
    assert (server.tier, server.detections) == (2, 3)


@on_either_engine
async def test_a_fact_in_other_digits_is_no_change(counter: Counter) -> None:
    await _begun(counter)
    await counter.types("/incident fact servers.isolated ५/१०")
    await counter.types("/incident fact seen.first २३.११.२०२२")
    facts = counter.query(lambda s: list(s.exec(select(Fact).order_by(Fact.key))))
    assert [(row.value, row.of) for row in facts] == [("२३.११.२०२२", ""), ("5", "10")]
    again = await counter.types("/incident fact servers.isolated 5/10 confirmed source NIC")
    assert "earlier" not in again["text"]
    assert "→" not in again["text"]


@on_either_engine
async def test_what_is_no_count_is_answered_with_the_command_in_hand(counter: Counter) -> None:
    await _begun(counter)
    for line, example in (
        ("/server endpoints OPD total=x", "/server endpoints OPD total=1200 scanned=800"),
        ("/dept return lab seen=x", "/dept return lab seen=120 waiting=14"),
        ("/dept backlog lab p1=x", "/dept backlog lab p1=120 p2=300"),
        ("/dept entered lab p1=x", "/dept entered lab p1=50"),
        ("/dept verified lab p1=x", "/dept verified lab p1=50 error=1"),
        ("/dept reconcile lab p1=x", "/dept reconcile lab p1=40 p2=300"),
        ("/dept set lab kit=x", "/dept set lab kit=5"),
    ):
        shown = await counter.types(line)
        assert f"Type counts only: `{example}`." in shown["text"], line
