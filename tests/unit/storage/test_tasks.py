"""Which tasks a filter finds, on both engines, and how a list is paged."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.domain.models import Incident, Task
from bot.domain.words import Kind, Proof, Stage, TaskStatus
from bot.storage import tasks
from bot.storage.database import Database
from bot.storage.tasks import TaskFilter
from tests.clocks import StoppedClock

ASHA, RAVI = "U1ASHA", "U2RAVI"
# Number → state, holder, role, playbook, hours until it is due.
TASKS = {
    1: (TaskStatus.TODO, None, "it-lead", "isolate", -1),
    2: (TaskStatus.IN_PROGRESS, ASHA, "it-lead", "isolate", 2),
    3: (TaskStatus.BLOCKED, RAVI, "lab-lead", "manual", -3),
    4: (TaskStatus.PROOF_REVIEW, ASHA, None, None, None),
    5: (TaskStatus.DONE, ASHA, "it-lead", "isolate", -5),
    6: (TaskStatus.SKIPPED, None, "lab-lead", "manual", None),
    7: (TaskStatus.TODO, None, "lab-lead", "manual", None),
}


def _incident(number: int, clock: StoppedClock) -> Incident:
    return Incident(
        ref=f"INC-2022-{number:03d}", year=2022, number=number, title="x", kind=Kind.RANSOMWARE,
        severity=1, stage=Stage.ACTIVE, noticed_at=clock.now(), declared_at=clock.now(),
        declared_by=ASHA,
    )  # fmt: skip


@pytest.fixture
def ward(database: Database, clock: StoppedClock) -> tuple[Database, int]:
    """A database with two incidents that have the same tasks, and the first one's id."""

    def write(session: Session) -> int:
        first, second = _incident(1, clock), _incident(2, clock)
        session.add_all((first, second))
        session.flush()
        for incident in (first, second):
            for number, (status, holder, role, playbook, hours) in TASKS.items():
                due = None if hours is None else clock.now() + timedelta(hours=hours)
                task = Task(
                    incident_id=incident.row, number=number, position=number, title=f"Task {number}",
                    status=status, assignee=holder, role=role, playbook=playbook, due_at=due,
                    proof_required=Proof.NONE, created_at=clock.now(), created_by=ASHA,
                )  # fmt: skip
                session.add(task)
        return first.row

    return database, database.write_now(write)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (TaskFilter(), [1, 2, 3, 4, 7]),
        (TaskFilter(state="any"), [1, 2, 3, 4, 5, 6, 7]),
        (TaskFilter(state="overdue"), [1, 3]),
        (TaskFilter(state="blocked"), [3]),
        (TaskFilter(state="approval"), [4]),
        (TaskFilter(state="done"), [5, 6]),
        (TaskFilter(mine=ASHA), [2, 4]),
        (TaskFilter(mine=ASHA, mine_roles=("lab-lead",)), [2, 4, 7]),
        (TaskFilter(mine=ASHA, mine_roles=("lab-lead", "it-lead")), [1, 2, 4, 7]),
        (TaskFilter(mine=RAVI, mine_roles=("director",)), [3]),
        (TaskFilter(assignee=ASHA), [2, 4]),
        (TaskFilter(state="any", assignee=ASHA), [2, 4, 5]),
        (TaskFilter(role="lab-lead"), [3, 7]),
        (TaskFilter(state="any", playbook="isolate"), [1, 2, 5]),
        (TaskFilter(state="overdue", role="it-lead", playbook="isolate"), [1]),
        (TaskFilter(role="nobody"), []),
    ],
    ids=range(16),
)  # fmt: skip
def test_a_filter_finds_what_fits_and_nothing_of_other_incidents(
    ward: tuple[Database, int], clock: StoppedClock, wanted: TaskFilter, numbers: list[int]
) -> None:
    database, incident_id = ward
    page = database.read_now(
        lambda session: tasks.listed(session, incident_id, wanted, now=clock.now())
    )
    assert [task.number for task in page.tasks] == numbers
    assert {task.incident_id for task in page.tasks} <= {incident_id}
    assert page.total == len(numbers)


def test_a_list_is_paged(ward: tuple[Database, int], clock: StoppedClock) -> None:
    database, incident_id = ward
    everything = TaskFilter(state="any")

    def pages(session: Session) -> list[tasks.Page]:
        return [
            tasks.listed(session, incident_id, everything, now=clock.now(), limit=3, offset=offset)
            for offset in (0, 3, 6, 9)
        ]

    found = database.read_now(pages)
    assert [[task.number for task in page.tasks] for page in found] == [
        [1, 2, 3], [4, 5, 6], [7], [],
    ]  # fmt: skip
    assert {page.total for page in found} == {7}
