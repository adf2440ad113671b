"""The main job in a browser, with the product itself behind the page, to a finished task.

At a desk, on a phone, and by keys alone.
"""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.acts import say
from tests.browser.axe import OVER_THE_PAGE
from tests.browser.chromium import Profiles, Visitor
from tests.browser.story_acts import (
    declare_window,
    declares,
    focus,
    focused,
    into_the_channel,
    last,
    point_at,
    press,
    to_message,
)
from tests.e2e.conftest import Hall, closed, opened

pytestmark = pytest.mark.browser
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
# One grey point.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mOoBwAAgQCBfQ5pqQAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def hall(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hall]:
    """The product with its Room open, for the stories of this file."""
    folder = tmp_path_factory.mktemp("story")
    database = folder / "story.db"
    database.write_bytes(Path(request.getfixturevalue("sqlite_template")).read_bytes())
    hall = opened(folder / "run", f"sqlite:///{database}")
    yield hall
    closed(hall)


@pytest.fixture
def visitor(profiles: Profiles, hall: Hall, tmp_path: Path) -> Iterator[Visitor]:
    """Who opens the product's page; fails for an error on it or a request to another host."""
    profile = profiles.lend(viewport=DESK)
    found = Visitor(profile, hall.product.url, "incident-desk", tmp_path)
    yield found
    found.leave()


def test_from_the_first_line_to_a_finished_task(visitor: Visitor) -> None:
    page = visitor.open()
    ref = declares(page)
    declared = last(page, "You are the first to be invited")
    expect(declared).to_contain_text("Started: Isolate servers, Manual mode")
    press(declared, "Start Restore e-Hospital")
    last(page, "Restore e-Hospital runs in")
    into_the_channel(page, ref)
    board = last(page, "As of")
    expect(board).to_contain_text("Restore e-Hospital")
    press(board, "Open tasks")
    press(last(page, "1-10 of"), "Claim")
    press(last(page, "You hold task #1 now"), "Start")
    press(last(page, "Task #1 is in progress"), "Done")
    window = page.get_by_role("dialog", name="Finish task #1")
    window.get_by_role("textbox").fill("First call 07:07 from the laboratory.")
    window.get_by_role("button", name="Done").click()
    expect(last(page, "finished task #1")).to_contain_text("First call 07:07 from the laboratory.")
    visitor.judge(page, "finished")


def test_a_photo_is_the_proof_chosen_where_it_is_asked_for(
    visitor: Visitor, tmp_path: Path
) -> None:
    photo = tmp_path / "backups.png"
    photo.write_bytes(PNG)
    page = visitor.open()
    into_the_channel(page, declares(page))
    for line in ("/task done #1 the log is open", "/task done #2 12"):
        say(page, line)
        last(page, "is done")
    say(page, "/task show #5")
    press(last(page, "Take the backups off the wire"), "Done")
    window = page.get_by_role("dialog", name="Finish task #5")
    window.locator("input[type=file]").set_input_files(photo)
    expect(window.get_by_role("listitem").last).to_contain_text("backups.png")
    visitor.judge(page, "proof", OVER_THE_PAGE)
    window.get_by_role("button", name="Done").click()
    news = last(page, "finished task #5")
    expect(news).to_contain_text("Proof: backups.png")
    news.locator(".thread-line").click()
    shown = page.get_by_role("complementary", name="Thread").get_by_role("img", name="backups.png")
    expect(shown).to_be_visible()


def test_the_summary_is_read_beside_the_channel(visitor: Visitor) -> None:
    page = visitor.open()
    into_the_channel(page, declares(page))
    say(page, "/incident summary now")
    last(page, "The summary is on its way")
    page.get_by_role("link", name="Board").click()
    page.locator(".thread-line").first.click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread).to_contain_text("Tasks by playbook")
    title = thread.get_by_role("heading", level=2).first.bounding_box()
    assert title is not None
    assert title["height"] < 32, "A long channel's name is cut and does not break the heading."
    visitor.judge(page, "summary", ".thread")


