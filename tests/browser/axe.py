"""Accessibility as axe-core judges it: of what a page shows now, nothing moderate or worse.

In the dark only colours are judged: all else was, in the light.
"""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

VENDORED = Path(__file__).parent / "vendor" / "axe.min.js"
GRAVE = frozenset({"moderate", "serious", "critical"})
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IN_THE_LIGHT = {"type": "tag", "values": TAGS}
IN_THE_DARK = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# What stands over the page, and what opened it.
OVER_THE_PAGE = "dialog[open], .popover:popover-open, [aria-expanded='true']"
RUN = """async ([part, runOnly]) => {
    const still = document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity);
    await Promise.allSettled(still.map((one) => one.finished));
    const found = await axe.run(part || document, {
        runOnly, resultTypes: ['violations'], elementRef: false, preload: false,
    });
    return found.violations.map(({ id, impact, help, nodes }) => ({
        id, impact, help, where: nodes.map((node) => [node.target.join(' '), node.failureSummary]),
    }));
}"""


@cache
def _source() -> str:
    return VENDORED.read_text(encoding="utf-8")


def faults(page: Page, part: str = "", *, dark: bool = False) -> list[str]:
    """Return what axe-core finds wrong with *page*, or *part* of it; each with where and why."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate(RUN, [part, IN_THE_LIGHT])
    if dark:
        page.emulate_media(color_scheme="dark")
        found += page.evaluate(RUN, [part, IN_THE_DARK])
        page.emulate_media(color_scheme="light")
    return [
        f"{one['impact']} {one['id']}: {one['help']}\n    {where}\n    {why}"
        for one in found
        if one["impact"] in GRAVE
        for where, why in one["where"]
    ]
