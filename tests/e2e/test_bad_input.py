"""What people type at three in the morning: every slip is answered, repeated, and changes nothing."""

import re

import pytest

from tests.e2e.conftest import Hall
from tests.e2e.records import everything, rows, sizes
from tests.e2e.response import ASHA, DESK, KABIR, Response, declared, said
from tests.hostile import HOSTILE
from tests.limits import problems
from tests.room.serving import request
from tests.screen import Said
from tests.shelf import numbers, opened
from tests.workspace import eventually

# What was typed; what the answer must say of it: why, and what next.
SLIPS = (
    ("/incident dclare the LIS is down", "has no verb `dclare`", "Did you mean `declare`?"),
    ("/task dnoe #3", "has no verb `dnoe`", "Did you mean `done`?"),
    ("/task frobnicate the pumps", "has no verb `frobnicate`", "/task help"),
    ("/playbook shwo manual-mode", "has no verb `shwo`", "Did you mean `show`?"),
    ("/task claim", "Which task?", "/task list"),
    ("/task done", "Which task?", "/task list"),
    ("/task assign #1", "Who is to have it?", "/task assign #1 @who"),
    ("/task assign #1 @nobody-here", "nobody called @nobody-here", "Pick the person"),
    ("/task due #1", "When is it due?", "/task due #1 18:00"),
    ("/task due #1 half past never", "half past never", "such as"),
    ("/task claim #999", "has no task #999", "/task list"),
    ("/task show #0", "#0", "#"),
    ("/task claim #1-90000", "90000", ""),
    ("/task list nonsense words", "by state, person, role or playbook", "/task list"),
    ("/task add", "needs a title", "/task add <what"),
    ("/task add Ring the vendor @asha @kabir", "one holder", "Name one person"),
    ("/task add Look there after #999", "has no task #999", "/task list"),
    ("/task add Look there role=janitor", "janitor", "role"),
    ("/task add " + "x" * 900, "characters", "/task add"),
    ("/task block #1", "needs a reason", "/task block #1"),
    ("/task skip #1", "needs a reason", "/task skip #1"),
    ("/task approve #1", "not waiting for approval", "/task show #1"),
    ("/task reopen #1 because", "nothing to reopen", "/task start #1"),
    ("/task unblock #1", "is not blocked", "/task start #1"),
    ("/task note #1", "The note is empty", "/task note #1"),
    ("/task done #1", "needs proof", "press Done"),
    ("/task done #3 yes it is", "comes after #1", "Finish or skip"),
    ("/incident sev", "Which severity?", "/incident sev 1 <reason>"),
    ("/incident sev 9 awful", "`9` is not a severity", "type `sev1`"),
    ("/incident sev 2", "needs a reason", "/incident sev 2"),
    ("/incident stage", "Which stage next?", "contained"),
    ("/incident stage nirvana", "no stage `nirvana`", "stages are"),
    ("/incident role", "Which role", "/incident roles"),
    ("/incident role janitor @asha", "janitor", "/incident roles"),
    ("/incident lead", "Who is to command?", "@who"),
    ("/incident handover", "To whom?", "@who"),
    ("/incident note", "The note is empty", "/incident note"),
    ("/incident note the fire drill at tomorrow 9am", "still", "such as `20m ago`"),
    ("/incident update", "The update is empty", "/incident update"),
    ("/incident update soon next yesterday 9am", "that was", "type a time ahead"),
    ("/incident summary perhaps", "How often", "/incident summary now"),
    ("/incident summary every 5s", "too short", "type `45m`"),
    ("/incident digest at 25:99", "25:99", ""),
    ("/incident digest perhaps", "What is to happen", "preview"),
    ("/incident status INC-2022-999", "no incident INC-2022-999", "/incident list"),
    ("/incident declare kind=alien They came", "no kind", "`ransomware`"),
    ("/incident declare " + "y" * 300, "300 characters", "one line"),
    ("/playbook show nothing-like-it", "nothing-like-it", "/playbook list"),
    ("/playbook run nothing-like-it", "nothing-like-it", "/playbook list"),
    ("/playbook show <b>it & more", "There is no playbook", "/playbook list"),
    ("/task #12", "has no verb `#12`", "Did you mean `show`?"),
    ("/task claim#12", "has no verb `claim#12`", "Did you mean `claim`?"),
    ("/task assign #1 @wardroom", "is an app", "Choose a person"),
    ("/task assign @asha one", "`one` is not a task", "#3,#5-9"),
    ("/task add Call them @wardroom", "is an app", "Choose a person"),
    ("/task add Look role=", "The role has no name", "/incident roles"),
    ("/task note #1 " + "long " * 700, "characters; 3000 are the most", "Split it"),
    ("/incident role it-lead @asha @meera", "one person at a time", "Name one"),
    ("/incident role it-lead off", "Nobody holds it-lead", "/incident roles"),
    ("/incident lead me", "is incident-commander already", "Name another person"),
    ("/incident list potato", "`potato` is no kind of list", "/incident list all"),
    ("/incident timeline soon", "no kind of entry called `soon`", "name a person"),
    ("/incident stage active", "already active", "From here it goes to"),
    ("/incident sev 1 it is bad", "is severity 1 already", "Name another one"),
    ("/incident reopen it is over", "nothing to reopen", "/incident stage <stage>"),
    ("/task claim #1 inc-2022-9", "no incident INC-2022-009", "/incident list"),
    ("/incident update " + "ten thousand " * 770, "characters; 3000 are the most", "Split it"),
    ("/incident note " + "👩‍🚀" * 2_000, "characters; 3000 are the most", "Split it"),
    ("/incident note " + "سرورها رمزگذاری شده‌اند " * 200, "3000 are the most", "Split it"),
)  # fmt: skip
LIVE = re.compile(r"<!(?:channel|here|everyone|subteam)|<https?://[^>|]*\|")


