"""The ministry's cut in words: our own words around counts and confirmed figures. Pure."""

from collections.abc import Mapping

from bot.domain.departments import ON_PAPER
from bot.domain.models import Fact
from bot.domain.register_report import CountLine, FactLine
from bot.domain.report import Listing
from bot.domain.restore_guards import LADDER
from bot.domain.restores import steps_done
from bot.language.catalogue import say, say_many
from bot.slack.views.page import Page, cut

DATA_BACK, SERVICE_BACK = LADDER.index("restored_clean"), LADDER.index("live")


def _all(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(
        f"{number} {say(name.replace('_', ' '))}" for name, number in ordered if number
    )


def departments(found: Listing[CountLine], _page: Page) -> tuple[str, ...]:
    """Say how many departments work on paper, and how many in each mode."""
    return tuple(
        say_many(
            "{paper} of {count} department on paper ({modes})",
            "{paper} of {count} departments on paper ({modes})",
            sum(each.counts.values()),
            paper=sum(number for mode, number in each.counts.items() if mode in ON_PAPER),
            modes=_all(each.counts),
        )
        for each in found.rows
    )


def servers(found: Listing[CountLine], _page: Page) -> tuple[str, ...]:
    """Say where the servers stand; what was found on them is a figure that somebody confirms."""
    return tuple(
        say_many(
            "{count} server: {states}",
            "{count} servers: {states}",
            sum(each.counts.values()),
            states=_all(each.counts),
        )
        for each in found.rows
    )


def systems(found: Listing[CountLine], _page: Page) -> tuple[str, ...]:
    """Say how many systems are back: their data, and their service, which is another thing."""
    lines = []
    for each in found.rows:
        reached = {stage: steps_done(stage) for stage in each.counts}
        data = sum(each.counts[stage] for stage, step in reached.items() if step >= DATA_BACK)
        live = sum(each.counts[stage] for stage, step in reached.items() if step >= SERVICE_BACK)
        total = sum(each.counts.values())
        lines.append(
            say("data restored of {data}, service restored of {live} of {total} systems",
                data=data, live=live, total=total)
        )  # fmt: skip
    return tuple(lines)


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
