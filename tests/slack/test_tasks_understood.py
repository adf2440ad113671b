"""What a line about tasks was taken for is said, and nothing of it is done by half in silence."""

from sqlmodel import col, select

from bot.domain.models import IncidentMember, Task
from tests.slack.counter import ASHA, RAVI, Counter, on_either_engine

AT_SIX = "due 23 Nov 2022 18:00 IST"


def added(counter: Counter) -> Task:
    """Return the task that was added last."""
    newest = select(Task).order_by(col(Task.number).desc()).limit(1)
    return counter.query(lambda session: session.exec(newest).one())


DUE = (
    ("Check ward 3 printers by 18:00", "Check ward 3 printers", AT_SIX),
    ("Check ward 3 printers BY 18：00.", "Check ward 3 printers", AT_SIX),
    ("by 18:00 check the printers", "check the printers", AT_SIX),
    ("due 18:00 check the printers", "check the printers", AT_SIX),
    ("due 2h Check printers", "Check printers", "due 23 Nov 2022 09:07 IST"),
    ("due: 18:00 after #3 Check  it", "Check  it", AT_SIX),
    ("Check printers by tomorrow 9am <@U2RAVI>", "Check printers", "24 Nov 2022 09:00 IST"),
    ("Check printers by noon after #1", "Check printers", "23 Nov 2022 12:00 IST"),
    ("Check printers due 18:00.", "Check printers", AT_SIX),
    ("Check printers due by 18:00", "Check printers", AT_SIX),
    ("Call the vendor by phone", "Call the vendor by phone", "no due time"),
    ("Sort the printers by 2", "Sort the printers by 2", "no due time"),
    ("By 3 nurses checked", "By 3 nurses checked", "no due time"),
    ("It should be back by now", "It should be back by now", "no due time"),
    ("due diligence on the vendor", "due diligence on the vendor", "no due time"),
    ("after 3 nurses left, lock it", "after 3 nurses left, lock it", "no due time"),
    ('"Back by 18:00"', "Back by 18:00", "no due time"),
)


async def test_when_a_task_is_due_is_read_at_either_end(desk: Counter) -> None:
    for typed, title, said in DUE:
        shown = await desk.types(f"/task add {typed}")
        assert (added(desk).title, said in shown["text"]) == (title, True), (typed, shown["text"])


async def test_a_time_that_was_not_read_is_said(desk: Counter) -> None:
    for typed, words in (
        ("Call NIC due 11pm kal", "due 11pm kal"),
        ("“Call the duty officer” at 11 pm", "at 11 pm"),
        ("Copy the films by tomorrow morning 9", "by tomorrow morning 9"),
        ("Ask who was on duty at the gate", ""),
        ("due diligence on the vendor", ""),
        ("Call NIC due 18:00", ""),
    ):
        shown = await desk.types(f"/task add {typed}")
        said = f"`{words}` stays in the title and was not read as a due time; if it is one: "
        assert (said in shown["text"]) == bool(words), (typed, shown["text"])
        assert ("stays in the title" in shown["text"]) == bool(words), typed


async def test_a_length_behind_by_may_be_an_amount_and_is_no_due_time(desk: Counter) -> None:
    for typed, title, length in (
        ("Reduce load by 2h", "Reduce load by 2h", "2h"),
        ("Extend the window by 30 min.", "Extend the window by 30 min.", "30 min"),
        ("Reduce load by 2h after #1", "Reduce load by 2h", "2h"),
    ):
        shown = await desk.types(f"/task add {typed}")
        task = added(desk)
        assert (task.title, task.due_at) == (title, None)
        assert (
            f"`by {length}` stays in the title, as it may be an amount; if it is when the task is "
            f"due: `/task due #{task.number} {length}`."
        ) in shown["text"]
    for typed, title, due in (
        ("Reduce load by 2h due 18:00", "Reduce load by 2h", AT_SIX),
        ("Check printers due by 2h", "Check printers", "due 23 Nov 2022 09:07 IST"),
    ):
        shown = await desk.types(f"/task add {typed}")
        assert (added(desk).title, due in shown["text"]) == (title, True)
        assert "may be an amount" not in shown["text"]


NEVER_DUE = (
    ("Check it by 18:00 due 2h", "here stand two times"),
    ("due 2h by 3h Check it", "here stand two times"),
    ("Check it by yesterday 9am", "that was 22 h 7 min ago"),
    ("due yesterday 9am Check it", "that was 22 h 7 min ago"),
    ("due 25:61 Check it", "is not a time of day"),
    ("due every 4h Check it", "belongs into a playbook"),
    ("by 18:00", "needs a title"),
    ("Check it due=", "Behind `due=` stands nothing"),
    ("Check it after=", "Behind `after=` stands nothing"),
)


async def test_a_due_time_that_can_not_be_is_refused(desk: Counter) -> None:
    for typed, why in NEVER_DUE:
        shown = await desk.types(f"/task add {typed}")
        assert why in shown["text"], (typed, shown["text"])
        assert added(desk).number == 4, typed


