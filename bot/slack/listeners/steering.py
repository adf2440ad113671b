"""`/incident sev kind title stage close standdown reopen`: where the response goes.

Telling is `incident`.
"""

from collections.abc import Collection

from bot.domain.models import Incident
from bot.domain.stages import ALLOWED, STANDS
from bot.domain.stages import SAID as STAGES
from bot.domain.words import Kind, Stage
from bot.errors import Mistyped
from bot.grammar.lines import unquote
from bot.grammar.severities import leading_severity
from bot.grammar.suggest import nearest
from bot.grammar.text import quoted
from bot.language.catalogue import say
from bot.operations import correcting
from bot.operations import incidents as operations
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners.declaration import read_kind
from bot.slack.listeners.saying import announce, answered, start_buttons, status_button
from bot.slack.views import incidents as views
from bot.slack.views import kit
from bot.slack.views.said import paragraph
from bot.slack.views.words import said_kind, stop


def severity(ask: Ask) -> Answer:
    """Change the severity: `1 emergency is down too`."""
    found = leading_severity(ask.text, bare=True)
    if found.level is None:
        raise Mistyped(
            say("Which severity?"),
            next_step=say("Type `/incident sev 1 <reason>`, 1 (worst) to 4."),
        )
    before = ask.incident.severity
    incident = operations.change_severity(
        ask.turn, ask.incident, found.level, reason=found.rest.removeprefix("because ")
    )
    why = kit.clip(kit.spoken(found.rest), 1000)
    announce(
        ask,
        lambda: paragraph(
            say(
                "{who} changed {ref} from SEV{before} to *{after}*: {why}",
                who=kit.mention(ask.user_id),
                ref=incident.ref,
                before=before,
                after=views.severity(incident.severity),
                why=why,
            ),
            status_button(incident),
        ),
    )
    ways = [status_button(incident), *start_buttons(ask, incident)]
    return answered(
        paragraph(say("{ref} is SEV{level} now.", ref=incident.ref, level=incident.severity), *ways)
    )


def kind(ask: Ask) -> Answer:
    """Say that it is of another kind: `ransomware [reason]`."""
    if not ask.text:
        listed = ", ".join(f"`{each}`" for each in Kind)
        raise Mistyped(
            say("Which kind?"),
            next_step=say("Type `/incident kind <kind> [reason]`.")
            + " "
            + say("The kinds are {listed}.", listed=listed),
        )
    incident, (name, reason) = ask.incident, _front(ask.text, set(Kind))
    before = correcting.change_kind(ask.turn, incident, read_kind(name), reason=reason)
    moved = {
        "ref": incident.ref,
        "before": said_kind(before),
        "after": said_kind(incident.kind),
    }
    why = f": {kit.clip(kit.spoken(reason), 1000)}" if reason else ""
    announce(
        ask,
        lambda: paragraph(
            stop(
                say(
                    "{who} changed the kind of {ref} from {before} to *{after}*",
                    who=kit.mention(ask.user_id), **moved,
                )
                + why
            ),
            status_button(incident),
        ),
    )  # fmt: skip
    ways = [status_button(incident), *start_buttons(ask, incident)]
    return answered(paragraph(say("{ref} is of the kind *{after}* now.", **moved), *ways))


def title(ask: Ask) -> Answer:
    """Call the incident by another title: `Laboratory servers encrypted`."""
    if not ask.text:
        raise Mistyped(
            say("What is it to be called?"), next_step=say("Type `/incident title <text>`.")
        )
    incident = ask.incident
    before = correcting.retitle(ask.turn, incident, ask.in_words(unquote(ask.text)))
    named = {"ref": incident.ref, "title": kit.one_line(incident.title, 200)}
    announce(
        ask,
        lambda: paragraph(
            say("{who} calls {ref} *{title}* now.", who=kit.mention(ask.user_id), **named)
            + " " + say("Until now: {others}.", others=kit.one_line(before, 200)),
            status_button(incident),
        ),
    )  # fmt: skip
    said = say("{ref} is called *{title}* now. Its channel keeps its name.", **named)
    return answered(paragraph(said, status_button(incident)))


