import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

from tests.repo.tree import ROOT, named, parsed, python, text

# Where an unknown error is met, and so the only places that may catch every kind.
BOUNDARIES = {
    "bot/main.py": 1,
    "bot/operations/pictures.py": 1,
    "bot/operations/sections.py": 1,
    "bot/outbox/drawing.py": 1,
    "bot/outbox/pictures.py": 1,
    "bot/outbox/worker.py": 2,
    "bot/schedule/beat.py": 1,
    "bot/schedule/ticker.py": 3,
    "bot/slack/promises.py": 1,
    "bot/storage/writer.py": 2,
    "bot/web/health.py": 1,
}
NOQA = re.compile(r"#\s*noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* +- \S.{3,})")
IGNORE = re.compile(r"#\s*type: ignore(?!\[[a-z, -]+\] {2}# \S.{2,})")


def _broad(tree: ast.Module) -> int:
    caught = (handler.type for handler in ast.walk(tree) if isinstance(handler, ast.ExceptHandler))
    return sum(
        kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
        for kind in caught
    )


def test_only_boundaries_catch_everything() -> None:
    words, below = ("except:", "except ", "except("), ("bot", "scripts", "migrations")
    found = Counter({named(path): _broad(tree) for path, tree in parsed(*words, below=below)})
    assert dict(+found) == BOUNDARIES


def test_imports_point_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(linter), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Contracts: [7-9] kept, 0 broken", done.stdout)


def test_every_module_has_its_place_among_the_layers() -> None:
    contracts = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    lines = next(each["layers"] for each in contracts if each["id"] == "down")
    layers = {name.strip(" ()") for line in lines for name in line.split("|")}
    modules = {
        named(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in python("bot")
    }
    # A package that is split over several lines has no place of its own.
    modules -= {"bot", "bot.slack"}
    parents = {name: {name, *_above(name)} for name in modules}
    assert sorted(name for name, chain in parents.items() if not chain & layers) == []


def test_the_drawn_layers_are_the_checked_ones() -> None:
    contracts = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    checked = next(each["layers"] for each in contracts if each["id"] == "down")
    block = re.search(
        r"^```text\n(.*?)^```$", text("docs/architecture.md"), re.MULTILINE | re.DOTALL
    )
    assert block
    drawn = [line.split("  ")[0] for line in block[1].splitlines()]
    assert drawn == [line.replace("bot.", "") for line in checked if line != "bot.__main__"]


def test_a_test_is_skipped_only_for_want_of_what_can_be_required() -> None:
    # `skipif` stays: what a system cannot have, as a named pipe, cannot be installed either.
    skips = re.compile(r"pytest\.skip\(|mark\.skip\b|importorskip|unittest\.skip")
    found = [
        named(path)
        for path in python("tests")
        if path != Path(__file__) and skips.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["tests/requirements.py"]


def _above(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(2, len(parts))}


def test_a_silenced_check_names_its_code_and_its_reason() -> None:
    bare = [
        f"{named(path)}:{number}: {line.strip()}"
        for path in python("bot", "tests", "scripts", "migrations")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if NOQA.search(line) or IGNORE.search(line)
    ]
    assert bare == []


def test_times_are_aware_everywhere() -> None:
    lint = tomllib.loads(text("pyproject.toml"))["tool"]["ruff"]["lint"]
    assert lint["select"] == ["ALL"]
    opted_out = [
        *lint["ignore"],
        *(code for codes in lint["per-file-ignores"].values() for code in codes),
    ]
    assert not [code for code in opted_out if code.startswith("DTZ")]
    silenced = [
        named(path)
        for path in python("bot", "scripts")
        if re.search(r"noqa: [^-]*DTZ", path.read_text(encoding="utf-8"))
    ]
    assert silenced == []
