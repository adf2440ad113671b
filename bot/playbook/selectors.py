"""Reads `server[verdict=infiltrated,encrypted kind=virtual]` against the table of registers.

Which rows meet it is for the register to say.
"""

import re
from contextlib import suppress

from bot.playbook.findings import BadValueError, quoted
from bot.playbook.model import Condition, Selector
from bot.playbook.registers import REGISTERS, Register

# As long as a task keeps it.
LONGEST = 200

_SHAPE = re.compile(r"([a-z][a-z_-]*)(?:\[([^\[\]]*)\])?")
_FREE = re.compile(r"[\w.:*/-]{1,64}")


def read_selector(text: str) -> Selector:
    """Return the selector; raise BadValueError saying which part is not understood."""
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None:
        raise BadValueError(
            f"{quoted(text)} is not a selector. Write a register and, in brackets, its conditions:"
            " `server[infiltrated]`."
        )
    noun = shape[1]
    register = REGISTERS.get(noun)
    if register is None:
        raise BadValueError(
            f"there is no register {quoted(noun)}; there are {', '.join(REGISTERS)}.",
            noun,
            REGISTERS,
        )
    conditions = tuple(_condition(noun, register, part) for part in (shape[2] or "").split())
    _refuse_repeats(conditions)
    selector = Selector(noun, conditions)
    if len(str(selector)) > LONGEST:
        raise BadValueError(
            f"{quoted(text)} is too long to be kept: written out it may have {LONGEST} characters. "
            "Leave out a condition, or make two tasks of it."
        )
    return selector


def readable_part(text: str) -> Selector | None:
    """Return the selector with those of its conditions that are understood; None without a noun."""
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None or shape[1] not in REGISTERS:
        return None
    understood: list[Condition] = []
    for part in (shape[2] or "").split():
        with suppress(BadValueError):
            understood.append(_condition(shape[1], REGISTERS[shape[1]], part))
    return Selector(shape[1], tuple({each.field: each for each in understood}.values()))


def _condition(noun: str, register: Register, part: str) -> Condition:
    name, equals, listed = part.partition("=")
    values = tuple(dict.fromkeys((listed if equals else name).split(",")))
    if not equals:
        return _bare(noun, register, values)
    field = name.replace("-", "_")
    if field not in register.conditions:
        raise BadValueError(
            f"a {noun} has no field {quoted(name)}; it has {', '.join(register.conditions)}.",
            field,
            register.conditions,
        )
    return Condition(field, tuple(_value(field, register, value) for value in values))


def _bare(noun: str, register: Register, values: tuple[str, ...]) -> Condition:
    wanted = tuple(_underscored(value) for value in values)
    for field, allowed in register.conditions.items():
        if not set(wanted) - set(allowed):
            return Condition(field, wanted)
    known = [value for allowed in register.conditions.values() for value in allowed]
    strange = next((value for value in wanted if value not in known), None)
    if strange is None:
        listed = ",".join(values)
        raise BadValueError(
            f"{quoted(listed)} mixes values of different fields; write `field=value` for each."
        )
    raise BadValueError(f"no field of a {noun} has the value {quoted(strange)}.", strange, known)


def _value(field: str, register: Register, value: str) -> str:
    allowed = register.conditions[field]
    if not allowed:
        if _FREE.fullmatch(value):
            return value
        raise BadValueError(f"{quoted(value)} is not a value for `{field}`.")
    if _underscored(value) in allowed:
        return _underscored(value)
    raise BadValueError(
        f"`{field}` cannot be {quoted(value)}; it is one of {', '.join(allowed)}.", value, allowed
    )


def _underscored(value: str) -> str:
    return value.replace("-", "_")


def _refuse_repeats(conditions: tuple[Condition, ...]) -> None:
    fields = [condition.field for condition in conditions]
    for field in fields:
        if fields.count(field) > 1:
            raise BadValueError(
                f"`{field}` is given twice; put its values behind one another with commas."
            )
