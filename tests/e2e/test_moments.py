"""Playbooks come when they are wanted: at a stage, or when somebody writes what was seen."""

import pytest

from tests.e2e.conftest import Hall
from tests.e2e.response import ASHA, MEERA, Response, declared
from tests.screen import Said
from tests.shelf import automatic

LATER = ("Sanitise the network", "Ransom demand", "Revoke access", "Post-incident review")


def _contained(response: Response) -> Said:
    """Settle what stands in the way, and move on."""
    for number in (5, 9):
        response.types(f"/task skip {number} settled on the first evening, before we were asked")
    return response.types("/incident stage contained no new suspect for twelve hours")


@pytest.mark.long
def test_the_whole_shelf_comes_in_its_time(hall: Hall) -> None:
    response = declared(hall.workspace, "sev1 e-Hospital servers encrypted", joined=(ASHA, MEERA))
    assert all(each.title in response.answer.text for each in automatic())
    assert [title for title in LATER if title in response.board.words] == []

    response.types("/incident note A ransom note hangs on a screen in the laboratory", ASHA)
    told = response.place().message("*Ransom demand* is wanted now", within=20)
    assert "/incident declare private sev3 kind=other Ransom demand" in told.text
    assert "Start Ransom demand" not in told.buttons
    refused = response.types("/playbook run ransom-demand")
    assert "runs in a private incident alone" in refused.text

    moved = _contained(response)
    assert "Start Sanitise the network" in moved.buttons, moved.text
    place = response.place(MEERA)
    offered = place.message("Offered now: *Sanitise the network*", within=20)
    step = place.message("to *contained*", within=20)
    assert step.ts < offered.ts, "First what happened, then what follows from it."

    for stage in ("eradication", "recovery", "monitoring"):
        moved = response.types(f"/incident stage {stage} step by step")
    assert "Start Post-incident review" in moved.buttons
    response.types("/incident note the suspension order no. 12 lies on the desk", MEERA)
    place.message("*Revoke access* is wanted now", within=20)
    shelf = response.types("/playbook list").words
    assert "when somebody writes" in shelf
    assert "when monitoring or review" in shelf
