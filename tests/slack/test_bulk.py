"""Very many rows in one line at every register: in the background, or in parts where that is senseless."""

import pytest
from sqlmodel import col, select

from bot.domain.models import Department, Exhibit, Task, TimelineEntry
from bot.schedule.importing import importing
from bot.slack.listeners import laying
from tests.slack.counter import ASHA, RAVI, Counter, on_either_engine
from tests.slack.test_server_import import beat, begun, drawn

FEW = 3


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let four rows be very many."""
    monkeypatch.setattr(laying, "AT_ONCE", FEW)


def _goes_on(counter: Counter) -> str:
    """Let the background do its work; return what the one message says at the end."""
    while importing(beat(counter)):
        pass
    [*_, last] = drawn(counter, "chat.update")
    return str(last["text"])


@on_either_engine
async def test_exhibits_and_departments_go_on_in_the_background(counter: Counter) -> None:
    await begun(counter)
    for number in range(1, 6):
        await counter.types(f"/dept add d{number} name=Ward{number}")
        await counter.types(f"/evidence add - document sheet {number}")
    few = await counter.types("/dept manual d1 d2 LIS is off")
    assert "Done: DEP-001, DEP-002" in few["text"]
    many = await counter.types("/dept manual DEP-002..DEP-005 nothing answers")
    assert many["text"] == (
        f"<@{ASHA}> has `/dept manual` done on many departments: 0 of 4 departments. "
        "Reason: nothing answers."
    )
    modes = select(Department.mode).order_by(col(Department.number))
    assert counter.query(lambda s: list(s.exec(modes))) == [
        "manual", "manual", "normal", "normal", "normal",
    ]  # fmt: skip
    told = _goes_on(counter)
    assert "*done*, 4 departments: 3 updated, 1 refused." in told
    assert "*DEP-002* refused: DEP-002 is manual" in told
    assert counter.query(lambda s: list(s.exec(modes))) == ["manual"] * 5
    wanted = select(TimelineEntry).where(TimelineEntry.subject == "DEP-004")
    entry = counter.query(lambda s: s.exec(wanted.order_by(col(TimelineEntry.seq))).all()[-1])
    assert (entry.actor, entry.reason) == (ASHA, "nothing answers")
    many = await counter.types("/evidence collect EXH-001..EXH-005")
    assert "has `/evidence collect` done on many exhibits: 0 of 5 exhibits." in many["text"]
    assert "*done*, 5 exhibits: 5 updated." in _goes_on(counter)
    states = counter.query(lambda s: set(s.exec(select(Exhibit.state))))
    assert states == {"collecting"}
    # Each row's fate can be read, also where all went well.
    assert "5 exhibits: 5 updated" in (await counter.types("/server imported 2"))["text"]


@on_either_engine
async def test_tasks_are_worked_in_the_background_too(counter: Counter) -> None:
    await begun(counter)
    for number in range(1, 6):
        await counter.types(f"/task add Walk through ward {number}")
    for line, said in (
        ("claim #1-#5", "5 updated"), (f"assign #1-#4 <@{RAVI}>", "4 updated"),
        ("start #1-#9", "5 tasks: 5 updated."), ("block #1-#4 the lift is out", "4 updated"),
        ("unblock #1-#4", "4 updated"), ("done #1-#4 walked", "4 updated"),
        ("reopen #1-#4 one door was missed", "4 updated"), ("skip #1-#4 not ours", "4 updated"),
    ):  # fmt: skip
        begins = await counter.types(f"/task {line}")
        verb = line.split()[0]
        assert f"has `/task {verb}` done on many tasks: 0 of " in begins["text"], line
        assert said in _goes_on(counter), line
    found = counter.query(lambda s: s.exec(select(Task).order_by(col(Task.number))).all())
    assert [(task.assignee, str(task.status)) for task in found] == [
        *[(RAVI, "skipped")] * 4, (ASHA, "in_progress"),
    ]  # fmt: skip
    assert found[0].reason == "not ours"


async def test_numbers_beyond_the_last_task_are_said_at_once(counter: Counter) -> None:
    await begun(counter)
    for number in range(1, 6):
        await counter.types(f"/task add Walk through ward {number}")
    shown = await counter.types("/task claim #2-#90")
    assert "done on many tasks: 0 of 4 tasks." in shown["text"]
    assert "Not done: #6-#90. The tasks of INC-2022-001 go from #1 to #5." in shown["text"]
    assert "4 tasks: 4 updated." in _goes_on(counter)
    assert (
        "no task #6; its tasks go from #1 to #5"
        in (await counter.types("/task skip #6-#90 not ours"))["text"]
    )


@on_either_engine
async def test_what_somebody_signs_for_goes_in_parts(counter: Counter) -> None:
    await begun(counter)
    tasks = await counter.types("/task approve #1-#5")
    assert "5 at once are too many: whoever signs has looked at each." in tasks["text"]
    assert "Go on in parts of 3: `/task approve #1..#3`, then from #4 on." in tasks["text"]
    back = await counter.types("/task refuse #2-#6 the photo is dark")
    assert "Go on in parts of 3: `/task refuse #2..#4`, then from #5 on." in back["text"]
    nobody = await counter.types("/task assign #1-#5 nobody")
    assert "Go on in parts of 3: `/task assign #1..#3 nobody`, then" in nobody["text"]
    waivers = await counter.types("/waiver approve WVR-001..WVR-005", by=RAVI)
    assert "each of them is a decision that two people answer for" in waivers["text"]
    assert "`/waiver approve WVR-001..WVR-003`, then from WVR-004 on." in waivers["text"]
    assert drawn(counter, "chat.postMessage") == []
    # The parts that are named go through.
    assert "Not done: #1" in (await counter.types("/task approve #1..#3"))["text"]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("/incident handover <@U2RAVI> {long}", "brief"),
        ("/dept return lab seen=5 {long}", "line"),
        ("/server endpoints OPD total=120 because {long}", "because"),
        ('/server endpoints Wards total=9 segment="{long}"', "segment"),
    ],
)
async def test_what_is_too_long_is_refused_and_never_cut(
    counter: Counter, line: str, key: str
) -> None:
    for begin in (
        "/incident declare sev1 e-Hospital", "/dept add lab", "/dept manual lab off",
        "/server endpoints OPD total=100",
    ):  # fmt: skip
        await counter.types(begin)
    refused = (await counter.types(line.format(long="long " * 650)))["text"]
    assert f"`{key}` has 32" in refused, refused[:300]
