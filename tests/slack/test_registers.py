"""Registers at the counter, shown on departments: lists, cards, verbs for one and many, windows."""

import pytest

from tests.slack.counter import Counter, chosen, on_either_engine, until


async def _paper(counter: Counter) -> None:
    await counter.types("/incident declare sev3 kind=other Paper")
    await counter.types('/dept add lab name="Smart lab" block=B')
    await counter.types("/dept add opd name=OPD")


@on_either_engine
async def test_departments_are_entered_listed_shown_and_moved(counter: Counter) -> None:
    await _paper(counter)
    listed = await counter.types("/dept list")
    assert "*DEP-001* lab: normal" in listed["text"]
    assert "1-2 of 2" in listed["text"]
    moved = await counter.types("/dept manual lab LIS is off")
    assert "DEP-001 is manual now." in moved["text"]
    assert counter.posts()[-1]["text"] == (
        "<@U1ASHA> switched *DEP-001* lab to manual mode: LIS is off"
    )
    none = (await counter.types("/dept list hybrid"))["text"]
    assert "```hybrid``` matches none of the 2 departments in INC-2022-001." in none
    wrong = await counter.types("/dept list sideways")
    assert "can be listed by state" in wrong["text"]
    assert "/dept list sideways" in wrong["text"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/dept suspended lab to=Safdarjung told=yes no staff", "suspended *DEP-001* lab:"),
        ("/dept return lab seen=5", "reported for *DEP-001* lab (manual):"),
        ("/server isolate web beacons", "isolated *SRV-001* web:"),
        ("/server sanitise web beacons", "began to sanitise *SRV-001* web:"),
        ("/server suspect web odd logins", "marked as suspect *SRV-001* web (in service):"),
    ],
)
async def test_a_state_stands_beside_a_row_where_the_sentence_has_it_not(
    counter: Counter, line: str, said: str
) -> None:
    await _paper(counter)
    for before in ("/incident role clinical-lead me", "/incident role it-lead me",
                   "/incident role security-lead me", "/dept manual lab",
                   "/server add web"):  # fmt: skip
        await counter.types(before)
    shown = await counter.types(line)
    assert f"<@U1ASHA> {said}" in counter.posts()[-1]["text"], shown["text"]


@on_either_engine
async def test_many_rows_at_once_list_what_was_refused(counter: Counter) -> None:
    await _paper(counter)
    await counter.types("/dept manual lab")
    many = await counter.types("/dept manual DEP-001..DEP-002, ghost no reports")
    assert "Done: DEP-002." in many["text"]
    assert "Not done: DEP-001. DEP-001 is manual; `manual` does not go from there." in many["text"]
    assert "Not done: ghost." in many["text"]
    told = counter.posts()[-1]["text"]
    assert told == "<@U1ASHA> switched *DEP-002* opd to manual mode. 2 refused."


async def test_a_button_asks_what_it_needs_and_then_acts_as_if_typed(counter: Counter) -> None:
    await _paper(counter)
    await counter.types("/incident role clinical-lead me")
    await counter.types("/dept manual lab")
    card = await counter.types("/dept show lab")
    assert "Suspend" in str(card["blocks"])
    window = await counter.presses("dept.suspended", "INC-2022-001 DEP-001")
    assert window["callback_id"] == "dept.suspended"
    refused = await counter.submits(window, {"to": "", "told": "yes", "rest": "no operators"})
    assert "where its patients go" in str(refused["errors"])
    given = {"to": "Safdarjung emergency", "told": "yes", "rest": "no operators"}
    await counter.submits(window, given)
    shown = await counter.types("/dept show lab")
    assert "*suspended* since" in shown["text"]
    assert "*Patients go to:* Safdarjung emergency" in shown["text"]
    again = await counter.presses("dept.suspended", "INC-2022-001 DEP-001")
    assert "`suspended` does not go from there" in str(again)


async def test_a_list_is_narrowed_to_one_state_in_place(counter: Counter) -> None:
    await _paper(counter)
    await counter.types("/dept manual lab")
    listed = await counter.types("/dept list")
    (menu,) = (
        each for block in listed["blocks"] if block["type"] == "actions"
        for each in block["elements"] if each["type"] == "static_select"
    )  # fmt: skip
    choices = {each["text"]["text"]: each["value"] for each in menu["options"]}
    assert choices["manual (1)"] == "INC-2022-001 manual"
    assert menu["initial_option"]["value"] == "INC-2022-001"
    await counter.send(chosen(counter.click(menu["action_id"], ""), choices["manual (1)"]))
    await until(lambda: counter.slack_side.responses)
    shown = counter.slack_side.responses[-1]
    assert shown["replace_original"] is True
    assert "1-1 of 1" in shown["text"]


@pytest.mark.parametrize("typed", ["", ",", " , ,"])
async def test_a_name_that_is_none_is_asked_for(counter: Counter, typed: str) -> None:
    await _paper(counter)
    for verb in ("show", "manual"):
        assert "Which department?" in (await counter.types(f"/dept {verb} {typed}"))["text"]


@pytest.mark.parametrize("verb", ["show", "manual"])
async def test_a_person_is_no_row(counter: Counter, verb: str) -> None:
    await _paper(counter)
    refused = await counter.types(f"/dept {verb} <@U2RAVI>")
    assert "INC-2022-001 has no department" in refused["text"]
