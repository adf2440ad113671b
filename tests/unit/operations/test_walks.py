"""Random walks through the registers: no sequence of commands breaks what must always hold.

One incident, a few rows of each register, four people; after each step the tables are read.
"""

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, select

from bot.domain.evidence import EXHIBIT
from bot.domain.models import Exhibit, Transfer
from bot.domain.words import Kind
from bot.errors import WardroomError
from bot.operations import (
    approvals,
    back_entry,
    custody,
    departments,
    evidence,
    incidents,
    people,
    registers,
    restores,
    servers,
    tasks,
    waivers,
)
from bot.operations.turn import Turn
from bot.storage.custody import moved_by
from bot.storage.database import Database
from bot.storage.incidents import by_ref
from bot.storage.registers import named
from tests.clocks import StoppedClock
from tests.conftest import NIGHT
from tests.factories import Desk, make_house
from tests.unit.operations.holding import Seen, all_holds

BOSS, ANA, BEN, CIA = PEOPLE = ("U1BOSS", "U2ANA", "U3BEN", "U4CIA")
ROLES = (
    ("forensics-lead", ANA), ("evidence-custodian", BEN), ("director", CIA), ("legal-lead", ANA),
    ("security-lead", BEN), ("clinical-lead", CIA), ("it-lead", CIA), ("network-lead", BEN),
)  # fmt: skip
SHA, MD5 = "a" * 64, "b" * 32
DEPARTMENTS, SYSTEMS = ("lab", "opd"), ("identity", "LIS")

who, fits = st.sampled_from(PEOPLE), st.booleans()
SERVER_WORDS = st.sampled_from(
    ("why", "", "noc=CFSL/1 why", "patched=yes rotated=yes detections=0 triage=swept why")
)
# What a verb of an exhibit asks for; every other verb takes a reason.
EXHIBIT_WORDS = {
    "collected": "tool=FTK method=image", "hash": f"sha256={SHA} md5={MD5} tool=FTK source={SHA}",
    "store": "safe 2", "release": "order=IO/1 by letter",
}  # fmt: skip
SYSTEM_WORDS = (
    'backup=job-7 taken="20 nov 02:00" scan=clean test=ok rows=all last="22 nov 07:07" recon=agrees '
    f"superuser=<@{ANA}> rollback=snapshot newbackup=ok why"
)


def verbs(noun: str) -> Any:
    return st.sampled_from(
        sorted({step.verb for step in registers.KEPT[noun].register.machine.steps})
    )


def _furnish(path: Path) -> None:
    """Fill a database with what walks begin with: three exhibits are in the safe already."""
    database = Database(f"sqlite:///{path}")
    desk = Desk(database, make_house(path.parent / "house"), StoppedClock(NIGHT))
    desk(
        BOSS,
        lambda turn: incidents.declare(turn, title="Walk", severity=1, kind=Kind.RANSOMWARE),
    )
    desk(BOSS, _enter)
    desk(BEN, _take)
    database.close()


def _enter(turn: Turn) -> None:
    here = _here(turn.session)
    for role, user in ROLES:
        people.appoint(turn, here, role, user)
    servers.add(turn, here, [{"hostname": f"db-{number}"} for number in range(1, 4)])
    for slug in DEPARTMENTS:
        departments.add(turn, here, slug, slug)
    restores.add(turn, here, "identity", {})
    restores.add(turn, here, "LIS", {"after": "identity", "department": "lab"})


def _take(turn: Turn) -> None:
    here = _here(turn.session)
    for number in range(1, 4):
        name = EXHIBIT.name(evidence.add(turn, here, "SRV-001", "memory", {"tool": "FTK"}))
        seal = f"S-{number} witness <@{ANA}> <@{CIA}> photo=x"
        for verb, words in (("hash", EXHIBIT_WORDS["hash"]), ("seal", seal), ("store", "safe")):
            evidence.perform(turn, here, name, verb, words)


