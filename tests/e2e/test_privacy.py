"""The Room's own page and the API tell who does not belong nothing of a private incident."""

import json
from typing import Any

from bot.room import page_act, page_apps, page_read
from tests.e2e.conftest import Hall
from tests.e2e.product import INTAKE_TOKEN, fetch
from tests.e2e.records import rows
from tests.e2e.response import ASHA, DESK, IMRAN, KABIR, MEERA, declared
from tests.workspace import Person, RefusalError, eventually

WORD = "zanzibar"


def _asked(person: Person, method: str, path: str, body: dict[str, Any]) -> str:
    """Return what the page's API answers, a refusal too."""
    try:
        if method == "GET":
            return json.dumps(person.get(path, **body))
        return json.dumps(person.post(path, **body))
    except RefusalError as refusal:
        return str(refusal)


def test_an_outsider_crawls_the_page_and_finds_no_title_no_channel(hall: Hall) -> None:
    meera, imran = hall.workspace.person(MEERA), hall.workspace.person(IMRAN)
    response = declared(hall.workspace, f"sev3 private {WORD} sold records")
    response.types(f"/incident note {WORD} left by the back door")
    response.types("/incident summary now")
    board = eventually(lambda: response.board)
    found = rows(
        hall.database_url, "SELECT channel_name FROM incident WHERE ref = :ref", ref=response.ref
    )
    secrets = (WORD, response.channel.lower(), str(found[0][0]))
    body = {
        "channel": response.channel, "ts": board.ts, "message_ts": board.ts, "text": WORD[:3],
        "name": "pushpin", "user": KABIR, "query": "sold records", "q": "sold records",
        "callback_id": "add_to_timeline", "block_id": "b", "action_id": "incident.status",
        "value": response.ref, "view_id": "V1",
    }  # fmt: skip
    for route in (*page_read.ROUTES, *page_act.ROUTES, *page_apps.ROUTES):
        asked = dict(body) if route.path != "channels" else {"name": "zebras"}
        answer = _asked(meera, route.method, route.path, asked).lower()
        seen = [each for each in secrets if each in answer]
        assert (route.path, seen) == (route.path, [])
    home = meera.home()
    told = [home.words if home else "", *(each.words for each in meera.whispers)]
    live = json.dumps(meera.events).lower()
    assert not [each for each in secrets if each in f"{told} {live}".lower()]
    for line in ("/incident list all", "/incident", f"/incident status {response.ref}"):
        assert WORD not in imran.types(line, in_=DESK).reply().words.lower()
    response.person(KABIR).post("invite", channel=response.channel, user=ASHA)
    asha = response.person(ASHA)
    # The list may have pages by now, since many share this product.
    line = f"/incident status {response.ref}"
    eventually(lambda: WORD in asha.types(line, in_=DESK).reply().words.lower())


def test_the_api_and_the_open_pages_tell_nothing(hall: Hall) -> None:
    response = declared(hall.workspace, f"sev3 private {WORD} sold records again")
    url = hall.product.url
    for path in ("/api/incidents?state=all&limit=200", f"/api/incidents/{response.ref}"):
        status, answer = fetch(url + path, token=INTAKE_TOKEN)
        assert status in {200, 404}
        assert WORD not in answer.lower()
        assert response.channel not in answer
    for path in ("/metrics", "/readyz", "/healthz"):
        answer = fetch(url + path)[1]
        assert WORD not in answer.lower()
        assert response.ref not in answer
    log = hall.product.raw_log
    assert WORD not in log.lower()
    assert response.channel not in log
