"""Every answer leads on: with the button that whoever got it needs next."""

import pytest

from bot.slack.listeners.commands import COMMANDS
from tests.e2e.conftest import Hall
from tests.e2e.response import ASHA, KABIR, MEERA, NISHA, Response, declared
from tests.workspace import eventually

# What was typed, and the button that must be among those of the answer.
WAYS = (
    ("/incident update", "Give update"),
    ("/incident sev", "Status"),
    ("/incident close all is well", "Status"),
    ("/incident role", "Give a role"),
    ("/incident handover", "Give a role"),
    ("/incident roles", "Give a role"),
    ("/playbook", "Playbooks"),
    ("/task", "My tasks"),
    ("/task done #1", "Done"),
    ("/task done #1 ---", "Done"),
    ("/task done #2 12", "Claim"),
    ("/task block #2", "Block"),
    ("/task assign #2", "Reassign"),
    ("/task due #2 yesterday 9am", "Details"),
    ("/task unblock #2", "Claim"),
    ("/task claim #999", "Open tasks"),
)


def begun(hall: Hall, title: str) -> Response:
    """Return a ransomware incident of severity 1 with two more people in it."""
    return declared(hall.workspace, f"sev1 kind=ransomware {title}", joined=(ASHA, MEERA))


@pytest.fixture
def desk(hall: Hall) -> Response:
    """An incident that these answers are about; none of them changes it."""
    if "ways" not in hall.kept:
        hall.kept["ways"] = begun(hall, "Ways on")
    return hall.kept["ways"]


@pytest.mark.parametrize(("line", "button"), WAYS, ids=[each[0] for each in WAYS])
def test_a_refusal_carries_the_next_useful_button(desk: Response, line: str, button: str) -> None:
    assert button in desk.types(line).buttons


def test_every_answer_of_every_command_carries_a_button(hall: Hall) -> None:
    response = begun(hall, "Everything that can be typed")
    kabir = response.person()
    without = []
    lines = [
        line
        for verb in COMMANDS.rows()
        for line in dict.fromkeys((f"/{verb.noun} {verb.name}", verb.shown))
    ]
    try:
        for line in lines:
            typed = kabir.types(line, in_=response.channel)
            # What is answered by a window shows no reply, and the window may come a moment later.
            if not typed.answer.get("reply_ts") and eventually(lambda: kabir.forms):
                kabir.closes(kabir.forms[-1])
            elif not typed.reply().buttons:
                without.append(line)
    finally:
        # It was typed among the others, and the tests that follow read English.
        kabir.types("/incident language auto", in_=response.channel)
    assert "\n".join(without) == ""


def test_what_lacks_proof_is_finished_in_the_window_of_its_refusal(hall: Hall) -> None:
    response = begun(hall, "Proof by the button of the refusal")
    kabir = response.person()
    refused = response.types("/task done #1")
    kabir.clicks("Done", on=refused)
    form = kabir.form("Finish task #1")
    kabir.submits(form, {form.labels[0]: "The log is open. Kabir commands."})
    told = response.place(ASHA).message("finished task", within=20)
    assert "Kabir commands. Can go on now" in told.text, "One full stop is enough."
    assert told.buttons[0] == "Open tasks"
    done = eventually(lambda: next(each for each in kabir.whispers[-1:] if "is done" in each.text))
    assert done.buttons == ["My tasks", "Open tasks", "Reopen", "Details"]
    assert "Write who saw what" not in done.words, "How it is done is over."
    assert "Write who saw what" in response.task(1).words
    assert "Proof given: The log is open." in response.task(1).words
    response.types("/task reopen #1 it was closed again")
    assert "Proof given before: The log is open." in response.task(1).words


def test_whoever_gave_the_proof_is_led_to_who_can_approve(hall: Hall) -> None:
    response = begun(hall, "Who can approve")
    kabir = response.person()
    response.types("/task done #1 the log is open")
    waits = response.types("/task done #4 all")
    assert waits.buttons == ["Give clinical-lead", "My tasks", "Open tasks"]
    assert "☑ 7." in waits.words
    own = response.types("/task approve #4")
    assert "clinical-lead (nobody holds it: `/incident role clinical-lead @who`)" in own.text
    kabir.clicks("Give clinical-lead", on=waits)
    form = kabir.form("Give a role")
    kabir.submits(form, {form.labels[1]: MEERA})
    told = response.place(ASHA).message("gave the role", within=20)
    assert f"*clinical-lead* to <@{MEERA}>" in told.text
    assert response.task(4).buttons == ["My tasks", "Open tasks"]
    assert response.task(4, MEERA).buttons[:2] == ["Approve", "Send back"]


def test_a_role_is_given_in_a_window_by_command_alone(hall: Hall) -> None:
    response = begun(hall, "Roles by window")
    asha = response.person(ASHA)
    refused = response.presses("Give a role", on=response.types("/incident roles", ASHA), by=ASHA)
    assert "Only the incident commander or a deputy may give roles" in refused.text
    assert not [form for form in asha.forms if form.title == "Give a role"]
    kabir = response.person()
    kabir.clicks("Give a role", on=response.types("/incident roles"))
    form = kabir.form("Give a role")
    roles = [each["value"] for each in form.fields["blocks"][0]["element"]["options"]]
    assert roles[:2] == ["deputy-ic", "scribe"], "What is vacant and needed stands first."
    assert "incident-commander" in roles
    kabir.submits(form, {form.labels[0]: "it-lead", form.labels[1]: ASHA})
    eventually(lambda: f"<@{ASHA}>" in response.types("/incident roles").text)


def test_whoever_is_given_a_task_is_brought_into_the_channel(hall: Hall) -> None:
    response = begun(hall, "Somebody from outside")
    assert NISHA not in response.place().fields["members"]
    response.types("/task add Count the paper forms @nisha")
    eventually(lambda: NISHA in response.place().fields["members"], within=20)
    response.types("/task assign @leela #1")
    eventually(lambda: "U0LEELA" in response.place().fields["members"], within=20)


def test_numbers_without_commas_are_tasks_where_nothing_else_is_said(hall: Hall) -> None:
    response = begun(hall, "Three numbers")
    claimed = response.types("/task claim 3 4 5")
    assert all(f"*#{number}*" in claimed.text for number in (3, 4, 5))
    assert "the first 3 of 21 tasks" in response.types("/task show #1-21").text
    assert f"held by <@{KABIR}>" in response.task(5).text
