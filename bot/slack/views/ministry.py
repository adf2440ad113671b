"""The ministry's cut in words: our own words around confirmed figures. Pure."""

from bot.domain.models import Fact
from bot.domain.register_report import FactLine
from bot.domain.report import Listing
from bot.language.catalogue import say
from bot.slack.views.page import Page, cut


def figures(found: Listing[FactLine], page: Page) -> tuple[str, ...]:
    """Say the figures that were confirmed, as of when."""
    lines = [
        say(
            "{key}: {figure} (confirmed, {at})",
            key=each.row.key.replace(".", " ").replace("_", " ").replace("-", " "),
            figure=_figure(each.row), at=page.hour(each.row.as_of),
        )
        for each in found.rows
    ]  # fmt: skip
    return tuple(cut(lines, of=found.total))


def _figure(row: Fact) -> str:
    return say("{part} of {whole}", part=row.value, whole=row.of) if row.of else row.value
