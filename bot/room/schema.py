"""Small checks that say what is wrong with JSON and where, by JSON pointer, as Slack does.

Knows no block; `elements` and `blocks` are written with it.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Check = Callable[[Any, str], Iterator[str]]
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
WEB = re.compile(r"(https?|slack|mailto|tel):\S+")


def problem(text: str, at: str) -> str:
    """Return one complaint in Slack's manner."""
    return f"{text} [json-pointer:{at}]"


def anything(_value: Any, _at: str) -> Iterator[str]:
    """Accept everything."""
    yield from ()


def string(most: int, least: int = 0, like: re.Pattern[str] | None = None) -> Check:
    """Accept text of *least* to *most* characters, of the form *like*."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must be a string", at)
        elif len(value) > most:
            yield problem(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield problem(f"must be more than {least - 1} characters", at)
        elif like is not None and not like.fullmatch(value):
            yield problem("invalid format", at)

    return check


def integer(least: int, most: int) -> Check:
    """Accept a whole number from *least* to *most*."""

    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield problem("must be an integer", at)
        elif not least <= value <= most:
            yield problem(f"must be between {least} and {most}", at)

    return check


def boolean(value: Any, at: str) -> Iterator[str]:
    """Accept true and false."""
    if not isinstance(value, bool):
        yield problem("must be a boolean", at)


def one_of(*values: Any) -> Check:
    """Accept one of *values*."""

    def check(value: Any, at: str) -> Iterator[str]:
        if value not in values:
            listed = ", ".join(str(item) for item in values)
            yield problem(f"must be one of: {listed}", at)

    return check


def items(inner: Check, least: int, most: int) -> Check:
    """Accept a list of *least* to *most* things that pass *inner*."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must be an array", at)
            return
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield problem(f"no fewer than {least} items allowed", at)
        for index, item in enumerate(value[:most]):
            yield from inner(item, f"{at}/{index}")

    return check


def shape(need: dict[str, Check], may: dict[str, Check] | None = None) -> Check:
    """Accept an object with the fields *need*, perhaps those of *may*, and no others."""
    known = need | (may or {})

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must be an object", at)
            return
        for name in need:
            if value.get(name) is None:
                yield problem(f"missing required field: {name}", at)
        for name, inner in value.items():
            if name not in known:
                yield problem(f"invalid additional property: {name}", at)
            elif inner is not None:
                yield from known[name](inner, f"{at}/{name}")

    return check


def typed(table: dict[str, Check], allowed: frozenset[str] | None = None) -> Check:
    """Accept an object whose `type` is in *table* (and *allowed*) and which passes its check."""

    def check(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in table:
            yield problem(f"unsupported type: {kind}", at)
        elif allowed is not None and kind not in allowed:
            yield problem(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from table[kind](value, at)

    return check


def exclusive(*names: str, needed: bool = True) -> Check:
    """Accept an object with exactly one of *names* (at most one when not *needed*)."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            return
        given = [name for name in names if value.get(name) is not None]
        if len(given) > 1:
            yield problem(f"only one of {', '.join(names)} may be given", at)
        elif needed and not given:
            yield problem(f"one of {', '.join(names)} is required", at)

    return check


def both(*checks: Check) -> Check:
    """Accept what passes all *checks*."""

    def check(value: Any, at: str) -> Iterator[str]:
        for inner in checks:
            yield from inner(value, at)

    return check


def later(name: str, table: dict[str, Check]) -> Check:
    """Accept what passes *name* of *table*, looked up when needed, for shapes within shapes."""

    def check(value: Any, at: str) -> Iterator[str]:
        yield from table[name](value, at)

    return check


def byte_length(value: Any) -> int:
    """Return how long *value* is as JSON."""
    return len(json.dumps(value).encode())
