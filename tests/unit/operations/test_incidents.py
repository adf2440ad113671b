from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from bot.domain import chain
from bot.domain.models import Incident, Person, Post, Task, TimelineEntry
from bot.domain.stages import ALLOWED
from bot.domain.words import Stage
from bot.errors import Mistyped, Refused
from bot.operations import command, incidents, people, playbooks, tasks
from bot.operations.turn import Turn
from bot.storage import incidents as queries
from bot.storage import roles, timeline
from tests.factories import PLAYBOOK, Desk, fresh, make_house

ALICE, BOB, GUEST = "U0ALICE", "U0BOB", "U0GUEST"


def declared(desk: Desk, **over: object) -> Incident:
    fields = {"title": "e-Hospital servers encrypted", "severity": 1, **over}
    return desk(ALICE, lambda turn: incidents.declare(turn, **fields))  # type: ignore[arg-type]  # by name.


def now(desk: Desk, incident: Incident) -> Incident:
    def read(session: Session) -> Incident:
        found = queries.by_ref(session, incident.ref)
        assert found is not None
        return found

    return desk.database.read_now(read)


def test_declaring_writes_everything_at_once(desk: Desk) -> None:
    """One transaction: the incident, its tasks, its timeline, and every call to Slack as a row."""
    incident = declared(desk)

    def read(session: Session) -> tuple[list[int], list[str], list[str]]:
        numbers = list(session.exec(select(Task.number).order_by(Task.number)))  # type: ignore[arg-type]  # SQL.
        keys = list(session.exec(select(Post.key)))
        actions = [entry["action"] for entry in timeline.every_entry(session, incident.row)]
        return numbers, keys, actions

    numbers, keys, actions = desk.database.read_now(read)
    assert (incident.ref, incident.stage) == ("INC-2022-001", Stage.ACTIVE)
    assert numbers == [1, 2, 3, 4]
    steps = ("channel", "invite", "topic", "board", "pin", "bookmark", "announce")
    assert {f"{step}:INC-2022-001" for step in steps} <= set(keys)
    assert actions[:4] == ["incident.declared", "role.taken", "incident.stage", "playbook.started"]


def test_a_private_incident_is_not_announced_and_hidden_from_others(desk: Desk) -> None:
    incident = declared(desk, private=True)

    def read(session: Session) -> tuple[list[str], list[bool]]:
        keys = list(session.exec(select(Post.key)))
        return keys, [queries.may_see(session, incident, user) for user in (ALICE, BOB)]

    keys, seen = desk.database.read_now(read)
    assert not [key for key in keys if key.startswith("announce")]
    assert seen == [True, False]


def test_numbers_are_never_given_twice(desk: Desk) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(6) as pool:
        refs = list(pool.map(lambda n: declared(desk, title=f"number {n}").ref, range(6)))
    assert sorted(refs) == [f"INC-2022-{n:03d}" for n in range(1, 7)]


def test_a_guest_may_declare_but_does_not_command(desk: Desk) -> None:
    def make_guest(session: Session) -> None:
        session.add(Person(user_id=GUEST, is_guest=True, seen_at=desk.clock.now()))

    desk.database.write_now(make_guest)
    incident = desk(GUEST, lambda turn: incidents.declare(turn, title="reports do not open"))
    assert incident.stage is Stage.TRIAGE
    with pytest.raises(Refused, match="responder"):
        desk(
            GUEST,
            lambda turn: incidents.change_severity(turn, fresh(turn, incident), 1, reason="lab"),
        )
    desk(BOB, lambda turn: people.appoint(turn, fresh(turn, incident), "incident-commander", BOB))
    moved = desk(BOB, lambda turn: incidents.move_stage(turn, fresh(turn, incident), Stage.ACTIVE))
    assert moved.stage is Stage.ACTIVE


