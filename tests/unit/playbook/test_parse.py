from hashlib import sha256
from pathlib import Path

import pytest

from bot.playbook.model import Due, When
from tests.unit.playbook.reading import HEAD, codes, found, good, one

CONTRACT = """---
slug: preserve-forensics-cfsl
title: Preserve forensics for CFSL
when: {kind: [ransomware, intrusion], severity: [1, 2]}   # started at declare when it matches
lead: forensics-lead
---
# Preserve forensics for CFSL
Why, and what must not be done.

## Within the first hour
- [ ] Hold {#hold role=server-lead}
- [ ] Capture memory of {{server.hostname}} {#memory each=server[infiltrated] due=+60m after=hold \
proof=file gate=evidence}
  How to do it, in the words of the person who will. Shown on the task's card.
"""


def test_the_playbook_of_the_contract() -> None:
    playbook = good(CONTRACT)
    assert playbook.slug == "preserve-forensics-cfsl"
    assert playbook.title == "Preserve forensics for CFSL"
    assert playbook.when == When(("ransomware", "intrusion"), (1, 2))
    assert playbook.start == "auto"
    assert playbook.intro == "Why, and what must not be done."
    hold, memory = playbook.steps
    assert hold.role == "server-lead"
    assert memory.role == "forensics-lead"
    assert memory.title == "Capture memory of {{server.hostname}}"
    assert memory.instruction.startswith("How to do it")
    assert memory.section == "Within the first hour"
    assert (memory.line, memory.proof, memory.gate) == (12, "file", "evidence")
    assert memory.full_ref(playbook.slug) == "preserve-forensics-cfsl/memory"


def test_the_text_and_its_hash_are_kept() -> None:
    text = "\ufeff- [ ] A\r\n- [ ] B\r\n"
    playbook = good(text)
    assert playbook.source == text
    assert playbook.source_sha256 == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("kind", "severity", "starts"),
    [("ransomware", 1, True), ("ransomware", 3, False), ("outage", 1, False)],
)
def test_when_asks_for_kind_and_severity(kind: str, severity: int, starts: bool) -> None:  # noqa: FBT001 - a table's column.
    when = good(CONTRACT).when
    assert when is not None
    assert when.matches(kind, severity, "active") is starts


def test_when_without_conditions_means_every_incident() -> None:
    assert When().matches("other", 4, "reported")


def test_when_may_wait_for_a_stage_and_for_a_word() -> None:
    when = When(stage=("contained", "recovery"), said=("ransom note", "फिरौती"))
    for stage, said, fits in (
        ("contained", "A Ransom\n  NOTE hangs on lab PC 4.", True),
        ("recovery", "_ransom note_!", True),
        ("recovery", "फिरौती मांगी", True),
        ("active", "a ransom note", False),
        ("contained", "a ransom notebook", False),
        ("contained", "", False),
    ):
        assert when.matches("other", 4, stage, said) is fits, said


def test_the_anchor_of_the_front_matter_is_what_a_bare_span_counts_from() -> None:
    text = "---\nanchor: noticed\n---\n- [ ] A {#a due=+1h}\n- [ ] B {due=+1h@a}\n"
    first, second = good(text).steps
    assert first.due is not None
    assert first.due == Due(first.due.offset, "noticed")
    assert second.due is not None
    assert second.due.step == "a"


