"""The legal clocks of an attack in the Room: from the report that is owed to its receipt."""

from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.conftest import Hall, Start
from tests.e2e.faketime import SetClock
from tests.e2e.product import environment, wardroom
from tests.e2e.response import ASHA, KABIR, MEERA, Response, declared
from tests.e2e.test_steering import export
from tests.screen import Said
from tests.workspace import Workspace, eventually

CERTIN = "in.certin.initial"


def begun(hall: Hall, title: str) -> Response:
    """Declare ransomware that was noticed two hours ago; Asha is the CISO, Meera the lawyer."""
    line = f'sev1 kind=ransomware noticed="2h ago" {title}'
    response = declared(hall.workspace, line, joined=(ASHA, MEERA))
    response.types("/incident role security-lead @asha")
    response.types("/incident role legal-lead @meera")
    return response


def test_from_the_declaration_to_the_receipt(hall: Hall, tmp_path: Path) -> None:
    response = begun(hall, "e-Hospital is encrypted")
    _is_shown(response)
    _is_drafted_and_approved(response)
    _is_met(response)
    _is_kept(hall, response, tmp_path)


def _is_shown(response: Response) -> None:
    """Check that channel, board, list and Home tell of the clock."""
    opened = response.place().message("11 legal deadlines", within=20)
    assert "CERT-In: First report of a cyber incident, hard, due" in opened.words
    assert "Is any system that was hit notified as protected" in opened.words
    eventually(lambda: "*D1* CERT-In" in response.board.words, within=20)
    listed = response.types("/deadline list")
    assert "*D1* CERT-In: First report of a cyber incident" in listed.words
    assert "in 3 h 59 min" in listed.words or "in 4 h" in listed.words
    asha = response.person(ASHA)
    eventually(lambda: "*D1* CERT-In" in getattr(asha.home(), "words", ""), within=20)


def _is_drafted_and_approved(response: Response) -> None:
    place = response.place()
    draft = response.types(f"/deadline draft {CERTIN}", ASHA)
    assert "Security products in use" in draft.words
    assert draft.words.count("not known at time of report") > 10
    assert "Approval by Legal lead" in place.message("began the report", within=20).words
    card = response.types("/deadline show D1", ASHA)
    refused = response.presses("Approve", on=card, by=ASHA)
    assert "somebody else must approve it" in refused.text
    response.presses("Approve", on=response.types("/deadline show D1", MEERA), by=MEERA)
    assert "approved the report *D1*" in place.message("approved the report", within=20).text


def _is_met(response: Response) -> None:
    place = response.place()
    asha = response.person(ASHA)
    asha.clicks("Met", on=response.types("/deadline show D1", ASHA))
    form = asha.form("Met: D1")
    answer = asha.submits(form, {"Receipt number": " "})
    assert "receipt number" in str(answer)
    asha.submits(form, {"Receipt number": "CERTIn-2022-118", "How was it sent?": "e-mail"})
    told = place.message("receipt CERTIn-2022-118", within=20)
    assert f"<@{ASHA}> recorded *D1* CERT-In" in told.text
    assert "Now running: *D12* CERT-In: Further information" in told.text
    eventually(lambda: "*D12* CERT-In" in response.board.words, within=20)
    assert "*D1* CERT-In" not in response.board.words
    assert "`met` does not go from there" in response.types("/deadline met D1 again", ASHA).text


def _is_kept(hall: Hall, response: Response, folder: Path) -> None:
    """Check what digest, summary and export say of the report that was sent and what is owed."""
    for line in ("/incident digest preview", "/incident summary preview"):
        assert "D3 Police, Written complaint (FIR): due" in response.types(line).words, line
    kept = export(hall, response.ref, folder)
    rows = {row["item"]: row for row in kept["deadlines"]}
    assert len(rows) == 12
    first = rows[CERTIN]
    assert (first["id"], first["regulator"], first["anchor"], first["hard"]) == (
        "D1", "CERT-In", "noticed_at", True,
    )  # fmt: skip
    assert (first["state"], first["receipt_no"], first["channel"]) == (
        "submitted", "CERTIn-2022-118", "e-mail",
    )  # fmt: skip
    assert (first["drafted_by"], first["approved_by"], first["submitted_by"]) == (ASHA, MEERA, ASHA)
    assert first["anchor_at"] == kept["incident"]["noticed_at"]
    ends = datetime.fromisoformat(first["due_at"]) - datetime.fromisoformat(first["anchor_at"])
    assert ends.total_seconds() == 6 * 3600
    acts = [each["action"] for each in kept["timeline"] if each["action"].startswith("deadline.")]
    assert acts == [
        "deadline.opened", "deadline.draft", "deadline.approve", "deadline.met", "deadline.opened",
    ]  # fmt: skip