async def test_a_line_of_tasks_is_not_done_by_half(desk: Counter) -> None:
    for line in ("/task show #1 / #2", "/task show #1; #2", "/task claim #1 #2/#3",
                 "/task claim #1 <@U2RAVI>", "/task start #1 @ravi"):  # fmt: skip
        shown = await desk.types(line)
        assert "What stands behind the tasks was not read" in shown["text"], line
        held = desk.query(lambda session: set(session.exec(select(Task.assignee))))
        assert held == {None}, line


async def test_words_behind_tasks_are_not_dropped_in_silence(desk: Counter) -> None:
    for line in ("show #1", "claim #1", "start #1", "claim #3,#4"):
        shown = await desk.types(f"/task {line} once more")
        assert "“once more” was not read; `/task note #" in shown["text"], line
    assert "not read" not in (await desk.types("/task claim #2 me", by=RAVI))["text"]
    await desk.types("/task done #1 Anu saw it")
    await desk.types("/task done #2 24", by=RAVI)
    shown = await desk.types("/task approve #2 looks good")
    assert "#2 is approved and done. “looks good” was not read" in shown["text"]


async def test_who_can_sign_is_never_the_one_who_may_not(desk: Counter) -> None:
    await desk.types("/task done #1 Anu saw it")
    waits = await desk.types("/task done #2 24")
    assert "waits for approval: incident-commander (nobody else holds it)" in waits["text"]
    assert desk.posts()[-1]["text"].endswith("incident-commander (nobody else holds it).")
    own = await desk.types("/task approve #2")
    assert "Have the role given to somebody else; or `/task start #2` takes it back" in own["text"]
    assert f"(<@{ASHA}>)" not in own["text"]
    await desk.types(f"/incident role incident-commander <@{RAVI}>")
    own = await desk.types("/task approve #2")
    assert f"Who can: incident-commander (<@{RAVI}>). Ask them to press Approve." in own["text"]
    assert "approved and done" in (await desk.types("/task approve #2", by=RAVI))["text"]


async def test_one_of_several_is_counted_as_one(desk: Counter) -> None:
    await desk.types("/task done #1,#2 Anu saw it")
    assert "finished 1 task: " in desk.posts()[-1]["text"]


async def test_a_title_that_asks_ends_as_it_is(desk: Counter) -> None:
    await desk.types("/task add Is it off?")
    await desk.types("/task claim #5")
    assert desk.posts()[-1]["text"].endswith("claimed task *#5* Is it off?")


async def test_words_behind_a_person_are_not_dropped_in_silence(desk: Counter) -> None:
    shown = await desk.types(f"/task assign #1 <@{RAVI}> by 18:00")
    assert "“by 18:00” was not read" in shown["text"]
    shown = await desk.types(f"/task assign #1,#2 to <@{ASHA}>, urgently")
    assert "urgently" in shown["text"]
    for line in (f"#3 to <@{RAVI}>.", "#4 me", f"<@{RAVI}> #2"):
        assert "not read" not in (await desk.types(f"/task assign {line}"))["text"], line


async def test_the_opposite_of_a_verb_is_not_offered_for_it(desk: Counter) -> None:
    assert "Did you mean" not in (await desk.types("/task unstart #1"))["text"]
    for verb in ("unclaim", "unassign"):
        shown = await desk.types(f"/task {verb} #1")
        assert "/task assign #1 nobody" in str(shown["blocks"])
    for verb in ("remove", "delete", "cancel"):
        shown = await desk.types(f"/task {verb} #1")
        assert "Skipping task #1 needs a reason" in shown["text"]


@on_either_engine
async def test_a_task_is_given_back(counter: Counter) -> None:
    await counter.types("/incident declare sev2 printers")
    await counter.types("/task start #1", by=RAVI)
    shown = await counter.types("/task assign #1 nobody", by="U4DEV")
    assert f"held by <@{RAVI}>, so you cannot let go of it" in shown["text"]
    shown = await counter.types("/task assign #1 nobody", by=RAVI)
    assert "Task #1 is free again. *#1* Open the log: to do, critical · free" in shown["text"]
    assert counter.posts()[-1]["text"] == f"<@{RAVI}> gave back task *#1* Open the log."
    told = (await counter.types("/incident timeline 1"))["text"]
    assert f"<@{RAVI}> gave task #1 Open the log back from <@{RAVI}>" in told
    assert "Nobody holds task #1" in (await counter.types("/task assign #1 nobody"))["text"]
    await counter.types("/task claim #1,#2", by=RAVI)
    shown = await counter.types("/task assign #1-#3 nobody")
    assert shown["text"].startswith("Given back: *#1* Open the log, *#2* Cut the edge.")
    assert "Not done: #3. Nobody holds task #3." in shown["text"]
    await counter.types("/task done #1 seen")
    assert "is done" in (await counter.types("/task assign #1 nobody"))["text"]
    await counter.types("/task done #2 24", by=RAVI)
    waits = await counter.types("/task assign #2 nobody")
    assert "already waiting for approval" in waits["text"]


