"""Promises of the page's own files; no browser is needed for these."""

import re
from pathlib import Path

import pytest

import bot.room

STATIC = Path(bot.room.__file__).parent / "static"
OURS = [
    path
    for path in sorted(STATIC.rglob("*"))
    if path.suffix in {".js", ".css", ".html"} and "vendor" not in path.parts
]
NAMES = [str(path.relative_to(STATIC)) for path in OURS]


@pytest.mark.parametrize("path", OURS, ids=NAMES)
def test_a_file_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", OURS, ids=NAMES)
def test_nothing_turns_text_into_code(path: Path) -> None:
    found = re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|"
        r"dangerouslySetInnerHTML|DOMParser|srcdoc|\son[a-z]+=\"|style=\"",
        path.read_text(),
    )
    assert found == []


@pytest.mark.parametrize("path", OURS, ids=NAMES)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    pattern = r"(?:src|href|from|import|url)\s*[=(]?\s*['\"]?(?:https?:)?//"
    assert re.findall(pattern, path.read_text()) == []


@pytest.mark.parametrize("path", [path for path in OURS if path.suffix == ".js"], ids=str)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert path.read_text().startswith("/**\n * ")


def test_every_import_is_there() -> None:
    for path in OURS:
        for name in re.findall(r"from '(\.[^']+)'", path.read_text()):
            assert (path.parent / name).is_file(), f"{path.name}: {name}"


def test_vendored_libraries_come_with_their_licences() -> None:
    vendor = STATIC / "vendor"
    readme = (vendor / "README.md").read_text()
    for path in vendor.glob("*.js"):
        assert f"`{path.name}`" in readme
        assert "sourceMappingURL" not in path.read_text()
    for path in vendor.glob("LICENSE*"):
        assert f"`{path.name}`" in readme
