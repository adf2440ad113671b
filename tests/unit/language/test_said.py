"""Every sentence of a refusal is said, and nothing that is written down is."""

import ast
import re
from collections.abc import Iterator

import pytest

from bot.language import terms
from bot.language.catalogue import HINDI, catalogue
from bot.slack.listeners.commands import COMMANDS
from tests.repo.tree import named, parsed

SAY = {"say", "say_many", "say_span", "say_moment", "say_due", "say_ago", "say_role"}
# How many of an error's positional arguments are sentences.
ERRORS = {
    "Refused": 1, "AlreadyTaken": 1, "Mistyped": 1, "NotFound": 1, "WardroomError": 1,
    "PatientDataRefused": 1, "RansomRefused": 1, "GrammarError": 3, "TimeRefused": 3,
    "TimeOutOfReach": 3, "ReferenceRefused": 3,
}  # fmt: skip
# English for a reason: said to whoever runs the machine, or before anybody is known.
ENGLISH = (
    "bot/cli/", "bot/bench/", "bot/web/", "bot/export/", "bot/room/", "bot/paper/", "bot/storage/",
    "bot/outbox/", "bot/slack/app.py", "bot/slack/parts.py",
)  # fmt: skip
_KEPT = re.compile(r"`[^`]*`|<[^>]*>")


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield str(name), node


def _unsaid(node: ast.expr) -> bool:
    """Tell whether an expression holds words that nobody says; commands alone are none."""
    if isinstance(node, ast.Constant):
        return bool(re.search("[A-Za-z]{2,}", _KEPT.sub(" ", str(node.value or ""))))
    if isinstance(node, ast.JoinedStr):
        text = "".join(
            str(each.value) if isinstance(each, ast.Constant) else " " for each in node.values
        )
        return bool(re.search("[A-Za-z]{2,}", _KEPT.sub(" ", text)))
    if isinstance(node, ast.IfExp):
        return _unsaid(node.body) or _unsaid(node.orelse)
    if isinstance(node, ast.BinOp):
        return _unsaid(node.left) or _unsaid(node.right)
    return False


def test_every_refusal_is_said() -> None:
    unsaid, seen = [], 0
    for path, tree in parsed(*ERRORS):
        if named(path).startswith(ENGLISH):
            continue
        for name, call in _calls(tree):
            if name not in ERRORS:
                continue
            seen += 1
            parts = [*call.args[: ERRORS[name]]]
            parts += [word.value for word in call.keywords if word.arg in {"next_step", "who"}]
            unsaid += [f"{named(path)}:{part.lineno}" for part in parts if _unsaid(part)]
    assert seen > 250
    assert unsaid == []


# What makes an answer out of words: the first thing given is read by people.
ANSWERS = frozenset({"Answer", "Said", "button", "context", "paragraph", "section"})


def test_every_answer_of_a_listener_is_said() -> None:
    unsaid, seen = [], 0
    for path, tree in parsed(*ANSWERS):
        if not named(path).startswith(("bot/slack/listeners/", "bot/slack/promises.py")):
            continue
        for name, call in _calls(tree):
            if name in ANSWERS and call.args:
                seen += 1
                unsaid += [f"{named(path)}:{call.lineno}"] if _unsaid(call.args[0]) else []
    assert seen > 80
    assert unsaid == []


@pytest.mark.parametrize(
    ("source", "unsaid"),
    [('"It is over."', True), ('f"{name} is over."', True), ('say("x") if a else "No more."', True),
     ('"`/task list`"', False), ('f"<@{holder}>"', False), ('say("It is over.")', False)],
)  # fmt: skip
def test_words_are_told_from_commands(source: str, *, unsaid: bool) -> None:
    assert _unsaid(ast.parse(source, mode="eval").body) is unsaid


def test_nothing_that_is_written_down_is_said() -> None:
    """The timeline is in one language: what stands in it is English, or said inside `kept`."""
    said, seen = [], 0
    for path, tree in parsed("record(", "Happening("):
        for name, call in _calls(tree):
            if name not in {"record", "Happening"}:
                continue
            seen += 1
            given = [*call.args, *(word.value for word in call.keywords)]
            inside = {
                getattr(each.func, "id", "")
                for part in given
                for each in ast.walk(part)
                if isinstance(each, ast.Call)
            }
            said += [f"{named(path)}:{call.lineno}"] if inside & SAY else []
    assert seen > 40
    assert said == []


def test_every_rule_has_a_name_in_every_language() -> None:
    rules = {
        str(word.value.value)
        for _, tree in parsed("rule=")
        for _, call in _calls(tree)
        for word in call.keywords
        if word.arg == "rule" and isinstance(word.value, ast.Constant)
    }
    assert len(rules) > 50
    assert {rule.split(", ", 1)[-1] if rule[0].isdigit() else rule for rule in rules} <= set(
        terms.RULES
    ) | {"pilot"}


def test_help_is_translated_whole() -> None:
    hindi = catalogue(HINDI)
    said = [verb.summary for verb in COMMANDS.rows()]
    said += [noun.summary for noun in COMMANDS.nouns.values()]
    assert [each for each in said if hindi.get(each) is None] == []
