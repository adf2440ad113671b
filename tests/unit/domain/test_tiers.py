"""The tiers of machines and systems: one rule, whoever asks."""

import pytest

from bot.domain import tiers
from bot.errors import Mistyped
from bot.playbook.registers import REGISTERS


@pytest.mark.parametrize(
    ("typed", "tier"), [("0", 0), ("T1", 1), (" t5 ", 5), ("२", 2), ("6", None), ("", None),
                        ("-1", None), ("TT1", None), ("one", None)],
)  # fmt: skip
def test_a_tier_is_read_or_said_what_it_may_be(typed: str, tier: int | None) -> None:
    if tier is not None:
        assert tiers.read(typed) == tier
        return
    with pytest.raises(Mistyped) as refused:
        tiers.read(typed)
    assert (refused.value.message, refused.value.about) == ("A tier is 0 to 5.", "tier")


@pytest.mark.parametrize("noun", ["server", "system", "interface"])
def test_playbooks_name_the_tiers_that_the_registers_have(noun: str) -> None:
    wanted = tuple(str(tier) for tier in range(tiers.LAST + 1))
    assert REGISTERS[noun].conditions["tier"] == wanted
