"""A command whose answer was lost with the Room: what is sent again from the page is done once."""

import uuid
from pathlib import Path

from tests.e2e.conftest import closed, opened
from tests.e2e.records import rows
from tests.workspace import eventually


def test_a_command_that_is_sent_again_after_kill_nine_is_done_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    first = opened(tmp_path / "first", sqlite_url)
    kabir = first.workspace.person("U0KABIR")
    kabir.types("/incident declare sev4 The LIS is slow").reply()
    line = {
        "channel": "C0DESK",
        "text": "/task add Call the vendor of the LIS",
        "id": str(uuid.uuid4()),
    }
    assert kabir.post("send", **line)["ok"]
    first.product.kill()
    first.workspace.close()
    second = opened(tmp_path / "second", sqlite_url)
    kabir = second.workspace.person("U0KABIR")
    ask = {"channel": line["channel"], "id": line["id"]}
    assert kabir.get("sent", **ask)["fate"] == "unknown", "A killed Room cannot know."
    eventually(lambda: kabir.get("boot")["bot"]["online"], within=20)
    assert kabir.post("send", **line, again=True)["ok"]
    eventually(lambda: [said for said in kabir.whispers if "is added" in said.words])
    count = "SELECT count(*) FROM task WHERE title = 'Call the vendor of the LIS'"
    assert rows(sqlite_url, count) == [(1,)]
    closed(second)
