"""Lines that are wrong or hostile: how they are answered, and how they come back."""

from typing import Any

from sqlmodel import Session, select

from bot.domain.models import Person, TimelineEntry
from tests.conftest import NIGHT
from tests.hostile import HOSTILE
from tests.slack.counter import ASHA, RAVI, Counter, on_either_engine

WITHOUT_AN_INCIDENT = (
    ("/incident", "No incident is open"),
    ("/incident help", "declares an incident"),
    ("/task help done", "finishes a task"),
    ("/task HELP", "/task"),
    ("/task dnoe #1", "Did you mean `done`?"),
    ("/incident done #1 ports shut", "Did you mean `/task done`?"),
    ("/incident isolate lis-01", "Did you mean `/server isolate`?"),
    ("/incident mine", "Did you mean `/task mine`?"),
    ("/task retitle #4 foo", "`/task help` lists its verbs."),
    ("/server delete lis-db-01", "`/server help` lists its verbs."),
    ("/restore done HIS", "`/restore help` lists its verbs."),
    ("/task list", "No incident is open here"),
    ("/incident status INC-2022-099", "no incident INC-2022-099"),
    ("/incident declare kind=flood Basement", "kinds are"),
    ("/playbook show smal", "Did you mean `small`?"),
    ("/playbook list", "Small playbook"),
    ("/playbook show small", "4 tasks"),
    ("/playbook reload", "1 playbook is loaded"),
    ("/incident list", "no open incident"),
    ("/incident digest", "daily digest"),
)


async def test_without_an_incident(counter: Counter) -> None:
    for line, answer in WITHOUT_AN_INCIDENT:
        shown = await counter.types(line)
        assert answer in shown["text"], (line, shown["text"])


BAD_INPUT = (
    ("/task done #99 x", "no task #99"),
    ("/task done", "Which task?"),
    ("/task done twelve", "is not a task"),
    ("/task due #1 yesterday 9am", "time ahead"),
    ("/task due #1", "When is it due?"),
    ("/task assign #1", "Who is to have it?"),
    ("/task block #1", "needs a reason"),
    ("/task list nonsense", "by state, person, role or playbook"),
    ("/task list overdeu", "Did you mean `/task list overdue`?"),
    ("/task list @nobody", "nobody called @nobody"),
    ("/incident sev", "Which severity?"),
    ("/incident sev 7 worse", "1, the worst"),
    ("/incident stage", "Which stage next?"),
    ("/incident stage recovery", "in one step"),
    ("/incident stage revovery", "Did you mean `recovery`?"),
    ("/incident update", "update is empty"),
    ("/incident role it-lead", "Which role, and who"),
    ("/incident role nonsense <@U2RAVI>", "no role `nonsense`"),
    ("/incident role czar <@U2RAVI>", "`security-lead`"),
    ("/incident summary sometimes", "How often"),
    ("/incident summary every 5s", "1 min"),
    ("/incident close", "in one step"),
    ("/incident reopen because", "nothing to reopen"),
    ("/playbook run small", "runs here already"),
    ("/task add", "needs a title"),
    ("/task add Count the beds every=0m", "belongs into a playbook: write `{every=4h}`"),
    ("/task add Count the beds every=1s due 2h", "belongs into a playbook"),
    ("/task add Count the beds due every 4h", "belongs into a playbook"),
    ("/task add Count the beds @asha due Every 06:30", "belongs into a playbook"),
    ("/task add Count the beds due 2h every=400d", "belongs into a playbook"),
    ("/incident update 40 of 100 next 1s", "1 min to 7 d from now is allowed"),
    ("/incident update 40 of 100. Next update at 25:61", "is not a time of day"),
    ("/incident update 40 of 100 next: 1s", "1 min to 7 d from now is allowed"),
    ("/incident deadline list", "Did you mean `/deadline`?"),
    ("/incident update 40 of 100 next 400d", "1 min to 7 d from now is allowed"),
    ("/task add x <@U1ASHA> <@U2RAVI>", "one holder"),
    ("/incident note patient 98765 43210 called", "phone number"),
)


async def test_bad_input_is_answered_with_the_line_ready_to_correct(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    before = counter.query(_entries)
    for line, answer in BAD_INPUT:
        shown = await counter.types(line)
        assert answer in shown["text"], (line, shown["text"])
        assert any(line.split()[1] in str(block) for block in shown["blocks"]), line
        assert counter.query(_entries) == before, line


def _entries(session: Session) -> int:
    return len(session.exec(select(TimelineEntry)).all())


async def test_no_text_breaks_an_answer_or_fires_a_mention(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    for text in HOSTILE:
        wire = text[:8000].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for line in (
            f"/incident declare {wire}", f"/incident note {wire} INC-2022-001", f"/task {wire}",
            f"/task add {wire} INC-2022-001", f"/incident update {wire} INC-2022-001",
            f"/incident {wire}", f"/playbook show {wire}", f"/task list {wire} INC-2022-001",
            f"/task block #1 {wire} INC-2022-001", "/task unblock #1 INC-2022-001",
            f"/incident role {wire} <@U2RAVI> INC-2022-001",
        ):  # fmt: skip
            shown = await counter.types(line[:9000])
            assert "<!" not in str(shown).replace("<!date^", ""), line[:99]
    for post in counter.posts():
        assert "<!" not in post["text"].replace("<!date^", ""), post["text"][:99]


def _named(session: Session) -> None:
    for user_id, name in ((ASHA, "asha"), (RAVI, "ravi")):
        session.merge(Person(user_id=user_id, name=name, seen_at=NIGHT))


def _code(shown: dict[str, Any]) -> str:
    texts: list[str] = [block["text"]["text"] for block in shown["blocks"] if "text" in block]
    return next(text for text in texts if "```" in text)


@on_either_engine
async def test_a_refused_line_comes_back_as_it_was_typed(counter: Counter) -> None:
    counter.database.write_now(_named)
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    wire = "/task add See <https://x.example/a?b=1&amp;c=2> in <#C1|general> <@U1ABC|ira>"
    typed = "/task add See https://x.example/a?b=1&amp;c=2 in #general @ira"
    shown = await counter.types(f"{wire} <@{ASHA}> <@{RAVI}>")
    for text in (shown["text"], _code(shown)):
        assert f"{typed} @asha @ravi" in text
        assert f"<@{ASHA}>" not in text.partition("You typed")[2]
    again = await counter.types("/task assign #1 @asha @ravi")
    assert "`@asha @ravi` names 2 people" in again["text"]
    named = await counter.types(f"/task assign #1 <@{ASHA}> <@{RAVI}>")
    assert "`@asha @ravi` names 2 people" in named["text"]


@on_either_engine
async def test_what_a_button_sends_again_still_points_at_people(counter: Counter) -> None:
    counter.database.write_now(_named)
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    shown = await counter.types(f"/task asign #1 <@{RAVI}>")
    row = next(block for block in shown["blocks"] if block["type"] == "actions")
    send = row["elements"][0]
    assert send["text"]["text"] == "Send /task assign #1 @ravi"
    given = await counter.presses("line.run", send["value"])
    assert f"in the hands of <@{RAVI}>" in given["text"]
    await counter.types("/incident declare sev1 LIS is down")
    question = await counter.types(f"/task assign #2 <@{RAVI}>")
    assert "/task assign #2 @ravi" in _code(question)
    first = next(block["accessory"] for block in question["blocks"] if "accessory" in block)
    given = await counter.presses("line.run", first["value"])
    assert f"in the hands of <@{RAVI}>" in given["text"]
