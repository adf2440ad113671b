"""The text of a running playbook, where rules that came later refuse a part of it."""

from typing import Any

import pytest

from bot.playbook.model import Condition, Playbook, Selector
from bot.playbook.parse import parse, parse_kept
from tests.unit.playbook.reading import HEAD

TWO = ("any", "any")


def kept(text: str, head: str = HEAD) -> Playbook:
    """Return what is read of a running playbook's text that is refused by now."""
    assert parse(head + text, "drill.md")[0] is None, "it would be read as it is"
    playbook, refused = parse_kept(head + text, "drill")
    assert playbook is not None
    assert refused
    return playbook


def fields(text: str, *names: str) -> dict[str, Any]:
    """Return these fields of the first task."""
    step = kept(text).steps[0]
    return {name: getattr(step, name) for name in names}


def test_a_text_that_nothing_refuses_is_read_as_ever() -> None:
    text = HEAD + "- [ ] Seal {#seal proof=photo approve=legal-lead due=+1h}\n"
    assert parse_kept(text, "drill") == (parse(text, "drill.md")[0], ())


def test_it_has_the_name_of_its_run() -> None:
    """Without front matter a file's name is its slug, and a run keeps no file."""
    playbook, _ = parse_kept("- [ ] Look at {{server.id}} {#look each=server}\n", "my-list")
    assert playbook is not None
    assert playbook.slug == "my-list"


@pytest.mark.parametrize(
    ("attributes", "left"),
    [
        ("colour=red role=scribe", {"role": "scribe", "proof": "none", "approve": ()}),
        ("role=Scribe! due=+5m", {"role": None, "approve": ()}),
        ("due=soon proof=file", {"due": None, "proof": "file", "approve": ()}),
        ("every=now-and-then", {"every": None}),
        ("due=+1h@gone", {"due": None}),
        ("due=+1h@task", {"due": None}),
        ("due=+1h every=4h after=gone,second", {"after": ("second",)}),
        ("after=gone", {"after": ()}),
        ("after=other/seal,Not!an!id", {"after": ("other/seal",)}),
        ("sets=isolate", {"sets": None}),
        ("each=server sets=explode", {"sets": None, "each": Selector("server")}),
        ("each=ward[open]", {"each": None}),
        (
            "each=server[kind=virtual,odd tier=1]",
            {"each": Selector("server", (Condition("tier", ("1",)),))},
        ),
        ("critical=perhaps", {"critical": True}),
    ],
)
def test_what_is_not_understood_is_what_a_plain_task_has(
    attributes: str, left: dict[str, Any]
) -> None:
    text = f"- [ ] Work {{#task {attributes}}}\n- [ ] Second {{#second}}\n"
    assert fields(text, "ref", *left) == {"ref": "task", **left}
    assert [step.ref for step in kept(text).steps] == ["task", "second"]


@pytest.mark.parametrize(
    ("attributes", "guards"),
    [
        ("proof=hologram", ("text", TWO, None)),
        ("proof=hologram approve=legal-lead", ("text", ("legal-lead", "any"), None)),
        ("gate=no-such-rule", ("text", TWO, None)),
        ("gate=no-such-rule,sealed proof=photo", ("photo", TWO, "sealed")),
        ("gate=Sealed! approve=legal-lead+director", ("text", ("legal-lead", "director"), None)),
        ("approve=legal-lead+director+dpo", ("text", ("legal-lead", "director"), None)),
        ("approve=nobody-known proof=photo", ("photo", TWO, None)),
        ("approve=scribe+director role=scribe", ("text", ("director", "any"), None)),
        ("approve=3 proof=number", ("number", TWO, None)),
        ("proof=none proof=photo", ("text", TWO, None)),
        ('proof="photo', ("text", TWO, None)),
        ("proof = photo due=+1h", ("text", TWO, None)),
        ("colour=red proof=none", ("none", (), None)),
    ],
)
def test_no_guard_becomes_easier_for_not_being_understood(
    attributes: str, guards: tuple[str, tuple[str, ...], str | None]
) -> None:
    read = fields(f"- [ ] Work {{#task {attributes}}}\n", "proof", "approve", "gate")
    assert tuple(read.values()) == guards


def test_a_guard_in_the_wrong_place_is_not_lost() -> None:
    read = fields("- [ ] Work {#task proof=photo} at once\n", "proof", "approve")
    assert read == {"proof": "text", "approve": TWO}


def test_a_guard_beyond_the_length_that_is_read_is_not_lost() -> None:
    many = ",".join(f"t{number:03d}" for number in range(300))
    read = fields(f"- [ ] Work {{#task after={many} approve=director}}\n", "approve")
    assert read == {"approve": TWO}


@pytest.mark.parametrize(
    "attributes", ["approve=director approve_when=N/A! proof=text",
                   "approve=director approve_when=n/a"],
)  # fmt: skip
def test_signatures_upon_words_that_are_not_understood_are_always_asked_for(
    attributes: str,
) -> None:
    read = fields(f"- [ ] Work {{#task {attributes}}}\n", "approve", "approve_when")
    assert read == {"approve": ("director",), "approve_when": ()}


def test_the_words_of_an_approval_that_nobody_gives_are_left_out() -> None:
    read = fields("- [ ] Work {#task approve_when=n/a proof=text}\n", "approve", "approve_when")
    assert read == {"approve": (), "approve_when": ()}


def test_an_id_stays_as_the_tasks_of_the_run_have_it() -> None:
    playbook = kept("- [ ] Close {#breach}\n- [ ] Tell {#tell after=breach}\n")
    assert [(step.ref, step.after) for step in playbook.steps] == [
        ("breach", ()), ("tell", ("breach",)),
    ]  # fmt: skip


def test_a_key_of_the_front_matter_that_is_refused_is_left_out() -> None:
    head = "---\nslug: drill\nlead: scribe\nanchor: dawn\ncolour: red\n---\n"
    playbook = kept("- [ ] Look {#look}\n", head)
    assert (playbook.steps[0].role, playbook.anchor) == ("scribe", "start")


def test_every_task_of_very_many_keeps_its_guard() -> None:
    playbook = kept("".join(f"- [ ] Task {at} {{gate=gone}}\n" for at in range(500)))
    assert {step.approve for step in playbook.steps} == {TWO}


@pytest.mark.parametrize("text", ["- [ ] a\0b\n", "words\n", "- [ ] " + "x" * 30_000 + "\n"])
def test_a_text_in_which_nothing_can_be_read_stays_unread(text: str) -> None:
    playbook, refused = parse_kept(HEAD + text, "drill")
    assert playbook is None
    assert refused
