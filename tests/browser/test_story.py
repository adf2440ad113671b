"""The main job in a browser, with the product itself behind the page, to a finished task.

At a desk, on a phone, and by keys alone.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.acts import messages, say
from tests.browser.chromium import Visitor
from tests.e2e.conftest import Hall, closed, opened

pytestmark = pytest.mark.browser

DECLARE = "/incident declare sev1 e-Hospital servers encrypted"
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


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
def visitor(chromium: Browser, hall: Hall, tmp_path: Path) -> Iterator[Visitor]:
    """Who opens the product's page; fails for an error on it or a request to another host."""
    context = chromium.new_context(viewport=DESK)
    found = Visitor(context, hall.product.url, "incident-desk", tmp_path)
    yield found
    found.leave()


def last(page: Page, words: str) -> Locator:
    """Return the newest message that says *words*, once it is there."""
    found = messages(page).filter(has_text=words).last
    found.wait_for()
    return found


def press(message: Locator, button: str) -> None:
    """Press the first button of that label in a message."""
    message.locator("button").get_by_text(button, exact=True).first.click()


def declares(page: Page) -> str:
    """Declare the incident and return its reference."""
    say(page, DECLARE)
    answer = last(page, "Its channel is being made now").inner_text()
    return re.search(r"INC-\d{4}-\d{3}", answer)[0]  # type: ignore[index]  # The answer names it.


def into_the_channel(page: Page, ref: str) -> None:
    """Go where the response meets."""
    channel = re.compile(rf"^{ref.lower()}-e-hospital")
    page.get_by_role("navigation").get_by_role("button", name=channel).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ref.lower())


def focus(page: Page, label: str, by: str) -> None:
    """Press a key until what is focused begins with *label*."""
    for _ in range(60):
        name = page.evaluate(
            "(document.activeElement.ariaLabel || document.activeElement.innerText || '').trim()"
        )
        if name.startswith(label):
            return
        page.keyboard.press(by)
    raise AssertionError(f"no way to “{label}” by {by}")


def test_from_the_first_line_to_a_finished_task(visitor: Visitor) -> None:
    page = visitor.open()
    ref = declares(page)
    declared = last(page, "Its channel is being made now")
    expect(declared).to_contain_text("Started: Isolate servers, Manual mode")
    press(declared, "Start Restore e-Hospital")
    last(page, "started the playbook Restore e-Hospital")
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
    visitor.picture(page, "finished")


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
    visitor.picture(page, "summary")


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
    visitor.picture(page, "window")
    window.get_by_role("button", name="Done").click()
    last(page, "finished task #1")
    say(page, "/task dnoe #2 12")
    press(last(page, "Did you mean done?"), "Send /task done #2 12")
    last(page, "Task #2 is done")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    visitor.picture(page, "phone")


def test_the_same_by_keys_alone(visitor: Visitor) -> None:
    page = visitor.open()
    keys = page.keyboard
    ref = declares(page)
    focus(page, "Start Restore e-Hospital", "Shift+Tab")
    keys.press("Enter")
    last(page, "started the playbook Restore e-Hospital")
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
