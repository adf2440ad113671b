"""What the clock says to people in the Room, and what they do about it.

Time passes by moving what is due into the past, in the database of the running product.
"""

from datetime import timedelta

from bot.clock import SystemClock
from tests.e2e.conftest import Hall
from tests.e2e.records import change
from tests.e2e.response import ASHA, KABIR, LEELA, MEERA, Response, declared
from tests.screen import Form, Said
from tests.workspace import Place, eventually

# The schedule looks at tasks and promises every ten seconds.
SOON = 30.0


def dm(response: Response, user_id: str, words: str) -> Said:
    """Return Wardroom's newest direct message to a person that says *words*."""
    return talk(response, user_id).message(words, within=SOON)


def talk(response: Response, user_id: str) -> Place:
    """Return where Wardroom speaks with a person alone."""
    person = response.person(user_id)

    def rows() -> list[str]:
        shown = person.get("boot")
        apps = {each["id"] for each in shown["people"] if each["is_bot"]}
        return [str(row["id"]) for row in shown["channels"] if row["user"] in apps]

    return Place(person, eventually(rows, within=SOON)[0])


def let_pass(hall: Hall, response: Response, table: str, column: str, where: str = "TRUE") -> None:
    """Let what is due of the incident be due now."""
    now = SystemClock().now().replace(microsecond=0) - timedelta(seconds=1)
    owner = (
        "ref = :ref"
        if table == "incident"
        else ("incident_id = (SELECT id FROM incident WHERE ref = :ref)")
    )
    stamp = now if "postgres" in hall.database_url else f"{now:%Y-%m-%d %H:%M:%S.%f}"
    statement = f"UPDATE {table} SET {column} = :now WHERE {owner} AND {where}"  # noqa: S608 - ours.
    assert change(hall.database_url, statement, now=stamp, ref=response.ref) == 1


def test_a_promised_update_is_asked_for_put_off_and_given(hall: Hall) -> None:
    response = declared(hall.workspace, "sev3 kind=outage The LIS is slow", joined=(ASHA, MEERA))
    said = response.types("/incident update 40 of 100 isolated next 45m", ASHA)
    assert "Next update:" in said.text
    let_pass(hall, response, "incident", "next_update_due")

    asked = dm(response, ASHA, f"The update on {response.ref}")
    assert "Please give it now, or say by when." in asked.text
    assert asked.buttons == ["Give update", "In 15 min"]
    answer = response.presses("In 15 min", on=asked, by=ASHA)
    assert f"The update on {response.ref} is now promised for" in answer.text
    assert "You may put it off once more yourself." in answer.text
    told = response.place().message("puts the update on")
    assert f"<@{ASHA}> puts the update on {response.ref} off, from" in told.text
    assert "Next update due" in eventually(
        lambda: response.board.words if "Next update due" in response.board.words else "",
        within=SOON,
    )

    refused = response.types("/incident snooze 30m", MEERA)
    assert "Whoever promised an update, or command, puts it off." in refused.text
    assert f"<@{ASHA}> or <@{KABIR}>" in refused.text
    assert "promised for" in response.types("/incident snooze 30m waiting for NIC", KABIR).text
    assert "waiting for NIC" in response.place().message("2 times since").text

    response.types("/incident update 60 of 100 isolated", ASHA)
    said = response.types("/incident snooze", ASHA)
    assert f"No update on {response.ref} is promised." in said.text
    assert "promised update put off" in response.types("/incident timeline 20").words


def test_a_task_that_falls_due_is_told_once_and_finished_from_there(hall: Hall) -> None:
    response = declared(hall.workspace, "sev3 kind=outage Paper runs out", joined=(LEELA, MEERA))
    response.types("/task add Call the vendor @leela due 3h")
    response.types("/task add Order paper @meera due 9h after #1")
    let_pass(hall, response, "task", "due_at", "number = 1")
    told = dm(response, LEELA, "*#1* Call the vendor")
    assert told.text.startswith("Due: *#1* Call the vendor")
    answer = response.presses("Done", on=told, by=LEELA)
    assert "#1" in answer.text
    assert "done" in response.task(1).words.lower()
    everything = talk(response, LEELA).messages
    assert len([each for each in everything if "Due: *#1* Call the vendor" in each.text]) == 1


def test_one_s_own_digest_comes_as_a_direct_message_with_its_picture(hall: Hall) -> None:
    response = declared(hall.workspace, "sev2 kind=ransomware Morning page", joined=(MEERA,))
    line = f"/incident digest subscribe at 08:00 cut clinical lang en of {response.ref}"
    assert f"Your digest of {response.ref} (clinical, english)" in response.types(line, MEERA).text
    let_pass(hall, response, "schedule", "next_due_at", "kind = 'subscription'")
    digest = dm(response, MEERA, "Clinical digest")
    assert "This digest is about one incident." in digest.text
    place = talk(response, MEERA)
    eventually(lambda: [each for each in place.messages if each.fields.get("files")], within=SOON)


def test_a_digest_of_one_s_own_is_set_and_ended_in_home(hall: Hall) -> None:
    """From the tab alone: a window, the line that it becomes, and the button that ends it."""
    response = declared(hall.workspace, "sev3 kind=outage Set in Home", joined=(ASHA,))
    leela = response.person(LEELA)

    def home(words: str) -> Form:
        """Return the Home tab once it says *words*; opening it lets it be drawn anew."""

        def shown() -> Form | None:
            found = leela.home()
            return found if found is not None and words in found.words else None

        found = eventually(shown, within=15)
        assert found is not None
        return found

    leela.clicks("Add or change one", on=home("A digest of your own"))
    form = leela.form("A digest of my own")
    leela.submits(form, {"at": "7pm", "cut": "ministry", "scope": "open"})
    leela.form("Subscribed")
    listed = home("All open incidents (ministry): daily at 19:00, Asia/Kolkata time")
    leela.clicks("End it", on=listed)
    home("A digest of your own")
