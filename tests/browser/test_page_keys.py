import re

import pytest
from playwright.sync_api import expect

from tests.browser.acts import messages
from tests.browser.app import Desk
from tests.browser.blocks import every_kind
from tests.browser.chromium import Visitor
from tests.browser.place import Place

pytestmark = pytest.mark.browser


def test_one_goes_from_channel_to_channel_by_keys(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    heading = page.get_by_role("heading", level=1)
    page.keyboard.press("Control+k")
    page.keyboard.type("gener")
    page.keyboard.press("Enter")
    expect(heading).to_contain_text("general")
    page.keyboard.press("Alt+ArrowDown")
    expect(heading).to_contain_text("incident-desk")
    page.keyboard.press("Alt+ArrowUp")
    expect(heading).to_contain_text("general")


def test_one_finds_an_old_message_by_keys(place: Place, desk: Desk, visitor: Visitor) -> None:
    place.post("the walrus was here")
    for number in range(60):
        place.post(f"later {number}")
    page = visitor.open()
    page.keyboard.press("Control+g")
    page.keyboard.type("WALRUS")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 message", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(messages(page).get_by_text("the walrus was here")).to_be_in_viewport()


def test_one_goes_through_the_page_by_keys(place: Place, desk: Desk, visitor: Visitor) -> None:
    place.post("first")
    place.post("second")
    page = visitor.open()
    expect(page.get_by_text("second")).to_be_visible()
    seen = set()
    for _ in range(6):
        page.keyboard.press("F6")
        seen.add(page.evaluate("document.activeElement.closest('[data-pane]')?.className"))
    assert len(seen) == 4, "Sidebar, head, messages and message box take turns."
    messages(page).last.focus()
    page.keyboard.press("ArrowUp")
    expect(messages(page).nth(-2)).to_be_focused()
    page.keyboard.press("Tab")
    expect(messages(page).nth(-2).get_by_role("button", name="Add a reaction")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".reaction")).to_have_text(re.compile("1"))


def test_a_phone_shows_the_channels_in_a_drawer(place: Place, desk: Desk, visitor: Visitor) -> None:
    place.post("every kind", blocks=every_kind())
    page = visitor.open()
    page.set_viewport_size({"width": 390, "height": 780})
    expect(page.get_by_role("navigation")).not_to_be_visible()
    page.get_by_role("button", name="Channels and people").click()
    page.get_by_role("navigation").get_by_role("button", name="general").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("general")
    expect(page.get_by_role("navigation")).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    visitor.judge(page, "phone")
