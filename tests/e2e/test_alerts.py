"""A program reports, and people take over: over real HTTP, in the Room."""

from tests.e2e.conftest import Hall, Start
from tests.e2e.product import environment, fetch, send
from tests.e2e.records import rows
from tests.e2e.response import ASHA, DESK, KABIR, Response
from tests.workspace import Person, Place, eventually


def test_an_alert_opens_an_incident_and_one_of_two_takes_command(hall: Hall) -> None:
    hall.clears(DESK)
    url = f"{hall.product.url}/api/incidents"
    report = {
        "title": "Mass renaming on the file servers", "severity": 2, "kind": "ransomware",
        "source": "EDR", "details": "412 files renamed", "dedup_key": "edr-hall",
    }  # fmt: skip
    status, answer = send(url, report)
    assert (status, answer["outcome"]) == (201, "declared")
    ref = answer["id"]
    status, repeated = send(url, report)
    assert (status, repeated["outcome"], repeated["id"]) == (200, "repeated", ref)
    asha = hall.workspace.person(ASHA)
    told = Place(asha, DESK).message(ref, within=20)
    assert "Nobody commands it yet" in told.words
    response = Response(hall.workspace, ref, _channel(asha, ref), told)
    response.joins(ASHA, KABIR)
    asked = response.place(ASHA).message("412 files renamed", within=20)
    assert "Claim command" in asked.buttons
    eventually(lambda: "Nobody commands" in response.board.text, within=20)
    assert "You command" in response.presses("Claim command", on=asked, by=ASHA).text
    late = response.presses("Claim command", on=asked, by=KABIR)
    assert f"Command of {ref} is <@{ASHA}>'s already" in late.text
    eventually(lambda: f"<@{ASHA}>" in response.board.text, within=20)
    eventually(lambda: f"<@{ASHA}> commands it" in Place(asha, DESK).message(ref).words, within=20)
    assert "active" in response.types(f"/incident stage active {ref}", ASHA).text
    found = rows(hall.database_url, "SELECT actor, door FROM timeline_entry "
                 "WHERE action = 'incident.declared' AND subject = :ref", ref=ref)  # fmt: skip
    assert found == [("alert", "api")]


def _channel(person: Person, ref: str) -> str:
    def find() -> str:
        channels = person.get("boot")["channels"]
        return next(str(row["id"]) for row in channels if row["name"].startswith(ref.lower()))

    return eventually(find, within=20)


def test_a_wrong_token_opens_nothing_and_without_one_the_route_is_off(
    hall: Hall, start: Start, sqlite_url: str
) -> None:
    refused, answer = send(f"{hall.product.url}/api/incidents", {"title": "x"}, token="guess")
    assert (refused, answer["error"]) == (401, "wrong_token")
    assert fetch(f"{hall.product.url}/api/docs")[0] == 401
    bare = start(environment(sqlite_url, WARDROOM_PORT="0"), "--room")
    assert [fetch(f"{bare.url}/api/{path}")[0] for path in ("incidents", "docs")] == [404, 404]
