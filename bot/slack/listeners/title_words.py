"""Says what words of a declaration were taken for, where a person may have meant another thing."""

from collections.abc import Collection

from bot.grammar.errors import ReferenceRefused
from bot.grammar.lines import split
from bot.grammar.severities import is_named, severity
from bot.language.catalogue import say

_AROUND = ".,:;!?()[]*_-"


def notes(text: str, flags: Collection[str], *, named: str, level: int | None) -> tuple[str, ...]:
    """Return a sentence for each word that was taken, or stayed in the title.

    *text* is the title as typed: one between quotes is meant as it is. *named* is the severity at
    the end of the line, taken where *level* is one.
    """
    words = [word.folded.strip(_AROUND) for word in split(text)]
    spoken_of = next(filter(is_named, words), "") if level is None else ""
    said = [_severity(named or spoken_of, level)]
    # A real alarm that was meant as a drill wakes the hospital, the other way round nobody comes.
    if "drill" in words and "drill" not in flags:
        said.append(
            say(
                "This is not taken as a drill: for one, `drill` stands before the title. If it "
                "is one, end this with `/incident standdown it is a drill` and type `/incident "
                "declare drill …`."
            )
        )
    if words[-1:] == ["private"] and "private" not in flags:
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