@pytest.fixture
def desk(hall: Hall) -> Response:
    """An incident in which nothing but slips happens."""
    if "slips" not in hall.kept:
        made = declared(hall.workspace, "sev1 kind=ransomware Nothing but slips", joined=(ASHA,))
        # That somebody came in is told by Slack afterwards, and is kept.
        members = "SELECT user_id FROM incident_member m JOIN incident i ON i.id = m.incident_id WHERE ref = :ref"
        eventually(lambda: len(rows(hall.database_url, members, ref=made.ref)) == 2)
        hall.kept["slips"] = made
    return hall.kept["slips"]


def readable(text: str) -> str:
    """Return mrkdwn as a person reads it, blanks folded."""
    plain = text.replace("```", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return "".join(plain.split())


def shown(answer: Said) -> dict[str, object]:
    """Return the message's parts that Slack would be sent."""
    return {name: answer.fields[name] for name in ("text", "blocks") if name in answer.fields}


@pytest.mark.parametrize(("line", "why", "following"), SLIPS, ids=[each[0][:40] for each in SLIPS])
def test_a_slip_is_answered_repeated_and_changes_nothing(
    hall: Hall, desk: Response, line: str, why: str, following: str
) -> None:
    before = sizes(hall.database_url)
    answer = desk.types(line)
    told = readable(answer.text)
    assert readable(why) in told, answer.text
    assert readable(following) in told, answer.text
    assert readable(line[:300]) in told, "The text repeats what was typed."
    blocks = readable(" ".join(answer.words.split(answer.text)[1:]))
    assert readable(line) in blocks.replace("ˋ", "`"), "The blocks repeat it to the last character."
    assert not LIVE.search(answer.words)
    assert problems(shown(answer)) == []
    assert sizes(hall.database_url) == before, "Nothing was written."
    typed = line.partition(" ")[2].partition(" ")[2]
    assert len(typed) < 12 or typed[:60] not in hall.product.raw_log, "Texts are not logged."


@pytest.mark.parametrize(
    ("line", "corrected", "expected"),
    [
        ("/task shwo #12", "/task show #12", "*#12*"),
        ("/task #12", "/task show #12", "*#12*"),
        ("/task show#12", "/task show #12", "*#12*"),
        ("/task #1 note the vendor called back", "/task note #1 the vendor called back", "Noted"),
        ("/task 1, #2 take", "/task claim 1, #2", "Claimed"),
        ("/task list overdeu", "/task list overdue", "verdue tasks"),
        ("/playbook show isolate-server", "/playbook show isolate-servers", "Isolate servers"),
        ("/incident stage contaned <b> & all", "/incident stage contained <b> & all", "contained"),
        ("/incident role it-leed @asha", "/incident role it-lead @asha", "it-lead"),
    ],
)  # fmt: skip
def test_a_slip_can_be_corrected_with_one_click(
    hall: Hall, line: str, corrected: str, expected: str
) -> None:
    made = declared(hall.workspace, "sev1 kind=ransomware Corrected by a click")
    answer = made.types(line)
    assert expected in made.presses(f"Send {corrected}", on=answer).text


@pytest.mark.parametrize("text", [each for each in HOSTILE if 0 < len(each.strip()) < 2_000])
def test_hostile_text_is_shown_and_does_nothing(desk: Response, text: str) -> None:
    typed = desk.person().types(f"/incident note mark {text}", in_=desk.channel)
    answer = typed.reply()
    assert answer.fields["ephemeral"]
    assert problems(shown(answer)) == []
    if "Noted" not in answer.text:
        assert readable("mark")[:20] in readable(answer.words)
        return
    told = eventually(
        lambda: [m for m in desk.place().messages if "notes: mark" in m.text][-1], within=30
    )
    for where in (answer.words, told.words, desk.types("/incident timeline 1").words):
        assert not LIVE.search(where), where
    assert problems(shown(told)) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/task show #１２", "*#12*"),
        ("/task show １２", "*#12*"),
        ("/task show T12", "*#12*"),
        ("/Task".lower() + " SHOW #12", "*#12*"),
        ("/task show\u00a0#12", "*#12*"),
        ("/task\u00a0show #12", "*#12*"),
        ("/task  show   #12", "*#12*"),
        ("/task view 12", "*#12*"),
        ("/task list “open”", "Open tasks"),
        ("/task list ‘overdue’", "verdue tasks"),
        ("/incident Status", f"0 of {len(numbers())}"),
        ("/task ls manual-mode", f"of {len(opened('manual-mode'))}"),
        ("/task me", "My tasks"),
    ],
)
def test_phones_and_habits_are_understood(desk: Response, line: str, expected: str) -> None:
    assert expected in desk.types(line).text


