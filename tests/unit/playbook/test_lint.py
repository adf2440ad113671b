from pathlib import Path

import pytest

from bot.playbook.findings import CODES, Finding
from bot.playbook.lint import lint

FOLDER = Path(__file__).parents[3] / "playbooks"


def test_a_folder_is_linted_whole_with_its_template(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("- [ ] A {rol=x}\n\n- [ ] B {after=zz}\n", encoding="utf-8")
    (tmp_path / "_template.md").write_text("- [ ] T {#t after=b/x,b/b}\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("- [ ] B {#b}\n", encoding="utf-8")
    told = [(Path(each.path).name, each.line, each.code) for each in lint([tmp_path])]
    assert told == [("_template.md", 1, "P503"), ("a.md", 1, "P301"), ("a.md", 3, "P402")]


def test_a_file_is_linted_beside_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("- [ ] A {#a after=b/b,b/c,d/d}\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("- [ ] B {#b rol=x}\n", encoding="utf-8")
    assert [each.code for each in lint([tmp_path / "a.md"])] == ["P502", "P502"]
    (tmp_path / "b.md").write_text("- [ ] B {#b}\n", encoding="utf-8")
    assert [each.code for each in lint([tmp_path / "a.md"])] == ["P502", "P503"]


def test_a_slug_that_a_neighbour_has_is_told(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.md").write_text("---\nslug: x\n---\n- [ ] A\n", encoding="utf-8")
    for name in "ab":
        (finding,) = lint([tmp_path / f"{name}.md"])
        assert (finding.path, finding.code) == (str(tmp_path / f"{name}.md"), "P501")
    fine = tmp_path / "fine.md"
    fine.write_text("- [ ] A\n", encoding="utf-8")
    assert lint([fine]) == [], "What is wrong with its neighbours is theirs."


@pytest.mark.parametrize("name", ["missing.md", "missing", "nul\0.md", "new\nline.md"])
def test_a_path_that_is_none_is_a_finding(tmp_path: Path, name: str) -> None:
    (finding,) = lint([tmp_path / name])
    assert finding.code in {"P001", "P006"}
    assert "\n" not in str(finding)


def test_a_finding_reads_as_an_editor_wants_it() -> None:
    finding = Finding("playbooks/a.md", 12, "P301", "there is no attribute `rol`.")
    assert str(finding) == "playbooks/a.md:12: P301 there is no attribute `rol`."


def test_the_gates_may_be_those_of_the_house(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("- [ ] A {gate=house}\n", encoding="utf-8")
    assert [each.code for each in lint([path])] == ["P406"]
    assert lint([path], {"house"}) == []


def test_every_code_in_the_source_is_in_the_table() -> None:
    import re

    source = Path(__file__).parents[3] / "bot" / "playbook"
    used = {
        code
        for path in source.glob("*.py")
        if path.name != "findings.py"
        for code in re.findall(r'"(P\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert used | {"P199"} == set(CODES)


def test_the_playbooks_that_we_ship_have_no_error() -> None:
    assert [str(each) for each in lint([FOLDER]) if each.severity == "error"] == []
