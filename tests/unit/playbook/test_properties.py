from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.playbook.fields import field_names, fill
from bot.playbook.findings import BadValueError
from bot.playbook.graph import cycles
from bot.playbook.markdown import plain, split_lines
from bot.playbook.model import Due, Every, Step, spelled
from bot.playbook.parse import parse
from bot.playbook.registers import REGISTERS
from bot.playbook.rhythms import kept
from bot.playbook.roles import ROLES
from bot.playbook.selectors import read_selector
from bot.playbook.steps import shortened
from bot.playbook.values import ANCHORS, PROOFS, read_due, read_every, read_span
from tests.unit.playbook.reading import good

# Pieces that mean something to the parser, in any order, with anything between them.
PIECES = st.sampled_from(
    [
        "---\n", "slug: a\n", "when: {kind: [", "]}\n", "- [ ] ", "- [x] ", "1. ", "  ", "\t",
        "> ",        "\n", "\r\n", "\r", "# ", "```\n", "<!--", "-->", "{#a", " role=it-lead", " due=+1h@a", "}",
        "{{server.hostname}}", "{{", "}}", '"', "=", "[", "]", "**", "`", "&lt;", "\\", "|", "&a ",
        "*a",        "!!x ", "<<: ", "\ufeff", "\u2028", "\x85", "\x0c", "अ", "\U0001f468\u200d",
        "after=", "each=server[",
    ]
)  # fmt: skip
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()))  # Lone surrogates too.
TEXTS = st.one_of(ANYTHING, st.lists(st.one_of(PIECES, ANYTHING), max_size=40).map("".join))
SPANS = st.integers(1, 5_000_000).map(lambda minutes: timedelta(minutes=minutes))
IDS = st.from_regex(r"[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9})?", fullmatch=True).filter(
    lambda name: name not in ANCHORS
)


@given(TEXTS, ANYTHING)
def test_parse_never_raises_and_never_gives_a_playbook_with_an_error(text: str, path: str) -> None:
    playbook, findings = parse(text, path)
    lines = len(split_lines(text))
    assert all(1 <= finding.line <= lines + 1 for finding in findings)
    if playbook is None:
        assert findings
        return
    assert all(finding.severity == "warning" for finding in findings)
    assert playbook.steps
    refs = [step.ref for step in playbook.steps]
    assert len(set(refs)) == len(refs)
    assert all(step.title and len(step.title) <= 150 for step in playbook.steps)
    assert playbook == parse(text, path)[0]


@given(TEXTS)
def test_plain_words_hold_no_line_ends(text: str) -> None:
    assert "\n" not in plain(text)


@given(SPANS)
def test_a_span_is_read_as_it_is_spelt(span: timedelta) -> None:
    assert read_span(spelled(span)) == span


@given(SPANS, st.sampled_from(ANCHORS))
def test_a_due_time_is_read_as_it_is_spelt(span: timedelta, anchor: str) -> None:
    written = str(Due(span)) if anchor == "start" else f"{Due(span)}@{anchor}"
    assert str(read_due(written)) == written


@given(spans=st.lists(SPANS, min_size=1, max_size=6, unique=True), ref=IDS, back=st.booleans())
def test_what_comes_a_few_times_or_counts_back_is_read_as_it_is_spelt(
    spans: list[timedelta], ref: str, *, back: bool
) -> None:
    first, *further = sorted(spans)
    due = Due(first, "step", ref, further=tuple(further))
    if back:
        due = Due(-first, "step", ref)
    assert read_due(str(due)) == due


@given(st.lists(st.integers(0, 1439), min_size=1, max_size=12), st.integers(1, 2000))
def test_a_rhythm_that_is_read_has_room_where_it_is_kept(times: list[int], days: int) -> None:
    said = ",".join(f"{each // 60}:{each % 60:02d}" for each in times)
    for written in (said, f"{said}[{days}d] 12h", f"{days}d[{days}d] {said}"):
        try:
            every = read_every(written)
        except BadValueError:
            continue
        assert len(kept(every, datetime(2089, 12, 31, tzinfo=UTC))) <= 64


