"""What people are told of a promised update: that it has not come, and that it was put off.

Who is told, and when, is `bot.domain.reminders`.
"""

from datetime import datetime
from typing import Protocol

from bot.domain.reminders import Notice, Rung
from bot.grammar.spans import say_due
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import kit
from bot.slack.views.page import Page
from bot.slack.views.reminders import Place, late_since

# What the button puts a promise off by.
SNOOZE = "15m"


def broken(
    place: Place, due_at: datetime, notice: Notice, page: Page, *, late: bool = False
) -> kit.Block:
    """Return what is said of a promised update that has not come, with the ways on."""
    text = _text(place, due_at, notice, page)
    if late:
        text += f" {late_since(notice.at, page)}"
    buttons = (
        kit.button(say("Give update"), ids.INCIDENT_UPDATE, place.ref, style="primary"),
        kit.button(say("In 15 min"), ids.INCIDENT_SNOOZE, f"{place.ref} {SNOOZE}"),
    )
    return kit.message(text, [kit.section(text), kit.actions(*buttons)])


def _text(place: Place, due_at: datetime, notice: Notice, page: Page) -> str:
    when = f"{kit.said_date(due_at, page.zone)} ({say_due(due_at, now=page.now)})"
    lead = {
        Rung.STAND_IN: say("Nobody has given it; you are the deputy."),
        Rung.COMMANDER: say("Nobody has given it; it is escalated to the incident commander."),
    }.get(notice.rung, say("Please give it now, or say by when."))
    said = [say("The update on {where} was promised for {at}.", where=place.said, at=when), lead]
    if notice.told_before:
        said.append(say("Told before: {people}.", people=kit.mentions(notice.told_before)))
    return " ".join(said)


class PutOff(Protocol):
    """A promise that was moved."""

    @property
    def before(self) -> datetime:
        """For when it was promised."""
        ...

    @property
    def after(self) -> datetime:
        """For when it is promised now."""
        ...

    @property
    def times(self) -> int:
        """How often it was put off since the last update."""
        ...


def put_off(user_id: str, ref: str, moved: PutOff, reason: str, page: Page) -> str:
    """Return what the channel is told of a promise that was put off."""
    why = f": {kit.clip(kit.spoken(reason), 500)}" if reason.strip() else "."
    again = (
        " " + say("({count} times since the last update)", count=moved.times)
        if moved.times > 1
        else ""
    )
    return say(
        "{who} puts the update on {ref} off, from {before} to *{after}*{again}{why}",
        who=kit.mention(user_id),
        ref=ref,
        before=page.hour(moved.before),
        after=page.hour(moved.after),
        again=again,
        why=why,
    )
