from datetime import time, timedelta

import pytest

from bot.playbook.attributes import ATTRIBUTES, split_line
from bot.playbook.model import Condition, Due, Every, RowSpan, Selector
from tests.unit.playbook.reading import codes, found, good, one

BOX = "- [ ] Task"
OTHERS = "\n- [ ] Hold {#hold}\n- [ ] Seal {#seal}"
VALUES = [
    ("#disk-image", "ref", "disk-image"),
    ("role=forensics-lead", "role", "forensics-lead"),
    ("due=+30m", "due", Due(timedelta(minutes=30))),
    ("due=+1h30m", "due", Due(timedelta(minutes=90))),
    ("due=+2d", "due", Due(timedelta(days=2))),
    ("due=+6h@noticed", "due", Due(timedelta(hours=6), "noticed")),
    ("due=+1h@seal", "due", Due(timedelta(hours=1), "step", "seal")),
    ("due=+1h@other/seal", "due", Due(timedelta(hours=1), "step", "other/seal")),
    ("due=-24h@other/seal", "due", Due(timedelta(hours=-24), "step", "other/seal")),
    ("due=+0h@other/seal", "due", Due(timedelta(0), "step", "other/seal")),
    (
        "due=+0h,+4h,+1d@noticed",
        "due",
        Due(timedelta(0), "noticed", further=(timedelta(hours=4), timedelta(days=1))),
    ),
    ("due=+30d,+60d", "due", Due(timedelta(days=30), further=(timedelta(days=60),))),
    ("after=hold,seal,hold", "after", ("hold", "seal")),
    ("after=other-book/cut", "after", ("other-book/cut",)),
    ("after=drill/hold", "after", ("hold",)),
    ("each=department", "each", Selector("department")),
    (
        "each=server[infiltrated]",
        "each",
        Selector("server", (Condition("verdict", ("infiltrated",)),)),
    ),
    (
        'each="server[verdict=infiltrated,encrypted kind=virtual]"',
        "each",
        Selector(
            "server",
            (Condition("verdict", ("infiltrated", "encrypted")), Condition("kind", ("virtual",))),
        ),
    ),
    ("each=system[tier=1]", "each", Selector("system", (Condition("tier", ("1",)),))),
    ("every=4h", "every", Every(interval=timedelta(hours=4))),
    ("every=08:00", "every", Every(times=(time(8),))),
    ("every=18:30,6:30", "every", Every(times=(time(6, 30), time(18, 30)))),
    (
        'every="2h[24h] 09:00,17:00[72h] 17:00"',
        "every",
        Every(
            times=(time(17),),
            before=(
                (Every(interval=timedelta(hours=2)), timedelta(days=1)),
                (Every(times=(time(9), time(17))), timedelta(days=3)),
            ),
        ),
    ),
    ("proof=reference", "proof", "reference"),
    ("approve=legal-lead+director", "approve", ("legal-lead", "director")),
    ("approve=1", "approve", ("any",)),
    ("approve=2", "approve", ("any", "any")),
    ("approve=director proof=text approve_when=n/a", "approve_when", ("n/a",)),
    ("approve=1 proof=text approve_when=cleared,clean", "approve_when", ("cleared", "clean")),
    ("gate=evidence", "gate", "evidence"),
    ("gate=reconnect,restore-dependencies", "gate", "reconnect,restore-dependencies"),
    ("critical=true role=it-lead", "critical", True),
    ("critical=false", "critical", False),
]


@pytest.mark.parametrize(("written", "field", "value"), VALUES)
def test_an_attribute_fills_its_field(written: str, field: str, value: object) -> None:
    playbook = good(f"{BOX} {{{written}}}{OTHERS}\n")
    assert getattr(playbook.steps[0], field) == value
    assert playbook.steps[0].title == "Task"


def test_every_attribute_has_a_case() -> None:
    told = {field if "=" in written else "#" for written, field, _ in VALUES}
    assert told | {"sets"} == set(ATTRIBUTES)


def test_sets_names_a_verb_of_the_register() -> None:
    step = one(f"{BOX} {{each=server sets=isolate}}")
    assert step.sets == "isolate"


