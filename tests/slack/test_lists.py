"""Lists: their pages, and the menus that narrow them in place."""

from typing import Any

from tests.limits import problems
from tests.slack.counter import ASHA, RAVI, Counter, Json, chosen, on_either_engine, until

REF = "INC-2022-001"


@on_either_engine
async def test_every_list_is_paged_and_its_buttons_turn_the_pages(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    for number in range(20):
        await counter.types(f"/task add step {number}")
    shown = await counter.types("/task list")
    assert "1-10 of 24" in shown["text"]
    row = shown["blocks"][-1]["elements"]
    following = next(each for each in row if each["text"]["text"] == "Next ›")
    shown = await counter.presses(following["action_id"], following["value"])
    assert "11-20 of 24" in shown["text"]
    assert "21-24 of 24" in (await counter.types("/task list page=99"))["text"]


def _menu(shown: dict[str, Any], placeholder: str) -> dict[str, Any]:
    """Return a menu of a list by what it asks."""
    found: list[dict[str, Any]] = [
        each
        for block in shown["blocks"] if block["type"] == "actions"
        for each in block["elements"] if each.get("placeholder", {}).get("text") == placeholder
    ]  # fmt: skip
    assert len(found) == 1
    return found[0]


async def test_a_list_is_narrowed_in_place_and_its_pages_keep_that(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    for number in range(12):
        await counter.types(f"/task add step {number} role=it-lead")
    shown = await counter.types("/task list")
    roles = _menu(shown, "Role")
    choice = next(each for each in roles["options"] if each["value"].endswith("it-lead"))
    await counter.send(chosen(counter.click(roles["action_id"], ""), choice["value"]))
    await until(lambda: counter.slack_side.responses)
    shown = counter.slack_side.responses[-1]
    assert shown["replace_original"] is True
    assert "1-10 of 13" in shown["text"]
    following = next(e for e in shown["blocks"][-1]["elements"] if e["text"]["text"] == "Next ›")
    assert following["value"] == f"{REF} it-lead page=2"
    states = _menu(shown, "State")
    assert states["initial_option"]["value"] == f"{REF} open it-lead"
    blocked = next(e["value"] for e in states["options"] if "blocked" in e["value"])
    assert blocked == f"{REF} blocked it-lead"


async def test_a_list_is_asked_for_by_several_things_at_once(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    await counter.types("/task add look role=it-lead")
    await counter.types("/task block #5 waits")
    blocked = "blocked it-lead"
    one = await counter.types(f"/task list {blocked}")
    assert "1-1 of 1" in one["text"]
    assert "Blocked tasks · it-lead" in one["text"]
    none = await counter.types("/task list done it-lead small")
    assert _menu(none, "Playbook")["initial_option"]["value"] == f"{REF} done it-lead small"
    wrong = await counter.types("/task list open it-leed")
    assert "Did you mean `/task list it-lead`?" in wrong["text"]


def menu_of(message: Json) -> dict[str, str]:
    """Return what the one menu of a message offers: each choice's label by its value."""
    elements = [each for block in message["blocks"] for each in block.get("elements", ())]
    (menu,) = [each for each in elements if each["type"] == "static_select"]
    return {option["value"]: option["text"]["text"] for option in menu["options"]}


async def test_incidents_are_narrowed_in_place(counter: Counter) -> None:
    async def choose(action: str, value: str) -> str:
        before = len(counter.slack_side.responses)
        await counter.send(chosen(counter.click(action, value), value))
        await until(lambda: len(counter.slack_side.responses) > before)
        answer = counter.slack_side.responses[-1]
        assert answer["replace_original"]
        assert problems({key: answer[key] for key in ("text", "blocks")}) == []
        return str(answer["text"])

    await counter.types("/incident declare sev1 first")
    await counter.types("/incident declare sev1 second", by=RAVI)
    await counter.types("/incident standdown INC-2022-001 was a drill of the press")
    listed = await counter.types("/incident list all")
    assert list(menu_of(listed)) == ["open", "mine", "ended", "all"]
    assert "INC-2022-001" not in await choose("incident.list", "open")
    assert "nothing in hand" in await choose("incident.list", "mine")
    ended = await choose("incident.list", "ended")
    assert "first" in ended
    assert "second" not in ended
    assert "second" not in (await counter.types("/incident list closed"))["text"]
    assert "second" in (await counter.types("/incident list mine", by=RAVI))["text"]


def _rows(shown: Json) -> dict[str, Json]:
    """Return the buttons of a list's rows by what is read aloud of them."""
    beside = [block["accessory"] for block in shown["blocks"] if "accessory" in block]
    return {each["accessibility_label"]: each for each in beside}


async def _presses_row(counter: Counter, shown: Json, label: str, by: str = ASHA) -> Json:
    """Press a row's button and return what is shown then, and where."""
    button = _rows(shown)[label]
    answer = await counter.presses(button["action_id"], button["value"], by=by)
    assert problems({key: answer[key] for key in ("text", "blocks")}) == []
    return answer


async def test_a_list_shows_what_its_own_button_changed(counter: Counter) -> None:
    """It is drawn anew in its place, on its page and as it was narrowed: the row goes on."""
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    for number in range(12):
        await counter.types(f"/task add step {number} role=it-lead")
    listed = await counter.types("/task list it-lead page=2")
    shown = await _presses_row(counter, listed, "Claim task 16: step 11")
    assert shown["replace_original"] is True
    assert shown["text"].startswith("You hold task #16 now. *Open tasks for it-lead*")
    assert "11-13 of 13" in shown["text"]
    assert {"Details task 16: step 11", "Start task 16: step 11"} <= set(_rows(shown))
    assert "Claim task 16: step 11" not in _rows(shown)
    shown = await _presses_row(counter, shown, "Start task 16: step 11")
    assert shown["replace_original"] is True
    shown = await _presses_row(counter, shown, "Done task 16: step 11")
    assert "step 11" not in str(_rows(shown)).replace("Details task 16: step 11", "")
    assert len(counter.posts()) == 15


async def test_what_only_shows_leaves_the_list_there(counter: Counter) -> None:
    await counter.types("/incident declare sev1 e-Hospital encrypted")
    await counter.types("/task claim #4", by=RAVI)
    listed = await counter.types("/task list")
    (label,) = [label for label in _rows(listed) if label.startswith("Details task 4")]
    assert (await _presses_row(counter, listed, label))["replace_original"] is False


async def test_the_shelf_shows_the_playbook_that_was_started_from_it(counter: Counter) -> None:
    await counter.types("/incident declare sev4 e-Hospital slow")
    listed = await counter.types("/playbook list")
    label = next(label for label in _rows(listed) if label.startswith("Start "))
    shown = await _presses_row(counter, listed, label)
    assert shown["replace_original"] is True
    assert "running here" in shown["text"]
    assert label not in _rows(shown)
    assert label.replace("Start", "Show") in _rows(shown)
