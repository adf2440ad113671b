"""Links to messages on the page: where they lead, and how they are copied."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import box, messages
from tests.browser.app import Desk
from tests.browser.chromium import Visitor
from tests.browser.place import Place

pytestmark = pytest.mark.browser


def test_a_link_to_a_message_goes_there(place: Place, desk: Desk, visitor: Visitor) -> None:
    stamps = [place.post(f"Line {number}.") for number in range(70)]
    link = f"{visitor.url}/archives/{place.id}/p{stamps[2].replace('.', '')}"
    place.post(f"Look at <{link}|the second>")
    page = visitor.open()
    page.get_by_role("link", name="the second").click()
    expect(page.locator(f'.message[data-ts="{stamps[2]}"]')).to_be_focused()
    expect(page.get_by_text("Line 2.")).to_be_in_viewport()


def test_a_link_to_a_long_message_goes_to_its_beginning(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    stamp = place.post("The board begins\n" + "\n".join(f"{number}" for number in range(90)))
    link = f"{visitor.url}/archives/{place.id}/p{stamp.replace('.', '')}"
    place.post(f"Look at <{link}|the board>")
    page = visitor.open()
    page.get_by_role("link", name="the board").click()
    expect(page.get_by_text("The board begins")).to_be_in_viewport()


def test_the_link_to_a_message_is_copied_and_leads_back(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    stamp = place.post("The photo is here.")
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open()
    messages(page).last.hover()
    messages(page).last.get_by_role("button", name="More for this message").click()
    page.get_by_role("menuitem", name="Copy link").click()
    expect(page.get_by_role("alert")).to_contain_text("The link is copied.")
    box(page).focus()
    page.keyboard.press("Control+v")
    link = f"{visitor.url}/archives/{place.id}/p{stamp.replace('.', '')}"
    expect(box(page)).to_have_value(link)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=link).click()
    expect(page.locator(f'.message[data-ts="{stamp}"]')).to_be_focused()
