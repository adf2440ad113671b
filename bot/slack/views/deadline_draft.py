"""The draft of a report as its writer sees it: page by page, ready to copy. Pure."""

from dataclasses import dataclass

from bot.domain.models import Deadline
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.deadlines import button, named, value
from bot.slack.views.said import Said
from bot.slack.views.words import counted

# So much of a draft stands on one page: the answer has to fit what Slack takes.
PAGE = 9000


@dataclass(frozen=True, slots=True)
class Text:
    """What a draft says, how many gaps it has, and the key of the fact that fills the first."""

    words: str
    gaps: int = 0
    to_fill: str = ""


def draft(row: Deadline, text: Text, ref: str, number: int) -> Said:
    """Return one page of a draft, with the ways to the other pages and on."""
    pages = _pages(text.words)
    number = min(max(number, 1), len(pages))
    unknown = (
        say("{gaps} to fill, each marked", gaps=counted(text.gaps, "gap"))
        if text.gaps
        else say("no gaps")
    )
    head = say("*Draft* for {deadline}: {gaps}.", deadline=named(row), gaps=unknown)
    if len(pages) > 1:
        head += " " + say("Page {number} of {count}.", number=number, count=len(pages))
    small = [say("Copy it, have it confirmed, send it from a clean account, then `/deadline met`.")]
    if text.to_fill:
        small.append(say("A gap is filled by a fact: `/incident fact {key} …`", key=text.to_fill))
    blocks = [*kit.repeated(pages[number - 1], head), kit.context(*small)]
    ways = [
        kit.button(label, ids.DEADLINE_DRAFT, value(ref, row.number, f"page={there}"))
        for label, there in ((say("‹ Previous"), number - 1), (say("Next ›"), number + 1))
        if 1 <= there <= len(pages)
    ]
    ways += [button(row, ref, action) for action in (ids.DEADLINE_MET, ids.DEADLINE_SHOW)]
    return Said(f"{head} {text.words}", tuple(blocks)).with_buttons(*ways)


def _pages(text: str) -> list[str]:
    """Cut a draft between its headings, and a long section between its lines, to fit one answer."""
    pages = [""]
    for section in text.replace("\n## ", "\n\0## ").split("\0"):
        for part in _parts(section):
            if pages[-1] and len(pages[-1]) + len(part) > PAGE:
                pages.append("")
            pages[-1] += part
    return pages


def _parts(section: str) -> list[str]:
    parts = [""]
    for line in section.splitlines(keepends=True):
        if parts[-1] and len(parts[-1]) + len(line) > PAGE:
            parts.append("")
        parts[-1] += line
    return parts
