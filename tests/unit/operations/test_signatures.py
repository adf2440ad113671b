"""Two people, two roles, neither of them the asker (rule 30)."""

from pathlib import Path

import pytest

from bot.domain.models import Incident
from bot.domain.signing import Wanted
from bot.domain.words import Kind, TaskStatus
from bot.errors import Refused
from bot.operations import approvals, incidents, people, playbooks, signatures, tasks
from bot.operations.turn import Turn
from tests.factories import Desk, fresh, make_house

ASKER, LEGAL, BOSS, OTHER = "U1ASKER", "U2LEGAL", "U3BOSS", "U4OTHER"
BOTH = Wanted(frozenset({"director", "legal-lead", "forensics-lead"}), 2, frozenset({"director"}))


def declared(desk: Desk) -> Incident:
    def act(turn: Turn) -> Incident:
        incident = incidents.declare(turn, title="Two", severity=3, kind=Kind.OTHER)
        for role, user in (
            ("legal-lead", LEGAL), ("director", BOSS), ("forensics-lead", OTHER),
            ("director", ASKER), ("legal-lead", OTHER),
        ):  # fmt: skip
            people.appoint(turn, incident, role, user)
        return incident

    return desk(ASKER, act)


def sign(desk: Desk, incident: Incident, user_id: str, wanted: Wanted = BOTH) -> bool:
    return desk(
        user_id,
        lambda turn: signatures.sign(
            turn, fresh(turn, incident), "waiver:W1", wanted, asker=ASKER, what=lambda: "the waiver"
        ),
    )


def test_two_others_in_two_roles_are_enough(desk: Desk) -> None:
    incident = declared(desk)
    with pytest.raises(Refused, match="You asked for the waiver yourself"):
        sign(desk, incident, ASKER)
    assert sign(desk, incident, LEGAL) is False
    with pytest.raises(Refused, match="You signed the waiver already"):
        sign(desk, incident, LEGAL)
    with pytest.raises(Refused, match=r"it takes director \(<@U3BOSS>"):
        sign(desk, incident, OTHER)
    assert sign(desk, incident, BOSS) is True


def test_a_role_signs_once(desk: Desk) -> None:
    incident = declared(desk)
    wanted = Wanted(frozenset({"legal-lead", "director"}))
    assert sign(desk, incident, LEGAL, wanted) is False
    with pytest.raises(Refused, match="it takes director"):
        sign(desk, incident, OTHER, wanted)


def test_a_role_taken_away_voids_the_first(desk: Desk) -> None:
    incident = declared(desk)
    assert sign(desk, incident, LEGAL) is False
    desk(ASKER, lambda turn: people.relieve(turn, fresh(turn, incident), "legal-lead", LEGAL))
    assert sign(desk, incident, BOSS) is False
    assert sign(desk, incident, OTHER) is True
    desk(ASKER, lambda turn: people.relieve(turn, fresh(turn, incident), "director", BOSS))
    assert desk(
        ASKER, lambda turn: signatures.is_signed(turn, fresh(turn, incident), "waiver:W1", BOTH)
    )


LEAVE = Wanted(needed=2, one_of=frozenset({"director", "legal-lead"}))
KEEPERS = Wanted(frozenset({"evidence-custodian", "forensics-lead"}))
STATEMENT = Wanted(one_of=frozenset({"pio"}), and_of=frozenset({"director", "legal-lead"}))
ANA, BEN = "U5ANA", "U6BEN"


@pytest.mark.parametrize(
    ("wanted", "first", "second"),
    [
        # The one with the right is taken, not the first by the alphabet.
        (LEAVE, "biomed-lead director", "it-lead"),
        # Another director is left for the seat that must be a director's.
        (LEAVE, "director scribe", "director"),
        (LEAVE, "biomed-lead legal-lead", "legal-lead"),
        (KEEPERS, "evidence-custodian forensics-lead", "evidence-custodian"),
        (KEEPERS, "evidence-custodian forensics-lead", "forensics-lead"),
        (STATEMENT, "director pio", "director"),
        (STATEMENT, "director pio", "legal-lead"),
        (STATEMENT, "director pio", "pio"),
    ],
)
def test_who_holds_two_roles_signs_in_the_one_that_leaves_a_way(
    desk: Desk, wanted: Wanted, first: str, second: str
) -> None:
    """Waivers, releases and statements: two people whose roles are enough always get there."""
    incident = desk(
        ASKER, lambda turn: incidents.declare(turn, title="Two", severity=3, kind=Kind.OTHER)
    )

    def appointed(turn: Turn) -> None:
        for user, held in ((ANA, first), (BEN, second)):
            for role in held.split():
                people.appoint(turn, fresh(turn, incident), role, user)

    desk(ASKER, appointed)
    assert sign(desk, incident, ANA, wanted) is False
    assert sign(desk, incident, BEN, wanted) is True


@pytest.mark.parametrize("other", ["legal-lead", "director"])
def test_who_holds_both_roles_of_a_task_leaves_the_next_person_theirs(
    desk: Desk, tmp_path: Path, other: str
) -> None:
    line = "- [ ] Send it {#send approve=legal-lead+director proof=text}"
    house = make_house(tmp_path / "shelf", f"---\nslug: small\n---\n{line}\n")
    both = Desk(desk.database, house, desk.clock)
    incident = both(
        ASKER, lambda turn: incidents.declare(turn, title="Two", severity=3, kind=Kind.OTHER)
    )

    def story(turn: Turn) -> None:
        mine = fresh(turn, incident)
        for role, user in (("legal-lead", ANA), ("director", ANA), (other, BEN)):
            people.appoint(turn, mine, role, user)
        playbooks.run(turn, mine, "small")
        tasks.done(turn, mine, 1, "sent at nine")

    both(ASKER, story)
    first = both(ANA, lambda turn: approvals.approve(turn, fresh(turn, incident), 1).status)
    assert first is TaskStatus.PROOF_REVIEW
    last = both(BEN, lambda turn: approvals.approve(turn, fresh(turn, incident), 1).status)
    assert last is TaskStatus.DONE