def test_the_same_on_a_phone_without_anything_cut_off(visitor: Visitor) -> None:
    page = visitor.open()
    page.set_viewport_size(PHONE)
    ref = declares(page)
    page.get_by_role("button", name="Channels and people").click()
    into_the_channel(page, ref)
    say(page, "/task claim #1")
    press(last(page, "You hold task #1 now"), "Done")
    window = page.get_by_role("dialog", name="Finish task #1")
    window.get_by_role("textbox").fill("By phone.")
    visitor.judge(page, "window", OVER_THE_PAGE)
    window.get_by_role("button", name="Done").click()
    last(page, "finished task #1")
    say(page, "/task dnoe #2 12")
    press(last(page, "Did you mean done?"), "Send /task done #2 12")
    last(page, "Task #2 is done")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    visitor.judge(page, "phone")


def test_the_same_by_keys_alone(visitor: Visitor) -> None:
    page = visitor.open()
    keys = page.keyboard
    ref = declares(page)
    focus(page, "Start Restore e-Hospital", "Shift+Tab")
    keys.press("Enter")
    last(page, "Restore e-Hospital runs in")
    keys.press("Control+k")
    keys.type(ref.lower())
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ref.lower())
    focus(page, "Message #inc-", "F6")
    keys.type("/task sta")
    keys.press("Tab")
    keys.type("#1")
    keys.press("Enter")
    last(page, "Task #1 is in progress")
    keys.press("Shift+Tab")
    focus(page, "Done task 1", "Shift+Tab")
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Finish task #1").get_by_role("textbox")).to_be_focused()
    keys.type("Nobody touched a mouse.")
    keys.press("Tab")
    focus(page, "Done", "Tab")
    keys.press("Enter")
    expect(last(page, "finished task #1")).to_contain_text("Nobody touched a mouse.")


def test_a_task_of_a_list_is_worked_to_its_end_by_one_key(visitor: Visitor) -> None:
    page = visitor.open()
    keys = page.keyboard
    into_the_channel(page, declares(page))
    focus(page, "Message #inc-", "F6")
    keys.type("/task list")
    keys.press("Enter")
    last(page, "1-10 of")
    focus(page, "Claim task 1:", "Shift+Tab")
    for following in ("Start task 1:", "Done task 1:"):
        keys.press("Enter")
        focused(page, following)
    keys.press("Enter")
    window = page.get_by_role("dialog", name="Finish task #1")
    expect(window.get_by_role("textbox")).to_be_focused()
    expect(window).to_contain_text("Ctrl Enter sends")
    keys.type("One key and some words.")
    keys.press("Control+Enter")
    expect(last(page, "finished task #1")).to_contain_text("One key and some words.")


def test_a_message_becomes_an_incident_by_its_shortcut(visitor: Visitor) -> None:
    page = visitor.open()
    say(page, "The laboratory screens are black")
    message = point_at(page, "The laboratory screens are black")
    message.get_by_role("button", name="More for this message").click()
    page.get_by_role("menuitem", name="Declare from message").click()
    window = declare_window(page)
    expect(window.get_by_role("textbox").first).to_have_value("The laboratory screens are black")
    window.get_by_role("button", name="Declare").click()
    declared = page.get_by_role("dialog", name="Declared")
    expect(declared).to_contain_text("You are the first to be invited")
    declared.locator("footer, .dialog-foot").get_by_role("button", name="Close").click()
    page.locator("main .thread-line").last.click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread).to_contain_text("declared INC-")


