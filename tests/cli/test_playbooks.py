"""`wardroom playbooks`: what is there, what is wrong with it, whatever lies in the folder."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Type
from tests.e2e.product import ROOT

GOOD = "- [ ] Call the vendor\n- [ ] Write it down {#down after=call-the-vendor}\n"
# Everything at once: each must be one finding, none may stop the command.
HOSTILE = {
    "bomb.md": b"---\na: &a [x,x]\nb: [*a,*a]\n---\n- [ ] A\n",
    "field.md": b"---\ntitle: " + b"x" * 15_000 + b"\n---\n- [ ] A\n",
    "path.md": b"---\nslug: ../../etc/passwd\n---\n- [ ] A\n",
    "nul.md": b"- [ ] A\n- [ ] \0\n",
    "binary.md": bytes(range(256)) * 20,
    "latin.md": "- [ ] Köln\n".encode("latin-1"),
    "gate.md": b"---\nslug: gate\n---\n- [ ] A {gate=none-such}\n",
}
CODES = {
    "bomb.md": "P204", "field.md": "P208", "path.md": "P209", "nul.md": "P004",
    "binary.md": "P004", "latin.md": "P005", "gate.md": "P406", "link.md": "P002",
    "pipe.md": "P002", "folder.md": "P002",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two good playbooks and all that is hostile."""
    made = tmp_path / "play books"
    made.mkdir()
    for name, content in HOSTILE.items():
        (made / name).write_bytes(content)
    (made / "link.md").symlink_to("/etc/hostname")
    (made / "folder.md").mkdir()
    os.mkfifo(made / "pipe.md")
    (made / "good.md").write_text(GOOD, encoding="utf-8")
    long = "".join(f"## Part {n}\n\n- [ ] Step {n}\n  How.\n\n" for n in range(1_000))
    (made / "long.md").write_bytes(b"\xef\xbb\xbf" + long.replace("\n", "\r\n").encode())
    return made


def test_everything_wrong_is_named_at_once_and_the_rest_is_used(types: Type, folder: Path) -> None:
    linted = types("playbooks", "lint", str(folder))
    assert (linted.code, linted.err) == (1, "")
    told = dict(line.removeprefix(f"{folder}/").split(":", 1) for line in linted.out.splitlines())
    assert {name: rest.split()[1] for name, rest in told.items()} == CODES
    listed = types("playbooks", "list", "--json", WARDROOM_PLAYBOOKS=str(folder))
    assert listed.code == 0
    rows = {row["slug"]: row["tasks"] for row in json.loads(listed.out)["playbooks"]}
    assert rows == {"good": 2, "long": 1_000}
    assert len(json.loads(listed.out)["findings"]) == len(CODES)


def test_findings_are_for_programs_too(types: Type, folder: Path) -> None:
    linted = types("playbooks", "lint", str(folder / "gate.md"), "--json")
    (row,) = json.loads(linted.out)
    assert (linted.code, row["line"], row["code"], row["severity"]) == (1, 4, "P406", "error")


def test_a_playbook_is_shown_as_it_was_written(types: Type, folder: Path) -> None:
    shown = types("playbooks", "show", "good", WARDROOM_PLAYBOOKS=str(folder))
    assert (shown.code, shown.out) == (0, GOOD)
    told = json.loads(
        types("playbooks", "show", "good", "--json", WARDROOM_PLAYBOOKS=str(folder)).out
    )
    assert [step["ref"] for step in told["steps"]] == ["call-the-vendor", "down"]
    for name in ("bomb", "../good", ""):
        missing = types("playbooks", "show", name, WARDROOM_PLAYBOOKS=str(folder))
        assert (missing.code, "There is no playbook" in missing.line) == (1, True)
    bomb = types("playbooks", "show", "bomb", WARDROOM_PLAYBOOKS=str(folder))
    assert "its file is not loaded: " in bomb.line
    assert "bomb.md:2: P204" in bomb.line
    slip = types("playbooks", "show", "goood", WARDROOM_PLAYBOOKS=str(folder))
    assert "Did you mean `good`?" in slip.line


WHOLE = """---
slug: whole
title: Whole
version: "2"
when: {kind: [ransomware], severity: [1, 2], stage: [contained]}
anchor: noticed
private: true
lead: night-lead
deputy: scribe
roles: {night-lead: {title: Night lead, deputy: scribe}}
---
# Whole
Why.

## First
- [ ] Look {#look}
- [ ] Seal {{server.hostname}} {#seal each="server[verdict=infiltrated kind=virtual]" sets=isolate due="+6h[tier=0,1] +24h" after=look,other/cut proof=checklist approve=legal-lead+director approve_when=n/a gate=sealed,transfer critical=true}
  How.
  - [ ] Bag
- [ ] Count {#count every=06:30,18:30 due=+1h@look approve=1}
"""


