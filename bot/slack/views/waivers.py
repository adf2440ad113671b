"""How waivers look, and what is said when one ends by the clock. Pure."""

from collections.abc import Sequence

from bot.domain.models import Waiver
from bot.domain.rulebook import RULES
from bot.domain.waivers import WAIVER, why_of
from bot.language.catalogue import later, say
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.registers import Face, changed
from bot.slack.views.said import Said


def _facts(row: Waiver, page: Page) -> Sequence[str]:
    until = [say("until {at}", at=page.hour(row.expires_at))] if row.expires_at else []
    return (_ground(row), say("asked by {who}", who=page.who(row.requester)), *until)


def _details(row: Waiver, page: Page) -> Sequence[str]:
    told = [
        say("*Rule {rule}:* {text}", rule=row.rule, text=say(RULES[int(row.rule)])),
        say("*Subject:* {subject}", subject=kit.one_line(row.subject, 100)),
        say(
            "*Why ({ground}):* {reason}",
            ground=_ground(row),
            reason=kit.one_line(why_of(row.reason, row.ground), 1000),
        ),
        say("*Asked by:* {who}", who=kit.mention(row.requester)),
    ]
    if row.expires_at:
        told.append(say("*Ends:* {at}", at=kit.said_date(row.expires_at, page.zone)))
    if row.second_due_at and row.state == "half":
        due = kit.said_date(row.second_due_at, page.zone)
        told.append(say("*In force on one signature; the second is due:* {at}", at=due))
    return told


def _ground(row: Waiver) -> str:
    return say(row.ground.replace("_", " "))


def _titled(row: Waiver) -> str:
    return say("rule {rule} for {subject}", rule=row.rule, subject=row.subject)


FACE = Face(
    register=WAIVER, titled=_titled, plural=later("waivers"), facts=_facts, details=_details,
    labels={"approve": later("Approve"), "refuse": later("Refuse"), "revoke": later("Revoke")},
)  # fmt: skip


def asked(row: Waiver, who: str) -> str:
    """Return what the channel is told of a waiver that somebody asks for."""
    ground = f" ({_ground(row)})" if row.ground != "other" else ""
    return say(
        "{who} asks for the waiver {row}: {why}. It takes two other people in two roles, one of "
        "them director or legal-lead.",
        who=kit.mention(who), row=f"{FACE.named(row)}{ground}",
        why=kit.one_line(why_of(row.reason, row.ground), 500),
    )  # fmt: skip


def expired(row: Waiver, ref: str) -> Said:
    """Return what is said when a waiver's time is over."""
    sentence = say("The waiver {waiver} is over: the rule holds again.", waiver=FACE.named(row))
    return changed(FACE, sentence, row, ref)


def unsigned(row: Waiver, ref: str, directors: Sequence[str]) -> Said:
    """Return what is said when the second signature did not come in time."""
    who = (
        kit.mentions(directors)
        if directors
        else say("nobody is director: `/incident role director`")
    )
    sentence = say(
        "The waiver {waiver} ran on one signature; the second did not come within an hour, so it "
        "is out of force until somebody signs. Director: {who}.",
        waiver=FACE.named(row),
        who=who,
    )
    return changed(FACE, sentence, row, ref)
