"""The attributes at the end of a task's line: `{#memory role=forensics-lead due=+60m}`.

A new attribute is a row in ATTRIBUTES and a field of Step. Checks between tasks are not here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.playbook import limits, values
from bot.playbook.findings import BadValueError, Report, nearest, quoted
from bot.playbook.kept import READ_ANYWAY
from bot.playbook.selectors import read_selector


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: how it is written, the Step's field it fills, its reader and its code."""

    name: str
    field: str
    code: str
    read: Callable[[str], object]
    example: str


_ATTRIBUTES = (
    Attribute("#", "ref", "P310", values.read_id, "#seal"),
    Attribute("role", "role", "P311", values.read_role, "role=forensics-lead"),
    Attribute("due", "due", "P312", values.read_due, "due=+6h@noticed"),
    Attribute("after", "after", "P313", values.read_after, "after=hold,isolate-servers/cut"),
    Attribute("each", "each", "P314", read_selector, "each=server[infiltrated]"),
    Attribute("sets", "sets", "P315", values.read_word, "sets=isolate"),
    Attribute("every", "every", "P316", values.read_every, "every=06:30,18:30"),
    Attribute("proof", "proof", "P317", values.read_proof, "proof=photo"),
    Attribute("approve", "approve", "P318", values.read_approve, "approve=legal-lead+director"),
    Attribute("approve_when", "approve_when", "P321", values.read_approve_when, "approve_when=n/a"),
    Attribute("gate", "gate", "P319", values.read_gate, "gate=evidence"),
    Attribute("critical", "critical", "P320", values.read_yes_no, "critical=true"),
)

ATTRIBUTES: Mapping[str, Attribute] = MappingProxyType({each.name: each for each in _ATTRIBUTES})
_NAMES = tuple(name for name in ATTRIBUTES if name != "#")

# Brackets may hold spaces, so that a forgotten pair of quotes around a selector does no harm.
_TOKEN = re.compile(
    r"""(?:\#(?P<id>[^\s"]*)
        |(?P<name>[A-Za-z_][\w-]*)=(?:"(?P<quoted>[^"]*)"|(?P<plain>(?:\[[^\[\]"]*\]|[^\s"\[\]])*))
        |(?P<stray>\S+))(?=\s|$)""",
    re.VERBOSE,
)
_STRAYED = re.compile(rf"(?:^|\s)\{{\s*(?:#[\w-]+|(?:{'|'.join(_NAMES)})=)")
_ALMOST = re.compile(rf"(?:{'|'.join(_NAMES)})\b")
_BROKEN = re.compile(rf"(?:{'|'.join(_NAMES)})=")
_TICKS = re.compile(r"(`+)")
_SMART_QUOTES = str.maketrans("“”„", '"""')


@dataclass(frozen=True, slots=True)
class Token:
    """One attribute as written, its name "#" for an id and "" for what is neither."""

    name: str
    text: str


def split_line(line: str) -> tuple[str, str | None]:
    """Return a task's line as title and, where it ends in braces, what stands between them."""
    stripped = line.rstrip()
    opening = stripped.rfind("{")
    before = stripped[:opening]
    ends_in_braces = stripped.endswith("}") and opening >= 0 and "}" not in stripped[opening:-1]
    if not ends_in_braces or (before and not before[-1].isspace()):
        return stripped, None
    return before.rstrip(), stripped[opening + 1 : -1].strip()


def strayed(text: str) -> bool:
    """Tell whether an attribute list stands where none is read, or does not end.

    One in backticks is code that somebody shows.
    """
    found = _STRAYED.search(text) is not None
    return found and ("`" not in text or _STRAYED.search(_without_code(text)) is not None)


def _without_code(text: str) -> str:
    """Return a text without what stands between two equal runs of backticks, in one pass."""
    parts = _TICKS.split(text)  # Words, backticks, words, and so on.
    ends = {len(run): at for at, run in enumerate(parts) if at % 2}
    kept: list[str] = []
    at = 0
    while at < len(parts):
        if at % 2 and ends[len(parts[at])] > at:
            width = parts[at]
            at += 2
            while parts[at] != width:
                at += 2
            kept.append("`")  # Code is a word: what follows it does not begin the line.
        else:
            kept.append(parts[at])
        at += 1
    return "".join(kept)


def are_attributes(inside: str) -> bool:
    """Tell whether braces hold attributes for certain, not the prose of others."""
    short = len(inside) <= limits.ATTRIBUTES_CHARACTERS
    return short and _is_list(_tokens(inside), strict=False)


def read_attributes(
    inside: str, line: int, report: Report, *, strict: bool
) -> dict[str, object] | None:
    """Return the Step's fields that the braces hold, or None when they hold prose.

    Everything wrong goes to the report; with `strict`, unknown names are never taken for prose.
    """
    if len(inside) > limits.ATTRIBUTES_CHARACTERS:
        report.error(
            line,
            "P303",
            f"the braces hold {len(inside):,} characters; attributes take at most "
            f"{limits.ATTRIBUTES_CHARACTERS:,}.",
        )
        return {}
    tokens = _tokens(inside)
    if not _is_list(tokens, strict=strict):
        _warn_of_near_miss(inside, line, report)
        return None
    found: dict[str, object] = {}
    seen: set[str] = set()
    for token in tokens:
        _read_token(token, line, report, found, seen)
    return found


def _tokens(inside: str) -> list[Token]:
    return [_token(match) for match in _TOKEN.finditer(inside.translate(_SMART_QUOTES))]


def _token(match: re.Match[str]) -> Token:
    if match["id"] is not None:
        return Token("#", match["id"])
    if match["name"] is None:
        return Token("", match["stray"])
    return Token(match["name"], match["quoted"] if match["quoted"] is not None else match["plain"])


def _is_list(tokens: list[Token], *, strict: bool) -> bool:
    named = [token.name for token in tokens if token.name]
    if any(name in ATTRIBUTES for name in named) or any(
        _BROKEN.match(token.text) for token in tokens if not token.name
    ):
        return True
    return bool(named) and (strict or any(nearest(name, _NAMES) for name in named[:10]))


def _warn_of_near_miss(inside: str, line: int, report: Report) -> None:
    if _ALMOST.match(inside):
        report.warning(
            line,
            "P305",
            f"the braces {quoted('{' + inside + '}')} stay text. If they are meant as attributes, "
            "write `name=value` without spaces, such as `critical=true`.",
        )


def _read_token(
    token: Token, line: int, report: Report, found: dict[str, object], seen: set[str]
) -> None:
    if not token.name:
        report.error(
            line,
            "P303",
            f"{quoted(token.text)} is not an attribute. Write `name=value` or `#id`, and quotes "
            "around a value with spaces.",
        )
        return
    row = ATTRIBUTES.get(token.name)
    if row is None:
        text = f"there is no attribute {quoted(token.name)}; there are #id, {', '.join(_NAMES)}."
        report.error(line, "P301", text, name=token.name, known=_NAMES)
        return
    if row.name in seen:
        report.error(line, "P302", f"{_label(row)} is given twice; keep one.")
        return
    seen.add(row.name)
    try:
        found[row.field] = row.read(token.text)
    except BadValueError as bad:
        report.error(line, row.code, f"{_label(row)}: {bad}", name=bad.name, known=bad.known)
        if report.kept and row.name in READ_ANYWAY:
            found[row.field] = READ_ANYWAY[row.name](token.text)


def _label(row: Attribute) -> str:
    return "the id" if row.name == "#" else f"`{row.name}`"
