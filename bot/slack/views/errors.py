"""A refusal or a mistake as people see it: what happened, who can, what next, what was typed."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from bot.errors import NotFound, Refused, WardroomError
from bot.grammar import text as texts
from bot.language.catalogue import say
from bot.slack import ids
from bot.slack.views import kit, lists
from bot.slack.views.said import Said

# So much of what was typed stands in the text itself, for those to whom only that is read.
IN_TEXT = 1000

_QUOTED = re.compile(r"`[^`]*`")


def explained(
    error: WardroomError,
    typed: str = "",
    noun: str = "incident",
    names: Mapping[str, str] = MappingProxyType({}),
) -> Said:
    """Return an error with its next step, the typed line ready to correct, and the way on.

    *typed* is tidied; *names* are what the people and channels in it are called, by their ids.
    """
    typed = texts.typeable(typed, names)
    head = f"*{_heading(error)}* {error.message}"
    lines = [head]
    if isinstance(error, Refused) and error.who and error.who not in str(error):
        lines.append(say("Who can: {who}.", who=error.who))
    if error.next_step:
        lines.append(error.next_step)
    # What is quoted of a typed line is no mention either.
    lines = [_QUOTED.sub(lambda found: texts.typeable(found[0], names), line) for line in lines]
    said = say("You typed: {line}", line=kit.typed(typed, IN_TEXT)) if typed else ""
    text = " ".join([*lines, said]).rstrip()
    blocks = list(kit.paragraphs("\n".join(lines)))[:5]
    if isinstance(error, Refused) and error.rule:
        blocks.append(kit.context(say("Rule: {rule}", rule=kit.escape(_rule(error.rule)))))
    if typed:
        blocks += kit.repeated(typed)
    return Said(text, tuple(blocks)).with_buttons(*_ways(error, noun, names))


def _rule(rule: str) -> str:
    """Return a rule by its name in the language that is spoken: `1, evidence`."""
    number, _, name = rule.partition(", ")
    return f"{number}, {say(name)}" if number.isdecimal() else say(rule)


def _heading(error: WardroomError) -> str:
    if isinstance(error, Refused):
        return say("Not done.")
    return say("Not found.") if isinstance(error, NotFound) else say("Not understood.")


def _ways(error: WardroomError, noun: str, names: Mapping[str, str]) -> list[kit.Block]:
    nearest, found = error.nearest, []
    if nearest.startswith("/") and len(nearest) <= kit.VALUE:
        # The value keeps Slack's own form, so that a mention is still one when it is sent.
        label = say("Send {line}", line=texts.typeable(texts.tidy(nearest), names))
        found.append(kit.button(label, ids.LINE_RUN, nearest, style="primary"))
    found += [kit.button(say(way.label), way.action, way.value) for way in error.ways]
    taken = {way.action for way in error.ways}
    found += [way for way in lists.of(noun) if way["action_id"] not in taken]
    return [*found, kit.button(say("Help"), f"{noun if noun in lists.LISTED else 'incident'}.help")]


def our_fault(reference: str, typed: str = "") -> Said:
    """Return what is said when we failed: nothing was changed, and what to give the admins."""
    text = say(
        "*Something went wrong on our side* (reference `{reference}`). Nothing was changed. "
        "Send it again; if it fails again, give the reference to whoever runs Wardroom.",
        reference=reference,
    )
    shown = kit.repeated(typed) if typed else []
    said = " " + say("You typed: {line}", line=kit.typed(typed, IN_TEXT)) if typed else ""
    return Said(text + said, (kit.section(text), *shown))


def too_late(why: str, entered: str) -> Said:
    """Return what is said of a window that closed before it could show what is wrong with it."""
    text = say("*Not done.* {why}", why=kit.escape(why))
    return Said(text, (*kit.paragraphs(text), *(kit.repeated(entered) if entered else [])))


def window_late(again: kit.Block | None) -> Said:
    """Return what is said when a window could not open; *again* is the button that opens it."""
    text = say(
        "*The window did not open* within the three seconds that Slack allows. Nothing was changed."
    )
    if again is None:
        way = say("Start it again, or type the whole line: `/incident help` shows how.")
        again = kit.button(say("Help"), "incident.help")
    else:
        way = say("Press *Open it* to try again.")
    said = f"{text} {way}"
    return Said(said, (kit.section(said),)).with_buttons(again)


def still_working(typed: str) -> Said:
    """Return what is said while the database has not answered yet."""
    text = say("Still working on {line}; the answer follows here.", line=kit.typed(typed))
    return Said(text, (kit.section(text),))
