"""A picture is uploaded, then shown once in its place; what goes wrong with it stops nothing else."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.words import PostState
from bot.outbox import pictures
from bot.outbox.job import SHOW, UPLOAD
from bot.pictures.model import Bar, Bars, Line, Lines, Picture
from tests.outbox.conftest import Outbox, both_engines
from tests.outbox.fake_slack import FakeSlack

DRAWN = Picture(
    "Tasks on 24 Nov 2022 07:30 IST", "INC-2022-001", "Asia/Kolkata",
    (
        Lines("All tasks", (Line("all", ((0, 1), (3600, 4))), Line("done", ((0, 0), (3600, 2))))),
        Bars("By playbook", ("done", "overdue", "open"), (Bar("Isolate", (2, 1, 1)),)),
    ),
)  # fmt: skip
PLACE = "channel:C0MANAGERS"
DIGEST, PICTURE, SHOWN = "digest:1", "picture:digest:1", "show:picture:digest:1"


def put(outbox: Outbox, target: str = PLACE, *, thread: bool = True, **payload: Any) -> None:
    """Write a digest and its picture, as `bot.operations.posting` does."""
    outbox.put(DIGEST, target)
    said = {"text": "The picture could not be drawn.", "targets": [target],
            "thread_key": DIGEST if thread else None}  # fmt: skip
    outbox.put(
        PICTURE, target, kind="picture", method="files.getUploadURLExternal",
        lane=f"pictures:{target}", thread_key=DIGEST if thread else None, after_key=DIGEST,
        payload={"picture": DRAWN.written(), "otherwise": said, **payload},
    )  # fmt: skip


async def settle(outbox: Outbox, *, steps: int = 40, seconds: float = 20.0) -> None:
    """Let time pass until nothing is left to do."""
    for _ in range(steps):
        await outbox.drain(seconds=seconds)
        if set(outbox.states().values()) <= {"sent", "dead"}:
            return


def shown(fake: FakeSlack, channel: str = "C0MANAGERS") -> list[list[str]]:
    """Return the files of every message that shows some."""
    found = fake.channels[channel].messages
    return [[file["id"] for file in each["files"]] for each in found if "files" in each]


@both_engines
async def test_it_comes_under_its_digest_with_words_for_who_does_not_see_it(
    outbox: Outbox, fake: FakeSlack
) -> None:
    put(outbox)
    await outbox.drain()
    assert set(outbox.states().values()) == {"sent"}
    digest, picture = fake.channels["C0MANAGERS"].messages
    assert picture["thread_ts"] == digest["ts"]
    (file,) = fake.files.values()
    assert file["data"].startswith(b"\x89PNG\r\n")
    assert "all from 1 to 4" in file["alt_txt"]
    assert "Isolate: 2 done, 1 overdue, 1 open" in file["alt_txt"]
    assert picture["files"] == [{"id": file["id"], "title": DRAWN.title}]
    assert "otherwise" not in json.dumps(fake.of("chat.postMessage"))


async def test_its_file_is_called_after_what_it_shows(outbox: Outbox, fake: FakeSlack) -> None:
    put(outbox, name="INC-2022-001-servers.png")
    await outbox.drain()
    assert [file["filename"] for file in fake.files.values()] == ["INC-2022-001-servers.png"]


async def test_a_person_gets_it_after_the_digest(outbox: Outbox, fake: FakeSlack) -> None:
    put(outbox, "user:U4ANA", thread=False)
    await outbox.drain()
    digest, picture = fake.channels["DU4ANA"].messages
    assert digest["text"] == DIGEST
    assert "thread_ts" not in picture
    assert len(shown(fake, "DU4ANA")) == 1


ALWAYS = [
    {"drop": True},
    {"drop": True, "after": True},
    {"status": 503, "html": True},
    {"status": 503, "html": True, "after": True},
]
# Only methods answer with an error of Slack's; the address for the bytes is no method.
ANSWERED = [*ALWAYS, {"error": "internal_error"}, {"error": "internal_error", "after": True}]


@pytest.mark.parametrize(
    ("method", "trouble"),
    [
        *((method, each) for method in (UPLOAD, SHOW) for each in ANSWERED),
        *(("upload", each) for each in ALWAYS),
    ],
    ids=str,
)
async def test_trouble_at_any_step_shows_it_once(
    outbox: Outbox, fake: FakeSlack, method: str, trouble: dict[str, Any]
) -> None:
    fake.next(method, **trouble)
    put(outbox)
    await settle(outbox)
    assert set(outbox.states().values()) == {"sent"}
    assert len(shown(fake)) == 1


@pytest.mark.parametrize("key", [PICTURE, SHOWN])
@pytest.mark.parametrize("it", ["happened", "did not happen"])
async def test_after_a_crash_at_any_step_it_is_shown_once(
    outbox: Outbox, fake: FakeSlack, key: str, it: str
) -> None:
    """The process died between the call and its mark: the file's id was kept before."""
    put(outbox)
    if it != "happened":
        step = UPLOAD if key == PICTURE else SHOW
        fake.always(step, error="internal_error")
    await outbox.drain()
    fake.heal()
    outbox.as_after_a_crash(key)
    outbox.expire_leases()
    outbox.sender = outbox.another()
    await settle(outbox)
    assert set(outbox.states().values()) == {"sent"}
    assert len(shown(fake)) == 1


