"""Words for what the registers add to summaries and digests. Pure."""

from bot.domain.register_report import EtaLine, FactLine, WaiverLine
from bot.domain.report import Listing
from bot.slack.views import facts as fact_views
from bot.slack.views.page import Page, cut, more_by
from bot.slack.views.waivers import FACE


def facts(found: Listing[FactLine], page: Page) -> tuple[str, ...]:
    """Say which figures are disputed or denied; what is secret is named, not told."""
    lines = [fact_views.line(each.row, each.before, page, open_=False) for each in found.rows]
    return tuple(cut(lines, of=found.total, more=more_by("`/incident fact`")))


def etas(found: Listing[EtaLine], page: Page) -> tuple[str, ...]:
    """Say what is promised, with everything that was promised before."""
    lines = [fact_views.history(each.what, each.said, page) for each in found.rows]
    return tuple(cut(lines, of=found.total, more=more_by("`/incident eta`")))


def waivers(found: Listing[WaiverLine], page: Page) -> tuple[str, ...]:
    """Say which rules may be broken now, for what, until when, and what waits for signatures."""
    lines = [
        f"{FACE.named(each.row)}: {', '.join((FACE.state(each.row), *FACE.facts(each.row, page)))}"
        for each in found.rows
    ]
    return tuple(cut(lines, of=found.total, more=more_by("`/waiver list`")))