PATIENTS = (
    "Aadhaar 2341 2341 2346 was on the screen",
    "call the mother at 98765 43210",
    "UHID 104455667 lost his chart",
)


@pytest.mark.parametrize("text", PATIENTS)
@pytest.mark.parametrize(
    "line", ["/incident note {}", "/incident declare sev4 {}", "/task add {}", "/task done #2 {}"]
)
def test_patient_data_is_neither_kept_nor_repeated_nor_logged(
    hall: Hall, desk: Response, line: str, text: str
) -> None:
    before = sizes(hall.database_url)
    answer = desk.types(line.format(text))
    assert "nothing of it was kept" in answer.text
    assert "Send the rest with counts and wards only" in answer.text
    digits = re.search(r"\d[\d ]{6,}\d", text)
    assert digits
    assert digits[0] not in answer.words
    assert sizes(hall.database_url) == before
    assert digits[0] not in everything(hall.database_url)
    assert digits[0] not in hall.product.raw_log


def test_patient_data_in_a_window_is_refused_under_its_field(hall: Hall, desk: Response) -> None:
    kabir = desk.person()
    kabir.clicks("Give update", on=desk.board)
    form = kabir.form("Give an update")
    refused = kabir.submits(form, {form.labels[0]: PATIENTS[0]})
    assert "Patient data does not belong" in str(refused["errors"]["text"])
    kabir.closes(form)
    assert "2341 2341 2346" not in everything(hall.database_url)


def test_where_no_incident_one_or_two_are_open(room: Hall) -> None:
    kabir = room.workspace.person(KABIR)
    none = said(kabir, "/task list open")
    assert "No incident is open" in none.text
    assert "/incident declare" in none.text
    assert "/task list open" in readable(none.text).replace("/tasklistopen", "/task list open")
    menu = said(kabir, "/incident")
    assert "Declare an incident" in menu.buttons

    first = declared(room.workspace, "sev3 kind=outage The first")
    assert (
        first.ref
        in said(kabir, "/task add Look at the UPS").text + said(kabir, "/incident status").text
    )

    second = declared(room.workspace, "sev3 kind=outage The second")
    asked = said(kabir, "/task add Call the vendor <b> “now” & @asha")
    assert first.ref in asked.buttons
    assert second.ref in asked.buttons
    assert "Call the vendor" in asked.text
    added = second.presses(second.ref, on=asked)
    assert "Call the vendor" in added.text
    assert f"held by <@{ASHA}>" in added.text
    assert "No tasks" not in second.types("/task list").text
    assert "Call the vendor" not in first.types("/task list").text


def test_a_command_that_nobody_has_is_the_rooms_own_answer(desk: Response) -> None:
    typed = desk.person().types("/wardrobe status", in_=DESK)
    assert not typed.ok
    assert typed.restored == "/wardrobe status"


def test_a_guest_of_the_page_cannot_act_for_another(hall: Hall, desk: Response) -> None:
    body = b'{"channel": "C0DESK", "text": "/task claim #1"}'
    for headers in ({}, {"X-Room-User": "U0NOBODY"}):
        status, _, _ = request(
            "POST",
            f"{hall.product.url}/room/api/send",
            body,
            {"Content-Type": "application/json", **headers},
        )
        assert status in {400, 401, 403, 404}
