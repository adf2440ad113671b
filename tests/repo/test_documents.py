import re
import subprocess
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import bot.domain.models
import bot.room.models  # noqa: F401 - both declare tables.
from bot import __version__
from bot.playbook.gates import GATES
from bot.playbook.lint import lint
from scripts import tables
from tests.repo.tree import ROOT, files, named, text

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
HEADINGS = ["## Context", "## Decision", "## Consequences", "## Rejected"]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)")


@pytest.mark.parametrize("name", sorted(tables.pages(ROOT)))
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert text(name) == tables.pages(ROOT)[name], "run `make docs`"


def test_each_fault_names_tests_that_there_are() -> None:
    rows = [line for line in text("docs/faults.md").splitlines() if line.startswith("| ")][1:]
    for row in rows:
        shown = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row.rsplit("|", 2)[1])
        assert shown, row
        for file, name in shown:
            assert re.search(rf"def {name}\(", text(file)), f"{file} has no {name}"


def test_generating_refuses_a_page_without_its_marks() -> None:
    with pytest.raises(ValueError, match="must stand there once"):
        tables.between("no marks here", "commands", "…")


def test_the_example_environment_holds_each_setting_with_its_sentence() -> None:
    lines = text(".env.example").splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert names == [name for name, _ in tables.settings()]
    for name in names:
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{name}="))
        assert re.match(r"# \S.{10,}", lines[at - 1])


@pytest.mark.parametrize(("name", "lines"), [("README.md", 150), ("CONTRIBUTING.md", 80)])
def test_first_pages_stay_short(name: str, lines: int) -> None:
    assert 20 < len(text(name).splitlines()) <= lines


def test_the_changelog_begins_with_this_version() -> None:
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", text("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == __version__


def test_decisions_are_numbered_without_gaps() -> None:
    assert [path.name[:4] for path in DECISIONS] == [
        f"{number:04d}" for number in range(1, len(DECISIONS) + 1)
    ]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_one_page_with_four_headings(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 40
    assert lines[0].startswith(f"# {int(path.name[:4])}. ")
    assert [line for line in lines if line.startswith("## ")] == HEADINGS


def test_where_changes_go_names_files_that_are_there() -> None:
    rows = [line for line in text("docs/how-to-change.md").splitlines() if line.startswith("| ")]
    paths = {path for row in rows for path in re.findall(r"`([\w./-]+(?:\.\w+|/))`", row)}
    assert len(paths) > 20
    known = {named(path) for path in files()}
    missing = [
        path
        for path in sorted(paths)
        if not any(each == path or (path.endswith("/") and each.startswith(path)) for each in known)
    ]
    assert missing == []


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in files() if path.suffix == ".md" and "playbooks" not in path.parts]
    broken = [
        f"{named(page)}: {link}"
        for page in pages
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert broken == []


def test_every_table_is_explained() -> None:
    page = text("docs/architecture.md")
    tables_there = set(SQLModel.metadata.tables)
    assert len(tables_there) > 20
    unexplained = [
        name
        for name in sorted(tables_there)
        if not name.startswith("room_") and f"`{name}`" not in page
    ]
    assert unexplained == []


def test_the_playbook_in_the_readme_is_a_good_one(tmp_path: Path) -> None:
    block = re.search(r"^```markdown\n(.*?)^```$", text("README.md"), re.MULTILINE | re.DOTALL)
    assert block
    path = tmp_path / "ransom-note.md"
    path.write_text(block[1], encoding="utf-8")
    assert lint([path], known_gates=GATES) == []


def test_make_explains_every_target() -> None:
    told = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    targets = re.search(r"^\.PHONY: (.+)$", text("Makefile"), re.MULTILINE)
    assert targets
    assert re.findall(r"^  make (\w+) ", told, re.MULTILINE) == targets[1].split()
