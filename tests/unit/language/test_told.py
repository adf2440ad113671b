"""What others read is given to the outbox as something to be made, not as words of the asker."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from bot.domain.models import Person, Setting
from bot.domain.words import Language
from bot.language.catalogue import ENGLISH, HINDI, say, speaking
from bot.operations import spoken
from bot.storage.database import Database
from bot.storage.posts import Call, worded
from tests.repo.tree import named, parsed

NOW = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
# Made by `reports` in the language of their readers; answers in a thread, made in the house's.
MADE_BEFORE = frozenset({"bot/operations/posting.py", "bot/slack/front.py"})


def _payloads() -> Iterator[tuple[str, int, str]]:
    for path, tree in parsed("Call("):
        for node in ast.walk(tree):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) \
                if isinstance(node, ast.Call) else ""  # fmt: skip
            if isinstance(node, ast.Call) and name == "Call":
                for each in node.keywords:
                    if each.arg == "payload":
                        yield named(path), node.lineno, ast.unparse(each.value)


def test_no_call_carries_words_that_are_made_already() -> None:
    found = list(_payloads())
    assert len(found) > 10
    carried = {
        (file, payload)
        for file, _, payload in found
        if ".message" in payload or "'text'" in payload
    }
    assert {file for file, _ in carried} == MADE_BEFORE


def test_a_call_is_worded_in_the_language_of_its_reader() -> None:
    call = Call("k", "event", "channel:C1", payload={"thread_ts": "1.2"},
                said=lambda: {"text": say("Daily digest")})  # fmt: skip
    with speaking(HINDI):
        assert worded(call, ENGLISH).payload == {"thread_ts": "1.2", "text": "Daily digest"}
    assert worded(call, HINDI).payload["text"] == "दैनिक सार"
    assert worded(worded(call, HINDI), ENGLISH).payload["text"] == "दैनिक सार", "said once"


@pytest.mark.parametrize(
    ("target", "language"),
    [("channel:C1", "en"), ("incident:7", "en"), ("user:U1", "hi"), ("user:U2", "hi"),
     ("user:U3", "en"), ("", "en")],
)  # fmt: skip
def test_a_place_is_spoken_to_in_the_house_s_language_a_person_in_theirs(
    database: Database, target: str, language: str
) -> None:
    def asked(session: Session) -> str:
        session.add(Setting(key=spoken.setting("U1"), value="hi"))
        session.add(Person(user_id="U2", locale="hi-IN", seen_at=NOW))
        session.flush()
        return spoken.at(session, target, Language.ENGLISH)

    assert database.write_now(asked) == language
