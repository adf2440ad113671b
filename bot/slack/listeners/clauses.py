"""Reads what stands about a task beside its title: `by 18:00`, `due 2h`, `after #3`.

They may stand at either end, and so does who is to hold it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.errors import Mistyped
from bot.grammar import lines
from bot.grammar.errors import ReferenceRefused, TimeOutOfReach, TimeRefused
from bot.grammar.leading import leading_moment
from bot.grammar.refs import UserRef, placed_users, users, without
from bot.grammar.spans import parse_span
from bot.grammar.tasks import leading_tasks, names_tasks, task_numbers
from bot.grammar.text import fold
from bot.grammar.times import Moment, looks_like_time
from bot.language.catalogue import say
from bot.slack.ask import Ask

_EVERY = re.compile(r"\s*every\s+", re.IGNORECASE)
_DUE = re.compile(r"\s+due:?$", re.IGNORECASE)
_UNREAD = re.compile(
    r"\b(?:due|by|at|before|till|until)\s(?:.{0,20}\s)?(?:[0-9]{1,2}(?:[:.][0-9]{2})?\s?(?:am|pm|baje)\b"
    r"|[0-9]{1,2}:[0-9]{2}\b|(?:tomorrow|tonight|today|kal|aaj|subah|shaam|raat)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_MARKED = ("#", "<#", "№")
# Behind these a person belongs to the sentence, also at its end: `Hide the logs from @imran`.
_LEADS_TO_PERSON = {
    "about", "against", "and", "ask", "at", "behind", "brief", "by", "call", "for", "from",
    "inform", "near", "of", "or", "phone", "relieve", "remind", "ring", "tell", "than",
    "thank", "to", "via", "wake", "warn", "with", "without"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """The title of a task, when it is due, and the tasks after which it comes."""

    title: str
    due: Moment | None
    after: tuple[int, ...]


def told(ask: Ask, text: str, pairs: Mapping[str, str]) -> Told:
    """Return what a text and its `key=value` pairs say of a task."""
    _check_filled(pairs)
    first = lines.leading_clauses(
        text,
        {
            "due": lambda behind: _behind_due(ask, behind),
            "by": lambda behind: _behind_time(ask, behind),
            "after": _behind_tasks,
        },
    )
    ends: dict[str, Callable[[str], bool]] = {
        "due": _looks_due, "after": names_tasks,
        "by": lambda typed: not _is_length(typed) and _is_time(ask, typed),
    }  # fmt: skip
    last = lines.clauses(first.head, ends)
    # `due by 18:00`: both words lead to the one time.
    title = _DUE.sub("", last.head) if "by" in last.found else last.head
    pieces = (pairs, first.found, last.found)
    dues = [each[key] for each in pieces for key in ("due", "by") if each.get(key)]
    if any(map(_EVERY.match, dues)):
        raise comes_once()
    if len(dues) > 1:
        raise Mistyped(
            say("A task is due once, and here stand two times."),
            next_step=say("Leave one out, or put the title between quotes."),
        )
    waits = [task_numbers(each["after"]) for each in pieces if each.get("after")]
    return Told(
        lines.unquote(title),
        ask.moment(_bare(dues[0])) if dues else None,
        tuple(dict.fromkeys(number for numbers in waits for number in numbers)),
    )


def holders(ask: Ask, text: str) -> tuple[tuple[UserRef, ...], str]:
    """Return whom a text gives the task to, and the text without them.

    They stand at either end, the clauses aside. In the middle a person is part of the sentence, and
    so is one to whom its last word leads: `Ask @ravi for the logs`, `Hide the logs from @imran`.
    """
    named: dict[UserRef, None] = {}
    places: list[tuple[int, int]] = []
    for ref, start, end in placed_users(text):
        before, after = text[:start], text[end:]
        glued = after[:1] not in {"", " ", "\n", ".", ",", ";", ":", "!", "?"}
        spoken_of = _leads_to_person(before) or (_says(ask, before) and _says(ask, after))
        if not glued and not spoken_of:
            named[ref] = None
            places.append((start, end))
    for start, end in reversed(places):
        before, after = text[:start].rstrip(" "), text[end:]
        text = before + (after if before else after.lstrip(":,"))
    return tuple(named), text.strip()


def _leads_to_person(before: str) -> bool:
    """Tell whether the word before a person asks for one: `from`, `with`, `tell`."""
    words = fold(before).lower().split()
    return bool(words) and before.endswith((" ", "\n")) and words[-1] in _LEADS_TO_PERSON


def _says(ask: Ask, text: str) -> bool:
    """Tell whether anything of a title stands in a part of the line."""
    bare = without(text, *users(text)).strip(" .,;:!?")
    return bool(bare and told(ask, bare, {}).title)


def _check_filled(pairs: Mapping[str, str]) -> None:
    empty = next((key for key in ("due", "after") if pairs.get(key) == ""), None)
    if empty:
        raise Mistyped(
            say("Behind `{key}=` stands nothing.", key=empty),
            next_step=say("Write `due=2h` or `after=#3`, or leave it out."),
        )


def comes_once() -> Mistyped:
    """Return the error that a task which is typed does not recur."""
    return Mistyped(
        say("A task that is typed comes once, so it takes no `every`."),
        next_step=say(
            "Work that recurs belongs into a playbook: write `{attribute}` behind its step "
            "there. Here leave it out.",
            attribute="{every=4h}",
        ),
    )


def _looks_due(text: str) -> bool:
    """Tell whether it says when a task is due; `every 4h` means to, and is answered."""
    return looks_like_time(_EVERY.sub("", _bare(text)))


def _bare(typed: str) -> str:
    """Return a time without the full stop of the sentence that it ends."""
    return typed.rstrip(".! ")


def _is_length(typed: str) -> bool:
    """Tell whether it may be an amount: `Reduce load by 2h`, `Extend the window by 30 min`."""
    return parse_span(_bare(typed)) is not None


def by_length(title: str) -> str:
    """Return the length behind a `by` at the end of a title, which says not when it is due."""
    return _bare(lines.clauses(title, {"by": _is_length}).found.get("by", ""))


def unread_time(title: str) -> str:
    """Return the end of a title that means a time and is none we read: `due 11pm kal`."""
    found = _UNREAD.search(fold(title))
    return found[0] if found else ""


def _is_time(ask: Ask, typed: str) -> bool:
    """Tell whether this is a time, and no `by phone`, `by 3 nurses`, `by now`.

    One that has passed is one too: it is refused, not kept in the title.
    """
    try:
        return ask.moment(_bare(typed)).at > ask.turn.now
    except TimeOutOfReach:
        return True
    except TimeRefused:
        return False


def _behind_due(ask: Ask, text: str) -> str | None:
    """Return what stands behind the time that `due` opens; a slip in it is refused."""
    every = _EVERY.match(text)
    text = text[every.end() :] if every else text
    behind = _behind_time(ask, text)
    first = next(iter(text.split()), "")
    if behind is None and looks_like_time(first) and not first.isdecimal():
        ask.moment(first)
    return behind


def _behind_time(ask: Ask, text: str) -> str | None:
    turn = ask.turn
    try:
        read, rest = leading_moment(text, now=turn.now, zone=turn.house.zone)
    except TimeOutOfReach:
        raise
    except TimeRefused:
        return None
    count = len(text.split()) - len(rest.split())
    return "".join(text.split(maxsplit=count)[count:]) if read.at > turn.now else None


def _behind_tasks(text: str) -> str | None:
    """Return what stands behind marked tasks: `after 3 nurses left` names none."""
    if not text.startswith(_MARKED):
        return None
    try:
        return leading_tasks(text).rest
    except ReferenceRefused:
        return None
