"""Windows: what is wrong stands under its own field, all at once; nothing entered is lost."""

import json
from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from sqlmodel import Session, col, select

from bot.domain.models import Post, Task
from bot.domain.words import Proof, TaskStatus
from bot.slack.app import build_app
from bot.slack.views.task_buttons import value
from tests.slack.counter import ASHA, TEAM, Counter, until

REF = "INC-2022-001"
HUGE = "9" * 400


async def _declared(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")


async def _wrong(counter: Counter, view: dict[str, Any], values: dict[str, Any]) -> dict[str, str]:
    """Send a window and return what is shown under its fields."""
    shown = await counter.submits(view, values)
    assert shown["response_action"] == "errors"
    errors: dict[str, str] = shown["errors"]
    return errors


async def test_every_wrong_field_of_a_declaration_is_named(counter: Counter) -> None:
    await counter.types("/incident declare")
    view = counter.slack_side.of("views.open")[-1]["view"]
    wrong = await _wrong(counter, view, {"severity": "1", "title": " ", "noticed": "at dusk"})
    assert set(wrong) == {"title", "noticed"}
    assert "needs a title" in wrong["title"]
    assert "at dusk" in wrong["noticed"]


async def test_patient_data_and_a_wrong_time_are_named_together(counter: Counter) -> None:
    await _declared(counter)
    view = await counter.presses("incident.update", REF)
    wrong = await _wrong(counter, view, {"text": "call 98765 43210", "next": "some day"})
    assert set(wrong) == {"text", "next"}
    assert "phone number" in wrong["text"]
    wrong = await _wrong(counter, view, {"text": "", "next": "40 days"})
    assert "is empty" in wrong["text"]
    assert "too far off" in wrong["next"]


async def test_a_wallet_is_refused_in_a_window_as_in_a_line(counter: Counter) -> None:
    await _declared(counter)
    view = await counter.presses("incident.update", REF)
    text = "they want it at bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
    assert "wallet" in (await _wrong(counter, view, {"text": text}))["text"]


async def test_a_role_and_a_person_are_asked_for_each_in_its_field(counter: Counter) -> None:
    await _declared(counter)
    view = await counter.presses("incident.role", REF)
    assert set(await _wrong(counter, view, {})) == {"role", "person"}
    forged = {"role": "it-lead", "person": "<!channel>"}
    assert set(await _wrong(counter, view, forged)) == {"person"}


async def test_every_wrong_count_of_a_return_is_named(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/dept add lab name=Lab")
    view = await counter.presses("dept.return", f"{REF} DEP-001")
    wrong = await _wrong(counter, view, {"seen": "many", "waiting": "14", "staff": "-3"})
    assert set(wrong) == {"seen", "staff"}


async def test_every_wrong_digest_and_then_every_gap_is_named(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/evidence add - memory")
    await counter.types('/evidence collected EXH-001 method="over a write blocker"')
    view = await counter.presses("evidence.hash", f"{REF} EXH-001")
    assert set(await _wrong(counter, view, {"sha256": "short", "md5": "zz"})) == {"sha256", "md5"}
    assert set(await _wrong(counter, view, {"sha256": "a" * 64})) == {"md5", "tool"}


async def test_what_is_said_of_a_person_is_said_by_name(counter: Counter) -> None:
    await _declared(counter)
    view = await counter.presses("task.block", value(REF, 4))
    await counter.types("/task claim #4", by="U2RAVI")
    await counter.types("/incident role scribe <@U3MEERA>")
    shown = await counter.submits(view, {"reason": "waits"}, by="U3MEERA")
    assert "<@" not in shown["errors"]["reason"]
    assert "U2RAVI" in shown["errors"]["reason"]


async def test_a_window_that_lost_what_it_is_about_keeps_what_was_entered(
    counter: Counter,
) -> None:
    await _declared(counter)
    view = await counter.presses("task.done", value(REF, 1))
    for metadata in (
        "{", "[]", '{"incident":"INC-2022-001","task":' + HUGE + "}",
        '{"incident":"INC-2022-001"}', '{"incident":"INC-2022-001","task":"٣"}',
    ):  # fmt: skip
        wrong = await _wrong(counter, {**view, "private_metadata": metadata}, {"proof": "seen"})
        assert "copy it" in wrong["proof"], metadata


async def test_a_huge_number_of_a_row_finds_nothing(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/dept add lab name=Lab")
    view = await counter.presses("dept.return", f"{REF} DEP-001")
    metadata = json.dumps({**json.loads(view["private_metadata"]), "row": f"DEP-{HUGE}"})
    view = {**view, "private_metadata": metadata}
    assert "no department" in (await _wrong(counter, view, {"seen": "1"}))["seen"]


async def test_what_was_entered_too_late_is_repeated(counter: Counter) -> None:
    await _declared(counter)
    view = await counter.presses("task.block", value(REF, 1))
    await counter.types("/task done #1 seen")
    counter.app = build_app(counter.runtime, patience_s=0)
    assert await counter.submits(view, {"reason": "waits for the *network* of NIC"}) == {}
    await until(lambda: counter.slack_side.of("chat.postEphemeral"))
    told = str(counter.slack_side.of("chat.postEphemeral")[-1])
    assert "Not done" in told
    assert "waits for the *network* of NIC" in told
    await counter.submits(view, {"reason": "relative of 98765 43210"})
    await until(lambda: len(counter.slack_side.of("chat.postEphemeral")) == 2)
    assert "98765" not in str(counter.slack_side.of("chat.postEphemeral")[-1])
    await counter.app.settle()


async def test_an_old_button_says_that_the_incident_is_over(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/dept add lab name=Lab")
    await counter.types("/incident standdown false alarm")
    for action, carried in (
        ("task.done", "#1"), ("task.block", "#1"), ("task.assign", "#1"), ("incident.update", ""),
        ("incident.standdown", ""), ("dept.return", "DEP-001"), ("server.import", ""),
    ):  # fmt: skip
        shown = await counter.presses(action, f"{REF} {carried}".strip())
        assert "stood down" in shown["text"], action
        assert "incident.reopen" in str(shown["blocks"]), f"{action} leads on to open it again"
    view = await counter.presses("incident.reopen", REF)
    assert view["type"] == "modal"


async def test_what_is_over_is_opened_again_first(counter: Counter) -> None:
    await _declared(counter)
    await counter.types("/incident standdown false alarm")
    for line in ("/task claim #1", "/incident update x", "/server add x1", "/incident sev 2 why"):
        refused = await counter.types(f"{line} {REF}")
        first = next(block for block in refused["blocks"] if block["type"] == "actions")
        assert first["elements"][0]["action_id"] == "incident.reopen", refused["text"]
    bare = await counter.types(f"/incident reopen {REF}")
    assert f"`/incident reopen {REF} <why>`" in bare["text"].replace("&lt;", "<").replace(
        "&gt;", ">"
    )


WHO = {"user": {"id": ASHA}, "team": {"id": TEAM}}
SENT = {"values": {"proof": {"value": {"value": "typed"}}}}


OF_NO_KIND: tuple[dict[str, Any], ...] = (
    {"type": "view_closed", "view": {"id": "V", "callback_id": "x"}}, {"type": "view_closed"},
    {"type": "view_submission"}, {"type": "view_submission", "view": "x"},
    {"type": "view_submission", "view": {"id": "V", "callback_id": None}},
    {"type": "workflow_step_edit", "callback_id": "x"}, {"type": "something_new"},
    {"type": "event_callback"}, {"type": "event_callback", "event": None},
    {"type": "event_callback", "event": {"type": 7}}, {"type": "event_callback", "event": []},
    {"type": "app_rate_limited"}, {"type": None}, {"type": 7}, {"type": []}, {"type": {}},
    {"command": 7}, {"command": None}, {"type": "message_action"}, {"type": "shortcut"},
    {"type": "shortcut", "callback_id": 7}, {"type": "options"}, {"type": "x\n<secret>"},
)  # fmt: skip


async def test_a_payload_of_no_kind_of_ours_is_acknowledged(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    for body in OF_NO_KIND:
        request = AsyncBoltRequest(mode="socket_mode", body={**WHO, **body})
        assert (await counter.app.async_dispatch(request)).status == 200, body
        logged = capsys.readouterr().out
        assert "payload.refused" in logged, body
        assert "secret" not in logged, body
        assert ASHA not in logged, body


async def test_an_unreadable_window_stays_open_with_what_was_entered(counter: Counter) -> None:
    view = {"id": "V1", "callback_id": "task.done", "state": SENT, "type": "modal"}
    status, shown = await counter.send(
        {"type": "view_submission", **WHO, "view": {**view, "hash": 7, "id": 7}}
    )
    assert status == 200
    assert list(shown["errors"]) == ["proof"]
    elsewhere = {**WHO, "team": {"id": "T0OTHER"}, "view": view}
    status, shown = await counter.send({"type": "view_submission", **elsewhere})
    assert (status, list(shown["errors"])) == (200, ["proof"])


async def test_every_field_of_a_checklist_names_its_own_open_lines(counter: Counter) -> None:
    await _declared(counter)

    def long_list(session: Session) -> None:
        task = session.exec(select(Task).where(Task.number == 4)).one()
        task.proof_required = Proof.CHECKLIST
        task.checklist = json.dumps([f"line {at}" for at in range(1, 15)])
        session.add(task)

    await counter.database.write(long_list)
    view = await counter.presses("task.done", value(REF, 4))
    some = {"checks.0": ["1", "2"], "checks.10": ["11", "12", "13"]}
    wrong = await _wrong(counter, view, some)
    assert set(wrong) == {"checks.0", "checks.10"}
    assert "3. line 3" in wrong["checks.0"]
    assert "14. line 14" in wrong["checks.10"]
    element = {"type": "plain_text_input", "action_id": "v"}
    forged = {"type": "input", "block_id": "checks.x", "element": element}
    assert "wrong on our side" not in str(
        await counter.submits({**view, "blocks": [forged]}, {"checks.x": "1"})
    )


async def _wants_a_photo(counter: Counter, number: int) -> dict[str, Any]:
    """Let a task want a photo as its proof; return the window that asks for it."""

    def photo(session: Session) -> None:
        task = session.exec(select(Task).where(Task.number == number)).one()
        task.proof_required = Proof.PHOTO
        session.add(task)

    await counter.database.write(photo)
    return await counter.presses("task.done", value(REF, number))


async def test_a_photo_is_given_in_the_window_and_brought_under_the_news_of_it(
    counter: Counter,
) -> None:
    await _declared(counter)
    view = await _wants_a_photo(counter, 4)
    assert "needs proof" in (await _wrong(counter, view, {}))["proof"]
    assert (
        "phone number" in (await _wrong(counter, view, {"file": ["F0A 98765 43210.jpg"]}))["file"]
    )
    files = ["F0SEAL1 seal.jpg", "F0SEAL2 <seal> 2.jpg"]
    assert await counter.submits(view, {"file": files}) == {}
    task = counter.query(lambda session: session.exec(select(Task).where(Task.number == 4)).one())
    assert (task.status, task.proof) == (
        TaskStatus.DONE, "seal.jpg (F0SEAL1) <seal> 2.jpg (F0SEAL2)",
    )  # fmt: skip
    wanted = select(Post).where(col(Post.kind).in_(("event", "proof"))).order_by(col(Post.id))
    news, *brought = counter.query(lambda session: session.exec(wanted).all())
    assert "seal.jpg" in news.payload
    told = [json.loads(each.payload) for each in brought]
    assert [(each["file"], each["name"]) for each in told] == [
        ("F0SEAL1", "seal.jpg"), ("F0SEAL2", "<seal> 2.jpg"),
    ]  # fmt: skip
    assert {each.thread_key for each in brought} == {each.after_key for each in brought}
    assert {each.thread_key for each in brought} == {news.key}
    assert {each.target for each in brought} == {news.target}


async def test_where_files_may_not_be_read_the_window_asks_for_the_link(counter: Counter) -> None:
    await _declared(counter)
    counter.slack_side.takes_files = False
    await _wants_a_photo(counter, 4)
    await counter.app.settle()
    whole, plainer = (each["view"] for each in counter.slack_side.of("views.open"))
    assert len(plainer["blocks"]) == len(whole["blocks"]) - 1
    assert "file_input" not in str(plainer)
    assert await counter.submits(plainer, {"proof": "https://files.example/seal.jpg"}) == {}
