"""One verb on many servers: a few in the answer, more in the background under one message."""

import pytest
from sqlmodel import col, select

from bot.domain.models import Server, TimelineEntry
from bot.operations.background import VERBS_AT_ONCE
from bot.operations.server_import import CHUNK
from bot.schedule.importing import importing
from bot.slack.listeners import laying
from tests.slack.counter import ASHA, Counter, on_either_engine
from tests.slack.test_server_import import beat, begun, drawn

MANY = 2 * CHUNK + 5


def _states(counter: Counter) -> list[str]:
    return counter.query(lambda s: list(s.exec(select(Server.state).order_by(col(Server.number)))))


@on_either_engine
async def test_a_verb_on_very_many_goes_on_in_the_background(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laying, "AT_ONCE", 10)
    await begun(counter)
    rows = "".join(f"h{n:03d},{'yes' if n == 3 else 'no'}\n" for n in range(1, MANY + 1))
    await counter.types(f"/server import hostname,life_support\n{rows}")
    importing(beat(counter))
    few = await counter.types("/server isolate SRV-001..SRV-002 precaution")
    assert "Done: SRV-001, SRV-002" in few["text"]
    begins = await counter.types(f"/server isolate SRV-004..SRV-{MANY:03d} h003 precaution")
    assert begins["text"] == (
        f"<@{ASHA}> has `/server isolate` done on many servers: 0 of {MANY - 2} servers. "
        "Reason: precaution."
    )
    # Nothing is done yet: the answer does not wait for it.
    assert _states(counter).count("isolated") == 2
    assert importing(beat(counter)) == MANY // VERBS_AT_ONCE + 1
    assert _states(counter).count("isolated") == MANY - 1
    wanted = select(TimelineEntry).where(TimelineEntry.subject == "SRV-050")
    entry = counter.query(lambda s: s.exec(wanted.order_by(col(TimelineEntry.seq))).all()[-1])
    # In the name of who typed it, with the reason that was typed.
    assert (entry.actor, "precaution" in f"{entry.text}{entry.reason}") == (ASHA, True)
    [*_, last] = drawn(counter, "chat.update")
    assert f"*done*, {MANY - 2} servers: {MANY - 3} updated, 1 refused." in last["text"]
    # What is an exception is listed, with its reason; rule 6 holds for every row.
    assert "*h003* refused: not yet: it supports life" in last["text"].replace("SRV-003", "h003")
    report = await counter.types("/server imported refused")
    assert "it supports life" in report["text"]
    first = drawn(counter, "chat.postMessage")
    # One for the import, one for the verb; the rest were edits.
    assert len(first) == 2


@on_either_engine
async def test_what_one_may_not_do_is_refused_for_each_of_many(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laying, "AT_ONCE", 1)
    await begun(counter)
    await counter.types("/server import hostname,verdict\nh1,encrypted\nh2,encrypted\nh3,\n")
    await counter.types("/server isolate h1 now")
    await counter.types("/server rebuild h1 h2 SRV-009")
    importing(beat(counter))
    [*_, last] = drawn(counter, "chat.update")
    assert "*done*, 3 servers: 3 refused." in last["text"]
    assert "rebuilding" not in _states(counter)
    # Where the rest goes on in the background, more than 200 may be named at once.
    many = await counter.types("/server isolate SRV-001..SRV-205 precaution")
    assert "0 of 205 servers" in many["text"]
    while importing(beat(counter)):
        pass
    report = await counter.types("/server imported refused")
    # One was isolated before; 202 there are not.
    assert "*done*, 205 servers: 2 updated, 203 refused." in report["text"]
