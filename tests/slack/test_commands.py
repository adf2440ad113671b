"""Slash commands, from the payload to the acknowledgement."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.domain.models import Incident, Post, Task, TimelineEntry
from tests.slack.counter import ASHA, MEERA, RAVI, Counter, on_both_engines, on_either_engine


def _titles(session: Session) -> list[str]:
    return list(session.exec(select(Incident.title).order_by(col(Incident.id))))


def _buttons(shown: dict[str, Any]) -> list[str]:
    rows = [block["elements"] for block in shown["blocks"] if block["type"] == "actions"]
    beside = [block["accessory"] for block in shown["blocks"] if "accessory" in block]
    return [each["text"]["text"] for row in rows for each in row if "text" in each] + [
        each["text"]["text"] for each in beside
    ]


@on_either_engine
async def test_the_main_job_by_command(counter: Counter) -> None:
    """Declare, claim, finish with proof, approve by another; each answer is in its own ack."""
    shown = await counter.types("/incident declare sev1 kind=ransomware e-Hospital encrypted")
    assert "INC-2022-001" in shown["text"]
    assert "Started: Small playbook" in shown["text"]
    assert "Open tasks" in _buttons(shown)

    shown = await counter.types("/task list")
    assert "1-4 of 4" in shown["text"]
    assert "Claim" in _buttons(shown)

    assert "You hold task #1" in (await counter.types("/task claim #1"))["text"]
    taken = await counter.types("/task claim 1", by=RAVI)
    assert f"<@{ASHA}> holds it" in taken["text"]

    refused = await counter.types("/task done #1")
    assert "needs proof" in refused["text"]
    assert "/task done #1" in str(refused["blocks"])
    assert "is done" in (await counter.types("/task done #1 nurse Anu saw it at 06:50"))["text"]

    waits = await counter.types("/task done #2 24", by=RAVI)
    assert "waits for approval" in waits["text"]
    own = await counter.types("/task approve #2", by=RAVI)
    assert "somebody else must approve" in own["text"]
    assert "approved and done" in (await counter.types("/task approve #2"))["text"]
    assert counter.slack_side.of("chat.postMessage") == []


async def test_the_answer_to_a_declaration_says_where_the_link_to_the_channel_is(
    counter: Counter,
) -> None:
    shown = await counter.types("/incident declare sev2 printers")
    assert "`/incident status INC-2022-001` links to it." in shown["text"]
    asked = await counter.types("/incident status INC-2022-001")
    assert asked["text"].endswith("The response gets a channel of its own.")

    def made(session: Session) -> None:
        session.exec(select(Incident)).one().channel_id = "C0HERE"

    counter.database.write_now(made)
    asked = await counter.types("/incident status INC-2022-001")
    assert asked["text"].endswith("The response meets in <#C0HERE>.")
    assert "The response meets in <#C0HERE>." in str(asked["blocks"][-1])
    assert "<#C0HERE>" not in str(await counter.types("/incident status", channel="C0HERE"))


async def test_whoever_approves_reads_the_proof_where_they_are_asked(desk: Counter) -> None:
    address = "https://docs.aiims.example/a_list?page=2"
    assert f"Proof given: <{address}>" in (await desk.types(f"/task done #1 {address}"))["text"]
    told = desk.posts()[-1]["text"]
    assert f"Proof: <{address}>. Can go on now: *#2* Cut the edge." in told
    await desk.types("/task done #2 24", by=RAVI)
    assert "Proof: 24. Approval wanted: " in desk.posts()[-1]["text"]


@on_either_engine
async def test_what_changes_the_incident_is_said_once_in_its_channel(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    await counter.types("/task claim #1,#2,#4")
    said = counter.posts()
    assert len(said) == 1
    assert said[0]["text"].startswith(f"<@{ASHA}> claimed 3 tasks")
    assert counter.woken == 2
    boards = counter.query(
        lambda session: (
            session.exec(select(Post).where(Post.render == "board")).all()
            if hasattr(Post, "render")
            else [post for post in session.exec(select(Post)) if post.kind == "board"]
        )
    )
    assert boards


@on_either_engine
async def test_of_many_tasks_a_refused_one_is_named_and_the_others_are_done(
    counter: Counter,
) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    await counter.types("/task claim #2", by=RAVI)
    shown = await counter.types("/task claim #1-4")
    assert "Not done: #2." in shown["text"]
    holders = counter.query(
        lambda session: list(session.exec(select(Task.assignee).order_by(col(Task.number))))
    )
    assert holders == [ASHA, RAVI, ASHA, ASHA]


async def test_numbers_beyond_the_last_task_are_refused_at_once(desk: Counter) -> None:
    shown = await desk.types("/task claim #1,#3-#90")
    assert "Not done: #5-#90. The tasks of INC-2022-001 go from #1 to #4." in shown["text"]
    assert shown["text"].count("Not done") == 1
    apart = await desk.types("/task claim #9,#7")
    assert apart["text"] == (
        "Not done: #9, #7. The tasks of INC-2022-001 go from #1 to #4.\n"
        "You typed: `/task claim #9,#7`"
    )


@on_both_engines
async def test_a_second_delivery_gets_the_first_answer_and_does_nothing(counter: Counter) -> None:
    body = counter.command("/incident declare sev2 printers down")
    first = await counter.send(body)
    second = await counter.send({**body, "response_url": "https://hooks.slack.com/commands/other"})
    assert first == second
    assert counter.query(_titles) == ["printers down"]


@on_both_engines
async def test_the_same_number_with_another_text_is_refused(counter: Counter) -> None:
    body = counter.command("/incident declare sev2 printers down")
    await counter.send(body)
    _, shown = await counter.send({**body, "text": "declare sev1 everything down"})
    assert "number of another one" in shown["text"]
    assert counter.query(_titles) == ["printers down"]


@pytest.mark.parametrize(
    "typed",
    [
        "Ring the bell <@U2RAVI> due 2h after #1",
        "Ring the bell due 2h after #1 <@U2RAVI>",
        "Ring the bell due 2h <@U2RAVI> after #1",
        "due=2h Ring the bell after #1 <@U2RAVI>",
    ],
)
async def test_who_has_an_added_task_may_stand_anywhere(counter: Counter, typed: str) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    card = (await counter.types(f"/task add {typed}"))["text"]
    assert "Ring the bell: to do · held by <@U2RAVI> · due" in card
    assert "comes after #1" in str((await counter.types("/task done #5 rung"))["text"])


async def test_patient_data_is_neither_kept_nor_repeated(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    shown = await counter.types("/incident note relative of 98765 43210 called twice")
    assert "98765" not in str(shown)
    assert "relative of ••••• ••••• called" in str(shown["blocks"])
    kept = counter.query(
        lambda session: [entry.text for entry in session.exec(select(TimelineEntry))]
    )
    assert not any("43210" in text for text in kept)
    assert not any("43210" in row.answer for row in counter.inbox())


@on_either_engine
async def test_a_private_incident_does_not_exist_for_others(counter: Counter) -> None:
    await counter.types("/incident declare sev2 private insider at the pharmacy")
    assert "INC-2022-001" in (await counter.types("/incident list"))["text"]
    for line in ("/incident status INC-2022-001", "/task list INC-2022-001"):
        shown = await counter.types(line, by=MEERA)
        assert "no incident INC-2022-001 that you may see" in shown["text"]
        assert "pharmacy" not in str(shown)
    assert "no open incident" in (await counter.types("/incident list", by=MEERA))["text"]


@on_either_engine
async def test_several_open_incidents_are_asked_which(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    await counter.types("/incident declare sev3 printers <down>")
    shown = await counter.types("/task add call & ask the <vendor>")
    assert "Several incidents are open" in shown["text"]
    values = [block["accessory"]["value"] for block in shown["blocks"] if "accessory" in block]
    assert "/task add INC-2022-002 call &amp; ask the &lt;vendor&gt;" in values
    pressed = await counter.presses("line.run", values[1])
    assert "is added" in pressed["text"]
    title = counter.query(lambda session: session.exec(
        select(Task.title).where(Task.incident_id == 2)).one())  # fmt: skip
    assert title == "call & ask the <vendor>"


async def test_somebody_of_another_workspace_is_refused(counter: Counter) -> None:
    _, shown = await counter.send(counter.command("/incident list", team_id="T9OTHER"))
    assert "own workspace" in shown["text"]


MISSHAPEN: tuple[dict[str, Any], ...] = (
    {"user_id": None}, {"user_id": 7}, {"team_id": ""}, {"trigger_id": ""},
    {"text": ["x"]}, {"text": "x" * 50_000}, {"channel_id": "<!channel>"},
    {"command": "/x y z"}, {"user_id": "U1; DROP"},
)  # fmt: skip


async def test_a_misshapen_payload_is_answered_not_raised(counter: Counter) -> None:
    for broken in MISSHAPEN:
        status, shown = await counter.send({**counter.command("/incident list"), **broken})
        assert (status, "cannot be read" in shown["text"]) == (200, True), broken


async def test_a_reload_says_what_the_edit_did(counter: Counter) -> None:
    folder = counter.runtime.house.library.folder
    small = (folder / "small.md").read_text(encoding="utf-8")
    (folder / "small.md").write_text(small + "- [ ] Lock the door\n", encoding="utf-8")
    (folder / "bad.md").write_text("---\nslug: bad\nnonsense: 1\n---\n- [ ] x\n", encoding="utf-8")
    shown = await counter.types("/playbook reload")
    assert "*Changed:* `small` (1 task added)" in shown["text"]
    assert "bad.md:3: " in shown["text"]
    shown = await counter.types("/playbook list")
    assert "1 file has errors" in shown["text"]
    assert "5 tasks" in shown["text"]


async def test_who_starts_a_playbook_does_not_read_the_channels_line_twice(
    counter: Counter,
) -> None:
    await counter.types("/incident declare sev4 A drill of the words")
    shown = await counter.types("/playbook run small")
    assert shown["text"] == (
        "*Small playbook* runs in INC-2022-001 now: 4 tasks (#1-#4). "
        "It begins with: *#1* Open the log; *#2* Cut the edge; *#3* Seal it."
    )
    (told,) = [post["text"] for post in counter.posts() if "playbook" in post["text"]]
    assert told == f"<@{ASHA}> started the playbook *Small playbook*: 4 tasks (#1-#4)."


async def test_a_changed_playbook_adds_what_is_new_and_drops_nothing(counter: Counter) -> None:
    await counter.types("/incident declare sev4 A drill of the words")
    await counter.types("/playbook run small")
    await counter.types("/task done #1 seen")
    folder = counter.runtime.house.library.folder
    text = (folder / "small.md").read_text(encoding="utf-8").replace("Tell the neighbours", "Ring")
    (folder / "small.md").write_text(text + "- [ ] Lock the door\n", encoding="utf-8")
    assert "runs here already" in (await counter.types("/playbook run small"))["text"]
    await counter.types("/playbook reload")
    shown = await counter.types("/playbook run small")
    assert shown["text"] == (
        "*Small playbook* follows its changed file in INC-2022-001 now: 1 task (#5) added. "
        "It begins with: *#5* Lock the door.\nTasks that are here already stay as they are."
    )
    told = counter.posts()[-1]["text"]
    assert "1 task (#5) added" in told
    assert "tell: Ring (title)" in told
    assert "Lock the door" in (await counter.types("/task show #5"))["text"]
    assert "done" in (await counter.types("/task show #1"))["text"]
    assert "Tell the neighbours" in (await counter.types("/task show #4"))["text"]
    assert "not changed since" in (await counter.types("/playbook run small"))["text"]


async def test_a_task_s_card_shows_its_markdown_as_slack_does(counter: Counter) -> None:
    folder = counter.runtime.house.library.folder
    text = "---\nslug: bold\nstart: manual\n---\n- [ ] Look {#look proof=text}\n  **Yes.** See\n  `x`.\n"
    (folder / "bold.md").write_text(text, encoding="utf-8")
    await counter.types("/incident declare sev4 drill of the words")
    await counter.types("/playbook reload")
    await counter.types("/playbook run bold")
    shown = await counter.types("/task show #1")
    assert "*Yes.* See `x`." in str(shown["blocks"])
    assert "Yes. See x." in shown["text"]
    window = await counter.presses("task.done", "INC-2022-001 #1")
    assert "*Yes.* See `x`." in str(window["blocks"])
