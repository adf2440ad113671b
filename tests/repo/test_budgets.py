import ast
import re

from tests.repo.tree import files, named, parsed, python

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
SHORTEST_DOCSTRING = 20
# A module's docstring, without parsing the module.
DOCSTRING = re.compile(r'r?"""(.*?)"""', re.DOTALL)


def _functions() -> list[tuple[str, str, int]]:
    """Return every function: its file, its name, its lines."""
    return [
        (named(path), node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for path, tree in parsed("def ", below=("bot", "scripts"))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


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


def test_no_function_is_too_long_to_see_at_once_and_most_are_short() -> None:
    found = _functions()
    assert len(found) > 500
    assert [each for each in found if each[2] > LONGEST_FUNCTION] == []
    lengths = sorted(lines for file, _, lines in found if file.startswith("bot/"))
    assert lengths[len(lengths) // 2] <= 10


def test_every_module_says_what_it_is_for() -> None:
    said = {
        named(path): DOCSTRING.match(path.read_text(encoding="utf-8"))
        for path in python("bot", "scripts")
        if path.name != "__init__.py"
    }
    silent = [name for name, doc in said.items() if not doc or len(doc[1]) < SHORTEST_DOCSTRING]
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
