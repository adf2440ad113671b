"""What goes wrong around a request, and what its asker is told: full disks, races, lost servers."""

import asyncio
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Approval, Incident, Task, TimelineEntry
from bot.domain.words import TaskStatus
from bot.export import verify
from bot.slack.front import Front
from bot.slack.promises import Promises
from bot.slack.telling import Teller
from bot.slack.views.task_buttons import value
from bot.storage.database import Database
from bot.storage.incidents import by_ref
from tests.clocks import StoppedClock
from tests.factories import make_house
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, SlackSide, on_both_engines, until
from tests.wire import Wire

REF = "INC-2022-001"


def _pragma(counter: Counter, statement: str) -> object:
    """Say something to the writer's own connection."""

    def ask(session: Session) -> object:
        return session.connection().exec_driver_sql(f"PRAGMA {statement}").scalar()

    return counter.database.write_now(ask)


def _task(counter: Counter, number: int) -> Task:
    wanted = select(Task).where(Task.number == number)
    return counter.query(lambda session: session.exec(wanted).one())


async def test_a_full_disk_is_said_and_nothing_is_acknowledged_that_was_not_kept(
    counter: Counter,
) -> None:
    """Commands and events that did not fit are neither lost nor halved: told again, they act."""
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    incident = counter.query(lambda session: session.exec(select(Incident)).one())
    incident.channel_id = "C0INC"
    counter.database.write_now(lambda session: session.merge(incident))
    _pragma(counter, f"max_page_count={_pragma(counter, 'page_count')}")
    note = counter.command(f"/incident note guard posted {'at the door ' * 100}", channel="C0INC")
    while "on our side" not in (await counter.send(note))[1]["text"]:
        note = counter.command(note["command"] + " " + note["text"], channel="C0INC")
    pinned = {
        "type": "member_joined_channel", "user": RAVI, "channel": "C0INC", "team": "T0TEAM",
    }  # fmt: skip
    for _ in range(200):
        told = counter.event(pinned)
        status, _shown = await counter.send(told)
        if status != 200:
            break
    assert status >= 500, "Slack tells it again only when it is not acknowledged."
    _pragma(counter, "max_page_count=1000000")
    assert (await counter.send(told))[0] == 200
    assert "Noted" in (await counter.send(note))[1]["text"]
    assert _pragma(counter, "integrity_check") == "ok"

    def check(session: Session) -> verify.Verdict:
        found = by_ref(session, REF)
        assert found is not None
        return verify.in_database(session, found)

    assert counter.query(check).broken is None


@on_both_engines
async def test_of_thirty_approvals_at_one_moment_one_counts(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    await counter.types("/task done #1 seen by the lab")
    await counter.types("/task done #2 24", by=RAVI)
    presses = [counter.click("task.approve", value(REF, 2)) for _ in range(30)]
    await asyncio.gather(*(counter.send(press) for press in presses))
    await until(lambda: len(counter.slack_side.responses) == 30)
    texts = [shown["text"] for shown in counter.slack_side.responses]
    assert sum("approved and done" in text for text in texts) == 1
    assert sum("done" in text and "approved and done" not in text for text in texts) == 29
    assert len(counter.query(lambda session: session.exec(select(Approval)).all())) == 1
    signed = select(TimelineEntry).where(TimelineEntry.action == "task.done")
    entries = counter.query(
        lambda session: session.exec(signed.order_by(col(TimelineEntry.seq))).all()
    )
    assert [entry.subject for entry in entries] == ["#1", "#2"]


@on_both_engines
async def test_of_two_windows_about_one_task_the_second_overwrites_nothing(
    counter: Counter,
) -> None:
    """Both were opened while the task was free; whoever sends second is told how it stands."""
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    one = await counter.presses("task.done", value(REF, 1), by=RAVI)
    two = await counter.presses("task.done", value(REF, 1), by=MEERA)
    assert await counter.submits(one, {"proof": "seen by Ravi"}, by=RAVI, view_id="V1") == {}
    late = await counter.submits(two, {"proof": "seen by Meera"}, by=MEERA, view_id="V2")
    assert late["response_action"] == "errors"
    assert "Task #1 is already done, by @U2RAVI" in late["errors"]["proof"]
    kept = _task(counter, 1)
    assert (kept.status, kept.proof, kept.done_by) == (TaskStatus.DONE, "seen by Ravi", RAVI)


@pytest.mark.postgres
async def test_a_commit_whose_answer_is_lost_is_not_done_again(
    postgres_url: str, clock: StoppedClock, slack_side: SlackSide, tmp_path: Path
) -> None:
    """The asker hears of trouble; Slack's second delivery finds what the first one did."""
    with Wire(postgres_url) as wire:
        database = Database(wire.url)
        counter = Counter(database, make_house(tmp_path / "playbooks"), clock, slack_side)
        declare = counter.command("/incident declare sev1 e-Hospital encrypted", by=ASHA)
        wire.lose_answer(b"COMMIT")
        _, shown = await counter.send(declare)
        assert wire.lost.is_set()
        assert "on our side" in shown["text"]
        _, again = await counter.send(declare)
        assert REF in again["text"]
        assert len(counter.query(lambda session: session.exec(select(Incident)).all())) == 1
        await counter.app.settle()
        await counter.slack.close()
        database.close()


@pytest.mark.timeout(20)
async def test_settling_ends_where_what_was_promised_ended_a_moment_ago(counter: Counter) -> None:
    """From Python 3.12 on, it span for ever between a task's end and its own callbacks."""

    async def told() -> None:
        """Have nothing left to do."""

    teller = Teller(counter.slack, counter.slack_side.url)
    promises = Promises(teller, Front(counter.runtime).language, patience_s=1)
    task = promises.keep(told())
    await asyncio.sleep(0)
    assert task.done()
    assert task in promises._tasks
    await promises.settle()
    assert not promises._tasks
