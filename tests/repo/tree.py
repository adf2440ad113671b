"""The project's own files, as git knows them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Return every file that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    there = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in there if path.is_file()))


def python(*folders: str) -> tuple[Path, ...]:
    """Return the Python files below *folders*."""
    tops = tuple(ROOT / folder for folder in folders)
    return tuple(
        path
        for path in files()
        if path.suffix == ".py" and any(top in path.parents for top in tops)
    )


def parsed(*words: str, below: tuple[str, ...] = ("bot",)) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the Python files in which one of these words stands, parsed.

    To parse all of them takes seconds in every process that tests, and most hold no such word.
    """
    for path in python(*below):
        source = path.read_text(encoding="utf-8")
        if any(word in source for word in words):
            yield path, ast.parse(source)


def named(path: Path) -> str:
    """Return how *path* is written in the project."""
    return path.relative_to(ROOT).as_posix()


def text(name: str) -> str:
    """Return the text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")
