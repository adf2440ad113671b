"""A profile that cannot be relied on is refused whole, with the line and the cure."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from bot.errors import BadStart
from bot.obligations.check import MOST_APPROVERS
from bot.obligations.fields import FIELDS
from bot.obligations.house import chosen
from bot.obligations.library import load, parse
from bot.obligations.model import ANCHORS
from bot.obligations.read import CODES, CONDITIONS, KEYS, TOP
from bot.playbook.findings import Finding

HEAD = "profile: mine\nversion: 1\ntitle: Mine\nitems:\n"


def item(name: str, anchor: str = "noticed_at", *more: str) -> str:
    """Return an obligation without a finding, with more lines behind its first two."""
    lines = (f"id: {name}", f"anchor: {anchor}", *more)
    if not any(each.startswith("within:") for each in more):
        lines += ("within: PT6H",)
    lines += ("regulator: R", "title: T", "source: S")
    return "  - " + "\n    ".join(lines) + "\n"


ONE = item("a.one")


def found(text: str) -> list[Finding]:
    return parse(text, "mine.yaml")[1]


def codes(text: str) -> list[tuple[int, str]]:
    return [(finding.line, finding.code) for finding in found(text)]


def test_a_small_profile_is_read_whole() -> None:
    profile, findings = parse(HEAD + ONE, "mine.yaml")
    assert findings == []
    assert profile is not None
    assert (profile.name, profile.version, list(profile.items)) == ("mine", "1", ["a.one"])


# In the file the obligation begins on line 5: id, then anchor, then these lines from line 7 on.
WRONG = {
    "an unknown key": (("witihn: PT6H",), [(7, "O101")]),
    "a key twice": (("hard: true", "hard: false"), [(8, "P206")]),
    "a wrong span": (("within: 6h",), [(7, "O105")]),
    "a mixed span": (("within: P1DT6H",), [(7, "O105")]),
    "no span at all": (("within: PT0H",), [(7, "O105")]),
    "a list for a span": (("within: [PT6H]",), [(7, "O103")]),
    "hard or not": (("hard: perhaps",), [(7, "O103")]),
    "an unknown role": (("owner: ciso",), [(7, "O107")]),
    "an unknown approver": (("approvers: [legal-lead, judge]", "owner: dpo"), [(7, "O107")]),
    "its own approver": (("owner: dpo", "approvers: [dpo]"), [(8, "O107")]),
    "an unknown fallback": (("fallback_anchor: noticd",), [(7, "O106")]),
    "the same fallback": (("fallback_anchor: noticed_at",), [(7, "O106")]),
    "a custom fallback": (("fallback_anchor: custom",), [(7, "O106")]),
    "an unknown condition": (("trigger: {kinds: [ransomware]}",), [(7, "O110")]),
    "an unknown kind": (("trigger: {kind: [ransom]}",), [(7, "O110")]),
    "an unknown severity": (("trigger: {severity: [S5]}",), [(7, "O110")]),
    "an empty trigger": (("trigger: {}",), [(7, "O110")]),
    "a word for a trigger": (("trigger: always",), [(7, "O110")]),
    "a wrong one of many": (
        ("trigger:", "  - {kind: [outage]}", "  - {severity: [nine]}"), [(9, "O110")],
    ),
    "an unknown field": (("fields: [types, typs]",), [(7, "O111")]),
    "an unknown follow-up": (("followups: [a.two]",), [(7, "O109")]),
    "a follow-up before it": (("within: PT24H", "followups: [PT12H]"), [(8, "O109")]),
    "follow-ups out of order": (("within: PT6H", "followups: [P3D, P1D]"), [(8, "O109")]),
    "the same follow-up": (("within: PT72H", "followups: [P3D]"), [(8, "O109")]),
    "no date": (("effective_from: 13 May 2027",), [(7, "O103")]),
    "no such day": (("effective_from: 2027-02-29",), [(7, "O103")]),
    "an unknown way before": (
        ("effective_from: 2027-05-13", "before_effective: silent"), [(8, "O103")],
    ),
    "an unknown beginning": (("from: month_end",), [(7, "O103")]),
    "words without end": ((f"law: {'x' * 501}",), [(7, "O103")]),
    "no words": (("law: ''",), [(7, "O103")]),
    "an unseen character": (('law: "\\u202e"',), [(7, "O103")]),
    "an escape": (('law: "\\e[31m"',), [(7, "O103")]),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_line(case: str) -> None:
    more, expected = WRONG[case]
    text = HEAD + item("a.one", "noticed_at", *more)
    profile, findings = parse(text, "mine.yaml")
    assert profile is None
    assert [(each.line, each.code) for each in findings if each.severity == "error"] == expected
    assert str(findings[0]).startswith(f"mine.yaml:{expected[0][0]}: {expected[0][1]} ")
    assert all(str(each).isprintable() and len(str(each)) < 500 for each in findings)


WHOLE = {
    "nothing": ("", [(1, "O102"), (1, "O112")]),
    "no obligations": ("profile: mine\nitems: []\n", [(2, "O112")]),
    "items of words": ("profile: mine\nitems: [a, b]\n", [(2, "O103"), (2, "O103")]),
    "items that are one": ("profile: mine\nitems: {id: a.b}\n", [(2, "O112")]),
    "no name": ("items:\n" + ONE, [(1, "O102")]),
    "a name with a path": ("profile: ../x\nitems:\n" + ONE, [(1, "O103")]),
    "a name without end": (f"profile: {'x' * 65}\nitems:\n" + ONE, [(1, "O103")]),
    "a version without end": (f"profile: m\nversion: {'1' * 65}\nitems:\n" + ONE, [(2, "O103")]),
    "an unknown key": ("profile: mine\nobligations: []\nitems:\n" + ONE, [(2, "O101")]),
    "no id": ("profile: mine\nitems:\n  - anchor: noticed_at\n", [(3, "O102")]),
    "no anchor": ("profile: mine\nitems:\n  - id: a.b\n", [(3, "O102")]),
    "an id of one word": (HEAD + item("certin"), [(5, "O103")]),
    "an id without end": (HEAD + item("a." + "b" * 70), [(5, "O103")]),
    "an id that is a command": (HEAD + item("a.b;rm"), [(5, "O103")]),
    "an id twice": (HEAD + item("a.one") + item("a.two") + item("a.one"), [(17, "O104")]),
    "an unknown anchor": (HEAD + item("a.one", "discovered_at"), [(6, "O106")]),
    "an event that nobody names": (HEAD + item("a.one", "custom"), [(5, "O102")]),
    "too many": (HEAD + "".join(item(f"a.n{n}") for n in range(61)), [(5, "O112")]),
    "itself": (HEAD + item("a.one", "a.one"), [(5, "O108")]),
    "itself later": (HEAD + item("a.one", "noticed_at", "followups: [a.one]"), [(5, "O108")]),
    "a circle": (
        HEAD + item("a.one", "a.two") + item("a.two", "a.three") + item("a.three", "a.one"),
        [(5, "O108")],
    ),
    "a circle by a fallback": (
        HEAD + item("a.one", "breach_confirmed_at", "fallback_anchor: a.two")
        + item("a.two", "a.one"),
        [(5, "O108")],
    ),
    "a circle by a follow-up": (
        HEAD + item("a.one", "a.two") + item("a.two", "noticed_at", "followups: [a.one]")
        + item("a.three", "noticed_at", "followups: [a.two]"),
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WHOLE)
def test_what_is_wrong_with_the_whole_is_told(case: str) -> None:
    text, expected = WHOLE[case]
    profile, findings = parse(text, "mine.yaml")
    errors = [(each.line, each.code) for each in findings if each.severity == "error"]
    assert errors == expected
    assert (profile is None) is bool(expected)


def test_the_nearest_right_word_is_named() -> None:
    def hint(*more: str, anchor: str = "noticed_at") -> str:
        return str(found(HEAD + item("a.one", anchor, *more))[0])

    assert "Did you mean `within`?" in hint("witihn: PT6H")
    assert "Did you mean `noticed_at`?" in hint(anchor="noticed")
    assert "Did you mean `security-lead`?" in hint("owner: securty-lead")
    assert "Did you mean `ransomware`?" in hint("trigger: {kind: [ransomwar]}")
    assert "Did you mean `symptoms`?" in hint("fields: [symptms]")
    assert "Write hours as `PT6H`, calendar days as `P60D`" in hint("within: six hours")
    assert "`a.one` → `a.two`".replace("`", "") in str(
        found(HEAD + item("a.one", "a.two") + item("a.two", "a.one"))[0]
    )


def test_what_people_will_miss_is_warned_of_and_used_all_the_same() -> None:
    text = HEAD + (
        "  - id: a.one\n    anchor: breach_confirmed_at\n    before_effective: 'off'\n"
        "  - id: a.two\n    anchor: noticed_at\n    event: x\n    hard: false\n"
        "    regulator: R\n    title: T\n    source: S\n"
    )
    profile, findings = parse(text, "mine.yaml")
    assert profile is not None
    assert {each.severity for each in findings} == {"warning"}
    words = " ".join(map(str, findings))
    for part in (
        "`a.one` has no `regulator`", "has no `title`", "has no `source`", "hard and has no `within`",
        "no `fallback_anchor`", "`before_effective` says nothing", "it is not waited for",
    ):  # fmt: skip
        assert part in words, part


ALIASES = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [f"{after}: &{after} [{', '.join([f'*{name}'] * 9)}]" for name, after in pairwise("abcdefgh")]
)
HOSTILE: dict[str, tuple[str, str]] = {
    "an alias bomb": (ALIASES, "P204"),
    "an alias": (HEAD + item("a.one", "&x noticed_at"), "P204"),
    "a merge": ("profile: x\n<<: {items: []}", "P204"),
    "an object": ("profile: !!python/object/apply:os.system [id]", "P204"),
    "a tag": ("profile: !!binary aGk=", "P204"),
    "brackets": ("items: " + "[" * 50_000, "P205"),
    "braces": ("items: " + "{a: " * 20_000, "P205"),
    "dashes": ("- " * 50_000, "P205"),
    "a megabyte of it": ("x: " + "y" * 200_000, "P202"),
    "two documents": (HEAD + ONE + "---\nprofile: other\n", "P203"),
    "a list": ("- a\n- b\n", "P203"),
    "a word": ("hello", "P203"),
    "tabs": ("\tprofile: x", "P203"),
    "a bell": ("profile: \x07", "P203"),
    "an escaped NUL": (HEAD + item("a.one", "noticed_at", 'law: "a\\0b"'), "P203"),
    "half a character": (HEAD + item("a.one", "noticed_at", 'law: "\\ud800"'), "P203"),
    "an open quote": ('profile: "x', "P203"),
    "a percent": ("%YAML 9.9\n---\nprofile: x", "P203"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_is_one_finding(case: str) -> None:
    text, code = HOSTILE[case]
    profile, findings = parse(text, "mine.yaml")
    assert profile is None
    assert code in [each.code for each in findings]
    assert len(findings) <= 3
    assert all(str(each).isprintable() and len(str(each)) < 500 for each in findings)


def test_thousands_of_mistakes_are_counted_not_listed() -> None:
    text = HEAD + "  - id: a.one\n    anchor: noticed_at\n" + "".join(
        f"    key{n}: x\n" for n in range(3_000)
    )  # fmt: skip
    findings = found(text)
    assert len(findings) == 201
    assert "more findings are left out" in findings[-1].message


def test_what_does_not_fit_a_column_is_refused_before_it_gets_there() -> None:
    """A profile that loads must never make a declaration fail later."""
    roles = "[legal-lead, director, dpo, scribe, it-lead, server-lead, db-lead, pio, hr-lead]"
    assert roles.count(",") == MOST_APPROVERS
    text = HEAD + item("a.one", "noticed_at", "owner: mrd-lead", f"approvers: {roles}")
    assert codes(text) == [(8, "O107")]


FILES: dict[str, Callable[[Path], object]] = {
    "missing": lambda _: None,
    "a folder": lambda path: path.mkdir(),
    "a link": lambda path: path.symlink_to("/etc/hostname"),
    "empty": lambda path: path.write_bytes(b""),
    "UTF-16": lambda path: path.write_bytes((HEAD + ONE).encode("utf-16")),
    "Latin-1": lambda path: path.write_bytes("profile: Köln".encode("latin-1")),
    "an image": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0"),
    "two megabytes": lambda path: path.write_bytes(b"# x\n" * 600_000),
    "half of it wrong": lambda path: path.write_text(HEAD + ONE + item("a.two", "x")),
}


@pytest.mark.parametrize("case", FILES)
def test_the_start_is_refused_with_one_line(tmp_path: Path, case: str) -> None:
    path = tmp_path / "mine.yaml"
    FILES[case](path)
    with pytest.raises(BadStart) as refused:
        chosen(str(path))
    said = str(refused.value)
    assert said.startswith(f"WARDROOM_PROFILE: {path}:")
    assert "Shipped are eu-nis2-gdpr, in-hospital, uk, us-hipaa." in said
    assert said.isprintable()


@pytest.mark.parametrize("name", ["in-hospitl", "", ".", "/", "a\nb", "\x1b[31m", "x" * 5_000, "~"])
def test_a_name_that_is_no_profile_is_refused_with_one_line(name: str) -> None:
    with pytest.raises(BadStart) as refused:
        chosen(name)
    assert str(refused.value).startswith("WARDROOM_PROFILE: ")
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 6_000


def test_a_copy_of_ones_own_is_named_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + ONE, encoding="utf-8")
    assert chosen(str(path)).name == "mine"
    assert chosen("in-hospital") == load("in-hospital")[0]


def test_the_page_for_counsel_explains_every_key_anchor_field_and_code() -> None:
    page = Path("docs/deadlines.md").read_text(encoding="utf-8")
    words = {*TOP, "items", *KEYS, *CONDITIONS, *ANCHORS, *FIELDS, *CODES}
    assert sorted(word for word in words if f"`{word}`" not in page) == []
