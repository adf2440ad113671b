"""The Room's demo starts with a button: one press, and a hospital under attack stands there."""

import pytest

from tests.e2e.conftest import Hall
from tests.e2e.response import ASHA, Response
from tests.workspace import Place, eventually


@pytest.mark.long
@pytest.mark.timeout(400)
def test_the_first_press_in_the_room_fills_a_hospital(room: Hall) -> None:
    asha = room.workspace.person(ASHA)
    welcome = Place(asha, "C0GENERAL").message("The people are invented", within=30)
    asha.clicks("Fill in the demo incident", on=welcome)
    begun = eventually(lambda: next(each for each in asha.whispers if "INC-" in each.text))
    ref = begun.text.partition("*")[2].partition("*")[0]

    def channel() -> str:
        rows = asha.get("boot")["channels"]
        mine = [row for row in rows if row["name"].startswith(ref.lower()) and row["is_member"]]
        return str(mine[0]["id"])

    response = Response(room.workspace, ref, eventually(channel, within=30), begun)

    def whole() -> bool:
        return "is there already" in response.types("/incident demo", ASHA).text

    eventually(whole, within=90)
    listed = response.types("/server list", ASHA)
    assert "of 100" in listed.text
    assert "SRV-001" in listed.text
