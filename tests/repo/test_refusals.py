"""Whoever is refused is told what to do next: every refusal in the code has a next step."""

import ast

from tests.repo.tree import named, parsed

ERRORS = {"Refused", "AlreadyTaken", "Mistyped", "NotFound", "PatientDataRefused"}


# What is wrong with one field, in half a sentence; `read` there makes the whole one.
PIECES = {"bot/domain/server_fields.py"}


def _refusals(tree: ast.Module) -> list[ast.Call]:
    ours = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"bot.errors", "bot.slack.dispatch"}
        for alias in node.names
    } & ERRORS
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ours]


def _is_of_grammar(call: ast.Call) -> bool:
    """The grammar's errors end with the cure: `… is not a time: …; type a time ahead such as …`."""
    return bool(call.args) and ast.unparse(call.args[0]) == "str(error)"


def test_every_refusal_names_the_next_step() -> None:
    found = [(path, call) for path, tree in parsed(*ERRORS) for call in _refusals(tree)]
    assert len(found) > 100
    silent = [
        f"{named(path)}:{call.lineno}"
        for path, call in found
        if named(path) not in PIECES
        and not any(word.arg == "next_step" for word in call.keywords)
        and not _is_of_grammar(call)
    ]
    assert silent == []
