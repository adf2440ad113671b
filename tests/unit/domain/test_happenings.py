"""Every action that is written into a timeline belongs to a kind by which it can be found."""

import re

from bot.domain.happenings import KINDS, kind_of
from tests.repo.tree import python

WRITTEN = re.compile(
    r"(?:record\(|append\(|action=)[^\"]{0,60}\"([a-z_]+(?:\.[a-z_{}]+)?)\"", re.DOTALL
)


def test_every_action_belongs_to_a_kind() -> None:
    texts = [path.read_text(encoding="utf-8") for path in python("bot/operations", "bot/schedule",
                                                                 "bot/outbox")]  # fmt: skip
    actions = {found for text in texts for found in WRITTEN.findall(text) if "." in found}
    assert len(actions) > 20
    beginnings = tuple(each for kind in KINDS.values() for each in kind)
    assert sorted(each for each in actions if not each.startswith(beginnings)) == []


def test_kinds_are_read_in_singular_and_plural() -> None:
    assert [kind_of(word) for word in ("Tasks", "task", "evidence", "frob")] == [
        "tasks", "tasks", "evidence", None,
    ]  # fmt: skip
