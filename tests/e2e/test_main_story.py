"""The main job by typing: from the first report to tasks that are claimed, proved and approved."""

from tests.e2e.conftest import Hall
from tests.e2e.response import ASHA, DESK, IMRAN, KABIR, LEELA, MEERA, Response, declared
from tests.shelf import automatic, numbers, opened
from tests.workspace import Place, eventually

CORE = {each.title: len(opened(each.slug)) for each in automatic()}
RESTORE = opened("restore-e-hospital")
NUMBERS = numbers()
ALL = len(NUMBERS)


def begun(either_hall: Hall, title: str) -> Response:
    """Return a ransomware incident of severity 1 with four people in it."""
    line = f"sev1 kind=ransomware {title}"
    return declared(either_hall.workspace, line, joined=(ASHA, MEERA, IMRAN, LEELA))


def test_declaring_makes_the_channel_the_board_and_the_core_tasks(either_hall: Hall) -> None:
    either_hall.clears(DESK)
    response = declared(either_hall.workspace, "sev1 kind=ransomware e-Hospital servers encrypted")
    assert "SEV1, active" in response.answer.text
    assert all(title in response.answer.text for title in CORE)
    assert "Start Restore e-Hospital" in response.answer.buttons

    place = response.place()
    assert place.fields["name"] == f"{response.ref.lower()}-e-hospital-servers-encrypted"
    eventually(lambda: response.ref in place.fields["topic"])
    joins = [each.text for each in place.messages if each.fields.get("subtype") == "channel_join"]
    assert KABIR in joins[1], "Who declares is invited first, before anything is said."
    spoken = [each for each in place.messages if not each.fields.get("subtype")]
    assert spoken[0].ts == response.board.ts, "The board is the first message of the channel."
    assert f"0 of {ALL} tasks finished" in response.board.text
    for title, count in CORE.items():
        assert f"0/{count} {title}" in response.board.words
    assert "Restore e-Hospital" in response.board.words
    eventually(lambda: [each["title"] for each in place.bookmarks] == ["Board"], within=20)
    announced = Place(response.person(), DESK).message(response.ref, within=20)
    assert "e-Hospital servers encrypted" in announced.text
    assert place.id in announced.text


def test_one_click_starts_the_offered_playbook(either_hall: Hall) -> None:
    response = begun(either_hall, "Restore is offered")
    started = response.presses("Start", on=response.board)
    assert "Restore e-Hospital" in started.text
    assert f"of {ALL + len(RESTORE)}" in response.types("/task list all").text
    again = response.types("/playbook run restore-e-hospital")
    assert "runs here already" in again.text
    eventually(lambda: f"0/{len(RESTORE)} Restore e-Hospital" in response.board.words, within=20)
    assert "Start" not in response.board.buttons
    told = response.place(ASHA).message("Restore e-Hospital", within=20)
    assert not told.fields["ephemeral"]


def test_a_task_goes_from_free_to_done_with_each_kind_of_proof(either_hall: Hall) -> None:
    response = begun(either_hall, "Every proof is asked for")
    types = response.types
    assert "You hold task #1" in types("/task claim #1").text
    taken = types("/task claim 1", ASHA)
    assert f"<@{KABIR}> holds it" in taken.text
    assert "in progress" in types("/task start #1").text
    for number, wrong, right in (
        (1, "", "Nurse Anu at the OPD counter saw it at 06:50"),  # text
        (2, "many", "42"),  # number
        (4, "1,2", "all"),  # checklist, to be approved
        (5, "done it", "https://files.example/tapes.jpg"),  # photo
    ):
        refused = types(f"/task done #{number} {wrong}")
        assert "needs proof" in refused.text, refused.text
        assert f"/task done #{number} {wrong}".strip() in refused.words
        answer = types(f"/task done #{number} {right}").text
        assert ("waits for approval" if number == 4 else "is done") in answer
    assert "waiting for approval" in response.task(4).text
    counted = response.types("/incident status").text
    assert f"3 of {ALL} tasks finished" in counted
    assert "1 waiting for approval" in counted


def test_files_and_references_prove_too(either_hall: Hall) -> None:
    response = begun(either_hall, "Files and references")
    order = NUMBERS["preserve-forensics-cfsl/order"]
    asked = NUMBERS["preserve-forensics-cfsl/io-instruction"]
    fir = NUMBERS["notify-authorities/fir-number"]
    assert "a file" in response.types(f"/task done #{order} signed").text
    assert "is done" in response.types(f"/task done #{order} https://files.example/order.pdf").text
    assert f"comes after #{fir}" in response.types(f"/task done #{asked} letter 12").text
    assert "is skipped" in response.types(f"/task skip #{fir} the IO came before the number").text
    assert "reference" in response.types(f"/task done #{asked}").text
    assert "is done" in response.types(f"/task done #{asked} FIR 0123/2022").text
    shown = response.task(asked)
    assert "FIR 0123/2022" in shown.words


