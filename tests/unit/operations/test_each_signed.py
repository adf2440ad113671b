"""Tasks of the shipped playbooks that set a state and wait for a signature: by task and by verb."""

from pathlib import Path
from typing import Any

import pytest

from bot.domain.evidence import EXHIBIT
from bot.domain.models import Incident, Task
from bot.domain.servers import SERVER
from bot.domain.words import FINISHED, Kind, TaskStatus
from bot.errors import Refused
from bot.operations import approvals, evidence, incidents, people, playbooks, register, servers
from bot.operations import tasks as task_verbs
from bot.operations.turn import Turn
from bot.playbook.library import Library
from bot.storage import tasks
from bot.storage.database import Database
from tests.clocks import StoppedClock
from tests.factories import Desk, fresh, make_house
from tests.repo.tree import ROOT

BOSS, NET, LEAD, KEEPER, LAW = "U1BOSS", "U2NET", "U3LEAD", "U4KEEPER", "U5LAW"
ROLES = (
    ("network-lead", NET), ("forensics-lead", LEAD), ("evidence-custodian", KEEPER),
    ("legal-lead", LAW),
)  # fmt: skip
SHA, MD5 = "a" * 64, "b" * 32
SEAL = f"S-1 witness <@{LEAD}> <@{NET}> photo=https://files.example/1"
LETTER = "https://files.example/release.pdf"


class Hospital:
    """A hospital with the shipped playbooks and two servers."""

    def __init__(self, desk: Desk, *slugs: str) -> None:
        self.desk = desk
        self.incident: Incident = desk(BOSS, lambda turn: self._begin(turn, slugs))

    def _begin(self, turn: Turn, slugs: tuple[str, ...]) -> Incident:
        incident = incidents.declare(turn, title="Night", severity=3, kind=Kind.OTHER)
        for role, user in ROLES:
            people.appoint(turn, incident, role, user)
        servers.add(turn, incident, [{"hostname": "db-01"}, {"hostname": "db-02"}])
        for slug in slugs:
            playbooks.run(turn, incident, slug)
        return incident

    def does(self, by: str, act: Any, *words: Any) -> Any:
        """Let somebody do an operation on the incident."""
        return self.desk(by, lambda turn: act(turn, fresh(turn, self.incident), *words))

    def task(self, ref: str, subject: str) -> Task:
        """Return a task as it stands."""

        def read(turn: Turn) -> Task:
            found = tasks.every_task(turn.session, self.incident.row)
            task = next(each for each in found if (each.ref, each.subject_id) == (ref, subject))
            turn.session.expunge(task)
            return task

        found: Task = self.desk(BOSS, read)
        return found

    def state(self, name: str) -> str:
        """Return where a server or an exhibit stands."""
        kept = SERVER if name.startswith("SRV") else EXHIBIT
        found: str = self.desk(
            BOSS,
            lambda turn: kept.state(register.found(turn, fresh(turn, self.incident), kept, name)),
        )
        return found

    def ready(self, task: Task) -> None:
        """Skip what the task waits for: other tests are about the order."""

        def skip(turn: Turn) -> bool:
            here = fresh(turn, self.incident)
            there = tasks.by_number(turn.session, here.row, task.number)
            assert there is not None
            waiting = tasks.waits_for(turn.session, there)
            for each in waiting:
                if each.status not in FINISHED:
                    task_verbs.skip(turn, here, each.number, "drill")
            return bool(waiting)

        while self.desk(BOSS, skip):
            pass

    def kept(self, kind: str, *, to: str = "store") -> str:
        """Take an exhibit of db-01 as far as wanted."""
        row = self.does(KEEPER, evidence.add, "SRV-001", kind, {"tool": "FTK"})
        name = EXHIBIT.name(row)
        words = {
            "hash": f"sha256={SHA} md5={MD5} source={SHA}",
            "seal": SEAL.replace("S-1", f"S-{kind}"), "store": "safe 2",
        }  # fmt: skip
        for verb, text in words.items():
            self.does(KEEPER, evidence.perform, name, verb, text)
            if verb == to:
                break
        return name

    def acquired(self) -> None:
        """Bring db-01 to where only its release is wanting."""
        self.does(NET, servers.perform, "SRV-001", "infiltrated", "beacons")
        self.does(NET, servers.perform, "SRV-001", "isolate", "")
        for kind in ("memory", "disk"):
            self.kept(kind)
        self.does(LEAD, servers.perform, "SRV-001", "acquired", "")


