"""`/incident summary` and `snooze`: what the clock posts into the channel, and what was promised.

The digest has its own module.
"""

from typing import Any

from bot.errors import Mistyped
from bot.grammar.leading import leading_moment
from bot.grammar.spans import say_span, span
from bot.language.catalogue import say
from bot.operations import promises, schedules
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit
from bot.slack.views import promises as promises_view
from bot.slack.views.page import Page
from bot.slack.views.said import paragraph


def _words(ask: Ask) -> tuple[str, str]:
    verb, _, rest = ask.text.partition(" ")
    return verb.lower(), rest.strip()


def summary(ask: Ask) -> Answer:
    """Post a status summary now, or set how often they come: `now|preview|every 2h|off`."""
    verb, rest = _words(ask)
    turn, incident = ask.turn, ask.incident
    if verb in {"preview", "show"}:
        return _message(schedules.summary_preview(turn, incident))
    if verb == "":
        plan = schedules.summary_plan(turn, incident)
        return _planned(ask, plan.sentence)
    if verb in {"now", "post"}:
        plan = schedules.summary_now(turn, incident)
        turn.refresh_board(incident)
        return _planned(
            ask, say("The summary is on its way to the board's thread. {plan}", plan=plan.sentence)
        )
    return _every(ask, verb, rest)


def _every(ask: Ask, verb: str, rest: str) -> Answer:
    turn, incident = ask.turn, ask.incident
    if verb in {"off", "stop", "never"}:
        plan = schedules.summary_every(turn, incident, None)
    elif verb in {"on", "auto"} or (verb == "every" and rest.lower() == "auto"):
        plan = schedules.summary_every(turn, incident, "auto")
    elif verb == "every" and rest:
        plan = schedules.summary_every(turn, incident, span(rest))
    else:
        raise Mistyped(
            say("How often is the summary to come?"),
            next_step=say("Type `/incident summary now`, `every 2h`, `every auto` or `off`."),
        )
    turn.say(
        incident,
        lambda: paragraph(
            f"{kit.mention(ask.user_id)}: {schedules.summary_plan(turn, incident).sentence}"
        ),
    )
    turn.refresh_board(incident)
    return _planned(ask, plan.sentence)


def snooze(ask: Ask) -> Answer:
    """Put the promised update off: `30m [reason]`, a quarter of an hour when nothing is said."""
    turn, incident = ask.turn, ask.incident
    read, why = leading_moment(ask.text or promises_view.SNOOZE, now=turn.now, zone=turn.house.zone)
    put_off = promises.snooze(turn, incident, read.at, why)
    announce(
        ask,
        lambda: paragraph(
            promises_view.put_off(ask.user_id, incident.ref, put_off, why, _page(ask))
        ),
    )
    left = promises.OWN - put_off.times
    now = say(
        "The update on {ref} is now promised for {at}: {later} later than before.",
        ref=incident.ref,
        at=ask.said(put_off.after),
        later=say_span(put_off.after - put_off.before),
    )
    if left == 1:
        now += " " + say("You may put it off once more yourself.")
    elif left < 1:
        now += " " + say("From now on command decides.")
    return answered(
        paragraph(
            now,
            kit.button(say("Give update"), ids.INCIDENT_UPDATE, incident.ref, style="primary"),
        )
    )


def _page(ask: Ask) -> Page:
    return Page(ask.turn.now, ask.turn.house.zone)


def _planned(ask: Ask, sentence: str) -> Answer:
    ref = ask.incident.ref
    return answered(
        paragraph(
            sentence,
            kit.button(say("Post one now"), ids.INCIDENT_SUMMARY, f"{ref} now"),
            kit.button(say("Preview"), ids.INCIDENT_SUMMARY, f"{ref} preview"),
        )
    )


def _message(message: dict[str, Any]) -> Answer:
    return Answer(str(message.get("text", "")), tuple(message.get("blocks", ())), alone=True)