def test_the_same_by_keys_and_the_global_one_too(visitor: Visitor) -> None:
    page, keys = visitor.open(), visitor.context.pages[0].keyboard
    say(page, "The pharmacy printer prints notes")
    to_message(page, "The pharmacy printer prints notes")
    focus(page, "More for this message", "Tab")
    keys.press("Enter")
    focus(page, "Declare from message", "ArrowDown")
    keys.press("Enter")
    window = declare_window(page)
    expect(window.get_by_role("textbox").first).to_have_value("The pharmacy printer prints notes")
    keys.press("Escape")
    expect(window).to_have_count(0)
    focus(page, "Message #incident-desk", "F6")
    focus(page, "Shortcuts", "Tab")
    keys.press("Enter")
    focus(page, "Declare incident", "ArrowDown")
    keys.press("Enter")
    expect(declare_window(page).get_by_role("textbox").first).to_be_focused()
    keys.type("Nobody can log in")
    focus(page, "Declare", "Tab")
    keys.press("Enter")
    last(page, "Nobody can log in")


def test_marks_on_messages_by_mouse_and_by_keys(visitor: Visitor) -> None:
    page = visitor.open()
    into_the_channel(page, declares(page))
    say(page, "Cable pulled at 07:41")
    point_at(page, "Cable pulled at 07:41").get_by_role("button", name="Add a reaction").click()
    page.get_by_role("button", name="pushpin").click()
    say(page, "Second cable pulled at 07:44")
    to_message(page, "Second cable pulled at 07:44")
    page.keyboard.press("Enter")
    focus(page, "pushpin", "Tab")
    page.keyboard.press("Enter")
    for words in ("Cable pulled at 07:41", "Second cable pulled at 07:44"):
        marked = last(page, words)
        expect(marked.get_by_role("button", name="pushpin, 1")).to_be_visible()
        # The thread is told once the entry is in the timeline.
        expect(marked.locator(".thread-line")).to_be_visible()
    say(page, "/incident timeline")
    told = last(page, "Timeline")
    expect(told).to_contain_text("Cable pulled at 07:41")
    expect(told).to_contain_text("Second cable pulled at 07:44")


def test_an_alarm_light_asks_whether_it_is_an_incident(visitor: Visitor) -> None:
    page = visitor.open()
    say(page, "All wards call at once")
    point_at(page, "All wards call at once").get_by_role("button", name="Add a reaction").click()
    page.get_by_role("button", name="rotating light", exact=True).click()
    press(last(page, "Declare an incident from it?"), "Declare an incident")
    expect(declare_window(page).get_by_role("textbox").first).to_have_value(
        "All wards call at once"
    )


def test_an_alarm_light_is_lit_by_keys(visitor: Visitor) -> None:
    page, keys = visitor.open(), visitor.context.pages[0].keyboard
    say(page, "The blood bank is locked out")
    to_message(page, "The blood bank is locked out")
    keys.press("Enter")
    focus(page, "rotating light", "Tab")
    keys.press("Enter")
    last(page, "Declare an incident from it?")
    focus(page, "Message #incident-desk", "F6")
    focus(page, "Declare an incident", "Shift+Tab")
    keys.press("Enter")
    expect(declare_window(page).get_by_role("textbox").first).to_have_value(
        "The blood bank is locked out"
    )


def test_the_global_shortcut_declares_by_mouse(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Declare incident").click()
    window = declare_window(page)
    window.get_by_role("textbox").first.fill("The archive is locked")
    window.get_by_role("button", name="Declare").click()
    last(page, "The archive is locked")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_home_and_digest_can_be_read_and_used_by_everybody(
    visitor: Visitor, size: ViewportSize
) -> None:
    page = visitor.open()
    page.set_viewport_size(size)
    declares(page)
    say(page, "/incident digest preview")
    last(page, "Daily digest")
    visitor.judge(page, "digest")
    if size is PHONE:
        page.get_by_role("button", name="Channels and people").click()
    page.get_by_role("navigation").get_by_role("button", name="Wardroom").first.click()
    home = page.locator(".home")
    expect(home).to_contain_text("e-Hospital servers encrypted")
    visitor.judge(page, "home")
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    home.get_by_role("button", name="Help").first.click()
    page.locator(".toast").get_by_role("button", name="Show it").click()
    expect(page.locator(".tab.is-current")).to_have_text("Messages")
