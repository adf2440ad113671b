"""Playbooks as people read them: the shelf, one in full, what a reload changed."""

from pathlib import Path
from typing import Any

from bot.domain.models import PlaybookRun
from bot.domain.words import RunState
from bot.playbook.findings import Finding
from bot.playbook.library import Library
from bot.playbook.model import Playbook
from bot.playbook.parse import parse
from bot.slack.views import playbooks, reloading, steps
from bot.slack.views.said import Said
from tests.limits import problems
from tests.repo.tree import ROOT

TEXT = """---
slug: small
title: Small
when: {kind: [ransomware], severity: [1, 2]}
start: auto
lead: it-lead
roles:
  pump-lead: {title: Pump lead, deputy: it-lead}
---
# Small
**Why.** See [CISA](https://cisa.gov).

## First
- [ ] Open the log {#log due=+5m critical=true proof=text}
- [ ] Cut {{server.hostname}} {#cut each="server[verdict=infiltrated,encrypted kind=virtual]" sets=isolate gate=evidence role=server-lead due=+6h@noticed after=log proof=photo}
- [ ] Check the pumps {#pumps role=pump-lead due=+1h@cut approve=legal-lead+director proof=checklist}
  - [ ] one
  - [ ] two
- [ ] Count {#count every=06:30,18:30 approve=1}
- [ ] Report {#report approve=legal-lead approve_when=n/a proof=reference}
- [ ] Rehearse {#rehearse due=-1d@pumps}
- [ ] Go live {#live due=+0h,+4h,+24h@pumps}
"""


def read(text: str = TEXT, path: str = "small.md") -> Playbook:
    """Return the playbook of a text without errors."""
    playbook, _ = parse(text, path)
    assert playbook is not None
    return playbook


def _words(said: Said) -> str:
    return "\n".join(block["text"]["text"] for block in said.blocks if "text" in block)


def _labels(said: Said) -> list[str]:
    return [each["text"]["text"] for block in said.blocks for each in block.get("elements", ())]


def test_every_attribute_of_a_step_is_said_in_words() -> None:
    playbook = read()
    told = {step.ref: steps.said(step, playbook).split("\n") for step in playbook.steps}
    assert told == {
        "log": [
            "☐ *Open the log* (critical)", "IT lead · due 5 min after the start",
            "Proof: a sentence",
        ],
        "cut": [
            "☐ *Cut each server*", "Server lead · due 6 h after it was noticed",
            "Comes after “Open the log”", "Proof: a photo",
            "One for each server with verdict infiltrated or encrypted and kind virtual; done, it sets `isolate` there; gate: evidence",
        ],
        "pumps": [
            "☐ *Check the pumps*", "Pump lead · due 1 h after “Cut each server”",
            "Proof: 2 lines to tick · approval: Legal lead and Director",
        ],
        "count": [
            "☐ *Count*", "IT lead · daily at 06:30 and 18:30", "Approval: anybody else",
        ],
        "report": [
            "☐ *Report*", "IT lead",
            "Proof: a reference number · approval: Legal lead, if the proof says n/a",
        ],
        "rehearse": ["☐ *Rehearse*", "IT lead · due 1 d before “Check the pumps” is"],
        "live": ["☐ *Go live*", "IT lead · due at once, 4 h and 1 d after “Check the pumps”"],
    }  # fmt: skip


def test_a_playbook_says_its_purpose_without_marks_of_markdown() -> None:
    said = playbooks.show(read(), ref="", running=False, page=1)
    assert "*Why.* See <https://cisa.gov|CISA>." in _words(said)
    assert "Starts by itself: ransomware, SEV1 or SEV2" in _words(said)
    assert "**" not in str(said.message)
    for fact in ("Small", "7 tasks", "Why. See CISA", "Open the log", "Comes after"):
        assert fact in said.text, fact
    assert "  " not in said.text


def test_pages_keep_sections_together_and_hold_every_step_once() -> None:
    library = Library.load(Path(ROOT) / "playbooks")
    for playbook in library.playbooks.values():
        pages = playbooks.pages(playbook)
        assert [step for page in pages for step in page] == list(playbook.steps)
        assert max(map(len, pages)) <= playbooks.STEPS_SHOWN
        for number in range(1, len(pages) + 1):
            said = playbooks.show(playbook, ref="INC-2022-001", running=False, page=number)
            assert problems(said.message) == []
            assert ("Next ›" in _labels(said)) == (number < len(pages))
            assert ("‹ Previous" in _labels(said)) == (number > 1)
            assert f"page {number} of {len(pages)}" in said.text


def test_a_page_that_is_not_there_is_the_last_one() -> None:
    playbook = read(TEXT + "".join(f"- [ ] Step {at}\n" for at in range(30)))
    assert "page 4 of 4" in playbooks.show(playbook, ref="", running=False, page=99).text


def _shelf(*runs: PlaybookRun, findings: Any = ()) -> Said:
    known = {run.slug: run for run in runs}
    return playbooks.shelf([read()], known, ref="INC-2022-001", page=1, findings=findings)


def test_the_shelf_says_when_each_starts_and_what_is_wrong() -> None:
    wrong = [Finding("small.md", 3, "P301", "no", "warning"), Finding("bad.md", 1, "P104", "no")]
    said = _shelf(findings=wrong)
    for text in (said.text, _words(said)):
        assert "7 tasks · 1 finding" in text
        assert "Starts by itself: ransomware, SEV1 or SEV2" in text
    assert "1 file has errors" in said.text
    assert "errors" not in _shelf().text
    run = PlaybookRun(incident_id=1, slug="small", title="Small", state=RunState.RUNNING)
    assert "running here" in _shelf(run).text


def test_a_reload_tells_what_changed_and_what_is_wrong() -> None:
    old, other = read(), read(TEXT.replace("small", "other"), "other.md")
    edited = read(TEXT.replace("Open the log", "Open the book") + "- [ ] One more\n")
    new = read(TEXT.replace("small", "new"), "new.md")
    wrong = [
        Finding("bad.md", 7, "P301", "there is no `dew`.", "warning"),
        Finding("bad.md", 3, "P104", "no line is a task."),
    ]
    said = reloading.reloaded({"small": old, "other": other}, {"small": edited, "new": new}, wrong)
    assert problems(said.message) == []
    for text in (said.text, _words(said)):
        assert "*2 playbooks are loaded.*" in text
        assert "*New:* `new`." in text
        assert "*Changed:* `small` (1 task added, 1 task changed)." in text
        assert "*Gone:* `other`." in text
        assert "*1 error and 1 warning:*" in text
        assert "bad.md:3: no line is a task. (P104)" in text
        assert text.index("bad.md:3") < text.index("bad.md:7"), "Errors come first."
    same = reloading.reloaded({"small": old}, {"small": old}, [])
    assert same.text == "*1 playbook is loaded.* Nothing has changed. No file has a fault."
