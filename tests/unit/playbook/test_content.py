"""The playbooks that we ship: complete, as agreed with the hospital's people, and clean.

How a playbook is read is tested beside this file.
"""

import re
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from bot.playbook.attributes import ATTRIBUTES
from bot.playbook.frontmatter import KINDS, STAGES, FrontMatter
from bot.playbook.gates import GATES
from bot.playbook.library import Library
from bot.playbook.lint import lint
from bot.playbook.model import Playbook, Step, When
from bot.playbook.parse import parse
from bot.playbook.registers import REGISTERS
from bot.playbook.roles import ROLES
from bot.playbook.values import ANCHORS, PROOFS

FOLDER = Path(__file__).parents[3] / "playbooks"
TEMPLATE = FOLDER / "_template.md"
# Every task as it was agreed with the hospital's people, with all that its attributes ask for. It is
# kept apart from the playbooks, so that a task that is lost there is missed here.
AGREED = Path(__file__).with_name("agreed.txt")
AT_DECLARATION = (
    "isolate-servers", "manual-mode", "notify-authorities", "preserve-forensics-cfsl",
    "public-communication",
)  # fmt: skip
OFFERED = {
    "triage": (), "active": (), "review": ("post-incident-review",),
    "contained": ("sanitise-network",), "eradication": ("sanitise-network",),
    "recovery": ("sanitise-network",), "monitoring": ("post-incident-review",),
}  # fmt: skip
SHORTEST, LONGEST, TITLE = 80, 2_000, 80
CHECKLIST = range(3, 9)


@cache
def _agreed() -> dict[str, dict[str, str]]:
    """Return the agreed line of each task by playbook and id."""
    found: dict[str, dict[str, str]] = {}
    for entry in re.split(r"\n+(?=\S)", AGREED.read_text(encoding="utf-8").strip()):
        line = " ".join(entry.split())
        slug, ref = line.split(maxsplit=1)[0].split("/")
        found.setdefault(slug, {})[ref] = line
    return found


SLUGS = tuple(_agreed())


@cache
def _written(slug: str) -> Playbook:
    path = FOLDER / f"{slug}.md"
    playbook, findings = parse(path.read_text(encoding="utf-8"), str(path))
    assert playbook is not None, findings
    return playbook


def _as_agreed(step: Step, slug: str) -> str:
    words = [
        step.full_ref(slug),
        step.role,
        f"due={step.due}" if step.due else "",
        f"every={step.every}" if step.every else "",
        f"after={','.join(step.after)}" if step.after else "",
        f"each={step.each}" if step.each else "",
        f"sets={step.sets}" if step.sets else "",
        f"proof={step.proof}",
        f"approve={'+'.join(step.approve)}" if step.approve else "",
        f"approve_when={','.join(step.approve_when)}" if step.approve_when else "",
        f"gate={step.gate}" if step.gate else "",
        "critical" if step.critical else "",
    ]
    return " ".join(word for word in words if word)


def _steps() -> list[tuple[str, Step]]:
    return [(slug, step) for slug in SLUGS for step in _written(slug).steps]


def test_the_folder_is_clean() -> None:
    """Not a warning either: whoever sees one in their own file may believe it."""
    assert [str(each) for each in lint([FOLDER])] == []


def test_the_library_uses_every_playbook_and_not_the_template() -> None:
    assert set(Library.load(FOLDER).playbooks) == set(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_task_is_missing_and_each_is_as_agreed(slug: str) -> None:
    written = {step.ref: _as_agreed(step, slug) for step in _written(slug).steps}
    assert written == _agreed()[slug]


def test_what_is_agreed_is_as_much_as_was_promised() -> None:
    """The sums of the outline: nobody shortens both files at once unseen."""
    assert {slug: len(tasks) for slug, tasks in _agreed().items()} == {
        "isolate-servers": 21, "preserve-forensics-cfsl": 27, "manual-mode": 31,
        "restore-e-hospital": 27, "sanitise-network": 19, "notify-authorities": 21,
        "ransom-demand": 14, "revoke-access": 18, "public-communication": 16,
        "post-incident-review": 18,
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("severity", [1, 2, 3, 4])
def test_what_starts_with_an_incident(kind: str, severity: int) -> None:
    """Ransomware and intrusions at severity 1 and 2, nothing else, and never the restore."""
    meant = kind in {"ransomware", "intrusion"} and severity in {1, 2}
    starting = _fitting(kind, severity, "active", "auto")
    offered = _fitting(kind, severity, "active", "offer")
    assert (starting, offered) == ((AT_DECLARATION, ("restore-e-hospital",)) if meant else ((), ()))


def test_what_is_kept_from_others_runs_in_private_incidents_alone() -> None:
    assert [slug for slug in SLUGS if _written(slug).private] == ["ransom-demand", "revoke-access"]


@pytest.mark.parametrize(("stage", "slugs"), OFFERED.items())
def test_what_is_offered_at_a_stage(stage: str, slugs: tuple[str, ...]) -> None:
    """Also when the severity was lowered after the containment, as it usually is."""
    assert _fitting("ransomware", 3, stage, "offer") == slugs
    cleaning = tuple(slug for slug in slugs if slug != "sanitise-network")
    assert _fitting("outage", 3, stage, "offer") == cleaning


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("Ransom note on the screen of lab PC 4", "ransom-demand"),
        ("they ask for bitcoin", "ransom-demand"),
        ("the suspension order no. 12 is signed", "revoke-access"),
        ("show-cause notices were served", "revoke-access"),
        ("dialysis is suspended, patients go to the neighbours", ""),
        ("e-Hospital servers encrypted, ransomware suspected", ""),
    ],
)
def test_what_a_note_brings_up(said: str, slug: str) -> None:
    assert _fitting("other", 4, "active", "offer", said) == ((slug,) if slug else ())


