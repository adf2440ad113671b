"""`/evidence add`: an exhibit is entered by a line, or in a window with every field there is."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from bot.domain import exhibit_details as details
from bot.domain.evidence import EXHIBIT, TYPES
from bot.domain.register import Register
from bot.domain.servers import SERVER
from bot.errors import Mistyped
from bot.grammar import lines
from bot.language.catalogue import later, say
from bot.operations import evidence as operations
from bot.operations import register
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.evidence_counters import EXHIBITS
from bot.slack.listeners.filled import Filled
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit, windows
from bot.slack.views import registers as views
from bot.slack.views.evidence import FACE, TYPE_LABELS
from bot.slack.views.windows import Blank, Window

NOTHING: Final = frozenset({"", "-", "none"})
PEOPLE: Final = ("witness_a", "witness_b")
# What is entered only when it is there; a seal, a place and certificates come later.
LATER: Final = frozenset(
    {"seal_impression", "storage_conditions", "retention", "certificate_a", "certificate_b"}
)
_LONG: Final = frozenset({"description", "found_at", "found_state"})


def _window() -> Window:
    """Return the window: which server, what it is, every detail, what it is a copy of, who saw."""
    fields = tuple(
        Blank(
            each.column, each.label, "text" if each.column in _LONG else "line", optional=True,
            longest=each.longest,
        )
        for each in details.DETAILS
        if each.column not in LATER
    )  # fmt: skip
    return Window(
        later("Enter an exhibit"),
        later("Enter"),
        (
            Blank(
                "server", later("From which server?"), optional=True, longest=255,
                placeholder=later("SRV-003 or its name; empty for none"),
            ),
            Blank("type", later("What is it?"), "choice", choices=tuple(TYPE_LABELS.items())),
            *fields,
            Blank("witness_a", later("First witness"), "person", optional=True),
            Blank("witness_b", later("Second witness"), "person", optional=True),
            Blank("from", later("Copy of which exhibit?"), optional=True, longest=32),
            Blank("corrects", later("Corrects which exhibit?"), optional=True, longest=32),
        ),
    )  # fmt: skip


WINDOW: Final = _window()


def add(ask: Ask) -> Answer:
    """Enter an exhibit: `X <type> [key=value …]`; with less than that, its window is opened."""
    read = lines.options(ask.text, keys=operations.KEYS)
    words = read.rest.split(maxsplit=2)
    pairs = dict(read.pairs)
    if len(words) < 2:  # noqa: PLR2004 - server and kind.
        known = {("type" if word.lower() in TYPES else "server"): word for word in words}
        return _asked(ask, {**pairs, **known})
    if len(words) > 2:  # noqa: PLR2004 - what is left describes it.
        pairs.setdefault("description", words[2])
    return _entered(ask, words[0], words[1], pairs)


def _asked(ask: Ask, given: Mapping[str, str]) -> Answer:
    """Open the window, filled with what was typed."""
    register.check_may_work(ask.turn, ask.incident, say("enter an exhibit"))
    known = {
        details.BY_KEY[key].column if key in details.BY_KEY else key: value
        for key, value in given.items()
    }
    head = say("With a tool or a method it counts as collected by you, now.")
    return Answer(
        modal=windows.opened(
            WINDOW, ids.EVIDENCE_ADD, ask.incident, "", ask.origin.channel_id, head, known
        )
    )


def filled(ask: Ask, form: Filled) -> Callable[[], Answer]:
    """Read the window field by field; return what enters the exhibit."""
    server = form.read("server", partial(_row, ask, SERVER), "-")
    kind = form.read("type", _kind, "")
    named = {key: form.read(key, partial(_row, ask, EXHIBIT), "") for key in ("from", "corrects")}
    entered = [blank.name for blank in WINDOW.blanks if blank.name in details.BY_KEY]
    said = {key: form.read(key, partial(_detail, key), "") for key in entered}
    people = {key: f"<@{form.chosen(key)}>" for key in PEOPLE if form.chosen(key)}
    pairs = {key: value for key, value in {**said, **named, **people}.items() if value}
    return lambda: _entered(ask, server or "-", kind, pairs)


def _row(ask: Ask, kept: Register, text: str) -> str:
    """Return the name of the row that is meant, nothing if none is; or raise NotFound."""
    if text.lower() in NOTHING:
        return ""
    return kept.name(register.found(ask.turn, ask.incident, kept, text))


def _kind(text: str) -> str:
    if text not in TYPES:
        raise Mistyped(say("What kind of exhibit is it?"), next_step=say("Choose one."))
    return text


def _detail(key: str, text: str) -> str:
    return details.read({key: text})[key] if text else ""


def _entered(ask: Ask, server: str, kind: str, pairs: Mapping[str, str]) -> Answer:
    row = operations.add(ask.turn, ask.incident, server, kind, pairs)
    announce(
        ask,
        lambda: views.changed(
            FACE,
            say(
                "{who} entered {row}, {type} of {server}.",
                who=kit.mention(ask.user_id),
                row=FACE.named(row),
                type=row.type,
                server=row.server or say("no server"),
            ),
            row,
            ask.incident.ref,
        ),
    )
    return answered(registers.card(ask, EXHIBITS, row))