@pytest.mark.parametrize("stage", list(Stage))
def test_only_the_steps_of_the_table_are_taken(desk: Desk, stage: Stage) -> None:
    """From active, every stage that the table does not name is refused with the order."""
    incident = declared(desk)
    desk(
        ALICE,
        lambda turn: [tasks.skip(turn, fresh(turn, incident), n, "not here") for n in (1, 2, 3, 4)],
    )
    if stage in ALLOWED[Stage.ACTIVE]:
        moved = desk(
            ALICE,
            lambda turn: incidents.move_stage(turn, fresh(turn, incident), stage, reason="so"),
        )
        assert moved.stage is stage
    else:
        with pytest.raises(Refused):
            desk(
                ALICE,
                lambda turn: incidents.move_stage(turn, fresh(turn, incident), stage, reason="so"),
            )
        assert now(desk, incident).stage is Stage.ACTIVE


def _move_to(turn: Turn, *, incident: Incident, stage: Stage) -> Incident:
    return incidents.move_stage(turn, fresh(turn, incident), stage)


def _skip(turn: Turn, incident: Incident, number: int) -> None:
    tasks.skip(turn, fresh(turn, incident), number, "done by the hospital before")


def test_the_whole_way_and_back(desk: Desk) -> None:
    incident = declared(desk)
    for name in ("contained", "eradication", "recovery", "monitoring", "review"):
        stage = Stage(name)
        desk(
            ALICE,
            partial(_move_to, incident=incident, stage=stage),
        )
    with pytest.raises(Refused, match="critical or unapproved"):
        desk(ALICE, lambda turn: incidents.close(turn, fresh(turn, incident), reason="all back"))
    desk(ALICE, lambda turn: tasks.skip(turn, fresh(turn, incident), 1, "kept on paper"))
    with pytest.raises(Refused, match="open work without owner and date: #2, #3, #4"):
        desk(ALICE, lambda turn: incidents.close(turn, fresh(turn, incident), reason="all back"))
    for number in (2, 3, 4):
        desk(ALICE, partial(_skip, incident=incident, number=number))
    closed = desk(
        ALICE, lambda turn: incidents.close(turn, fresh(turn, incident), reason="all back")
    )
    assert closed.closed_at == desk.clock.now()
    with pytest.raises(Refused, match="reopen"):
        desk(ALICE, lambda turn: tasks.claim(turn, fresh(turn, incident), 4))
    opened = desk(
        ALICE, lambda turn: incidents.reopen(turn, fresh(turn, incident), reason="it is back")
    )
    assert (opened.stage, opened.closed_at) == (Stage.ACTIVE, None)


def test_command_is_needed_to_steer(desk: Desk) -> None:
    incident = declared(desk)
    for act in (
        lambda turn: incidents.change_severity(turn, fresh(turn, incident), 2, reason="calm"),
        lambda turn: incidents.move_stage(turn, fresh(turn, incident), Stage.CONTAINED),
        lambda turn: people.appoint(turn, fresh(turn, incident), "scribe", BOB),
        lambda turn: command.hand_over(turn, fresh(turn, incident), BOB),
    ):
        with pytest.raises(Refused, match=r"<@U0ALICE>|commander"):
            desk(BOB, act)


def test_handing_over_leaves_the_old_commander_as_deputy(desk: Desk) -> None:
    incident = declared(desk)
    desk(ALICE, lambda turn: command.hand_over(turn, fresh(turn, incident), BOB))
    held = desk.database.read_now(lambda session: roles.holders(session, incident))
    assert held == {"incident-commander": (BOB,), "deputy-ic": (ALICE,)}


