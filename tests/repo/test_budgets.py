import ast
from collections.abc import Iterator

from tests.repo.tree import files, named, python

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
SHORTEST_DOCSTRING = 20


def _functions(source: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_too_long_to_read_at_one_sitting() -> None:
    lengths = {
        named(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in files()
        if path.suffix in {".py", ".js", ".css", ".html"}
        and named(path).startswith(("bot/", "scripts/"))
        and "/vendor/" not in named(path)
    }
    assert len(lengths) > 100
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_too_long_to_see_at_once() -> None:
    found = [
        (named(path), *function)
        for path in python("bot", "scripts")
        for function in _functions(path.read_text(encoding="utf-8"))
    ]
    assert len(found) > 500
    assert [each for each in found if each[2] > LONGEST_FUNCTION] == []


def test_most_functions_are_short() -> None:
    lengths = sorted(
        lines for path in python("bot") for _, lines in _functions(path.read_text(encoding="utf-8"))
    )
    assert lengths[len(lengths) // 2] <= 10


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        named(path)
        for path in python("bot", "scripts")
        if path.name != "__init__.py"
        and len(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
        < SHORTEST_DOCSTRING
    ]
    assert silent == []


def test_packages_hold_no_code() -> None:
    # The top one has the version, and the command line names its entry point.
    full = [
        named(path)
        for path in python("bot")
        if path.name == "__init__.py" and ast.parse(path.read_text(encoding="utf-8")).body
    ]
    allowed = {"bot/__init__.py", "bot/cli/__init__.py", "bot/grammar/__init__.py"}
    assert set(full) <= allowed