async def test_slack_may_take_its_time_to_show_it(outbox: Outbox, fake: FakeSlack) -> None:
    """Said no, not there yet: within a minute nobody shows it again."""
    fake.next(SHOW, drop=True)
    put(outbox)
    await outbox.drain()
    await settle(outbox, steps=4, seconds=10)
    assert outbox.post(SHOWN).state is PostState.UNKNOWN
    assert len(fake.of(SHOW)) == 1
    await settle(outbox)
    assert len(shown(fake)) == 1


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("missing_scope", "Add the scope to the app"),
        ("file_upload_size_restricted", "file_upload_size_restricted"),
    ],
)
@pytest.mark.parametrize("method", [UPLOAD, SHOW])
async def test_what_slack_refuses_is_said_under_the_digest(
    outbox: Outbox, fake: FakeSlack, method: str, error: str, says: str
) -> None:
    fake.always(method, error=error)
    put(outbox)
    await settle(outbox, seconds=200)
    digest, said = fake.channels["C0MANAGERS"].messages
    assert digest["text"] == DIGEST
    assert said["text"].startswith("The picture could not be drawn.")
    assert says in said["text"]
    assert said["thread_ts"] == digest["ts"]
    assert shown(fake) == []


async def test_what_cannot_be_drawn_is_said(outbox: Outbox, fake: FakeSlack) -> None:
    put(outbox, picture={"panels": [{"nonsense": 1}]})
    await outbox.drain()
    texts = fake.texts("C0MANAGERS")
    assert texts[0] == DIGEST
    assert texts[1].startswith("The picture could not be drawn. It could not be drawn (KeyError).")


async def test_a_drawing_that_hangs_is_tried_once_more(
    outbox: Outbox, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs(_kept: Any, _post_id: int) -> tuple[Picture, bytes]:
        raise TimeoutError

    monkeypatch.setattr(pictures, "drawn", hangs)
    put(outbox)
    await settle(outbox)
    assert fake.texts("C0MANAGERS")[1:] == [
        "The picture could not be drawn. Drawing it took too long."
    ]
    assert outbox.post(PICTURE).attempts == 2


async def test_no_digest_no_picture(outbox: Outbox, fake: FakeSlack) -> None:
    fake.always("chat.postMessage", error="channel_not_found")
    put(outbox)
    await settle(outbox)
    assert outbox.states()[PICTURE] == "dead"
    assert fake.files == {}


async def test_where_we_may_speak_without_being_a_member_we_become_one(
    outbox: Outbox, fake: FakeSlack
) -> None:
    fake.channels["C0MANAGERS"].outside = True
    put(outbox)
    await outbox.drain()
    assert len(shown(fake)) == 1


async def test_unreadable_history_never_shows_it_twice(outbox: Outbox, fake: FakeSlack) -> None:
    fake.next(SHOW, drop=True, after=True)
    put(outbox)
    await outbox.drain()
    fake.always("conversations.replies", error="missing_scope")
    await settle(outbox)
    assert len(shown(fake)) == 1
    assert outbox.states()[SHOWN] == "dead"


async def test_a_picture_in_doubt_holds_up_no_message(outbox: Outbox, fake: FakeSlack) -> None:
    fake.always(SHOW, drop=True)
    put(outbox)
    await outbox.drain()
    outbox.put("next")
    await outbox.drain()
    assert "next" in fake.texts("C0DESK")
    outbox.put("alert", PLACE)
    await outbox.drain()
    assert "alert" in fake.texts("C0MANAGERS")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("is_archived", "Restore the channel"),
        ("channel_not_found", "Check the channel's id in the settings"),
        ("not_in_channel", "Invite the app to the channel"),
        ("restricted_action", "Ask a workspace admin"),
    ],
)
@both_engines
async def test_a_closed_channel_is_told_to_those_who_can_open_it(
    outbox: Outbox, fake: FakeSlack, error: str, says: str
) -> None:
    """Archived, or made private without us: managers and admins hear it, once, with the cure."""
    fake.next("chat.postMessage", error=error)
    said = {"text": "The digest could not be posted.", "targets": ["user:U1", "user:U2"]}
    outbox.put(DIGEST, PLACE, kind="digest", payload={"text": "all", "otherwise": said})
    await settle(outbox)
    assert outbox.states()[DIGEST] == "dead"
    for person in ("DU1", "DU2"):
        (text,) = fake.texts(person)
        assert text.startswith("The digest could not be posted.")
        assert says in text
    await outbox.drain(seconds=timedelta(days=1).total_seconds())
    assert len(fake.texts("DU1")) == 1


async def test_a_renamed_channel_is_the_same_channel(outbox: Outbox, fake: FakeSlack) -> None:
    """Channels are meant by id; people may call them what they like."""
    fake.channels["C0MANAGERS"].name = "another-name"
    put(outbox)
    await outbox.drain()
    assert len(fake.channels["C0MANAGERS"].messages) == 2


async def test_of_a_file_that_cannot_be_brought_one_hears(outbox: Outbox, fake: FakeSlack) -> None:
    fake.always("files.info", error="file_not_found")
    said = {"text": "The file seal.jpg could not be shown.", "targets": [PLACE]}
    outbox.put(DIGEST, PLACE)
    outbox.put(
        "proof:1", PLACE, kind="proof", method=UPLOAD, thread_key=DIGEST, after_key=DIGEST,
        payload={"file": "F0SEAL", "name": "seal.jpg", "otherwise": said},
    )  # fmt: skip
    await settle(outbox)
    assert outbox.states()["proof:1"] == "dead"
    assert "seal.jpg could not be shown" in fake.texts("C0MANAGERS")[-1]