def _fitting(kind: str, severity: int, stage: str, start: str, said: str = "") -> tuple[str, ...]:
    playbooks = (_written(slug) for slug in sorted(SLUGS))
    return tuple(
        each.slug
        for each in playbooks
        if each.start == start and each.when and each.when.matches(kind, severity, stage, said)
    )


@pytest.mark.parametrize(("slug", "step"), _steps(), ids=lambda each: getattr(each, "ref", each))
def test_a_task_can_be_followed(slug: str, step: Step) -> None:
    """Every instruction fits a card, names its proof and stands under a heading."""
    assert SHORTEST <= len(step.instruction) <= LONGEST, slug
    assert len(step.title) <= TITLE
    assert step.section
    assert step.role in ROLES
    if step.proof == "checklist":
        assert len(step.checklist) in CHECKLIST
    else:
        assert step.checklist == ()
        assert "Proof:" in step.instruction


@pytest.mark.parametrize("slug", SLUGS)
def test_the_intro_is_shown_whole(slug: str) -> None:
    """It says why, what for and what must not be done, and is not cut for length."""
    playbook = _written(slug)
    for words in ("**Why.**", "**Aim.**", "**What must not be done**"):
        assert words in playbook.intro
    assert not playbook.intro.endswith("…")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_playbook_holds_no_number_of_a_person(slug: str) -> None:
    """No mobile, Aadhaar or ABHA number stands in what everybody reads."""
    assert re.findall(r"(?<!\d)(?:\+91[ -]?)?[6-9]\d{9}(?!\d)", _written(slug).source) == []
    assert re.findall(r"\b\d{4}[ -]\d{4}[ -]\d{4}\b", _written(slug).source) == []


@pytest.mark.parametrize("name", [name for name in ATTRIBUTES if name != "#"])
def test_the_template_documents_and_uses_each_attribute(name: str) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert f"| `{name}=` |" in text
    assert re.search(rf"^- \[ \] .*\{{#.*\b{name}=\S", text, re.MULTILINE)


def test_the_template_documents_the_id() -> None:
    assert "| `#id` |" in TEMPLATE.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", FrontMatter.model_fields)
def test_the_template_documents_and_uses_each_key(key: str) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert f"| `{key}` |" in text
    assert re.search(rf"^{key}:", text.split("\n---\n")[0], re.MULTILINE)


def test_the_template_names_each_value() -> None:
    """Whoever adds a kind of proof, a role, a rule or a register adds it to the template too."""
    text = TEMPLATE.read_text(encoding="utf-8")
    verbs = [verb for register in REGISTERS.values() for verb in register.sets]
    shown = [field for register in REGISTERS.values() for field in register.shows]
    conditions = [field for register in REGISTERS.values() for field in register.conditions]
    names = [
        *(f"{each.name}:" for each in fields(When)),
        *ANCHORS,
        *PROOFS,
        *KINDS,
        *STAGES,
        *ROLES,
        *GATES,
        *REGISTERS,
        *verbs,
        *shown,
        *conditions,
    ]
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}(?!\w)", text)] == []


def test_the_template_is_a_working_playbook() -> None:
    """It lints clean without the folder's help, and starts only when somebody asks."""
    playbook, findings = parse(TEMPLATE.read_text(encoding="utf-8"), str(TEMPLATE))
    assert findings == []
    assert playbook is not None
    assert playbook.start == "manual"
    assert {step.proof for step in playbook.steps} == set(PROOFS)
