"""`/evidence offer`: exhibits are offered by a line, or in a window. They are received later."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from bot.domain.evidence import EXHIBIT
from bot.domain.lengths import within
from bot.errors import Mistyped
from bot.grammar import lines, refs
from bot.language.catalogue import later, say
from bot.operations import custody as hands
from bot.operations import register
from bot.slack import ids
from bot.slack.answer import Answer
from bot.slack.ask import Ask
from bot.slack.listeners import registers
from bot.slack.listeners.evidence_counters import TRANSFERS
from bot.slack.listeners.filled import Filled
from bot.slack.listeners.saying import announce, answered
from bot.slack.views import kit, windows
from bot.slack.views.evidence import TRANSFER_FACE
from bot.slack.views.windows import Blank, Window

_TO = re.compile(r"(?:^|\s)to\s+(?P<to>.+?)\s+purpose\s+(?P<why>.+)$", re.IGNORECASE | re.DOTALL)
_NAMES = re.compile(r"(?:(?:EXH-?|E)[0-9]{1,6}[,\s]*)*", re.IGNORECASE)
_LABELS: Final = (
    ("designation", later("Designation of who takes it")),
    ("organisation", later("Organisation of who takes it")),
    ("id", later("ID of who takes it")),
    ("from_designation", later("Designation of who gives it")),
    ("from_organisation", later("Organisation of who gives it")),
    ("from_id", later("ID of who gives it")),
)
WINDOW: Final = Window(
    later("Hand over"),
    later("Offer"),
    (
        Blank("exhibits", later("Which exhibits?"), hint=later("With commas between them.")),
        Blank("to", later("To whom?"), "person", optional=True),
        Blank("name", later("Or to somebody from outside: the name"), optional=True, longest=200),
        Blank("purpose", later("For what purpose?"), "text"),
        *(
            Blank(key, label, optional=True, longest=hands.SIDES[key][1])
            for key, label in _LABELS
        ),
    ),
)  # fmt: skip


def offer(ask: Ask) -> Answer:
    """Hand over: `E… to <holder> purpose <why>`; with the exhibits alone, its window is opened."""
    found = _TO.search(ask.text)
    if found is None and _NAMES.fullmatch(ask.text.strip()):
        return _asked(ask)
    if found is None:
        raise Mistyped(
            say("What is handed to whom, and why?"),
            next_step=say(
                "Type `/evidence offer EXH-003,EXH-004 to @who purpose examination`; somebody "
                'from outside is named: `to "Insp. R. Singh" designation=IO '
                'organisation="IFSO" id=D-4711 purpose …`.'
            ),
        )
    read = lines.options(found["to"], keys=hands.SIDES)
    why = lines.options(found["why"], keys=hands.SIDES)
    people = refs.users(read.rest)
    to = hands.Receiver(
        user_id=ask.known(people[0]) if people else None,
        name="" if people else within("to", lines.unquote(read.rest.strip()), 200),
    )
    names = _split(ask.text[: found.start()])
    return _offered(ask, names, to, why.rest, {**read.pairs, **why.pairs})


def _split(typed: str) -> list[str]:
    names = re.split(r"[,\s]+", typed.strip())
    return [refs.numbered(each, {"E": EXHIBIT.prefix}) for each in names if each]


def _asked(ask: Ask) -> Answer:
    """Open the window for the exhibits that were named."""
    register.check_may_work(ask.turn, ask.incident, say("hand exhibits over"))
    head = say("Custody changes when it is received, with seal and hash read again.")
    known = {"exhibits": ", ".join(_split(ask.text))}
    return Answer(
        modal=windows.opened(
            WINDOW, ids.EVIDENCE_OFFER, ask.incident, "", ask.origin.channel_id, head, known
        )
    )


def filled(ask: Ask, form: Filled) -> Callable[[], Answer]:
    """Read the window field by field; return what offers the exhibits."""
    none: tuple[str, ...] = ()
    names = form.read("exhibits", partial(_exhibits, ask), none)
    user_id = form.chosen("to")
    name = form.read("name", partial(_one_of_both, user_id), "")
    sides = {key: form.text(key) for key in hands.SIDES if form.text(key)}
    purpose = form.text("purpose")
    to = hands.Receiver(user_id or None, name)
    return lambda: _offered(ask, names, to, purpose, sides)


def _exhibits(ask: Ask, text: str) -> tuple[str, ...]:
    return tuple(
        EXHIBIT.name(register.found(ask.turn, ask.incident, EXHIBIT, each))
        for each in _split(text)
    )  # fmt: skip


def _one_of_both(user_id: str, text: str) -> str:
    if bool(user_id) == bool(text):
        raise Mistyped(
            say("A member or somebody from outside: one of the two."),
            next_step=say("Choose the person, or write the name."),
        )
    return text


def _offered(
    ask: Ask, names: Sequence[str], to: hands.Receiver, purpose: str, sides: Mapping[str, str]
) -> Answer:
    row = hands.offer(ask.turn, ask.incident, names, to, purpose, sides)

    def sentence() -> str:
        exhibits = ", ".join(kit.escape(name) for name in names)
        return say(
            "{who} offers {row}: {exhibits}",
            who=kit.mention(ask.user_id), row=TRANSFER_FACE.named(row), exhibits=exhibits,
        )  # fmt: skip

    announce(ask, lambda: registers.asked_for(ask, TRANSFERS, row, sentence()))
    return answered(registers.card(ask, TRANSFERS, row))
