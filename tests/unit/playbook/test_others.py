"""Checklists as other organisations publish them: they load as they are, and nothing is lost."""

import pytest

from bot.playbook.model import Playbook
from bot.playbook.parse import parse

# As a plan is written for pandoc: numbered lists in several chapters, sub-lists, footnotes.
PANDOC = """---
title: 'Response plan for `HOSPITAL`'
author: 'Author: `NAME`'
date: 'Revision `3`'
abstract: |
  This plan is short.

  It was last tested in May.
geometry: margin=1.5in
---

`TODO: fill in the names`

# Assess
1. **Stay calm.**
1. Find the *family* of it (_i.e._, its name)[<sup>[1]</sup>](#ref-1)
    1. Read every note.  Check:
        * the wallpaper
        * [the helpdesk](#TODO-link)
    1. Look at files

# Call
1. Page the lead. `TODO: add the list`
    *Ask twice

<div class="reference">

### Reference: who is who
* Command
    * [Commander](#role)

Role | Number
---- | ------
Lead | `LEAD`

</div>
"""

# As a vendor writes it: tables and quotes on top, boxes with long lines and sub-lists, fences.
VENDOR = """# IRP-Ransomware: ransomware in the cloud

> **Version:** 2.1
> **Status:** `Active`

---

> \u26a0\ufe0f **Disclaimer:** this is a template.

| Source | Finding |
|---|---|
| Trail | - [ ] in a table |

### 1.1 Before it happens

- [ ] **Vaults** locked in compliance mode on everything that care depends on \u2014 the one defence \
that an administrator whose password was stolen cannot take away, so that it comes first of all
- [ ] **Policies** ready (see [Part 3](#part-3)):
  - `DenyAll` \u2014 blocks all
  - `DenyDelete`

1. **At once**
   - [ ] Isolate <br> what is hit
   - [x] Keep the ~~mail~~ logs[^1]

~~~markdown
- [ ] in a fence
~~~

[^1]: For 180 days.
"""

# As it stands in a vault of notes: keys, two more marks, wiki links, states, dates; from Windows.
VAULT = """\ufeff---
tags: [ir, malware]
aliases:
  - virus
nav_order: 3
layout: page
title: Malware
---

Malware response
================

First hour
----------

* [ ] Pull the cable of [[Hosts|the host]] #urgent \U0001f4c5 2022-11-24
+ [ ] Call :telephone: [[Asha]], see [the list][calls]
* [/] Half done
- [!] Look out

## Contain {#contain}

- [ ] Take ![the screen](x.png) {: .important}
- [ ] Fill in <name of the vendor>

[calls]: https://example.org/calls
""".replace("\n", "\r\n")

# As a site folds it away, with boxes in quotes, below bullets and below numbers.
SITE = """# Checklist

<details>
<summary>Contain</summary>

- [ ] Isolate the host
- [ ] Block *addresses* at the edge <!-- owner: net -->

</details>

<!--
- [ ] not a task
-->

> - [ ] In a quote

1) First
   - [ ] Under a number

- Recovery
  - [ ] Under a bullet
    - detail
"""


# As most write it: lines in bold above the boxes, blanks to fill in, boxes that are letters.
BOLD = """# Playbook: Ransomware

**Playbook ID:** PB-002
**Owner:** IR lead

**What must not be done**

- Reboot

## First hour

**Hour 0-1: Containment**
- [ ] **ISOLATE** affected systems
- [ ] Time: ______________________

**After that:**

1. [ ] Convene
\u2610 Not in a list
- \u2610 A letter
"""


def loaded(text: str) -> tuple[Playbook, list[tuple[int, str]]]:
    """Return the playbook of a text without errors, and the line and code of each warning."""
    playbook, findings = parse(text, "playbooks/theirs.md")
    assert playbook is not None, [str(each) for each in findings]
    return playbook, [(each.line, each.code) for each in findings]


def tasks(playbook: Playbook) -> list[tuple[str, str]]:
    return [(step.section, step.title) for step in playbook.steps]


def test_a_plan_in_numbered_chapters() -> None:
    playbook, warned = loaded(PANDOC)
    assert playbook.title == "Response plan for `HOSPITAL`"
    assert playbook.intro == "`TODO: fill in the names`"
    assert tasks(playbook) == [
        ("Assess", "Stay calm."),
        ("Assess", "Find the family of it (i.e., its name) [1]"),
        ("Call", "Page the lead. TODO: add the list"),
    ]
    assert "* [the helpdesk](#TODO-link)" in playbook.steps[1].instruction
    assert warned == [(3, "P210"), (15, "P108")]


def test_a_vendors_page_with_tables_and_long_lines() -> None:
    playbook, warned = loaded(VENDOR)
    first, *others = playbook.steps
    assert (len(first.title), first.title[-1]) == (150, "\u2026")
    assert first.instruction.startswith("**Vaults** locked in compliance mode")
    assert first.instruction.endswith("so that it comes first of all")
    assert [(step.section, step.title) for step in others] == [
        ("1.1 Before it happens", "Policies ready (see Part 3):"),
        ("At once", "Isolate what is hit"),
        ("At once", "Keep the mail logs"),
    ]
    assert others[0].instruction == "- `DenyAll` \u2014 blocks all\n- `DenyDelete`"
    assert warned == [(16, "P106"), (23, "P112")]


def test_a_note_of_a_vault() -> None:
    playbook, warned = loaded(VAULT)
    assert playbook.title == "Malware"
    assert tasks(playbook) == [
        ("First hour", "Pull the cable of the host #urgent \U0001f4c5 2022-11-24"),
        ("First hour", "Call :telephone: Asha, see the list"),
        ("Contain", "Take the screen"),
        ("Contain", "Fill in <name of the vendor>"),
    ]
    assert warned == [(2, "P210"), (18, "P111"), (19, "P111")]


def test_a_page_of_a_site() -> None:
    playbook, warned = loaded(SITE)
    assert tasks(playbook) == [
        ("", "Isolate the host"),
        ("", "Block addresses at the edge"),
        ("", "In a quote"),
        ("First", "Under a number"),
        ("Recovery", "Under a bullet"),
    ]
    assert playbook.steps[-1].instruction == "- detail"
    assert warned == []


def test_lines_in_bold_above_the_boxes_part_them() -> None:
    playbook, warned = loaded(BOLD)
    assert playbook.title == "Playbook: Ransomware"
    assert playbook.intro.endswith("**What must not be done**\n\n- Reboot")
    assert tasks(playbook) == [
        ("Hour 0-1: Containment", "ISOLATE affected systems"),
        ("Hour 0-1: Containment", "Time: ______________________"),
        ("After that", "Convene"),
    ]
    assert warned == [(20, "P111")]
    assert loaded("**Now**\n- [ ] Call\n")[0].title == "Theirs"


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("tags: [ir]\ncolour: red", ["P207", "P210"]),
        ("titel: Malware", ["P207"]),
        ("lead: it-lead\nlayout: page", ["P210"]),
    ],
)
def test_a_key_that_nobody_knows_stays_an_error(keys: str, wanted: list[str]) -> None:
    _, findings = parse(f"---\n{keys}\n---\n- [ ] A\n", "theirs.md")
    assert sorted(each.code for each in findings) == wanted


def test_a_page_of_ours_is_read_strictly_whatever_else_reads_it() -> None:
    long = f"- [ ] {'word ' * 40}\n"
    assert parse(f"---\nlayout: page\ntitle: A\n---\n{long}", "a.md")[0] is not None
    assert parse(f"---\nlayout: page\nlead: it-lead\n---\n{long}", "a.md")[0] is None