def test_what_only_counsel_may_do_names_counsel(hall: Hall) -> None:
    response = begun(hall, "Counsel decides")
    for line in ("na D1 no critical system", "extend D1 tomorrow 18:00 letter no. 12",
                 "anchor noticed 1h ago the log's clock was wrong"):  # fmt: skip
        answer = response.types(f"/deadline {line}", ASHA)
        assert f"<@{MEERA}>" in answer.text, line
        assert "Only" in answer.text, line
        assert f"/deadline {line}" in answer.words, "Nothing typed is lost."
        assert "Not done" not in response.types(f"/deadline {line}", MEERA).text, line
        if line.startswith("na"):
            response.types("/deadline applies D1 it does after all", MEERA)


# --- One day in Delhi, on the wall clock of the process itself.


@pytest.mark.long
@pytest.mark.faketime
@pytest.mark.timeout(600)
def test_given_noticed_0707_then_it_is_warned_of_on_the_wall_clock(
    start: Start, tmp_path: Path, sqlite_url: str
) -> None:
    # Times of the clock are UTC: 01:37 is 07:07 in Delhi.
    clock = SetClock(tmp_path, "2022-11-23 01:37:00")
    product = start(environment(sqlite_url, **clock.environment), "--room")
    workspace = Workspace(product.url)
    response = declared(workspace, "sev1 kind=ransomware e-Hospital is encrypted")
    assert "due 23 Nov 2022 13:07 IST" in response.types("/deadline show D1").words
    for at, lead in (
        ("04:37", "Due: *D1*"), ("06:07", "Due: *D1*"), ("07:01", "Due: *D1*"),
        ("07:07", "Due: *D1*"), ("07:37", "*D1*"), ("08:07", "*Overdue*: *D1*"),
    ):  # fmt: skip
        before = len(_warnings(response))
        clock.set(f"2022-11-23 {at}:00")
        eventually(partial(_more, response, before), within=60)
        assert lead in _warnings(response)[-1].text, at
    assert len(_warnings(response)) == 6, "Each once."
    late = response.types("/deadline met D1 CERTIn-2022-118")
    assert "a late report needs its reason" in late.text
    response.types("/deadline met D1 CERTIn-2022-118 at 13:00 via e-mail")
    assert "Sent 23 Nov 2022 13:00 IST by e-mail" in response.types("/deadline show D1").words
    clock.set("2022-11-26 08:07:00")
    after = eventually(lambda: _warnings(response, "*D12*"), within=60)
    assert len(_warnings(response)) == 6
    assert "It also stands for" in after[-1].text
    workspace.close()
    assert product.troubles == []


def _more(response: Response, before: int) -> bool:
    """Tell whether D1 was warned of once more than *before*."""
    return len(_warnings(response)) == before + 1


def _warnings(response: Response, name: str = "*D1*") -> list[Said]:
    """Return what the clock said of a deadline in the incident's channel, as it came in live."""
    events = [each for each in list(response.person(KABIR).events) if each["type"] == "message"]
    said = [Said(each["message"]) for each in events]
    leads = (f"Due: {name} ", f"*Due now*: {name} ", f"*Overdue*: {name} ")
    return [
        each
        for each in said
        if each.channel == response.channel and any(lead in each.text for lead in leads)
    ]


# --- A profile that cannot be relied on.

WRONG = """profile: ours
items:
  - id: in.certin.initial
    anchor: noticed
    within: 6h
    owner: ciso
"""


def test_a_wrong_profile_stops_the_start_in_one_line_and_doctor_lists_all(
    tmp_path: Path, sqlite_url: str
) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(WRONG)
    env = environment(sqlite_url, WARDROOM_PROFILE=str(path))
    ran = wardroom("run", "--room", "--port", "0", env=env, folder=tmp_path)
    assert ran.code != 0
    (line,) = [each for each in ran.lines if each.strip()]
    assert f"WARDROOM_PROFILE: {path}:4: O106" in line
    assert "Did you mean `noticed_at`?" in line
    assert "(and 2 more)" in line
    asked = wardroom("doctor", env=env, folder=tmp_path)
    assert asked.code == 1
    told = " ".join(asked.out.split())
    for code, row in (("O106", 4), ("O105", 5), ("O107", 6)):
        assert f"ours.yaml:{row}: {code}" in told, told
    path.write_text(WRONG.replace("noticed", "noticed_at").replace("6h", "PT6H")
                    .replace("ciso", "security-lead"))  # fmt: skip
    told = wardroom("doctor", env=env, folder=tmp_path).out
    assert "ours, 1 duty, 1 hard" in " ".join(told.split())