def test_some_rows_have_a_span_of_their_own() -> None:
    due = one(f'{BOX} {{#a each=server due="+6h[tier=0,1 kind=virtual]  +24h@noticed"}}').due
    assert due is not None
    own = RowSpan(timedelta(hours=6), "tier=0,1 kind=virtual")
    assert due == Due(timedelta(hours=24), "noticed", rows=(own,))
    assert str(due) == "+6h[tier=0,1 kind=virtual] +1d@noticed"
    assert due.of({"tier": "1", "kind": "virtual"}) == Due(timedelta(hours=6), "noticed")
    for other in ({"tier": "2", "kind": "virtual"}, {"tier": "", "kind": "virtual"}, {"tier": "0"}):
        assert due.of(other) == Due(timedelta(hours=24), "noticed")


WRONG = [
    ("approve_when=n/a proof=text", "P321"),
    ("approve=director approve_when=n/a", "P321"),
    ("approve=director proof=text approve_when=Cleared", "P321"),
    ("approve=director proof=text approve_when=", "P321"),
    (f"approve=director proof=text approve_when={'a' * 29}", "P321"),
    ("#Disk", "P310"),
    ("#noticed", "P310"),
    ("#", "P310"),
    ("role=", "P311"),
    ("role=Forensics_Lead", "P311"),
    ("role=forensic-lead", "P404"),
    ("due=30m", "P312"),
    ("due=+", "P312"),
    ("due=+0m", "P312"),
    ("due=+30min", "P312"),
    ("due=-24h", "P312"),
    ("due=-24h@noticed", "P312"),
    ("due=-0h@seal", "P312"),
    ("due=-4h,+4h@seal", "P312"),
    ("due=+4h,-2h@seal", "P312"),
    ("due=+4h,2h@seal", "P312"),
    ("due=+4h,+4h@seal", "P312"),
    ("due=+8h,+4h@seal", "P312"),
    ("due=+1h,+2h,+3h,+4h,+5h,+6h,+7h", "P312"),
    ('each=server due="+6h[tier=0] +8h,+9h"', "P312"),
    ("due=+1h,+2h every=4h", "P312"),
    (f"due=+1h@{'a' * 60}/{'b' * 60}", "P312"),
    ("every=0:00,1:00,2:00,3:00,4:00,5:00,6:00,7:00,8:00,9:00,9:30", "P316"),
    ('every="1:00,2:00,3:00,4:00,5:00,6:00,7:00[8d] 1:00,2:00,3:00"', "P316"),
    ("due=+30m@", "P312"),
    ("due=+30m@start", "P312"),
    ("due=+4000d", "P312"),
    (f"due=+{'9' * 900}m", "P312"),
    ("due=18:00", "P312"),
    ('due="+6h[tier=0] +24h"', "P312"),
    ('each=server due="+6h[colour=red] +24h"', "P312"),
    ("each=server due=+6h[tier=0]", "P312"),
    ('each=server due="+6h[tier=0]+24h"', "P312"),
    ("due=+1h@nobody", "P402"),
    ("after=", "P313"),
    ("after=hold,,seal", "P313"),
    ("after=a/b/c", "P313"),
    ("after=hald", "P402"),
    ("each=", "P314"),
    ("each=servers", "P314"),
    ("each=server[", "P303"),
    ("each=server[verdict=bad]", "P314"),
    ("each=server[colour=red]", "P314"),
    ("each=server[broken]", "P314"),
    ("each=server[infiltrated,virtual]", "P314"),
    ('each="server[infiltrated suspect]"', "P314"),
    ("each=server[hostname=a;b]", "P314"),
    (f"each=server[hostname={','.join(f'lis-{at:02}' for at in range(30))}]", "P314"),
    ("gate=evidence-released,acquisition-complete,restore-dependencies,closed", "P319"),
    ("sets=isolate", "P407"),
    ("each=server sets=seal", "P407"),
    ("each=family sets=seal", "P407"),
    ("sets=9", "P315"),
    ("every=soon", "P316"),
    ('every="2h 6h"', "P316"),
    ('every="2h[24h] 4h[24h] 6h"', "P316"),
    ("every=2h[24h]", "P316"),
    ("every=25:00", "P316"),
    ("every=08:00,", "P316"),
    ("proof=pdf", "P317"),
    ("proof=checklist", "P109"),
    ("approve=3", "P318"),
    ("approve=a+b+c", "P318"),
    ("approve=director+director", "P318"),
    ("approve=1:director", "P318"),
    ("approve=nobody", "P404"),
    ("role=director approve=director", "P405"),
    ("gate=G5", "P319"),
    ("gate=evidense", "P406"),
    ("critical=yes", "P320"),
    ("role=it-lead role=it-lead", "P302"),
    ("rol=it-lead", "P301"),
    ("role=it-lead colour=red", "P301"),
    ("role=it-lead urgent", "P303"),
    ('role="it-lead', "P303"),
    (f"role={'x' * 1000}", "P303"),
]


