"""Who may cut a server off when a patient's life hangs on it (rule 6)."""

import dataclasses

import pytest

from bot.domain import server_guards as guards
from bot.domain.models import Server
from bot.errors import Refused
from tests.conftest import NIGHT


def tried(*roles: str, life_support: bool = True) -> guards.Attempt:
    row = Server(
        incident_id=1, number=4, hostname="icu-gw-01", life_support=life_support,
        created_at=NIGHT, created_by="U0KABIR", since=NIGHT,
    )  # fmt: skip
    holders = {"biomed-lead": ("U0MEERA",)}
    return guards.Attempt("SRV-004", "in_service", row, roles=frozenset(roles), holders=holders)


def test_who_isolates_what_supports_life() -> None:
    guards.clinical_engineering_agrees(tried("biomed-lead"))
    guards.clinical_engineering_agrees(tried("it-lead", life_support=False))
    with pytest.raises(Refused, match="supports life, so clinical engineering isolates") as no:
        guards.clinical_engineering_agrees(tried("it-lead", "incident-commander"))
    assert "<@U0MEERA>" in no.value.who
    assert "one press on Isolate" in no.value.next_step


@pytest.mark.parametrize(
    ("holders", "said"),
    [
        ({"evidence-custodian": ("U0NISHA", "U0RAVI")}, "Ask <@U0NISHA>, <@U0RAVI>."),
        ({}, "Nobody holds that role: `/incident role evidence-custodian @who` gives it"),
    ],
)  # fmt: skip
def test_a_refusal_says_whom_to_ask_or_how_somebody_gets_the_role(
    holders: dict[str, tuple[str, ...]], said: str
) -> None:
    asking = dataclasses.replace(tried("it-lead"), holders=holders)
    with pytest.raises(Refused) as no:
        guards.is_handed_over_by_its_keeper(asking)
    assert no.value.next_step.startswith(said)
    assert "obody" not in no.value.who, "that is said once"


def test_several_things_that_lack_are_lacking_together() -> None:
    lacks = dataclasses.replace(tried("it-lead"), missing=("memory", "disk"))
    with pytest.raises(Refused, match="memory and disk are missing"):
        guards.is_acquired(lacks)
    with pytest.raises(Refused, match="disk is missing"):
        guards.is_acquired(dataclasses.replace(lacks, missing=("disk",)))
    lacks.row.verdict = "infiltrated"
    unsafe = dataclasses.replace(lacks, unsafe=("memory image", "disk image"))
    with pytest.raises(Refused, match="memory image, disk image are not stored"):
        guards.evidence_is_safe(unsafe)
