"""Which kinds of occurrences the code claims, read from the code itself."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import bot
from bot.storage import schedules

# The kinds of schedules, whose rows name what is claimed for them.
OF_ROWS = {schedules.SUMMARY, schedules.DIGEST, schedules.SUBSCRIPTION}


def claimed_kinds() -> set[str]:
    """Return the kinds of all occurrences that are made under `bot`."""
    found: set[str] = set()
    for path in Path(bot.__file__).parent.rglob("*.py"):
        source = path.read_text("utf-8")
        if "Occurrence(" not in source:
            continue
        tree = ast.parse(source)
        made = list(_calls(tree, "Occurrence"))
        if made:
            name = ".".join(path.relative_to(Path(bot.__file__).parents[1]).with_suffix("").parts)
            module = importlib.import_module(name)
            for function, call in made:
                found |= _kinds(module, tree, function, _argument(call, "kind"))
    return found


def _calls(tree: ast.AST, name: str) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
        for each in ast.walk(function):
            if isinstance(each, ast.Call) and getattr(each.func, "id", "") == name:
                yield function, each


def _argument(call: ast.Call, name: str) -> ast.expr:
    return next(each.value for each in call.keywords if each.arg == name)


def _kinds(
    module: ModuleType, tree: ast.Module, function: ast.FunctionDef, said: ast.expr
) -> set[str]:
    """Return what an expression may be: a constant, one of two, a name, or what callers give."""
    if isinstance(said, ast.IfExp):
        halves = (_kinds(module, tree, function, each) for each in (said.body, said.orelse))
        return set.union(*halves)
    if ast.unparse(said) == "row.kind":
        return OF_ROWS
    if isinstance(said, ast.Name) and not hasattr(module, said.id):
        return _named(module, tree, function, said.id)
    return {eval(compile(ast.Expression(said), "", "eval"), vars(module))}  # noqa: S307 - our own.


def _named(module: ModuleType, tree: ast.Module, function: ast.FunctionDef, name: str) -> set[str]:
    """Return what a local may be, or what the function is called with for a parameter."""
    for each in ast.walk(function):
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == name:
            return _kinds(module, tree, function, each.value)
    place = [each.arg for each in function.args.args].index(name)
    given = [_kinds(module, tree, by, call.args[place]) for by, call in _calls(tree, function.name)]
    return set().union(*given)
