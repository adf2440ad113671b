"""Fills `{{server.hostname}}` with what is known, and says which names are none.

Names with a dot, nothing else: no code, no filters, no nesting.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.playbook.findings import quoted
from bot.playbook.registers import ALWAYS, REGISTERS

_PLACEHOLDER = re.compile(r"\{\{(?!\{)([^{}\n]{0,100})(\}\})?")
_NAME = re.compile(r"[ \t]*([a-z_]+)\.([a-z_]+)[ \t]*")

FIELDS: Mapping[str, tuple[str, ...]] = {
    **ALWAYS,
    **{noun: register.shows for noun, register in REGISTERS.items()},
}


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A placeholder that cannot be filled; `name` and `known` serve to find the right one."""

    code: str
    message: str
    name: str = ""
    known: tuple[str, ...] = ()


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with each `{{name.field}}` replaced by its value.

    What `values` lacks stays as it is written; a value is never read for placeholders again.
    """

    def value(match: re.Match[str]) -> str:
        name = _NAME.fullmatch(match[1]) if match[2] else None
        return values.get(f"{name[1]}.{name[2]}", match[0]) if name else match[0]

    return _PLACEHOLDER.sub(value, text)


def field_names(text: str) -> tuple[str, ...]:
    """Return the names that the text asks for, such as `server.hostname`, each once."""
    names = (_NAME.fullmatch(match[1]) for match in _PLACEHOLDER.finditer(text) if match[2])
    return tuple(dict.fromkeys(f"{name[1]}.{name[2]}" for name in names if name))


def field_problems(text: str, noun: str | None) -> Iterator[FieldProblem]:
    """Yield what is wrong with the text's placeholders, in a task about rows of `noun`."""
    for match in _PLACEHOLDER.finditer(text):
        name = _NAME.fullmatch(match[1]) if match[2] else None
        problem = _problem(name[1], name[2], noun) if name else _no_name(match[0])
        if problem:
            yield problem


def _no_name(written: str) -> FieldProblem:
    return FieldProblem(
        "P409",
        f"{quoted(written)} is not the name of a field. Write `{{{{server.hostname}}}}`: a name, a "
        "dot, a field, nothing else.",
    )


def _problem(subject: str, field: str, noun: str | None) -> FieldProblem | None:
    shown = FIELDS.get(subject)
    if shown is None:
        return FieldProblem(
            "P409",
            f"`{{{{{subject}.{field}}}}}`: nothing is called {quoted(subject)}; there are "
            f"{', '.join(FIELDS)}.",
            subject,
            tuple(FIELDS),
        )
    if field not in shown:
        return FieldProblem(
            "P409",
            f"`{{{{{subject}.{field}}}}}`: {quoted(subject)} has no field {quoted(field)}; it has "
            f"{', '.join(shown)}.",
            field,
            shown,
        )
    if subject not in ALWAYS and subject != noun:
        return FieldProblem(
            "P410",
            f"`{{{{{subject}.{field}}}}}` needs a task that is about a row: add `each={subject}`.",
        )
    return None
