"""Words for endpoints that are counted: how fast it goes, and which totals there were. Pure."""

from collections.abc import Sequence

from bot.domain.endpoints import Forecast
from bot.domain.models import EndpointCount
from bot.language.catalogue import say, say_many
from bot.slack.views import kit
from bot.slack.views.page import Page

WHY = 200


def pace(forecast: Forecast) -> str:
    """Say the rate as a range, and what it means for the rest; nothing is promised."""
    left, days = forecast.left, forecast.days
    if not left:
        return say("nothing left")
    if not forecast.known:
        return say("{left} left, no rate yet", left=left)
    span = say("day") if days <= 1 else say("{days} days", days=days)
    soonest = -(-left // forecast.fast)
    latest = -(-left // forecast.slow) if forecast.slow else None
    if forecast.slow == forecast.fast:
        rate = f"{forecast.fast}"
    else:
        rate = say("{slow} to {fast}", slow=forecast.slow, fast=forecast.fast)
    if latest == soonest:
        return say_many(
            "{left} left at {rate} a day (last {span}): {count} day",
            "{left} left at {rate} a day (last {span}): {count} days",
            soonest, left=left, rate=rate, span=span,
        )  # fmt: skip
    return say(
        "{left} left at {rate} a day (last {span}): {soonest} to {latest} days",
        left=left, rate=rate, span=span, soonest=soonest, latest=latest or say("unknown"),
    )  # fmt: skip


def totals(history: Sequence[EndpointCount], page: Page) -> list[str]:
    """Say which totals a batch had, oldest first, each with its version, its hour and its why."""
    told, known = [], 0
    for each in history:
        if each.denominator_version == known:
            continue
        known = each.denominator_version
        line = say("v{version}: {total} since {at}", version=known, total=each.total,
                   at=page.hour(each.at))  # fmt: skip
        why = say("because {why}", why=kit.one_line(each.reason, WHY))
        told.append(f"{line}, {why}" if each.reason else line)
    return told
