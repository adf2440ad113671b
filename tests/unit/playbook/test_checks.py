import pytest

from tests.unit.playbook.reading import HEAD, codes, found, good


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("- [ ] A {#a}\n- [ ] B {#b after=a}\n", []),
        ("- [ ] A {#a after=b}\n- [ ] B {#b after=a}\n", [(5, "P403")]),
        ("- [ ] A {#a after=a}\n", [(5, "P403")]),
        ("- [ ] A {#a due=+1h@a}\n", [(5, "P403")]),
        ("- [ ] A {#a due=+1h@b}\n- [ ] B {#b after=a}\n", []),
        ("- [ ] A {#a due=-1h@b}\n- [ ] B {#b after=a}\n", []),
        ("- [ ] A {#a due=-1h@a}\n", [(5, "P403")]),
        ("- [ ] A {#a due=-1h@nobody}\n", [(5, "P402")]),
        ("- [ ] A {#a due=-1h@b}\n- [ ] B {#b due=+1h@a}\n", [(5, "P403")]),
        ("- [ ] A {#a due=-1h@b}\n- [ ] B {#b due=-1h@c}\n- [ ] C {#c due=-1h@b}\n", [(6, "P403")]),
        ("- [ ] A {#a due=-1h@b}\n- [ ] B {#b every=4h}\n", [(5, "P312")]),
        ("- [ ] A {#a due=-1h@b}\n- [ ] B {#b due=+1h,+2h}\n", [(5, "P312")]),
        ("- [ ] A {#a due=-1h@b every=1h}\n- [ ] B {#b}\n", [(5, "P312")]),
        ("- [ ] A {#a}\n- [ ] B {#a}\n- [ ] C {#a}\n", [(6, "P401"), (7, "P401")]),
        ("- [ ] A {role=it-lead critical=true}\n", []),
        ("- [ ] A {critical=true}\n", [(5, "P408")]),
        ("- [ ] A {role=it-lead approve=it-lead+director}\n", [(5, "P405")]),
        ("- [ ] A {each=server}\n  {{server.hostname}} {{ incident.title }}\n", []),
        ("- [ ] {{server.hostname}}\n", [(5, "P410")]),
        ("- [ ] A {each=department}\n  {{server.hostname}}\n", [(5, "P410")]),
        ("- [ ] {{server.name}} {each=server}\n", [(5, "P409")]),
        ("- [ ] {{serve.id}} {each=server}\n", [(5, "P409")]),
        ("- [ ] {{hostname}} {each=server}\n", [(5, "P409")]),
        ("- [ ] {{server.hostname|upper}} {each=server}\n", [(5, "P409")]),
        ("- [ ] {{server.hostname {each=server}\n", [(5, "P409")]),
        ("- [ ] {{incident.__class__}}\n", [(5, "P409")]),
        ("- [ ] A\n  - [ ] {{server.id}}\n", [(5, "P410")]),
        ("Words for {{server.id}}.\n\n- [ ] A\n", [(1, "P410")]),
    ],
)
def test_the_parts_of_a_playbook_fit_together(body: str, wrong: list[tuple[int, str]]) -> None:
    assert codes(HEAD + body) == wrong


def test_the_deputy_on_top_stands_in_for_every_task() -> None:
    text = (
        "---\nroles: [night-lead]\ndeputy: it-lead\n---\n- [ ] A {role=night-lead critical=true}\n"
    )
    assert codes(text) == []
    assert codes(text.replace("deputy: it-lead\n", "")) == [(4, "P408")]


def test_a_critical_task_without_deputy_is_used_all_the_same() -> None:
    assert good("- [ ] A {critical=true}").steps[0].critical


def test_strange_braces_of_others_are_a_warning_only() -> None:
    (finding,) = found("- [ ] Run {{ playbook_dir | quote }}")
    assert (finding.code, finding.severity) == ("P409", "warning")
    assert good("- [ ] Run {{ playbook_dir | quote }}").steps


@pytest.mark.parametrize(
    "text",
    [
        "- [ ] Cut {{server.nope}} {#cut each=server}\n",
        "- [ ] Call {proof=number}\n- [ ] Run {{ playbook_dir | quote }}\n",
        "1. Call {#call}\n2. Run {{nothing}}\n",
    ],
)
def test_a_name_that_is_none_is_an_error_as_soon_as_a_task_has_attributes(text: str) -> None:
    assert [each.severity for each in found(text) if each.code == "P409"] == ["error"]


def test_a_circle_is_shown_in_full_and_once() -> None:
    text = (
        "- [ ] A {#a after=c}\n- [ ] B {#b after=a}\n- [ ] C {#c after=b}\n- [ ] D {#d after=a}\n"
    )
    (finding,) = found(text)
    assert "a → c → b → a" in finding.message


def test_the_gates_that_are_known_are_given() -> None:
    from bot.playbook.parse import parse

    text = "- [ ] A {gate=house-rule}"
    assert parse(text, "x.md")[1][0].code == "P406"
    assert parse(text, "x.md", known_gates={"house-rule"})[1] == []
