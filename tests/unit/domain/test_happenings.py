"""Every action that is written into a timeline belongs to a kind by which it can be found."""

from bot.domain.happenings import KINDS, kind_of
from tests.actions import written

BEGINNINGS = [(kind, each) for kind, those in KINDS.items() for each in those]


def test_every_action_belongs_to_a_kind() -> None:
    beginnings = tuple(each for _, each in BEGINNINGS)
    assert [action for action in sorted(written()) if not action.startswith(beginnings)] == []


def test_every_kind_asks_for_what_is_written() -> None:
    idle = [
        each for each in BEGINNINGS if not any(action.startswith(each[1]) for action in written())
    ]
    assert idle == []


def test_kinds_are_read_in_singular_and_plural() -> None:
    assert [kind_of(word) for word in ("Tasks", "task", "evidence", "frob")] == [
        "tasks", "tasks", "evidence", None,
    ]  # fmt: skip