PLAIN = """# Ransomware *response*

Some words, a table and a rule:

| who | what |
|-----|------|
| IT  | - [ ] not a task |

---

## 1. First
1. [ ] Pull the **cable** of [the server](https://example.org) &amp; wait
   And watch it.

   ```sh
   - [ ] not a task
   ```
2. [x] Tell `someone`
* [ ] Call
    * [ ] the director
        * [X] by phone
    * by hand
<!--
- [ ] not a task
-->

    - [ ] indented code, not a task

Recovery
--------
- Preparations
  - [ ] Count tapes
  - just a point
+ [ ] Überprüfen, अस्पताल, 病院
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_plain_markdown_of_others_loads(newline: str, mark: str) -> None:
    text = mark + PLAIN.replace("\n", newline)
    assert codes(text) == [(18, "P112"), (21, "P112")]
    playbook = good(text, "their/Ransomware_Response v2.md")
    assert playbook.slug == "ransomware-response-v2"
    assert playbook.title == "Ransomware response"
    assert [(step.line, step.title, step.section) for step in playbook.steps] == [
        (12, "Pull the cable of the server & wait", "1. First"),
        (18, "Tell someone", "1. First"),
        (19, "Call", "1. First"),
        (32, "Count tapes", "Preparations"),
        (34, "Überprüfen, अस्पताल, 病院", "Recovery"),
    ]
    assert playbook.start == "manual"
    assert playbook.steps[0].instruction == "And watch it.\n\n```sh\n- [ ] not a task\n```"
    assert playbook.steps[2].checklist == ("the director", "by phone")
    assert playbook.steps[2].instruction == "  * by hand"


def test_a_tick_in_the_file_counts_for_nothing_and_is_a_warning() -> None:
    """A list that was ticked in its last use is still work to do, and hides no error behind it."""
    ticked = HEAD + "- [x] A {#a proof=checklist}\n  - [X] one\n- [ ] B\n"
    assert codes(ticked) == [(5, "P112"), (6, "P112")]
    assert "counts for nothing" in str(found(ticked)[0])
    assert good(ticked).steps == good(ticked.replace("[x]", "[ ]").replace("[X]", "[ ]")).steps
    many = HEAD + "- [x] A\n" * 300 + "- [ ] B {rol=x}\n"
    assert "P301" in {code for _, code in codes(many)}


def test_five_thousand_lines_load() -> None:
    lines = [f"- [ ] Task {number}\n  Words.\n\n" for number in range(1_700)]
    playbook = good("# Long\n" + "".join(lines))
    assert len(playbook.steps) == 1_700
    assert playbook.steps[-1].line == 1_699 * 3 + 2


def test_a_file_without_checkboxes_gives_its_numbered_lines() -> None:
    text = "# Respond\n\n- a point\n\n1. **Isolate** the machine\n   1. Unplug it\n2. Report\n"
    assert codes(text) == [(5, "P108")]
    first, second = good(text).steps
    assert (first.title, first.instruction) == ("Isolate the machine", "1. Unplug it")
    assert second.title == "Report"


def test_numbered_lines_beside_a_checkbox_make_no_tasks_and_that_is_said() -> None:
    text = "# Respond\n\n1. Isolate\n2. Report\n\n- [ ] Tidy up\n"
    assert codes(text) == [(3, "P113")]
    assert codes("---\nslug: a\n---\n" + text) == [(6, "P113")]
    assert [step.title for step in good(text).steps] == ["Tidy up"]
    # A number may head its checkboxes, stand below one, or explain what has attributes.
    for fine in (
        "1. Prepare\n   - [ ] Count tapes\n2. [ ] Go\n",
        "- [ ] Tidy up\n  1. first\n  2. then\n",
        "1. Words.\n2. More.\n\n- [ ] Tidy up {#tidy}\n",
    ):
        assert codes(fine) == [], fine


@pytest.mark.parametrize(("text", "severity"), [("Only prose.", "warning"), (HEAD, "error")])
def test_a_file_without_tasks_is_no_playbook(text: str, severity: str) -> None:
    from bot.playbook.parse import parse

    playbook, (finding,) = parse(text, "x.md")
    assert playbook is None
    assert (finding.code, finding.severity) == ("P104", severity)


@pytest.mark.parametrize(
    ("body", "instruction"),
    [
        ("- [ ] A\n  one\n  two\n", "one\ntwo"),
        ("- [ ] A\none\n", "one"),
        ("- [ ] A\n\n  one\n\n      deep\n", "one\n\n    deep"),
        ("10. [ ] A\n    - point\n      - below\n", "- point\n  - below"),
        ("- [ ] A\n\n\tone\n", "  one"),
        ("- [ ] A\n  <!-- note\n  more --> one\n", "one"),
        ("- [ ] A\n  one\n\n## Next\n- not part of it\n", "one"),
        ("- [ ] A\n  one\n  - [ ] check\n    its text\n\n  two\n", "one\n\ntwo"),
    ],
)
def test_the_indented_lines_are_the_instruction(body: str, instruction: str) -> None:
    assert one(body).instruction.strip() == instruction.strip()


def test_a_checklist_is_what_is_nested() -> None:
    step = one("- [ ] A {#a proof=checklist}\n  Words.\n  - one\n  - two **bold**\n")
    assert step.checklist == ("one", "two bold")
    assert step.instruction == "Words."


def test_a_checkbox_whose_words_are_on_the_next_line() -> None:
    step = one("- [ ]\n  Do it\n  so\n")
    assert (step.line, step.title, step.instruction) == (2, "Do it", "so")


def test_an_empty_checkbox_is_left_out_with_a_warning() -> None:
    text = "- [ ] \n- [ ] A\n"
    assert codes(text) == [(1, "P105")]
    assert [step.title for step in good(text).steps] == ["A"]


@pytest.mark.parametrize("almost", ["- [] B", "- [ ]B", "- [x]B", "- [  ] B", "-[ ] B"])
def test_almost_a_checkbox_is_a_warning(almost: str) -> None:
    assert codes(f"- [ ] A\n\nWords.\n\n{almost}\n") == [(5, "P111")]


@pytest.mark.parametrize("text", ["- [x](https://example.org)", "- [1] note", "- [link][ref]"])
def test_links_are_not_almost_checkboxes(text: str) -> None:
    assert codes(f"- [ ] A\n\nWords.\n\n{text}\n") == []


def test_ids_come_from_titles_and_stay_when_a_line_is_added_above() -> None:
    text = (
        "- [ ] Call *the* Director!\n- [ ] Wait\n- [ ] Wait\n- [ ] Attendre la clé\n- [ ] अस्पताल\n"
    )
    before = [step.ref for step in good(text).steps]
    assert before[:4] == ["call-the-director", "wait", "wait-2", "attendre-la-cle"]
    assert before[4].startswith("task-")
    after = [step.ref for step in good("- [ ] New\n" + text).steps]
    assert after == ["new", *before]


def test_an_id_that_is_given_goes_before_one_that_is_derived() -> None:
    steps = good("- [ ] Wait\n- [ ] Other {#wait}\n").steps
    assert [step.ref for step in steps] == ["wait-2", "wait"]


def test_a_long_title_and_instruction_are_cut_with_a_warning_in_plain_files() -> None:
    text = f"- [ ] {'word ' * 60}\n  {'word ' * 600}\n"
    assert codes(text) == [(1, "P106"), (1, "P107")]
    step = good(text).steps[0]
    assert len(step.title) <= 150
    assert len(step.instruction) <= 2_500
    assert step.title.endswith("word…")


def test_a_long_title_and_instruction_are_errors_in_ours() -> None:
    text = HEAD + f"- [ ] {'word ' * 60}\n  {'word ' * 600}\n"
    assert codes(text) == [(5, "P106"), (5, "P107")]


@pytest.mark.parametrize("words", ["word " * 60, "word " * 1_000])
def test_a_long_title_is_said_to_be_longer_than_what_is_shown(words: str) -> None:
    (finding,) = found(f"- [ ] {words}\n")
    assert "the title has more than 150 characters" in finding.message


def test_all_findings_come_at_once_in_the_order_of_the_lines() -> None:
    text = (
        "---\nslug: Bad Slug\ncolour: red\nlead: nobody\n---\n"
        "- [ ] A {#a role=nobod due=soon}\n- [ ] B {#a after=c}\n"
    )
    assert codes(text) == [
        (2, "P209"), (3, "P207"), (4, "P404"), (6, "P312"), (6, "P404"), (7, "P401"), (7, "P402"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("playbooks/isolate-servers.md", "isolate-servers"),
        ("C:\\books\\Isolate.MD", "isolate"),
        ("a__b..c.md", "a-b-c"),
        ("_template.md", "template"),
        ("病院.md", "playbook"),
        ("", "playbook"),
        ("x" * 5_000 + ".md", "x" * 64),
    ],
)
def test_the_slug_of_a_plain_file_is_its_name(path: str, slug: str) -> None:
    assert good("- [ ] A", path).slug == slug


def test_a_rule_on_the_first_line_is_no_front_matter() -> None:
    assert codes("---\n\nWords\n\n---\n- [ ] A\n") == []
    assert codes("---\n- [ ] A\n") == []


def test_nothing_is_read_from_the_disk(tmp_path: Path) -> None:
    assert good("- [ ] A", str(tmp_path / "missing.md")).title == "Missing"