def test_a_program_is_told_all_that_the_text_says(types: Type, tmp_path: Path) -> None:
    (tmp_path / "whole.md").write_text(WHOLE, encoding="utf-8")
    shown = types("playbooks", "show", "whole", "--json", WARDROOM_PLAYBOOKS=str(tmp_path))
    told = json.loads(shown.out)
    sha256 = told.pop("sha256")
    look, seal, count = told.pop("steps")
    assert len(sha256) == 64
    assert told == {
        "slug": "whole", "title": "Whole", "start": "auto", "tasks": 3, "critical": 1,
        "version": "2", "lead": "night-lead", "deputy": "scribe", "anchor": "noticed",
        "when": {"kind": ["ransomware"], "severity": [1, 2], "stage": ["contained"], "said": []},
        "private": True, "intro": "Why.",
        "roles": [{"slug": "night-lead", "title": "Night lead", "deputy": "scribe"}],
    }  # fmt: skip
    plain = {
        "ref": "look", "title": "Look", "instruction": "", "section": "First", "line": 16,
        "role": "night-lead", "due": None, "after": [], "each": None, "sets": None, "every": None,
        "proof": "none", "approve": [], "approve_when": [], "gate": [], "critical": False,
        "checklist": [],
    }  # fmt: skip
    assert look == plain
    assert seal == {
        **plain, "ref": "seal", "title": "Seal {{server.hostname}}", "instruction": "How.",
        "line": 17, "due": "+6h[tier=0,1] +1d@noticed", "after": ["look", "other/cut"],
        "each": "server[verdict=infiltrated kind=virtual]", "sets": "isolate",
        "proof": "checklist", "approve": ["legal-lead", "director"], "approve_when": ["n/a"],
        "gate": ["sealed", "transfer"], "critical": True, "checklist": ["Bag"],
    }  # fmt: skip
    assert count == {
        **plain, "ref": "count", "title": "Count", "line": 20, "every": "06:30,18:30",
        "due": "+1h@look", "approve": ["any"],
    }  # fmt: skip
    documented = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "api.md").read_text("utf-8")))
    assert documented >= {*told, *told["when"], *told["roles"][0], *plain, "sha256", "steps"}


def test_what_keeps_a_playbook_out_stands_apart_from_what_does_not(
    types: Type, folder: Path
) -> None:
    (folder / "odd.md").write_text("- [ ] A\n- [x] B\n[ ] C\n* [] D\n", encoding="utf-8")
    deep = "- [ ] A\n\n" + "> " * 200 + "quoted\n"
    (folder / "quoted.md").write_text(deep, encoding="utf-8")
    told = types("playbooks", "list", WARDROOM_PLAYBOOKS=str(folder)).err
    wrong, _, odd = told.partition("Loaded, but look at this:\n")
    assert wrong.startswith("Not loaded, for this is wrong:\n")
    assert "quoted.md:3: P102 lists or quotes are nested deeper than" in wrong
    assert "odd.md:4: P111" in odd
    assert "odd.md" not in wrong


def test_a_file_without_a_task_is_not_loaded_and_that_is_said(types: Type, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("# Only words\n", encoding="utf-8")
    deep = f"- [ ] A\n  {'word ' * 600}\n\n" + "> " * 200 + "quoted\n"
    (tmp_path / "deep.md").write_text(deep, encoding="utf-8")
    told = types("playbooks", "list", WARDROOM_PLAYBOOKS=str(tmp_path)).err
    assert told.startswith("Not loaded, for this is wrong:\n")
    assert "Loaded, but" not in told
    assert [line.split()[1] for line in told.splitlines()[1:]] == ["P107", "P102", "P104"]
    for name, code in (("empty", "P104"), ("deep", "P102")):
        shown = types("playbooks", "show", name, WARDROOM_PLAYBOOKS=str(tmp_path))
        assert f"its file is not loaded: {tmp_path}/{name}.md" in shown.line
        assert code in shown.line


def test_a_file_does_not_write_to_the_terminal(types: Type, tmp_path: Path) -> None:
    text = (
        '---\ntitle: "A [/b] \\e]0;x\\a [red]"\n---\n'
        "- [ ] Call\x1b[2J the \u202evendor\x07\r\n- [ ] हिन्\u200dदी\tx\r  \x9b2J\n"
    )
    (tmp_path / "odd.md").write_bytes(text.encode())
    shown = types("playbooks", "show", "odd", WARDROOM_PLAYBOOKS=str(tmp_path))
    assert shown.out.splitlines()[3:] == [
        "- [ ] Call\\x1b[2J the \\u202evendor\\x07", "- [ ] हिन्\u200dदी\tx", "  \\x9b2J",
    ]  # fmt: skip
    listed = types("playbooks", "list", WARDROOM_PLAYBOOKS=str(tmp_path), COLUMNS="200")
    assert r"A [/b] \x1b]0;x\x07 [red]" in listed.out
    linted = types("playbooks", "lint", str(tmp_path))
    assert [line.split(":")[1] for line in linted.out.splitlines()] == ["4", "6"]
    assert "P114 a character stands here that nobody sees, `\\x1b`; delete it." in linted.out
    assert linted.code == 0


def test_ours_lint_clean_and_a_missing_folder_is_told(types: Type) -> None:
    assert types("playbooks", "lint").code == 0
    nowhere = types("playbooks", "lint", "/nowhere")
    assert (nowhere.code, nowhere.out.startswith("/nowhere:1: P006 ")) == (1, True)
    missing = types("playbooks", "list", WARDROOM_PLAYBOOKS="/nowhere")
    assert (missing.code, missing.line.startswith("wardroom: WARDROOM_PLAYBOOKS: ")) == (1, True)
