"""What somebody does to a playbook who wants the bot to stop: refused in a line, at once."""

from collections.abc import Callable
from cProfile import Profile
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from bot.playbook.frontmatter import slug_problem
from bot.playbook.library import Library
from bot.playbook.parse import parse
from tests.unit.playbook.reading import codes

BOX = "\n---\n- [ ] A\n"

ALIAS_BOMB = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [f"{after}: &{after} [{', '.join([f'*{name}'] * 9)}]" for name, after in pairwise("abcdefghi")]
)  # fmt: skip
MERGE_BOMB = "\n".join(["a: &a {k: v}", *(f"b{n}: {{<<: [*a, *a]}}" for n in range(20))])

FRONT = {
    "alias bomb": (ALIAS_BOMB, "P204"),
    "100,000 brackets": ("a: " + "\n".join(["[" * 1_000] * 100), "P202"),
    "brackets within the size": ("a: " + "[" * 15_000, "P205"),
    "braces": ("a: " + "{a: " * 3_000, "P205"),
    "dashes": ("- " * 7_000, "P205"),
    "question marks": ("? " * 7_000, "P205"),
    "python object": ("slug: !!python/object/apply:os.system [id]", "P204"),
    "duplicate approve": ("roles: {a: {title: x, title: y}}", "P206"),
    "merge bomb": (MERGE_BOMB, "P204"),
    "merge without anchor": ("<<: {slug: x}", "P204"),
    "huge number": ("version: " + "9" * 10_000, "P208"),
    "huge severity": ("when: {severity: " + "1" * 10_000 + "}", "P208"),
    "escape": ('slug: "\\x1b[31m"', "P209"),
    "bell": ("slug: \x07", "P203"),
    "tabs": ("\tslug: a", "P203"),
    "second document": ("slug: a\n--- b", "P203"),
}


@pytest.mark.parametrize("case", FRONT)
def test_hostile_front_matter_is_refused_in_one_line(case: str) -> None:
    front, code = FRONT[case]
    playbook, findings = parse(f"---\n{front}{BOX}", "x.md")
    assert playbook is None
    assert [finding.code for finding in findings] == [code]
    assert len(str(findings[0])) < 400
    assert str(findings[0]).isprintable()


BAD_NAMES = (
    "../etc/passwd", "..\\x", "%2e%2e%2f", "．．／", "x\n", "x\0", "con", "nul", "com1",
    "x" * 5_000, "-rf", "", "A", "a b", "é", "a/b", ".", "a-", "x\u202e",
)  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES, ids=range(len(BAD_NAMES)))
def test_a_bad_name_is_no_slug(name: str) -> None:
    problem = slug_problem(name)
    assert problem is not None
    assert problem.isprintable()
    assert len(problem) < 300


