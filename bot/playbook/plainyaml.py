"""Reads the small, harmless part of YAML that front matter and profiles need: maps, lists, strings.

Every scalar stays the string it was written as (`no`, `1:30` and `1.10` too); anchors, aliases,
tags and merge keys are refused, because a few hundred bytes of them can stop a program.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from bot.playbook import limits
from bot.playbook.findings import Report, quoted

# What `"\\0"` and `"\\ud800"` write, though the file itself holds neither.
_UNKEPT = re.compile("[\0\ud800-\udfff]")


# libyaml's parser where PyYAML was built with it, ten times as fast; of either loader only the
# parser is used, so nothing is ever constructed.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A list and the line where it starts."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping with its keys in order and the line where it starts."""

    pairs: tuple[tuple[Text, "Node"], ...]
    line: int


Node: TypeAlias = Text | Listed | Mapped


@dataclass(frozen=True, slots=True)
class Source:
    """What is read: its name in findings, the line on which it starts, how large it may be."""

    what: str = "the front matter"
    first_line: int = 1
    most_bytes: int = limits.FRONT_MATTER_BYTES


class _RefusedError(Exception):
    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(message)
        self.line, self.code, self.message = line, code, message


def read_mapping(text: str, source: Source, report: Report) -> Mapped | None:
    """Return the mapping that the text holds, or None with the reason in the report."""
    if len(text.encode("utf-8", "replace")) > source.most_bytes:
        size = f"{source.most_bytes // 1024} kB"
        report.error(source.first_line, "P202", f"{source.what} is larger than {size}; shorten it.")
        return None
    try:
        return _document(_events(text), source, report)
    except _RefusedError as refused:
        report.error(refused.line, refused.code, refused.message)
    except yaml.YAMLError as error:
        report.error(_line_of(error, source.first_line), "P203", _reason(error, source.what))
    return None


def _events(source: str) -> Iterator[yaml.Event]:
    for event in yaml.parse(source, Loader=_Loader):
        if not isinstance(
            event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentStartEvent
        ):
            yield event


def _document(events: Iterator[yaml.Event], source: Source, report: Report) -> Mapped:
    event = next(events, None)
    if event is None or _is_nothing(event):
        return Mapped((), source.first_line)
    node = _Builder(events, source, report).node(event, depth=1)
    next(events, None)  # The end of the document.
    more = next(events, None)
    if more is not None:
        text = f"{source.what} holds more than one document."
        raise _RefusedError(_line(more, source.first_line), "P203", text)
    if not isinstance(node, Mapped):
        text = f"{source.what} is not a list of `key: value` lines."
        raise _RefusedError(node.line, "P203", text)
    return node


def _is_nothing(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.value == "" and event.style is None


class _Builder:
    """Turns events into nodes; refuses as soon as one too many is nested or anchored."""

    def __init__(self, events: Iterator[yaml.Event], source: Source, report: Report) -> None:
        self._events = events
        self._source = source
        self._report = report

    def node(self, event: yaml.Event, depth: int) -> Node:
        """Return the node that starts with this event."""
        line = _line(event, self._source.first_line)
        _refuse_tricks(event, line)
        if isinstance(event, yaml.ScalarEvent):
            if _UNKEPT.search(event.value):
                text = f"{self._source.what} holds a character that no database keeps."
                raise _RefusedError(line, "P203", text)
            return Text(event.value, line)
        if depth > limits.FRONT_MATTER_DEPTH:
            levels = f"nested deeper than {limits.FRONT_MATTER_DEPTH} levels"
            raise _RefusedError(line, "P205", f"{self._source.what} is {levels}.")
        if isinstance(event, yaml.SequenceStartEvent):
            return Listed(tuple(self._items(depth)), line)
        return Mapped(tuple(self._pairs(depth)), line)

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self.node(event, depth + 1)

    def _pairs(self, depth: int) -> Iterator[tuple[Text, Node]]:
        seen: dict[str, int] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self._key(event, depth)
            value = self.node(next(self._events), depth + 1)
            if key.text in seen:
                earlier = seen[key.text]
                text = f"{quoted(key.text)} is given twice (first on line {earlier}); keep one."
                self._report.error(key.line, "P206", text)
                continue
            seen[key.text] = key.line
            yield key, value

    def _key(self, event: yaml.Event, depth: int) -> Text:
        key = self.node(event, depth + 1)
        if not isinstance(key, Text):
            text = f"a key of {self._source.what} must be a word."
            raise _RefusedError(key.line, "P203", text)
        if key.text == "<<":
            raise _RefusedError(
                key.line, "P204", "merge keys (`<<`) are not read; write the keys out."
            )
        return key


def _refuse_tricks(event: yaml.Event, line: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise _RefusedError(line, "P204", "aliases (`*name`) are not read; write the value out.")
    if getattr(event, "anchor", None) is not None:
        raise _RefusedError(line, "P204", "anchors (`&name`) are not read; leave it out.")
    if getattr(event, "tag", None) is not None:
        raise _RefusedError(line, "P204", "tags (`!name`) are not read; leave it out.")


def _line(event: yaml.Event, first_line: int) -> int:
    return first_line + (event.start_mark.line if event.start_mark else 0)


def _line_of(error: yaml.YAMLError, first_line: int) -> int:
    mark = getattr(error, "problem_mark", None)
    return first_line + (mark.line if mark is not None else 0)


def _reason(error: yaml.YAMLError, what: str) -> str:
    problem = getattr(error, "problem", None) or "it holds a character that YAML does not allow"
    return (
        f"{what} is not YAML: {quoted(problem, 120)[1:-1]}. Write one `key: value` a "
        "line, and quotes around a value that holds `: ` or ` #`."
    )
