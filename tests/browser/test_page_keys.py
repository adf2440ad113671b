import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import box, messages, say
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


def test_what_a_search_says_is_about_what_stands_in_its_box(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    page.keyboard.press("Control+g")
    page.keyboard.type("walrus in:#nope")
    page.keyboard.press("Enter")
    said = page.get_by_role("dialog").get_by_role("status")
    expect(said).to_have_text("There is no channel called #nope that you may see.")
    page.get_by_role("searchbox").fill("no such word anywhere")
    page.keyboard.press("Enter")
    expect(said).to_have_text("No message that you may see has these words.")
    page.get_by_role("searchbox").fill("")
    expect(said).to_have_text("")


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
    name = page.locator(".who-words")
    assert name.evaluate("name => name.scrollWidth <= name.clientWidth"), "Who acts is not cut."
    visitor.judge(page, "phone")


def choose(page: Page, message: Locator, deed: str) -> None:
    """Do something with a message by keys."""
    message.focus()
    message.get_by_role("button", name="More for this message").press("Enter")
    page.get_by_role("menuitem", name=deed).press("Enter")


def test_the_focus_stays_at_a_message_that_is_changed(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    say(page, "First words")
    own = messages(page).filter(has_text="words")
    expect(own).to_have_count(1)
    choose(page, own, "Edit message")
    page.get_by_label("Edit message").fill("Second words")
    page.keyboard.press("Escape")
    page.get_by_role("alertdialog").get_by_role("button", name="Keep writing").press("Enter")
    expect(page.get_by_label("Edit message")).to_be_focused()
    page.keyboard.press("Enter")
    expect(own).to_contain_text("Second words")
    expect(own).to_be_focused()
    choose(page, own, "Edit message")
    page.keyboard.press("Escape")
    expect(own).to_be_focused()


def test_the_focus_stays_at_a_message_that_is_kept_or_put_away(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    say(page, "Some words")
    own = messages(page).filter(has_text="words")
    expect(own).to_have_count(1)
    choose(page, own, "Delete message")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(own.get_by_role("button", name="More for this message")).to_be_focused()
    say(page, "/desk quiet")
    messages(page).last.get_by_role("button", name="Dismiss").press("Enter")
    expect(own).to_be_focused()


def test_a_card_that_changes_under_the_focus_keeps_it(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    def card(deed: str) -> list[dict[str, Any]]:
        words = {"type": "plain_text", "text": deed}
        button = {"type": "button", "action_id": deed.lower(), "text": words}
        return [{"type": "actions", "block_id": deed, "elements": [button]}]

    stamp = place.post("Task #1", blocks=card("Claim"))
    page = visitor.open()
    messages(page).last.get_by_role("button", name="Claim").press("Enter")
    desk.wait_for(1)
    place.app("chat.update", channel=place.id, ts=stamp, text="Task #1", blocks=card("Start"))
    expect(messages(page).last.get_by_role("button", name="Start")).to_be_visible()
    expect(messages(page).last).to_be_focused()


def test_where_one_may_not_write_yet_the_focus_is_on_joining(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    name = f"away-{place.name}"
    away = place.app("conversations.create", name=name)["channel"]["id"]
    assert place.app("chat.postMessage", channel=away, text="Ward 3 is on paper")["ok"]
    page = visitor.open()
    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Join channel")).to_be_focused()
    messages(page).last.focus()
    messages(page).last.get_by_role("button", name="Add a reaction").press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Join the channel first.")
    page.get_by_role("button", name="Join channel").press("Enter")
    expect(box(page)).to_be_focused()
    expect(page.locator(".toast")).to_have_count(0)


def test_who_acts_as_another_stays_where_that_one_may_look_too(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    page.get_by_role("button", name=re.compile("Act as another person")).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    expect(page.get_by_role("menuitemradio", name=re.compile("Ravi Nair"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("You are Ravi Nair"))).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(place.name)
    expect(page.get_by_role("button", name="Join channel")).to_be_focused()


def test_whose_handle_is_being_typed_is_offered_first(
    place: Place, desk: Desk, visitor: Visitor
) -> None:
    page = visitor.open()
    page.keyboard.type("@me")
    names = page.get_by_role("listbox", name="People").locator(".suggestion-detail")
    expect(names).to_have_text(["@meera", "@kabir"])
    page.keyboard.press("Tab")
    expect(box(page)).to_have_value("@meera ")