class _Walk(RuleBasedStateMachine):
    """People at work on one incident, in any order."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="walk"))
        shutil.copy(self.template, self.folder / "walk.db")
        self.database = Database(f"sqlite:///{self.folder / 'walk.db'}")
        self.clock = StoppedClock(NIGHT)
        self.desk = Desk(self.database, make_house(self.folder / "house"), self.clock)
        self.seen = Seen()
        self.judged = -1

    def teardown(self) -> None:
        self.database.read_now(partial(all_holds, seen=self.seen))
        self.database.close()
        shutil.rmtree(self.folder)

    def act(self, user: str, what: Callable[[Turn, Any], object]) -> None:
        """Let somebody act; a refusal is an answer, anything else a defect."""
        before, refused = self._head(), None
        self.clock.advance(minutes=20)
        try:
            self.desk(user, lambda turn: what(turn, _here(turn.session)))
        except WardroomError as error:
            refused = error
        if refused is not None:
            assert refused.message
            assert self._head() == before, "nothing half-written"

    def fitting(self, noun: str, name: str, verb: str) -> str:
        """Return a verb that goes from where the row stands, the verb itself if it does."""
        register = registers.KEPT[noun].register

        def read(session: Session) -> str:
            row = named(session, register, _here(session).row, name)
            fit = register.machine.verbs(register.state(row)) if row is not None else ()
            return verb if verb in fit or not fit else fit[len(verb) % len(fit)]

        return self.database.read_now(read)

    def _head(self) -> int:
        return self.database.read_now(lambda session: int(_here(session).head_seq))

    @rule(by=who, number=st.integers(1, 3), verb=verbs("server"), words=SERVER_WORDS, fits=fits)
    def server(self, by: str, number: int, verb: str, words: str, *, fits: bool) -> None:
        name = f"SRV-{number:03d}"
        verb = self.fitting("server", name, verb) if fits else verb
        self.act(by, lambda turn, here: servers.perform(turn, here, name, verb, words))

    @rule(by=who, number=st.integers(1, 3), kind=st.sampled_from(("memory", "disk")))
    def exhibit(self, by: str, number: int, kind: str) -> None:
        """Take an exhibit, often as far as the safe."""
        name = f"SRV-{number:03d}"
        taken = {"tool": "FTK"} if number > 1 else {}
        self.act(by, lambda turn, here: evidence.add(turn, here, name, kind, taken))

    @rule(by=who, number=st.integers(1, 5), verb=verbs("exhibit"), seal=st.integers(1, 4))
    def evidence(self, by: str, number: int, verb: str, seal: int) -> None:
        words = EXHIBIT_WORDS.get(verb, "why")
        if verb == "seal":
            witnesses = " ".join(f"<@{each}>" for each in PEOPLE if each != by)
            words = f"S-{seal} witness {witnesses} photo=x"
        # Sending and arriving are done by hand-overs alone.
        if verb not in {"send", "arrive", "arrive_outside"}:
            name = f"EXH-{number:03d}"
            self.act(by, lambda turn, here: evidence.perform(turn, here, name, verb, words))

    @rule(by=who, number=st.integers(1, 5))
    def keep(self, by: str, number: int) -> None:
        """Bring an exhibit to the safe, step by step, as far as it goes."""
        for verb in ("collected", "hash"):
            self.evidence(by, number, verb, number)
        for verb in ("seal", "store"):
            self.evidence(by, number, verb, number)

    @rule(by=who, to=st.sampled_from((*PEOPLE, "")), number=st.integers(1, 5), fits=fits)
    def offer(self, by: str, to: str, number: int, *, fits: bool) -> None:
        name, wanted = f"EXH-{number:03d}", select(Exhibit).where(Exhibit.number == number)
        kept = self.database.read_now(lambda session: session.exec(wanted).first())
        by = kept.custodian if fits and kept and not kept.external else by
        receiver = custody.Receiver(user_id=to or None, name="" if to else "Insp. Singh")
        self.act(by, lambda turn, here: custody.offer(turn, here, [name], receiver, "CFSL"))

    @rule(
        by=who, number=st.integers(1, 4), seal=st.integers(1, 5), fits=fits,
        verb=st.sampled_from(("receive", "send", "cancel", "lost", "accept", "return")),
    )  # fmt: skip
    def transfer(self, by: str, number: int, seal: int, verb: str, *, fits: bool) -> None:
        read = self.database.read_now(lambda session: _slip(session, number)) if fits else None
        by, seal_no = read or (by, f"S-{seal}")
        words = f"seal={seal_no} sha256={SHA} paper=slip witness=<@{CIA if by != CIA else ANA}> why"
        name = f"TRF-{number:03d}"
        self.act(by, lambda turn, here: custody.perform(turn, here, name, verb, words))

    @rule(by=who, slug=st.sampled_from(DEPARTMENTS), verb=verbs("department"), fits=fits)
    def department(self, by: str, slug: str, verb: str, *, fits: bool) -> None:
        verb = self.fitting("department", slug, verb) if fits else verb
        words = "to=Safdarjung told=yes seen=3 why"
        if verb != "backlog":
            self.act(by, lambda turn, here: departments.perform(turn, here, slug, verb, words))

    @rule(by=who, slug=st.sampled_from(DEPARTMENTS), first=st.integers(1, 40))
    def numbers(self, by: str, slug: str, first: int) -> None:
        span = f"{first}-{first + 9}"
        self.act(by, lambda turn, here: back_entry.give_numbers(turn, here, slug, span))

    @rule(by=who, slug=st.sampled_from(DEPARTMENTS), sheets=st.integers(0, 5),
          what=st.sampled_from((back_entry.set_backlog, back_entry.entered, back_entry.verified)))  # fmt: skip
    def paper(self, by: str, slug: str, sheets: int, what: Callable[..., object]) -> None:
        self.act(by, lambda turn, here: what(turn, here, slug, {"p1": str(sheets)}))

    @rule(by=who, name=st.sampled_from(SYSTEMS), verb=verbs("system"), fits=fits)
    def system(self, by: str, name: str, verb: str, *, fits: bool) -> None:
        verb = self.fitting("system", name, verb) if fits else verb
        self.act(by, lambda turn, here: restores.perform(turn, here, name, verb, SYSTEM_WORDS))

    @rule(by=who, name=st.sampled_from(SYSTEMS))
    def clear(self, by: str, name: str) -> None:
        self.act(by, lambda turn, here: restores.clear(turn, here, name))

    @rule(by=who, number=st.integers(1, 4), verb=st.sampled_from(
        ("claim", "start", "done", "block", "unblock", "skip", "reopen", "approve")))  # fmt: skip
    def task(self, by: str, number: int, verb: str) -> None:
        if verb == "approve":
            self.act(by, lambda turn, here: approvals.approve(turn, here, number))
            return
        more = (
            ("why 12 https://x.example/1",) if verb in {"done", "block", "skip", "reopen"} else ()
        )
        run = getattr(tasks, verb)
        self.act(by, lambda turn, here: run(turn, here, number, *more))

    @rule(by=who, number=st.integers(1, 3))
    def ask_waiver(self, by: str, number: int) -> None:
        subject = f"SRV-{number:03d}"
        self.act(
            by, lambda turn, here: waivers.ask(turn, here, "1", subject, "life_safety ICU waits")
        )

    @rule(by=who, number=st.integers(1, 3), verb=verbs("waiver"))
    def waiver(self, by: str, number: int, verb: str) -> None:
        name = f"WVR-{number:03d}"
        self.act(by, lambda turn, here: waivers.perform(turn, here, name, verb, "why"))

    @invariant()
    def it_all_holds(self) -> None:
        """Read the tables again when something was written into the timeline."""
        if (head := self._head()) != self.judged:
            self.judged = head
            self.database.read_now(partial(all_holds, seen=self.seen))


def _slip(session: Session, number: int) -> tuple[str, str] | None:
    """Return who receives a hand-over, and the seal as it was put on."""
    row = session.exec(select(Transfer).where(Transfer.number == number)).first()
    if row is None:
        return None
    [(_, went)] = moved_by(session, row)
    return str(row.from_user if row.external else row.to_user), went.seal_no


def _here(session: Session) -> Any:
    found = by_ref(session, "INC-2022-001")
    assert found is not None
    return found


def test_no_sequence_of_commands_breaks_an_invariant(sqlite_template: Path, tmp_path: Path) -> None:
    furnished = tmp_path / "furnished.db"
    shutil.copy(sqlite_template, furnished)
    _furnish(furnished)
    machine = type("OneWalk", (_Walk,), {"template": furnished})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=5, stateful_step_count=60, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
