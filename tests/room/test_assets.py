"""The page's own files: no others, and none sent twice."""

import re
import shutil
from pathlib import Path

import pytest

from bot.room import assets
from tests.room.serving import Running, request


@pytest.mark.parametrize(
    "path",
    [
        "../room.py",
        f"{16 * '0'}/..%2f..%2froom.py",
        16 * "0",
        "..%2f..%2froom%2froom.py",
        "%2fetc%2fpasswd",
        "js",
        "none.js",
    ],
)
def test_only_the_pages_own_files_are_served(room: Running, path: str) -> None:
    assert request("GET", f"{room.url}/room/static/{path}")[0] == 404


def test_a_file_that_the_browser_has_is_not_sent_again(room: Running) -> None:
    url = f"{room.url}/room/static/js/main.js"
    status, found, headers = request("GET", url)
    assert (status, headers["cache-control"]) == (200, "no-cache")
    assert headers["content-type"].startswith("text/javascript")
    for known in (headers["etag"], f'"other", W/{headers["etag"]}'):
        status, found, again = request("GET", url, None, {"If-None-Match": known})
        assert (status, found.get("text", ""), again["etag"]) == (304, "", headers["etag"])
    assert request("GET", url, None, {"If-None-Match": '"other"'})[0] == 200


def test_the_page_names_its_files_by_a_version_so_that_nobody_asks_for_them_twice(
    room: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "static"
    shutil.copytree(assets.STATIC, copy)
    monkeypatch.setattr(assets, "STATIC", copy.resolve())

    def module() -> str:
        _, page, _ = request("GET", f"{room.url}/")
        found = re.findall(r'(?:href|src)="([^"]+)"', page["text"])
        assert all(re.match(r"/room/static/[0-9a-f]{16}/", each) for each in found)
        return str(next(each for each in found if each.endswith("/main.js")))

    first = module()
    _, was, headers = request("GET", room.url + first)
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    # Any file: main.js draws in the others by addresses that start like its own.
    (copy / "js" / "store.js").write_text("// another\n")
    second = module()
    assert second != first
    # A page of before is still open somewhere: it gets what there is, and keeps it not.
    _, now, headers = request("GET", room.url + first)
    assert (now, headers["cache-control"]) == (was, "no-cache")
