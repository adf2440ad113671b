import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.room.serving import Caller, Running, request
from tests.workspace import Person, RefusalError, Workspace

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


@pytest.fixture
def desk(app: Caller) -> Caller:
    app("conversations.join", channel="C0DESK")
    return app


def upload(room: Running, user_id: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    """Send a file from the page as a browser does."""
    data = fields.pop("data", PNG)
    name = fields.pop("name", "ward.png")
    lines = b""
    for key, value in fields.items():
        lines += f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
    lines += f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode()
    body = lines + b"Content-Type: image/png\r\n\r\n" + data + b"\r\n--x--\r\n"
    headers = {"X-Room-User": user_id, "Content-Type": "multipart/form-data; boundary=x"}
    return request("POST", f"{room.url}/room/api/upload", body, headers)[:2]


def fetch(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    asked = urllib.request.Request(url, headers=headers)  # noqa: S310 - loopback.
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - loopback.
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, answer.read(), headers


def test_the_sdk_uploads_in_three_steps(desk: Caller, workspace: Workspace, room: Running) -> None:
    client = WebClient(desk.bot_token, base_url=desk.api_url)
    client.files_upload_v2(
        channel="C0DESK", filename="plan.txt", content="Restore first", initial_comment="The plan"
    )
    said = workspace.channel("#incident-desk").message("The plan")
    file = said.fields["files"][0]
    status, data, headers = fetch(room.url + file["url"])
    assert (status, data) == (200, b"Restore first")
    assert headers["content-disposition"].startswith("attachment")
    known = desk("files.info", file=file["id"])["file"]
    assert (known["name"], known["size"], "key" in known) == ("plan.txt", 13, False)
    assert fetch(known["url_private"], Authorization=f"Bearer {desk.bot_token}")[1] == data
    assert desk("files.delete", file=file["id"])["ok"]
    assert desk("files.info", file=file["id"])["error"] == "file_deleted"


def test_a_person_posts_a_picture(room: Running, workspace: Workspace, desk: Caller) -> None:
    status, body = upload(room, "U0ASHA", channel="C0DESK", text="The screen")
    assert status == 200
    said = workspace.channel("#incident-desk", seen_by="U0RAVI").message("The screen")
    file = said.fields["files"][0]
    assert (file["mimetype"], body["message"]["ts"]) == ("image/png", said.ts)
    _, data, headers = fetch(room.url + file["url"])
    assert data == PNG
    assert headers["content-disposition"].startswith("inline")
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    history = desk("conversations.history", channel="C0DESK")["messages"][0]
    assert history["subtype"] == "file_share"


def test_several_files_are_one_message(room: Running, workspace: Workspace) -> None:
    asha = workspace.person("U0ASHA")
    parts = [('name="channel"', "C0DESK"), ('name="text"', "Both screens")]
    parts += [(f'name="file"; filename="{name}"', name) for name in ("one.txt", "two.txt")]
    body = "".join(
        f"--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{held}\r\n" for head, held in parts
    )
    kind = "multipart/form-data; boundary=x"
    asha.sends_form("upload", f"{body}--x--\r\n".encode(), kind)
    said = workspace.channel("#incident-desk", seen_by="U0RAVI").message("Both screens")
    assert [file["name"] for file in said.fields["files"]] == ["one.txt", "two.txt"]
    with pytest.raises(RefusalError) as refused:
        asha.sends_form("upload", f"{body.replace('two.txt', '', 2)}--x--\r\n".encode(), kind)
    assert refused.value.code in {"file_size", "no_file"}


def test_nobody_fetches_without_the_key(room: Running, desk: Caller) -> None:
    _, body = upload(room, "U0ASHA", channel="C0DESK")
    url = room.url + body["message"]["files"][0]["url"].partition("?")[0]
    assert request("GET", url)[0] == 404
    assert request("GET", f"{url}?key=wrong")[0] == 404
    poor = room.install(name="Poor", scopes=["chat:write"])
    assert request("GET", url, headers={"Authorization": f"Bearer {poor.bot_token}"})[0] == 404


def test_a_file_in_a_private_channel_stays_there(room: Running, workspace: Workspace) -> None:
    asha = workspace.person("U0ASHA")
    secret = asha.post("channels", name="secret", is_private=True)["channel"]["id"]
    _, body = upload(room, "U0ASHA", channel=secret)
    file_id = body["message"]["files"][0]["id"]
    assert upload(room, "U0RAVI", channel=secret)[1]["error"] == "channel_not_found"
    outsider = room.install(name="Outsider")
    assert outsider("files.info", file=file_id)["error"] == "file_not_found"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a%00b.png", "a%00b.png"),
        ("<svg onload=x>.svg", "<svg onload=x>.svg"),
        ("...", "file"),
    ],
)
def test_names_are_only_names(room: Running, name: str, kept: str) -> None:
    _, body = upload(room, "U0ASHA", channel="C0DESK", name=name)
    file = body["message"]["files"][0]
    assert file["name"] == kept
    headers = fetch(room.url + file["url"])[2]
    assert "svg" not in headers["content-type"] or "attachment" in headers["content-disposition"]


def test_a_file_for_a_form_goes_to_its_app(room: Running, workspace: Workspace) -> None:
    """A file chosen in a modal is kept for the person, and opens for the app that asked."""
    _, body = upload(room, "U0ASHA")
    mine = body["files"][0]
    app = room.own
    assert app("files.info", file=mine["id"])["error"] == "file_not_found"
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Proof"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "proof",
                "label": {"type": "plain_text", "text": "Photo"},
                "element": {"type": "file_input", "action_id": "files"},
            }
        ],
    }
    hub = room.room.hub
    trigger = hub.triggers.mint("A0WARDROOM", "U0ASHA")
    asha = workspace.person("U0ASHA")
    view_id = app("views.open", trigger_id=trigger, view=view)["view"]["id"]
    values = {"proof": {"files": {"type": "file_input", "files": [{"id": mine["id"]}]}}}
    stranger(workspace.person("U0RAVI"), room, view, values)
    with pytest.raises(RefusalError) as refused:
        asha.post("view/submit", view_id=view_id, values=values)
    assert refused.value.code == "no_socket"
    assert app("files.info", file=mine["id"])["file"]["name"] == "ward.png"


def stranger(ravi: Person, room: Running, view: Any, values: Any) -> None:
    """Somebody else may not hand that file in."""
    trigger = room.room.hub.triggers.mint("A0WARDROOM", ravi.id)
    view_id = room.own("views.open", trigger_id=trigger, view=view)["view"]["id"]
    with pytest.raises(RefusalError) as refused:
        ravi.post("view/submit", view_id=view_id, values=values)
    assert refused.value.code == "file_not_found"


def test_an_empty_file_is_refused(room: Running) -> None:
    assert upload(room, "U0ASHA", channel="C0DESK", data=b"")[1]["error"] == "file_size"
