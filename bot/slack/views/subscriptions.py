"""A person's own digests in words, and the window in which one is set. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.domain.words import DigestCut, Language
from bot.grammar.days import MONTHS
from bot.grammar.times import say_ago
from bot.language.catalogue import later, say
from bot.slack import ids
from bot.slack.views import inputs, kit
from bot.slack.views.said import Said, paragraph

# So many of them stand in Home; a command shows the rest.
IN_HOME = 5
EXAMPLE = later(
    "Type it like `/incident digest subscribe at 08:00 zone Asia/Kolkata cut clinical`."
)
MEANING = {
    DigestCut.COMMAND: "everything",
    DigestCut.CLINICAL: "care, decisions, what is overdue",
    DigestCut.MINISTRY: "numbers, stages and times, no names",
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


def what(shown: Shown) -> str:
    """Name a digest: `all open incidents (command)`."""
    lang = f", {shown.lang.name.lower()}" if shown.lang else ""
    return f"{shown.ref or 'all open incidents'} ({shown.cut}{lang})"


def _when(shown: Shown, now: datetime) -> str:
    daily = f"daily at {shown.at}, {shown.zone.key} time"
    if shown.next_due_at is None:
        return f"{daily}; it rests while the incident is over"
    due = kit.said_date(shown.next_due_at, shown.zone)
    return f"{daily}; the next one: {due}, {say_ago(shown.next_due_at, now=now)}"


def _odd(shown: Shown) -> str:
    if shown.odd is None:
        return ""
    day, twice = shown.odd
    said = f" On {day.day} {MONTHS[day.month - 1].capitalize()} {day.year} the clocks there"
    if twice:
        return f"{said} show {shown.at} twice: it comes the first time."
    return f"{said} skip {shown.at}: it comes right after."


def begun(shown: Shown, now: datetime) -> Said:
    """Say that a digest comes from now on."""
    text = f"Your digest of {what(shown)} comes to you {_when(shown, now)}.{_odd(shown)}"
    return paragraph(
        text,
        kit.button("Preview", ids.INCIDENT_DIGEST, f"preview {shown.cut}"),
        kit.button("Change", ids.INCIDENT_DIGEST, "subscribe"),
        kit.button("My digests", ids.INCIDENT_DIGEST, "subscriptions"),
    )


def ended(shown: Sequence[Shown]) -> Said:
    """Say which digests do not come any more."""
    named = " and ".join(what(each) for each in shown)
    return paragraph(
        f"You get no digest of {named} any more.",
        kit.button("Subscribe again", ids.INCIDENT_DIGEST, "subscribe"),
    )


def in_home(shown: Sequence[Shown], now: datetime) -> list[kit.Block]:
    """Return a person's digests as the last part of their Home."""
    change = kit.button("Add or change one", ids.INCIDENT_DIGEST, "subscribe")
    if not shown:
        text = "*A digest of your own*\nYour hour, your clocks, everything or only what you need."
        return [kit.divider(), kit.section(text, accessory=change)]
    rows = [_row(each, now) for each in shown[:IN_HOME]]
    left = len(shown) - len(rows)
    more = kit.context(f"… and {left} more: `/incident digest subscriptions`") if left else {}
    title = kit.section("*Digests of your own*", accessory=change)
    return [each for each in (kit.divider(), title, *rows, more) if each]


def _row(shown: Shown, now: datetime) -> kit.Block:
    value = f"unsubscribe of {shown.ref or 'open'}"
    end = kit.button("End it", ids.INCIDENT_DIGEST, value)
    line = f"{what(shown)}: {_when(shown, now)}."
    return kit.section(line[:1].upper() + line[1:], accessory=end)


def listed(shown: Sequence[Shown], now: datetime) -> Said:
    """Show a person's digests, each with a button that ends it."""
    change = kit.button("Add or change one", ids.INCIDENT_DIGEST, "subscribe")
    if not shown:
        return paragraph(f"You have no digest of your own. {say(EXAMPLE)}", change)
    lines = [f"{what(each)}: {_when(each, now)}." for each in shown]
    rows = tuple(_row(each, now) for each in shown)
    return Said("Your digests: " + " ".join(lines), rows).with_buttons(change)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the window offers: zones by name, open incidents by reference and title."""

    at: str
    zones: Sequence[str]
    incidents: Sequence[tuple[str, str]] = ()


def window(given: Choices) -> kit.Block:
    """Return the window in which a person sets a digest of their own."""
    scopes = [kit.option("All open incidents that I may see", "open")]
    scopes += [kit.option(f"{ref} {title}", ref) for ref, title in given.incidents]
    cuts = [kit.option(f"{cut.value.capitalize()}: {MEANING[cut]}", cut.value) for cut in DigestCut]
    zones = [kit.option(name, name) for name in given.zones]
    time = inputs.line(ids.FIELD, value=given.at, placeholder="08:00", longest=20)
    blocks = [
        inputs.field(ids.SCOPE, "About what?", inputs.choice(ids.FIELD, scopes, initial="open")),
        inputs.field(ids.CUT, "Which cut?", inputs.choice(ids.FIELD, cuts, initial="command")),
        inputs.field(ids.AT, "At what time, every day?", time),
        inputs.field(
            ids.ZONE, "On whose clocks?",
            inputs.choice(ids.FIELD, zones, initial=given.zones[0]),
            hint="Another zone: `/incident digest subscribe at 08:00 zone Region/City`.",
        ),
        *_languages(),
    ]  # fmt: skip
    return kit.modal(ids.INCIDENT_DIGEST, "A digest of my own", blocks, submit="Subscribe")


def _languages() -> list[kit.Block]:
    """Return the menu of languages, where there is more than one to choose from."""
    if len(Language) == 1:
        return []
    offered = [kit.option("As my Slack is set", "auto")]
    offered += [kit.option(each.name.capitalize(), each.value) for each in Language]
    menu = inputs.choice(ids.FIELD, offered, initial="auto")
    return [inputs.field(ids.LANG, "In which language?", menu)]


def saved(said: Said) -> kit.Block:
    """Return what the window turns into."""
    return kit.modal(
        "incident.digest.saved", "Subscribed", kit.paragraphs(said.text), close="Close"
    )
