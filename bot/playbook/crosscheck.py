"""Checks that playbooks fit together: ids that one names in another, and circles among them.

Which playbook is used in spite of a finding is for the library to say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from bot.playbook import limits
from bot.playbook.checks import counted_in_a_circle, due_edges, waits, waits_in_a_circle
from bot.playbook.findings import Finding, Severity, nearest, quoted
from bot.playbook.graph import Edges, cycles
from bot.playbook.model import Playbook

Refs: TypeAlias = Mapping[str, None]  # Ordered, and quick to ask.


@dataclass(frozen=True, slots=True)
class CrossFinding:
    """A finding and the slug of the playbook whose fault it is."""

    slug: str
    finding: Finding


def foreign_ids(playbook: Playbook, others: Mapping[str, Refs]) -> Iterator[CrossFinding]:
    """Yield the ids that a playbook names in others and that are not there, up to a limit."""
    named = (
        (step, attribute, reference)
        for step in playbook.steps
        for attribute, reference in waits(step)
        if "/" in reference and not _exists(reference, others)
    )
    for step, attribute, reference in islice(named, limits.FINDINGS_PER_FILE):
        slug, _, ref = reference.partition("/")
        finding = Finding(playbook.path, step.line, *_missing(attribute, slug, ref, others))
        yield CrossFinding(playbook.slug, finding)


def refs_of(playbooks: Mapping[str, Playbook]) -> dict[str, Refs]:
    """Return the ids of each playbook's steps, by slug."""
    return {
        slug: dict.fromkeys(step.ref for step in playbook.steps)
        for slug, playbook in playbooks.items()
    }


def circles(playbooks: Mapping[str, Playbook]) -> Iterator[CrossFinding]:
    """Yield, for every playbook in it, each circle of waiting that runs through several.

    And each circle of due times that are counted from one another.
    """
    refs = refs_of(playbooks)
    waiting: dict[str, list[str]] = {}
    counting: dict[str, list[str]] = {}
    for slug, playbook in playbooks.items():
        dues = due_edges(playbook)
        for step in playbook.steps:
            name = step.full_ref(slug)
            waiting[name] = [ref for ref in _fully(slug, step.after) if _exists(ref, refs)]
            counting[name] = [ref for ref in _fully(slug, dues[step.ref]) if _exists(ref, refs)]
    yield from _circles(playbooks, waiting, waits_in_a_circle)
    yield from _circles(playbooks, counting, counted_in_a_circle)


def _circles(
    playbooks: Mapping[str, Playbook], edges: Edges, why: Callable[[Sequence[str]], str]
) -> Iterator[CrossFinding]:
    for cycle in cycles(edges):
        slugs = list(dict.fromkeys(ref.partition("/")[0] for ref in cycle))
        if len(slugs) > 1:
            yield from (_circle(playbooks[slug], cycle, why(cycle)) for slug in slugs)


def _missing(
    attribute: str, slug: str, ref: str, others: Mapping[str, Refs]
) -> tuple[str, str, Severity]:
    if slug not in others:
        text = (
            f"`{attribute}`: there is no usable playbook {quoted(slug)} in this folder; the task "
            "does not wait for it."
        )
        return "P502", text, "warning"
    near = nearest(ref, others[slug])
    hint = f" Did you mean `{slug}/{near}`?" if near else ""
    text = f"`{attribute}`: the playbook `{slug}` has no task with the id {quoted(ref)}.{hint}"
    return "P503", text, "error"


def _circle(playbook: Playbook, cycle: Sequence[str], text: str) -> CrossFinding:
    own = next(ref for ref in cycle if ref.partition("/")[0] == playbook.slug)
    step = playbook.step(own.partition("/")[2])
    finding = Finding(playbook.path, step.line if step else 1, "P504", text)
    return CrossFinding(playbook.slug, finding)


def _fully(slug: str, references: Iterable[str]) -> Iterator[str]:
    return (ref if "/" in ref else f"{slug}/{ref}" for ref in references)


def _exists(reference: str, refs: Mapping[str, Refs]) -> bool:
    slug, _, ref = reference.partition("/")
    return slug in refs and ref in refs[slug]