HOLDERS = (
    ("Check it <@U2RAVI>", "Check it", RAVI),
    ("<@U2RAVI> check it by 18:00", "check it", RAVI),
    ("Check it <@U2RAVI> due 2h after #1", "Check it", RAVI),
    ("<@U2RAVI>: check it", "check it", RAVI),
    ("Check it by 18:00 <@U2RAVI>.", "Check it", RAVI),
    ("Ask <@U2RAVI> for the logs by 18:00", "Ask <@U2RAVI> for the logs", None),
    ("Ask <@U2RAVI> for the logs <@U1ASHA>", "Ask <@U2RAVI> for the logs", ASHA),
    ("Check <@U2RAVI>'s printer", "Check <@U2RAVI>'s printer", None),
    ("Hide the logs from <@U2RAVI> due 1h", "Hide the logs from <@U2RAVI>", None),
    ("Ask <@U2RAVI> and <@U1ASHA>", "Ask <@U2RAVI> and <@U1ASHA>", None),
    ("Take the keys From  <@U2RAVI>. <@U1ASHA>", "Take the keys From  <@U2RAVI>.", ASHA),
    ("<@U2RAVI> ask for the logs", "ask for the logs", RAVI),
)


async def test_a_person_inside_a_title_belongs_to_it(desk: Counter) -> None:
    for typed, title, holder in HOLDERS:
        await desk.types(f"/task add {typed}")
        assert (added(desk).title, added(desk).assignee) == (title, holder), typed


async def test_who_is_only_named_gets_no_task_and_no_way_in_and_that_is_said(
    counter: Counter,
) -> None:
    await counter.types("/incident declare sev2 private Insider")
    shown = await counter.types(f"/task add Hide the logs from <@{RAVI}>")
    assert "Nobody holds it: who stands in the title is only named there." in shown["text"]
    assert f"`/task assign #{added(counter).number} @who` gives it" in shown["text"]
    inside = select(IncidentMember.user_id)
    assert counter.query(lambda session: session.exec(inside).all()) == [ASHA]


async def test_whom_work_brings_into_the_channel_is_said(desk: Counter) -> None:
    for line in (f"add Check it <@{RAVI}>", "assign #1 <@U4DEV>", "assign #2,#3 <@U5IMRAN>"):
        shown = await desk.types(f"/task {line}")
        assert "was not in the channel and is invited." in shown["text"], line
        again = await desk.types(f"/task {line}")
        assert "is invited" not in again["text"], line
    assert any(f"and gave it to <@{RAVI}>" in post["text"] for post in desk.posts())


async def test_what_was_taken_for_granted_about_a_time_is_a_sentence(desk: Counter) -> None:
    for line in ("add Check it due 25 nov", "due #1 25 nov"):
        assert "No time was given, so 23:59." in (await desk.types(f"/task {line}"))["text"]


async def test_a_task_in_full_has_its_whole_title(desk: Counter) -> None:
    title = "Walk every corridor and write down which printer " * 10
    added_now = await desk.types(f"/task add {title}ends")
    shown = await desk.types("/task show #5")
    for answer in (added_now, shown):
        assert "which printer ends" in str(answer["blocks"])
    assert "which printer ends" not in (await desk.types("/task list"))["text"]


async def test_a_number_that_is_read_as_proof_and_names_an_open_task_is_said(desk: Counter) -> None:
    shown = await desk.types("/task done 1 3")
    assert (
        "Task #1 is done. `3` was read as the proof of #1 and not as a task: `/task done #3` "
        "finishes #3 as well."
    ) in shown["text"]
    await desk.types("/task add One more")
    await desk.types("/task add And another")
    shown = await desk.types("/task done #5, #6 3 4 1")
    assert "`/task done #3,#4` finishes #3,#4 as well." in shown["text"]
    await desk.types("/task reopen #5,#6 not done at all")
    for proof in ("1", "77", "3 ports shut", "3000000000"):
        assert "as the proof of" not in (await desk.types(f"/task done #5 {proof}"))["text"], proof
        await desk.types("/task reopen #5 not done at all")
    asks_a_number = await desk.types("/task done #2 3", by=RAVI)
    assert "waits for approval" in asks_a_number["text"]
    assert "as the proof of" not in asks_a_number["text"]


async def test_a_number_is_no_reason(desk: Counter) -> None:
    for verb in ("block", "skip", "reopen"):
        shown = await desk.types(f"/task {verb} 1 3")
        assert "`3` is no reason." in shown["text"]
        assert f"`/task {verb} #3,#5-9 &lt;reason&gt;`" in shown["text"]
    assert "blocked" in (await desk.types("/task block 1 3 ports are missing"))["text"]