def test_nobody_is_their_own_deputy(desk: Desk) -> None:
    incident = declared(desk)

    def held() -> dict[str, tuple[str, ...]]:
        return desk.database.read_now(lambda session: roles.holders(session, incident))

    with pytest.raises(Refused, match="<@U0ALICE> is the incident commander, and nobody"):
        desk(ALICE, lambda turn: people.appoint(turn, fresh(turn, incident), "deputy-ic", ALICE))
    desk(ALICE, lambda turn: command.hand_over(turn, fresh(turn, incident), BOB))
    desk(BOB, lambda turn: command.hand_over(turn, fresh(turn, incident), ALICE))
    assert held() == {"incident-commander": (ALICE,), "deputy-ic": (BOB,)}
    desk(ALICE, lambda turn: people.appoint(turn, fresh(turn, incident), "incident-commander", BOB))
    assert held() == {"incident-commander": (BOB,)}


def test_a_worse_severity_starts_what_was_not_running(desk: Desk) -> None:
    incident = declared(desk, severity=3)
    counted = desk.database.read_now(lambda session: len(list(session.exec(select(Task)))))
    assert counted == 0
    desk(
        ALICE,
        lambda turn: incidents.change_severity(
            turn, fresh(turn, incident), 1, reason="lab is down"
        ),
    )
    counted = desk.database.read_now(lambda session: len(list(session.exec(select(Task)))))
    assert counted == 4


def test_a_changed_playbook_adds_only_what_is_new(desk: Desk) -> None:
    incident = declared(desk)
    with pytest.raises(Refused, match="not changed"):
        desk(ALICE, lambda turn: playbooks.run(turn, fresh(turn, incident), "small"))
    text = PLAYBOOK.replace("Tell the neighbours", "Tell all neighbours") + (
        "- [ ] Guard the rooms {#guard after=log}\n  Post a guard at the server room's door.\n"
    )
    desk.house = make_house(desk.house.library.folder, text)
    renewed = desk(ALICE, lambda turn: playbooks.run(turn, fresh(turn, incident), "small"))
    assert renewed.added == (5,)
    assert "tell" in renewed.summary.lower()


@pytest.mark.parametrize(
    ("title", "refusal"),
    [("", Mistyped), (" \n ", Mistyped), ("x" * 201, Mistyped)],
)
def test_a_title_is_needed(desk: Desk, title: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        declared(desk, title=title)


def test_noticed_never_lies_after_the_declaration(desk: Desk) -> None:
    with pytest.raises(Refused, match="future"):
        declared(desk, noticed_at=desk.clock.now() + timedelta(minutes=1))


def test_noticed_is_a_moment_that_somebody_can_mean_and_it_occurred_by_then(desk: Desk) -> None:
    at = desk.clock.now()
    with pytest.raises(Refused, match="more than 400 days ago"):
        declared(desk, noticed_at=datetime(1, 1, 1, tzinfo=UTC))
    with pytest.raises(Refused, match="so it occurred by then"):
        declared(desk, occurred_at=at + timedelta(minutes=1))
    hour = timedelta(hours=1)
    with pytest.raises(Refused, match="so it occurred by then"):
        declared(desk, noticed_at=at - 2 * hour, occurred_at=at - hour)
    assert declared(desk, noticed_at=at - hour, occurred_at=at - 2 * hour).noticed_at == at - hour


def test_the_chain_holds_after_all_that(desk: Desk) -> None:
    incident = declared(desk)
    desk(BOB, lambda turn: incidents.note(turn, fresh(turn, incident), "guard posted"))
    desk(BOB, lambda turn: incidents.update(turn, fresh(turn, incident), "40 of 100 isolated"))
    incident = now(desk, incident)

    def verify(session: Session) -> chain.Broken | None:
        entries = timeline.every_entry(session, incident.row)
        length, head = incident.head_seq, incident.head_hash
        return chain.first_break(incident.ref, entries, length=length, head=head)

    assert desk.database.read_now(verify) is None


def test_the_database_itself_refuses_to_change_the_timeline(desk: Desk) -> None:
    declared(desk)

    def forge(session: Session) -> None:
        entry = session.exec(select(TimelineEntry)).first()
        assert entry is not None
        entry.text = "nothing happened"
        session.add(entry)

    with pytest.raises(Exception, match="append-only"):
        desk.database.write_now(forge)