FILES: dict[str, tuple[bytes, str]] = {
    "utf16": ("- [ ] A".encode("utf-16"), "P005"),
    "utf16-without-mark": ("- [ ] A".encode("utf-16-le"), "P004"),
    "latin1": ("- [ ] Köln".encode("latin-1"), "P005"),
    "binary": (bytes(range(256)) * 10, "P004"),
    "png": (b"\x89PNG\r\n\x1a\n\xff\xfe", "P005"),
    "two-megabytes": (b"- [ ] A\n" * 262_144, "P003"),
    "unclosed": (b"---\nslug: a\n- [ ] A\n", "P201"),
    "one-long-line": (b"- [ ] " + b"a" * 50_000, "P101"),
    "too-many-lines": (b"- [ ] A\n" * 20_001, "P101"),
    "too-many-tasks": (b"- [ ] A\n" * 2_001, "P103"),
    "too-deep": (b"".join(b"  " * n + b"- [ ] A\n" for n in range(40)), "P102"),
    "con": (b"- [ ] A\n", "P209"),
    "-rf": (b"- [ ] A\n", "P001"),
    "%2e%2e%2f": (b"- [ ] A\n", "P001"),
    "．．／".replace("／", ""): (b"- [ ] A\n", "P001"),
    "new\nline": (b"- [ ] A\n", "P001"),
    "x" * 200: (b"- [ ] A\n", "P001"),
    "right\u202eleft": (b"- [ ] A\n", "P001"),
    "white space": (b"- [ ] A\n", "P001"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_one_finding_and_the_rest_loads(tmp_path: Path, name: str) -> None:
    data, code = FILES[name]
    (tmp_path / f"{name}.md").write_bytes(data)
    (tmp_path / "good.md").write_text("- [ ] A\n", encoding="utf-8")
    library = Library.load(tmp_path)
    assert list(library.playbooks) == ["good"]
    assert [(each.code, each.severity) for each in library.findings] == [(code, "error")]
    assert str(library.findings[0]).isprintable()


def test_a_name_that_only_pretends_to_end_in_md_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md\n").write_text("- [ ] A\n", encoding="utf-8")
    (finding,) = Library.load(tmp_path).findings
    assert finding.code == "P001"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("- [ ] secret\n", encoding="utf-8")
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "a.md").symlink_to(secret)
    library = Library.load(folder)
    assert not library.playbooks
    assert [each.code for each in library.findings] == ["P002"]
    assert "secret" not in str(library.findings[0])


def test_a_thousand_errors_are_counted_not_listed() -> None:
    _, findings = parse("- [ ] A {rol=x}\n" * 1_000, "x.md")
    assert len(findings) == 201
    assert "800 more findings" in findings[-1].message


def test_hostile_text_is_kept_as_it_is() -> None:
    text = "- [ ] <!channel> <@U1> `x` \u202egnp {role=it-lead}\n  &lt;!here&gt; ```\n"
    playbook, _ = parse(text, "x.md")
    assert playbook is not None
    assert playbook.steps[0].title == "<!channel> <@U1> x \u202egnp"
    assert playbook.steps[0].instruction == "&lt;!here&gt; ```"


def test_the_line_of_a_nul_byte_is_told() -> None:
    assert codes("- [ ] A\n- [ ] \0\n") == [(2, "P004")]


def _calls(work: Callable[[], object]) -> int:
    """Return how many Python functions a piece of work calls: its cost on any machine."""
    profile = Profile(builtins=False)
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


GROWING: dict[str, Callable[[int], str]] = {
    "plain tasks": lambda n: "- [ ] Same **title**\n  Words.\n" * n,
    "tasks with attributes": lambda n: "".join(
        f"- [ ] T {{#t{i} role=it-lead after=t{max(0, i - 1)}x}}\n" for i in range(n)
    ),
    "a long checklist": lambda n: "- [ ] A\n" + "  - [ ] b\n" * n,
    "a long item": lambda n: "- [ ] A\n" + "  {{ {#a\n" * n,
    "headings": lambda n: "# A *b*\n" * n,
    "two kinds of list": lambda n: "- a\n+ a\n" * n,
    "stairs": lambda n: "".join("  " * (i % 15) + "- [ ] a\n" for i in range(n)),
    "open comments": lambda n: "- [ ] a <!--\n" * n,
    "brackets": lambda n: ("- [ ] " + "[" * 400 + "\n") * n,
    "emphasis": lambda n: ("- [ ] " + "*_" * 300 + "a\n") * n,
    "a chain": lambda n: "".join(f"- [ ] T {{#t{i} after=t{i + 1}}}\n" for i in range(n)),
    "a circle": lambda n: "".join(f"- [ ] T {{#t{i} after=t{(i + 1) % n}}}\n" for i in range(n)),
    "unknown ids": lambda n: "".join(f"- [ ] T {{#t{i} after=u{i},v{i}}}\n" for i in range(n)),
    "keys": lambda n: "---\n" + "".join(f"k{i}: v\n" for i in range(n)) + "---\n- [ ] A\n",
    "flow": lambda n: "---\nwhen: {kind: [" + "x, " * n + "]}\n---\n- [ ] A\n",
}


@pytest.mark.parametrize("case", GROWING)
def test_twice_the_text_costs_at_most_about_twice_the_work(case: str) -> None:
    # Both sizes are beyond the two hundred findings that are told one by one.
    text = GROWING[case]
    parse(text(2), "x.md")  # What is built once is built now.
    half, whole = (_calls(partial(parse, text(size), "x.md")) for size in (210, 420))
    assert whole < 2.6 * half + 900