def test_another_person_in_the_named_role_approves_or_sends_back(either_hall: Hall) -> None:
    response = begun(either_hall, "Two persons")
    types = response.types
    types("/task done #1 the log is open")
    assert "clinical-lead (vacant)" in types("/task done #4 all").text
    assert "somebody else must approve" in types("/task approve #4").text
    assert "/incident role clinical-lead @who" in types("/task approve #4", MEERA).text
    assert f"<@{MEERA}> is clinical-lead" in types("/incident role clinical-lead @meera").text
    assert "needs a reason" in types("/task refuse #4", MEERA).text
    assert "went back" in types("/task refuse #4 the ICU pumps are missing", MEERA).text
    card = response.task(4)
    assert "in progress" in card.text
    assert "the ICU pumps are missing" in card.words
    assert "waits for approval" in types("/task done #4 all").text
    assert f"clinical-lead (<@{MEERA}>)" in response.task(4).words
    assert "approved and done" in types("/task approve #4", MEERA).text
    assert "not waiting for approval" in types("/task approve #4", MEERA).text
    assert "Approved by" in response.task(4).words


def test_tasks_are_blocked_skipped_reopened_added_and_moved(either_hall: Hall) -> None:
    response = begun(either_hall, "Everything that happens to tasks")
    types = response.types
    assert "needs a reason" in types("/task block #6").text
    assert "is blocked" in types("/task block #6 waits for NIC").text
    assert "#6" in types("/task list blocked").text
    assert "blocked" in types("/task start #6").text
    assert "can go on" in types("/task unblock #6").text
    cut, off = _refs("isolate-servers/hands-off", "isolate-servers/power-off-exception")
    assert "needs a reason" in types(f"/task skip {off}").text
    assert "Only the incident commander" in types(f"/task skip {cut} no servers", ASHA).text
    assert "is skipped" in types(f"/task skip {off} nothing is switched off").text
    assert "is open again" in types(f"/task reopen {off} one has to be").text
    new = f"#{ALL + 1}"
    added = types("/task add Call the UPS vendor @asha due 2h after #1")
    assert f"Task {new} is added" in added.text
    assert f"held by <@{ASHA}>" in added.text
    assert "comes after #1" in types(f"/task done {new}", ASHA).text
    assert "tomorrow" not in types(f"/task due {new} tomorrow 9am").text
    assert "09:00 IST" in response.task(ALL + 1).text
    assert f"Noted on task {new}" in types(f"/task note {new} the vendor says two hours").text
    assert f"in the hands of <@{IMRAN}>" in types(f"/task assign {new} @imran").text
    assert "You hold 0" not in types("/task", IMRAN).text
    assert new in types("/task mine", IMRAN).text
    refused = types(f"/task done {new} called", ASHA)
    assert f"held by <@{IMRAN}>" in refused.text


def _refs(*refs: str) -> tuple[str, ...]:
    """Return the tasks of those ids as they are typed: `#9`."""
    return tuple(f"#{NUMBERS[ref]}" for ref in refs)


def _of(role: str) -> int:
    """Return how many of the tasks are a role's."""
    return sum(step.role == role for each in automatic() for step in opened(each.slug))


def test_lists_are_filtered_and_paged(either_hall: Hall) -> None:
    response = begun(either_hall, "Lists of ten")
    (hands_off,) = _refs("isolate-servers/hands-off")
    response.types(f"/task claim #1-3,{hands_off}")
    response.types("/incident role it-lead @imran")
    mine = 3 + _of("incident-commander")  # The first of the four is the commander's own.
    paper = CORE["Manual mode"]
    for words, expected in {
        "": f"1-10 of {ALL}", "open": f"1-10 of {ALL}", "mine": f"1-{mine} of {mine}",
        "@kabir": "1-4 of 4", "it-lead": f"of {_of('it-lead')}",
        "manual-mode": f"1-10 of {paper}", "blocked": "No tasks", "overdue": "No tasks",
        "done": "No tasks",
    }.items():  # fmt: skip
        answer = response.types(f"/task list {words}")
        assert expected in answer.text, words
        assert "&lt;" not in answer.text, words
    page = response.types("/task list manual-mode")
    for first in range(11, paper + 1, 10):
        page = response.presses("Next ›", on=page)
        assert f"{first}-{min(first + 9, paper)} of {paper}" in page.text
    assert "Next ›" not in page.buttons
    before = (paper - 1) // 10 * 10
    back = response.presses("‹ Previous", on=page)
    assert f"{before - 9}-{before} of {paper}" in back.text
    assert f"*{hands_off}*" not in response.types("/task mine", IMRAN).text, "Kabir holds it."
