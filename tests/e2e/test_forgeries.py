"""The export of an incident, and every way of forging it, found."""

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from tests.e2e.conftest import Hall
from tests.e2e.product import wardroom
from tests.e2e.response import (
    ASHA,
    KABIR,
    MEERA,
    declared,
)
from tests.e2e.test_steering import Json, export
from tests.shelf import numbers


@pytest.mark.timeout(400)  # It starts `wardroom` again and again, which a busy machine does slowly.
def test_the_export_holds_it_all_and_a_forged_one_is_refused(hall: Hall, tmp_path: Path) -> None:
    response = declared(
        hall.workspace, "sev1 kind=ransomware Kept for the court", joined=(ASHA, MEERA)
    )
    response.types("/task claim #1")
    response.types("/task done #1 the log is open, 06:50")
    response.types("/incident role clinical-lead @meera")
    response.types("/task done #4 all", ASHA)
    response.types("/task approve #4", MEERA)
    response.types("/incident note the guard is posted at 20m ago", ASHA)
    kept = export(hall, response.ref, tmp_path)
    tasks = {each["number"]: each for each in kept["tasks"]}
    assert (tasks[1]["status"], tasks[1]["assignee"], tasks[1]["proof"]) == (
        "done",
        KABIR,
        "the log is open, 06:50",
    )
    assert [each["approver"] for each in tasks[4]["approvals"]] == [MEERA]
    assert len(tasks) == len(numbers())
    note = next(each for each in kept["timeline"] if each["action"] == "note")
    assert note["happened_at"] < note["recorded_at"]
    assert all(each["door"] in {"room", "system"} for each in kept["timeline"])

    file = tmp_path / "kept.json"
    written = wardroom(
        "export", response.ref, "-o", str(file), env=hall.product.env, folder=tmp_path
    )
    assert written.code == 0
    for what in (response.ref, str(file)):
        verdict = wardroom("audit", "verify", what, env=hall.product.env, folder=tmp_path)
        assert verdict.code == 0, verdict
        assert verdict.out.startswith(f"✓ {response.ref}")
    report = wardroom(
        "export", response.ref, "--format", "md", env=hall.product.env, folder=tmp_path
    )
    assert "Kept for the court" in report.out


FORGERIES: dict[str, Callable[[Json], object]] = {
    "a changed text": lambda kept: kept["timeline"][2].update(text="nothing happened"),
    "a changed time": lambda kept: kept["timeline"][1].update(happened_at="2022-11-23T01:37:00Z"),
    "a removed entry": lambda kept: kept["timeline"].pop(2),
    "a cut end": lambda kept: (
        kept["timeline"].pop(),
        kept["chain"].update(length=len(kept["timeline"])),
    ),
    "another head": lambda kept: kept["chain"].update(head="0" * 64),
    "swapped entries": lambda kept: kept["timeline"].insert(1, kept["timeline"].pop(2)),
    "another incident": lambda kept: kept["incident"].update(id="INC-2022-999"),
}


def test_each_forgery_is_found(hall: Hall, tmp_path: Path) -> None:
    response = declared(hall.workspace, "sev3 kind=outage Forged afterwards")
    response.types("/incident note one")
    response.types("/incident note two")
    true = export(hall, response.ref, tmp_path)
    for name, forge in FORGERIES.items():
        forged = copy.deepcopy(true)
        forge(forged)
        file = tmp_path / "forged.json"
        file.write_text(json.dumps(forged))
        verdict = CliRunner().invoke(app, ["audit", "verify", str(file)])
        assert verdict.exit_code == 1, name
        assert "broken at entry" in verdict.output, name
