"""What is said of a verb that there is not: which one was probably meant, or what else.

What stands behind `/incident` and begins with no verb is what somebody says of an attack.
"""

import re

from bot.errors import Mistyped
from bot.grammar import text as texts
from bot.grammar.leading import MOST_WORDS
from bot.grammar.lines import INCIDENT, Line, split
from bot.grammar.tasks import names_tasks
from bot.grammar.times import looks_like_time
from bot.language.catalogue import say
from bot.operations.anchors import MOMENTS, moment_named
from bot.operations.given import LONGEST_TITLE
from bot.slack.listeners.commands import COMMANDS

_SEV = re.compile(r"(?:sev(?:erity)?|[sp])-?([1-4])")
_GIVEN_BACK = frozenset({"unclaim", "unassign", "release", "free"})
# `done#12`, and `#12 done`
_GLUED = re.compile(r"(?P<verb>[A-Za-z]+)(?=[#№0-9])")
_TURNED = re.compile(r"(?P<tasks>[#№]?[0-9][^A-Za-z]*)\s(?P<verb>[A-Za-z]+)\b")
_TASKS_FIRST = re.compile(r"(?:task\s*)?[#№T]?[0-9]", re.IGNORECASE)
# An incident is never taken out of the record: a false alarm is stood down.
_TAKEN_OUT = frozenset({"delete", "remove", "cancel", "drop"})
_SMALL_VERBS = frozenset({"add", "change", "do", "give", "make", "post", "send", "set", "write"})
STAND_DOWN = "standdown"
ANCHOR = "deadline anchor"


def verb(line: Line, *, elsewhere: bool) -> Mistyped:
    """Return the error for a noun or verb that there is not, with the line that was meant.

    *elsewhere* than in an incident's channel, free text behind `/incident` is offered as the title
    of a new one.
    """
    noun = line.noun
    if noun not in COMMANDS.nouns:
        return Mistyped(
            say("{command} is not one of the commands here.", command=texts.quoted(f"/{noun}", 40)),
            next_step=say("`/incident help` shows what can be typed."),
        )
    what = say("`/{noun}` has no verb {verb}.", noun=noun, verb=texts.quoted(line.verb, 40))
    if anchor := _anchor(line):
        close = say("Did you mean `{close}`?", close=f"/{ANCHOR}")
        return Mistyped(what, nearest=anchor, next_step=close)
    if elsewhere and line.rest and _SEV.fullmatch(line.verb) and noun == INCIDENT:
        return _how_bad(what, line)
    near, rest = _in_two(line) or _nearest(line)
    other = "" if near == STAND_DOWN else _elsewhere(line)
    if other or near:
        nearest = f"/{other or f'{noun} {near}'} {texts.wire(rest)}".rstrip()
        close = f"/{other}" if other else near
        return Mistyped(
            what, nearest=nearest, next_step=say("Did you mean `{close}`?", close=close)
        )
    if noun == INCIDENT and elsewhere:
        return _declaration(what, line)
    return Mistyped(
        what,
        next_step=say(
            "`/incident help` lists its verbs; `/incident declare <title>` opens an incident."
        )
        if noun == INCIDENT
        else say("`/{noun} help` lists its verbs.", noun=noun),
    )


def _declaration(what: str, line: Line) -> Mistyped:
    """Return the error for free text behind `/incident`, which is a title unless it is too long."""
    if len(texts.tidy(line.raw)) > LONGEST_TITLE:
        return Mistyped(
            what,
            next_step=say(
                "Does it say what happened? `/incident declare <title>` opens an incident; a title "
                "has at most {longest} characters, and `/incident note` keeps the rest.",
                longest=LONGEST_TITLE,
            ),
        )
    return Mistyped(
        what,
        nearest=f"/incident declare {texts.wire(line.raw)}",
        next_step=say(
            "Does it say what happened? The button declares an incident of that title, at "
            "severity 2; `/incident declare sev1 …` says how bad it is."
        ),
    )


def _how_bad(what: str, line: Line) -> Mistyped:
    """Return the error for a severity and free text, where nothing says which incident it is of.

    One press more declares; it must not change how bad another incident is.
    """
    return Mistyped(
        what,
        nearest=f"/incident declare {texts.wire(line.raw)}",
        next_step=say(
            "Does it say what happened? The button declares an incident of that title and "
            "severity; `/incident sev {level} INC-… <reason>` changes one that is open.",
            level=line.verb[-1],
        ),
    )


def _anchor(line: Line) -> str:
    """Return the line that corrects a moment by which clocks count, for `/incident noticed 06:00`.

    Without a time behind it, `noticed strange logins` is what somebody says of an attack.
    """
    if line.noun != INCIDENT or moment_named(line.verb) not in MOMENTS:
        return ""
    words = line.rest.split()[:MOST_WORDS]
    if not any(looks_like_time(" ".join(words[:count])) for count in range(1, len(words) + 1)):
        return ""
    return f"/{ANCHOR} {moment_named(line.verb)} {texts.wire(line.rest_with_ref)}"


def _nearest(line: Line) -> tuple[str, str]:
    """Return the verb that was probably meant, if any is near, and what stands behind it."""
    if line.noun == INCIDENT and (glued := _SEV.fullmatch(line.verb)):
        return "sev", f"{glued[1]} {line.rest_with_ref}"
    if line.noun == INCIDENT and line.verb in _TAKEN_OUT:
        return STAND_DOWN, line.rest_with_ref
    if line.noun == "task" and line.verb in _GIVEN_BACK:
        return "assign", f"{line.rest_with_ref} nobody"
    near = COMMANDS.words[line.noun].suggest(line.verb)
    if near or line.noun not in {"task", "playbook"}:
        return near or "", line.rest_with_ref
    found = _GLUED.match(line.raw) or _TURNED.match(line.raw)
    verb = COMMANDS.words[line.noun].resolve(found["verb"]) if found else None
    if found and verb:
        tasks = found.groupdict().get("tasks", "")
        return verb, tasks + line.raw[found.end() :]
    named = line.noun == "playbook" or names_tasks(line.raw)
    return ("show", line.raw) if named else ("", line.rest_with_ref)


def _in_two(line: Line) -> tuple[str, str] | None:
    """Return the verb that was typed in two words, and what stands behind it.

    `stand down` is one verb, and in `add note` or `give role` the second word says what to do.
    """
    second = next(iter(split(line.rest_with_ref)), None)
    if second is None:
        return None
    words = COMMANDS.words[line.noun]
    verb = words.resolve(line.verb + second.folded)
    if verb is None and line.verb in _SMALL_VERBS:
        verb = words.resolve(second.folded)
    return (verb, line.rest_with_ref[second.end :].strip()) if verb else None


def _elsewhere(line: Line) -> str:
    """Return the command of another noun that has this very verb, the tasks' first, or nothing.

    A verb that is a noun itself is the command that was meant: `/incident deadline list`. What
    names tasks is the tasks', and what does not is not: one press would do something else.
    """
    if (noun := texts.fold(line.verb).lower()) in COMMANDS.nouns:
        return noun
    found = {
        noun: verb for noun, words in COMMANDS.words.items() if (verb := words.resolve(line.verb))
    }
    noun = "task" if "task" in found else next(iter(found), "") if len(found) == 1 else ""
    if line.rest and (noun == "task") is not bool(_TASKS_FIRST.match(line.rest)):
        return ""
    return f"{noun} {found[noun]}" if noun else ""
