"""The same work by clicking: cards, windows, and what two clicks at once may not do."""

import signal
import threading
from collections.abc import Callable
from functools import partial

import pytest

from tests.e2e.conftest import Hall, Start
from tests.e2e.response import ASHA, DESK, KABIR, MEERA, Response, declared, said
from tests.e2e.slackside import SlackSide
from tests.workspace import Place, RefusalError, eventually

PNG = b"\x89PNG\r\n\x1a\n the tapes on their shelf"


def begun(hall: Hall, title: str) -> Response:
    """Return a ransomware incident of severity 1 with two more people in it."""
    line = f"sev1 kind=ransomware {title}"
    return declared(hall.workspace, line, joined=(ASHA, MEERA))


def test_a_task_is_worked_with_its_buttons_alone(hall: Hall) -> None:
    response = begun(hall, "By buttons")
    kabir = response.person()
    listed = response.presses("Open tasks", on=response.board)
    claimed = response.presses("Claim", on=listed)
    assert "You hold task #1" in claimed.text
    started = response.presses("Start", on=claimed)
    assert "in progress" in started.text
    kabir.clicks("Done", on=started)
    form = kabir.form("Finish task #1")
    assert "Start a paper log" in form.words or "log" in form.words.lower()
    kabir.submits(form, {form.labels[0]: "The log is on the desk of the OPD"})
    told = response.place(ASHA).message("finished task", within=20)
    assert "The log is on the desk of the OPD" in told.text
    assert "done" in response.task(1).text
    assert kabir.forms == []


@pytest.mark.parametrize(
    ("number", "wrong", "right"),
    [(2, "lots", "42"), (5, "look at it", "https://files.example/tapes.jpg")],
    ids=["number", "photo"],
)
def test_a_window_says_under_its_field_what_proof_is_wanted(
    hall: Hall, number: int, wrong: str, right: str
) -> None:
    response = begun(hall, f"Proof of task {number}")
    kabir = response.person()
    response.types("/task done #1 the log is open")
    if number == 5:
        response.types("/task done #2 12")
    kabir.clicks("Done", on=response.task(number))
    form = kabir.form(f"Finish task #{number}")
    assert ("Or the link to it" in form.words) == (number == 5)
    refused = kabir.submits(form, {form.labels[-1]: wrong})
    assert "needs proof" in str(refused["errors"]["proof"])
    assert len(kabir.forms) == 1, "The window stays open, with what was typed in it."
    kabir.submits(form, {form.labels[-1]: right})
    eventually(lambda: ": done" in response.task(number).text)


def test_a_photo_is_given_in_the_window_and_everybody_in_the_channel_sees_it(hall: Hall) -> None:
    response = begun(hall, "A photo as proof")
    kabir = response.person()
    response.types("/task done #1 the log is open")
    response.types("/task done #2 12")
    kabir.clicks("Done", on=response.task(5))
    form = kabir.form("Finish task #5")
    kabir.submits(form, {"Photo": kabir.uploads("tapes.png", PNG)})
    news = response.place(ASHA).message("finished task *#5*", within=20)
    assert "Proof: tapes.png" in news.text
    thread = eventually(lambda: response.place(ASHA).thread(news.ts)[1:], within=30)
    (shown,) = [file for each in thread for file in each.fields.get("files", ())]
    assert (shown["name"], shown["mimetype"]) == ("tapes.png", "image/png")
    assert response.workspace.read(shown["url"]) == PNG


def test_a_checklist_is_ticked_approved_and_sent_back_in_windows(hall: Hall) -> None:
    response = begun(hall, "Ticks and signatures")
    kabir, meera = response.person(), response.person(MEERA)
    response.types("/task done #1 the log is open")
    response.types("/incident role clinical-lead @meera")
    kabir.clicks("Done", on=response.task(4))
    form = kabir.form("Finish task #4")
    boxes = [each["text"]["text"] for each in form.fields["blocks"][-1]["element"]["options"]]
    refused = kabir.submits(form, {form.labels[0]: boxes[:1]})
    assert "Not ticked" in str(refused["errors"])
    kabir.submits(form, {form.labels[0]: boxes})
    review = response.place(MEERA).message("gave proof for task", within=20)
    assert f"<@{MEERA}>" in review.text
    meera.clicks("Send back", on=review)
    why = meera.form("Send back task #4")
    meera.submits(why, {why.labels[0]: "two pumps on ward 6 are missing"})
    eventually(lambda: "in progress" in response.task(4).text)
    response.types("/task done #4 all")
    approved = response.presses("Approve", on=response.task(4, MEERA), by=MEERA)
    assert "approved and done" in approved.text


def test_a_task_is_blocked_handed_on_and_reopened_in_windows(hall: Hall) -> None:
    response = begun(hall, "Windows that ask why")
    kabir = response.person()

    def window(button: str, title: str, answer: str) -> None:
        kabir.clicks(button, on=response.task(1))
        form = kabir.form(title)
        kabir.submits(form, {form.labels[0]: answer})
        eventually(lambda: not kabir.forms)

    window("Block", "Block task #1", "nobody has the key")
    assert "blocked" in response.task(1).text
    response.presses("Unblock", on=response.task(1))
    window("Reassign", "Reassign task #1", ASHA)
    assert f"held by <@{ASHA}>" in response.task(1).text
    response.types("/task done #1 the log is open", ASHA)
    window("Reopen", "Reopen task #1", "it was the wrong book")
    assert "to do" in response.task(1).text