@pytest.fixture
def desk(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    library = Library.load(ROOT / "playbooks")
    return Desk(database, make_house(tmp_path / "playbooks", library=library), clock)


def test_a_precaution_done_as_a_task_isolates_when_it_is_approved(desk: Desk) -> None:
    here = Hospital(desk, "isolate-servers")
    task = here.task("precaution", "SRV-001")
    here.ready(task)
    here.does(NET, task_verbs.done, task.number, "2")
    assert here.state("SRV-001") == "in_service"
    here.does(BOSS, approvals.approve, task.number)
    assert here.state("SRV-001") == "isolated"
    assert here.task("precaution", "SRV-001").status is TaskStatus.DONE


def test_a_precaution_by_verb_waits_for_its_approval_whatever_comes_after(desk: Desk) -> None:
    here = Hospital(desk, "isolate-servers")
    here.does(NET, servers.perform, "SRV-001", "isolate", "")
    assert here.task("precaution", "SRV-001").status is TaskStatus.PROOF_REVIEW
    # Held by its verdict: what was isolated is isolated no more, and was isolated all the same.
    here.does(LEAD, servers.perform, "SRV-001", "suspect", "beacons")
    assert here.state("SRV-001") == "held"
    here.does(BOSS, approvals.approve, here.task("precaution", "SRV-001").number)
    assert here.task("precaution", "SRV-001").status is TaskStatus.DONE
    assert here.state("SRV-001") == "held", "an approval isolates nothing a second time"
    assert here.task("precaution", "SRV-002").status is TaskStatus.TODO


def test_who_alone_approves_and_isolates_leaves_the_proof_to_another(desk: Desk) -> None:
    here = Hospital(desk, "isolate-servers")
    here.does(BOSS, servers.perform, "SRV-001", "isolate", "")
    task = here.task("precaution", "SRV-001")
    assert task.status is TaskStatus.TODO
    here.does(LEAD, servers.perform, "SRV-001", "suspect", "beacons")
    here.ready(task)
    here.does(NET, task_verbs.done, task.number, "2")
    here.does(BOSS, approvals.approve, task.number)
    assert here.task("precaution", "SRV-001").status is TaskStatus.DONE


def test_a_refused_proof_is_given_again_though_the_row_left(desk: Desk) -> None:
    here = Hospital(desk, "isolate-servers")
    here.does(NET, servers.perform, "SRV-001", "isolate", "")
    task = here.task("precaution", "SRV-001")
    here.does(BOSS, approvals.refuse, task.number, "how many cables?")
    here.does(LEAD, servers.perform, "SRV-001", "suspect", "beacons")
    here.ready(task)
    assert here.task("precaution", "SRV-001").status is TaskStatus.IN_PROGRESS
    here.does(NET, task_verbs.done, task.number, "2")
    here.does(BOSS, approvals.approve, task.number)
    assert here.task("precaution", "SRV-001").status is TaskStatus.DONE


def test_a_server_that_leaves_for_another_reason_still_leaves_its_task(desk: Desk) -> None:
    here = Hospital(desk, "isolate-servers")
    here.does(NET, servers.perform, "SRV-001", "retire", "")
    assert here.task("precaution", "SRV-001").status is TaskStatus.SKIPPED


@pytest.mark.parametrize("by_verb", [True, False])
def test_a_seal_is_put_on_and_the_forensics_lead_signs(desk: Desk, *, by_verb: bool) -> None:
    here = Hospital(desk, "preserve-forensics-cfsl")
    name = here.kept("memory", to="hash")
    task = here.task("seal", name)
    here.ready(task)
    if by_verb:
        here.does(KEEPER, evidence.perform, name, "seal", SEAL)
        here.does(KEEPER, evidence.perform, name, "store", "safe 2")
    else:
        here.does(KEEPER, task_verbs.done, task.number, SEAL)
    assert here.task("seal", name).status is TaskStatus.PROOF_REVIEW
    here.does(LEAD, approvals.approve, task.number)
    assert here.task("seal", name).status is TaskStatus.DONE
    assert here.state(name) == ("stored" if by_verb else "sealed")


def test_signatures_under_the_release_task_release_in_writing(desk: Desk) -> None:
    here = Hospital(desk, "preserve-forensics-cfsl")
    here.acquired()
    task = here.task("release", "SRV-001")
    here.ready(task)
    here.does(LEAD, task_verbs.done, task.number, LETTER)
    here.does(KEEPER, approvals.approve, task.number)
    assert here.state("SRV-001") == "acquired"
    here.does(LAW, approvals.approve, task.number)
    assert here.state("SRV-001") == "released"
    assert here.task("release", "SRV-001").status is TaskStatus.DONE


def test_a_release_by_verb_is_signed_under_afterwards(desk: Desk) -> None:
    here = Hospital(desk, "preserve-forensics-cfsl")
    here.acquired()
    task = here.task("release", "SRV-001")
    here.ready(task)
    here.does(LEAD, servers.perform, "SRV-001", "release", "")
    here.does(KEEPER, servers.perform, "SRV-001", "release", "")
    here.does(NET, servers.perform, "SRV-001", "rebuild", "")
    if here.task("release", "SRV-001").status is TaskStatus.TODO:
        here.does(LEAD, task_verbs.done, task.number, LETTER)
    with pytest.raises(Refused, match="finished task"):
        here.does(LEAD, approvals.approve, task.number)
    here.does(KEEPER, approvals.approve, task.number)
    here.does(LAW, approvals.approve, task.number)
    assert here.task("release", "SRV-001").status is TaskStatus.DONE
    assert here.state("SRV-001") == "rebuilding"
