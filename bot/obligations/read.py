"""Reads a profile's text into obligations, with the line of everything that is wrong.

Whether ids, roles and anchors fit together is `check`'s; the YAML itself is `plainyaml`'s.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from bot.grammar import text as texts
from bot.obligations import spans
from bot.obligations.model import Condition, Item, Profile
from bot.playbook.findings import BadValueError, Report, nearest, quoted
from bot.playbook.frontmatter import KINDS
from bot.playbook.plainyaml import Listed, Mapped, Node, Source, Text, read_mapping

CODES: Mapping[str, str] = MappingProxyType(
    {
        "O101": "an unknown key",
        "O102": "a key that is missing",
        "O103": "a wrong value",
        "O104": "an id used twice",
        "O105": "a wrong span of time",
        "O106": "an unknown anchor",
        "O107": "an unknown role",
        "O108": "obligations that wait for one another",
        "O109": "an unknown follow-up",
        "O110": "a wrong trigger",
        "O111": "an unknown field of a report",
        "O112": "a profile without obligations, or with too many",
        "O113": "something that people will miss",
    }
)

SOURCE = Source("the profile", most_bytes=128 * 1024)
MOST_ITEMS, LONGEST, LISTED = 60, 500, 40
NAMED = 64  # The columns that keep names are no longer.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9][a-z0-9_]*){1,5}")
_SEVERITY = re.compile(r"(?:s|sev)?([1-4])", re.IGNORECASE)
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}

Reader = Callable[[Node], Any]
Read = tuple[Item, Mapping[str, int]]


class _WrongError(Exception):
    """A value that cannot be read, with its own line and code."""

    def __init__(self, node: Node, message: str, code: str = "O103", *of: str) -> None:
        super().__init__(message)
        self.line, self.code, self.message = node.line, code, message
        self.name, self.known = (of[0], of[1:]) if of else ("", ())


def read_profile(text: str, report: Report) -> tuple[Profile, list[Read]]:
    """Return the profile as far as it can be read, and its items with their keys' lines."""
    top = read_mapping(text, SOURCE, report)
    if top is None:
        return Profile(), []
    pairs = {key.text: value for key, value in top.pairs}
    for key, _ in top.pairs:
        if key.text not in TOP and key.text != "items":
            _unknown(key, (*TOP, "items"), report)
    words = {name: _read(pairs.get(name), reader, report, "") for name, reader in TOP.items()}
    items = _items(pairs.get("items"), top, report)
    if "profile" not in pairs:
        report.error(top.line, "O102", "`profile` is missing: the name of this profile.")
    by_id = MappingProxyType({item.id: item for item, _ in reversed(items)})
    ordered = MappingProxyType({item.id: by_id[item.id] for item, _ in items})
    return Profile(words["profile"], words["version"], words["title"], ordered), items


def _items(node: Node | None, top: Mapped, report: Report) -> list[Read]:
    listed = node.items if isinstance(node, Listed) else ()
    if not 0 < len(listed) <= MOST_ITEMS:
        line = node.line if node is not None else top.line
        text = f"`items` holds {len(listed)} obligations; a profile has 1 to {MOST_ITEMS}."
        report.error(line, "O112", text)
    found = (_item(each, report) for each in listed[:MOST_ITEMS])
    return [item for item in found if item is not None]


def _item(node: Node, report: Report) -> Read | None:
    if not isinstance(node, Mapped):
        report.error(node.line, "O103", "an obligation is written as `id: …`, `anchor: …` lines.")
        return None
    values: dict[str, Any] = {}
    for key, value in node.pairs:
        reader = KEYS.get(key.text)
        if reader is None:
            _unknown(key, tuple(KEYS), report)
            continue
        read = _read(value, reader, report, None)
        if read is not None:
            values[FIELD_OF.get(key.text, key.text)] = read
    lines = {key.text: key.line for key, _ in node.pairs}
    for name in ("id", "anchor"):
        if name not in lines:
            report.error(node.line, "O102", f"`{name}` is missing.")
    if not {"id", "anchor"} <= values.keys():
        return None
    return Item(**{**values, "line": node.line}), lines


def _unknown(key: Text, known: tuple[str, ...], report: Report) -> None:
    text = f"there is no key {quoted(key.text)} here."
    report.error(key.line, "O101", text, name=key.text, known=known)


def _read(node: Node | None, reader: Reader, report: Report, missing: Any) -> Any:
    """Return what *reader* makes of a node; *missing* when there is none or it is wrong."""
    if node is None:
        return missing
    try:
        return reader(node)
    except _WrongError as wrong:
        report.error(wrong.line, wrong.code, wrong.message, name=wrong.name, known=wrong.known)
    except BadValueError as wrong:
        report.error(node.line, "O105", str(wrong))
    return missing