def stage(ask: Ask) -> Answer:
    """Move the response to another stage: `contained [reason]`."""
    first = next(iter(ask.line.words), None)
    if first is None:
        here = ask.incident.stage
        ways = f" {say('or')} ".join(f"`{STAGES[each]}`" for each in ALLOWED[here])
        raise Mistyped(
            say(
                "{ref} is {stage}. Which stage next?", ref=ask.incident.ref, stage=say(STANDS[here])
            ),
            next_step=say(
                "From here it goes to {ways}: `/incident stage <stage> [reason]`.", ways=ways
            ),
        )
    wanted, reason = _stage(ask.text)
    return moved(ask, wanted, reason)


def _front(text: str, known: Collection[str]) -> tuple[str, str]:
    """Return which of the *known* names of one word or two begins a text, and what follows.

    Where none does, its first word stands for the name.
    """
    words = text.split()
    for length in (2, 1):
        name = "_".join(words[:length]).lower().strip(".,:;").replace("-", "_")
        if name in known:
            return name, " ".join(words[length:])
    return words[0], " ".join(words[1:])


def _stage(text: str) -> tuple[Stage, str]:
    """Read the stage at the front of a text: `stood down no attack found`."""
    name, rest = _front(text, set(Stage))
    if name in set(Stage):
        return Stage(name), rest
    typed = name.lower()
    close = nearest(typed, [stage.value for stage in Stage])
    raise Mistyped(
        say("There is no stage {stage}.", stage=quoted(typed, 40)),
        instead=(name, close) if close else None,
        next_step=say("Did you mean `{close}`?", close=close)
        if close
        else say("The stages are {stages}.", stages=", ".join(STAGES.values())),
    )


def moved(ask: Ask, wanted: Stage, reason: str) -> Answer:
    """Move the response and say it."""
    before = ask.incident.stage
    incident = operations.move_stage(ask.turn, ask.incident, wanted, reason=reason)
    return _said_moved(ask, before, incident, reason)


def _said_moved(ask: Ask, before: Stage, incident: Incident, reason: str) -> Answer:
    why = kit.clip(kit.spoken(reason), 1000) if reason.strip() else ""

    def sentence() -> str:
        what = say(
            "{who} moved {ref} from {before} to *{after}*",
            who=kit.mention(ask.user_id), ref=incident.ref, before=say(STAGES[before]),
            after=say(STAGES[incident.stage]),
        )  # fmt: skip
        return f"{what}: {why}" if why else stop(what)

    announce(ask, lambda: paragraph(sentence(), status_button(incident)))
    ways = [status_button(incident)]
    if incident.stage in {Stage.CLOSED, Stage.STOOD_DOWN}:
        ways.append(kit.button(say("Reopen"), ids.INCIDENT_REOPEN, incident.ref))
    else:
        ways += start_buttons(ask, incident)
    return answered(
        paragraph(
            say("{name} is {state} now.", name=incident.ref, state=say(STANDS[incident.stage])),
            *ways,
        )
    )


def close(ask: Ask) -> Answer:
    """Close the incident after its review."""
    return moved(ask, Stage.CLOSED, ask.text)


def standdown(ask: Ask) -> Answer:
    """Stand down what was no incident."""
    return moved(ask, Stage.STOOD_DOWN, ask.text)


def reopen(ask: Ask) -> Answer:
    """Open an ended incident again."""
    return reopened(ask, ask.text)


def reopened(ask: Ask, reason: str) -> Answer:
    """Open an ended incident again and say it."""
    before = ask.incident.stage
    incident = operations.reopen(ask.turn, ask.incident, reason=reason)
    return _said_moved(ask, before, incident, reason)
