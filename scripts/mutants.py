"""Takes the guards of the invariants away, one after the other, and asks whether a test notices.

For each guard in `bot.domain.rule_places` the tests that stand beside it are run on a copy of the
project in which the guard lets everything pass. A guard that is not missed has no test of a
refusal. It takes some minutes: `python -m scripts.mutants [rule …]`.
"""

import ast
import importlib
import inspect
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from bot.domain.rule_places import PLACES

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("bot", "tests", "migrations", "playbooks", "profiles", "scripts", "docs")
LONGEST_S = 300
FAILED = 1


def guards(rules: set[int]) -> Iterator[tuple[int, str, Path, ast.FunctionDef]]:
    """Yield rule, name, file and syntax of each guard; one gives nothing back, it raises."""
    for rule, place in PLACES.items():
        for where in place.enforced if not rules or rule in rules else ():
            module, _, name = where.partition(":")
            found = getattr(importlib.import_module(module), name)
            if not inspect.isfunction(found):
                continue
            path = Path(inspect.getsourcefile(found) or "")
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if _is_guard(node, name):
                    yield rule, where, path.relative_to(ROOT), node


def _is_guard(node: ast.AST, name: str) -> TypeGuard[ast.FunctionDef]:
    if not isinstance(node, ast.FunctionDef) or node.name != name:
        return False
    return node.returns is not None and ast.unparse(node.returns) == "None"


def disarmed(text: str, node: ast.FunctionDef) -> str:
    """Return the module's text with a `return` before the first statement of the guard."""
    lines = text.splitlines(keepends=True)
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    lines.insert(first.lineno - 1, f"{' ' * first.col_offset}return\n")
    return "".join(lines)


def is_missed(copy: Path, rule: int, path: Path, node: ast.FunctionDef) -> bool:
    """Tell whether a test of the rule fails without the guard."""
    text = (copy / path).read_text("utf-8")
    (copy / path).write_text(disarmed(text, node), "utf-8")
    tests = [f"tests/{each}" for each in PLACES[rule].tests]
    try:
        done = subprocess.run(  # noqa: S603 - our own tests.
            [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider",
             "-k", "not postgres", *tests],
            cwd=copy, env={"PYTHONPATH": str(copy), "PATH": ""}, timeout=LONGEST_S, check=False,
            capture_output=True,
        )  # fmt: skip
    finally:
        (copy / path).write_text(text, "utf-8")
    return done.returncode == FAILED


def main(words: list[str]) -> int:
    """Say of each guard whether it is missed; return how many are not."""
    kept = 0
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for each in COPIED:
            shutil.copytree(ROOT / each, copy / each)
        shutil.copy(ROOT / "pyproject.toml", copy)
        for rule, where, path, node in guards({int(word) for word in words}):
            missed = is_missed(copy, rule, path, node)
            kept += not missed
            print(f"rule {rule:2} {where}: {'missed' if missed else 'NOBODY MISSES IT'}")
    return kept


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
