"""Checks that playbooks fit together: ids that one names in another, and circles among them.

Which playbook is used in spite of a finding is for the library to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from bot.playbook import limits
from bot.playbook.checks import waits
from bot.playbook.findings import Finding, Severity, nearest, quoted
from bot.playbook.graph import cycles
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
    """Yield, for every playbook in it, each circle of waiting that runs through several."""
    refs = refs_of(playbooks)
    edges: dict[str, list[str]] = {}
    for playbook in playbooks.values():
        for step in playbook.steps:
            full = (_full(playbook.slug, ref) for ref in step.after)
            edges[step.full_ref(playbook.slug)] = [ref for ref in full if _exists(ref, refs)]
    for cycle in cycles(edges):
        slugs = list(dict.fromkeys(ref.partition("/")[0] for ref in cycle))
        if len(slugs) > 1:
            yield from (_circle(playbooks[slug], cycle) for slug in slugs)


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


def _circle(playbook: Playbook, cycle: tuple[str, ...]) -> CrossFinding:
    own = next(ref for ref in cycle if ref.partition("/")[0] == playbook.slug)
    step = playbook.step(own.partition("/")[2])
    text = f"these tasks wait for one another: {' → '.join(cycle[:12])}. Cut one `after`."
    finding = Finding(playbook.path, step.line if step else 1, "P504", text)
    return CrossFinding(playbook.slug, finding)


def _full(slug: str, ref: str) -> str:
    return ref if "/" in ref else f"{slug}/{ref}"


def _exists(reference: str, refs: Mapping[str, Refs]) -> bool:
    slug, _, ref = reference.partition("/")
    return slug in refs and ref in refs[slug]
