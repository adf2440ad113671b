"""The digest as its readers get it: a page, a picture under it, and one of their own."""

import urllib.request
from typing import Any

from tests.e2e.conftest import Hall
from tests.e2e.response import ASHA, MANAGERS, declared
from tests.screen import Said
from tests.workspace import Place, eventually

Json = dict[str, Any]


def pictures(message: Said) -> list[Json]:
    """Return the pictures that a message shows."""
    found: list[Json] = message.fields.get("files") or []
    return found


def test_the_picture_comes_under_the_digest(hall: Hall) -> None:
    response = declared(hall.workspace, "sev2 kind=ransomware A picture, please", joined=(ASHA,))
    hall.clears(MANAGERS)
    place = Place(response.person(), MANAGERS)
    before = {each.ts for each in place.messages}
    assert "on its way" in response.types("/incident digest now").text

    def posted() -> list[Said]:
        return [each for each in place.messages if each.ts not in before]

    digest = eventually(posted, within=20)[0]
    shown = eventually(lambda: [m for m in place.thread(digest) if pictures(m)], within=30)
    (file,) = pictures(shown[0])
    assert "All tasks, and those done or skipped" in file["alt_text"]
    address = f"{hall.product.url}{file['url']}"
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - loopback.
        assert answer.read(8) == b"\x89PNG\r\n\x1a\n"


def test_a_digest_of_one_s_own_by_button_and_window(hall: Hall) -> None:
    response = declared(hall.workspace, "sev3 kind=outage My own digest", joined=(ASHA,))
    asha = hall.workspace.person(ASHA)
    listed = asha.types("/incident digest subscriptions").reply()
    asha.clicks("Add or change one", on=listed)
    form = asha.form("A digest of my own")
    answer = asha.submits(form, {"at": "25:61"})
    assert "hours go from 0 to 23" in str(answer)
    asha.submits(form, {"at": "8pm", "cut": "clinical", "scope": response.ref})
    asha.form("Subscribed")
    listed = asha.types("/incident digest subscriptions").reply()
    assert f"{response.ref} (clinical): daily at 20:00" in listed.words