def _words(node: Node) -> str:
    if not isinstance(node, Text):
        raise _WrongError(node, "write one value here, not a list or a mapping.")
    text = " ".join(node.text.split())
    if not text or len(text) > LONGEST:
        raise _WrongError(node, f"write 1 to {LONGEST} characters here.")
    if texts.clean(text) != text:
        raise _WrongError(node, "a character stands here that nobody can see; write it anew.")
    return text


def _name(node: Node) -> str:
    text = _words(node)
    if not NAME.fullmatch(text):
        raise _WrongError(node, f"{quoted(text)} is no name, such as `in-hospital`.")
    return text


def _version(node: Node) -> str:
    text = _words(node)
    if len(text) > NAMED:
        raise _WrongError(node, f"a version has at most {NAMED} characters.")
    return text


def _id(node: Node) -> str:
    text = _words(node)
    if not ID.fullmatch(text) or len(text) > NAMED:
        raise _WrongError(node, f"{quoted(text)} cannot be an id, such as `in.certin.initial`.")
    return text


def _listed(node: Node) -> tuple[tuple[str, Node], ...]:
    """Return the words of a list, or of one value, each with the node that has its line."""
    nodes = node.items if isinstance(node, Listed) else (node,)
    if len(nodes) > LISTED:
        raise _WrongError(node, f"a list holds at most {LISTED} values.")
    return tuple((_words(each), each) for each in nodes)


def _names(node: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text, _ in _listed(node)))


def _truth(node: Node) -> bool:
    text = _words(node).lower()
    if text not in _TRUTH:
        raise _WrongError(node, f"{quoted(text)} is neither `true` nor `false`.")
    return _TRUTH[text]


def _day(node: Node) -> date:
    text = _words(node)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _WrongError(node, f"{quoted(text)} is no date, such as `2027-05-13`.") from None


def _one_of(*known: str) -> Reader:
    def read(node: Node) -> str:
        text = _words(node)
        if text not in known:
            raise _WrongError(node, f"{quoted(text)} is none of {', '.join(known)}.")
        return text

    return read


def _trigger(node: Node) -> tuple[Condition, ...]:
    """Return the conditions, any of which suffices: one mapping, or a list of them."""
    nodes = node.items if isinstance(node, Listed) else (node,)
    return tuple(_condition(each) for each in nodes[:LISTED])


def _condition(node: Node) -> Condition:
    if not isinstance(node, Mapped) or not node.pairs:
        raise _WrongError(
            node, "a trigger is written `{kind: [ransomware], severity: [1, 2]}`.", "O110"
        )
    values: dict[str, Any] = {}
    for key, value in node.pairs:
        name = key.text.removeprefix("incident.")
        if name not in CONDITIONS:
            text = f"there is no condition {quoted(key.text)}; there are {', '.join(CONDITIONS)}."
            raise _WrongError(key, text, "O110")
        values[name] = CONDITIONS[name](value)
    return Condition(**values)


def _kinds(node: Node) -> tuple[str, ...]:
    found = []
    for text, each in _listed(node):
        kind = text.replace("-", "_").lower()
        if kind not in KINDS:
            near = nearest(kind, KINDS)
            hint = f" Did you mean `{near}`?" if near else f" There are {', '.join(KINDS)}."
            raise _WrongError(each, f"{quoted(text)} is no kind of incident.{hint}", "O110")
        found.append(kind)
    return tuple(found)


def _severities(node: Node) -> tuple[int, ...]:
    found = []
    for text, each in _listed(node):
        match = _SEVERITY.fullmatch(text)
        if match is None:
            raise _WrongError(each, f"{quoted(text)} is no severity, 1 (the worst) to 4.", "O110")
        found.append(int(match[1]))
    return tuple(found)


def _within(node: Node) -> spans.Within:
    return spans.read_within(_words(node))


TOP: Mapping[str, Reader] = MappingProxyType(
    {"profile": _name, "version": _version, "title": _words}
)
CONDITIONS: Mapping[str, Reader] = MappingProxyType(
    {"kind": _kinds, "severity": _severities, "breach": _truth}
)
# A new key of an obligation is a row here and a field of `Item`.
KEYS: Mapping[str, Reader] = MappingProxyType(
    {
        "id": _id, "regulator": _words, "title": _words, "anchor": _words,
        "fallback_anchor": _words, "within": _within,
        "from": lambda node: _one_of("year_end")(node) == "year_end", "hard": _truth,
        "trigger": _trigger, "ask": _words, "event": _words, "owner": _words, "approvers": _names,
        "fields": _names, "followups": _names, "effective_from": _day,
        "before_effective": _one_of("advisory", "off"), "law": _words, "to": _words,
        "source": _words,
    }
)  # fmt: skip
FIELD_OF = {"from": "from_year_end"}