@pytest.mark.parametrize(("written", "code"), WRONG)
def test_a_wrong_attribute_is_one_error_on_its_line(written: str, code: str) -> None:
    (finding,) = found(f"\n{BOX} {{{written}}}\n- [ ] Hold {{#hold}}\n- [ ] Seal {{#seal}}\n")
    assert (finding.line, finding.code, finding.severity) == (2, code, "error")
    assert str(finding).startswith(f"playbooks/drill.md:2: {code} ")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("role=forensic-lead", "`forensics-lead`"),
        ("gate=evidense", "`evidence`"),
        ("rol=it-lead", "`role`"),
        ("after=hald", "`hold`"),
        ("proof=foto", "`photo`"),
        ("each=servers", "`server`"),
        ("each=server[infiltratd]", "`infiltrated`"),
        ("each=server sets=isolat", "`isolate`"),
    ],
)
def test_the_nearest_right_name_is_offered(written: str, hint: str) -> None:
    (finding,) = found(f"{BOX} {{{written}}}\n- [ ] Hold {{#hold}}")
    assert finding.message.endswith(f"Did you mean {hint}?")


@pytest.mark.parametrize(
    "prose",
    [
        "Read {the card}",
        "Read {}",
        "Set ${HOME}",
        "Run awk '{print $1}'",
        "Use {{incident.title}}",
        "Ask for {{ incident.id }}",
        "Call f(x){y}",
        "{a} and {b}",
        "Braces } and {",
        "}",
        "{",
        "Put {id=5}",
    ],
)
def test_braces_in_prose_stay_text(prose: str) -> None:
    step = one(f"- [ ] {prose}")
    assert step.title == prose


@pytest.mark.parametrize("almost", ["{role: it-lead}", "{critical}", "{due +30m}"])
def test_braces_that_are_almost_attributes_stay_text_with_a_warning(almost: str) -> None:
    (finding,) = found(f"- [ ] Do it {almost}")
    assert (finding.code, finding.severity) == ("P305", "warning")
    assert good(f"- [ ] Do it {almost}").steps[0].title == f"Do it {almost}"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("- [ ] Do it {#a role=it-lead", 5),
        ("- [ ] Do it {#a role=it-lead}.", 5),
        ("- [ ] Do {role=it-lead} it", 5),
        ("- [ ] Do it\n  {#a role=it-lead}", 6),
    ],
)
def test_attributes_in_the_wrong_place_are_an_error(body: str, line: int) -> None:
    head = "---\nslug: drill\ntitle: Drill\n---\n"
    assert codes(head + body) == [(line, "P304")]


@pytest.mark.parametrize(
    "title", ["Write `code {#x}` and **bold**", "Write ``a ` {role=it-lead}`` `b`, not ` {here}"]
)
def test_attributes_that_are_shown_as_code_are_none(title: str) -> None:
    assert codes(f"- [ ] {title}\n  As in ` {{#x}} `.\n") == []
    assert codes(f"- [ ] {title} {{#b}} so\n") == [(1, "P304")]
    assert codes("- [ ] Only `` one {#x} `tick`\n") == [(1, "P304")]


def test_attributes_on_a_line_of_a_checklist_are_an_error() -> None:
    head = "---\nslug: drill\ntitle: Drill\n---\n"
    assert codes(head + "- [ ] A\n  - [ ] B {role=it-lead}\n") == [(6, "P110")]


def test_a_comment_behind_the_attributes_does_no_harm() -> None:
    assert one("- [ ] Do it {#a} <!-- agreed -->").ref == "a"


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Do {a=b}", ("Do", "a=b")),
        ("Do{a=b}", ("Do{a=b}", None)),
        ("{#a}", ("", "#a")),
        ("Do {{a.b}} {#a}  ", ("Do {{a.b}}", "#a")),
        ("Do {a} {b} c", ("Do {a} {b} c", None)),
    ],
)
def test_a_line_splits_before_its_last_braces(line: str, parts: tuple[str, str | None]) -> None:
    assert split_line(line) == parts
