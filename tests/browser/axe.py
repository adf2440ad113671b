"""Accessibility as axe-core judges it: of what a page shows now, nothing moderate or worse."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

VENDORED = Path(__file__).parent / "vendor" / "axe.min.js"
GRAVE = frozenset({"moderate", "serious", "critical"})
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
    const still = document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity);
    await Promise.allSettled(still.map((one) => one.finished));
    const found = await axe.run(document, {
        runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], elementRef: false,
    });
    return found.violations.map(({ id, impact, help, nodes }) => ({
        id, impact, help, where: nodes.map((node) => [node.target.join(' '), node.failureSummary]),
    }));
}"""


@cache
def _source() -> str:
    return VENDORED.read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Return what axe-core finds wrong with *page* as it is, each with where and why."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate(RUN, TAGS)
    return [
        f"{one['impact']} {one['id']}: {one['help']}\n    {where}\n    {why}"
        for one in found
        if one["impact"] in GRAVE
        for where, why in one["where"]
    ]
