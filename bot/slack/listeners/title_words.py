"""Says what words of a declaration were taken for, where a person may have meant another thing."""

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.domain.words import Kind
from bot.grammar.errors import ReferenceRefused, TimeRefused
from bot.grammar.leading import leading_moment
from bot.grammar.lines import Word, split
from bot.grammar.severities import is_named, severity
from bot.language.catalogue import say
from bot.slack.ask import Ask
from bot.slack.views import kit

_AROUND = ".,:;!?()[]*_-"
_KIND = re.compile(rf"kind (?P<kind>{'|'.join(Kind)})".replace("_", "[-_ ]?"))
_MOST_OPTIONS = 3
# What a time in a title stands behind, by the moment that it says.
_LEADS: Final = MappingProxyType(
    {"noticed": frozenset({"noticed", "since"}), "occurred": frozenset({"occurred", "happened"})}
)
# What is said of an incident once there is one: by which line.
ELSEWHERE: Final = MappingProxyType(
    {
        "role": "/incident role <role> @who",
        "lead": "/incident lead @who",
        "ic": "/incident lead @who",
        "commander": "/incident lead @who",
        "deputy": "/incident role deputy @who",
        "stage": "/incident stage <stage>",
        "playbook": "/playbook run <slug>",
    }
)


def elsewhere(ask: Ask, pairs: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for each of *pairs* that another line says, once there is an incident."""
    return tuple(
        say(
            "{typed} is not read here, and not in the title; once it is declared: `{line}`.",
            typed=kit.typed(ask.in_words(f"{key}={pairs[key]}")),
            line=line,
        )
        for key, line in ELSEWHERE.items()
        if key in pairs
    )


def no_message(ask: Ask, typed: str) -> tuple[str, ...]:
    """Return that what stands behind `from=` is no message, and what becomes of it: nothing."""
    return (
        say(
            "{typed} names no message, and is not in the title; once it is declared, "
            "`/incident note …` keeps it.",
            typed=kit.typed(ask.in_words(f"from={typed}"), 60),
        ),
    )


def spoken_of(ask: Ask, text: str, pairs: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the title says of its kind and of when it was noticed, where no option does."""
    words = [word.folded.strip(_AROUND) for word in split(text) if not word.quoted]
    said = ["" if "kind" in pairs else _named_kind(words)]
    said += [
        "" if name in pairs else _moment(ask, words, name, leads) for name, leads in _LEADS.items()
    ]
    return tuple(each for each in said if each)


def _named_kind(words: Sequence[str]) -> str:
    """Return that ransomware is only spoken of: what then fits, and runs, is another list."""
    if "ransomware" not in words or _KIND.search(" ".join(words)):
        return ""
    return say("If it is ransomware: `/incident kind ransomware` says so, and starts what fits.")


def _moment(ask: Ask, words: Sequence[str], name: str, leads: Collection[str]) -> str:
    """Return that a time in the title moves no clock: legal deadlines count from it."""
    for place, word in enumerate(words):
        typed = _time_in_front(ask, words[place + 1 :]) if word in leads else ""
        if typed:
            return say(
                "`{spoken}` stays in the title, and legal deadlines count from now; if they count "
                "from then: `/deadline anchor {name} {time}`.",
                spoken=f"{word} {typed}", name=name, time=typed,
            )  # fmt: skip
    return ""


def _time_in_front(ask: Ask, words: Sequence[str]) -> str:
    """Return the time that these words begin with, as typed, or nothing."""
    words = [word for word in words if word not in {"at", "on"}]
    turn, text = ask.turn, " ".join(words)
    try:
        _, rest = leading_moment(text, now=turn.now, zone=turn.house.zone, direction="past")
    except TimeRefused:
        return ""
    return text.removesuffix(rest).strip()


def notes(text: str, flags: Collection[str], *, named: str, level: int | None) -> tuple[str, ...]:
    """Return a sentence for each word that was taken, or stayed in the title.

    *text* is the title as typed: one between quotes is meant as it is. *named* is the severity at
    the end of the line, taken where *level* is one.
    """
    typed = [word for word in split(text) if not word.quoted]
    words = [word.folded.strip(_AROUND) for word in typed]
    options = [word for word in typed if _looks_like_option(word)]
    spoken_of = next(filter(is_named, words), "") if level is None else ""
    said = [_severity(named or spoken_of, level), _kind(words), _options(options)]
    # A real alarm that was meant as a drill wakes the hospital, the other way round nobody comes.
    if "drill" in words and "drill" not in flags:
        said.append(
            say(
                "This is not taken as a drill: for one, `drill` stands before the title. If it "
                "is one, end this with `/incident standdown it is a drill` and type `/incident "
                "declare drill …`."
            )
        )
    if "private" in (*words[-1:], *words[: len(options) + 1]) and "private" not in flags:
        said.append(
            say(
                "This is not private: `private` stands before the title. If it has to be, end "
                "this with `/incident standdown it is private` and type `/incident declare "
                "private …`."
            )
        )
    return tuple(each for each in said if each)


def _severity(named: str, level: int | None) -> str:
    """Return what became of a severity at the end of the line."""
    if not named:
        return ""
    if level is not None:
        return say("`{named}` at the end is the severity, and not in the title.", named=named)
    try:
        meant = severity(named)
    except ReferenceRefused:
        return ""
    return say(
        "`{named}` is spoken of in the title and not taken as the severity; if it is meant: "
        "`/incident sev {meant} …`.",
        named=named,
        meant=meant,
    )


def _kind(words: Sequence[str]) -> str:
    """Return that a kind is only spoken of: taken, it stands before the title."""
    found = _KIND.search(" ".join(words))
    if found is None:
        return ""
    return say(
        "`{spoken}` is spoken of in the title and not taken as the kind; if it is meant: "
        "`/incident kind {meant}`.",
        spoken=found[0],
        meant=found["kind"],
    )


def _looks_like_option(word: Word) -> bool:
    return word.key is not None or word.folded.startswith("--")


def _options(options: Sequence[Word]) -> str:
    """Return that these stay in the title, and what an option may be."""
    if not options:
        return ""
    return say(
        "{typed} stays in the title: what is read beside one is `sev1`, `kind=…`, `private`, "
        "`drill`, `noticed=…` and `occurred=…`. `/incident title …` calls it otherwise.",
        typed=", ".join(kit.typed(word.text, 60) for word in options[:_MOST_OPTIONS]),
    )