@given(st.lists(st.times().map(lambda each: time(each.hour, each.minute)), min_size=1, max_size=6))
def test_a_rhythm_is_read_as_it_is_spelt(times: list[time]) -> None:
    every = Every(times=tuple(sorted(set(times))))
    assert read_every(str(every)) == every


@st.composite
def selectors(draw: st.DrawFn) -> str:
    """Return a selector that the table of registers allows."""
    noun = draw(st.sampled_from(sorted(REGISTERS)))
    conditions = REGISTERS[noun].conditions
    fields = draw(st.lists(st.sampled_from(sorted(conditions)), unique=True, max_size=3))
    parts = []
    for field in fields:
        values = st.sampled_from(conditions[field] or ("lis-01", "Block.A"))
        chosen = draw(st.lists(values, min_size=1, max_size=3, unique=True))
        parts.append(f"{field}={','.join(chosen)}")
    return f"{noun}[{' '.join(parts)}]" if parts else noun


@given(selectors())
def test_a_selector_is_read_as_it_is_spelt(written: str) -> None:
    assert str(read_selector(written)) == written


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """Return steps that fit together, each waiting only for earlier ones."""
    refs = draw(st.lists(IDS, min_size=1, max_size=6, unique=True))
    made = []
    for number, ref in enumerate(refs):
        earlier = refs[:number]
        waits = st.lists(st.sampled_from(earlier), unique=True) if earlier else st.just([])
        made.append(
            Step(
                ref=ref,
                title=draw(st.from_regex(r"[A-Z][a-z]{1,20}( [a-z]{1,20}){0,4}", fullmatch=True)),
                line=number + 1,
                role=draw(st.sampled_from(sorted(ROLES))),
                due=draw(st.none() | SPANS.map(Due)),
                after=tuple(draw(waits)),
                proof=draw(st.sampled_from([kind for kind in PROOFS if kind != "checklist"])),
                critical=draw(st.booleans()),
            )
        )
    return made


@given(steps())
def test_steps_written_down_are_read_back(wanted: list[Step]) -> None:
    text = "\n".join(_written(step) for step in wanted)
    assert list(good(text).steps) == wanted


def _written(step: Step) -> str:
    parts = [f"#{step.ref}", f"role={step.role}", f"proof={step.proof}"]
    parts += [f"due={step.due}"] if step.due else []
    parts += [f"after={','.join(step.after)}"] if step.after else []
    parts += ["critical=true"] if step.critical else []
    return f"- [ ] {step.title} {{{' '.join(parts)}}}"


@given(ANYTHING, st.dictionaries(st.just("server.hostname"), ANYTHING))
def test_filling_leaves_no_known_name_behind(text: str, values: dict[str, str]) -> None:
    assert fill(text, {}) == text
    filled = fill("{{server.hostname}}", values)
    assert filled == values.get("server.hostname", "{{server.hostname}}")
    assert "server.hostname" not in field_names(
        fill("{{server.hostname}}", {"server.hostname": ""})
    )


@given(ANYTHING, st.integers(2, 50))
def test_shortened_text_is_never_longer(text: str, longest: int) -> None:
    assert len(shortened(text, longest)) <= longest


@given(st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 8), max_size=4), max_size=9))
def test_a_circle_is_found_where_the_simple_way_finds_one(graph: dict[int, list[int]]) -> None:
    edges = {str(node): [str(other) for other in others] for node, others in graph.items()}
    told = list(cycles(edges))
    for cycle in told:
        assert cycle[0] == cycle[-1]
        assert all(after in edges[before] for before, after in pairwise(cycle))
    left = set(edges)
    while free := {node for node in left if not set(edges[node]) & left}:
        left -= free
    assert bool(told) is bool(left)
