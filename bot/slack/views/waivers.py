"""How waivers look, and what is said when one ends by the clock. Pure."""

from collections.abc import Sequence

from bot.domain.models import Waiver
from bot.domain.rulebook import RULES
from bot.domain.waivers import WAIVER
from bot.language.catalogue import say
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.registers import Face, changed
from bot.slack.views.said import Said


def _facts(row: Waiver, page: Page) -> Sequence[str]:
    until = [say("until {at}", at=page.hour(row.expires_at))] if row.expires_at else []
    ground = say(row.ground.replace("_", " "))
    return (ground, say("asked by {who}", who=page.who(row.requester)), *until)


def _details(row: Waiver, page: Page) -> Sequence[str]:
    told = [
        f"*Rule {row.rule}:* {RULES[int(row.rule)]}",
        f"*Subject:* {kit.one_line(row.subject, 100)}",
        f"*Why ({row.ground.replace('_', ' ')}):* {kit.one_line(row.reason, 1000)}",
        f"*Asked by:* {kit.mention(row.requester)}",
    ]
    if row.expires_at:
        told.append(f"*Ends:* {kit.said_date(row.expires_at, page.zone)}")
    if row.second_due_at and row.state == "half":
        due = kit.said_date(row.second_due_at, page.zone)
        told.append(f"*In force on one signature; the second is due:* {due}")
    return told


FACE = Face(
    register=WAIVER, plural="waivers", facts=_facts, details=_details,
    labels={"approve": "Approve", "refuse": "Refuse", "revoke": "Revoke"},
)  # fmt: skip


def expired(row: Waiver, ref: str) -> Said:
    """Return what is said when a waiver's time is over."""
    sentence = f"The waiver {FACE.named(row)} is over: the rule holds again."
    return changed(FACE, sentence, row, ref)


def unsigned(row: Waiver, ref: str, directors: Sequence[str]) -> Said:
    """Return what is said when the second signature did not come in time."""
    who = kit.mentions(directors) if directors else "nobody is director: `/incident role director`"
    sentence = (
        f"The waiver {FACE.named(row)} ran on one signature; the second did not come within an "
        f"hour, so it is out of force until somebody signs. Director: {who}."
    )
    return changed(FACE, sentence, row, ref)
