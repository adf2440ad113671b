"""Every view in its longest and most hostile form stays within Slack's limits."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.models import Handover
from bot.domain.overview import Progress
from bot.domain.proof import EXAMPLE
from bot.domain.words import Stage, TaskStatus
from bot.language.catalogue import ENGLISH, HINDI, speaking
from bot.room.blocks import block_problems
from bot.slack.views import (
    announce,
    board,
    handover,
    home,
    home_pages,
    menu,
    tables,
    task_buttons,
    taskcard,
    tasks,
)  # fmt: skip
from bot.slack.views.home_pages import Leaf, Place
from bot.slack.views.page import Page
from tests.hostile import HOSTILE
from tests.limits import problems
from tests.unit.slack.views.drawn import (
    DELHI,
    NOW,
    SCENE,
    every_message,
    every_window,
    make_board,
    make_incident,
    make_task,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_makes_a_view_that_slack_refuses(text: str) -> None:
    for said in every_message(text):
        assert problems(said.message) == [], said.text[:200]
    for window in every_window(text):
        assert problems(window) == [], window.get("callback_id")


# What people typed is treated alike in each language: here the longest of it meets Hindi's words.
@pytest.mark.parametrize("text", ["", "<!channel>", max(HOSTILE, key=len)])
def test_no_text_makes_a_view_in_hindi_that_slack_refuses(text: str) -> None:
    with speaking(HINDI):
        for said in every_message(text):
            assert problems(said.message) == [], said.text[:200]
        for window in every_window(text):
            assert problems(window) == [], window.get("callback_id")


def spoken_texts(node: Any) -> Iterator[str]:
    """Yield every text that is for people."""
    if isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn"}:
            yield node["text"]
        for key, part in node.items():
            if key == "text" and isinstance(part, str) and "type" not in node:
                yield part
            yield from spoken_texts(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from spoken_texts(part)


LABELS = frozenset({"button", "title", "submit", "close", "label", "hint", "placeholder"})


def labels(node: Any, name: str = "") -> Iterator[str]:
    """Yield what stands on buttons, over windows and beside fields."""
    if isinstance(node, dict):
        if node.get("type") == "plain_text" and name in LABELS:
            yield node["text"]
        kind = "button" if node.get("type") == "button" else ""
        for key, part in node.items():
            yield from labels(part, kind if kind and key == "text" else key)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from labels(part, name)


@pytest.mark.parametrize("language", [ENGLISH, HINDI])
def test_no_label_is_cut(language: str) -> None:
    with speaking(language):
        shown = [said.message for said in every_message("x")] + every_window("x")
    found = [text for payload in shown for text in labels(payload)]
    assert len(found) > 300
    assert [text for text in found if text.endswith("…") and not text.endswith(" …")] == []


# What stays as it is in every language: places, names of products and formats, marks of ours.
NAMES = frozenset({
    "Wardroom", "Slack", "CSV", "MAC", "IP", "SHA", "IT", "OPD", "Room", "Markdown", "INC", "SEV",
    "IST", "Hospital",
    # As typed: a moment, a command, a playbook, a file.
    "ago", "nov", "task", "isolate", "servers", "small", "md",
})  # fmt: skip
WORD = re.compile(r"[A-Za-z]{2,}")


def test_nothing_is_left_in_english() -> None:
    """Ids, commands, names and what people typed keep their letters; nothing else has any."""
    with speaking(HINDI):
        shown = [said.message for said in every_message("छपा")] + every_window("छपा")
    texts = [text for payload in shown for text in spoken_texts(payload)]
    left = {
        word
        for text in texts
        if text not in EXAMPLE.values()
        for word in WORD.findall(re.sub(r"`[^`]*`|<[^>]*>|:[a-z_]+:|\b[a-z]+-lead\b", "", text))
    }
    assert left - NAMES == set()


def test_the_text_alone_says_what_the_board_shows() -> None:
    """Screen readers read only the text."""
    text = board.board(make_board("e-Hospital is down"), DELHI).text
    for fact in (
        "INC-2022-001", "DRILL", "private", "SEV1", "e-Hospital is down", "active", "<@U1>",
        "800 overdue", "800 blocked", "9 waiting for approval", "23 Nov 2022 07:07 IST",
    ):  # fmt: skip
        assert fact in text, fact


def test_the_announcement_of_what_is_over_calls_nobody_to_it() -> None:
    incident = make_incident("printers")
    for stage, said in ((Stage.STOOD_DOWN, "stood down"), (Stage.CLOSED, "closed")):
        incident.stage = stage
        text = announce.announcement(incident, DELHI, commander="U1", channel_id="C0INC").text
        assert text.endswith(f"*It is over:* {said}. What was done stands in <#C0INC>.")
    incident.stage = Stage.ACTIVE
    text = announce.announcement(incident, DELHI, commander="U1", channel_id="C0INC").text
    assert text.endswith("<@U1> commands it. The response meets in <#C0INC>.")


def test_tasks_of_no_playbook_are_named_in_the_reader_s_language() -> None:
    own = replace(make_board("e-Hospital"), progress=(Progress("", "", 1, 4, 0, 0),))
    assert "1/4 Own tasks" in str(board.board(own, DELHI).blocks)
    assert "Own tasks" in str(board.board(own, DELHI, table=True).blocks)
    with speaking(HINDI):
        assert "1/4 अपने जोड़े टास्क" in str(board.board(own, DELHI).blocks)


def test_a_brief_says_how_many_roles_are_vacant_besides_those_it_names() -> None:
    page, row = Page(NOW, DELHI), Handover(
        incident_id=1, outgoing="U1", incoming="U2", words="", at=NOW
    )  # fmt: skip
    data = replace(make_board("e-Hospital"), vacant=tuple(f"role-{at}" for at in range(13)))
    assert "role-11 and 1 more." in handover.brief(data, row, page).text
    data = replace(data, vacant=data.vacant[:12])
    assert "role-11." in handover.brief(data, row, page).text


def test_the_board_says_once_as_of_when_it_is() -> None:
    foot = board.board(make_board("e-Hospital is down"), DELHI).blocks[-1]
    assert foot["elements"][0]["text"] == "As of 23 Nov 2022 07:07 IST."


def _actions(payload: Any) -> list[str]:
    if isinstance(payload, dict):
        own = [payload["action_id"]] if payload.get("type") in {"button", "overflow"} else []
        return own + [each for part in payload.values() for each in _actions(part)]
    if isinstance(payload, list):
        return [each for part in payload for each in _actions(part)]
    return []


def test_every_button_has_somebody_who_answers() -> None:
    from bot.slack import ids
    from bot.slack.listeners.commands import COMMANDS

    shown = [said.message for said in every_message("x")] + every_window("x")
    seen = {ids.told_apart(action) for payload in shown for action in _actions(payload)}
    assert len(seen) > 20
    for action in seen - {ids.LINE_RUN, ids.HOME_TURN}:
        noun, _, verb = action.partition(".")
        assert verb == "help" or COMMANDS.find(noun, verb) is not None, action


def test_a_task_s_first_button_fits_its_state() -> None:
    first = {
        status: task_buttons.buttons(make_task("x", status=status, assignee="U1"), "INC-2022-001")[
            0
        ]
        for status in TaskStatus
    }
    assert {status: each["text"]["text"] for status, each in first.items()} == {
        TaskStatus.TODO: "Start", TaskStatus.IN_PROGRESS: "Done",
        TaskStatus.PROOF_REVIEW: "Approve", TaskStatus.BLOCKED: "Unblock",
        TaskStatus.DONE: "Reopen", TaskStatus.SKIPPED: "Reopen",
    }  # fmt: skip


def test_what_waits_for_approval_is_free_for_nobody() -> None:
    review = make_task("x", status=TaskStatus.PROOF_REVIEW, role="network-lead", approve="it-lead")
    assert taskcard.held(review) == "waiting for the approval of IT lead"
    assert taskcard.held(make_task("x", role="network-lead")) == "free, for network-lead"
    review.approve = "legal-lead+any[n/a]"
    said = taskcard.held(review)
    assert said == "waiting for the approval of Legal lead and any other responder"


def test_titles_that_end_in_a_question_stand_apart_from_what_follows() -> None:
    asked = [make_task("Decide: is it going on?", 3), make_task("List what is hit", 4)]
    assert taskcard.listing(asked) == "*#3* Decide: is it going on?; *#4* List what is hit"
    said = taskcard.card(make_task("x"), SCENE, taskcard.Around(waits_for=asked)).text
    assert "Comes after: *#3* Decide: is it going on?; *#4* List" in said


def test_severity_and_lateness_are_said_in_words() -> None:
    card = taskcard.card(make_task("Cut the edge"), SCENE).text
    assert "overdue" in card
    assert "critical" in card
    assert "2 h late" in card


def _crowded(place: Place) -> dict[str, Any]:
    """Return a Home with more in each incident than fits in full for all of them."""
    rows = [tasks.row(make_task("x"), SCENE)] * 8
    incidents = [make_incident(f"number {at}", ref=f"INC-2022-{at:03}") for at in range(6)]
    rooms = [
        home.Room(each, [home.Part("*Tasks*", rows, 8, Leaf(place, each.ref, "task", 8))] * 3)
        for each in incidents
    ]
    return home.home(rooms, menu.Who(), open_count=25, place=place)


def test_home_names_every_incident_of_its_page_and_has_the_way_to_the_others() -> None:
    """What does not fit in full is shown short, with a button that shows it in full."""
    view = _crowded(Place(2))
    text = " ".join(spoken_texts(view))
    assert all(f"number {at}" in text for at in range(6))
    assert "*Open incidents* 7-12 of 25" in text
    pages = [each for each in view["blocks"] if each["type"] == "actions"][-1]["elements"]
    assert [each["value"] for each in pages] == ["page=1", "page=3"]
    assert len(view["blocks"]) <= home.MOST_BLOCKS
    assert problems(view) == []


def test_the_incident_that_somebody_turned_to_is_shown_in_full() -> None:
    def is_short(view: dict[str, Any], ref: str) -> bool:
        return f"'{ref} incidents=2 page=1'" in str(view)

    assert is_short(_crowded(Place(2)), "INC-2022-005")
    view = _crowded(home_pages.read("INC-2022-005 incidents=2 page=1"))
    assert not is_short(view, "INC-2022-005")
    assert is_short(view, "INC-2022-004")


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("", Place()), ("page=3", Place(3)), ("page=0", Place()), ("page=-2", Place()),
        ("page=99999999999", Place()), ("page=x", Place()), ("INC-1 task " * 40, Place()),
        ("INC-2022-001 task incidents=2 page=4", Place(2, "INC-2022-001", "task", 4)),
        ("INC-2022-001 incidents=2 page=1", Place(2, "INC-2022-001")),
    ],
)  # fmt: skip
def test_a_place_in_home_is_read_from_a_button(value: str, place: Place) -> None:
    assert home_pages.read(value) == place
    assert home_pages.read(place.value) == place


def test_a_board_shows_its_playbooks_in_one_table_if_it_may() -> None:
    plain = board.board(make_board("e-Hospital"), DELHI).message
    tabled = board.board(make_board("e-Hospital"), DELHI, table=True).message
    assert not tables.stand_in(plain)
    (table,) = [block for block in tabled["blocks"] if block["type"] == "table"]
    cells = [[cell["elements"][0]["elements"][0]["text"] for cell in row] for row in table["rows"]]
    assert cells[:3] == [
        ["Playbook", "Finished", "Overdue", "Blocked"],
        ["e-Hospital", "0/40", "–", "–"],
        ["e-Hospital", "1/40", "1", "1"],
    ]
    assert tabled["text"] == plain["text"]
    assert block_problems(tabled["blocks"], "message") == []
    none = board.board(replace(make_board("x"), progress=()), DELHI, table=True).message
    assert not tables.stand_in(none)
