"""Two people, two roles, neither of them the asker (rule 30)."""

import pytest

from bot.domain.models import Incident
from bot.domain.signing import Wanted
from bot.domain.words import Kind
from bot.errors import Refused
from bot.operations import incidents, people, signatures
from bot.operations.turn import Turn
from tests.factories import Desk, fresh

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
