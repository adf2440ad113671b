import re

import pytest

from bot.playbook.gates import GATES
from bot.playbook.registers import ALWAYS, REGISTERS
from bot.playbook.roles import ROLES
from bot.playbook.values import SLUG


def test_every_role_has_a_natural_deputy_that_is_another_role() -> None:
    for slug, role in ROLES.items():
        assert role.slug == slug
        assert role.deputy in ROLES
        assert role.deputy != slug


def test_every_rule_has_a_name() -> None:
    numbers = {number for gate in GATES.values() for number in gate.numbers}
    assert numbers == set(range(1, 29))
    assert all(SLUG.fullmatch(slug) for slug in (*GATES, *ROLES))
    assert all(gate.sentence.endswith(".") for gate in GATES.values())


@pytest.mark.parametrize("noun", REGISTERS)
def test_the_words_of_a_register_can_be_written(noun: str) -> None:
    register = REGISTERS[noun]
    words = [*register.conditions, *register.shows, *register.sets]
    words += [value for values in register.conditions.values() for value in values]
    assert all(re.fullmatch(r"[a-z0-9_]+", word) for word in words)
    assert noun not in ALWAYS
