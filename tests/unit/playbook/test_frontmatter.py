import pytest

from bot.playbook.model import Role, When
from tests.unit.playbook.reading import codes, found, good

BODY = "\n---\n- [ ] A\n"


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("version: 1.10", "version", "1.10"),
        ("version: no", "version", "no"),
        ("version: 1:30", "version", "1:30"),
        ("version: 2022-11-23", "version", "2022-11-23"),
        ("version: 0x1F", "version", "0x1F"),
        ("title: null", "title", "null"),
        ("title: 'Quoted: title'", "title", "Quoted: title"),
        ("title: >\n  folded\n  lines", "title", "folded lines"),
        ("lead: it-lead", "lead", "it-lead"),
        ("deputy:", "deputy", None),
        ("start: offer", "start", "offer"),
        ("private: true", "private", True),
        ("private: false", "private", False),
        ("start: manual", "private", False),
        ("when: {kind: data-leak}", "when", When(("data_leak",), ())),
        ("when:\n  severity: [2, sev1, 1]", "when", When((), (1, 2))),
        ("when: {stage: contained}", "when", When(stage=("contained",))),
        ("when: {stage: [Recovery, contained]}", "when", When(stage=("contained", "recovery"))),
        ("when: {said: [Ransom  Note, ransom note]}", "when", When(said=("ransom note",))),
        ("when: {stage: review}", "start", "auto"),
        ("when: {said: ransom}", "start", "offer"),
        ("roles: [night-lead]", "roles", (Role("night-lead", "Night lead"),)),
        ("roles: {night-lead: Lead at night}", "roles", (Role("night-lead", "Lead at night"),)),
        (
            "roles:\n  night-lead: {title: Lead, deputy: it-lead}",
            "roles",
            (Role("night-lead", "Lead", "it-lead"),),
        ),
        ("# only a comment", "title", "Drill"),
    ],
)
def test_front_matter_is_read_as_it_is_written(front: str, field: str, value: object) -> None:
    assert getattr(good(f"---\n{front}{BODY}"), field) == value


@pytest.mark.parametrize(
    ("front", "wrong"),
    [
        ("slug: a\ntitel: b", [(3, "P207")]),
        ("slug: a\nslug: b", [(3, "P206")]),
        ("when: {kind: flood}", [(2, "P208")]),
        ("when:\n  kind: [ransomware]\n  severity: [5]", [(4, "P208")]),
        ("when:\n  kinds: [ransomware]", [(3, "P207")]),
        ("when: always", [(2, "P208")]),
        ("private: yes", [(2, "P208")]),
        ("when:\n  stage: [closed]", [(3, "P208")]),
        ("when:\n  stage: [contaned]", [(3, "P208")]),
        ("when: {said: ['!']}", [(2, "P208")]),
        (f"when: {{said: {'x' * 65}}}", [(2, "P208")]),
        ("when: {said: ransom}\nstart: auto", [(3, "P411")]),
        ("start: auto", [(2, "P411")]),
        ("start: offer", [(2, "P411")]),
        ("start: later", [(2, "P208")]),
        ("anchor: birth", [(2, "P208")]),
        ("lead: [a, b]", [(2, "P208")]),
        ("lead: IT Lead", [(2, "P208")]),
        ("lead: it-laed", [(2, "P404")]),
        ("lead: it-lead\ndeputy: it-lead", [(3, "P404")]),
        ("roles: {Night Lead: x}", [(2, "P208")]),
        ("roles: nobody", [(2, "P208")]),
        ("roles:\n  a: {titel: b}", [(3, "P207")]),
        ("roles: {night-lead: {title: x, deputy: nobody}}", [(2, "P404")]),
        ("slug: a\nroles: {night-lead: Night lead, legal-lead: Counsel}", [(3, "P412")]),
        (f"title: {'x' * 151}", [(2, "P208")]),
        ("slug: con", [(2, "P209")]),
        ("slug: -rf", [(2, "P209")]),
        ("slug: ../etc/passwd", [(2, "P209")]),
        ('slug: "x\\n"', [(2, "P209")]),
        ("slug: a\n bad: : indent", [(3, "P203")]),
        ("just words", [(2, "P203")]),
        ("- a\n- b", [(2, "P203")]),
        ("[a]: b", [(2, "P203")]),
        ("title: &x y", [(2, "P204")]),
        ("title: *x", [(2, "P204")]),
        ("title: !!str y", [(2, "P204")]),
        ("title: y\n<<: {lead: it-lead}", [(3, "P204")]),
    ],
)
def test_wrong_front_matter_names_its_line(front: str, wrong: list[tuple[int, str]]) -> None:
    assert codes(f"---\n{front}{BODY}") == wrong


def test_a_wrong_key_does_not_hide_what_is_wrong_below() -> None:
    text = "---\ncolour: red\nlead: it-lead\n---\n- [ ] A {role=nobody-here}\n- [ ] B\n"
    assert codes(text) == [(2, "P207"), (5, "P404")]


def test_an_unknown_key_offers_the_nearest() -> None:
    (finding,) = found(f"---\ntitel: b{BODY}")
    assert finding.message.endswith("Did you mean `title`?")


def test_front_matter_that_does_not_end() -> None:
    assert codes("---\nslug: a\n- [ ] A\n") == [(1, "P201")]


def test_a_role_of_the_file_may_be_used() -> None:
    text = "---\nroles: {night-lead: Lead}\nlead: night-lead\n---\n"
    assert codes(text + "- [ ] A {approve=night-lead role=it-lead}\n") == []
