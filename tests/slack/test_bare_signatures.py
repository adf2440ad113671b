"""A task that any two other people sign: whom it asks, and how it says who signed."""

from tests.factories import make_house
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_either_engine

TWO = """---
slug: two
title: Two
---
- [ ] Look twice {#look approve=2}
"""


@on_either_engine
async def test_two_others_are_asked_and_named_as_people_not_as_any(counter: Counter) -> None:
    folder = counter.runtime.house.library.folder / "two"
    counter.runtime.house = make_house(folder, TWO)
    await counter.types("/incident declare sev3 kind=other Two")
    await counter.types("/playbook run two")
    assert "waits for approval: two other responders." in str(await counter.types("/task done #1"))
    card = str(await counter.types("/task show #1"))
    assert "Approval needed from: two other responders." in card
    assert "still wanted: any other responder." in str(
        await counter.types("/task approve #1", by=RAVI)
    )
    card = str(await counter.types("/task show #1"))
    assert f"Approved by <@{RAVI}>." in card
    assert "Approval needed from: any other responder." in card
    await counter.types("/task refuse #1 not the right one", by=MEERA)
    assert "as any" not in str(await counter.types("/task show #1", by=ASHA))
