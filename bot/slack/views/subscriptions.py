"""A person's own digests in words, and the window in which one is set. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.domain.cadence import odd_said
from bot.domain.words import DigestCut, Language
from bot.grammar.times import say_ago
from bot.language.catalogue import later, say
from bot.slack import ids
from bot.slack.views import inputs, kit
from bot.slack.views.said import Said, paragraph
from bot.slack.views.words import listed as join

# So many of them stand in Home; a command shows the rest.
IN_HOME = 5
EXAMPLE = later(
    "Type it like `/incident digest subscribe at 08:00 zone Asia/Kolkata cut clinical`."
)
MEANING = {
    DigestCut.COMMAND: later("everything"),
    DigestCut.CLINICAL: later("care, decisions, what is overdue"),
    DigestCut.MINISTRY: later("numbers, stages and times, no names"),
}


class Shown(Protocol):
    """One digest of one person."""

    @property
    def ref(self) -> str | None:
        """The incident's reference, or None for all that are open."""
        ...

    @property
    def cut(self) -> DigestCut:
        """For whom it is cut."""
        ...

    @property
    def at(self) -> str:
        """The local time, `08:00`."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """On whose clocks."""
        ...

    @property
    def next_due_at(self) -> datetime | None:
        """When the next one comes; None while it rests."""
        ...

    @property
    def lang(self) -> Language | None:
        """In which language it comes, or None for the one that its reader set in Slack."""
        ...

    @property
    def odd(self) -> tuple[date, bool] | None:
        """A day on which the clocks show the hour twice (True) or not at all."""
        ...

    @property
    def late_at(self) -> datetime | None:
        """When the one fell due that is still on its way."""
        ...


def what(shown: Shown) -> str:
    """Name a digest: `all open incidents (command)`."""
    lang = f", {shown.lang.name.lower()}" if shown.lang else ""
    return f"{shown.ref or say('all open incidents')} ({shown.cut}{lang})"


def _when(shown: Shown, now: datetime) -> str:
    daily = say("daily at {at}, {zone} time", at=shown.at, zone=shown.zone.key)
    if shown.next_due_at is None:
        return say("{daily}; it rests while the incident is over", daily=daily)
    due = kit.said_date(shown.next_due_at, shown.zone)
    return say(
        "{daily}; the next one: {at}, {span}",
        daily=daily,
        at=due,
        span=say_ago(shown.next_due_at, now=now),
    )


def _late(shown: Shown) -> str:
    if shown.late_at is None:
        return ""
    at = kit.said_date(shown.late_at, shown.zone)
    return " " + say("The one that was due {at} is on its way.", at=at)


def begun(shown: Shown, now: datetime) -> Said:
    """Say that a digest comes from now on."""
    text = say(
        "Your digest of {what} comes to you {when}.", what=what(shown), when=_when(shown, now)
    )
    odd = odd_said(shown.odd, shown.at)
    text += _late(shown) + (f" {odd}" if odd else "")
    return paragraph(
        text,
        kit.button(say("Preview"), ids.INCIDENT_DIGEST, f"preview {shown.cut}"),
        kit.button(say("Change"), ids.INCIDENT_DIGEST, "subscribe"),
        kit.button(say("My digests"), ids.INCIDENT_DIGEST, "subscriptions"),
    )


def ended(shown: Sequence[Shown]) -> Said:
    """Say which digests do not come any more."""
    named = join([what(each) for each in shown])
    return paragraph(
        say("You get no digest of {digests} any more.", digests=named),
        kit.button(say("Subscribe again"), ids.INCIDENT_DIGEST, "subscribe"),
    )


def in_home(shown: Sequence[Shown], now: datetime) -> list[kit.Block]:
    """Return a person's digests as the last part of their Home."""
    change = kit.button(say("Add or change one"), ids.INCIDENT_DIGEST, "subscribe")
    if not shown:
        text = "\n".join(
            (
                f"*{say('A digest of your own')}*",
                say("Your hour, your clocks, everything or only what you need."),
            )
        )
        return [kit.divider(), kit.section(text, accessory=change)]
    rows = [_row(each, now) for each in shown[:IN_HOME]]
    left = len(shown) - len(rows)
    more = (
        kit.context(say("… and {left} more: `/incident digest subscriptions`", left=left))
        if left
        else {}
    )
    title = kit.section(say("*Digests of your own*"), accessory=change)
    return [each for each in (kit.divider(), title, *rows, more) if each]


def _row(shown: Shown, now: datetime) -> kit.Block:
    value = f"unsubscribe of {shown.ref or 'open'}"
    end = kit.button(say("End it"), ids.INCIDENT_DIGEST, value)
    line = f"{what(shown)}: {_when(shown, now)}."
    return kit.section(line[:1].upper() + line[1:], accessory=end)


def listed(shown: Sequence[Shown], now: datetime) -> Said:
    """Show a person's digests, each with a button that ends it."""
    change = kit.button(say("Add or change one"), ids.INCIDENT_DIGEST, "subscribe")
    if not shown:
        return paragraph(f"{say('You have no digest of your own.')} {say(EXAMPLE)}", change)
    lines = [f"{what(each)}: {_when(each, now)}." for each in shown]
    rows = tuple(_row(each, now) for each in shown)
    return Said(say("Your digests: {digests}", digests=" ".join(lines)), rows).with_buttons(change)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the window offers: zones by name, open incidents by reference and title."""

    at: str
    zones: Sequence[str]
    incidents: Sequence[tuple[str, str]] = ()


def window(given: Choices) -> kit.Block:
    """Return the window in which a person sets a digest of their own."""
    scopes = [kit.option(say("All open incidents that I may see"), "open")]
    scopes += [kit.option(f"{ref} {title}", ref) for ref, title in given.incidents]
    cuts = [
        kit.option(f"{cut.value.capitalize()}: {say(MEANING[cut])}", cut.value) for cut in DigestCut
    ]
    zones = [kit.option(name, name) for name in given.zones]
    time = inputs.line(ids.FIELD, value=given.at, placeholder="08:00", longest=20)
    blocks = [
        inputs.field(
            ids.SCOPE, say("About what?"), inputs.choice(ids.FIELD, scopes, initial="open")
        ),
        inputs.field(ids.CUT, say("Which cut?"), inputs.choice(ids.FIELD, cuts, initial="command")),
        inputs.field(ids.AT, say("At what time, every day?"), time),
        inputs.field(
            ids.ZONE,
            say("On whose clocks?"),
            inputs.choice(ids.FIELD, zones, initial=given.zones[0]),
            hint=say("Another zone: `/incident digest subscribe at 08:00 zone Region/City`."),
        ),
        *_languages(),
    ]
    return kit.modal(
        ids.INCIDENT_DIGEST, say("A digest of my own"), blocks, submit=say("Subscribe")
    )


def _languages() -> list[kit.Block]:
    """Return the menu of languages, where there is more than one to choose from."""
    if len(Language) == 1:
        return []
    offered = [kit.option(say("As my Slack is set"), "auto")]
    offered += [kit.option(say(each.called), each.value) for each in Language]
    menu = inputs.choice(ids.FIELD, offered, initial="auto")
    return [inputs.field(ids.LANG, say("In which language?"), menu)]


def saved(said: Said) -> kit.Block:
    """Return what the window turns into."""
    return kit.modal(
        "incident.digest.saved", say("Subscribed"), kit.paragraphs(said.text), close=say("Close")
    )