def test_an_update_is_given_in_a_window(hall: Hall) -> None:
    response = begun(hall, "Update by window")
    kabir = response.person()
    kabir.clicks("Give update", on=response.board)
    form = kabir.form("Give an update")
    wrong = kabir.submits(form, {form.labels[0]: "40 of 100 isolated", form.labels[1]: "soonish"})
    assert wrong["errors"]
    kabir.submits(form, {form.labels[0]: "40 of 100 isolated", form.labels[1]: "45m"})
    told = response.place(ASHA).message("40 of 100 isolated", within=20)
    assert "Next update:" in told.text
    eventually(lambda: "40 of 100 isolated" in response.board.text, within=20)


def test_declaring_by_window_by_menu_and_from_a_message(hall: Hall) -> None:
    imran = hall.workspace.person("U0IMRAN")
    typed = imran.types("/incident declare", in_=DESK)
    form = imran.form("Declare an incident")
    assert typed.ok
    wrong = imran.submits(form, {"title": "PACS is slow", "noticed": "tomorrow 9am"})
    assert wrong["errors"]
    imran.submits(form, {"title": "PACS is slow", "severity": "4", "noticed": "20m ago"})
    done = imran.form("Declared")
    assert "PACS is slow" in done.words
    imran.closes(done)

    sent = imran.types("Every screen in radiology is red\nand it spreads", in_=DESK)
    message = next(each for each in Place(imran, DESK).messages if each.ts == sent.ts)
    imran.shortcut("declare_from_message", on=message)
    prefilled = imran.form("Declare an incident")
    title = next(each for each in prefilled.fields["blocks"] if each.get("block_id") == "title")
    assert title["element"]["initial_value"] == "Every screen in radiology is red"
    imran.closes(prefilled)
    imran.shortcut("declare")
    imran.closes(imran.form("Declare an incident"))


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all works at the same instant; return what each returned."""
    barrier = threading.Barrier(len(works))
    found: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        barrier.wait(10)
        found[place] = work()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


def test_of_people_who_claim_at_one_instant_one_wins_and_the_others_are_told(
    either_hall: Hall,
) -> None:
    response = begun(either_hall, "A race for one task")
    people = (KABIR, ASHA, MEERA)

    def claim(who: str, number: int) -> str:
        return response.types(f"/task claim #{number}", who).text

    for number in (1, 2, 3):
        answers = at_once(*(partial(claim, who, number) for who in people))
        won = [who for who, text in zip(people, answers, strict=True) if "You hold" in str(text)]
        assert len(won) == 1, answers
        others = [str(text) for text in answers if "You hold" not in str(text)]
        assert all(f"<@{won[0]}> holds it" in text for text in others), answers
        assert f"held by <@{won[0]}>" in response.task(number).text
        said_of_it = f"claimed task *#{number}*"
        response.place().message(said_of_it, within=15)
        told = [each for each in response.place().messages if said_of_it in each.text]
        assert len(told) == 1


def test_a_double_click_claims_once_and_says_so_once(either_hall: Hall) -> None:
    response = begun(either_hall, "A double click")
    card = response.task(3)
    kabir = response.person()
    at_once(lambda: kabir.clicks("Claim", on=card), lambda: kabir.clicks("Claim", on=card))
    eventually(lambda: f"held by <@{KABIR}>" in response.task(3).text)
    response.types("/task claim #9")
    response.place().message("claimed task *#9*", within=15)
    told = [each.text for each in response.place().messages if "claimed task *#3*" in each.text]
    assert len(told) == 1, told


def test_a_channels_incident_is_meant_and_elsewhere_the_named_one(hall: Hall) -> None:
    first, second = begun(hall, "The first of two"), begun(hall, "The second of two")
    first.types("/task claim #1")
    kabir = first.person()
    assert "free" in second.task(1).text
    there = said(kabir, f"/task show #1 {first.ref}", second.channel)
    assert f"held by <@{KABIR}>" in there.text
    assert "free" in said(kabir, f"/task show {second.ref} #1", DESK).text


def test_an_open_home_follows_what_others_do(hall: Hall) -> None:
    response = begun(hall, "Home follows")
    asha = response.person(ASHA)
    asha.home()
    response.types("/task assign #3 @asha")
    eventually(lambda: "*#3*" in asha.home_shown.words, within=20)


def test_a_window_that_comes_too_late_says_so_and_the_second_press_opens_it(
    slack: SlackSide, start: Start, sqlite_url: str
) -> None:
    bot = start(slack.environment(sqlite_url))
    eventually(lambda: bot.ready, within=30)
    kabir = slack.workspace.person(KABIR)
    bot.tell(signal.SIGSTOP)
    # After three seconds Slack says so, and forgets for whom a window was to open.
    with pytest.raises(RefusalError, match="timeout"):
        kabir.shortcut("declare")
    bot.tell(signal.SIGCONT)
    # Who is told to press again does so.
    assert kabir.form("Declare an incident").labels
    assert kabir.windows_too_late == 1
