import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.playbook.library import Library, LibraryError

NOBODY = 65534
A = "- [ ] One {#one}\n- [ ] Two {#two after=one}\n"


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def told(library: Library) -> list[tuple[str, int, str, str]]:
    return [
        (Path(each.path).name, each.line, each.code, each.severity) for each in library.findings
    ]


def test_a_folder_gives_its_playbooks_by_slug(tmp_path: Path) -> None:
    write(tmp_path, b=A, a=A, _template="nothing", README="# Read me\n1. x\n")
    (tmp_path / "notes.txt").write_text("- [ ] no", encoding="utf-8")
    (tmp_path / ".hidden.md").write_text("- [ ] no", encoding="utf-8")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "c.md").write_text(A, encoding="utf-8")
    library = Library.load(tmp_path)
    assert list(library.playbooks) == ["a", "b"]
    assert library.findings == ()
    assert library.playbooks["a"].path == str(tmp_path / "a.md")


def test_a_bad_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    write(tmp_path, bad="---\nslug: &x y\n---\n" + A, good=A)
    library = Library.load(tmp_path)
    assert list(library.playbooks) == ["good"]
    assert told(library) == [("bad.md", 2, "P204", "error")]


@pytest.mark.parametrize("bad", ["- [ ] A {rol=it-lead}", "", "\0", "---\nslug: a\n"])
def test_a_file_that_became_bad_keeps_its_last_good_version(tmp_path: Path, bad: str) -> None:
    write(tmp_path, a=A, b=A)
    before = Library.load(tmp_path)
    write(tmp_path, a=bad)
    after = before.reload()
    assert after.playbooks == before.playbooks
    assert (("a.md", 1, "P505", "warning")) in told(after)
    assert len(after.findings) >= 2
    again = after.reload()
    assert again == after
    write(tmp_path, a=A + "- [ ] Three\n")
    cured = again.reload()
    assert cured.findings == ()
    assert len(cured.playbooks["a"].steps) == 3


def test_a_file_that_became_a_link_keeps_its_last_good_version(tmp_path: Path) -> None:
    write(tmp_path, a=A, b=A)
    before = Library.load(tmp_path)
    (tmp_path / "a.md").unlink()
    (tmp_path / "a.md").symlink_to("b.md")
    after = before.reload()
    assert after.playbooks == before.playbooks
    assert told(after) == [("a.md", 1, "P002", "error"), ("a.md", 1, "P505", "warning")]


def test_a_file_that_is_gone_takes_its_playbook_along(tmp_path: Path) -> None:
    write(tmp_path, a=A, b=A)
    before = Library.load(tmp_path)
    (tmp_path / "a.md").unlink()
    assert list(before.reload().playbooks) == ["b"]
    assert list(before.playbooks) == ["a", "b"]


def test_two_files_with_one_slug(tmp_path: Path) -> None:
    write(tmp_path, a=A, b="---\nslug: a\n---\n- [ ] Other\n")
    library = Library.load(tmp_path)
    assert library.playbooks["a"].path.endswith("a.md")
    assert told(library) == [("b.md", 1, "P501", "error")]


def test_a_new_file_does_not_take_the_slug_of_one_in_use(tmp_path: Path) -> None:
    write(tmp_path, z="---\nslug: seal\n---\n- [ ] A\n")
    before = Library.load(tmp_path)
    write(tmp_path, seal=A)
    after = before.reload()
    assert after.playbooks["seal"].path.endswith("z.md")
    assert told(after) == [("seal.md", 1, "P501", "error")]


def test_ids_of_other_playbooks(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="- [ ] A {#a after=b/one,b/onne,missing/x due=+1h@b/three}\n",
        b=A,
        c="- [ ] C {#c after=missing/x,b/two}\n",
    )
    library = Library.load(tmp_path)
    assert list(library.playbooks) == ["b", "c"]
    assert told(library) == [
        ("a.md", 1, "P503", "error"),
        ("a.md", 1, "P503", "error"),
        ("c.md", 1, "P502", "warning"),
    ]
    assert library.findings[0].message.endswith("Did you mean `b/one`?")


def test_an_id_that_goes_away_leaves_the_playbooks_that_name_it_in_use(tmp_path: Path) -> None:
    write(tmp_path, a="- [ ] A {after=b/one}\n", b=A)
    before = Library.load(tmp_path)
    write(tmp_path, b="- [ ] New {#new}\n")
    after = before.reload()
    assert list(after.playbooks) == ["a", "b"]
    assert after.playbooks["b"].step("new") is not None
    assert ("a.md", 1, "P503", "error") in told(after)


@pytest.mark.parametrize("attribute", ["after=", "due=-1h@"])
def test_a_circle_through_several_playbooks_is_refused(tmp_path: Path, attribute: str) -> None:
    write(
        tmp_path,
        a=f"- [ ] A {{#a {attribute}b/b}}\n",
        b=f"- [ ] B {{#b {attribute}c/c}}\n",
        c=f"- [ ] C {{#c {attribute}a/a}}\n",
        d=A,
    )
    library = Library.load(tmp_path)
    assert list(library.playbooks) == ["d"]
    assert told(library) == [(f"{name}.md", 1, "P504", "error") for name in "abc"]


def test_a_circle_made_by_an_edit_takes_back_the_edit(tmp_path: Path) -> None:
    write(tmp_path, a="- [ ] A {#a after=b/b}\n", b="- [ ] B {#b}\n")
    before = Library.load(tmp_path)
    write(tmp_path, b="- [ ] B {#b after=a/a}\n")
    after = before.reload()
    assert after.playbooks == before.playbooks
    assert ("b.md", 1, "P505", "warning") in told(after)


def test_tasks_may_wait_for_one_another_s_playbooks_without_a_circle(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="- [ ] A {#a}\n- [ ] B {#b after=z/z}\n",
        z="- [ ] Z {#z after=a/a}\n",
    )
    assert Library.load(tmp_path).findings == ()


def test_a_folder_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="WARDROOM_PLAYBOOKS") as caught:
        Library.load(tmp_path / "missing")
    assert "No such file" in str(caught.value)
    assert caught.value.__suppress_context__
    (tmp_path / "file.md").write_text(A, encoding="utf-8")
    with pytest.raises(LibraryError):
        Library.load(tmp_path / "file.md")
    with pytest.raises(LibraryError):
        Library.load(Path("nul\0byte"))


def test_a_folder_that_holds_too_much_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    for number in range(202):
        (tmp_path / f"p{number:03}.md").write_text("- [ ] A\n", encoding="utf-8")
    library = Library.load(tmp_path)
    assert len(library.playbooks) == 200
    assert told(library) == [("p200.md", 1, "P007", "error")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_not_opened_for_ever(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "dangling.md").symlink_to("/nowhere")
    write(tmp_path, a=A)
    library = Library.load(tmp_path)
    assert list(library.playbooks) == ["a"]
    assert told(library) == [
        ("dangling.md", 1, "P002", "error"),
        ("folder.md", 1, "P002", "error"),
        ("pipe.md", 1, "P002", "error"),
    ]


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be nobody for a while if the tests run as root, who may read everything."""
    before = os.geteuid()
    os.seteuid(before or NOBODY)
    yield
    os.seteuid(before)


def test_a_file_that_may_not_be_read() -> None:
    # The folders that pytest makes are closed to others, which would be another reason.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        write(folder, a=A, b=A)
        (folder / "a.md").chmod(0)
        with unprivileged():
            assert told(Library.load(folder)) == [("a.md", 1, "P006", "error")]
